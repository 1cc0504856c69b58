/* Domain separation: every hash, derivation, signature and HPKE `info` begins with one label out of this one table.
 * PROTOCOL.md 3. A label is sent to the primitive with its closing NUL, so that none is a prefix of another; a test
 * checks that on the table itself. No label serves two purposes. */
#ifndef EP_CRYPTO_LABEL_H
#define EP_CRYPTO_LABEL_H

#include "crypto/bytes.h"

#define EP_LABEL_TABLE(X)                                              \
    X(EP_LABEL_STATEMENT, "eenplan/1/statement") /* signature */       \
    X(EP_LABEL_POSITION, "eenplan/1/position")   /* signature */       \
    X(EP_LABEL_ENTRY, "eenplan/1/entry")         /* key, commitment */ \
    X(EP_LABEL_WRAP, "eenplan/1/wrap")           /* HPKE info */       \
    X(EP_LABEL_SLEUTEL, "eenplan/1/sleutel")     /* HPKE info */       \
    X(EP_LABEL_LINE, "eenplan/1/line")           /* check of a line */ \
    X(EP_LABEL_KLUIS, "eenplan/1/kluis")         /* vault key */       \
    X(EP_LABEL_LINK, "eenplan/1/link")           /* Noise prologue */  \
    X(EP_LABEL_PAIR_PSK, "eenplan/1/pair-psk")   /* derivation */      \
    X(EP_LABEL_LINK_PSK, "eenplan/1/link-psk")   /* derivation */      \
    X(EP_LABEL_COMMIT, "eenplan/1/commit")       /* pairing promise */ \
    X(EP_LABEL_APPLY, "eenplan/1/apply")         /* a new user's */    \
    X(EP_LABEL_USER, "eenplan/1/user")           /* a user's proof */  \
    X(EP_LABEL_ID, "eenplan/1/id")               /* half of an id */   \
    X(EP_LABEL_WORDS, "eenplan/1/words")         /* pairing words */   \
    X(EP_LABEL_RUNNING, "eenplan/1/running")     /* running hash */    \
    X(EP_LABEL_RECEIPT, "eenplan/1/receipt")     /* erased list */     \
    X(EP_LABEL_TOETS, "eenplan/1/toets")         /* what is drawn */   \
    X(EP_LABEL_POLICY, "eenplan/1/policy")       /* fingerprint */     \
    X(EP_LABEL_NOTICE, "eenplan/1/notice")       /* key of a record */ \
    X(EP_LABEL_REFUSAL, "eenplan/1/refusal")     /* key of a record */ \
    X(EP_LABEL_REST_SALT, "eenplan/1/rest-salt") /* salt at rest */    \
    X(EP_LABEL_REST_KEY, "eenplan/1/rest-key")   /* key at rest */     \
    X(EP_LABEL_KEYSTORE, "eenplan/1/keystore")   /* check of a file */ \
    X(EP_LABEL_CONCEPT, "eenplan/1/concept")     /* key of drafts */   \
    X(EP_LABEL_PAGE, "eenplan/1/page")           /* tag of a file */

enum ep_label {
#define EP_LABEL_ENUM(name, text) name,
    EP_LABEL_TABLE(EP_LABEL_ENUM)
#undef EP_LABEL_ENUM
        EP_LABEL_COUNT
};

/* The label's bytes, closing NUL included. */
ep_bytes ep_label(enum ep_label label);

#endif
