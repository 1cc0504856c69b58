/* One node, A, and its peer B that the test plays itself: as well or as badly as it wants. C is a firm that A does not
 * know. Household h is B's. */
#ifndef EP_SUPPORT_PLAYED_H
#define EP_SUPPORT_PLAYED_H

#include "tests/support/wire.h"

struct played {
    struct federation fed;
    struct wire eva, peer; /* a user's session of A, when a test opens one; and B's, after its hello */
    struct bag bag;        /* for what a test gathers */
    uint8_t psk[32];
    struct firm b, c;
    ep_id h;
};

int played_open(void **state); /* cmocka: setup and teardown of a test */
int played_close(void **state);
const struct firm *firm_a(const struct played *stand);
/* As B: the refusal, or EP_OK when a position covers it. Signed by its Eva unless it says by whom. */
ep_err played_put(struct played *stand, struct ep_statement it);
ep_err played_put_by(struct played *stand, struct ep_statement it, const struct ep_sign_pair *by, ep_id *missing);
void played_household(struct played *stand);           /* h with the lid "b:lid" */
void played_again(struct played *stand, uint64_t seq); /* hang up and come back; that was the last number sent */

#endif
