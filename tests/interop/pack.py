"""Section 2 of proto/PROTOCOL.md: msgpack in one form only, and records of named fields.

Packing may be anybody's msgpack, but a reader that is lenient is not a reader of this protocol: it is written by hand."""

import calendar
import re
import struct

import msgpack

U32 = 0xFFFFFFFF


class Refused(Exception):
    """Something is refused; `name` is one of the names of section 12."""

    def __init__(self, name, why=""):
        super().__init__(f"{name} {why}".strip())
        self.name = name


def malformed(why):
    raise Refused("EP_MALFORMED", why)


class Field:
    """One row of a table: a name, a type, a maximum, and whether it may be absent."""

    FIXED = {"id": 16, "eight": 8, "key": 32, "sign": 64}

    def __init__(self, spec):
        match = re.fullmatch(r"(\w+) (uint|bool|id|eight|key|sign|bin|text|date)(\d*)(\??)", spec.strip())
        assert match, spec
        self.name, self.type, maximum, optional = match.groups()
        self.max = int(maximum) if maximum else U32
        self.optional = optional == "?"

    def check(self, value):
        """Refuse what this field never holds; the same for what is written and for what is read."""
        if value is None:
            return self.optional or malformed(f"{self.name} is absent")
        kind = self.type
        if kind in self.FIXED:
            good = isinstance(value, bytes) and len(value) == self.FIXED[kind] and (kind != "id" or any(value))
        elif kind == "bin":
            good = isinstance(value, bytes) and 1 <= len(value) <= self.max
        elif kind == "bool":
            good = isinstance(value, bool)
        elif kind == "uint":
            good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.max
        elif kind == "text":
            good = isinstance(value, str) and "\0" not in value and 1 <= len(value.encode()) <= self.max
        else:
            good = isinstance(value, str) and is_date(value)
        return good or malformed(f"{self.name} is not a {kind}")


def table(text):
    """A record's fields: "name text200, route text255?"."""
    return [Field(spec) for spec in text.split(",")] if text else []


def is_date(text):
    """YYYY, YYYY-MM or YYYY-MM-DD, 1900 to 2199, a day that exists."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if match is None:
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    return 1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def pack(value):
    return msgpack.packb(value, use_bin_type=True)


def pack_record(fields, values, upto=None):
    """The array head and the fields in order; `upto` stops before the head of that field (5.3, 5.4)."""
    return pack_head(len(fields)) + pack_fields(fields, values, upto)


def pack_head(count):
    return msgpack.Packer().pack_array_header(count)


def pack_fields(fields, values, upto=None):
    out = b""
    for field in fields:
        if field.name == upto:
            return out
        field.check(values.get(field.name))
        out += pack(values.get(field.name))
    assert upto is None, upto
    return out


class Reader:
    """Reads one form only. `at` is the place of the next byte."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            malformed("it ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count, least):
        """A big-endian number after its head, which a shorter head could not have held."""
        value = int.from_bytes(self.take(count), "big")
        return value if value >= least else malformed("not the shortest form")

    def array(self, count):
        head = self.take(1)[0]
        if 0x90 <= head <= 0x9F:
            have = head & 15
        elif head == 0xDC:
            have = self.number(2, 16)
        else:
            malformed("not an array")
        if have != count:
            malformed(f"{have} fields instead of {count}")

    def value(self):
        """One value that is no array: a number, text, bytes, bool or nil."""
        head = self.take(1)[0]
        if head <= 0x7F:
            return head
        if 0xCC <= head <= 0xCF:
            width = 1 << (head - 0xCC)
            return self.number(width, 128 if width == 1 else 1 << (4 * width))
        if head in (0xC2, 0xC3):
            return head == 0xC3
        if head == 0xC0:
            return None
        if head in (0xC4, 0xC5):
            return self.take(self.number(head - 0xC3, 0 if head == 0xC4 else 256))
        if 0xA0 <= head <= 0xBF:
            return self.text(head & 31)
        if head in (0xD9, 0xDA):
            return self.text(self.number(head - 0xD8, 32 if head == 0xD9 else 256))
        return malformed(f"a head of {head:02x}")

    def text(self, count):
        try:
            return self.take(count).decode("utf-8", "strict")
        except UnicodeDecodeError:
            return malformed("not UTF-8")

    def fields(self, fields):
        values = {}
        for field in fields:
            values[field.name] = self.value()
            field.check(values[field.name])
        return values

    def record(self, fields):
        self.array(len(fields))
        return self.fields(fields)

    def end(self):
        if self.at != len(self.data):
            malformed("bytes left over")


def read_record(fields, data):
    reader = Reader(data)
    values = reader.record(fields)
    reader.end()
    return values


def u32(number):
    return struct.pack(">I", number)
