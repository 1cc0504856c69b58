"""Sections 3, 5.3, 5.4 and 8.1 of proto/PROTOCOL.md: labels, hashes, signatures, sealing, HPKE and the vault."""

import hashlib
import hmac
import secrets

import nacl.bindings
import nacl.exceptions
import nacl.pwhash.argon2id
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pack import Refused, pack_record, read_record, u32
from tables import VAULT

NONCE_0 = bytes(12)
CLASSES = (256, 1024, 4096, 16384, 32768)


def label(use):
    return b"eenplan/1/" + use.encode() + b"\0"


def hash_n(size, use, parts, key=b""):
    return hashlib.blake2b(label(use) + parts, digest_size=size, key=key).digest()


def tree_leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def tree_root(hashes):
    """RFC 6962 2.1, as it stands there."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree_root(hashes[:half]) + tree_root(hashes[half:])).digest()


def id_of_key(key):
    return hashlib.blake2b(key, digest_size=32).digest()[:16]


def id_of_thing(org, choice=None):
    choice = secrets.token_bytes(8) if choice is None else choice
    return choice + hash_n(16, "id", org + choice)[:8]


def proves_org(thing, org):
    return thing == id_of_thing(org, thing[:8])


def sign_public(seed):
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(seed, use, data):
    signed = label(use) + hashlib.blake2b(data, digest_size=64).digest()
    return Ed25519PrivateKey.from_private_bytes(seed).sign(signed)


def verify(public, use, data, signature):
    signed = label(use) + hashlib.blake2b(data, digest_size=64).digest()
    try:
        nacl.bindings.crypto_sign_open(signature + signed, public)  # OpenSSL takes keys of small order.
    except nacl.exceptions.BadSignatureError:
        raise Refused("EP_FORGED") from None


def agree_public(secret):
    return nacl.bindings.crypto_scalarmult_base(secret)


def agree(secret, public):
    """X25519; a key of low order, which agrees on zeros, is refused."""
    try:
        shared = nacl.bindings.crypto_scalarmult(secret, public)
    except RuntimeError:
        raise Refused("EP_BAD_KEY") from None
    return shared if any(shared) else agree_refused()


def agree_refused():
    raise Refused("EP_BAD_KEY")


def unseal(key, nonce, data, ad=b""):
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, data, ad)
    except (InvalidTag, ValueError):
        raise Refused("EP_NOT_OPENED") from None


def pad(plain, size):
    return plain + b"\x80" + bytes(size - len(plain) - 1)


def unpad(padded, last=None):
    """Strip zeros and one 80; `last`: so many bytes at the end must hold the 80."""
    bare = padded.rstrip(b"\0")
    if not bare.endswith(b"\x80") or (last is not None and len(padded) - len(bare) >= last):
        raise Refused("EP_MALFORMED", "padding")
    return bare[:-1]


# 5.3: an entry.
def size_class(plain):
    for number, size in enumerate(CLASSES):
        if len(plain) < size:
            return number
    raise Refused("EP_TOO_LARGE")


def entry_keys(entry_key, core):
    both = hash_n(64, "entry", core, entry_key)
    return both[:32], both[32:]


def seal_entry(entry_key, core, plain):
    """The commitment and the ciphertext."""
    key, commitment = entry_keys(entry_key, core)
    return commitment, ChaCha20Poly1305(key).encrypt(NONCE_0, pad(plain, CLASSES[size_class(plain)]), b"")


def fits(entry_key, core, commitment):
    return hmac.compare_digest(commitment, entry_keys(entry_key, core)[1])


def open_entry(entry_key, core, commitment, ciphertext):
    key, _ = entry_keys(entry_key, core)
    if not fits(entry_key, core, commitment):
        raise Refused("EP_COMMITMENT")
    return unpad(unseal(key, NONCE_0, ciphertext))


# 5.4: HPKE of RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
KEM_SUITE = b"KEM" + b"\x00\x20"
HPKE_SUITE = b"HPKE" + b"\x00\x20" + b"\x00\x01" + b"\x00\x03"


def extract(salt, name, secret, suite):
    data = b"HPKE-v1" + suite + name + secret
    return hmac.new(salt or bytes(32), data, hashlib.sha256).digest()


def expand(key, name, info, size, suite):
    info = size.to_bytes(2, "big") + b"HPKE-v1" + suite + name + info
    return hmac.new(key, info + b"\x01", hashlib.sha256).digest()[:size]  # at most one block is ever asked for


def hpke_key(shared, enc, to, info):
    secret = expand(extract(b"", b"eae_prk", shared, KEM_SUITE), b"shared_secret", enc + to, 32, KEM_SUITE)
    context = (
        b"\x00" + extract(b"", b"psk_id_hash", b"", HPKE_SUITE) + extract(b"", b"info_hash", info, HPKE_SUITE)
    )
    secret = extract(secret, b"secret", b"", HPKE_SUITE)
    return expand(secret, b"key", context, 32, HPKE_SUITE), expand(secret, b"base_nonce", context, 12, HPKE_SUITE)


def hpke_seal(to, info, plain, ephemeral=None):
    ephemeral = ephemeral or secrets.token_bytes(32)
    enc = agree_public(ephemeral)
    key, nonce = hpke_key(agree(ephemeral, to), enc, to, info)
    return enc + ChaCha20Poly1305(key).encrypt(nonce, plain, b"")


def hpke_open(secret, info, sealed):
    enc = sealed[:32]
    key, nonce = hpke_key(agree(secret, enc), enc, agree_public(secret), info)
    return unseal(key, nonce, sealed[32:])


# 8.1: the vault.
def vault_keys(passphrase, head):
    memory, passes = int.from_bytes(head[8:12], "big"), int.from_bytes(head[12:16], "big")
    stretched = nacl.pwhash.argon2id.kdf(
        32, passphrase.encode(), head[16:32], opslimit=passes, memlimit=memory * 1024
    )
    both = hash_n(64, "kluis", head, stretched)
    return both[:32], both[32:]


def vault_seal(passphrase, values, memory, passes, salt):
    head = b"EPKLUIS1" + u32(memory) + u32(passes) + salt
    key, commitment = vault_keys(passphrase, head)
    return head + commitment + ChaCha20Poly1305(key).encrypt(NONCE_0, pack_record(VAULT, values), b"")


def vault_open(passphrase, blob):
    key, commitment = vault_keys(passphrase, blob[:32])
    if not hmac.compare_digest(commitment, blob[32:64]):
        raise Refused("EP_WRONG_PASSPHRASE")
    return read_record(VAULT, unseal(key, NONCE_0, blob[64:]))
