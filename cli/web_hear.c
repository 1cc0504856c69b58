#include "cli/web_loop.h"

/* A link that is gone may have changed everything. It is dialled anew by the next request, or by ep_web_redial: a node ends
 * each session within the hour. */
void ep_web_hear(struct ep_web *web)
{
    ep_id huishouden;
    if (web->cli->online && ep_known_listen(web->cli) != EP_OK)
        ep_cli_hang_up(web->cli);
    while (ep_known_changed_take(web->cli, &huishouden))
        if (ep_id_absent(huishouden))
            ep_web_tell(web, "alles", "{}");
        else
            ep_web_tell_huishouden(web, huishouden);
}
