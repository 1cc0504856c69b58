#include "node/engine_parts.h"

#include <string.h>

bool ep_user_live(struct ep_engine *engine, const struct ep_link *link)
{
    struct ep_statement user;
    if (link->authority)
        return true;
    return engine->world.find(engine, EP_USER, link->party, 0, &user) && ep_id_equal(user.org, engine->world.own_org) &&
           engine->world.now_hour >= user.body.user.from && engine->world.now_hour < user.body.user.until;
}

struct ep_link_read *ep_user_read_of(struct ep_link *link, ep_id huishouden)
{
    for (size_t i = 0; i < link->reads; i++)
        if (ep_id_equal(link->read[i].huishouden, huishouden))
            return &link->read[i];
    return NULL;
}

ep_err ep_user_reads(struct ep_engine *engine, struct ep_link *link, ep_id huishouden)
{
    const struct ep_link_read *on_record = ep_user_read_of(link, huishouden);
    struct ep_statement read;
    if (on_record == NULL || !engine->world.find(engine, EP_READ, on_record->id, 0, &read))
        return EP_NOT_LOGGED;
    /* Who is taken off the list, or whose reason is too old by now, is served no more. */
    return read.kind->rule(&read, &engine->world);
}

/* The one that was read longest ago makes room; the latest reading of a household is the one that it is served on. */
static void note_read(struct ep_link *link, const struct ep_statement *st)
{
    if (st->body.read.soort == EP_READ_FAMILIENAAM)
        return; /* nobody is served on that */
    struct ep_link_read *read = ep_user_read_of(link, st->huishouden);
    if (read == NULL && link->reads == EP_READS_MAX)
        memmove(link->read, link->read + 1, --link->reads * sizeof link->read[0]);
    if (read == NULL)
        read = &link->read[link->reads++];
    *read = (struct ep_link_read){.huishouden = st->huishouden, .id = st->id};
}

ep_err ep_user_done(struct ep_engine *engine, struct ep_link *link, uint64_t seq, ep_err code, ep_id missing)
{
    if (ep_fatal(code) && code != EP_DISK_FULL)
        return code;
    return ep_link_say(engine, link, EP_MSG_DONE, &(struct ep_msg_done){seq, code, missing});
}

/* The answer leaves after the commit, as every effect does: "done" means durable. */
static ep_err on_put(struct ep_engine *engine, struct ep_link *link, const struct ep_msg_put *put)
{
    ep_id missing = {{0}};
    if (!ep_admit_room(engine, put->statement))
        return ep_user_done(engine, link, put->seq, EP_DISK_FULL, missing);
    ep_err err = ep_admit(engine, engine->world.own_org, link, put->statement, &missing);
    struct ep_statement st;
    if (err == EP_OK && ep_statement_open(&st, put->statement) == EP_OK && st.kind->code == EP_READ)
        note_read(link, &st);
    return ep_fatal(err) ? err : ep_user_done(engine, link, put->seq, err, missing);
}

ep_err ep_user_message(struct ep_engine *engine, struct ep_link *link, enum ep_message_type type, union ep_msg *msg)
{
    if (!ep_user_live(engine, link))
        return EP_SIGNER_ENDED; /* at once, not at the next session */
    if (type == EP_MSG_HELLO && !link->ready) {
        link->ready = true;
        struct ep_msg_hello hello = {.hour = engine->world.now_hour};
        memcpy(hello.lineage, engine->node.lineage, 8);
        return ep_link_say(engine, link, EP_MSG_HELLO, &hello);
    }
    if (!link->ready)
        return EP_MALFORMED;
    if (type == EP_MSG_GET)
        return ep_answer_begin(engine, link, &msg->get);
    if (type == EP_MSG_PUT)
        return on_put(engine, link, &msg->put);
    bool pairing = type == EP_MSG_INVITE || type == EP_MSG_DIAL || type == EP_MSG_CONFIRM;
    if (pairing && engine->room != EP_ROOM_ENOUGH)
        return ep_user_done(engine, link, 0, EP_DISK_FULL, (ep_id){{0}});
    return ep_pair_user_message(engine, link, type, msg);
}
