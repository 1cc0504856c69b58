"""Section 5.2 of proto/PROTOCOL.md: who may sign what, from the root in the vault down, as a client checks it."""

from forms import members
from keys import id_of_key, proves_org, verify
from pack import Refused
from tables import IDS_OF_KEYS

STEWARD = 1
AUTHORITY_SIGNS, STEWARD_SIGNS = ("user", "peer"), ("team", "sleutel")
EPOCHS_MAX = 1024


class Chain:
    """The checked statements of the directory and of one household. What does not hold is kept in `refused`."""

    def __init__(self, root):
        self.own = id_of_key(root)
        self.roots, self.ended = {self.own: root}, {}
        self.cards, self.users, self.teams, self.sleutels, self.refused = {}, {}, {}, [], []
        self.huishouden = {}  # kind: {id: statement}, the latest version of each

    def take(self, statements):
        """Each after what it leans on; nothing is promised about the order in which they come."""
        kinds = ["peer", "card", "user", "team", "sleutel", "huishouden", "join"]

        def order(s):
            if s.kind == "card" and s.org == self.own:
                return -1, s.version
            return kinds.index(s.kind) if s.kind in kinds else len(kinds), s.version

        for s in sorted(statements, key=order):
            try:
                self.check(s)
            except Refused as refused:
                self.refused.append((s, refused))
                continue
            self.keep(s)

    def keep(self, s):
        if s.kind == "card":
            self.cards.setdefault(s.org, {})[s.version] = s
        elif s.kind == "peer":
            self.roots[s.id] = s["root"]
            self.ended[s.id] = s.hour if s["ended"] else None
        elif s.kind in ("user", "team"):
            versions = self.users if s.kind == "user" else self.teams
            versions.setdefault((s.org, s.id), {})[s.version] = s
        elif s.kind == "sleutel":
            self.sleutels.append(s)
        else:
            self.huishouden.setdefault(s.kind, {})[s.id] = s

    def check(self, s):
        if s.org not in self.roots:
            raise Refused("EP_ROOT_UNKNOWN")
        ended = self.ended.get(s.org)
        if ended is not None and s.hour > ended:
            raise Refused("EP_PEER_ENDED")
        if s.kind not in IDS_OF_KEYS and not proves_org(s.id, s.org):
            raise Refused("EP_ID_MISMATCH")
        s.check_signature(self.signer(s))
        rule = getattr(self, "rule_" + s.kind, None)
        if rule is not None:
            rule(s)

    def signer(self, s):
        """The key that must have signed it."""
        if s.kind == "card":
            return self.roots[s.org]
        if s.kind in AUTHORITY_SIGNS or s.kind == "receipt":
            cards = self.cards.get(s.org)
            if cards is None:
                raise Refused("EP_SIGNER_UNKNOWN")
            may = [c["node_sign" if s.kind == "receipt" else "authority"] for c in speaking(cards, s)]
            return next((key for key in may if id_of_key(key) == s.author), may[0])
        versions = self.users.get((s.org, s.author))
        if versions is None:
            raise Refused("EP_SIGNER_UNKNOWN")
        if not any(v["from"] <= s.hour < v["until"] for v in speaking(versions, s)):
            raise Refused("EP_SIGNER_ENDED")
        if s.kind in STEWARD_SIGNS:
            if not any(v["roles"] & STEWARD and v.hour <= s.hour for v in last_1024(versions)):
                raise Refused("EP_SIGNER_ROLE")
        else:
            self.check_member(s)
        return latest_of(versions)["sign"]

    def home_team(self, s):
        """The team of s.org that works with the household of s."""
        if s.kind in ("huishouden", "join"):
            return s["team"]
        founded = self.huishouden.get("huishouden", {}).get(s.huishouden)
        if founded is not None and founded.org == s.org:
            return founded["team"]
        joins = [j for j in self.huishouden.get("join", {}).values() if j.org == s.org]
        # Of several joins the page says "last"; the clock of one organisation orders them.
        last = max(joins, key=lambda j: j.hour, default=None)
        if last is None or last["stand"] != 1:
            raise Refused("EP_NO_JOIN")
        return last["team"]

    def check_member(self, s):
        team = self.home_team(s)
        epochs = self.teams.get((s.org, team))
        if epochs is None:
            raise Refused("EP_TEAM_UNKNOWN")
        epochs = {t.version: t for t in last_1024(epochs)}
        if s.kind == "entry":
            # An entry keeps the team that it was written for, also when another became the home team.
            epochs = self.teams.get((s.org, s["team"]), {})
            if s["epoch"] not in epochs:
                raise Refused("EP_TEAM_EPOCH")
            epochs = {s["epoch"]: epochs[s["epoch"]]}
        if not any(s.author in members(t) and t.hour <= s.hour for t in epochs.values()):
            raise Refused("EP_NOT_IN_TEAM")

    # The rules of the kinds 1 to 5.
    def rule_user(self, s):
        if s.id != id_of_key(s["sign"]):
            raise Refused("EP_ID_MISMATCH")
        verify(s["sign"], "user", s.org + s["seal"] + s["link"], s["proof"])
        if s["until"] > max(s["from"], s.hour) + 9600:
            raise Refused("EP_PERIOD")
        before = self.users.get((s.org, s.id), {}).get(s.version - 1)
        if before is not None and before["from"] != s["from"]:
            raise Refused("EP_PERIOD")

    def rule_team(self, s):
        if s["until"] > s.hour + 840:
            raise Refused("EP_PERIOD")

    def rule_peer(self, s):
        if s.id != id_of_key(s["root"]):
            raise Refused("EP_ID_MISMATCH")
        if s.id == s.org:
            raise Refused("EP_PEER_SELF")

    def rule_sleutel(self, s):
        if s["epoch"] not in self.teams.get((s.org, s["team"]), {}):
            raise Refused("EP_TEAM_UNKNOWN")


def last_1024(versions):
    """The latest first."""
    return [versions[n] for n in sorted(versions, reverse=True)[:EPOCHS_MAX]]


def speaking(versions, s):
    """The latest, and before it each version that no later one had followed yet when s was signed."""
    found = []
    for v in last_1024(versions):
        found.append(v)
        if v.hour < s.hour - 1:
            break
    return found


def latest_of(versions):
    return versions[max(versions)]
