"""A second client, written from proto/PROTOCOL.md alone. The end-to-end test starts it like a person starts eenplan:

    client.py join WACHTZIN KLUIS LINE NAAM     pair as a new user; the words go over the screen and the keyboard
    client.py read WACHTZIN KLUIS               log a reading of the only household, and print what opens
    client.py versies WACHTZIN KLUIS TITEL      print every version of the own goal with that title
    client.py write WACHTZIN KLUIS TITEL        write a doel about the household as a whole
    client.py wrong WACHTZIN KLUIS              do what the page forbids, and print what came of it

WACHTZIN is a file whose first line is the passphrase of the vault."""

import secrets
import sys

import keys
from pack import Refused
from pairing import User, join
from session import ONE_HOUSEHOLD, Session

PLAN = 15
SMALL_KIB, SMALL_PASSES = 8192, 1  # what the test switch of eenplan allows, so that it opens this vault too


def passphrase(file):
    with open(file, encoding="utf-8") as lines:
        return lines.readline().rstrip("\n")


def open_session(file, kluis):
    with open(kluis, "rb") as vault:
        session = Session(keys.vault_open(passphrase(file), vault.read()))
    session.directory()
    return session


def only_household(session):
    found = session.households()
    if len(found) != 1:
        raise Refused("EP_AMBIGUOUS", f"{len(found)} households")
    return found[0]


def complain(session):
    """What does not hold is not used, and the user is told."""
    for s, why in session.chain.refused:
        print(f"niet gebruikt: {s.kind} {s.id.hex()}: {why}")


def do_join(file, kluis, line, name):
    def read_aloud(words):
        print("Lees deze vijf woorden voor:\n\n    " + " ".join(words) + "\n\nTyp de vijf die u hoort:")

    user = join(User(name), line, read_aloud, sys.stdin.readline)
    vault = user.vault()
    with open(kluis, "wb") as out:
        out.write(keys.vault_seal(passphrase(file), vault, SMALL_KIB, SMALL_PASSES, secrets.token_bytes(16)))
    print(f"U bent gebruiker {user.id.hex()}")


def do_read(file, kluis):
    session = open_session(file, kluis)
    session.read(only_household(session))
    complain(session)
    for entry, soort, values in session.opened():
        told = ", ".join(f"{name}: {value}" for name, value in values.items() if value is not None)
        print(f"{soort} domein {entry['domain']} niveau {entry['level']} v{entry.version}: {told}")


def do_versies(file, kluis, title):
    session = open_session(file, kluis)
    huishouden = only_household(session)
    session.read(huishouden)
    items = {entry["item"] for entry, _, values in session.opened() if values.get("titel") == title}
    for item in items:
        for version, level, values in session.versions(huishouden, item):
            print(f"v{version} niveau {level}: {values.get('titel', '-')}")
    complain(session)


def do_write(file, kluis, title):
    session = open_session(file, kluis)
    huishouden = only_household(session)
    session.read(huishouden)
    values = {"stand": 2, "titel": title, "status": 1, "horizon": 1, "eigen_woorden": f"{title}, in eigen woorden"}
    item = session.write(huishouden, "doel", values, PLAN)
    print(f"geschreven: {item.hex()}")


def outcome(act):
    try:
        act()
    except Refused as refused:
        return refused.name
    return "EP_OK"


def do_wrong(file, kluis):
    session = open_session(file, kluis)
    huishouden = only_household(session)
    reading = {"subject": None, "purpose": "plan", "soort": 0, "evidence": None}
    print("zonder lezing:", outcome(lambda: session.get(ONE_HOUSEHOLD, huishouden)))
    strange = session.sign("read", huishouden, reading, id=secrets.token_bytes(16))
    print("vreemd id:", outcome(lambda: session.put(strange)))
    forged = bytearray(session.sign("read", huishouden, reading))
    forged[-1] ^= 1
    print("valse handtekening:", outcome(lambda: session.put(bytes(forged))))
    print("nog steeds zonder lezing:", outcome(lambda: session.get(ONE_HOUSEHOLD, huishouden)))
    print("goed:", outcome(lambda: session.read(huishouden)))
    session.link.flip_next()
    print("omgevallen bit:", outcome(lambda: session.read(huishouden)))
    print("weer goed:", outcome(lambda: open_session(file, kluis).read(huishouden)))


COMMANDS = {"join": do_join, "read": do_read, "versies": do_versies, "write": do_write, "wrong": do_wrong}


def main(words):
    if len(words) < 1 or words[0] not in COMMANDS:
        print(__doc__)
        return 64
    try:
        COMMANDS[words[0]](*words[1:])
    except Refused as refused:
        print(refused)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
