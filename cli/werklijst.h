/* What asks for attention, over the households that are a user's work: facts in words, never a score. Layer: cli. DESIGN 7.
 *
 * werklijst.c gathers, one sort of lines at a time; werk_delen.c has the sorts about sharing, werk_plan.c those about the
 * plan. The terms are policy data: termijn.ini. A line is plaintext, and is wiped with the list. */
#ifndef EP_CLI_WERKLIJST_H
#define EP_CLI_WERKLIJST_H

#include "cli/huishoudens.h"

struct ep_werk_regel {
    const char *soort;                                     /* its name, of the table in werklijst.c */
    ep_id huishouden;                                      /* all ids: absent where the line has none */
    ep_id lid, item, deelbesluit, org, cause;              /* cause: of a notice, for `inzage gezien` */
    int32_t day;                                           /* that it is about; 0: none */
    struct ep_ask ask;                                     /* of a question; else soort is 0 */
    char name[EP_SCREEN_BYTES], lid_name[EP_SCREEN_BYTES]; /* "": not known, or about the household */
    char text[EP_PHRASE_BYTES];                            /* one sentence */
};

struct ep_werklijst { /* starts as all zero but for `cli` */
    struct ep_cli *cli;
    struct ep_werk_regel *at;
    size_t count, cap;
    const char *soort; /* being gathered */
    ep_err err;        /* of the first line that could not be added */
};

/* What can be said without opening it: it waits for an answer, or nobody is left to work with it. */
void ep_werk_unopened(struct ep_werklijst *list, const struct ep_household *one);
/* Every sort of line about what is open. */
void ep_werk_opened(struct ep_werklijst *list, const struct ep_show *show);
/* What others read, until it is said to be seen. */
void ep_werk_notices(struct ep_werklijst *list);
void ep_werk_wipe(struct ep_werklijst *list);

/* cmd_inzage.c: one sentence on what somebody else read. */
void ep_notice_text(const struct ep_cli *cli, const struct ep_msg_fact *fact, char out[EP_PHRASE_BYTES]);

/* For the files of the sorts. The soort, and the names of what is open, are filled in. */
void ep_werk_add(struct ep_werklijst *list, const struct ep_werk_regel *regel);
bool ep_werk_within(const struct ep_werklijst *list, int32_t day, uint32_t days); /* from now, or past */
typedef void ep_werk_gather(struct ep_werklijst *list, const struct ep_show *show);
ep_werk_gather ep_werk_vraag, ep_werk_herbevestigen, ep_werk_loopt_af, ep_werk_intrekking;
ep_werk_gather ep_werk_evaluatie, ep_werk_doel, ep_werk_niet_bevestigd, ep_werk_regie;

#endif
