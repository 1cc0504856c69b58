#include "proto/chain.h"

#include <string.h>

ep_err ep_chain_root(const struct ep_world *world, ep_id org, uint8_t root[32])
{
    if (ep_id_equal(org, world->own_org)) {
        memcpy(root, world->own_root, 32);
        return EP_OK;
    }
    struct ep_statement peer;
    if (!world->find(world->ctx, EP_PEER, org, 0, &peer))
        return EP_ROOT_UNKNOWN;
    memcpy(root, peer.body.peer.root, 32);
    return peer.body.peer.ended ? EP_PEER_ENDED : EP_OK;
}

/* The end of a pairing does not undo what was signed up to then: what was shared, and that it ended, must stay readable. */
static ep_err root_then(const struct ep_world *world, const struct ep_statement *statement, uint8_t root[32])
{
    struct ep_statement peer;
    ep_err err = ep_chain_root(world, statement->org, root);
    bool before = err == EP_PEER_ENDED && world->find(world->ctx, EP_PEER, statement->org, 0, &peer) &&
                  statement->hour <= peer.hour;
    return before ? EP_OK : err;
}

typedef bool has_right(const struct ep_statement *version, const struct ep_statement *statement);

/* Some version that spoke at the statement's hour and gave its author the right. The latest speaks for every hour; an
 * earlier one up to the hour at which the next was signed, so that what was right when it was signed stays right. Two
 * clocks may differ by an hour. The own node asks the latest alone when it takes something new. `version` is the latest
 * and becomes the one that was found. */
static bool spoke(const struct ep_world *world, const struct ep_statement *statement, has_right *right,
                  struct ep_statement *version)
{
    struct ep_statement at = *version;
    uint64_t last = version->version;
    for (uint64_t number = last; number >= 1 && last - number < EP_EPOCHS_MAX; number--) {
        if (number != last && !world->find(world->ctx, version->kind->code, version->id, number, &at))
            continue;
        if (right(&at, statement)) {
            *version = at;
            return true;
        }
        if (world->admitting || at.hour + EP_CLOCK_BACK_HOURS_MAX < statement->hour)
            return false;
    }
    return false;
}

static const uint8_t *key_in_card(const struct ep_statement *card, const struct ep_statement *statement)
{
    return statement->kind->signer == EP_SIGNER_NODE ? card->body.card.node_sign : card->body.card.authority;
}

static bool named_in_card(const struct ep_statement *card, const struct ep_statement *statement)
{
    return ep_id_equal(statement->author, ep_id_of_key(key_in_card(card, statement)));
}

static bool live_at(const struct ep_statement *user, const struct ep_statement *statement)
{
    return statement->hour >= user->body.user.from && statement->hour < user->body.user.until;
}

/* The author as a user of the statement's organisation, live at the statement's hour. */
static ep_err live_user(const struct ep_world *world, const struct ep_statement *statement, struct ep_statement *user)
{
    if (!world->find(world->ctx, EP_USER, statement->author, 0, user) || !ep_id_equal(user->org, statement->org))
        return EP_SIGNER_UNKNOWN;
    return spoke(world, statement, live_at, user) ? EP_OK : EP_SIGNER_ENDED;
}

static ep_err home_of(const struct ep_world *world, const struct ep_statement *statement, ep_id *home)
{
    if (statement->kind->code == EP_HUISHOUDEN)
        *home = statement->body.huishouden.team;
    else if (statement->kind->code == EP_JOIN)
        *home = statement->body.join.team;
    else {
        ep_err err = ep_world_home_team(world, statement->huishouden, statement->org, home);
        /* Who was asked in may look, and that is put on record, before deciding to join. */
        if (err == EP_NO_JOIN && statement->kind->code == EP_READ &&
            ep_world_invited_team(world, statement->huishouden, statement->org, home) == EP_OK)
            return EP_OK;
        return err;
    }
    return EP_OK;
}

/* Does the team that holds the household have the author? The own node asks the latest epoch. Afterwards, and at a
 * peer, a statement may be older than the latest epoch: an entry names its own, for the others any earlier one that
 * has the author will do, because the author's node admitted them when they were new. */
static ep_err author_holds(const struct ep_world *world, const struct ep_statement *statement)
{
    ep_id home;
    bool entry = statement->kind->code == EP_ENTRY;
    ep_err err = home_of(world, statement, &home);
    /* A founder whose household is not here sends it and tries again. Anyone else gets one answer, whether the household
     * is known here or not: who takes part in it is nothing that a third organisation may find out. */
    if (err == EP_NO_JOIN && ep_id_is_of(statement->huishouden, statement->org))
        err = EP_HUISHOUDEN_UNKNOWN;
    /* A household moves to another team, or its organisation leaves: what was written before stays theirs. */
    if (entry && !world->admitting) {
        home = statement->body.entry.team;
        err = EP_OK;
    }
    if (err != EP_OK)
        return err;
    struct ep_statement team;
    if (!world->find(world->ctx, EP_TEAM, home, 0, &team) || !ep_id_equal(team.org, statement->org))
        return EP_TEAM_UNKNOWN;
    if (entry && !ep_id_equal(statement->body.entry.team, home))
        return EP_NOT_IN_TEAM;
    uint64_t last = entry ? statement->body.entry.epoch : team.version;
    uint64_t first = entry || world->admitting ? last : 1;
    if (last > team.version || (world->admitting && last != team.version))
        return EP_TEAM_EPOCH;
    for (uint64_t epoch = last; epoch >= first && epoch >= 1 && last - epoch < EP_EPOCHS_MAX; epoch--) {
        struct ep_statement then;
        if (world->find(world->ctx, EP_TEAM, home, epoch, &then) && then.hour <= statement->hour &&
            ep_team_has(&then.body.team, statement->author))
            return EP_OK;
    }
    return EP_NOT_IN_TEAM;
}

/* Was the author a steward? The own node asks now; afterwards any version of the user of that time will do, so that a
 * role that was taken away later does not undo the teams of before. */
static bool was_steward(const struct ep_world *world, const struct ep_statement *statement)
{
    struct ep_statement user;
    if (!world->find(world->ctx, EP_USER, statement->author, 0, &user))
        return false;
    uint64_t last = user.version;
    uint64_t first = world->admitting ? last : 1;
    for (uint64_t version = last; version >= first && last - version < EP_EPOCHS_MAX; version--)
        if (world->find(world->ctx, EP_USER, statement->author, version, &user) && user.hour <= statement->hour &&
            (user.body.user.roles & EP_ROLE_STEWARD) != 0)
            return true;
    return false;
}

static ep_err signed_by(const struct ep_statement *statement, const uint8_t key[32])
{
    if (!ep_id_equal(statement->author, ep_id_of_key(key)))
        return EP_SIGNER_ROLE;
    return ep_statement_verify(statement, key);
}

static ep_err by_user(const struct ep_world *world, const struct ep_statement *statement, enum ep_signer signer)
{
    struct ep_statement user;
    ep_err err = live_user(world, statement, &user);
    if (err != EP_OK)
        return err;
    if (signer == EP_SIGNER_STEWARD && !was_steward(world, statement))
        return EP_SIGNER_ROLE;
    err = signed_by(statement, user.body.user.sign);
    bool anyone = statement->kind->of_anyone && !world->admitting;
    if (err != EP_OK || signer == EP_SIGNER_STEWARD || ep_id_absent(statement->huishouden) || anyone)
        return err;
    return author_holds(world, statement);
}

static ep_err by_card(const struct ep_world *world, const struct ep_statement *statement)
{
    struct ep_statement card;
    if (!world->find(world->ctx, EP_CARD, statement->org, 0, &card))
        return EP_SIGNER_UNKNOWN;
    (void)spoke(world, statement, named_in_card, &card); /* else the latest, which says why not */
    return signed_by(statement, key_in_card(&card, statement));
}

ep_err ep_chain_check(const struct ep_world *world, const struct ep_statement *statement)
{
    uint8_t root[32];
    ep_err err = root_then(world, statement, root);
    if (err != EP_OK)
        return err;
    enum ep_signer signer = statement->kind->signer;
    if (signer == EP_SIGNER_ROOT)
        return signed_by(statement, root);
    if (signer == EP_SIGNER_USER || signer == EP_SIGNER_STEWARD)
        return by_user(world, statement, signer);
    return by_card(world, statement);
}

ep_err ep_chain_team_live(const struct ep_world *world, ep_id team, struct ep_statement *out)
{
    if (!world->find(world->ctx, EP_TEAM, team, 0, out))
        return EP_TEAM_UNKNOWN;
    if (ep_team_ended(out))
        return EP_TEAM_ENDED;
    return world->now_hour >= out->body.team.until ? EP_TEAM_EXPIRED : EP_OK;
}
