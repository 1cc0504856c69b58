"""Section 7 of proto/PROTOCOL.md: the invitation line, the words, and pairing as a new user (7.3)."""

import base64
import binascii
import re
import secrets

from keys import agree_public, hash_n, id_of_key, sign, sign_public
from link import MODE_PAIR, Link
from pack import Refused, pack_record
from statement import Statement
from tables import APPLICATION, error_name, error_number, word_list


def line_read(line):
    """link, id, secret, org (or None) and route."""
    match = re.fullmatch(r"eenplan:1:([A-Za-z0-9_-]{134}):(\S{1,255})", line.strip())
    try:
        data = base64.urlsafe_b64decode(match[1] + "==") if match else b""
    except binascii.Error:
        data = b""
    # Packed again it must be the same text: base64 that leaves odd bits is another line.
    if len(data) != 100 or line_pack(data[:96], match[2]) != line.strip():
        raise Refused("EP_LINE_INVALID")
    org = data[80:96]
    return {
        "link": data[:32],
        "id": data[32:48],
        "secret": data[48:80],
        "org": org if any(org) else None,
        "route": match[2],
    }


def line_pack(data, route):
    data += hash_n(32, "line", data)[:4]
    return "eenplan:1:" + base64.urlsafe_b64encode(data).decode().rstrip("=") + ":" + route


def pair_psk(secret, invitation):
    return hash_n(32, "pair-psk", invitation, secret)


def link_psk(secret, h, root_a, root_b):
    return hash_n(32, "link-psk", h + root_a + root_b, secret)


def promise(h, r_a):
    return hash_n(32, "commit", h + r_a)


def word_bits(h, r_a, r_b, root_a, root_b):
    return hash_n(64, "words", h + r_a + r_b + root_a + root_b)


def words(half):
    """Five words of 11 bits each, the most significant first."""
    number, listed = int.from_bytes(half[:7], "big") >> 1, word_list()
    return [listed[number >> shift & 2047] for shift in (44, 33, 22, 11, 0)]


def words_match(typed, expected):
    """Case does not matter, the first four letters suffice; blanks, hyphens and commas part words."""
    heard = [word for word in re.split(r"[\s,-]+", typed.lower()) if word]
    return len(heard) == len(expected) and all(
        word == whole or (len(word) >= 4 and whole.startswith(word)) for word, whole in zip(heard, expected)
    )


def application_hash(application):
    return hash_n(32, "apply", pack_record(APPLICATION, application))


class User:
    """A new user's own keys, and what pairing adds to them: the vault of 8.1, in memory."""

    def __init__(self, name):
        self.name = name
        self.seed, self.seal, self.link = (secrets.token_bytes(32) for _ in range(3))
        self.id = id_of_key(sign_public(self.seed))
        self.org = self.root = self.node_link = self.psk = self.route = None

    def application(self, org):
        seal, link = agree_public(self.seal), agree_public(self.link)
        return {
            "name": self.name,
            "sign": sign_public(self.seed),
            "seal": seal,
            "link": link,
            "proof": sign(self.seed, "user", org + seal + link),
        }

    def vault(self):
        return {
            "sort": 3,
            "name": self.name,
            "sign_seed": self.seed,
            "seal_secret": self.seal,
            "link_secret": self.link,
            "root": self.root,
            "node_link": self.node_link,
            "psk": self.psk,
            "route": self.route,
        }


def join(user, line, read_aloud, listen):
    """Pair as a new user: `read_aloud` gets five words, `listen` gives the line that was typed."""
    invitation = line_read(line)
    if invitation["org"] is None:
        raise Refused("EP_LINE_INVALID", "a line for organisations")
    number, secret = invitation["id"], invitation["secret"]
    link = Link(
        invitation["route"], MODE_PAIR, number, pair_psk(secret, number), user.link, invitation["link"], timeout=60
    )
    application = user.application(invitation["org"])
    link.say("apply", **application)
    card = check_card(hear(link, "put")["statement"], invitation)
    roots = card["root"], application_hash(application)

    promised = hear_said(link, number)
    r_b = secrets.token_bytes(32)
    link.say("say", id=number, bytes=r_b)
    r_a = hear_said(link, number)
    if promise(link.h, r_a) != promised:
        raise fail(link, number, "EP_COMMIT_WRONG")
    bits = word_bits(link.h, r_a, r_b, *roots)
    read_aloud(words(bits[32:]))
    if not words_match(listen(), words(bits[:32])):
        raise fail(link, number, "EP_WORDS_WRONG")
    link.say("say", id=number, bytes=bits[:32])
    if hear_said(link, number) != bits[32:]:
        raise fail(link, number, "EP_WORDS_WRONG")

    check_user(Statement(hear(link, "give")["statement"]), card, application)
    link.close()
    user.org, user.root, user.node_link = card.org, card["root"], invitation["link"]
    user.psk, user.route = link_psk(secret, link.h, *roots), invitation["route"]
    return user


def check_card(data, invitation):
    card = Statement(data)
    if card.kind != "card" or not card.org == card.id == id_of_key(card["root"]) == invitation["org"]:
        raise Refused("EP_CARD_MISMATCH")
    if card["node_link"] != invitation["link"]:
        raise Refused("EP_CARD_MISMATCH")
    card.check_signature(card["root"])
    return card


def check_user(given, card, application):
    """The user that is given carries exactly the keys that were asked for, under the authority's signature."""
    same = all(given[field] == application[field] for field in ("sign", "seal", "link", "proof"))
    if given.kind != "user" or given.org != card.org or given.id != id_of_key(application["sign"]) or not same:
        raise Refused("EP_ID_MISMATCH")
    given.check_signature(card["authority"])


def hear(link, expected):
    name, values = link.hear()
    if name == "fail":
        raise Refused(error_name(values["code"]))
    if name != expected:
        raise Refused("EP_MALFORMED", f"{name} instead of {expected}")
    return values


def hear_said(link, number):
    values = hear(link, "say")
    if values["id"] != number or len(values["bytes"]) != 32:
        raise Refused("EP_MALFORMED", "say")
    return values["bytes"]


def fail(link, number, name):
    link.say("fail", id=number, code=error_number(name))
    return Refused(name)
