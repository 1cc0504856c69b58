"""The blocks of vectors in section 13 of proto/PROTOCOL.md."""

import re


class Block:
    """The names and values of one block. What was not asked for, as input or as result, is an error at its end."""

    def __init__(self, title, text):
        self.title, self.values, self.asked = title, {}, set()
        for row in re.sub(r"\n  ", "", text).splitlines():
            name, value = row.split(": ", 1)
            self.values[name] = value

    def text(self, name):
        self.asked.add(name)
        return None if self.values[name] == "-" else self.values[name]

    def hex(self, name):
        text = self.text(name)
        return None if text is None else bytes.fromhex(text)

    def number(self, name):
        return int(self.text(name))

    def field(self, field):
        """A value as its table has it."""
        text = self.text(field.name)
        if text is None or field.type in ("text", "date"):
            return text
        if field.type == "uint":
            return int(text)
        if field.type == "bool":
            return {"true": True, "false": False}[text]
        return bytes.fromhex(text)

    def fields(self, fields):
        return {field.name: self.field(field) for field in fields}

    def same(self, name, computed):
        expected = self.text(name)
        if isinstance(computed, bytes):
            computed = computed.hex()
        if str(computed) != str(expected):
            raise AssertionError(f"{name} is\n  {computed}\nand not\n  {expected}")


def read_blocks(page):
    section = page.partition("\n## 13 ")[2]
    found = re.findall(r"^```vector (.*)\n((?:.*\n)*?)```$", section, re.MULTILINE)
    assert len(found) == page.count("```vector"), "a block that could not be read"
    return [Block(title, text) for title, text in found]
