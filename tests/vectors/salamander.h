/* An "invisible salamander" of our own making: one ciphertext that ChaCha20-Poly1305 opens under two keys.
 *
 * Both AEAD keys follow from crypto/seal.h with core "core". The second entry key was searched for until both key
 * streams end in the same byte, so that both texts end in padding; then one 16-byte block was solved for, modulo
 * 2^130 - 5, so that both Poly1305 tags agree. The texts begin as given, the second after 16 bytes. */
#ifndef EP_VECTORS_SALAMANDER_H
#define EP_VECTORS_SALAMANDER_H

/* clang-format off */
#define SALAMANDER_CORE "core"
#define SALAMANDER_BEGINS_1 "Afspraak op maan"
#define SALAMANDER_GOES_ON_2 "Geen afspraak me"
#define SALAMANDER_ENTRY_KEY_1 "0101010101010101010101010101010101010101010101010101010101010101"
#define SALAMANDER_ENTRY_KEY_2 "0202020202020202020202020202020202020202020202020202020200000100"
#define SALAMANDER_CIPHERTEXT \
    "66c7b918a6ed81436d60cb77f91361545cc9edd1dbf417120ed5404e1405650914676150941968626e5b024bbdd5d354" \
    "dc7916495789fd38588934a80afc0fde4c7aa614b6d0a675ccd94a98d7f17e7c857f02989599e7ab9b13bf1ba66610b3" \
    "a6b80d5ccff38c6e394c0b3cf161f1fecb93e2929f4f197a48e6024c192f90f4d6dbd1011ec7ff6fab55921b8af66f02" \
    "6cd36d27ad0c01843f51c0bce816a862a9d19871d2f38502b3579dae10ba8dcb92f864e4b034f81181f24df17aac7a7c" \
    "c3dbb9de3e71d9653acff590778d1cf167b48fb41726d4bfe8ca6fb77dc6c2a681474b828a417fc152dd622d1c7e1cd3" \
    "b09b9e2b124a16529fa7f8f4716c6ea6288f4415c5510edd22657705f76f985b"
/* clang-format on */

#endif
