"""Section 5 of proto/PROTOCOL.md: statements, what an entry holds, and messages (9)."""

import forms
from keys import id_of_key, sign, sign_public, verify
from pack import Reader, Refused, malformed, pack, pack_fields, pack_head, pack_record
from tables import (
    ENVELOPE,
    IDS_OF_KEYS,
    KIND_CODES,
    KINDS,
    MESSAGE_CODES,
    MESSAGES,
    OF_NO_HUISHOUDEN,
    OPGAVE_HEAD,
    SOORT_CODES,
    SOORTEN,
)

STATEMENT_BYTES_MAX = 49152
MESSAGE_BYTES_MAX = 49408


class Statement:
    """What was read: the kind's name, the envelope's members and the body's fields, and the bytes themselves."""

    def __init__(self, data):
        if len(data) > STATEMENT_BYTES_MAX:
            raise Refused("EP_TOO_LARGE")
        if len(data) < 64:
            malformed("no signature")
        self.data, self.signed, self.signature = data, data[:-64], data[-64:]
        reader = Reader(self.signed)
        reader.array(len(ENVELOPE) + 1)
        self.envelope = reader.fields(ENVELOPE)
        if self.envelope["v"] != 1:
            raise Refused("EP_VERSION_UNKNOWN")
        if self.envelope["kind"] not in KINDS:
            raise Refused("EP_KIND_UNKNOWN")
        if self.envelope["version"] == 0:
            malformed("version 0")
        self.kind, fields = KINDS[self.envelope["kind"]]
        if (self.huishouden is not None) != (self.envelope["kind"] not in OF_NO_HUISHOUDEN):
            malformed("huishouden")
        self.body = reader.record(fields)
        reader.end()
        forms.check(self)

    def __getattr__(self, name):
        """An envelope's member; the body's fields are asked for by name, for some are called alike."""
        try:
            return self.__dict__["envelope"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name):
        return self.body[name]

    def check_signature(self, public):
        """author is the id of that key, and the signature is by it."""
        if self.author != id_of_key(public):
            raise Refused("EP_SIGNER_ROLE")
        verify(public, "statement", self.signed, self.signature)

    def before(self, field):
        """The bytes from the first up to the head of a field: the core (5.3), and the end of an HPKE info (5.4)."""
        return unsigned(self.kind, self.envelope, self.body, field)


def unsigned(kind, envelope, body, upto=None):
    """The statement without its signature, or its beginning up to the head of a field of its body."""
    envelope = dict(envelope, v=1, kind=KIND_CODES[kind])
    fields = KINDS[KIND_CODES[kind]][1]
    start = pack_head(len(ENVELOPE) + 1) + pack_fields(ENVELOPE, envelope)
    return start + pack_record(fields, body, upto)


def signed(seed, kind, envelope, body):
    """A whole statement. The author is who signs."""
    envelope = dict(envelope, author=id_of_key(sign_public(seed)))
    data = unsigned(kind, envelope, body)
    return data + sign(seed, "statement", data)


# 5.5: what an entry holds.
def pack_opgave(soort, level, values):
    fields = SOORTEN[SOORT_CODES[soort]][1][level]
    return pack_record(OPGAVE_HEAD + fields, dict(values, soort=SOORT_CODES[soort]))


def read_opgave(level, data):
    soort = Reader(data[3 if data[0] == 0xDC else 1 :]).value() if data else None
    if not isinstance(soort, int) or isinstance(soort, bool):
        malformed("soort")
    if soort not in SOORTEN:
        raise Refused("EP_KIND_UNKNOWN")
    name, levels = SOORTEN[soort]
    if level not in levels:
        malformed("no entry at this level")
    reader = Reader(data)
    values = reader.record(OPGAVE_HEAD + levels[level])
    reader.end()
    if len(values["niet_tonen_aan"] or b"") % 16 != 0:
        malformed("half an id")
    return name, values


# 9: messages.
def pack_message(name, values):
    fields = MESSAGES[MESSAGE_CODES[name]][1]
    return pack_head(len(fields) + 1) + pack(MESSAGE_CODES[name]) + pack_fields(fields, values)


def read_message(data):
    if len(data) > MESSAGE_BYTES_MAX:
        raise Refused("EP_TOO_LARGE")
    kind = Reader(data[1:]).value() if data else None
    if not isinstance(kind, int) or isinstance(kind, bool):
        malformed("type")
    if kind not in MESSAGES:
        raise Refused("EP_KIND_UNKNOWN")
    name, fields = MESSAGES[kind]
    reader = Reader(data)
    reader.array(len(fields) + 1)
    reader.value()
    values = reader.fields(fields)
    reader.end()
    return name, values


__all__ = ["IDS_OF_KEYS", "Statement", "pack_message", "pack_opgave", "read_message", "read_opgave", "signed"]
