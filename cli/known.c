#include "cli/cli.h"

#include "proto/chain.h"

#include <stdlib.h>
#include <string.h>

/* Where the statements of that kind and id stand, or would. Half of an id is its maker's choice and the other half follows
 * from it, so a peer could choose thousands that fall into one slot, and the client would search through all of them for
 * each. The seed is ours (multiply and shift over the id's four words: universal), so nobody can know which these are. */
static uint32_t *slot_of(const struct ep_known *known, enum ep_kind_code kind, ep_id id)
{
    uint64_t hash = known->seed[4] * (uint64_t)kind;
    for (size_t i = 0; i < 4; i++)
        hash += known->seed[i] * ep_u32_take(id.b + 4 * i);
    size_t at = (size_t)(hash >> 32) & (known->slots - 1);
    for (; known->slot[at] != 0; at = (at + 1) & (known->slots - 1)) { /* half of the slots are free */
        const struct ep_statement *there = &known->at[known->slot[at] - 1];
        if (there->kind_code == kind && ep_id_equal(there->id, id))
            break;
    }
    return &known->slot[at];
}

/* The highest version first; of the same version, the one that came last. */
static void enter(struct ep_known *known, size_t i)
{
    uint32_t *link = slot_of(known, known->at[i].kind_code, known->at[i].id);
    while (*link != 0 && known->at[*link - 1].version > known->at[i].version)
        link = &known->older[*link - 1];
    known->older[i] = *link;
    *link = (uint32_t)i + 1;
}

ep_err ep_known_index(struct ep_known *known)
{
    size_t room = known->cap > known->count ? known->cap : known->count;
    size_t slots = 64;
    while (slots < 2 * room)
        slots *= 2;
    free(known->slot);
    free(known->older);
    known->slot = calloc(slots, sizeof *known->slot);
    known->older = calloc(room + 1, sizeof *known->older);
    known->slots = known->slot != NULL && known->older != NULL ? slots : 0;
    if (known->slots == 0)
        return EP_NO_MEMORY;
    ep_random(NULL, (uint8_t *)known->seed, sizeof known->seed);
    for (size_t i = 0; i < known->count; i++)
        enter(known, i);
    return EP_OK;
}

static bool find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    const struct ep_known *known = &((const struct ep_cli *)ctx)->known;
    uint32_t at = known->slots != 0 ? *slot_of(known, kind, id) : 0;
    while (at != 0 && version != 0 && known->at[at - 1].version > version)
        at = known->older[at - 1];
    if (at == 0 || (version != 0 && known->at[at - 1].version != version))
        return false;
    *out = known->at[at - 1];
    return true;
}

static bool is_latest(const struct ep_known *known, const struct ep_statement *st)
{
    uint32_t at = known->slots != 0 ? *slot_of(known, st->kind_code, st->id) : 0;
    return at != 0 && known->at[at - 1].version == st->version;
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
    free(known->slot);
    free(known->older);
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
        ep_err err = ep_known_index(known);
        if (err != EP_OK)
            return err;
    }
    known->at[known->count] = *st;
    enter(known, known->count++);
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

static ep_err keep_copy(struct ep_known *known, ep_bytes bytes)
{
    struct ep_statement st;
    uint8_t *copy = malloc(bytes.len);
    if (copy == NULL)
        return EP_NO_MEMORY;
    memcpy(copy, bytes.at, bytes.len);
    ep_err err = ep_statement_open(&st, (ep_bytes){copy, bytes.len});
    if (err == EP_OK)
        err = append(known, &st);
    if (err != EP_OK)
        free(copy);
    return err;
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
    return err == EP_OK ? keep_copy(&cli->known, bytes) : err;
}

ep_err ep_known_own(struct ep_cli *cli, ep_bytes bytes)
{
    return keep_copy(&cli->known, bytes);
}

ep_err ep_known_fact_add(struct ep_known *known, const struct ep_msg_fact *fact)
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
static ep_err forget(struct ep_known *known, ep_id huishouden)
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
    return ep_known_index(known);
}

void ep_known_changed_note(struct ep_cli *cli, ep_id huishouden)
{
    struct ep_changed *changed = &cli->changed;
    size_t i = 0;
    while (i < changed->count && !ep_id_equal(changed->huishouden[i], huishouden))
        i++;
    if (ep_id_absent(huishouden) || i == EP_READS_MAX)
        changed->all = true;
    if (changed->all)
        changed->count = 0;
    else if (i == changed->count)
        changed->huishouden[changed->count++] = huishouden;
}

bool ep_known_changed_take(struct ep_cli *cli, ep_id *huishouden)
{
    struct ep_changed *changed = &cli->changed;
    bool any = changed->all || changed->count > 0;
    *huishouden = changed->count > 0 ? changed->huishouden[--changed->count] : (ep_id){{0}};
    changed->all = false; /* then it was the only one */
    return any;
}

ep_err ep_known_told(struct ep_cli *cli, const struct ep_msg_fact *fact)
{
    if (fact->soort != EP_FACT_ENDED && fact->soort != EP_FACT_CHANGED)
        return ep_known_fact_add(&cli->known, fact);
    if (fact->soort == EP_FACT_ENDED)
        cli->ended = cli->ended || ep_id_equal(cli->open.huishouden, fact->a);
    ep_known_changed_note(cli, fact->a);
    return EP_OK;
}

static ep_err fetch(struct ep_cli *cli, struct ep_msg_get get)
{
    enum ep_message_type type;
    union ep_msg msg;
    cli->world.now_hour = ep_cli_now_s() / 3600;
    ep_err err = get.what == EP_GET_HUISHOUDEN ? forget(&cli->known, get.huishouden) : EP_OK;
    if (err == EP_OK)
        err = ep_client_say(&cli->client, EP_MSG_GET, &get);
    while (err == EP_OK) {
        err = ep_client_hear(&cli->client, 60, &type, &msg);
        if (err != EP_OK)
            return err;
        if (type == EP_MSG_DONE)
            return ep_err_from_wire(msg.done.code);
        if (type == EP_MSG_FACT) {
            err = ep_known_told(cli, &msg.fact);
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

ep_err ep_fetch(struct ep_cli *cli, enum ep_get what, ep_id huishouden)
{
    return fetch(cli, (struct ep_msg_get){.what = what, .huishouden = huishouden});
}

ep_err ep_fetch_versies(struct ep_cli *cli, ep_id item)
{
    return fetch(cli, (struct ep_msg_get){EP_GET_VERSIES, cli->open.huishouden, item});
}

ep_err ep_known_listen(struct ep_cli *cli)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err;
    while ((err = ep_client_hear_now(&cli->client, &type, &msg)) == EP_OK) {
        err = type == EP_MSG_FACT ? ep_known_told(cli, &msg.fact) : EP_MALFORMED; /* nothing was asked */
        if (err != EP_OK)
            break;
    }
    if (cli->ended)
        ep_open_wipe(cli);
    cli->ended = false;
    return err == EP_TIMEOUT ? EP_OK : err;
}

const struct ep_msg_fact *ep_known_fact(const struct ep_cli *cli, enum ep_fact_soort soort, ep_id a)
{
    for (size_t i = 0; i < cli->known.fact_count; i++)
        if (cli->known.facts[i].soort == soort && ep_id_equal(cli->known.facts[i].a, a))
            return &cli->known.facts[i];
    return NULL;
}
