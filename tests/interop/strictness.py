"""What section 2 of proto/PROTOCOL.md refuses, and every reader must: bytes in another form than the one."""

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
    "a number above the maximum": "91cf0000000100000000",
    "nil where nothing may be absent": "91c0",
}
REFUSED_TEXTS = {
    "an empty text": "91a0",
    "a text with NUL": "91a100",
    "a longer form of UTF-8": "91a2c080",
    "a surrogate": "91a3eda080",
    "above U+10FFFF": "91a4f4908080",
    "a text with a longer head": "91d90161",
    "bytes for a text": "91c40161",
    "a text that is too long": "91a9616161616161616161",
}


def check():
    fields_uint, fields_text, fields_id = table("n uint"), table("t text8"), table("i id")
    cases = [(fields_uint, why, data) for why, data in REFUSED.items()]
    cases += [(fields_text, why, data) for why, data in REFUSED_TEXTS.items()]
    cases += [
        (fields_id, "an id of zeros", "91c410" + "00" * 16),
        (fields_id, "an id whose head is not the shortest", "91c50010" + "01" * 16),
    ]
    for fields, why, data in cases:
        try:
            read_record(fields, bytes.fromhex(data))
        except Refused as refused:
            assert refused.name == "EP_MALFORMED", why
            continue
        raise AssertionError(f"{why} was taken: {data}")
