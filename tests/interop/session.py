"""Sections 9.3, 5.3 and 5.4 of proto/PROTOCOL.md: what a user does at the own node, and with what it gives."""

import os
import secrets
import time

import keys
from chain import Chain, latest_of
from forms import members
from link import MODE_USER, Link
from pack import Refused, malformed, u32
from statement import Statement, pack_opgave, read_opgave, signed, unsigned
from tables import SOORT_CODES, SOORTEN, error_name

DIRECTORY, HOUSEHOLDS, ONE_HOUSEHOLD, VERSIONS = 1, 2, 3, 9


def now():
    """The clock of the test that plays this client, when it moves the clocks: a file with a number of hours."""
    moved = os.environ.get("EENPLAN_TEST_CLOCK")
    return int(time.time()) + (int(open(moved).read()) * 3600 if moved else 0)


def hour_now():
    return now() // 3600


def opened_by(entry_keys, entry):
    """The text, by the key that it is committed to; None: there is no such key."""
    core, commitment = entry.before("commitment"), entry["commitment"]
    for key in entry_keys.get((entry.id, entry.version), []):
        if keys.fits(key, core, commitment):
            return keys.open_entry(key, core, commitment, entry["ciphertext"])
    return None


class Session:
    """One link of a user with the own node. `vault` is the record of 8.1."""

    def __init__(self, vault):
        self.vault = vault
        self.org, self.user = keys.id_of_key(vault["root"]), keys.id_of_key(keys.sign_public(vault["sign_seed"]))
        self.chain = Chain(vault["root"])
        self.link = Link(
            vault["route"], MODE_USER, self.user, vault["psk"], vault["link_secret"], vault["node_link"]
        )
        self.link.say("hello", lineage=bytes(8), hour=hour_now(), position=None)
        self.lineage = self.hear("hello")["lineage"]
        self.seq = 0

    def hear(self, expected):
        name, values = self.link.hear()
        if name != expected:
            malformed(f"{name} instead of {expected}")
        return values

    def get(self, what, huishouden=None, item=None):
        """All statements and facts of one answer."""
        self.link.say("get", what=what, huishouden=huishouden, item=item)
        given, facts = [], []
        while True:
            name, values = self.link.hear()
            if name == "give":
                given.append(Statement(values["statement"]))
            elif name == "fact":
                facts.append(values)
            elif name == "done" and values["seq"] == 0:
                if values["code"] != 0:
                    raise Refused(error_name(values["code"]))
                return given, facts
            else:
                malformed(f"{name} in an answer")

    def put(self, data):
        """Returns when it is durable."""
        self.seq += 1
        self.link.say("put", seq=self.seq, statement=data)
        name, done = self.link.hear()
        while name == "fact" and done["soort"] in (4, 5):  # unasked: a notice, or that sharing ended
            name, done = self.link.hear()
        if name != "done":
            malformed(f"{name} instead of done")
        if done["seq"] != self.seq:
            malformed("done with another seq")
        if done["code"] != 0:
            raise Refused(error_name(done["code"]))

    def envelope(self, huishouden, number):
        return {
            "id": number,
            "huishouden": huishouden,
            "org": self.org,
            "author": self.user,
            "lineage": self.lineage,
            "version": 1,
            "hour": hour_now(),
        }

    def sign(self, kind, huishouden, body, **changed):
        envelope = self.envelope(huishouden, keys.id_of_thing(self.org))
        return signed(self.vault["sign_seed"], kind, envelope | changed, body)

    # Looking.
    def directory(self):
        self.chain.take(self.get(DIRECTORY)[0])

    def households(self):
        """Ids of the households that this user's teams work with, or are invited to."""
        given, _ = self.get(HOUSEHOLDS)
        return sorted({s.huishouden for s in given})

    def read(self, huishouden, purpose="plan"):
        """Log the reading, and only then ask."""
        self.put(self.sign("read", huishouden, {"subject": None, "purpose": purpose, "soort": 0, "evidence": None}))
        self.chain.take(self.get(ONE_HOUSEHOLD, huishouden)[0])

    def team_secrets(self):
        """(team, epoch): secret. The latest came to this user; each older one lies under the one after it."""
        found = {}
        mine = [s for s in self.chain.sleutels if s["user"] == self.user]
        chained = sorted((s for s in self.chain.sleutels if s["user"] is None), key=lambda s: -s["epoch"])
        for s in mine:
            self.take_secret(found, s, self.vault["seal_secret"], s["epoch"])
        for s in chained:
            if (s["team"], s["epoch"]) in found:
                self.take_secret(found, s, found[s["team"], s["epoch"]], s["epoch"] - 1)
        return found

    def take_secret(self, found, s, opens, epoch):
        """A team secret counts only when its public key is the one that the team has in that epoch."""
        secret = keys.hpke_open(opens, keys.label("sleutel") + s.before("sealed"), s["sealed"])
        team = self.chain.teams.get((self.org, s["team"]), {}).get(epoch)
        if team is None or keys.agree_public(secret) != team["key"]:
            raise Refused("EP_NOT_OPENED", "a secret that is not the team's")
        found[s["team"], epoch] = secret

    def entry_keys(self):
        """(entry id, version): entry keys, of all wraps to a team of this user; the commitment tells which one is right."""
        found, team_keys = {}, self.team_secrets()
        for wrap in self.chain.huishouden.get("wrap", {}).values():
            secret = team_keys.get((wrap["team"], wrap["epoch"]))
            if wrap["to_org"] != self.org or secret is None:
                continue
            plain = keys.hpke_open(secret, keys.label("wrap") + wrap.before("sealed"), wrap["sealed"])
            for n in range(len(plain) // 32):
                named = wrap["entries"][20 * n : 20 * n + 20]
                found.setdefault((named[:16], int.from_bytes(named[16:], "big")), []).append(plain[32 * n : 32 * n + 32])
        return found

    def versions(self, huishouden, item):
        """(version, level, values) of every entry of an own item, the oldest first; the wraps came with the household."""
        entry_keys, found = self.entry_keys(), []
        for entry in self.get(VERSIONS, huishouden, item)[0]:
            self.chain.check(entry)
            plain = opened_by(entry_keys, entry)
            if plain is not None and entry.kind == "entry" and entry["item"] == item:
                found.append((entry.version, entry["level"], read_opgave(entry["level"], plain)[1]))
        return sorted(found, key=lambda one: one[:2])

    def opened(self):
        """(entry, soort, values) of every entry that opens."""
        entry_keys = self.entry_keys()
        for entry in self.chain.huishouden.get("entry", {}).values():
            plain = opened_by(entry_keys, entry)
            if plain is not None:
                yield (entry, *read_opgave(entry["level"], plain))

    # Writing.
    def own_team(self, huishouden):
        """The home team as it is now."""
        founded = self.chain.huishouden["huishouden"].get(huishouden)
        joins = [s for s in self.chain.huishouden.get("join", {}).values() if s.org == self.org]
        home = founded if founded is not None and founded.org == self.org else max(joins, key=lambda s: s.hour)
        team = latest_of(self.chain.teams[self.org, home["team"]])
        if self.user not in members(team):
            raise Refused("EP_NOT_IN_TEAM")
        if team["until"] <= hour_now():
            raise Refused("EP_TEAM_EXPIRED")
        return team

    def write(self, huishouden, soort, values, domain, subject=None):
        """An item: an entry at each level of the soort, the highest first, each with the key for the own team."""
        team, item = self.own_team(huishouden), keys.id_of_thing(self.org)
        values = {"tijd": now(), **values}
        for level in sorted(SOORTEN[SOORT_CODES[soort]][1], reverse=True):
            section = {"subject": subject, "domain": domain, "level": level, "team": team.id, "epoch": team.version}
            plain, entry_key = pack_opgave(soort, level, values), secrets.token_bytes(32)
            entry = self.sign_entry(huishouden, section | {"item": item}, plain, entry_key)
            self.put(entry)
            named = Statement(entry).id + u32(1)
            self.put(self.sign_wrap(huishouden, section | {"to_org": self.org, "entries": named}, team, entry_key))
        return item

    def sign_entry(self, huishouden, body, plain, entry_key):
        """The key and the commitment are over the core, which ends before the commitment."""
        number, body = keys.id_of_thing(self.org), body | {"size": keys.size_class(plain)}
        core = unsigned("entry", self.envelope(huishouden, number), body, "commitment")
        body["commitment"], body["ciphertext"] = keys.seal_entry(entry_key, core, plain)
        return self.sign("entry", huishouden, body, id=number)

    def sign_wrap(self, huishouden, body, team, entry_keys):
        number = keys.id_of_thing(self.org)
        body = body | {"grant": None}
        info = keys.label("wrap") + unsigned("wrap", self.envelope(huishouden, number), body, "sealed")
        body["sealed"] = keys.hpke_seal(team["key"], info, entry_keys)
        return self.sign("wrap", huishouden, body, id=number)

    def close(self):
        self.link.close()
