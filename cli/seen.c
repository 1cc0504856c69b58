#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Beside the vault, "<vault>.gezien": one line per user and team, "<kind> <id> <version> <members>". Ids only. A node
 * that shows less than it did before was restored, or holds a change back; a team that grew is said aloud. */

struct line {
    int kind;
    char id[EP_ID_HEX];
    unsigned long version;
    unsigned long members;
};

struct seen {
    struct line *at;
    size_t count;
};

static FILE *open_beside(const struct ep_cli *cli, const char *suffix, const char *mode)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s%s", cli->kluis_path, suffix);
    return len > 0 && (size_t)len < sizeof path ? fopen(path, mode) : NULL;
}

static ep_err read_seen(const struct ep_cli *cli, struct seen *seen)
{
    FILE *file = open_beside(cli, ".gezien", "r");
    size_t cap = EP_USERS_MAX + EP_TEAMS_MAX;
    *seen = (struct seen){calloc(cap, sizeof *seen->at), 0};
    if (seen->at == NULL || file == NULL) {
        if (file != NULL)
            fclose(file);
        return seen->at == NULL ? EP_NO_MEMORY : EP_OK; /* a first unlock has nothing to compare with */
    }
    char text[128];
    while (seen->count < cap && fgets(text, sizeof text, file) != NULL) {
        struct line *line = &seen->at[seen->count];
        if (sscanf(text, "%d %32s %lu %lu", &line->kind, line->id, &line->version, &line->members) == 4)
            seen->count++;
    }
    fclose(file);
    return EP_OK;
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
        fprintf(file, "%d %s %lu %lu\n", seen->at[i].kind, seen->at[i].id, seen->at[i].version, seen->at[i].members);
    snprintf(from, sizeof from, "%s%s", cli->kluis_path, suffix);
    snprintf(to, sizeof to, "%s.gezien", cli->kluis_path);
    bool whole = fflush(file) == 0 && fsync(fileno(file)) == 0;
    return fclose(file) == 0 && whole && rename(from, to) == 0 ? EP_OK : EP_FILE;
}

struct comparison {
    struct ep_cli *cli;
    struct seen *seen;
    bool changed;
    ep_err err;
};

static bool compare(void *arg, const struct ep_statement *st)
{
    struct comparison *comparison = arg;
    struct seen *seen = comparison->seen;
    struct line now = {.kind = (int)st->kind->code, .version = (unsigned long)st->version};
    if (st->kind->code == EP_TEAM)
        now.members = st->body.team.members.len / EP_ID_BYTES;
    ep_hex(now.id, ep_id_bytes(&st->id));
    for (size_t i = 0; i < seen->count; i++) {
        struct line *before = &seen->at[i];
        if (before->kind != now.kind || strcmp(before->id, now.id) != 0)
            continue;
        if (now.version < before->version)
            comparison->err = ep_cli_fault(comparison->cli, EP_SEEN_LOWER, now.id);
        if (now.members > before->members) {
            char name[EP_SCREEN_BYTES];
            fprintf(comparison->cli->err,
                    T(comparison->cli, "Let op: het team %s groeide van %lu naar %lu leden.\n",
                      "Note: the team %s grew from %lu to %lu members.\n"),
                    ep_name_team(comparison->cli, st->id, name), before->members, now.members);
        }
        comparison->changed = comparison->changed || memcmp(before, &now, sizeof now) != 0;
        *before = now;
        return comparison->err == EP_OK;
    }
    if (seen->count < EP_USERS_MAX + EP_TEAMS_MAX)
        seen->at[seen->count++] = now;
    comparison->changed = true;
    return true;
}

/* A user or team that was seen before and is not shown at all is lower too. */
static ep_err nothing_gone(struct ep_cli *cli, const struct seen *seen)
{
    for (size_t i = 0; i < seen->count; i++) {
        struct ep_statement st;
        ep_id id = {{0}};
        ep_out out = EP_OUT(id.b);
        if (ep_unhex(&out, ep_text(seen->at[i].id)) != EP_OK || out.len != EP_ID_BYTES)
            continue;
        enum ep_kind_code kind = seen->at[i].kind == EP_TEAM ? EP_TEAM : EP_USER;
        if (!cli->world.find(cli, kind, id, 0, &st))
            return ep_cli_fault(cli, EP_SEEN_LOWER, seen->at[i].id);
    }
    return EP_OK;
}

ep_err ep_seen_check(struct ep_cli *cli)
{
    struct seen seen = {NULL, 0};
    struct comparison comparison = {.cli = cli, .seen = &seen};
    ep_err err = read_seen(cli, &seen);
    if (err == EP_OK)
        err = nothing_gone(cli, &seen);
    if (err == EP_OK) {
        cli->world.each(cli, EP_USER, (ep_id){{0}}, compare, &comparison);
        cli->world.each(cli, EP_TEAM, (ep_id){{0}}, compare, &comparison);
        err = comparison.err;
    }
    if (err == EP_OK && comparison.changed)
        err = write_seen(cli, &seen);
    free(seen.at);
    return err;
}
