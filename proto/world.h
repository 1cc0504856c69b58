/* What a rule may ask of the statements already admitted. The node answers from its store, a client from what it
 * fetched and checked; the rules are the same code (DESIGN 4, 6). */
#ifndef EP_PROTO_WORLD_H
#define EP_PROTO_WORLD_H

#include "proto/statement.h"

struct ep_policy;

/* False stops the walk. The statement's bytes are borrowed for the visit, unless the world is lasting. */
typedef bool ep_visit(void *arg, const struct ep_statement *statement);

struct ep_world {
    void *ctx;
    ep_id own_org;
    uint8_t own_root[32];
    uint64_t now_hour;
    uint64_t last_hour; /* of the last durable commit; the clock is not trusted when it is behind this */
    const struct ep_policy *policy;
    bool admitting; /* the own node takes a new statement of its own organisation: only the latest team counts */
    bool
        lasting; /* what it shows stays where it is, as at a client; else for the visit, and after a find for the step */
    /* The statement of that kind and id: that version, or the latest for version 0. False when unknown. */
    bool (*find)(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out);
    /* The latest version of each statement of that kind; of one household unless `huishouden` is absent. */
    void (*each)(void *ctx, enum ep_kind_code kind, ep_id huishouden, ep_visit *visit, void *arg);
};

/* The home team of an organisation in a household: from `huishouden` or its last accepted `join`.
 * EP_NO_JOIN when it has none (yet, or any more). */
EP_MUST ep_err ep_world_home_team(const struct ep_world *world, ep_id huishouden, ep_id org, ep_id *team);
/* The team that an organisation was asked in with, last; EP_INVITE_UNKNOWN. Until it joins, it may look through it. */
EP_MUST ep_err ep_world_invited_team(const struct ep_world *world, ep_id huishouden, ep_id org, ep_id *team);
/* The leden that are present. */
struct ep_leden {
    ep_id id[EP_LEDEN_MAX];
    size_t count;
};
void ep_world_leden(const struct ep_world *world, ep_id huishouden, struct ep_leden *out);
/* Is the clock behind the last durable commit by more than we allow? Then nothing is granted (fail closed). */
bool ep_world_clock_bad(const struct ep_world *world);

#endif
