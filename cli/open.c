#include "cli/cli.h"

#include "crypto/hpke.h"
#include "crypto/seal.h"

#include <stdlib.h>
#include <string.h>

#define INFO_BYTES_MAX 8192

/* Room for one more in a growing array of keys, or of what they opened; NULL: no memory. */
static void *grow(void **at, size_t count, size_t *cap, size_t size)
{
    if (count == *cap) {
        size_t next = *cap == 0 ? 64 : *cap * 2;
        void *more = ep_move(*at, count * size, next * size);
        if (more == NULL)
            return NULL;
        *at = more;
        *cap = next;
    }
    return (uint8_t *)*at + count * size;
}

/* HPKE with label ‖ the clear part of the statement as info. */
static ep_err unwrap(ep_out *out, const struct ep_statement *st, enum ep_label label, const struct ep_dh_pair *own,
                     ep_bytes sealed)
{
    uint8_t buffer[INFO_BYTES_MAX];
    ep_out info = EP_OUT(buffer);
    ep_err err = ep_out_put(&info, ep_label(label));
    if (err == EP_OK)
        err = ep_out_put(&info, ep_sealed_info(st));
    return err == EP_OK ? ep_hpke_open(out, own, ep_out_bytes(&info), (ep_bytes){NULL, 0}, sealed) : err;
}

const struct ep_team_secret *ep_open_secret(const struct ep_cli *cli, ep_id team, uint64_t epoch)
{
    for (size_t i = 0; i < cli->secret_count; i++)
        if (cli->secrets[i].epoch == epoch && ep_id_equal(cli->secrets[i].team, team))
            return &cli->secrets[i];
    return NULL;
}

/* A secret counts only if it is the one whose public key the steward signed for that epoch. */
static void add_secret(struct ep_cli *cli, ep_id team, uint64_t epoch, const uint8_t secret[32])
{
    struct ep_statement st;
    struct ep_team_secret *to = &cli->secrets[cli->secret_count];
    if (cli->secret_count == EP_SECRETS_MAX || ep_open_secret(cli, team, epoch) != NULL ||
        !cli->world.find(cli, EP_TEAM, team, epoch, &st))
        return;
    *to = (struct ep_team_secret){.team = team, .epoch = epoch};
    ep_dh_pair_make(&to->pair, secret);
    if (memcmp(to->pair.public_key, st.body.team.key, 32) == 0)
        cli->secret_count++;
    else
        ep_wipe(to, sizeof *to);
}

static void open_sleutel(struct ep_cli *cli, const struct ep_statement *st, const struct ep_dh_pair *own,
                         uint64_t epoch)
{
    uint8_t secret[32];
    ep_out out = EP_OUT(secret);
    if (unwrap(&out, st, EP_LABEL_SLEUTEL, own, st->body.sleutel.sealed) == EP_OK && out.len == 32)
        add_secret(cli, st->body.sleutel.team, epoch, secret);
    ep_wipe(secret, sizeof secret);
}

/* First what was sealed to this user, then from each epoch back to the one before it. */
ep_err ep_open_secrets(struct ep_cli *cli)
{
    cli->secret_count = 0;
    for (size_t i = 0; i < cli->known.count; i++) {
        const struct ep_statement *st = &cli->known.at[i];
        if (st->kind->code == EP_SLEUTEL && ep_id_equal(st->body.sleutel.user, cli->kluis->id))
            open_sleutel(cli, st, &cli->kluis->seal, st->body.sleutel.epoch);
    }
    for (size_t at = 0; at < cli->secret_count; at++) {
        for (size_t i = 0; i < cli->known.count; i++) {
            const struct ep_statement *st = &cli->known.at[i];
            const struct ep_team_secret *have = &cli->secrets[at];
            if (st->kind->code == EP_SLEUTEL && ep_id_absent(st->body.sleutel.user) && have->epoch > 1 &&
                st->body.sleutel.epoch == have->epoch && ep_id_equal(st->body.sleutel.team, have->team))
                open_sleutel(cli, st, &have->pair, have->epoch - 1);
        }
    }
    return EP_OK;
}

void ep_open_wipe(struct ep_cli *cli)
{
    struct ep_open *open = &cli->open;
    for (size_t i = 0; i < open->plain_count; i++)
        ep_secret_close(open->plain[i]);
    if (open->keys != NULL)
        ep_wipe(open->keys, open->key_cap * sizeof *open->keys);
    if (open->facts != NULL)
        ep_wipe(open->facts, open->fact_cap * sizeof *open->facts);
    free(open->plain);
    free(open->keys);
    free(open->facts);
    free(open->owed);
    memset(open, 0, sizeof *open);
    cli->is_open = false;
}

/* One version can have several: of two who wrote it at once only one was taken, and both made a wrap. */
const uint8_t *ep_open_key(const struct ep_open *open, const struct ep_statement *entry)
{
    for (size_t i = 0; i < open->key_count; i++)
        if (open->keys[i].version == entry->version && ep_id_equal(open->keys[i].entry, entry->id) &&
            ep_seal_fits(ep_entry_core(entry), open->keys[i].key, entry->body.entry.commitment))
            return open->keys[i].key;
    return NULL;
}

static bool has_key(const struct ep_open *open, struct ep_ref ref, const uint8_t *key)
{
    for (size_t i = 0; i < open->key_count; i++)
        if (open->keys[i].version == ref.version && ep_id_equal(open->keys[i].entry, ref.id) &&
            (key == NULL || memcmp(open->keys[i].key, key, 32) == 0))
            return true;
    return false;
}

ep_err ep_open_key_keep(struct ep_open *open, struct ep_ref ref, const uint8_t key[32])
{
    if (has_key(open, ref, key))
        return EP_OK;
    struct ep_entry_key *to = grow((void **)&open->keys, open->key_count, &open->key_cap, sizeof *to);
    if (to == NULL)
        return EP_NO_MEMORY;
    open->key_count++;
    *to = (struct ep_entry_key){.entry = ref.id, .version = ref.version};
    memcpy(to->key, key, 32);
    return EP_OK;
}

/* The keys of one wrap. A wrap that does not open is no error: it is for an epoch that this user never had. */
static ep_err open_wrap(struct ep_cli *cli, const struct ep_statement *st)
{
    const struct ep_wrap *wrap = &st->body.wrap;
    const struct ep_team_secret *secret = ep_open_secret(cli, wrap->team, wrap->epoch);
    uint8_t keys[EP_WRAP_ENTRIES_MAX * 32];
    ep_out out = EP_OUT(keys);
    ep_err err = EP_OK;
    if (secret == NULL || unwrap(&out, st, EP_LABEL_WRAP, &secret->pair, wrap->sealed) != EP_OK)
        return EP_OK;
    for (size_t n = 0; err == EP_OK && n < out.len / 32; n++)
        err = ep_open_key_keep(&cli->open, ep_wrap_ref(wrap, n), keys + n * 32);
    ep_wipe(keys, sizeof keys);
    return err;
}

static ep_err add_owed(struct ep_open *open, const struct ep_statement *st)
{
    struct ep_owed *owed = grow((void **)&open->owed, open->owed_count, &open->owed_cap, sizeof *owed);
    if (owed == NULL)
        return EP_NO_MEMORY;
    *owed = (struct ep_owed){st->org, st->body.entry.subject, st->body.entry.domain, st->body.entry.level};
    open->owed_count++;
    return EP_OK;
}

static struct ep_fact *fact_of(struct ep_open *open, const struct ep_statement *st)
{
    for (size_t i = 0; i < open->fact_count; i++)
        if (ep_id_equal(open->facts[i].item, st->body.entry.item) && ep_id_equal(open->facts[i].org, st->org))
            return &open->facts[i];
    struct ep_fact *fact = grow((void **)&open->facts, open->fact_count, &open->fact_cap, sizeof *fact);
    if (fact == NULL)
        return NULL;
    memset(fact, 0, sizeof *fact);
    fact->item = st->body.entry.item;
    fact->org = st->org;
    fact->subject = st->body.entry.subject;
    fact->domain = st->body.entry.domain;
    open->fact_count++;
    return fact;
}

ep_err ep_open_text(struct ep_cli *cli, const struct ep_statement *entry, ep_bytes *text)
{
    struct ep_open *open = &cli->open;
    const struct ep_entry *body = &entry->body.entry;
    const uint8_t *key = ep_open_key(open, entry);
    if (key == NULL)
        return has_key(open, (struct ep_ref){entry->id, (uint32_t)entry->version}, NULL) ? EP_COMMITMENT : EP_NOT_FOUND;
    uint8_t **plain = grow((void **)&open->plain, open->plain_count, &open->plain_cap, sizeof *plain);
    uint8_t *at = plain != NULL ? ep_secret_open(body->ciphertext.len) : NULL;
    if (at == NULL)
        return EP_NO_MEMORY;
    *plain = at;
    open->plain_count++;
    ep_out out = {at, 0, body->ciphertext.len};
    ep_err err = ep_unseal(&out, ep_entry_core(entry), key, body->commitment, body->ciphertext);
    *text = ep_out_bytes(&out);
    return err;
}

/* The fact borrows from the text. */
static ep_err open_entry(struct ep_cli *cli, const struct ep_statement *st)
{
    struct ep_open *open = &cli->open;
    const struct ep_entry *entry = &st->body.entry;
    ep_bytes text;
    ep_err err = ep_open_text(cli, st, &text);
    if (err == EP_NOT_FOUND)
        return add_owed(open, st);
    struct ep_fact *fact = err != EP_NO_MEMORY ? fact_of(open, st) : NULL;
    if (fact == NULL)
        return EP_NO_MEMORY;
    struct ep_opgave before = fact->opgave; /* soort 0 until something opened: such a fact is no fact (view.c) */
    if (err == EP_OK)
        err = ep_opgave_take(text, (unsigned)entry->level, &fact->opgave);
    if (err != EP_OK || (before.soort != 0 && before.soort != fact->opgave.soort)) {
        fact->opgave = before;
        cli->known.rejected++; /* an author's mistake or worse: not shown, and said at the end */
        return EP_OK;
    }
    fact->entry[entry->level] = st->id;
    fact->niet_tonen_aan[entry->level] = fact->opgave.niet_tonen_aan;
    if (entry->level >= fact->level) {
        fact->level = entry->level;
        fact->version = st->version;
        fact->hour = st->hour;
        fact->author = st->author;
    }
    return EP_OK;
}

struct opening {
    struct ep_cli *cli;
    ep_err err;
};

static bool visit_wrap(void *arg, const struct ep_statement *st)
{
    struct opening *opening = arg;
    opening->err = open_wrap(opening->cli, st);
    return opening->err == EP_OK;
}

static bool visit_entry(void *arg, const struct ep_statement *st)
{
    struct opening *opening = arg;
    opening->err = open_entry(opening->cli, st);
    return opening->err == EP_OK;
}

static void gather_contacts(struct ep_cli *cli)
{
    for (size_t i = 0; i < cli->known.fact_count && cli->open.contact_count < EP_PEERS_MAX; i++) {
        const struct ep_msg_fact *fact = &cli->known.facts[i];
        if (fact->soort == EP_FACT_CONTACT)
            cli->open.contacts[cli->open.contact_count++] = (struct ep_contact){fact->a, fact->x, fact->y};
    }
}

/* Through which team: the home team, or the invited one until the invitation is accepted. */
static ep_id own_team(const struct ep_cli *cli, ep_id huishouden)
{
    ep_id team = {{0}};
    ep_err err = ep_world_home_team(&cli->world, huishouden, cli->kluis->org, &team);
    if (err != EP_OK)
        err = ep_world_invited_team(&cli->world, huishouden, cli->kluis->org, &team);
    return err == EP_OK ? team : (ep_id){{0}};
}

ep_err ep_open_known(struct ep_cli *cli)
{
    ep_id huishouden = cli->open.huishouden;
    cli->open.team = own_team(cli, huishouden);
    struct opening opening = {cli, ep_grants_gather(&cli->world, huishouden, &cli->open.grants)};
    if (opening.err == EP_OK)
        cli->world.each(cli, EP_WRAP, huishouden, visit_wrap, &opening);
    if (opening.err == EP_OK)
        cli->world.each(cli, EP_ENTRY, huishouden, visit_entry, &opening);
    gather_contacts(cli);
    cli->is_open = opening.err == EP_OK;
    return opening.err;
}

ep_err ep_open_again(struct ep_cli *cli)
{
    ep_id huishouden = cli->open.huishouden;
    char purpose[sizeof cli->open.purpose];
    memcpy(purpose, cli->open.purpose, sizeof purpose);
    ep_open_wipe(cli);
    cli->open.huishouden = huishouden;
    memcpy(cli->open.purpose, purpose, sizeof purpose);
    ep_err err = ep_fetch(cli, EP_GET_HUISHOUDEN, huishouden);
    return err == EP_OK ? ep_open_known(cli) : err;
}

/* The same looking, already on record. */
static bool is_on_record(const struct ep_cli *cli, ep_id huishouden, const char *purpose)
{
    return cli->is_open && ep_id_equal(cli->open.huishouden, huishouden) && strcmp(cli->open.purpose, purpose) == 0;
}

static ep_err put_on_record(struct ep_cli *cli, ep_id huishouden, const char *purpose)
{
    ep_open_wipe(cli);
    cli->open.huishouden = huishouden;
    cli->open.team = own_team(cli, huishouden);
    ep_err err = ep_reading_put(cli, purpose);
    snprintf(cli->open.purpose, sizeof cli->open.purpose, "%s", purpose);
    return err;
}

ep_err ep_open_huishouden(struct ep_cli *cli, ep_id huishouden, const char *purpose)
{
    bool again = is_on_record(cli, huishouden, purpose);
    ep_err err = again ? EP_OK : put_on_record(cli, huishouden, purpose);
    if (err == EP_OK)
        err = ep_open_again(cli);
    return err == EP_OK && !again ? ep_reading_familienaam(cli) : err;
}

ep_err ep_open_grants(struct ep_cli *cli, ep_id huishouden, const char *purpose)
{
    ep_err err = is_on_record(cli, huishouden, purpose) ? EP_OK : put_on_record(cli, huishouden, purpose);
    if (err == EP_OK)
        err = ep_fetch(cli, EP_GET_GRANTS, huishouden);
    return err == EP_OK ? ep_grants_gather(&cli->world, huishouden, &cli->open.grants) : err;
}

struct ep_view_input ep_open_view(const struct ep_cli *cli)
{
    const struct ep_open *open = &cli->open;
    return (struct ep_view_input){.huishouden = open->huishouden,
                                  .own_org = cli->kluis->org,
                                  .team = open->team,
                                  .grants = &open->grants,
                                  .facts = open->facts,
                                  .fact_count = open->fact_count,
                                  .owed = open->owed,
                                  .owed_count = open->owed_count,
                                  .contacts = open->contacts,
                                  .contact_count = open->contact_count,
                                  .silent_hours = cli->policy.silent_hours};
}
