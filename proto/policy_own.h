/* What the files of the policy reader share: policy.c reads files and sections, policy_value.c their values, and
 * policy_rows.c says what stands in each.
 * Layer: proto; no other file may include this. */
#ifndef EP_PROTO_POLICY_OWN_H
#define EP_PROTO_POLICY_OWN_H

#include "proto/policy.h"

#include <stdio.h>

/* How a value is read. The numbers min and max of a key bound a number, or the bytes of a text. */
enum ep_policy_shape {
    SHAPE_NUMBER,
    SHAPE_JA_NEE,
    SHAPE_NAME,
    SHAPE_CODE,
    SHAPE_DOMEINEN,
    SHAPE_PURPOSES,
    SHAPE_WORDS,           /* a list out of key->words, as bits; "geen": none */
    SHAPE_AGES,            /* a list of ages where a row of leeftijd.ini begins, as bits; "geen" */
    SHAPE_SORTS,           /* a list of sorts of organisation, as bits; "alle" */
    SHAPE_REPRESENTATIVES, /* a list out of key->words, in order */
    SHAPE_VELDEN           /* a list of fields of the soort that the section names, as bits */
};

struct ep_policy_key {
    const char *name;
    enum ep_policy_shape shape;
    uint32_t min, max;
    size_t offset;            /* into union ep_policy_row */
    const char *const *words; /* that can stand in a list; NULL ends them */
};

struct ep_policy_domein_row {
    char name[EP_POLICY_NAME_MAX + 1];
    uint32_t number;
};

union ep_policy_row { /* the section being read */
    struct ep_grondslag grondslag;
    struct ep_sjabloon sjabloon;
    struct ep_policy_domein_row domein;
    struct ep_organisatie_sort sort;
    struct ep_leeftijd age;
    struct ep_bewaartermijn bewaar;
    struct ep_feestdag feestdag;
    struct ep_afscherming afscherming;
    struct ep_vertrouwelijkheid vertrouwelijk;
    struct ep_policy termijn; /* its own members of the policy */
    struct ep_inzage inzage;
    uint32_t vindplaats;
};

struct ep_policy_reading;

struct ep_policy_file {
    const char *name;
    const struct ep_policy_key *keys;
    size_t count;
    bool (*take)(struct ep_policy_reading *reading); /* a whole section; false after a fault */
};

struct ep_policy_reading {
    const struct ep_policy_file *file;
    FILE *stream;
    struct ep_policy *policy;
    struct ep_policy_fault *fault;
    bool bad;
    int line;         /* being read */
    int section_line; /* 0 before the first section */
    char section[EP_POLICY_CODE_MAX + 1];
    uint32_t seen; /* a bit per key of the section */
    union ep_policy_row row;
};

/* policy_rows.c: what stands in each file, in an order in which every word is known before it is used. */
extern const struct ep_policy_file ep_policy_files[];
extern const size_t ep_policy_file_count;

/* The first fault stands; `word` says what it is about ("" when nothing does). Always false. */
bool ep_policy_fault_at(struct ep_policy_reading *reading, int line, const char *reason, const char *word);
/* Read one value into the row of the section; false after a fault. */
bool ep_policy_value(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value);
bool ep_policy_code_valid(const char *code);

#endif
