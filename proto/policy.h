/* Law, terms and code tables as data: proto/policy/ *.ini, read by node and client. DOMAIN 5, PROTOCOL.md 6.3.
 * No ground, age or term is named in C. A wrong file is refused with file, line and reason. */
#ifndef EP_PROTO_POLICY_H
#define EP_PROTO_POLICY_H

#include "proto/domein.h"

#define EP_POLICY_ROWS_MAX 32
#define EP_POLICY_CODE_MAX 40
#define EP_POLICY_NAME_MAX 120

struct ep_grondslag {
    char code[EP_POLICY_CODE_MAX + 1];
    char name[EP_POLICY_NAME_MAX + 1];
    bool on;
    bool giver;          /* needs who gave it, in what capacity, when informed, in what form, and proof */
    uint32_t reason_min; /* characters of motivation that it needs */
    uint32_t lease_days; /* longest period of a grant */
    uint32_t level;      /* highest level */
};

struct ep_sjabloon { /* a named template of a grant: three clicks, not fourteen fields */
    char code[EP_POLICY_CODE_MAX + 1];
    char name[EP_POLICY_NAME_MAX + 1];
    uint32_t domains; /* EP_DOMEIN_BIT mask */
    uint32_t level;
    char grondslag[EP_POLICY_CODE_MAX + 1];
    uint32_t days;
};

struct ep_policy {
    uint32_t version;
    struct ep_grondslag grondslag[EP_POLICY_ROWS_MAX];
    size_t grondslagen;
    struct ep_sjabloon sjabloon[8];
    size_t sjablonen;
    char domein[EP_DOMEIN_END][EP_POLICY_NAME_MAX + 1];      /* names for people; [0] unused */
    char domein_code[EP_DOMEIN_END][EP_POLICY_CODE_MAX + 1]; /* for command line and JSON */
    uint32_t ages[8];                                        /* boundaries at which a grant on a lid ends, ascending */
    size_t age_count;
    uint32_t silent_hours;                   /* a peer not heard for longer makes what it shared "verouderd" */
    char purpose[8][EP_POLICY_CODE_MAX + 1]; /* codes of reading */
    size_t purposes;
};

/* Where a policy is wrong, for the message: file, line and reason in words. */
struct ep_policy_fault {
    char text[512];
};

/* Reads grondslag.ini, sjabloon.ini, domein.ini and termijn.ini from a folder. EP_POLICY_INVALID fills `fault`. */
EP_MUST ep_err ep_policy_read(struct ep_policy *out, const char *folder, struct ep_policy_fault *fault);
const struct ep_grondslag *ep_policy_grondslag(const struct ep_policy *policy, ep_bytes code); /* NULL when unknown */
const struct ep_sjabloon *ep_policy_sjabloon(const struct ep_policy *policy, const char *code);
/* The domain of a code ("financien"), or 0. */
uint32_t ep_policy_domein(const struct ep_policy *policy, const char *code);

#endif
