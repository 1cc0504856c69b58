#include "cli/web.h"

#include <stdlib.h>
#include <string.h>

/* After sealing and sending nothing can be called back, so what a person shares waits here first, in memory only and as it
 * was typed. A draft of it stands sealed on disk until it has left (web_concept.c). */

static struct ep_uitgaand *find(struct ep_web *web, uint64_t number)
{
    for (size_t i = 0; i < EP_WEB_UITGAAND_MAX; i++)
        if (web->uitgaand[i].number == number)
            return &web->uitgaand[i];
    return NULL;
}

void ep_web_uitgaand_free(struct ep_uitgaand *uitgaand)
{
    ep_secret_close(uitgaand->body);
    memset(uitgaand, 0, sizeof *uitgaand);
}

ep_err ep_web_uitgaand_add(struct ep_web *web, const struct ep_verzoek *verzoek, int lang, struct ep_antwoord *out)
{
    struct ep_uitgaand *to = find(web, 0);
    if (to == NULL)
        return EP_TOO_MANY;
    *to = (struct ep_uitgaand){.number = web->next_uitgaand + 1,
                               .due_ms = ep_web_now_ms() + EP_WEB_UNDO_S * 1000u,
                               .body = ep_secret_open(verzoek->body.len + 1),
                               .len = verzoek->body.len,
                               .lang = lang};
    if (to->body == NULL) {
        memset(to, 0, sizeof *to);
        return EP_NO_MEMORY;
    }
    web->next_uitgaand++;
    memcpy(to->body, verzoek->body.at, verzoek->body.len);
    snprintf(to->path, sizeof to->path, "%s", verzoek->path);
    snprintf(to->if_match, sizeof to->if_match, "%s", verzoek->if_match != NULL ? verzoek->if_match : "");
    if (verzoek->concept != NULL &&
        !ep_web_sleutel_given(verzoek)) /* drafts are the person's; too long a name is none */
        snprintf(to->concept, sizeof to->concept, "%s", verzoek->concept);
    struct ep_json *json = ep_json_open();
    ep_json_uint(json, "uitgaand", to->number);
    ep_json_uint(json, "vertrekt_over", EP_WEB_UNDO_S);
    return ep_antwoord_json(json, 202, out);
}

ep_err ep_web_uitgaand_undo(struct ep_web *web, const char *number)
{
    char *end = NULL;
    uint64_t n = strtoull(number, &end, 10);
    struct ep_uitgaand *found = n != 0 && *end == 0 ? find(web, n) : NULL;
    char data[96];
    if (found == NULL)
        return EP_NOT_FOUND;
    snprintf(data, sizeof data, "{\"n\":%llu,\"stand\":\"ongedaan\",\"probleem\":null,\"uitkomst\":null}",
             (unsigned long long)n);
    ep_web_uitgaand_free(found);
    ep_web_tell(web, "uitgaand", data);
    return EP_OK;
}

ep_err ep_web_uitgaand_list(const struct ep_web *web, struct ep_antwoord *out)
{
    struct ep_json *json = ep_json_open();
    uint64_t now = ep_web_now_ms();
    ep_json_word(json, "formaat", "eenplan-uitgaand-1");
    ep_json_array(json, "uitgaand");
    for (size_t i = 0; i < EP_WEB_UITGAAND_MAX; i++) {
        const struct ep_uitgaand *at = &web->uitgaand[i];
        if (at->number == 0)
            continue;
        ep_json_object(json, NULL);
        ep_json_uint(json, "n", at->number);
        ep_json_word(json, "concept", at->concept[0] != 0 ? at->concept : NULL);
        ep_json_uint(json, "vertrekt_over", at->due_ms > now ? (at->due_ms - now + 999) / 1000 : 0);
        ep_json_end(json);
    }
    ep_json_end(json);
    return ep_antwoord_json(json, 200, out);
}

/* In the order in which they were shared: what comes later may rest on what came before. */
void ep_web_uitgaand_send(struct ep_web *web, uint64_t until_ms)
{
    for (size_t sent = 0; sent < EP_WEB_UITGAAND_MAX; sent++) {
        struct ep_uitgaand *first = NULL;
        for (size_t i = 0; i < EP_WEB_UITGAAND_MAX; i++) {
            struct ep_uitgaand *at = &web->uitgaand[i];
            if (at->number != 0 && at->due_ms <= until_ms && (first == NULL || at->number < first->number))
                first = at;
        }
        if (first == NULL)
            return;
        ep_web_send(web, first);
        ep_web_uitgaand_free(first);
    }
}
