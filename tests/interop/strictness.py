"""What sections 2 and 3 of proto/PROTOCOL.md refuse, and every reader must: bytes in another form than the one, and
signatures that some libraries take."""

import keys
from pack import Refused, read_record, table

REFUSED = {
    "a number that is not the shortest": "91cc01",
    "a negative number": "91ff",
    "a float": "91ca00000000",
    "a map": "9180",
    "bytes left over": "910100",
    "too few fields": "90",
    "an array head that is not the shortest": "dc000101",
    "another length of array": "dd0000000101",
    "it ends too early": "91cd01",
    "a number above 2^32 - 1, where no maximum is named": "91cf0000000100000000",
    "nil where nothing may be absent": "91c0",
    "one byte in two": "91cd00ff",
    "two bytes in four": "91ce0000ffff",
    "four bytes in eight": "91cf00000000ffffffff",
    "a bool for a number": "91c3",
    "a head that msgpack never uses": "91c1",
}
REFUSED_BINS = {
    "no bytes": "91c400",
    "a longer head": "91c5000161",
    "the longest head": "91c60000000161",
    "a text for bytes": "91a161",
    "more than the maximum": "91c409" + "61" * 9,
}
REFUSED_DATES = ["2023-02-29", "2024-13", "2024-00", "2024-1-01", "1899", "2200-01-01", "20240101", "2024-"]
REFUSED_BOOLS = {"a number": "9101", "nil": "91c0"}
REFUSED_TEXTS = {
    "an empty text": "91a0",
    "a text with NUL": "91a100",
    "a longer form of UTF-8": "91a2c080",
    "a surrogate": "91a3eda080",
    "above U+10FFFF": "91a4f4908080",
    "a text with a longer head": "91d90161",
    "bytes for a text": "91c40161",
    "a text that is too long": "91a9616161616161616161",
    "the longest head": "91db0000000161",
    "UTF-8 that ends too early": "91a1c3",
}


def check():
    fields_uint, fields_text, fields_id = table("n uint"), table("t text8"), table("i id")
    fields_bin, fields_date, fields_bool = table("b bin8"), table("d date"), table("b bool")
    cases = [(fields_uint, why, data) for why, data in REFUSED.items()]
    cases += [(fields_text, why, data) for why, data in REFUSED_TEXTS.items()]
    cases += [
        (fields_id, "an id of zeros", "91c410" + "00" * 16),
        (fields_id, "an id whose head is not the shortest", "91c50010" + "01" * 16),
    ]
    cases += [(fields_bin, why, data) for why, data in REFUSED_BINS.items()]
    cases += [(fields_bool, why, data) for why, data in REFUSED_BOOLS.items()]
    cases += [(fields_date, text, f"91{0xA0 | len(text):02x}{text.encode().hex()}") for text in REFUSED_DATES]
    for fields, why, data in cases:
        try:
            read_record(fields, bytes.fromhex(data))
        except Refused as refused:
            assert refused.name == "EP_MALFORMED", why
            continue
        raise AssertionError(f"{why} was taken: {data}")
    check_signatures()


ORDER = 2**252 + 27742317777372353535851937790883648493


def check_signatures():
    """The point of order 1 signs anything for who does not look; S and S + the order are two forms of one signature."""
    seed = bytes(range(32))
    good = keys.sign(seed, "user", b"bytes")
    s = int.from_bytes(good[32:], "little") + ORDER
    identity = bytes([1]) + bytes(31)
    for why, public, signature in (
        ("another form of S", keys.sign_public(seed), good[:32] + s.to_bytes(32, "little")),
        ("a key of small order", identity, identity + bytes(32)),
    ):
        try:
            keys.verify(public, "user", b"bytes", signature)
        except Refused as refused:
            assert refused.name == "EP_FORGED", why
            continue
        raise AssertionError(f"{why} was taken")
