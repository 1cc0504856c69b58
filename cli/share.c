#include "cli/cli.h"

#include "proto/chain.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void add_recipient(struct ep_recipients *all, ep_id org, ep_id team)
{
    for (size_t i = 0; i < all->count; i++)
        if (ep_id_equal(all->at[i].team, team))
            return;
    if (all->count < EP_RECIPIENTS_MAX)
        all->at[all->count++] = (struct ep_recipient){org, team};
}

void ep_share_recipients(const struct ep_cli *cli, struct ep_recipients *all, bool *waits)
{
    all->count = 0;
    *waits = false;
    add_recipient(all, cli->kluis->org, cli->open.team);
    for (size_t i = 0; i < cli->open.grants.count; i++) {
        const struct ep_grant_row *row = &cli->open.grants.row[i];
        if (!ep_id_equal(row->org, cli->kluis->org) || !ep_grant_live(row, cli->world.now_hour))
            continue;
        if (ep_id_absent(row->grant.to_team))
            *waits = true; /* it has not joined yet, and the grant names no team */
        else
            add_recipient(all, row->grant.to_org, row->grant.to_team);
    }
}

ep_err ep_share_team(const struct ep_cli *cli, struct ep_recipient to, struct ep_statement *team)
{
    ep_err err = ep_chain_team_live(&cli->world, to.team, team);
    if (err == EP_OK && !ep_id_equal(team->org, to.org))
        err = EP_TEAM_UNKNOWN; /* never to a key of anyone but the organisation that is meant */
    if (err == EP_OK && ep_seen_lower(cli, team->org))
        err = EP_SEEN_LOWER; /* who is in that team now, may be someone who was taken out of it */
    return err;
}

struct has_wrap {
    const struct ep_cli *cli;
    ep_id team, entry;
    uint64_t version;
    bool any;
};

/* A wrap under a grant that ended was undone at the recipient, so it counts for nothing. */
static bool stands(const struct ep_cli *cli, const struct ep_wrap *wrap)
{
    for (size_t i = 0; i < cli->open.grants.count; i++)
        if (ep_id_equal(cli->open.grants.row[i].id, wrap->grant))
            return ep_grant_live(&cli->open.grants.row[i], cli->world.now_hour);
    return ep_id_absent(wrap->grant);
}

static bool look_for_wrap(void *arg, const struct ep_statement *st)
{
    struct has_wrap *look = arg;
    look->any = ep_id_equal(st->body.wrap.team, look->team) &&
                ep_wrap_names(&st->body.wrap, look->entry, look->version) && stands(look->cli, &st->body.wrap);
    return !look->any;
}

/* Of one section, as the wrap says already, to the key that the team has now. */
static ep_err say_wrap(struct ep_cli *cli, struct ep_recipient to, struct ep_wrap wrap, ep_bytes keys)
{
    struct ep_statement team;
    struct ep_statement st = {.kind = ep_kind(EP_WRAP), .huishouden = cli->open.huishouden};
    ep_err err = ep_share_team(cli, to, &team);
    if (err != EP_OK)
        return err;
    wrap.to_org = to.org;
    wrap.team = to.team;
    wrap.epoch = team.version;
    st.body.wrap = wrap;
    return ep_say_sealed(cli, &st, EP_LABEL_WRAP, team.body.team.key, keys, &st.body.wrap.sealed);
}

ep_err ep_share_own(struct ep_cli *cli)
{
    const struct ep_statement *entry = &cli->known.at[cli->known.count - 1];
    assert(cli->known.count > 0 && entry->kind->code == EP_ENTRY);
    const struct ep_entry *body = &entry->body.entry;
    const uint8_t *key = ep_open_key(&cli->open, entry);
    uint8_t ref[EP_REF_BYTES];
    assert(key != NULL); /* it was sealed with it just now */
    ep_ref_put(ref, (struct ep_ref){entry->id, (uint32_t)entry->version});
    struct ep_wrap wrap = {
        .subject = body->subject, .domain = body->domain, .level = body->level, .entries = EP_BYTES(ref)};
    return say_wrap(cli, (struct ep_recipient){cli->kluis->org, cli->open.team}, wrap, (ep_bytes){key, 32});
}

/* One wrap under way: entries of one section for one team. */
struct batch {
    struct ep_cli *cli;
    struct ep_recipient target;
    struct ep_section section;
    ep_id grant;
    uint8_t refs[EP_WRAP_ENTRIES_MAX * EP_REF_BYTES];
    uint8_t keys[EP_WRAP_ENTRIES_MAX * 32];
    size_t count, made;
};

static ep_err send_wrap(struct batch *batch)
{
    struct ep_wrap wrap = {.grant = batch->grant,
                           .subject = batch->section.subject,
                           .domain = batch->section.domain,
                           .level = batch->section.level,
                           .entries = {batch->refs, batch->count * EP_REF_BYTES}};
    ep_err err = say_wrap(batch->cli, batch->target, wrap, (ep_bytes){batch->keys, batch->count * 32});
    batch->made += err == EP_OK ? 1 : 0;
    return err;
}

/* Gather the own entries of the batch's section that its team has no wrap for. */
static bool gather_entry(void *arg, const struct ep_statement *st)
{
    struct batch *batch = arg;
    struct ep_cli *cli = batch->cli;
    const struct ep_entry *entry = &st->body.entry;
    if (!ep_id_equal(st->org, cli->kluis->org) || entry->domain != batch->section.domain ||
        entry->level != batch->section.level || !ep_id_equal(entry->subject, batch->section.subject))
        return true;
    struct has_wrap look = {cli, batch->target.team, st->id, st->version, false};
    cli->world.each(cli, EP_WRAP, st->huishouden, look_for_wrap, &look);
    const uint8_t *key = look.any ? NULL : ep_open_key(&cli->open, st);
    if (look.any || key == NULL)
        return true;
    ep_ref_put(batch->refs + batch->count * EP_REF_BYTES, (struct ep_ref){st->id, (uint32_t)st->version});
    memcpy(batch->keys + batch->count * 32, key, 32);
    batch->count++;
    return batch->count < EP_WRAP_ENTRIES_MAX;
}

static ep_err share_section(struct batch *batch)
{
    struct ep_cli *cli = batch->cli;
    struct ep_reader reader = {batch->target.org, batch->target.team};
    size_t which = 0;
    ep_err err = ep_grondslag_flows(&cli->open.grants, &batch->section, &reader, &which);
    if (err != EP_OK)
        return EP_OK; /* not granted: nothing is owed */
    bool own = ep_id_equal(batch->target.org, cli->kluis->org);
    batch->grant = own ? (ep_id){{0}} : cli->open.grants.row[which].id;
    do {
        batch->count = 0;
        cli->world.each(cli, EP_ENTRY, cli->open.huishouden, gather_entry, batch);
        err = batch->count > 0 ? send_wrap(batch) : EP_OK;
        if (err == EP_OK && batch->count == EP_WRAP_ENTRIES_MAX)
            err = ep_write_settle(cli); /* what it opens must be known before the rest is gathered */
    } while (err == EP_OK && batch->count == EP_WRAP_ENTRIES_MAX); /* a full wrap may not have been the last */
    return err;
}

/* The sections that exist are those of the own entries; each is asked once. */
struct sections {
    const struct ep_cli *cli;
    struct ep_section at[EP_LEDEN_MAX * EP_DOMEIN_END * 3];
    size_t count;
};

static bool gather_section(void *arg, const struct ep_statement *st)
{
    struct sections *sections = arg;
    struct ep_section section = ep_section_of(st);
    if (!ep_id_equal(st->org, sections->cli->kluis->org))
        return true;
    for (size_t i = 0; i < sections->count; i++)
        if (sections->at[i].domain == section.domain && sections->at[i].level == section.level &&
            ep_id_equal(sections->at[i].subject, section.subject))
            return true;
    if (sections->count < sizeof sections->at / sizeof sections->at[0])
        sections->at[sections->count++] = section;
    return true;
}

/* A team whose key ran out or is in doubt is owed its wraps; the others get theirs. An entry that was refused is not there
 * to share. */
static ep_err unless_owed(const struct ep_cli *cli, ep_err err, ep_err *first)
{
    if ((err != EP_TEAM_EXPIRED && err != EP_TEAM_UNKNOWN && err != EP_SEEN_LOWER) || cli->refused == EP_ENTRY)
        return err;
    *first = EP_WRAP_WAITS;
    return EP_OK;
}

ep_err ep_share_owed(struct ep_cli *cli, size_t *made)
{
    struct ep_recipients all = {.count = 0};
    struct sections *sections = malloc(sizeof *sections);
    struct batch *batch = ep_secret_open(sizeof *batch);
    bool waits = false;
    ep_err err = sections != NULL && batch != NULL ? EP_OK : EP_NO_MEMORY;
    ep_err first = EP_OK;
    cli->refused = EP_KIND_NONE;
    if (err == EP_OK)
        err = ep_grants_gather(&cli->world, cli->open.huishouden, &cli->open.grants);
    if (err == EP_OK) {
        batch->cli = cli;
        sections->cli = cli;
        sections->count = 0;
        ep_share_recipients(cli, &all, &waits);
        cli->world.each(cli, EP_ENTRY, cli->open.huishouden, gather_section, sections);
    }
    for (size_t t = 0; err == EP_OK && t < all.count; t++) {
        batch->target = all.at[t];
        for (size_t s = 0; err == EP_OK && s < sections->count; s++) {
            batch->section = sections->at[s];
            err = share_section(batch);
        }
        err = unless_owed(cli, err, &first);
    }
    /* Also when something went wrong: what was said is answered. */
    ep_err settled = unless_owed(cli, ep_write_settle(cli), &first);
    if (err == EP_OK)
        err = settled;
    if (made != NULL && batch != NULL)
        *made = batch->made;
    ep_secret_close(batch);
    free(sections);
    return err != EP_OK ? err : waits && made != NULL ? EP_WRAP_WAITS : first;
}
