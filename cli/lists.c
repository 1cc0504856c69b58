#include "cli/lists.h"

struct listing {
    struct ep_cli *cli;
    const struct ep_list *list;
    struct ep_json *json;
};

static bool add(void *arg, const struct ep_statement *st)
{
    const struct listing *to = arg;
    if (to->list->own && !ep_id_equal(st->org, to->cli->kluis->org))
        return true;
    if (!to->cli->json) {
        to->list->print(to->cli, st);
        return true;
    }
    ep_json_object(to->json, NULL);
    to->list->put(to->json, to->cli, st);
    ep_json_end(to->json);
    return true;
}

ep_err ep_list_statements(struct ep_cli *cli, const struct ep_list *list)
{
    struct listing to = {.cli = cli, .list = list};
    ep_err err = ep_cli_directory(cli);
    if (err != EP_OK)
        return err;
    if (cli->json)
        to.json = ep_json_list(list->format, list->key);
    cli->world.each(cli->world.ctx, list->kind, (ep_id){{0}}, add, &to);
    return cli->json ? ep_json_list_close(to.json, cli->out) : EP_OK;
}

struct ep_json *ep_json_list(const char *format, const char *key)
{
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "formaat", format);
    ep_json_array(json, key);
    return json;
}

ep_err ep_json_list_close(struct ep_json *json, FILE *out)
{
    ep_json_end(json);
    return ep_json_close(json, out);
}

void ep_json_domeinen(struct ep_json *json, const char *key, const struct ep_cli *cli, uint64_t mask)
{
    ep_json_array(json, key);
    for (uint64_t domain = 1; domain < EP_DOMEIN_END; domain++)
        if ((mask & EP_DOMEIN_BIT(domain)) != 0)
            ep_json_word(json, NULL, cli->policy.domein_code[domain]);
    ep_json_end(json);
}

void ep_json_kenmerk(struct ep_json *json, const char *key, ep_id org)
{
    char words[EP_WORDS_TEXT_BYTES_MAX];
    ep_words_text(words, ep_id_bytes(&org), 6);
    ep_json_word(json, key, words);
}
