/* The households of a user's teams, as the lists have them: what is known of each without opening it. Layer: cli. */
#ifndef EP_CLI_HUISHOUDENS_H
#define EP_CLI_HUISHOUDENS_H

#include "cli/lists.h"

struct ep_household {
    ep_id id;
    ep_id org;  /* its founder, or who asked us in */
    ep_id team; /* the own home team; absent: not joined */
    bool own;   /* the own organisation founded it */
    bool staf;  /* this user is on its staff list, or there is none */
    bool left;  /* the own team took part, and has left */
};
enum ep_invite_stand { EP_INVITE_OPEN, EP_INVITE_JOINED, EP_INVITE_LEFT };
/* The last invitation of that organisation, and how it stands; false: there is none, and `invite` is as it was. */
bool ep_household_invite(const struct ep_cli *cli, ep_id huishouden, ep_id to_org, struct ep_statement *invite,
                         enum ep_invite_stand *stand);
struct ep_household ep_household_of(const struct ep_cli *cli, ep_id id);
/* Joined, and this user's work: only such a one is opened for a list. */
bool ep_household_mine(const struct ep_household *one);
/* The name of what is open, as this viewer may see it; absent: not shared. Borrowed from what is open. */
ep_bytes ep_household_name(const struct ep_show *show);
/* Members of one object: a huishouden of lists.h. */
void ep_json_household(struct ep_json *json, const struct ep_cli *cli, const struct ep_household *one, ep_bytes name);

#endif
