#include "tests/support/house.h"

#include <stdio.h>
#include <stdlib.h>

ep_id house_id(const struct firm *by, const char *name)
{
    char text[24];
    snprintf(text, sizeof text, "%c:%s", by->seed, name);
    return id_named(text);
}

void house_make(struct house *house, const struct firm *by)
{
    *house = (struct house){.by = by,
                            .h = house_id(by, "h"),
                            .lid = house_id(by, "lid"),
                            .grant = house_id(by, "grant"),
                            .invite = house_id(by, "invite"),
                            .entry = house_id(by, "entry")};
    refs_put(house->refs, 0, house->entry, 1);
}

void house_base(const struct house *house, const struct firm *to, struct ep_statement out[HOUSE_BASE])
{
    out[0] = draft_huishouden(house->by, house->h);
    out[1] = draft_lid(house->by, house->h, house->lid);
    out[2] = draft_grant(house->by, house->h, house->grant, house->lid, to);
    out[3] = draft_invite(house->by, house->h, house->invite, house->grant, to);
    out[4] = draft_entry(house->by, house->h, house->entry, house->lid);
}

void house_guest(const struct house *own, const struct house *theirs, struct ep_statement out[HOUSE_GUEST])
{
    out[0] = draft_join(own->by, theirs->h, house_id(own->by, "joined"), theirs->invite);
    out[1] = draft_entry(own->by, theirs->h, house_id(own->by, "why"), (ep_id){{0}});
    out[1].body.entry.domain = EP_DOMEIN_DOSSIER;
}

static struct ep_statement second(struct ep_statement st)
{
    st.version = 2; /* the first is there */
    return st;
}

struct ep_statement house_draft(const struct house *own, const struct house *theirs, enum ep_kind_code kind)
{
    const struct firm *from = own->by;
    const struct firm *to = theirs->by;
    ep_id fresh = house_id(from, "fresh");
    struct ep_statement st;
    switch (kind) {
    case EP_CARD:
        return second(draft_card(from, false));
    case EP_USER:
        return second(draft_user(from, &from->tom));
    case EP_TEAM:
        return second(draft_team(from));
    case EP_PEER:
        return second(draft_peer(from, to));
    case EP_SLEUTEL:
        return draft_sleutel(from, fresh);
    case EP_HUISHOUDEN:
        return draft_huishouden(from, fresh);
    case EP_LID:
        return draft_lid(from, own->h, fresh);
    case EP_INVITE:
        return draft_invite(from, own->h, fresh, own->grant, to);
    case EP_JOIN:
        return draft_join(from, theirs->h, fresh, theirs->invite);
    case EP_GRANT:
        return draft_grant(from, own->h, fresh, own->lid, to);
    case EP_WITHDRAW:
        return draft_withdraw(from, own->h, fresh, own->grant, to->id);
    case EP_WRAP:
        return draft_wrap(from, own->h, fresh, own->lid, own->grant, to, EP_BYTES(own->refs));
    case EP_ENTRY:
        return draft_entry(from, own->h, fresh, own->lid);
    case EP_REGIE:
        st = draft(from, kind, fresh, own->h);
        st.body.regie = (struct ep_regie){{{0}}, to->id, to->eva.id, EP_REGIE_PROPOSE, HOUR + 100, {NULL, 0}};
        return st;
    case EP_ASK:
        st = draft(from, kind, fresh, own->h);
        st.body.ask = (struct ep_ask){to->id, own->lid, EP_ASK_UPDATE, EP_DOMEIN_BIT(DRAFT_DOMAIN), EP_LEVEL_WAT};
        return st;
    case EP_RECEIPT:
        st = draft(from, kind, fresh, theirs->h);
        st.body.receipt = (struct ep_receipt){.grant = theirs->grant, .to_org = to->id, .deleted = HOUR, .gone = HOUR};
        return st;
    case EP_READ:
        st = draft(from, kind, fresh, own->h);
        st.body.read = (struct ep_read){.subject = own->lid, .purpose = ep_text("plan")};
        return st;
    case EP_STAF:
        st = draft(from, kind, fresh, own->h);
        st.body.staf.members = (ep_bytes){from->eva.id.b, EP_ID_BYTES};
        return st;
    case EP_TOETS:
        st = draft(from, kind, fresh, (ep_id){{0}});
        st.body.toets.cause = own->entry;
        return st;
    case EP_BEHOUD:
        st = draft(from, kind, fresh, theirs->h);
        st.body.behoud = (struct ep_behoud){theirs->grant, house_id(from, "why"), 1};
        return st;
    case EP_KIND_NONE:
    case EP_KIND_END:
        break;
    }
    abort(); /* a caller asks for a kind */
}
