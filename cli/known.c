#include "cli/cli.h"

#include "proto/chain.h"

#include <stdlib.h>
#include <string.h>

static bool find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    const struct ep_known *known = &((const struct ep_cli *)ctx)->known;
    const struct ep_statement *best = NULL;
    for (size_t i = known->count; i-- > 0;) {
        const struct ep_statement *st = &known->at[i];
        if (st->kind_code != kind || !ep_id_equal(st->id, id))
            continue;
        if (version == 0 ? best == NULL || st->version > best->version : st->version == version)
            best = st;
    }
    if (best != NULL)
        *out = *best;
    return best != NULL;
}

static bool is_latest(const struct ep_known *known, const struct ep_statement *st)
{
    for (size_t i = known->count; i-- > 0;)
        if (known->at[i].kind_code == st->kind_code && known->at[i].version > st->version &&
            ep_id_equal(known->at[i].id, st->id))
            return false;
    return true;
}

static void each(void *ctx, enum ep_kind_code kind, ep_id huishouden, ep_visit *visit, void *arg)
{
    const struct ep_known *known = &((const struct ep_cli *)ctx)->known;
    for (size_t i = 0; i < known->count; i++) {
        const struct ep_statement *st = &known->at[i];
        if (st->kind_code != kind || (!ep_id_absent(huishouden) && !ep_id_equal(st->huishouden, huishouden)) ||
            !is_latest(known, st))
            continue;
        if (!visit(arg, st))
            return;
    }
}

void ep_known_world(struct ep_cli *cli)
{
    cli->world = (struct ep_world){.ctx = cli,
                                   .own_org = cli->kluis->org,
                                   .now_hour = ep_cli_now_s() / 3600,
                                   .policy = &cli->policy,
                                   .lasting = true,
                                   .find = find,
                                   .each = each};
    memcpy(cli->world.own_root, cli->kluis->root, 32);
}

void ep_known_wipe(struct ep_known *known)
{
    for (size_t i = 0; i < known->count; i++)
        free((void *)(uintptr_t)known->at[i].bytes.at);
    free(known->at);
    free(known->facts);
    memset(known, 0, sizeof *known);
}

static ep_err append(struct ep_known *known, const struct ep_statement *st)
{
    if (known->count == known->cap) {
        size_t cap = known->cap == 0 ? 256 : known->cap * 2;
        struct ep_statement *at = realloc(known->at, cap * sizeof *at);
        if (at == NULL)
            return EP_NO_MEMORY;
        known->at = at;
        known->cap = cap;
    }
    known->at[known->count++] = *st;
    return EP_OK;
}

/* Nothing is trusted because a node says so: the same chain as at the node, from the root in the vault. The kind's own
 * rule is asked where it needs nothing that a node may rightly keep from this user. */
static ep_err check(const struct ep_cli *cli, const struct ep_statement *st)
{
    ep_err err = ep_chain_check(&cli->world, st);
    bool directory = st->kind->given == EP_GIVEN_DIRECTORY;
    return err == EP_OK && directory ? st->kind->rule(st, &cli->world) : err;
}

ep_err ep_known_add(struct ep_cli *cli, ep_bytes bytes)
{
    struct ep_statement st;
    struct ep_statement there;
    ep_err err = ep_statement_open(&st, bytes);
    if (err != EP_OK)
        return err;
    if (find(cli, st.kind->code, st.id, st.version, &there) && ep_bytes_equal(there.bytes, bytes))
        return EP_OK;
    err = ep_statement_id_check(&st);
    if (err == EP_OK)
        err = check(cli, &st);
    if (err != EP_OK)
        return err;
    uint8_t *copy = malloc(bytes.len);
    if (copy == NULL)
        return EP_NO_MEMORY;
    memcpy(copy, bytes.at, bytes.len);
    err = ep_statement_open(&st, (ep_bytes){copy, bytes.len});
    if (err == EP_OK)
        err = append(&cli->known, &st);
    if (err != EP_OK)
        free(copy);
    return err;
}

static ep_err add_fact(struct ep_known *known, const struct ep_msg_fact *fact)
{
    for (size_t i = 0; i < known->fact_count; i++)
        if (known->facts[i].soort == fact->soort && ep_id_equal(known->facts[i].a, fact->a)) {
            known->facts[i] = *fact;
            return EP_OK;
        }
    if (known->fact_count == known->fact_cap) {
        size_t cap = known->fact_cap == 0 ? 64 : known->fact_cap * 2;
        struct ep_msg_fact *at = realloc(known->facts, cap * sizeof *at);
        if (at == NULL)
            return EP_NO_MEMORY;
        known->facts = at;
        known->fact_cap = cap;
    }
    known->facts[known->fact_count++] = *fact;
    return EP_OK;
}

/* What the node no longer has of a household, the client may not go on showing: a fetch replaces. */
static void forget(struct ep_known *known, ep_id huishouden)
{
    size_t kept = 0;
    for (size_t i = 0; i < known->count; i++) {
        const struct ep_kind *kind = known->at[i].kind;
        bool content = kind->covered || kind->code == EP_GRANT;
        if (content && ep_id_equal(known->at[i].huishouden, huishouden))
            free((void *)(uintptr_t)known->at[i].bytes.at);
        else
            known->at[kept++] = known->at[i];
    }
    known->count = kept;
}

ep_err ep_fetch(struct ep_cli *cli, enum ep_get what, ep_id huishouden)
{
    enum ep_message_type type;
    union ep_msg msg;
    cli->world.now_hour = ep_cli_now_s() / 3600;
    if (what == EP_GET_HUISHOUDEN)
        forget(&cli->known, huishouden);
    ep_err err = ep_client_say(&cli->client, EP_MSG_GET, &(struct ep_msg_get){what, huishouden});
    while (err == EP_OK) {
        err = ep_client_hear(&cli->client, 60, &type, &msg);
        if (err != EP_OK)
            return err;
        if (type == EP_MSG_DONE)
            return ep_err_from_wire(msg.done.code);
        if (type == EP_MSG_FACT) {
            err = add_fact(&cli->known, &msg.fact);
        } else if (type == EP_MSG_GIVE) {
            err = ep_known_add(cli, msg.give.statement);
            if (err != EP_OK && err != EP_NO_MEMORY) {
                cli->known.rejected++; /* not used, and said at the end */
                err = EP_OK;
            }
        } else {
            err = EP_MALFORMED;
        }
    }
    return err;
}

const struct ep_msg_fact *ep_known_fact(const struct ep_cli *cli, enum ep_fact_soort soort, ep_id a)
{
    for (size_t i = 0; i < cli->known.fact_count; i++)
        if (cli->known.facts[i].soort == soort && ep_id_equal(cli->known.facts[i].a, a))
            return &cli->known.facts[i];
    return NULL;
}
