#include "cli/geheim.h"

#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "proto/chain.h"

#include <stdlib.h>
#include <string.h>

ep_err ep_put_online(struct ep_cli *cli, ep_bytes statement)
{
    return ep_client_say_later(&cli->client, EP_MSG_PUT, &(struct ep_msg_put){++cli->put_seq, statement});
}

/* Durable is what the answer with this put's own number says. Answers to what was said during a pairing carry none and
 * may still be under way. */
ep_err ep_answer_online(struct ep_cli *cli, ep_err *code)
{
    enum ep_message_type type;
    union ep_msg msg;
    uint64_t seq = ++cli->answer_seq;
    for (;;) {
        ep_err err = ep_client_hear(&cli->client, 60, &type, &msg);
        if (err == EP_OK && type == EP_MSG_FACT) /* unasked */
            err = ep_known_told(cli, &msg.fact);
        else if (err == EP_OK && type != EP_MSG_DONE)
            err = type == EP_MSG_FAIL ? ep_err_from_wire(msg.fail.code) : EP_MALFORMED;
        else if (err == EP_OK && msg.done.seq == seq)
            break;
        if (err != EP_OK)
            return err;
    }
    *code = ep_err_from_wire(msg.done.code);
    return EP_OK;
}

/* What was said and not taken is not known after all. What was said stands at the end, in order. */
static ep_err forget_refused(struct ep_known *known, size_t from, const bool refused[EP_SAID_MAX])
{
    size_t kept = from;
    for (size_t i = from; i < known->count; i++)
        if (refused[i - from])
            free((void *)(uintptr_t)known->at[i].bytes.at);
        else
            known->at[kept++] = known->at[i];
    if (kept == known->count)
        return EP_OK;
    known->count = kept;
    return ep_known_index(known);
}

/* The key for the own team comes from who seals, and from nobody later: without it the entry is worth nothing. */
static bool part_of_entry(const struct ep_statement *st)
{
    return st->kind->code == EP_WRAP && ep_id_absent(st->body.wrap.grant);
}

ep_err ep_write_settle(struct ep_cli *cli)
{
    ep_err first = EP_OK;
    ep_err broken = EP_OK; /* of the link: no answer comes any more */
    bool refused[EP_SAID_MAX] = {false};
    size_t from = cli->known.count - cli->said;
    cli->refused = EP_KIND_NONE;
    for (size_t i = 0; i < cli->said; i++) {
        ep_err code = EP_OK;
        if (broken == EP_OK)
            broken = cli->answer(cli, &code);
        code = broken != EP_OK ? broken : code;
        refused[i] = code != EP_OK;
        if (first == EP_OK && code != EP_OK) {
            first = code;
            cli->refused = part_of_entry(&cli->known.at[from + i]) ? EP_ENTRY : cli->known.at[from + i].kind->code;
        }
    }
    cli->said = 0;
    ep_err err = forget_refused(&cli->known, from, refused);
    return first != EP_OK ? first : err;
}

ep_err ep_write_say(struct ep_cli *cli, ep_bytes statement)
{
    ep_err err = cli->said == EP_SAID_MAX ? ep_write_settle(cli) : EP_OK;
    if (err == EP_OK)
        err = ep_known_own(cli, statement);
    if (err != EP_OK)
        return err;
    cli->said++;
    err = cli->put(cli, statement);
    if (err == EP_OK)
        return EP_OK;
    cli->said--; /* no answer comes to what was not said */
    free((void *)(uintptr_t)cli->known.at[--cli->known.count].bytes.at);
    ep_err indexed = ep_known_index(&cli->known);
    return indexed != EP_OK ? indexed : err;
}

ep_err ep_write_bytes(struct ep_cli *cli, ep_bytes statement)
{
    ep_err err = ep_write_say(cli, statement);
    ep_err settled = ep_write_settle(cli);
    return err != EP_OK ? err : settled;
}

ep_id ep_id_fresh(ep_id org)
{
    uint8_t choice[EP_ID_CHOICE_BYTES];
    ep_random(NULL, choice, sizeof choice);
    return ep_id_made(org, choice);
}

static void envelope(struct ep_cli *cli, struct ep_statement *st)
{
    if (ep_id_absent(st->id))
        st->id = ep_id_fresh(cli->kluis->org);
    if (st->version == 0)
        st->version = 1;
    cli->world.now_hour = ep_cli_now_s() / 3600;
    st->org = cli->kluis->org;
    st->author = cli->kluis->id;
    st->hour = cli->world.now_hour;
    memcpy(st->lineage, cli->lineage, 8);
}

ep_err ep_write(struct ep_cli *cli, struct ep_statement *st)
{
    uint8_t buffer[8192];
    ep_out out = EP_OUT(buffer);
    envelope(cli, st);
    ep_err err = ep_statement_put(&out, st, &cli->kluis->sign);
    return err == EP_OK ? ep_write_bytes(cli, ep_out_bytes(&out)) : err;
}

/* A full wrap: its references, its sealed keys, and the envelope around them. */
#define WHOLE_BYTES (EP_WRAP_ENTRIES_MAX * (EP_REF_BYTES + 32) + 1024)

ep_err ep_say_sealed(struct ep_cli *cli, struct ep_statement *st, enum ep_label label, const uint8_t to[32],
                     ep_bytes plain, ep_bytes *sealed)
{
    uint8_t buffer[6144]; /* label and clear part of a full wrap */
    uint8_t cipher[EP_WRAP_ENTRIES_MAX * 32 + EP_HPKE_OVERHEAD];
    uint8_t ephemeral[32];
    ep_out info = EP_OUT(buffer);
    ep_out clear = {malloc(WHOLE_BYTES), 0, WHOLE_BYTES};
    ep_out out = EP_OUT(cipher);
    envelope(cli, st);
    ep_err err = clear.at != NULL ? ep_statement_begin(&clear, st) : EP_NO_MEMORY;
    if (err == EP_OK)
        err = ep_out_put(&info, ep_label(label));
    if (err == EP_OK)
        err = ep_out_put(&info, ep_out_bytes(&clear));
    ep_random(NULL, ephemeral, sizeof ephemeral);
    if (err == EP_OK)
        err = ep_hpke_seal(&out, to, ep_out_bytes(&info), (ep_bytes){NULL, 0}, plain, ephemeral);
    ep_wipe(ephemeral, sizeof ephemeral);
    *sealed = ep_out_bytes(&out);
    if (err == EP_OK)
        err = ep_statement_end(&clear, st, &cli->kluis->sign);
    if (err == EP_OK)
        err = ep_write_say(cli, ep_out_bytes(&clear));
    free(clear.at);
    *sealed = (ep_bytes){NULL, 0};
    return err;
}

ep_err ep_write_sealed(struct ep_cli *cli, struct ep_statement *st, enum ep_label label, const uint8_t to[32],
                       ep_bytes plain, ep_bytes *sealed)
{
    ep_err err = ep_say_sealed(cli, st, label, to, plain, sealed);
    ep_err settled = ep_write_settle(cli);
    return err != EP_OK ? err : settled;
}

struct ep_write_room { /* text, ciphertext and statement of one entry; large, and lockable memory is slow to get */
    uint8_t plain[EP_PLAIN_BYTES_MAX + 1];
    uint8_t cipher[EP_PLAIN_BYTES_MAX + 1 + EP_SEAL_TAG_BYTES];
    uint8_t statement[EP_STATEMENT_BYTES_MAX];
};

/* Core first, then key and commitment bound to it, then ciphertext and signature. A fresh key at every sealing. */
static ep_err seal_entry(struct ep_cli *cli, struct ep_statement *st, ep_bytes plain, struct ep_write_room *room)
{
    uint8_t key[32];
    unsigned size = 0;
    ep_out cipher = EP_OUT(room->cipher);
    ep_out out = EP_OUT(room->statement);
    ep_err err = ep_size_class(&size, plain.len);
    if (err != EP_OK)
        return err;
    st->body.entry.size = size;
    envelope(cli, st);
    ep_random(NULL, key, sizeof key);
    err = ep_statement_begin(&out, st);
    if (err == EP_OK)
        err = ep_seal(st->body.entry.commitment, &cipher, ep_out_bytes(&out), key, plain);
    st->body.entry.ciphertext = ep_out_bytes(&cipher);
    if (err == EP_OK)
        err = ep_statement_end(&out, st, &cli->kluis->sign);
    if (err == EP_OK)
        err = ep_write_say(cli, ep_out_bytes(&out));
    if (err == EP_OK)
        err = ep_open_key_keep(&cli->open, (struct ep_ref){st->id, (uint32_t)st->version}, key);
    ep_wipe(key, sizeof key);
    return err;
}

/* What the item has at that level now, whether it opens or not: a level is written anew, never beside itself. NULL: nothing. */
static const struct ep_statement *entry_of(const struct ep_cli *cli, ep_id item, unsigned level)
{
    const struct ep_statement *best = NULL;
    for (size_t i = 0; i < cli->known.count; i++) {
        const struct ep_statement *st = &cli->known.at[i];
        if (st->kind->code == EP_ENTRY && ep_id_equal(st->org, cli->kluis->org) && st->body.entry.level == level &&
            ep_id_equal(st->body.entry.item, item) && (best == NULL || st->version > best->version))
            best = st;
    }
    return best;
}

static ep_err write_level(struct ep_cli *cli, const struct ep_write_terms *terms, const struct ep_opgave *opgave,
                          unsigned level, ep_id item, struct ep_write_room *room)
{
    struct ep_statement team;
    struct ep_statement st = {.kind = ep_kind(EP_ENTRY), .huishouden = terms->huishouden};
    ep_out plain = EP_OUT(room->plain);
    ep_err err = ep_opgave_put(&plain, opgave, level);
    /* Before anything is saved: without a live key of the own team nobody could ever open it. */
    if (err == EP_OK)
        err = ep_chain_team_live(&cli->world, cli->open.team, &team);
    if (err == EP_OK && !ep_id_equal(team.org, cli->kluis->org))
        err = EP_TEAM_UNKNOWN;
    if (err != EP_OK)
        return err;
    st.body.entry = (struct ep_entry){.item = item,
                                      .subject = terms->subject,
                                      .domain = terms->domain,
                                      .level = level,
                                      .team = cli->open.team,
                                      .epoch = team.version};
    const struct ep_fact *change = terms->change;
    const struct ep_statement *before = change != NULL ? entry_of(cli, item, level) : NULL;
    if (before != NULL) {
        st.id = before->id;
        /* The base is of the level that fact->version speaks of: after a writing that stopped half-way others are behind. */
        st.version = (terms->base != 0 && level == change->level ? terms->base : before->version) + 1;
    }
    err = seal_entry(cli, &st, ep_out_bytes(&plain), room);
    /* In one breath, so that hardly anything can come in between. Of two who write one version at once both may say a key:
     * the commitment tells which is right. */
    if (err == EP_OK)
        err = ep_share_own(cli);
    ep_err settled = change != NULL ? ep_write_settle(cli) : EP_OK;
    return err == EP_OK ? settled : err;
}

/* Anything beside "it helps" could tell which organisation it is. */
static bool masked_well(const struct ep_cli *cli, const struct ep_opgave *opgave, unsigned level_max)
{
    struct ep_table table = ep_soort(opgave->soort)->table;
    bool well = opgave->soort == EP_SOORT_SAMENVATTING && level_max == EP_LEVEL_DAT &&
                ep_policy_afgeschermd(&cli->policy, opgave->namens);
    for (size_t i = 0; i < table.count && well; i++)
        well =
            table.fields[i].type != EP_TYPE_TEXT || ((const ep_bytes *)ep_field_at(&table.fields[i], opgave))->len == 0;
    return well;
}

/* The zaak's confidentiality bounds the level; what stays with the own team is bound by nothing. */
static ep_err confidential(struct ep_cli *cli, const struct ep_opgave *opgave, uint64_t domain, unsigned level_max)
{
    if (opgave->soort != EP_SOORT_VOORZIENING || domain == EP_DOMEIN_DOSSIER)
        return EP_OK;
    const struct ep_field *field = ep_field_by_name(ep_soort(EP_SOORT_VOORZIENING)->table, "vertrouwelijkheid");
    const char *code = field->values[opgave->is.voorziening.vertrouwelijkheid];
    return level_max <= ep_policy_vertrouwelijk(&cli->policy, code) ? EP_OK : ep_cli_fault(cli, EP_VERTROUWELIJK, code);
}

ep_err ep_write_check(struct ep_cli *cli, const struct ep_opgave *opgave, uint64_t domain, unsigned level_max)
{
    struct ep_table table = ep_soort(opgave->soort)->table;
    for (size_t i = 0; i < table.count; i++)
        if (table.fields[i].level <= level_max && !ep_field_valid(&table.fields[i], opgave))
            return ep_cli_fault(cli, EP_FIELD_INVALID, ep_field_name(&table.fields[i]));
    if (ep_opgave_afgeschermd(opgave) && !masked_well(cli, opgave, level_max))
        return EP_MASKED;
    return confidential(cli, opgave, domain, level_max);
}

ep_err ep_write_opgave(struct ep_cli *cli, const struct ep_write_terms *terms, struct ep_opgave *opgave, ep_id *item)
{
    const struct ep_soort_row *row = ep_soort(opgave->soort);
    ep_id id = {{0}};
    if (cli->room == NULL)
        cli->room = ep_secret_open(sizeof *cli->room);
    ep_err err = row != NULL && cli->room != NULL ? EP_OK : EP_NO_MEMORY;
    if (err == EP_OK) /* here, and not where each command asks: nothing is sealed past it */
        err = ep_geheim_check(cli, terms, opgave);
    if (terms->change != NULL)
        id = terms->change->item;
    else
        id = ep_id_fresh(cli->kluis->org);
    if (opgave->tijd == 0)
        opgave->tijd = ep_cli_now_s();
    /* The highest level first: it is the one that carries what the user wrote, so a stale base stops before any other
     * level moved. What is new has no base: its levels and their wraps go together. */
    for (unsigned level = terms->level_max; err == EP_OK && level >= 1; level--) {
        if ((row->levels & 1u << (level - 1)) != 0)
            err = write_level(cli, terms, opgave, level, id, cli->room);
    }
    if (cli->room != NULL)
        ep_wipe(cli->room->plain, sizeof cli->room->plain);
    if (item != NULL)
        *item = id;
    if (err == EP_OK)
        return ep_share_owed(cli, NULL);
    ep_err settled = ep_write_settle(cli); /* what was said before is answered all the same */
    return settled != EP_OK && settled != err ? settled : err;
}

ep_id ep_write_entry_of(const struct ep_cli *cli, ep_id item)
{
    for (size_t i = cli->known.count; i > 0; i--)
        if (cli->known.at[i - 1].kind->code == EP_ENTRY && ep_id_equal(cli->known.at[i - 1].body.entry.item, item))
            return cli->known.at[i - 1].id;
    return (ep_id){{0}};
}
