#include "cli/web.h"

#include <string.h>

/* A page that takes nothing any more must not make memory grow: what would not fit becomes one word, "alles", upon which it
 * asks for everything anew. */
static void append(struct ep_web_stream *stream, const char *event, const char *data)
{
    size_t room = sizeof stream->text - stream->len;
    int len = snprintf(stream->text + stream->len, room, "event: %s\ndata: %s\n\n", event, data);
    if (len > 0 && (size_t)len < room)
        stream->len += (size_t)len;
    else {
        ep_wipe(stream->text, sizeof stream->text);
        stream->len = (size_t)snprintf(stream->text, sizeof stream->text, "event: alles\ndata: {}\n\n");
    }
}

void ep_web_tell(struct ep_web *web, const char *event, const char *data)
{
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX; i++)
        if (web->stream[i].used && !web->stream[i].ending) {
            append(&web->stream[i], event, data);
            web->wake(web->wake_ctx, &web->stream[i]);
        }
}

void ep_web_tell_huishouden(struct ep_web *web, ep_id huishouden)
{
    char hex[EP_ID_HEX];
    char data[sizeof hex + 16];
    ep_hex(hex, ep_id_bytes(&huishouden));
    snprintf(data, sizeof data, "{\"id\":\"%s\"}", hex);
    ep_web_tell(web, "huishouden", data);
}

struct ep_web_stream *ep_web_stream_free(struct ep_web *web, uint64_t sleutel)
{
    struct ep_web_stream *found = NULL;
    size_t keys = 0;
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX; i++) {
        keys += web->stream[i].sleutel != 0 ? 1 : 0;
        found = web->stream[i].used ? found : &web->stream[i];
    }
    return sleutel != 0 && keys >= EP_WEB_STREAMS_MAX / 2 ? NULL : found;
}

void ep_web_stream_end(struct ep_web *web, uint64_t sleutel)
{
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX; i++) {
        struct ep_web_stream *stream = &web->stream[i];
        if (stream->sleutel == 0 || (sleutel != 0 && stream->sleutel != sleutel))
            continue;
        stream->ending = true;
        stream->len = 0; /* nor what it has not taken yet */
        ep_wipe(stream->text, sizeof stream->text);
        web->wake(web->wake_ctx, stream);
    }
}
