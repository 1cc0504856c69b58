/* What becomes of a grant of the own organisation once it is there: it is narrowed, it has to be confirmed anew, it ends.
 * Layer: cli. PROTOCOL.md 6; DOMAIN 5.2. The household is open. */
#ifndef EP_CLI_DEELBESLUIT_H
#define EP_CLI_DEELBESLUIT_H

#include "cli/cli.h"

/* Why a grant asks for a new decision: what it rests on ends, or has ended. */
enum ep_herbevestigen {
    EP_HERBEVESTIGEN_NIET,
    EP_HERBEVESTIGEN_TERMIJN,   /* the lease runs out */
    EP_HERBEVESTIGEN_LEEFTIJD,  /* another decides from that birthday on */
    EP_HERBEVESTIGEN_MAATREGEL, /* the measure ends */
    EP_HERBEVESTIGEN_GEZAG,     /* who agreed does not decide any more */
    EP_HERBEVESTIGEN_TEAM,      /* the team that it is for has ended, */
    EP_HERBEVESTIGEN_KOPPELING  /* or the pairing; and with it the grant, before its term */
};
/* Within herbevestigen_dagen of its end, and at once for gezag; for a team or pairing until it is withdrawn or its term is
 * over. EP_TOO_MANY. */
EP_MUST ep_err ep_deelbesluit_due(const struct ep_cli *cli, const struct ep_grant_row *row, enum ep_herbevestigen *why);

/* The withdrawal of a grant, said on the screen. EP_GRANT_WITHDRAWN. */
EP_MUST ep_err ep_deelbesluit_withdraw(struct ep_cli *cli, const struct ep_grant_row *row);
/* What another grant of ours still covers may have rested on one that was withdrawn. EP_WRAP_WAITS: that can wait. */
EP_MUST ep_err ep_deelbesluit_share_left(struct ep_cli *cli);

struct ep_narrower { /* what is left of it; never more than it had */
    uint64_t until, domains, level;
};
/* Another grant on the same evidence takes its place, and it is withdrawn. EP_GRANT_WIDER; EP_NOT_FOUNDER: not ours. What
 * stays covered is shared anew by ep_deelbesluit_share_left. */
EP_MUST ep_err ep_deelbesluit_narrow(struct ep_cli *cli, const struct ep_grant_row *row, struct ep_narrower to);
/* After what is known of gezag or representation changed: grants whose giver does not decide any more end within
 * gezag_dagen. */
EP_MUST ep_err ep_deelbesluit_gezag(struct ep_cli *cli);

#endif
