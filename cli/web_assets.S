/* The page of `eenplan web`, as bytes: cli/web/dist and cli/web/openapi.json, and each as gzip makes it. The folders are
 * CMake's to name. */
#define ASSET(name, file, packed)            \
    .global ep_asset_##name;                 \
    .global ep_asset_##name##_end;           \
    .global ep_asset_##name##_gz;            \
    .global ep_asset_##name##_gz_end;        \
    ep_asset_##name: .incbin file;           \
    ep_asset_##name##_end: .byte 0;          \
    ep_asset_##name##_gz: .incbin packed;    \
    ep_asset_##name##_gz_end: .byte 0

    .section .rodata
    ASSET(html, "index.html", "index.html.gz")
    ASSET(js, "app.js", "app.js.gz")
    ASSET(css, "app.css", "app.css.gz")
    ASSET(icons, "icons.svg", "icons.svg.gz")
    ASSET(openapi, "openapi.json", "openapi.json.gz")
    .section .note.GNU-stack, "", %progbits
