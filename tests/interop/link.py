"""Section 4 of proto/PROTOCOL.md: frames, the Noise handshake, and sealed messages on a TCP stream."""

import hashlib
import hmac
import secrets
import socket

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from keys import agree, agree_public, label, pad, unpad, unseal
from pack import Refused, malformed, u32
from statement import pack_message, read_message

PAD_BYTES = 256
FRAME_BYTES_MAX = 65535
MODE_PEER, MODE_USER, MODE_PAIR = 1, 2, 3


def counter(n):
    return bytes(4) + n.to_bytes(8, "little")


def hkdf(chain, data, count):
    """Noise's HKDF over HMAC-SHA-512."""
    key, out = hmac.new(chain, data, hashlib.sha512).digest(), [b""]
    for i in range(count):
        out.append(hmac.new(key, out[-1] + bytes([i + 1]), hashlib.sha512).digest())
    return out[1:]


class Symmetric:
    """The symmetric state of Noise revision 34 (5.2 there)."""

    def __init__(self, name, prologue):
        self.h = name.ljust(64, b"\0")
        self.chain, self.key, self.n = self.h, None, 0
        self.mix_hash(prologue)

    def mix_hash(self, data):
        self.h = hashlib.sha512(self.h + data).digest()

    def mix_key(self, data):
        self.chain, key = hkdf(self.chain, data, 2)
        self.key, self.n = key[:32], 0

    def mix_key_and_hash(self, data):
        self.chain, mixed, key = hkdf(self.chain, data, 3)
        self.mix_hash(mixed)
        self.key, self.n = key[:32], 0

    def encrypt(self, plain):
        sealed = ChaCha20Poly1305(self.key).encrypt(counter(self.n), plain, self.h)
        self.n += 1
        self.mix_hash(sealed)
        return sealed

    def decrypt(self, sealed):
        plain = unseal(self.key, counter(self.n), sealed, self.h)
        self.n += 1
        self.mix_hash(sealed)
        return plain

    def split(self):
        return [Direction(key[:32]) for key in hkdf(self.chain, b"", 2)]


class Direction:
    """The messages of one direction after the handshake."""

    def __init__(self, key):
        self.cipher_key, self.n = key, 0

    def seal(self, message):
        size = (len(message) // PAD_BYTES + 1) * PAD_BYTES
        frame = ChaCha20Poly1305(self.cipher_key).encrypt(counter(self.n), pad(message, size), b"")
        self.n += 1
        return frame

    def open(self, frame):
        if len(frame) < PAD_BYTES + 16 or (len(frame) - 16) % PAD_BYTES != 0:
            malformed("a frame's length")
        padded = unseal(self.cipher_key, counter(self.n), frame)
        self.n += 1
        return unpad(padded, PAD_BYTES)


def start(mode):
    return Symmetric(b"Noise_IKpsk2_25519_ChaChaPoly_SHA512", label("link") + bytes([mode]))


class Initiator:
    """IKpsk2, as who dials: <- s, then -> e, es, s, ss and <- e, ee, se, psk."""

    def __init__(self, mode, hint, psk, static, responder, ephemeral=None):
        self.mode, self.hint, self.psk, self.static, self.responder = mode, hint, psk, static, responder
        self.ephemeral = ephemeral or secrets.token_bytes(32)
        self.state = start(mode)
        self.state.mix_hash(responder)

    def frame_1(self):
        state, e = self.state, agree_public(self.ephemeral)
        state.mix_hash(e)
        state.mix_key(e)  # as in every handshake with a psk
        state.mix_key(agree(self.ephemeral, self.responder))
        s = state.encrypt(agree_public(self.static))
        state.mix_key(agree(self.static, self.responder))
        return bytes([self.mode]) + e + s + state.encrypt(self.hint[:8])

    def frame_2(self, frame):
        """The two directions, out and in, and the handshake hash."""
        if len(frame) != 48:
            malformed("frame 2")
        state, e = self.state, frame[:32]
        state.mix_hash(e)
        state.mix_key(e)
        state.mix_key(agree(self.ephemeral, e))
        state.mix_key(agree(self.static, e))
        state.mix_key_and_hash(self.psk)
        state.decrypt(frame[32:])
        return (*state.split(), state.h)


class Responder:
    """The other side; only the vectors need it."""

    def __init__(self, psk, static, ephemeral):
        self.psk, self.static, self.ephemeral = psk, static, ephemeral

    def answer(self, frame):
        """Frame 2, the hint and the initiator's static key, the directions (in, out), and the handshake hash."""
        if len(frame) != 105:
            malformed("frame 1")
        state, e = start(frame[0]), frame[1:33]
        state.mix_hash(agree_public(self.static))
        state.mix_hash(e)
        state.mix_key(e)
        state.mix_key(agree(self.static, e))
        initiator = state.decrypt(frame[33:81])
        state.mix_key(agree(self.static, initiator))
        hint = state.decrypt(frame[81:])
        own = agree_public(self.ephemeral)
        state.mix_hash(own)
        state.mix_key(own)
        state.mix_key(agree(self.ephemeral, e))
        state.mix_key(agree(self.ephemeral, initiator))
        state.mix_key_and_hash(self.psk)
        return own + state.encrypt(b""), hint, initiator, state.split(), state.h


class Link:
    """An open link: whole messages out and in."""

    def __init__(self, route, mode, hint, psk, static, responder, timeout=20):
        host, _, port = route.rpartition(":")
        self.socket = socket.create_connection((host.strip("[]"), int(port)), timeout)
        self.flip = 0
        noise = Initiator(mode, hint, psk, static, responder)
        self.write_frame(noise.frame_1())
        self.out, self.into, self.h = noise.frame_2(self.read_frame())

    def write_frame(self, frame):
        self.socket.sendall(u32(len(frame)) + frame)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            try:
                more = self.socket.recv(count - len(data))
            except TimeoutError:
                raise Refused("EP_TIMEOUT") from None
            except ConnectionError:
                more = b""
            if not more:
                raise Refused("EP_CLOSED")
            data += more
        return data

    def read_frame(self):
        size = int.from_bytes(self.exactly(4), "big")
        if not 1 <= size <= FRAME_BYTES_MAX:
            malformed("a frame's length")
        return self.exactly(size)

    def say(self, name, /, **values):
        frame = self.out.seal(pack_message(name, values))
        self.write_frame(bytes([frame[0] ^ self.flip]) + frame[1:])

    def flip_next(self):
        """The next frame leaves with one bit turned over."""
        self.flip = 1

    def hear(self):
        """The next message that is not a ping."""
        while True:
            name, values = read_message(self.into.open(self.read_frame()))
            if name != "ping":
                return name, values

    def close(self):
        self.socket.close()
