#include "cli/web_route.h"

#include "cli/web_asset.h"
#include "cli/web_call.h"
#include "cli/web_concept.h"
#include "cli/web_demo.h"
#include "cli/web_gesprek.h"

#include <stdlib.h>
#include <string.h>

/* What a path and a method stand for: a command of the client, or one of the few things that the page has of its own. */
struct ep_web_captures {
    char text[EP_WEB_CAPTURES_MAX][EP_CONCEPT_NAME_MAX + 1];
};

static int lang_of(const struct ep_web *web, const struct ep_verzoek *verzoek)
{
    if (verzoek->language == NULL)
        return web->cli->lang;
    return strncmp(verzoek->language, "en", 2) == 0 ? 0 : 1;
}

static ep_err sessie(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                     struct ep_antwoord *out)
{
    (void)captures;
    return ep_web_sessie(web, lang_of(web, verzoek), out);
}

static ep_err unlock(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                     struct ep_antwoord *out)
{
    ep_err err = web->cli->kluis == NULL ? ep_web_unlock(web, verzoek->body) : EP_OK;
    return err == EP_OK ? sessie(web, verzoek, captures, out) : err;
}

static ep_err lock(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                   struct ep_antwoord *out)
{
    ep_web_lock(web);
    return sessie(web, verzoek, captures, out);
}

static ep_err be(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                 struct ep_antwoord *out)
{
    ep_err err = ep_web_demo_be(web, verzoek->body);
    if (web->demo != NULL)
        ep_web_sleutel_end_all(web); /* a key acts as who made it, and that may be another now */
    return err == EP_OK ? sessie(web, verzoek, captures, out) : err;
}

static ep_err listen_to(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                        struct ep_antwoord *out)
{
    const struct ep_web_sleutel *sleutel = ep_web_sleutel_of(web, verzoek);
    (void)captures;
    out->status = 200;
    out->type = "text/event-stream";
    out->stream = true;
    out->sleutel = sleutel != NULL ? sleutel->number : 0;
    return EP_OK;
}

static ep_err list_uitgaand(struct ep_web *web, const struct ep_verzoek *verzoek,
                            const struct ep_web_captures *captures, struct ep_antwoord *out)
{
    (void)verzoek, (void)captures;
    return ep_web_uitgaand_list(web, out);
}

static ep_err undo(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                   struct ep_antwoord *out)
{
    (void)verzoek;
    out->status = 204;
    return ep_web_uitgaand_undo(web, captures->text[0]);
}

static ep_err list_concepten(struct ep_web *web, const struct ep_verzoek *verzoek,
                             const struct ep_web_captures *captures, struct ep_antwoord *out)
{
    (void)verzoek, (void)captures;
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "formaat", "eenplan-concepten-1");
    ep_json_array(json, "concepten");
    ep_err err = ep_concept_list(web->cli, json);
    ep_json_end(json);
    if (err != EP_OK)
        ep_json_drop(json);
    return err == EP_OK ? ep_antwoord_json(json, 200, out) : err;
}

static ep_err put_concept(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                          struct ep_antwoord *out)
{
    out->status = 204;
    if (verzoek->body.len == 0 || verzoek->body.at[0] != '{')
        return EP_MALFORMED;
    return ep_concept_put(web->cli, captures->text[0], verzoek->body);
}

static ep_err take_concept(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                           struct ep_antwoord *out)
{
    char *text = NULL;
    size_t len = 0;
    (void)verzoek;
    ep_err err = ep_concept_take(web->cli, captures->text[0], &text, &len);
    if (err == EP_OK)
        ep_antwoord_text(out, 200, text, len);
    return err;
}

static ep_err end_concept(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                          struct ep_antwoord *out)
{
    (void)verzoek;
    out->status = 204;
    return ep_concept_end(web->cli, captures->text[0]);
}

static ep_err hear_gesprek(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                           struct ep_antwoord *out)
{
    (void)verzoek, (void)captures;
    return ep_gesprek_json(web, out);
}

static ep_err draw_gesprek(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                           struct ep_antwoord *out)
{
    (void)verzoek, (void)captures;
    return ep_gesprek_qr(web, out);
}

static ep_err say_gesprek(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                          struct ep_antwoord *out)
{
    (void)captures;
    out->status = 204;
    return ep_gesprek_say(web, verzoek->body);
}

static ep_err end_gesprek(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                          struct ep_antwoord *out)
{
    (void)verzoek, (void)captures;
    out->status = 204;
    ep_gesprek_end(web);
    return EP_OK;
}

static ep_err list_sleutels(struct ep_web *web, const struct ep_verzoek *verzoek,
                            const struct ep_web_captures *captures, struct ep_antwoord *out)
{
    (void)verzoek, (void)captures;
    return ep_web_sleutel_list(web, out);
}

static ep_err make_sleutel(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                           struct ep_antwoord *out)
{
    (void)captures;
    return ep_web_sleutel_ask(web, verzoek->body, out);
}

static ep_err end_sleutel(struct ep_web *web, const struct ep_verzoek *verzoek, const struct ep_web_captures *captures,
                          struct ep_antwoord *out)
{
    (void)verzoek;
    out->status = 204;
    return ep_web_sleutel_end(web, captures->text[0]);
}

/* clang-format off */
static const struct ep_web_row rows[] = {
    {"GET", "/sessie", .own = sessie, .locked = true},
    {"POST", "/sessie/ontgrendelingen", .own = unlock, .locked = true},
    {"POST", "/sessie/vergrendelingen", .own = lock, .locked = true},
    {"POST", "/sessie/levenstekens", .own = sessie},
    {"POST", "/sessie/demo-personen", .own = be, .locked = true},
    {"GET", "/gebeurtenissen", .own = listen_to, .locked = true, .mag = EP_MAG_LEZEN},
    {"GET", "/uitgaand", .own = list_uitgaand},
    {"DELETE", "/uitgaand/*", .own = undo},
    {"GET", "/concepten", .own = list_concepten},
    {"PUT", "/concepten/*", .own = put_concept},
    {"GET", "/concepten/*", .own = take_concept},
    {"DELETE", "/concepten/*", .own = end_concept},
    {"GET", "/sleutels", .own = list_sleutels, .locked = true},
    {"POST", "/sleutels", .own = make_sleutel},
    {"DELETE", "/sleutels/*", .own = end_sleutel, .locked = true},
    {"GET", "/werklijst", .command = "werklijst", .mag = EP_MAG_LEZEN},
    {"GET", "/huishoudens", .command = "huishouden list", .mag = EP_MAG_LEZEN},
    {"POST", "/huishoudens", .command = "huishouden create :roepnaam"},
    {"POST", "/huishoudens/*/aanvaardingen", .command = "huishouden accept $1"},
    {"POST", "/huishoudens/*/vertrekken", .command = "huishouden leave $1"},
    {"POST", "/huishoudens/*/uitnodigingen", .command = "huishouden invite $1 :organisatie"},
    {"POST", "/huishoudens/*/staf", .command = "huishouden staf $1"},
    {"POST", "/huishoudens/*/leden", .command = "lid add $1 :aanduiding"},
    {"POST", "/huishoudens/*/leden/*/einden", .command = "lid end $1 $2"},
    {"GET", "/huishoudens/*/leden/*/inzage", .command = "inzage $1 $2"},
    {"POST", "/huishoudens/*/leden/*/inzagen", .command = "inzage $1 $2"}, /* with who asks, and why, in its body */
    {"GET", "/huishoudens/*/beeld", .command = "show $1", .mag = EP_MAG_LEZEN},
    {"POST", "/huishoudens/*/inzagen", .command = "show $1"}, /* the same */
    {"GET", "/huishoudens/*/plan", .command = "dossier plan $1", .type = "application/pdf"},
    {"POST", "/huishoudens/*/opgaven", .command = "write :soort $1", .later = true, .mag = EP_MAG_SCHRIJVEN},
    {"POST", "/huishoudens/*/opgaven/*/wijzigingen", .command = "change $1 $2", .later = true, .mag = EP_MAG_SCHRIJVEN, .basis = true},
    {"GET", "/huishoudens/*/opgaven/*/lezers", .command = "wie $1 $2", .mag = EP_MAG_LEZEN},
    {"GET", "/huishoudens/*/opgaven/*/versies", .command = "versies $1 $2", .mag = EP_MAG_LEZEN},
    {"GET", "/huishoudens/*/lezers", .command = "wie $1", .mag = EP_MAG_LEZEN},
    {"GET", "/huishoudens/*/ontvangers", .command = "ontvangers $1", .mag = EP_MAG_LEZEN},
    {"POST", "/huishoudens/*/vragen", .command = "ask $1 :organisatie :soort", .mag = EP_MAG_SCHRIJVEN},
    {"GET", "/huishoudens/*/deelbesluiten", .command = "grant list $1"},
    {"POST", "/huishoudens/*/deelbesluiten", .command = "grant add $1"},
    {"POST", "/huishoudens/*/deelbesluiten/*/vernauwingen", .command = "grant narrow $1 $2"},
    {"POST", "/huishoudens/*/deelbesluiten/*/intrekkingen", .command = "grant withdraw $1 $2"},
    {"POST", "/huishoudens/*/regievoorstellen", .command = "regie propose $1 :gebruiker"},
    {"POST", "/huishoudens/*/regieaanvaardingen", .command = "regie accept $1"},
    {"POST", "/huishoudens/*/regie-einden", .command = "regie end $1"},
    {"POST", "/partneruitnodigingen", .command = "peer invite", .talks = true},
    {"POST", "/partneraanvaardingen", .command = "peer accept :regel", .talks = true},
    {"POST", "/partners/*/einden", .command = "peer end $1"},
    {"POST", "/gebruikersuitnodigingen", .command = "user invite", .talks = true},
    {"POST", "/aanmeldingen", .command = "user join :regel", .talks = true, .locked = true},
    {"GET", "/gesprek", .own = hear_gesprek, .locked = true},
    {"GET", "/gesprek/qr", .own = draw_gesprek},
    {"POST", "/gesprek/regels", .own = say_gesprek, .locked = true},
    {"DELETE", "/gesprek", .own = end_gesprek, .locked = true},
    {"POST", "/gebruikers/*/einden", .command = "user end $1"},
    {"POST", "/teams", .command = "team create :naam ?gebruiker"},
    {"POST", "/teams/*/leden", .command = "team add $1 :gebruiker"},
    {"POST", "/teams/*/leden/*/einden", .command = "team remove $1 $2"},
    {"POST", "/teams/*/einden", .command = "team end $1"},
    {"GET", "/intrekkingen", .command = "withdrawals"},
    {"POST", "/berichten/*/gezien", .command = "inzage gezien $1"},
    {"GET", "/logboek", .command = "log list"},
    {"GET", "/status", .command = "status"},
    {"GET", "/partners", .command = "peer list"},
    {"GET", "/teams", .command = "team list"},
    {"GET", "/gebruikers", .command = "user list"},
    {"GET", "/grondslagen", .command = "grant grondslagen", .mag = EP_MAG_LEZEN},
    {"GET", "/sjablonen", .command = "grant sjablonen", .mag = EP_MAG_LEZEN},
    {"GET", "/domeinen", .command = "domeinen", .mag = EP_MAG_LEZEN},
    {"GET", "/soorten", .command = "soorten", .mag = EP_MAG_LEZEN},
};
/* clang-format on */

const struct ep_web_row *ep_web_rows(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

/* Does `path` have the row's form? What stands where "*" does goes to `captures`. To a command that is an id and nothing else:
 * a command line takes names too, and an address has none, since it stays in histories and logs. */
static bool matches(const struct ep_web_row *row, const char *path, struct ep_web_captures *captures)
{
    const char *form = row->path;
    size_t n = 0;
    while (*form != 0 && *path != 0) {
        if (*form != '*') {
            if (*form++ != *path++)
                return false;
            continue;
        }
        size_t len = strcspn(path, "/");
        if (len == 0 || len >= sizeof captures->text[n] || (row->command != NULL && !ep_web_is_id(path, len)))
            return false;
        memcpy(captures->text[n], path, len);
        captures->text[n++][len] = 0;
        path += len;
        form++;
    }
    return *form == 0 && *path == 0;
}

static const struct ep_web_row *row_of(const struct ep_verzoek *verzoek, struct ep_web_captures *captures, bool *place)
{
    const char *path = verzoek->path + sizeof EP_WEB_API - 1;
    const char *asked =
        strcmp(verzoek->method, "HEAD") == 0 ? "GET" : verzoek->method; /* the door leaves out the body */
    *place = false;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!matches(&rows[i], path, captures))
            continue;
        *place = true;
        if (strcmp(rows[i].method, asked) == 0)
            return &rows[i];
    }
    return NULL;
}

/* For who asked what is not done there: what is. */
static void put_allow(const char *path, struct ep_antwoord *out)
{
    struct ep_web_captures captures;
    bool api = strncmp(path, EP_WEB_API "/", sizeof EP_WEB_API) == 0;
    snprintf(out->allow, sizeof out->allow, "%s", api ? "" : "GET, HEAD");
    for (size_t i = 0; api && i < sizeof rows / sizeof rows[0]; i++) {
        size_t len = strlen(out->allow);
        if (matches(&rows[i], path + sizeof EP_WEB_API - 1, &captures))
            snprintf(out->allow + len, sizeof out->allow - len, "%s%s%s", len > 0 ? ", " : "", rows[i].method,
                     strcmp(rows[i].method, "GET") == 0 ? ", HEAD" : "");
    }
}

/* The node is gone, or would not have us: what came over that link is worth nothing any more. */
static bool lost(ep_err err)
{
    return err == EP_CLOSED || err == EP_NOT_REACHED || err == EP_REFUSED_LINK || err == EP_TIMEOUT;
}

/* "3", with or without its quotes; "" when it is anything else: of a list, or of any version, no one is the base, and there
 * is no version 0. */
static void basis_of(const char *if_match, char out[24])
{
    const char *at = if_match != NULL ? if_match : "";
    size_t quote = *at == '"', len = strspn(at + quote, "0123456789");
    bool whole = strcmp(at + quote + len, quote == 1 ? "\"" : "") == 0;
    snprintf(out, 24, "%.*s", whole && len < 20 && at[quote] != '0' ? (int)len : 0, at + quote);
}

static void first_line(const char *text, char *out, size_t cap)
{
    snprintf(out, cap, "%.*s", (int)strcspn(text != NULL ? text : "", "\n"), text != NULL ? text : "");
}

static struct ep_web_call call_of(const struct ep_web *web, const struct ep_web_row *row,
                                  const struct ep_verzoek *verzoek, const struct ep_web_captures *captures)
{
    struct ep_web_call call = {.command = row->command,
                               .query = verzoek->query,
                               .body = verzoek->body,
                               .lang = lang_of(web, verzoek),
                               .raw = row->type != NULL};
    for (size_t i = 0; i < EP_WEB_CAPTURES_MAX; i++)
        call.capture[i] = captures->text[i];
    if (row->basis)
        basis_of(verzoek->if_match, call.basis);
    return call;
}

static ep_err play(struct ep_web *web, const struct ep_web_row *row, const struct ep_verzoek *verzoek,
                   const struct ep_web_captures *captures, struct ep_antwoord *out)
{
    struct ep_cli *cli = web->cli;
    struct ep_web_said said;
    struct ep_web_call call = call_of(web, row, verzoek, captures);
    int lang = cli->lang;
    char line[EP_SCREEN_BYTES];
    uint64_t began = ep_web_now_ms(), put = cli->put_seq;
    ep_err err = ep_web_call(cli, &call, &said);
    if (err == EP_OK) {
        bool get = strcmp(row->method, "GET") == 0;
        ep_antwoord_text(out, get ? 200 : 201, said.text, said.len);
        if (row->type != NULL)
            out->type = row->type;
        said.text = NULL;
        if (get)
            ep_antwoord_tag_json(out, web->token, verzoek);
    } else {
        first_line(said.complaint, line, sizeof line);
        ep_antwoord_problem(cli, err, err == EP_USAGE ? line : cli->fault_text, out);
    }
    ep_web_said_drop(&said);
    cli->lang = lang;
    out->unsure = lost(err) && cli->put_seq != 0 && cli->put_seq != put;
    if (lost(err) && cli->away == EP_OK)
        ep_web_lost(web, err, began);
    else if (err == EP_TEAM_EPOCH) /* the node is there, and knows a key that we do not: who tries again dials anew */
        ep_cli_hang_up(cli);
    return EP_OK;
}

static ep_err talk(struct ep_web *web, const struct ep_web_row *row, const struct ep_verzoek *verzoek,
                   const struct ep_web_captures *captures, struct ep_antwoord *out)
{
    struct ep_web_call call = call_of(web, row, verzoek, captures);
    ep_err err = ep_gesprek_begin(web, &call);
    out->status = 202;
    return err;
}

/* Is it for who asks, now, in this form? */
static ep_err may(const struct ep_web *web, const struct ep_web_row *row, const struct ep_verzoek *verzoek)
{
    const struct ep_web_sleutel *sleutel = ep_web_sleutel_of(web, verzoek);
    char basis[24];
    if (sleutel != NULL && (row->mag == EP_MAG_PERSOON || row->mag > sleutel->mag))
        return EP_WEB_SLEUTEL;
    if (web->cli->kluis == NULL && !row->locked)
        return EP_WEB_LOCKED;
    if (ep_web_changes(verzoek) && verzoek->query != NULL && verzoek->query[0] != 0)
        return EP_MALFORMED; /* what a change says stands in its body, and what waits keeps nothing else of it */
    basis_of(verzoek->if_match, basis);
    if (row->basis && basis[0] == 0)
        return EP_WEB_BASIS;
    return sleutel != NULL ? ep_web_sleutel_body(verzoek->body) : EP_OK;
}

static ep_err api(struct ep_web *web, const struct ep_verzoek *verzoek, struct ep_antwoord *out)
{
    struct ep_web_captures captures = {{{0}}};
    bool place;
    const struct ep_web_row *row = row_of(verzoek, &captures, &place);
    if (row == NULL)
        return place ? EP_WEB_METHOD : EP_WEB_NO_PAGE;
    ep_web_lock_due(web); /* before what is asked counts as somebody at work: a lid that opens is the first to ask */
    ep_err err = may(web, row, verzoek);
    if (err != EP_OK)
        return err;
    if (ep_web_changes(verzoek) && !ep_web_sleutel_given(verzoek)) /* a program at work is nobody at the keyboard */
        ep_web_acts(web);
    if (row->later)
        return ep_web_uitgaand_add(web, verzoek, lang_of(web, verzoek), out);
    if (row->talks)
        return talk(web, row, verzoek, &captures, out);
    return row->own != NULL ? row->own(web, verzoek, &captures, out) : play(web, row, verzoek, &captures, out);
}

/* The address that the program printed: it opens the page once, and leaves it the cookie. */
static ep_err begin(struct ep_web *web, struct ep_antwoord *out)
{
    memset(web->start, 0, sizeof web->start);
    out->status = 303;
    snprintf(out->location, sizeof out->location, "%s/", web->prefix);
    snprintf(out->cookie, sizeof out->cookie, "%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict", web->cookie_name,
             web->cookie);
    return EP_OK;
}

void ep_web_answer(struct ep_web *web, const struct ep_verzoek *verzoek, struct ep_antwoord *out)
{
    struct ep_cli *cli = web->cli;
    int lang = cli->lang;
    memset(out, 0, sizeof *out);
    cli->fault_text[0] = 0;
    ep_err err = ep_web_guard(web, verzoek);
    if (err == EP_OK && ep_web_is_start(web, verzoek))
        err = begin(web, out);
    else if (err == EP_OK && !ep_web_is_public(verzoek) &&
             strncmp(verzoek->path, EP_WEB_API "/", sizeof EP_WEB_API) == 0)
        err = api(web, verzoek, out);
    else if (err == EP_OK)
        err = ep_web_changes(verzoek) ? EP_WEB_METHOD : ep_web_asset(web, verzoek, out);
    if (err == EP_OK)
        return;
    cli->lang = lang_of(web, verzoek);
    ep_antwoord_problem(cli, err, cli->fault_text, out);
    if (err == EP_WEB_METHOD)
        put_allow(verzoek->path, out);
    cli->lang = lang;
}

/* `data` of an event is one line: the document without its line ends, in which nothing else holds one. */
static void tell_outcome(struct ep_web *web, uint64_t number, struct ep_antwoord *antwoord)
{
    size_t cap = antwoord->len + 160;
    char *data = calloc(1, cap);
    bool well = antwoord->status < 400;
    for (size_t i = 0; i < antwoord->len; i++)
        if (antwoord->body[i] == '\n')
            ((uint8_t *)(uintptr_t)antwoord->body)[i] = ' ';
    if (data != NULL) {
        snprintf(data, cap, "{\"n\":%llu,\"stand\":\"%s\",\"%s\":null,\"%s\":%.*s}", (unsigned long long)number,
                 well               ? "verzonden"
                 : antwoord->unsure ? "onbekend"
                                    : "mislukt",
                 well ? "probleem" : "uitkomst", well ? "uitkomst" : "probleem", (int)antwoord->len,
                 (const char *)antwoord->body);
        ep_web_tell(web, "uitgaand", data);
        ep_wipe(data, cap);
    }
    free(data);
}

void ep_web_send(struct ep_web *web, struct ep_uitgaand *uitgaand)
{
    struct ep_verzoek verzoek = {.method = "POST",
                                 .path = uitgaand->path,
                                 .if_match = uitgaand->if_match,
                                 .language = uitgaand->lang == 1 ? "nl" : "en",
                                 .body = {uitgaand->body, uitgaand->len}};
    struct ep_web_captures captures = {{{0}}};
    struct ep_antwoord antwoord = {0};
    bool place;
    const struct ep_web_row *row = row_of(&verzoek, &captures, &place);
    bool played = play(web, row, &verzoek, &captures, &antwoord) == EP_OK;
    if (played && antwoord.status < 400 && uitgaand->concept[0] != 0) {
        /* Here and not in the page, which may be gone by now, or find the vault locked. A draft that stays is no loss. */
        ep_err err = ep_concept_end(web->cli, uitgaand->concept);
        (void)err;
    }
    if (played)
        tell_outcome(web, uitgaand->number, &antwoord);
    if (antwoord.owned)
        free((void *)(uintptr_t)antwoord.body);
}
