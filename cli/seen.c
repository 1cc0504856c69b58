#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Beside the vault, "<vault>.gezien": one line per user and team, "<kind> <id> <organisation> <version> <members>". Ids
 * only. A node that shows less than it did before was restored, or something is held back; a team that grew is said aloud.
 * Of the own organisation that stops everything. Of another it may be its own doing, and no organisation may shut out
 * another's people: that is said, and no key goes to its teams. */

struct line {
    int kind;
    char id[EP_ID_HEX];
    char org[EP_ID_HEX];
    unsigned long version;
    unsigned long members;
};

struct seen {
    struct line *at;
    size_t count, cap;
};

static FILE *open_beside(const struct ep_cli *cli, const char *suffix, const char *mode)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s%s", cli->kluis_path, suffix);
    return len > 0 && (size_t)len < sizeof path ? fopen(path, mode) : NULL;
}

static ep_err add_line(struct seen *seen, const struct line *line)
{
    if (seen->count == seen->cap) {
        size_t cap = seen->cap == 0 ? 256 : seen->cap * 2;
        struct line *at = realloc(seen->at, cap * sizeof *at);
        if (at == NULL)
            return EP_NO_MEMORY;
        seen->at = at;
        seen->cap = cap;
    }
    seen->at[seen->count++] = *line;
    return EP_OK;
}

static ep_err read_seen(const struct ep_cli *cli, struct seen *seen)
{
    FILE *file = open_beside(cli, ".gezien", "r");
    ep_err err = EP_OK;
    char text[160];
    if (file == NULL)
        return EP_OK; /* a first unlock has nothing to compare with */
    while (err == EP_OK && fgets(text, sizeof text, file) != NULL) {
        struct line line = {.kind = 0};
        if (sscanf(text, "%d %32s %32s %lu %lu", &line.kind, line.id, line.org, &line.version, &line.members) == 5)
            err = add_line(seen, &line);
    }
    fclose(file);
    return err;
}

static ep_err write_seen(const struct ep_cli *cli, const struct seen *seen)
{
    char from[4096];
    char to[4096];
    char suffix[48]; /* of this process: two may run with one vault */
    snprintf(suffix, sizeof suffix, ".gezien.%ld", (long)getpid());
    FILE *file = open_beside(cli, suffix, "w");
    if (file == NULL)
        return EP_FILE;
    for (size_t i = 0; i < seen->count; i++)
        fprintf(file, "%d %s %s %lu %lu\n", seen->at[i].kind, seen->at[i].id, seen->at[i].org, seen->at[i].version,
                seen->at[i].members);
    snprintf(from, sizeof from, "%s%s", cli->kluis_path, suffix);
    snprintf(to, sizeof to, "%s.gezien", cli->kluis_path);
    bool whole = fflush(file) == 0 && fsync(fileno(file)) == 0;
    return fclose(file) == 0 && whole && rename(from, to) == 0 ? EP_OK : EP_FILE;
}

static ep_id id_of(const char *hex)
{
    ep_id id = {{0}};
    ep_out out = EP_OUT(id.b);
    bool good = ep_unhex(&out, ep_text(hex)) == EP_OK && out.len == EP_ID_BYTES;
    return good ? id : (ep_id){{0}};
}

bool ep_seen_lower(const struct ep_cli *cli, ep_id org)
{
    for (size_t i = 0; i < cli->lower.count; i++)
        if (ep_id_equal(cli->lower.org[i], org))
            return true;
    return false;
}

/* Less is shown of this organisation than before. */
static ep_err shown_less(struct ep_cli *cli, const struct line *line)
{
    struct ep_statement peer;
    char name[EP_SCREEN_BYTES];
    ep_id org = id_of(line->org);
    if (ep_id_equal(org, cli->world.own_org) || cli->lower.count == EP_PEERS_MAX)
        return ep_cli_fault(cli, EP_SEEN_LOWER, line->id);
    bool ended = cli->world.find(cli, EP_PEER, org, 0, &peer) && peer.body.peer.ended;
    if (ended || ep_seen_lower(cli, org))
        return EP_OK; /* of who was ended nothing is used any more, by our own decision */
    cli->lower.org[cli->lower.count++] = org;
    fprintf(cli->err,
            T(cli,
              "Let op: van %s is een oudere gebruiker of een ouder team te zien dan eerder. Haar teams krijgen nu geen "
              "sleutels; bel haar beheerder.\n",
              "Note: of %s an older user or team is shown than before. Its teams get no keys now; call its "
              "administrator.\n"),
            ep_name_org(cli, org, name));
    return EP_OK;
}

struct comparison {
    struct ep_cli *cli;
    struct seen *seen;
    bool changed;
    ep_err err;
};

static void say_growth(const struct ep_cli *cli, ep_id team, const struct line *before, const struct line *now)
{
    char name[EP_SCREEN_BYTES];
    if (now->members > before->members)
        fprintf(cli->err,
                T(cli, "Let op: het team %s groeide van %lu naar %lu leden.\n",
                  "Note: the team %s grew from %lu to %lu members.\n"),
                ep_name_team(cli, team, name), before->members, now->members);
}

static bool compare(void *arg, const struct ep_statement *st)
{
    struct comparison *comparison = arg;
    struct seen *seen = comparison->seen;
    struct line now = {.kind = (int)st->kind->code, .version = (unsigned long)st->version};
    if (st->kind->code == EP_TEAM)
        now.members = st->body.team.members.len / EP_ID_BYTES;
    ep_hex(now.id, ep_id_bytes(&st->id));
    ep_hex(now.org, ep_id_bytes(&st->org));
    for (size_t i = 0; i < seen->count; i++) {
        struct line *before = &seen->at[i];
        if (before->kind != now.kind || strcmp(before->id, now.id) != 0)
            continue;
        if (now.version < before->version) {
            comparison->err = shown_less(comparison->cli, before); /* the highest stays on record */
            return comparison->err == EP_OK;
        }
        say_growth(comparison->cli, st->id, before, &now);
        comparison->changed = comparison->changed || now.version != before->version || now.members != before->members;
        *before = now;
        return true;
    }
    comparison->changed = true;
    comparison->err = add_line(seen, &now);
    return comparison->err == EP_OK;
}

/* A user or team that was seen before and is not shown at all is lower too. */
static ep_err nothing_gone(struct ep_cli *cli, const struct seen *seen)
{
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < seen->count; i++) {
        struct ep_statement st;
        enum ep_kind_code kind = seen->at[i].kind == EP_TEAM ? EP_TEAM : EP_USER;
        if (!cli->world.find(cli, kind, id_of(seen->at[i].id), 0, &st))
            err = shown_less(cli, &seen->at[i]);
    }
    return err;
}

ep_err ep_seen_check(struct ep_cli *cli)
{
    struct seen seen = {.at = NULL};
    struct comparison comparison = {.cli = cli, .seen = &seen};
    cli->lower.count = 0;
    ep_err err = read_seen(cli, &seen);
    if (err == EP_OK)
        err = nothing_gone(cli, &seen);
    if (err == EP_OK) {
        cli->world.each(cli, EP_USER, (ep_id){{0}}, compare, &comparison);
        err = comparison.err;
    }
    if (err == EP_OK) {
        cli->world.each(cli, EP_TEAM, (ep_id){{0}}, compare, &comparison);
        err = comparison.err;
    }
    if (err == EP_OK && comparison.changed)
        err = write_seen(cli, &seen);
    free(seen.at);
    return err;
}
