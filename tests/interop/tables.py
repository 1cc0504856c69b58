"""The tables of sections 5.5, 5.6, 8.1, 9.1 and 12 of proto/PROTOCOL.md."""

import os
import re

from pack import Refused, table

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "proto", "PROTOCOL.md")
WORD_LIST = os.path.join(os.path.dirname(PAGE), "..", "crypto", "words_nl.c")

ENVELOPE = table(
    "v uint255, kind uint255, id id, huishouden id?, org id, author id, lineage eight, version uint, hour uint"
)

# kind: its name, and the fields of its body.
KINDS = {
    1: ("card", "name text200, sort text40, route text255?, root key, authority key, node_sign key, node_link key"),
    2: ("user", "name text200, sign key, seal key, link key, proof sign, roles uint7, from uint, until uint"),
    3: ("team", "name text200, key key, members bin1600?, until uint"),
    4: ("peer", "root key, ended bool"),
    5: ("sleutel", "team id, user id?, epoch uint, sealed bin128"),
    6: ("huishouden", "team id, ended bool"),
    7: ("lid", "present bool"),
    8: ("invite", "to_org id, to_team id, grant id"),
    9: ("join", "invite id, team id, stand uint2"),
    10: ("regie", "proposal id?, to_org id, to_user id, stand uint3, until uint, telefoon text24?"),
    11: (
        "grant",
        "lid id, to_org id, to_team id?, domains uint65535, level uint3, grondslag text40, policy uint,"
        "evidence id, from uint, until uint",
    ),
    12: ("withdraw", "grant id, to_org id"),
    13: (
        "wrap",
        "grant id?, to_org id, subject id?, domain uint17, level uint3, team id, epoch uint, entries bin5120,"
        "sealed bin8240",
    ),
    14: (
        "entry",
        "item id, subject id?, domain uint17, level uint3, team id, epoch uint, size uint4, commitment key,"
        "ciphertext bin32784",
    ),
    15: ("ask", "to_org id, subject id?, soort uint2, domains uint65535, level uint3"),
    16: ("receipt", "withdraw id?, grant id, to_org id, count uint, kept uint, erased key, deleted uint, gone uint"),
    17: ("read", "subject id?, purpose text40, soort uint3, evidence id?"),
    18: ("staf", "members bin1600"),
    19: ("toets", "cause id?, week uint25565281, count uint, uitkomst uint2, drawn key"),
    20: ("behoud", "grant id, evidence id, count uint"),
}
KINDS = {code: (name, table(fields)) for code, (name, fields) in KINDS.items()}
KIND_CODES = {name: code for code, (name, _) in KINDS.items()}
OF_NO_HUISHOUDEN = (1, 2, 3, 4, 5, 19)
IDS_OF_KEYS = ("card", "user", "peer")

OPGAVE_HEAD = table("soort uint16, tijd uint, namens text200?, woord text200?, niet_tonen_aan bin320?")
STAND = "stand uint3, maand date?"
# soort: its name, and the fields of levels 1, 2 and 3; None: it has no entry at that level.
SOORTEN = {
    1: ("persoon", "aanduiding text240, rol uint8, overleden date?", "leeftijd uint4", "geboren date?"),
    2: ("naam", "roepnaam text160", None, None),
    3: ("score", STAND, "beoordeeld date?", "versie uint3, score uint6, streefscore uint5, getraind bool"),
    4: ("doel", STAND, "titel text480, status uint5", "eigen_woorden text2000?, horizon uint1, streefdatum date?"),
    5: (
        "actie",
        STAND,
        "status uint4, gereed date?",
        "omschrijving text1200, uitvoerder text480?, moment text480?, door uint4, doel id?, blokkade text800?",
    ),
    6: ("afspraak", STAND, "vorm uint4, wanneer text160?", "deelnemers text2000?, uitkomst text4000?"),
    7: (
        "evaluatie",
        STAND,
        "gehouden date, volgende date?",
        "doel id?, behaald uint10, tekst text1200?, gezin_aanwezig bool, reden text800?",
    ),
    8: (
        "voorziening",
        STAND,
        "naam text320, wet uint7, status uint6, vertrouwelijkheid uint8",
        "aanbieder text800?, omvang text400?, van date?, tot date?",
    ),
    9: ("samenvatting", STAND + ", contact text400?", "wat text800?", "tekst text24000?, aandacht text4000?"),
    10: ("notitie", None, None, "tekst text4000"),
    11: ("niet-betrokken", "sinds date?", None, None),
    12: (
        "bewijs",
        None,
        None,
        "grondslag text40, gevers bin153?, bekwaam uint2, beoordelaar text480?, beoordeeld date?, informatie date?,"
        "vorm text160?, kenmerk text400?, einde date?,"
        "motivering text4000?, doel text800?",
    ),
    13: ("basis", None, None, "naam text240?, geboren date?, bron text400"),
    14: ("gezag", None, None, "houder text240, vorm uint4, van date?, tot date?, bron text400"),
    15: ("vertegenwoordiging", None, None, "wie text240, vorm uint5, van date?, tot date?, bron text400"),
    16: ("geheimhouding", None, None, "van date?, tot date?, bron text400"),
}
SOORTEN = {
    code: (name, {n + 1: table(fields) for n, fields in enumerate(levels) if fields is not None})
    for code, (name, *levels) in SOORTEN.items()
}
SOORT_CODES = {name: code for code, (name, _) in SOORTEN.items()}

VAULT = table(
    "sort uint3, name text200, sign_seed key, seal_secret key, link_secret key, root key, node_link key, psk key,"
    "route text255?"
)
APPLICATION = table("name text200, sign key, seal key, link key, proof sign")
POSITION = table("lineage eight, seq uint, hash key, read_size uint, read_root key, signature sign")

LOGREGEL = table(
    "nr uint, seconde uint, soort uint3, actie uint4, toegang uint2, code uint255, org id, lineage eight, user id,"
    "team id?, roles uint255, huishouden id?, subject id?, statement id?, inzage uint2, purpose text40?, evidence id?,"
    "policy uint, grants uint4096, grant_ids bin1024?"
)

# The number of its type: its name, and its fields.
MESSAGES = {
    1: ("hello", "lineage eight, hour uint, position bin256?"),
    2: ("put", "seq uint, statement bin49152"),
    3: ("position", POSITION),
    4: ("refuse", "seq uint, code uint255, missing id?"),
    5: ("ping", "n uint"),
    6: ("get", "what uint9, huishouden id?, item id?"),
    7: ("give", "statement bin49152"),
    8: ("fact", "soort uint6, a id, b id?, x uint, y uint, c id?"),
    9: ("done", "seq uint, code uint255, missing id?"),
    10: ("invite", "id id, secret key, soort uint2"),
    11: ("dial", "id id, secret key, link key, route text255"),
    12: ("wait", "id id"),
    13: ("met", "id id, h sign, theirs bin49152"),
    14: ("say", "id id, bytes bin64"),
    15: ("confirm", "id id, a key, b key"),
    16: ("apply", APPLICATION),
    17: ("fail", "id id, code uint255"),
    18: ("regel", "hash key, regel bin1536"),
    19: ("wortel", "peer id, day uint, position bin256"),
}
MESSAGES = {
    code: (name, table(fields) if isinstance(fields, str) else fields) for code, (name, fields) in MESSAGES.items()
}
MESSAGE_CODES = {name: code for code, (name, _) in MESSAGES.items()}


def page():
    with open(PAGE, encoding="utf-8") as file:
        return file.read()


def errors():
    """The numbers of section 12, which nobody should have to copy."""
    return {int(nr): name for nr, name in re.findall(r"^\| (\d+) \| `(EP_\w+)` \|", page(), re.MULTILINE)}


def error_name(number):
    return errors().get(number, "EP_UNKNOWN")


def error_number(name):
    return next(number for number, known in errors().items() if known == name)


def word_list():
    """The file is C, but what it lists is one array of quoted words."""
    with open(WORD_LIST, encoding="utf-8") as file:
        words = re.findall(r'"([a-z]+)"', file.read().partition("{")[2])
    if len(words) != 2048:
        raise Refused("EP_FILE", f"{len(words)} words instead of 2048")
    return words
