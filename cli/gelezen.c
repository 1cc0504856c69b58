#include "cli/gelezen.h"

#include "cli/logboek.h"
#include "cli/show.h"

#include <stdlib.h>
#include <string.h>

#define READERS_MAX 256    /* users; a team has at most 100 */
#define READ_BYTES_MAX 512 /* twice what a reading takes */

/* The last reading of each, unproven until all have come: of many a year only those are worth a signature's check. */
struct ep_gelezen {
    size_t count;
    struct {
        ep_id user;
        uint64_t hour;
        uint8_t bytes[READ_BYTES_MAX];
        size_t len;
    } at[READERS_MAX];
};

bool ep_gelezen_is(const struct ep_cli *cli, ep_bytes bytes, struct ep_statement *read)
{
    struct ep_statement user;
    return ep_statement_open(read, bytes) == EP_OK && read->kind->code == EP_READ &&
           ep_id_equal(read->huishouden, cli->open.huishouden) &&
           cli->world.find(cli->world.ctx, EP_USER, read->author, 0, &user) && ep_id_equal(user.org, cli->kluis->org) &&
           ep_statement_verify(read, user.body.user.sign) == EP_OK;
}

static ep_err note(struct ep_cli *cli, const union ep_msg *msg, void *arg)
{
    struct ep_gelezen *gelezen = arg;
    ep_bytes bytes = msg->give.statement;
    struct ep_statement read;
    size_t n = 0;
    if (ep_statement_open(&read, bytes) != EP_OK || read.kind->code != EP_READ || bytes.len > READ_BYTES_MAX) {
        cli->known.rejected++;
        return EP_OK;
    }
    while (n < gelezen->count && !ep_id_equal(gelezen->at[n].user, read.author))
        n++;
    if (read.body.read.soort == EP_READ_FAMILIENAAM || n == READERS_MAX || read.hour < gelezen->at[n].hour)
        return EP_OK;
    gelezen->count += n == gelezen->count ? 1 : 0;
    gelezen->at[n].user = read.author;
    gelezen->at[n].hour = read.hour;
    memcpy(gelezen->at[n].bytes, bytes.at, bytes.len);
    gelezen->at[n].len = bytes.len;
    return EP_OK;
}

ep_err ep_gelezen_fetch(struct ep_cli *cli, struct ep_gelezen **out)
{
    struct ep_statement read;
    struct ep_gelezen *gelezen = *out = calloc(1, sizeof *gelezen);
    if (gelezen == NULL)
        return EP_NO_MEMORY;
    ep_err err = ep_log_fetch(cli, EP_GET_INZAGEN, cli->open.huishouden, note, gelezen);
    for (size_t n = gelezen->count; n-- > 0;)
        if (!ep_gelezen_is(cli, (ep_bytes){gelezen->at[n].bytes, gelezen->at[n].len}, &read)) {
            cli->known.rejected++;
            gelezen->at[n] = gelezen->at[--gelezen->count];
        }
    return err;
}

void ep_gelezen_free(struct ep_gelezen *gelezen)
{
    free(gelezen);
}

bool ep_gelezen_next(const struct ep_gelezen *gelezen, const struct ep_fact *fact, size_t *at, ep_id *user,
                     uint64_t *hour)
{
    for (; *at < gelezen->count; ++*at) {
        *user = gelezen->at[*at].user;
        *hour = gelezen->at[*at].hour;
        if (*hour >= fact->hour && !ep_id_equal(*user, fact->author))
            return ++*at, true;
    }
    return false;
}

void ep_gelezen_json(struct ep_json *json, const struct ep_cli *cli, const struct ep_gelezen *gelezen,
                     const struct ep_fact *fact)
{
    char name[EP_SCREEN_BYTES];
    uint64_t hour;
    ep_id user;
    ep_json_array(json, "gelezen");
    for (size_t at = 0; ep_gelezen_next(gelezen, fact, &at, &user, &hour);) {
        ep_json_object(json, NULL);
        ep_json_named(json, "gebruiker", user, ep_name_user(cli, user, name));
        ep_json_hour(json, "laatst", hour);
        ep_json_end(json);
    }
    ep_json_end(json);
}

void ep_gelezen_print(const struct ep_cli *cli, const struct ep_gelezen *gelezen, const struct ep_fact *fact)
{
    char name[EP_SCREEN_BYTES];
    char day[EP_DATE_TEXT_BYTES];
    uint64_t hour;
    ep_id user;
    const char *before = "";
    for (size_t at = 0; ep_gelezen_next(gelezen, fact, &at, &user, &hour); before = ", ")
        fprintf(cli->out, "%s%s (%s)", before, ep_name_user(cli, user, name), ep_show_date(hour, day));
    fprintf(cli->out, "%s\n", *before == 0 ? T(cli, "niemand", "nobody") : "");
}
