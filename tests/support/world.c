#include "tests/support/world.h"

#include "crypto/hpke.h"
#include "crypto/seal.h"
#include "proto/access.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sheet {
    struct sheet *next;
    struct ep_statement statement;
    uint8_t bytes[];
};

static const uint8_t zeros[EP_WRAP_ENTRIES_MAX * 32 + EP_HPKE_OVERHEAD];

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "world: %s\n", what);
    abort();
}

void seed_named(uint8_t seed[32], uint8_t firm, const char *name)
{
    memset(seed, 0, 32);
    seed[1] = firm; /* X25519 passes over some bits of the first byte */
    snprintf((char *)seed + 2, 30, "%s", name);
}

static void sign_pair(struct ep_sign_pair *out, uint8_t firm, const char *name)
{
    uint8_t seed[32];
    seed_named(seed, firm, name);
    ep_sign_pair_make(out, seed);
}

ep_id id_named(const char *name)
{
    char buffer[64];
    uint8_t hash[16];
    uint8_t choice[EP_ID_CHOICE_BYTES] = {0};
    struct ep_sign_pair root;
    bool other = name[0] != 0 && name[1] == ':';
    snprintf(buffer, sizeof buffer, "%s", other ? name + 2 : name);
    ep_bytes part = ep_text(buffer);
    must(part.len > 0, "an id without a name");
    ep_hash(hash, sizeof hash, NULL, EP_LABEL_ID, &part, 1);
    memcpy(choice, hash, sizeof choice); /* names differ anywhere */
    memcpy(choice, buffer, part.len < 5 ? part.len : 5);
    sign_pair(&root, (uint8_t)(other ? name[0] : 'a'), "root");
    return ep_id_made(ep_id_of_key(root.public_key), choice);
}

static void dh_pair(struct ep_dh_pair *out, uint8_t firm, const char *name)
{
    uint8_t seed[32];
    seed_named(seed, firm, name);
    ep_dh_pair_make(out, seed);
}

static void staff_make(struct staff *staff, uint8_t firm, const char *name)
{
    char text[24];
    sign_pair(&staff->sign, firm, name);
    snprintf(text, sizeof text, "%s seal", name);
    dh_pair(&staff->seal, firm, text);
    snprintf(text, sizeof text, "%s link", name);
    dh_pair(&staff->link, firm, text);
    staff->id = ep_id_of_key(staff->sign.public_key);
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, EP_ID_BYTES);
}

ep_bytes members_of(uint8_t *at, const ep_id *user, size_t count)
{
    memcpy(at, user, count * EP_ID_BYTES);
    qsort(at, count, EP_ID_BYTES, by_bytes);
    return (ep_bytes){at, count * EP_ID_BYTES};
}

void firm_make(struct firm *firm, uint8_t seed)
{
    char team[8];
    memset(firm, 0, sizeof *firm);
    firm->seed = seed;
    snprintf(firm->route, sizeof firm->route, "%c.test:1", seed);
    sign_pair(&firm->root, seed, "root");
    sign_pair(&firm->authority, seed, "authority");
    sign_pair(&firm->node_sign, seed, "node");
    dh_pair(&firm->node_link, seed, "node link");
    dh_pair(&firm->team_key, seed, "team key");
    staff_make(&firm->steward, seed, "steward");
    staff_make(&firm->eva, seed, "eva");
    staff_make(&firm->tom, seed, "tom");
    staff_make(&firm->ended, seed, "ended");
    staff_make(&firm->early, seed, "early");
    firm->id = ep_id_of_key(firm->root.public_key);
    firm->authority_id = ep_id_of_key(firm->authority.public_key);
    snprintf(team, sizeof team, "%c:team", seed);
    firm->team = id_named(team);
    const ep_id members[] = {firm->eva.id, firm->ended.id, firm->early.id};
    (void)members_of(firm->members, members, 3);
}

const struct ep_sign_pair *firm_signer(const struct firm *firm, enum ep_signer signer)
{
    switch (signer) {
    case EP_SIGNER_ROOT:
        return &firm->root;
    case EP_SIGNER_AUTHORITY:
        return &firm->authority;
    case EP_SIGNER_STEWARD:
        return &firm->steward.sign;
    case EP_SIGNER_NODE:
        return &firm->node_sign;
    case EP_SIGNER_USER:
        break;
    }
    return &firm->eva.sign;
}

/* Drafts. */

struct ep_statement draft(const struct firm *firm, enum ep_kind_code kind, ep_id id, ep_id huishouden)
{
    struct ep_statement st = {.kind = ep_kind(kind), .v = EP_STATEMENT_V, .id = id, .huishouden = huishouden};
    st.kind_code = (uint64_t)kind;
    st.org = firm->id;
    st.version = 1;
    st.hour = HOUR;
    memset(st.lineage, firm->seed, sizeof st.lineage);
    return st;
}

static const ep_id none = {{0}};

struct ep_statement draft_card(const struct firm *firm, bool with_route)
{
    struct ep_statement st = draft(firm, EP_CARD, firm->id, none);
    struct ep_card *card = &st.body.card;
    card->name = ep_text("Een organisatie");
    card->sort = ep_text(firm->seed == 'a' ? "gemeente" : "jeugdhulp");
    if (with_route)
        card->route = ep_text(firm->route);
    memcpy(card->root, firm->root.public_key, 32);
    memcpy(card->authority, firm->authority.public_key, 32);
    memcpy(card->node_sign, firm->node_sign.public_key, 32);
    memcpy(card->node_link, firm->node_link.public_key, 32);
    return st;
}

struct ep_statement draft_user(const struct firm *firm, const struct staff *staff)
{
    struct ep_statement st = draft(firm, EP_USER, staff->id, none);
    struct ep_user *user = &st.body.user;
    user->name = ep_text("Iemand");
    memcpy(user->sign, staff->sign.public_key, 32);
    memcpy(user->seal, staff->seal.public_key, 32);
    memcpy(user->link, staff->link.public_key, 32);
    ep_user_prove(user->proof, firm->id, user->seal, user->link, &staff->sign);
    user->roles = staff == &firm->steward ? EP_ROLE_STEWARD : 0;
    user->from = staff == &firm->early ? HOUR + 48 : HOUR - 1000;
    user->until = staff == &firm->ended ? HOUR : HOUR + 8000;
    return st;
}

struct ep_statement draft_team(const struct firm *firm)
{
    struct ep_statement st = draft(firm, EP_TEAM, firm->team, none);
    st.body.team.name = ep_text("Team");
    st.body.team.members = EP_BYTES(firm->members);
    st.body.team.until = HOUR + 30 * 24;
    memcpy(st.body.team.key, firm->team_key.public_key, 32);
    return st;
}

struct ep_statement draft_peer(const struct firm *firm, const struct firm *other)
{
    struct ep_statement st = draft(firm, EP_PEER, other->id, none);
    memcpy(st.body.peer.root, other->root.public_key, 32);
    return st;
}

struct ep_statement draft_sleutel(const struct firm *firm, ep_id id)
{
    struct ep_statement st = draft(firm, EP_SLEUTEL, id, none);
    st.body.sleutel = (struct ep_sleutel){firm->team, firm->eva.id, 1, {zeros, EP_HPKE_OVERHEAD + 32}};
    return st;
}

struct ep_statement draft_huishouden(const struct firm *firm, ep_id huishouden)
{
    struct ep_statement st = draft(firm, EP_HUISHOUDEN, huishouden, huishouden);
    st.body.huishouden.team = firm->team;
    return st;
}

struct ep_statement draft_lid(const struct firm *firm, ep_id huishouden, ep_id lid)
{
    struct ep_statement st = draft(firm, EP_LID, lid, huishouden);
    st.body.lid.present = true;
    return st;
}

struct ep_statement draft_grant(const struct firm *firm, ep_id huishouden, ep_id id, ep_id lid, const struct firm *to)
{
    struct ep_statement st = draft(firm, EP_GRANT, id, huishouden);
    st.body.grant = (struct ep_grant){.lid = lid,
                                      .to_org = to->id,
                                      .to_team = to->team,
                                      .domains = EP_DOMEIN_BIT(EP_DOMEIN_PERSOON) | EP_DOMEIN_BIT(DRAFT_DOMAIN),
                                      .level = EP_LEVEL_WAT,
                                      .grondslag = ep_text("toestemming"),
                                      .policy = 1,
                                      .evidence = id_named("bewijs"),
                                      .from = HOUR,
                                      .until = HOUR + 180 * 24};
    return st;
}

struct ep_statement draft_ask(const struct firm *firm, const struct firm *to, ep_id h, ep_id id, ep_id lid)
{
    struct ep_statement ask = draft(firm, EP_ASK, id, h);
    ask.body.ask = (struct ep_ask){.to_org = to->id,
                                   .subject = lid,
                                   .soort = EP_ASK_SHARE,
                                   .domains = EP_DOMEIN_BIT(DRAFT_DOMAIN),
                                   .level = EP_LEVEL_WAT};
    return ask;
}

struct ep_statement draft_on(struct ep_statement grant, const char *grondslag, uint64_t level, uint64_t hours)
{
    grant.body.grant.grondslag = ep_text(grondslag);
    grant.body.grant.level = level;
    grant.body.grant.until = HOUR + hours;
    return grant;
}

ep_bytes seal_draft(struct ep_statement *st, ep_out *cipher, const uint8_t key[32], const uint8_t *to, ep_bytes plain)
{
    static const uint8_t ephemeral[32] = {7};
    uint8_t clear[1024], label[1024];
    ep_out out = EP_OUT(clear), info = EP_OUT(label);
    must(ep_statement_begin(&out, st) == EP_OK && ep_out_put(&info, ep_label(EP_LABEL_WRAP)) == EP_OK &&
             ep_out_put(&info, ep_out_bytes(&out)) == EP_OK,
         "seal");
    ep_err err = to == NULL ? ep_seal(st->body.entry.commitment, cipher, ep_out_bytes(&out), key, plain)
                            : ep_hpke_seal(cipher, to, ep_out_bytes(&info), (ep_bytes){NULL, 0}, plain, ephemeral);
    must(err == EP_OK, "seal");
    return ep_out_bytes(cipher);
}

struct ep_statement draft_withdraw(const struct firm *firm, ep_id huishouden, ep_id id, ep_id grant, ep_id to_org)
{
    struct ep_statement st = draft(firm, EP_WITHDRAW, id, huishouden);
    st.body.withdraw = (struct ep_withdraw){grant, to_org};
    return st;
}

struct ep_statement draft_invite(const struct firm *firm, ep_id huishouden, ep_id id, ep_id grant,
                                 const struct firm *to)
{
    struct ep_statement st = draft(firm, EP_INVITE, id, huishouden);
    st.body.invite = (struct ep_invite){to->id, to->team, grant};
    return st;
}

struct ep_statement draft_join(const struct firm *firm, ep_id huishouden, ep_id id, ep_id invite)
{
    struct ep_statement st = draft(firm, EP_JOIN, id, huishouden);
    st.body.join = (struct ep_join){invite, firm->team, EP_JOIN_ACCEPT};
    return st;
}

struct ep_statement draft_entry(const struct firm *firm, ep_id huishouden, ep_id id, ep_id lid)
{
    struct ep_statement st = draft(firm, EP_ENTRY, id, huishouden);
    st.body.entry = (struct ep_entry){.item = id_named("item"),
                                      .subject = lid,
                                      .domain = DRAFT_DOMAIN,
                                      .level = EP_LEVEL_WAT,
                                      .team = firm->team,
                                      .epoch = 1,
                                      .size = 0,
                                      .ciphertext = {zeros, 256 + EP_SEAL_TAG_BYTES}};
    return st;
}

void refs_put(uint8_t *refs, size_t n, ep_id entry, uint32_t version)
{
    ep_ref_put(refs + n * EP_REF_BYTES, (struct ep_ref){entry, version});
}

struct ep_statement draft_wrap(const struct firm *firm, ep_id huishouden, ep_id id, ep_id lid, ep_id grant,
                               const struct firm *to, ep_bytes refs)
{
    struct ep_statement st = draft(firm, EP_WRAP, id, huishouden);
    st.body.wrap = (struct ep_wrap){.grant = grant,
                                    .to_org = to->id,
                                    .subject = lid,
                                    .domain = DRAFT_DOMAIN,
                                    .level = EP_LEVEL_WAT,
                                    .team = to->team,
                                    .epoch = 1,
                                    .entries = refs,
                                    .sealed = {zeros, refs.len / EP_REF_BYTES * 32 + EP_HPKE_OVERHEAD}};
    return st;
}

/* The pile. */

static bool pile_find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    const struct pile *pile = ctx;
    const struct ep_statement *best = NULL;
    for (size_t i = 0; i < pile->count; i++) {
        const struct ep_statement *st = pile->shown[i];
        if (st->kind->code == kind && ep_id_equal(st->id, id) && (version == 0 || st->version == version) &&
            (best == NULL || st->version > best->version))
            best = st;
    }
    if (best != NULL)
        *out = *best;
    return best != NULL;
}

static void pile_each(void *ctx, enum ep_kind_code kind, ep_id huishouden, ep_visit *visit, void *arg)
{
    struct pile *pile = ctx;
    bool more = true;
    for (size_t i = 0; more && i < pile->count; i++) {
        const struct ep_statement *st = pile->shown[i];
        struct ep_statement latest;
        if (st->kind->code == kind && (ep_id_absent(huishouden) || ep_id_equal(st->huishouden, huishouden)) &&
            pile_find(pile, kind, st->id, 0, &latest) && latest.version == st->version)
            more = visit(arg, st);
    }
}

void pile_open(struct pile *pile, const struct firm *own)
{
    struct ep_policy_fault fault;
    memset(pile, 0, sizeof *pile);
    pile->policy = calloc(1, sizeof *pile->policy);
    must(pile->policy != NULL && ep_policy_read(pile->policy, EP_POLICY_DIR, &fault) == EP_OK, "no policy");
    pile->world = (struct ep_world){.ctx = pile,
                                    .own_org = own->id,
                                    .now_hour = HOUR,
                                    .last_hour = HOUR,
                                    .policy = pile->policy,
                                    .lasting = true,
                                    .find = pile_find,
                                    .each = pile_each};
    memcpy(pile->world.own_root, own->root.public_key, 32);
}

void pile_close(struct pile *pile)
{
    while (pile->sheets != NULL) {
        struct sheet *next = pile->sheets->next;
        free(pile->sheets);
        pile->sheets = next;
    }
    free(pile->shown);
    free(pile->policy);
}

const struct ep_statement *pile_keep(struct pile *pile, ep_bytes bytes)
{
    struct sheet *sheet = malloc(sizeof *sheet + bytes.len);
    must(sheet != NULL, "no memory");
    memcpy(sheet->bytes, bytes.at, bytes.len);
    must(ep_statement_open(&sheet->statement, (ep_bytes){sheet->bytes, bytes.len}) == EP_OK, "it does not open");
    sheet->next = pile->sheets;
    pile->sheets = sheet;
    return &sheet->statement;
}

const struct ep_statement *pile_sign(struct pile *pile, struct ep_statement it, const struct ep_sign_pair *by)
{
    static uint8_t buffer[EP_STATEMENT_BYTES_MAX];
    ep_out out = EP_OUT(buffer);
    if (ep_id_absent(it.author))
        it.author = ep_id_of_key(by->public_key);
    must(ep_statement_put(&out, &it, by) == EP_OK, "a draft does not pack");
    return pile_keep(pile, ep_out_bytes(&out));
}

void pile_show(struct pile *pile, const struct ep_statement *statement)
{
    if (pile->count == pile->cap) {
        pile->cap = pile->cap * 2 + 64;
        pile->shown = realloc(pile->shown, pile->cap * sizeof(struct ep_statement *));
        must(pile->shown != NULL, "no memory");
    }
    pile->shown[pile->count++] = statement;
}

void pile_hide(struct pile *pile, const struct ep_statement *statement)
{
    size_t to = 0;
    for (size_t i = 0; i < pile->count; i++)
        if (pile->shown[i] != statement)
            pile->shown[to++] = pile->shown[i];
    must(to < pile->count, "what is hidden was not shown");
    pile->count = to;
}

const struct ep_statement *pile_put(struct pile *pile, struct ep_statement it, const struct ep_sign_pair *by)
{
    const struct ep_statement *st = pile_sign(pile, it, by);
    pile_show(pile, st);
    return st;
}

/* The family. */

static void show_firm(struct pile *pile, const struct firm *firm)
{
    pile_put(pile, draft_card(firm, true), &firm->root);
    pile_put(pile, draft_user(firm, &firm->steward), &firm->authority);
    pile_put(pile, draft_user(firm, &firm->eva), &firm->authority);
    pile_put(pile, draft_user(firm, &firm->tom), &firm->authority);
    pile_put(pile, draft_user(firm, &firm->ended), &firm->authority);
    pile_put(pile, draft_user(firm, &firm->early), &firm->authority);
    pile_put(pile, draft_team(firm), &firm->steward.sign);
}

void family_open(struct family *f)
{
    memset(f, 0, sizeof *f);
    struct firm *firms[] = {&f->a, &f->b, &f->c, &f->d, &f->e};
    for (uint8_t i = 0; i < 5; i++)
        firm_make(firms[i], (uint8_t)('a' + i));
    pile_open(&f->pile, &f->a);
    for (size_t i = 0; i < 5; i++)
        show_firm(&f->pile, firms[i]);
    f->h = id_named("h"), f->lid = id_named("lid"), f->grant = id_named("grant"), f->invite = id_named("invite");
    f->join = id_named("b:join"), f->entry = id_named("entry"), f->h2 = id_named("b:h2"), f->lid2 = id_named("b:lid2");
    f->grant2 = id_named("b:grant2"), f->invite2 = id_named("b:invite2");
    refs_put(f->refs, 0, f->entry, 1);
    struct pile *pile = &f->pile;
    pile_put(pile, draft_peer(&f->a, &f->b), &f->a.authority);
    pile_put(pile, draft_peer(&f->a, &f->c), &f->a.authority);
    struct ep_statement ended = draft_peer(&f->a, &f->e);
    ended.body.peer.ended = true;
    pile_put(pile, ended, &f->a.authority);
    pile_put(pile, draft_huishouden(&f->a, f->h), &f->a.eva.sign);
    pile_put(pile, draft_lid(&f->a, f->h, f->lid), &f->a.eva.sign);
    pile_put(pile, draft_grant(&f->a, f->h, f->grant, f->lid, &f->b), &f->a.eva.sign);
    pile_put(pile, draft_invite(&f->a, f->h, f->invite, f->grant, &f->b), &f->a.eva.sign);
    pile_put(pile, draft_join(&f->b, f->h, f->join, f->invite), &f->b.eva.sign);
    pile_put(pile, draft_entry(&f->a, f->h, f->entry, f->lid), &f->a.eva.sign);
    struct ep_statement why = draft_entry(&f->a, f->h, id_named("behoud why"), (ep_id){{0}});
    why.body.entry.domain = EP_DOMEIN_DOSSIER;
    pile_put(pile, why, &f->a.eva.sign);
    pile_put(pile, draft_grant(&f->b, f->h, id_named("b:back"), f->lid, &f->a), &f->b.eva.sign);
    pile_put(pile, draft_huishouden(&f->b, f->h2), &f->b.eva.sign);
    pile_put(pile, draft_lid(&f->b, f->h2, f->lid2), &f->b.eva.sign);
    pile_put(pile, draft_grant(&f->b, f->h2, f->grant2, f->lid2, &f->a), &f->b.eva.sign);
    pile_put(pile, draft_invite(&f->b, f->h2, f->invite2, f->grant2, &f->a), &f->b.eva.sign);
}

void family_close(struct family *f)
{
    pile_close(&f->pile);
}

int family_set_up(void **state)
{
    struct family *family = malloc(sizeof *family);
    if (family == NULL)
        return 1;
    family_open(family);
    *state = family;
    return 0;
}

int family_tear_down(void **state)
{
    family_close(*state);
    free(*state);
    return 0;
}

/* Kinds without a builder of their own. */
static struct ep_statement other_draft(const struct family *f, enum ep_kind_code kind, ep_id fresh)
{
    struct ep_statement st = draft(&f->a, kind, fresh, kind == EP_RECEIPT ? f->h2 : kind == EP_TOETS ? none : f->h);
    if (kind == EP_REGIE)
        st.body.regie = (struct ep_regie){none, f->b.id, f->b.eva.id, EP_REGIE_PROPOSE, HOUR + 100, {NULL, 0}};
    else if (kind == EP_ASK)
        st.body.ask = (struct ep_ask){f->b.id, f->lid, EP_ASK_UPDATE, EP_DOMEIN_BIT(DRAFT_DOMAIN), EP_LEVEL_WAT};
    else if (kind == EP_RECEIPT)
        st.body.receipt =
            (struct ep_receipt){.grant = f->grant2, .to_org = f->b.id, .count = 1, .deleted = HOUR, .gone = HOUR + 1};
    else if (kind == EP_TOETS)
        st.body.toets.cause = f->entry;
    else if (kind == EP_BEHOUD)
        st.body.behoud = (struct ep_behoud){id_named("b:back"), id_named("behoud why"), 1};
    else if (kind == EP_STAF)
        st.body.staf.members = (ep_bytes){f->a.eva.id.b, EP_ID_BYTES};
    else
        st.body.read = (struct ep_read){.subject = f->lid, .purpose = ep_text("plan")};
    return st;
}

struct ep_statement family_draft(const struct family *f, enum ep_kind_code kind)
{
    ep_id fresh = id_named("fresh");
    struct ep_statement st;
    switch (kind) {
    case EP_CARD:
        st = draft_card(&f->a, true);
        break;
    case EP_USER:
        st = draft_user(&f->a, &f->a.tom);
        break;
    case EP_TEAM:
        st = draft_team(&f->a);
        break;
    case EP_PEER:
        return draft_peer(&f->a, &f->d);
    case EP_SLEUTEL:
        return draft_sleutel(&f->a, fresh);
    case EP_HUISHOUDEN:
        return draft_huishouden(&f->a, fresh);
    case EP_LID:
        return draft_lid(&f->a, f->h, fresh);
    case EP_INVITE:
        return draft_invite(&f->a, f->h, fresh, f->grant, &f->b);
    case EP_JOIN:
        return draft_join(&f->a, f->h2, fresh, f->invite2);
    case EP_GRANT:
        return draft_grant(&f->a, f->h, fresh, f->lid, &f->b);
    case EP_WITHDRAW:
        return draft_withdraw(&f->a, f->h, fresh, f->grant, f->b.id);
    case EP_WRAP:
        return draft_wrap(&f->a, f->h, fresh, f->lid, f->grant, &f->b, EP_BYTES(f->refs));
    case EP_ENTRY:
        return draft_entry(&f->a, f->h, fresh, f->lid);
    case EP_REGIE:
    case EP_ASK:
    case EP_RECEIPT:
    case EP_READ:
    case EP_STAF:
    case EP_TOETS:
    case EP_BEHOUD:
    case EP_KIND_NONE:
    case EP_KIND_END:
    default:
        return other_draft(f, kind, fresh);
    }
    st.version = 2; /* the first is there */
    return st;
}

const struct ep_sign_pair *family_signer(const struct family *f, enum ep_kind_code kind)
{
    return firm_signer(&f->a, ep_kind(kind)->signer);
}

ep_err family_rule(struct family *f, struct ep_statement it)
{
    static uint8_t buffer[EP_STATEMENT_BYTES_MAX];
    const struct ep_sign_pair *by = family_signer(f, it.kind->code);
    struct ep_statement opened;
    ep_out out = EP_OUT(buffer);
    if (ep_id_absent(it.author))
        it.author = ep_id_of_key(by->public_key);
    must(ep_statement_put(&out, &it, by) == EP_OK, "a draft that can be signed");
    ep_err err = ep_statement_open(&opened, ep_out_bytes(&out));
    return err == EP_OK ? opened.kind->rule(&opened, &f->pile.world) : err;
}
