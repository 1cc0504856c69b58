#include "cli/web_gesprek.h"

#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 4 /* modules of quiet around it, as the standard asks */

/* The invitation line in what was said; NULL: there is none. The caller frees it. */
static char *line_in(const char *text)
{
    const char *at = strstr(text, "eenplan:1:");
    return at != NULL ? strndup(at, strcspn(at, "\r\n ")) : NULL;
}

/* One path, a square per dark module: so that it needs no style, which a page may not have here. */
static ep_err draw(const QRcode *code, FILE *out)
{
    int side = code->width + 2 * MARGIN;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
            "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
            side, side, side, side);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if ((code->data[y * code->width + x] & 1) != 0)
                fprintf(out, "M%d %dh1v1h-1z", x + MARGIN, y + MARGIN);
    return fputs("\"/></svg>\n", out) >= 0 ? EP_OK : EP_NO_MEMORY;
}

ep_err ep_gesprek_qr(const struct ep_web *web, struct ep_antwoord *out)
{
    char *text = NULL;
    size_t len = 0;
    char *line = line_in(web->gesprek.text);
    if (line == NULL)
        return EP_NOT_FOUND;
    QRcode *code = QRcode_encodeString8bit(line, 0, QR_ECLEVEL_M);
    FILE *file = code != NULL ? open_memstream(&text, &len) : NULL;
    ep_err err = file != NULL ? draw(code, file) : EP_NO_MEMORY;
    if (file != NULL && fclose(file) != 0)
        err = EP_NO_MEMORY;
    QRcode_free(code);
    ep_wipe(line, strlen(line));
    free(line);
    if (err == EP_OK) {
        ep_antwoord_text(out, 200, text, len);
        out->type = "image/svg+xml";
    } else {
        free(text);
    }
    return err;
}
