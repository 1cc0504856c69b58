#include "proto/pairing.h"

#include <string.h>

ep_err ep_card_proven(struct ep_statement *card, ep_bytes bytes, const uint8_t *node_link)
{
    ep_err err = ep_statement_open(card, bytes);
    if (err != EP_OK)
        return err;
    const struct ep_card *body = &card->body.card;
    if (card->kind->code != EP_CARD)
        return EP_CARD_MISMATCH;
    ep_id org = ep_id_of_key(body->root);
    if (!ep_id_equal(card->org, org) || !ep_id_equal(card->id, org) || ep_statement_verify(card, body->root) != EP_OK)
        return EP_CARD_MISMATCH;
    return node_link == NULL || ep_secret_equal(body->node_link, node_link) ? EP_OK : EP_CARD_MISMATCH;
}
