"""Promise: what proto/PROTOCOL.md says suffices to compute every vector of its section 13 anew.

The blocks are read from the page. A value that differs, a value that nothing was compared with and a block that is not
known here are each a failure."""

import sys

import keys
import link
import pairing
import statement
import strictness
from blocks import read_blocks
from pack import Refused, pack_fields, pack_record, read_record
from tables import (
    APPLICATION,
    ENVELOPE,
    KIND_CODES,
    KINDS,
    LOGREGEL,
    MESSAGE_CODES,
    MESSAGES,
    OF_NO_HUISHOUDEN,
    OPGAVE_HEAD,
    POSITION,
    SOORT_CODES,
    SOORTEN,
    VAULT,
    page,
)

BLOCKS = {}
SIGNER = bytes([5]) * 32  # the seed behind the statements of section 13.5


def block(title):
    def remember(check):
        BLOCKS[title] = check
        return check

    return remember


def fields_of(kind):
    return KINDS[KIND_CODES[kind]][1]


@block("labels")
def labels(b):
    for name in list(b.values):
        b.same(name, keys.label(name.removeprefix("eenplan/1/")))


def label_use(b):
    return b.text("label").removeprefix("eenplan/1/")


@block("hash")
def hashes(b):
    b.same("hash", keys.hash_n(b.number("length"), label_use(b), b.hex("parts"), b.hex("key") or b""))


@block("made")
def made(b):
    b.same("id", keys.id_of_thing(b.hex("org"), b.hex("choice")))


@block("tree")
def tree(b):
    leaves = [b.hex(f"leaf_{n}") or b"" for n in range(1, 9)]
    for size in (1, 2, 3, 7, 8):
        b.same(f"root_{size}", keys.tree_root([keys.tree_leaf(leaf) for leaf in leaves[:size]]))


@block("id")
def id_of_key(b):
    b.same("public_key", keys.sign_public(b.hex("seed")))
    b.same("id", keys.id_of_key(b.hex("public_key")))


@block("signature")
def signature(b):
    b.same("public_key", keys.sign_public(b.hex("seed")))
    b.same("signature", keys.sign(b.hex("seed"), label_use(b), b.hex("bytes")))
    keys.verify(b.hex("public_key"), label_use(b), b.hex("bytes"), b.hex("signature"))


@block("seal")
def seal(b):
    commitment, ciphertext = keys.seal_entry(b.hex("entry_key"), b.hex("core"), b.hex("plain"))
    b.same("size", keys.size_class(b.hex("plain")))
    b.same("commitment", commitment)
    b.same("ciphertext", ciphertext)
    assert keys.open_entry(b.hex("entry_key"), b.hex("core"), commitment, ciphertext) == b.hex("plain")


@block("hpke")
def hpke(b):
    b.same("to", keys.agree_public(b.hex("to_secret")))
    b.same("sealed", keys.hpke_seal(b.hex("to"), b.hex("info"), b.hex("plain"), b.hex("ephemeral_secret")))
    assert keys.hpke_open(b.hex("to_secret"), b.hex("info"), b.hex("sealed")) == b.hex("plain")


@block("pair-psk")
def pair_psk(b):
    b.same("psk", pairing.pair_psk(b.hex("secret"), b.hex("invitation")))


@block("link-psk")
def link_psk(b):
    b.same("psk", pairing.link_psk(b.hex("secret"), b.hex("h"), b.hex("a"), b.hex("b")))


@block("words")
def words(b):
    b.same("promise", pairing.promise(b.hex("h"), b.hex("ra")))
    bits = pairing.word_bits(b.hex("h"), b.hex("ra"), b.hex("rb"), b.hex("a"), b.hex("b"))
    b.same("bits", bits)
    b.same("a_reads", " ".join(pairing.words(bits[:32])))
    b.same("b_reads", " ".join(pairing.words(bits[32:])))


@block("apply")
def apply(b):
    application = b.fields(APPLICATION)
    proven = b.hex("org") + application["seal"] + application["link"]
    keys.verify(application["sign"], "user", proven, application["proof"])
    b.same("application", pack_record(APPLICATION, application))
    b.same("hash", pairing.application_hash(application))


@block("line")
def line(b):
    data = b.hex("link") + b.hex("invitation") + b.hex("secret") + (b.hex("org") or bytes(16))
    b.same("line", pairing.line_pack(data, b.text("route")))
    read = pairing.line_read(b.text("line"))
    assert read["org"] == b.hex("org") and read["id"] == b.hex("invitation") and read["route"] == b.text("route")


@block("noise")
def noise(b):
    psk = b.hex("psk")
    responder = link.Responder(psk, b.hex("responder_secret"), b.hex("responder_ephemeral"))
    initiator = link.Initiator(
        b.number("mode"),
        b.hex("party")[:8],
        psk,
        b.hex("initiator_secret"),
        keys.agree_public(b.hex("responder_secret")),
        b.hex("initiator_ephemeral"),
    )
    b.same("frame_1", initiator.frame_1())
    frame_2, hint, static, (responder_in, responder_out), h = responder.answer(b.hex("frame_1"))
    b.same("frame_2", frame_2)
    assert hint == b.hex("party")[:8] and static == keys.agree_public(b.hex("initiator_secret"))
    out, into, initiator_h = initiator.frame_2(frame_2)
    b.same("h", h)
    b.same("h", initiator_h)
    b.same("frame_3", out.seal(b.hex("first")))
    b.same("frame_4", responder_out.seal(b.hex("answer")))
    b.same("first", responder_in.open(b.hex("frame_3")))
    b.same("answer", into.open(b.hex("frame_4")))


@block("vault")
def vault(b):
    values = b.fields(VAULT)
    b.same("plain", pack_record(VAULT, values))
    passphrase = b.text("passphrase")
    b.same(
        "blob",
        keys.vault_seal(passphrase, values, b.number("memory_kib"), b.number("passes"), b.hex("salt")),
    )
    assert keys.vault_open(passphrase, b.hex("blob")) == values


@block("shared")
def shared(b):
    for name in b.values:
        b.text(name)


@block("statement")
def statements(b, shared_block):
    kind = b.title.split()[1]
    envelope = {name: shared_block.field(field) for name, field in by_name(ENVELOPE, shared_block.values)}
    if KIND_CODES[kind] in OF_NO_HUISHOUDEN:
        envelope["huishouden"] = None
    envelope |= {"id": b.hex("id"), "org": b.hex("org"), "author": keys.id_of_key(keys.sign_public(b.hex("signer")))}
    fields = fields_of(kind)
    body = {name: b.field(field) for name, field in by_name(fields, b.values)}
    if kind == "entry":
        core = statement.unsigned(kind, envelope, body, "commitment")
        commitment, body["ciphertext"] = keys.seal_entry(b.hex("entry_key"), core, b.hex("plain"))
        b.same("commitment", commitment)
    if kind in ("wrap", "sleutel"):
        info = keys.label(kind) + statement.unsigned(kind, envelope, body, "sealed")
        to = keys.agree_public(b.hex("to_secret"))
        b.same("sealed", keys.hpke_seal(to, info, b.hex("plain"), b.hex("ephemeral_secret")))
    b.same("statement", statement.signed(b.hex("signer"), kind, envelope, body))
    read = statement.Statement(b.hex("statement"))
    assert read.kind == kind and read.body == body
    read.check_signature(keys.sign_public(b.hex("signer")))
    if kind == "entry":
        assert keys.open_entry(b.hex("entry_key"), read.before("commitment"), body["commitment"], body["ciphertext"])


def by_name(fields, names):
    return [(field.name, field) for field in fields if field.name in names]


@block("erased")
def erased(b):
    first = keys.hash_n(32, "receipt", bytes(32) + b.hex("entry_1"))
    b.same("erased_1", first)
    b.same("erased_2", keys.hash_n(32, "receipt", first + b.hex("entry_2")))


@block("opgave")
def opgaven(b):
    soort = b.title.split()[1]
    levels = SOORTEN[SOORT_CODES[soort]][1]
    head = b.fields(OPGAVE_HEAD)
    assert head["soort"] == SOORT_CODES[soort]
    for level, fields in levels.items():
        values = head | b.fields(fields)
        b.same(f"plain_{level}", statement.pack_opgave(soort, level, values))
        assert statement.read_opgave(level, b.hex(f"plain_{level}")) == (soort, values)


@block("running")
def running(b):
    first = keys.hash_n(32, "running", bytes(32) + b.hex("statement_1"))
    b.same("hash_1", first)
    b.same("hash_2", keys.hash_n(32, "running", first + b.hex("statement_2")))


@block("position")
def position(b):
    part = pack_fields(POSITION[:-1], b.fields(POSITION[:-1]))
    b.same("signed_part", part)
    b.same("signature", keys.sign(b.hex("signer"), "position", part))


@block("logregel")
def logregel(b):
    values = b.fields(LOGREGEL)
    b.same("row", pack_record(LOGREGEL, values))
    assert read_record(LOGREGEL, b.hex("row")) == values
    b.same("leaf", keys.tree_leaf(b.hex("row")))


@block("message")
def messages(b):
    name = b.title.split()[1]
    values = b.fields(MESSAGES[MESSAGE_CODES[name]][1])
    b.same("message", statement.pack_message(name, values))
    assert statement.read_message(b.hex("message")) == (name, values)
    if "statement" in values:  # What an example carries is right as well.
        statement.Statement(values["statement"]).check_signature(keys.sign_public(SIGNER))
    if name == "met":
        read_record(APPLICATION, values["theirs"])


def each_once(found):
    """All kinds, soorten and messages have a block, so that a table without one is noticed."""
    for word, codes in (("statement", KIND_CODES), ("opgave", SOORT_CODES), ("message", MESSAGE_CODES)):
        have = sorted(title.split()[1] for title in found if title.startswith(word + " "))
        if have != sorted(codes):
            raise AssertionError(f"blocks of {word}: {have}")


def main():
    blocks = read_blocks(page())
    shared_block = next((b for b in blocks if b.title == "shared"), None)
    failed = 0
    for b in blocks:
        check = BLOCKS.get(b.title.split()[0])
        try:
            if check is None:
                raise AssertionError("nothing is known about this block")
            check(b, shared_block) if check is statements else check(b)
            left = set(b.values) - b.asked
            if left:
                raise AssertionError(f"nothing was done with {sorted(left)}")
        except (AssertionError, Refused, KeyError, ValueError) as error:
            print(f"not as on the page: vector {b.title}: {type(error).__name__} {error}")
            failed += 1
    each_once([b.title for b in blocks])
    strictness.check()
    print(f"{len(blocks) - failed} of {len(blocks)} vectors are as the page says")
    return 1 if failed or not blocks else 0


if __name__ == "__main__":
    sys.exit(main())
