/* The rule about sharing a second time, as plainly as it can be said: from PROTOCOL.md 6.1 alone, over the statements
 * themselves, with a full look at all of them for every question. It shares no code with proto/grondslag.c and must not:
 * it is what that is compared with. */
#ifndef EP_SUPPORT_NAIVE_GRONDSLAG_H
#define EP_SUPPORT_NAIVE_GRONDSLAG_H

#include "proto/statement.h"

struct naive_said { /* all that is known, of whatever household, in order of arrival; borrowed */
    const struct ep_statement *at;
    size_t count;
};

struct naive_question {
    ep_id huishouden, org, subject; /* subject absent: about the household */
    uint64_t domain, level;
    ep_id reader_org, reader_team; /* reader_team absent: a node that asks for itself */
    uint64_t now, last;            /* hours; last: of the last durable commit */
};

struct naive_answer {
    ep_err err;
    const struct ep_statement *grant; /* that covers, or that came nearest; NULL: none came any nearer than another */
};

struct naive_answer naive_flows(struct naive_said said, const struct naive_question *question);
struct naive_answer naive_covers(struct naive_said said, const struct naive_question *question);
/* The first `withdraw` that ends the grant; NULL: none does. */
const struct ep_statement *naive_withdraw(struct naive_said said, const struct ep_statement *grant);

#endif
