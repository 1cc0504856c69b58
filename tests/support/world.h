/* Organisations, people and signed statements, made from a seed; and a world for the rules over an array of statements.
 * Whoever signs wrongly is made here too: a test says who does, and what must come of it. */
#ifndef EP_SUPPORT_WORLD_H
#define EP_SUPPORT_WORLD_H

#include "proto/chain.h"
#include "proto/policy.h"

#define HOUR 490000u /* when everything here was signed, unless a test says otherwise */

struct staff {
    struct ep_sign_pair sign;
    struct ep_dh_pair seal, link;
    ep_id id;
};

struct firm { /* an organisation with all its secrets */
    uint8_t seed;
    char route[32]; /* "b.test:1" */
    struct ep_sign_pair root, authority, node_sign;
    struct ep_dh_pair node_link, team_key;
    struct staff steward;      /* in no team */
    struct staff eva;          /* in the team */
    struct staff tom;          /* in no team */
    struct staff ended, early; /* in the team; no user any more, or not yet */
    ep_id id, authority_id, team;
    uint8_t members[3 * EP_ID_BYTES]; /* ascending, as a team wants them */
};

void firm_make(struct firm *firm, uint8_t seed);
const struct ep_sign_pair *firm_signer(const struct firm *firm, enum ep_signer signer);
/* An id that its organisation made: of firm 'a', or of the firm whose seed stands before a colon, as in "b:join". The
 * same name is the same id; its first bytes can be read in a debugger. */
ep_id id_named(const char *name);
/* And 32 bytes that are secret to nobody. */
void seed_named(uint8_t seed[32], uint8_t firm, const char *name);

/* Drafts: the envelope filled in, version 1, HOUR; a test changes what it likes before it signs. They borrow. */
struct ep_statement draft(const struct firm *firm, enum ep_kind_code kind, ep_id id, ep_id huishouden);
struct ep_statement draft_card(const struct firm *firm, bool with_route);
struct ep_statement draft_user(const struct firm *firm, const struct staff *staff);
struct ep_statement draft_team(const struct firm *firm);
struct ep_statement draft_peer(const struct firm *firm, const struct firm *other);
struct ep_statement draft_sleutel(const struct firm *firm, ep_id id);
struct ep_statement draft_huishouden(const struct firm *firm, ep_id huishouden);
struct ep_statement draft_lid(const struct firm *firm, ep_id huishouden, ep_id lid);
struct ep_statement draft_grant(const struct firm *firm, ep_id huishouden, ep_id id, ep_id lid, const struct firm *to);
struct ep_statement draft_on(struct ep_statement grant, const char *grondslag, uint64_t level, uint64_t hours);
struct ep_statement draft_ask(const struct firm *firm, const struct firm *to, ep_id h, ep_id id, ep_id lid);
/* What is sealed in an entry (to NULL: its own key), or in a wrap to that key; always the same. `cipher` is large enough. */
ep_bytes seal_draft(struct ep_statement *st, ep_out *cipher, const uint8_t key[32], const uint8_t *to, ep_bytes plain);
struct ep_statement draft_withdraw(const struct firm *firm, ep_id huishouden, ep_id id, ep_id grant, ep_id to_org);
struct ep_statement draft_invite(const struct firm *firm, ep_id huishouden, ep_id id, ep_id grant,
                                 const struct firm *to);
struct ep_statement draft_join(const struct firm *firm, ep_id huishouden, ep_id id, ep_id invite);
struct ep_statement draft_entry(const struct firm *firm, ep_id huishouden, ep_id id, ep_id lid);
/* Of entries of draft_entry's section; `refs` is the caller's and must live as long as the draft. */
struct ep_statement draft_wrap(const struct firm *firm, ep_id huishouden, ep_id id, ep_id lid, ep_id grant,
                               const struct firm *to, ep_bytes refs);
/* A member list at `at`, 16 bytes each, which must live as long as the draft that names it. */
ep_bytes members_of(uint8_t *at, const ep_id *user, size_t count);
#define DRAFT_DOMAIN 2u /* of draft_entry and draft_wrap, at level 2; draft_grant covers it */

/* Signed statements. Those that are shown are what the rules can find, in order of arrival. */
struct sheet;
struct pile {
    const struct ep_statement **shown;
    size_t count, cap;
    struct sheet *sheets;
    struct ep_policy *policy;
    struct ep_world world;
};
void pile_open(struct pile *pile, const struct firm *own);
void pile_close(struct pile *pile);
/* The author is who signs, unless the draft names one. Lives as long as the pile. */
const struct ep_statement *pile_sign(struct pile *pile, struct ep_statement draft, const struct ep_sign_pair *by);
const struct ep_statement *pile_keep(struct pile *pile, ep_bytes bytes); /* a copy of one that is signed already */
void pile_show(struct pile *pile, const struct ep_statement *statement);
void pile_hide(struct pile *pile, const struct ep_statement *statement);
const struct ep_statement *pile_put(struct pile *pile, struct ep_statement draft, const struct ep_sign_pair *by);

/* One world, seen by A: household H is A's and shared with B, who joined; household H2 is B's, and A is asked in.
 * C is paired and has nothing, D is not paired, E was paired once. */
struct family {
    struct firm a, b, c, d, e;
    struct pile pile;
    ep_id h, lid, grant, invite, join, entry, h2, lid2, grant2, invite2;
    uint8_t refs[EP_REF_BYTES]; /* of entry */
};
void family_open(struct family *family);
void family_close(struct family *family);
int family_set_up(void **state); /* cmocka: setup and teardown of a test */
int family_tear_down(void **state);
/* A statement of A of that kind that is right and not there yet; a receipt and a join are about H2. */
struct ep_statement family_draft(const struct family *family, enum ep_kind_code kind);
const struct ep_sign_pair *family_signer(const struct family *family, enum ep_kind_code kind);
/* What the kind's rule says of a draft of A, by whom A's statements of that kind are signed: a rule never looks at the
 * signature. */
ep_err family_rule(struct family *family, struct ep_statement draft);
void refs_put(uint8_t *refs, size_t n, ep_id entry, uint32_t version);

#endif
