#include "cli/outcome.h"

#include "cli/json.h"

#include <stdlib.h>
#include <string.h>

ep_err ep_outcome_begin(struct ep_cli *cli, struct ep_outcome *outcome)
{
    *outcome = (struct ep_outcome){.out = cli->out};
    if (!cli->json)
        return EP_OK;
    FILE *kept = open_memstream(&outcome->text, &outcome->len);
    if (kept == NULL)
        return EP_NO_MEMORY;
    cli->out = kept;
    return EP_OK;
}

ep_err ep_outcome_put(const struct ep_outcome *outcome, FILE *out)
{
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "formaat", "eenplan-uitkomst-1");
    ep_json_array(json, "melding");
    for (size_t at = 0; at < outcome->len;) {
        const char *line = outcome->text + at;
        const char *end = memchr(line, '\n', outcome->len - at);
        size_t len = end != NULL ? (size_t)(end - line) : outcome->len - at;
        ep_json_text(json, NULL, (ep_bytes){(const uint8_t *)line, len});
        at += len + 1;
    }
    ep_json_end(json);
    ep_json_bool(json, "wacht", outcome->waits);
    ep_json_id(json, "item", outcome->item);
    if (outcome->version != 0)
        ep_json_uint(json, "versie", outcome->version);
    else
        ep_json_null(json, "versie");
    return ep_json_close(json, out);
}

ep_err ep_outcome_end(struct ep_cli *cli, struct ep_outcome *outcome, ep_err err)
{
    if (cli->out == outcome->out)
        return err;
    ep_err kept = fclose(cli->out) == 0 ? EP_OK : EP_NO_MEMORY;
    cli->out = outcome->out;
    outcome->waits = err == EP_WRAP_WAITS;
    bool done = err == EP_OK || outcome->waits;
    if (done && kept == EP_OK)
        kept = ep_outcome_put(outcome, cli->out);
    if (done && kept != EP_OK)
        err = kept;
    else if (!done && kept == EP_OK)
        fwrite(outcome->text, 1, outcome->len, cli->err);
    if (outcome->text != NULL)
        ep_wipe(outcome->text, outcome->len);
    free(outcome->text);
    outcome->text = NULL;
    return err;
}
