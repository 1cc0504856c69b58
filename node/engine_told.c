#include "node/engine_parts.h"

/* After the commit, as every effect: who is told may rely on it. One whose link cannot take it is let go, and has no session
 * that shows anything. DESIGN 6, "open views closed". */
ep_err ep_tell_ended(struct ep_engine *engine, ep_id huishouden)
{
    struct ep_msg_fact ended = {.soort = EP_FACT_ENDED, .a = huishouden};
    ep_err err = EP_OK;
    for (size_t i = 0; i < engine->link_top && !ep_fatal(err); i++)
        if (engine->link[i].number != 0 && ep_user_reads(engine, &engine->link[i], huishouden) != EP_NOT_LOGGED)
            err = ep_link_say(engine, &engine->link[i], EP_MSG_FACT, &ended);
    return ep_fatal(err) ? err : EP_OK;
}
