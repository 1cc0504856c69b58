#include "tests/support/played.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int played_open(void **state)
{
    struct played *stand = calloc(1, sizeof *stand);
    if (stand == NULL)
        return 1;
    *state = stand;
    fed_open(&stand->fed, 1, 1);
    firm_make(&stand->b, 'b');
    firm_make(&stand->c, 'c');
    memset(stand->psk, 0x42, 32);
    stand->h = id_named("b:h");
    node_befriend(&stand->fed.node[0], &stand->b, stand->psk);
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
    return 0;
}

int played_close(void **state)
{
    struct played *stand = *state;
    wire_close(&stand->peer);
    fed_close(&stand->fed);
    free(stand);
    return 0;
}

const struct firm *firm_a(const struct played *stand)
{
    return &stand->fed.node[0].firm;
}

ep_err played_put_by(struct played *stand, struct ep_statement it, const struct ep_sign_pair *by, ep_id *missing)
{
    return peer_put(&stand->peer, pile_sign(&stand->fed.pile, it, by), missing);
}

ep_err played_put(struct played *stand, struct ep_statement it)
{
    return played_put_by(stand, it, &stand->b.eva.sign, NULL);
}

void played_household(struct played *stand)
{
    assert_int_equal(played_put(stand, draft_huishouden(&stand->b, stand->h)), EP_OK);
    assert_int_equal(played_put(stand, draft_lid(&stand->b, stand->h, id_named("b:lid"))), EP_OK);
}

void played_again(struct played *stand, uint64_t seq)
{
    wire_close(&stand->peer);
    peer_open(&stand->peer, &stand->fed.node[0], &stand->b, stand->psk);
    stand->peer.seq = seq;
}
