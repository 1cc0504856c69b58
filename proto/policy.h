/* Law, terms and code tables as data: proto/policy/ *.ini, read by node and client. DOMAIN 5, PROTOCOL.md 6.3.
 * No ground, age or term is named in C. A wrong file is refused with file, line and reason. */
#ifndef EP_PROTO_POLICY_H
#define EP_PROTO_POLICY_H

#include "proto/afscherming.h"
#include "proto/domein.h"
#include "proto/inzage.h"

#define EP_POLICY_AGES_MAX 8
#define EP_SORTS_ALL UINT32_MAX
enum ep_vereist { /* what the evidence of a grant must hold; bits */
                  EP_VEREIST_INFORMATIE = 1,
                  EP_VEREIST_VORM = 2,
                  EP_VEREIST_KENMERK = 4,
                  EP_VEREIST_EINDE = 8
};

struct ep_grondslag {
    char code[EP_POLICY_CODE_MAX + 1];
    char name[EP_POLICY_NAME_MAX + 1];
    bool on;
    bool giver;          /* given by who is concerned, or who decides for him; else by the organisation, on the law */
    bool revocable;      /* by the same; else only the organisation ends it */
    uint32_t needs;      /* ep_vereist bits */
    uint32_t reason_min; /* characters of motivation that it needs */
    uint32_t ages;       /* bit i: a grant ends where ep_policy.age[i] begins */
    uint32_t from, to;   /* sorts of organisation that may give and receive: bit i is ep_policy.sort[i] */
    bool again;          /* when one ended, another may follow on this ground, for the same lid and organisation */
    uint32_t lease_days; /* longest period of a grant */
    uint32_t level;      /* highest level */
    char end[EP_POLICY_NAME_MAX + 1]; /* for people: what ends it besides the lease */
};

struct ep_leeftijd { /* from an age on: who decides about sharing, and who ends it. DOMAIN 5.2 */
    char code[EP_POLICY_CODE_MAX + 1];
    char name[EP_POLICY_NAME_MAX + 1];
    uint32_t from;                /* years */
    bool youth, parents;          /* must give; parents: all who have gezag */
    bool one_for_both;            /* one parent's word counts for all who have gezag, up to level 2 */
    bool youth_ends, parents_end; /* may end it, each alone */
    bool parents_inzage;
};

struct ep_bewaartermijn { /* DOMAIN 5.3; the later of both */
    char code[EP_POLICY_CODE_MAX + 1];
    char name[EP_POLICY_NAME_MAX + 1];
    uint32_t years, until_age; /* after the end; and until that age of the lid, 0 for none */
};

struct ep_feestdag { /* a day off: a date, or so many days after Easter */
    char code[EP_POLICY_CODE_MAX + 1];
    uint32_t month, day;   /* 0 for one that moves with Easter */
    uint32_t after_easter; /* days */
    uint32_t every;        /* in years that this divides */
    bool not_on_sunday;    /* then it is the day before */
};

struct ep_organisatie_sort {
    char code[EP_POLICY_CODE_MAX + 1];
    char name[EP_POLICY_NAME_MAX + 1];
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
    struct ep_organisatie_sort sort[EP_POLICY_ROWS_MAX];
    size_t sorts;
    struct ep_leeftijd age[EP_POLICY_AGES_MAX]; /* ascending; the first from 0 */
    size_t ages;
    struct ep_bewaartermijn bewaar[EP_POLICY_ROWS_MAX];
    size_t bewaartermijnen;
    struct ep_feestdag feestdag[EP_POLICY_ROWS_MAX];
    size_t feestdagen;
    struct ep_afscherming afscherming[EP_POLICY_ROWS_MAX];
    struct ep_vertrouwelijkheid vertrouwelijk[EP_POLICY_ROWS_MAX];
    size_t afschermingen, vertrouwelijkheden;
    uint32_t vindplaats[EP_SOORT_END]; /* bits of the fields in each table that tell where somebody is */
    uint32_t days_off;                 /* bit n: always; 0 is Monday */
    uint32_t ahead_days;               /* so long before a grant ends it stands on the work list */
    uint32_t ending_days, evaluatie_days, confirm_days; /* what else stands on it */
    uint32_t gezag_days;                                /* a grant whose giver lost gezag ends within */
    uint32_t unconfirmed_hours; /* a withdrawal that waits longer for its confirmation is warned of */
    uint32_t representative[8]; /* values of the choice `hoedanigheid`, in the order in which they come */
    size_t representatives;
    uint32_t silent_hours;                   /* a peer not heard for longer makes what it shared "verouderd" */
    char purpose[8][EP_POLICY_CODE_MAX + 1]; /* codes of reading */
    size_t purposes;
    struct ep_inzage inzage;
};

struct ep_policy_fault { /* where a policy is wrong, for the message: file, line and reason in words */
    char text[512];
};

/* Reads all files of proto/policy from a folder. EP_POLICY_INVALID fills `fault`; EP_NO_MEMORY. */
EP_MUST ep_err ep_policy_read(struct ep_policy *out, const char *folder, struct ep_policy_fault *fault);
/* The files in the order in which they are read; NULL behind the last. */
const char *ep_policy_file_name(size_t n);
const struct ep_grondslag *ep_policy_grondslag(const struct ep_policy *policy, ep_bytes code); /* NULL when unknown */
const struct ep_sjabloon *ep_policy_sjabloon(const struct ep_policy *policy, const char *code);
uint32_t ep_policy_sort(const struct ep_policy *policy, ep_bytes code); /* its bit; 0 when unknown */
const struct ep_leeftijd *ep_policy_age(const struct ep_policy *policy, int years);
uint32_t ep_policy_domein(const struct ep_policy *policy, const char *code); /* "financien"; 0 when unknown */

#endif
