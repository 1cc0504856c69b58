/* What the engine's files offer each other. Only node/engine*.c include this. */
#ifndef EP_NODE_ENGINE_PARTS_H
#define EP_NODE_ENGINE_PARTS_H

#include "node/engine_own.h"

/* Errors that end the step, and so the program or all links; every other error is about one link or statement. */
bool ep_fatal(ep_err err);

/* engine.c */
void ep_engine_log(const struct ep_engine *engine, const char *what, ep_id id, ep_err err);
EP_MUST ep_err ep_engine_node_keep(struct ep_engine *engine);

/* engine_world.c */
void ep_engine_world_init(struct ep_engine *engine);
void ep_engine_world_refresh(struct ep_engine *engine); /* the clock of this step */
void ep_engine_blocks_free(struct ep_engine *engine);
ep_bytes ep_engine_hold(struct ep_engine *engine, ep_bytes bytes); /* a copy until the step ends; absent: no memory */
bool ep_engine_reread(struct ep_engine *engine, struct ep_statement *out, ep_bytes bytes); /* false: damaged */
/* The grants of a household into engine->grants, gathered once for as long as nothing changes them. EP_TOO_MANY. */
EP_MUST ep_err ep_engine_grants(struct ep_engine *engine, ep_id huishouden);
EP_MUST ep_err ep_engine_row(struct ep_engine *engine, enum ep_kind_code kind, ep_id id, uint64_t version,
                             int64_t *row);
EP_MUST ep_err ep_engine_keep(struct ep_engine *engine, enum ep_record sort, ep_id key, struct ep_table table,
                              const void *record);
EP_MUST ep_err ep_engine_kept(struct ep_engine *engine, enum ep_record sort, ep_id key, struct ep_table table,
                              void *record);
/* The key of a record that begins with a hint. EP_NOT_FOUND. */
EP_MUST ep_err ep_engine_by_hint(struct ep_engine *engine, enum ep_record sort, const uint8_t hint[EP_HINT_BYTES],
                                 ep_id *key);
/* The team through which the own organisation has to do with a household: its home team there, or before it joined the
 * invited one; absent when it has none. */
ep_id ep_engine_team(const struct ep_engine *engine, ep_id huishouden);
bool ep_engine_trusts(struct ep_engine *engine, ep_id peer); /* paired with, and that was not ended */

/* engine_link.c */
struct ep_link *ep_link_by_number(struct ep_engine *engine, uint64_t number); /* NULL */
struct ep_link *ep_link_of_peer(struct ep_engine *engine, ep_id peer);        /* ready one, or NULL */
EP_MUST ep_err ep_link_event(struct ep_engine *engine, const struct ep_event *event);
EP_MUST ep_err ep_link_say(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type,
                           const void *record);
void ep_link_drop(struct ep_engine *engine, struct ep_link *link, ep_err why);
EP_MUST ep_err ep_link_dial(struct ep_engine *engine, enum ep_mode mode, ep_id party, const char *route,
                            struct ep_link **out);
EP_MUST ep_err ep_link_tick_all(struct ep_engine *engine);
uint64_t ep_link_due_all(const struct ep_engine *engine); /* when the next link wants a tick; UINT64_MAX: none does */

/* engine_dial.c */
EP_MUST ep_err ep_dial_tick(struct ep_engine *engine); /* peers that we have no link with, at engine->dial_ms */
void ep_dial_again(struct ep_engine *engine, const struct ep_link *link); /* a link with a peer ends */

/* engine_due.c */
EP_MUST ep_err ep_engine_tick(struct ep_engine *engine);

/* engine_peer.c */
EP_MUST ep_err ep_peer_begin(struct ep_engine *engine, struct ep_link *link);
EP_MUST ep_err ep_peer_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type,
                               union ep_msg *msg);
EP_MUST ep_err
ep_peers_flush(struct ep_engine *engine); /* at the end of a step: positions and statements that are due */

/* engine_again.c */
EP_MUST ep_err ep_again_try(struct ep_engine *engine, ep_id peer);                     /* a session began */
EP_MUST ep_err ep_again_covered(struct ep_engine *engine, ep_id peer, uint64_t acked); /* a position came */

/* engine_user.c */
EP_MUST ep_err ep_user_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type,
                               union ep_msg *msg);
/* Is the user live now, or the authority? */
bool ep_user_live(struct ep_engine *engine, const struct ep_link *link);
/* Is its reading on record in this session, and does what it rests on still hold? EP_NOT_LOGGED; EP_NOT_STAF;
 * EP_READ_REASON; EP_REASON_OLD. */
EP_MUST ep_err ep_user_reads(struct ep_engine *engine, struct ep_link *link, ep_id huishouden);
struct ep_link_read *ep_user_read_of(struct ep_link *link, ep_id huishouden); /* NULL */
EP_MUST ep_err ep_user_done(struct ep_engine *engine, struct ep_link *link, uint64_t seq, ep_err code, ep_id missing);

/* engine_answer.c: EP_TOO_MANY when one is under way. What lies in a household of that team: is it for this user? For what is
 * covered, the household's grants are gathered. */
bool ep_answer_may_have(struct ep_engine *engine, ep_id team, ep_id user, const struct ep_statement *st);
EP_MUST ep_err ep_answer_begin(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_get *get);
EP_MUST ep_err ep_answer_drained(struct ep_engine *engine, struct ep_link *link);

/* engine_invite.c: EP_TOO_MANY above EP_INVITATIONS_MAX of one day. Open: somebody can still come with it. */
EP_MUST ep_err ep_invitation_make(struct ep_engine *engine, const struct ep_msg_invite *invite);
bool ep_invitation_open(struct ep_engine *engine, ep_id invitation);
EP_MUST ep_err ep_pair_psk_find(struct ep_engine *engine, struct ep_link *link, uint8_t psk[32]);

/* engine_pair.c */
EP_MUST ep_err ep_pair_begin(struct ep_engine *engine, struct ep_link *link); /* invited: the session is up */
EP_MUST ep_err ep_pair_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type,
                               union ep_msg *msg);
EP_MUST ep_err ep_pair_user_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type,
                                    union ep_msg *msg);
EP_MUST ep_err ep_pair_closed(struct ep_engine *engine, const struct ep_link *link, ep_err why);
void ep_pairs_tick(struct ep_engine *engine);
uint64_t ep_pairs_due(const struct ep_engine *engine); /* UINT64_MAX: no pairing is under way */

/* engine_admit.c: `by`: the session of a user of our own that puts it, or NULL. Is there room on the disk? Else EP_DISK_FULL, unwritten. */
EP_MUST ep_err ep_admit(struct ep_engine *engine, ep_id org, const struct ep_link *by, ep_bytes bytes, ep_id *missing);
bool ep_admit_room(const struct ep_engine *engine, ep_bytes bytes);

/* engine_notice.c: who is told of a reading. Before it is stored: EP_READ_RATE above what the policy allows. */
EP_MUST ep_err ep_notice_rate(struct ep_engine *engine, const struct ep_statement *read);
EP_MUST ep_err ep_notice_reading(struct ep_engine *engine, const struct ep_statement *read);
EP_MUST ep_err ep_notice_seen(struct ep_engine *engine, const struct ep_statement *toets);
struct ep_msg_fact ep_notice_fact(const struct ep_notice_record *notice);

/* engine_quota.c: EP_QUOTA when a peer has used up its part of this node. */
EP_MUST ep_err ep_quota_allows(struct ep_engine *engine, const struct ep_statement *statement);

/* engine_route.c */
EP_MUST ep_err ep_route(struct ep_engine *engine, const struct ep_statement *statement, int64_t row);
EP_MUST ep_err ep_route_directory(struct ep_engine *engine, ep_id peer); /* card, users, teams to a new peer */
/* May this own statement leave for that peer now? */
EP_MUST ep_err ep_route_allowed(struct ep_engine *engine, const struct ep_statement *statement, ep_id peer);

#include "node/engine_ends.h"

#endif
