"""The *Form* of each kind (5.6 of proto/PROTOCOL.md): what is asked of a statement and needs nothing but itself."""

from keys import CLASSES, id_of_key
from pack import Refused


def require(good, name="EP_MALFORMED", why=""):
    if not good:
        raise Refused(name, why)


def members(team):
    """The ids of a `team`."""
    data = team["members"] or b""
    return [data[at : at + 16] for at in range(0, len(data), 16)]


def card(s):
    require(s.org == s.id == id_of_key(s["root"]), "EP_ID_MISMATCH")


def team(s):
    ids = members(s)
    require(len(s["members"] or b"") % 16 == 0 and ids == sorted(set(ids)), why="members")


def sleutel(s):
    require(len(s["sealed"]) == 80)


def huishouden(s):
    require(s.id == s.huishouden, "EP_ID_MISMATCH")


def join(s):
    require(s["stand"] != 0)


def regie(s):
    require(s["stand"] != 0 and (s["proposal"] is None) == (s["stand"] == 1))
    require(s["telefoon"] is None or (s["stand"] == 2 and set(s["telefoon"]) <= set("0123456789 +-()")))


def grant(s):
    require(s.version == 1, "EP_GRANT_FINAL")
    require(s["to_org"] != s.org, "EP_GRANT_SELF")
    require(s["level"] != 0 and s["domains"] & 1 << 13, "EP_GRANT_EMPTY")
    require(s["until"] > s["from"], "EP_PERIOD")


def withdraw(s):
    require(s.version == 1, "EP_GRANT_FINAL")


def wrap(s):
    count = len(s["entries"]) // 20
    require(len(s["entries"]) % 20 == 0 and len(s["sealed"]) == 32 * count + 48, why="lengths")
    require(s["domain"] != 0 and s["level"] != 0 and (s["grant"] is None) == (s["to_org"] == s.org))


def entry(s):
    require(s["domain"] != 0 and s["level"] != 0 and len(s["ciphertext"]) == CLASSES[s["size"]] + 16)


def ask(s):
    require(s["soort"] != 0 and s["to_org"] != s.org)


FORMS = {f.__name__: f for f in (card, team, sleutel, huishouden, join, regie, grant, withdraw, wrap, entry, ask)}


def check(s):
    if s.kind in FORMS:
        FORMS[s.kind](s)
