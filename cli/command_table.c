/* Every command of eenplan, in the order of the help: first what sets up, then the work. One row per command; the
 * row stands beside its function, in cmd_*.c. */
#include "cli/command.h"

extern const struct ep_command ep_cmd_org_create;
extern const struct ep_command ep_cmd_org_show;
extern const struct ep_command ep_cmd_peer_invite;
extern const struct ep_command ep_cmd_peer_accept;
extern const struct ep_command ep_cmd_peer_wait;
extern const struct ep_command ep_cmd_peer_list;
extern const struct ep_command ep_cmd_peer_end;
extern const struct ep_command ep_cmd_user_invite;
extern const struct ep_command ep_cmd_user_join;
extern const struct ep_command ep_cmd_user_list;
extern const struct ep_command ep_cmd_user_end;
extern const struct ep_command ep_cmd_team_create;
extern const struct ep_command ep_cmd_team_add;
extern const struct ep_command ep_cmd_team_remove;
extern const struct ep_command ep_cmd_team_renew;
extern const struct ep_command ep_cmd_team_end;
extern const struct ep_command ep_cmd_team_list;
extern const struct ep_command ep_cmd_huishouden_create;
extern const struct ep_command ep_cmd_huishouden_list;
extern const struct ep_command ep_cmd_huishouden_invite;
extern const struct ep_command ep_cmd_huishouden_accept;
extern const struct ep_command ep_cmd_huishouden_leave;
extern const struct ep_command ep_cmd_huishouden_staf;
extern const struct ep_command ep_cmd_inzage_gezien;
extern const struct ep_command ep_cmd_lid_add;
extern const struct ep_command ep_cmd_lid_end;
extern const struct ep_command ep_cmd_regie_propose;
extern const struct ep_command ep_cmd_regie_accept;
extern const struct ep_command ep_cmd_regie_end;
extern const struct ep_command ep_cmd_grant_add;
extern const struct ep_command ep_cmd_grant_list;
extern const struct ep_command ep_cmd_grant_narrow;
extern const struct ep_command ep_cmd_grant_withdraw;
extern const struct ep_command ep_cmd_grant_grondslagen;
extern const struct ep_command ep_cmd_grant_sjablonen;
extern const struct ep_command ep_cmd_policy_show;
extern const struct ep_command ep_cmd_policy_export;
extern const struct ep_command ep_cmd_domeinen;
extern const struct ep_command ep_cmd_soorten;
extern const struct ep_command ep_cmd_dossier_keep;
extern const struct ep_command ep_cmd_dossier_plan;
extern const struct ep_command ep_cmd_ontvangers;
extern const struct ep_command ep_cmd_write;
extern const struct ep_command ep_cmd_change;
extern const struct ep_command ep_cmd_share;
extern const struct ep_command ep_cmd_ask;
extern const struct ep_command ep_cmd_show;
extern const struct ep_command ep_cmd_wie;
extern const struct ep_command ep_cmd_versies;
extern const struct ep_command ep_cmd_inzage;
extern const struct ep_command ep_cmd_werklijst;
extern const struct ep_command ep_cmd_withdrawals;
extern const struct ep_command ep_cmd_log_list;
extern const struct ep_command ep_cmd_log_roots;
extern const struct ep_command ep_cmd_log_verify;
extern const struct ep_command ep_cmd_log_review;
extern const struct ep_command ep_cmd_status;
extern const struct ep_command ep_cmd_web;
extern const struct ep_command ep_cmd_run;
extern const struct ep_command ep_cmd_completion;
extern const struct ep_command ep_cmd_help;

const struct ep_command *const ep_commands[] = {
    &ep_cmd_org_create,
    &ep_cmd_org_show,
    &ep_cmd_peer_invite,
    &ep_cmd_peer_accept,
    &ep_cmd_peer_wait,
    &ep_cmd_peer_list,
    &ep_cmd_peer_end,
    &ep_cmd_user_invite,
    &ep_cmd_user_join,
    &ep_cmd_user_list,
    &ep_cmd_user_end,
    &ep_cmd_team_create,
    &ep_cmd_team_add,
    &ep_cmd_team_remove,
    &ep_cmd_team_renew,
    &ep_cmd_team_end,
    &ep_cmd_team_list,
    &ep_cmd_huishouden_create,
    &ep_cmd_huishouden_list,
    &ep_cmd_huishouden_invite,
    &ep_cmd_huishouden_accept,
    &ep_cmd_huishouden_leave,
    &ep_cmd_huishouden_staf,
    &ep_cmd_inzage_gezien,
    &ep_cmd_lid_add,
    &ep_cmd_lid_end,
    &ep_cmd_regie_propose,
    &ep_cmd_regie_accept,
    &ep_cmd_regie_end,
    &ep_cmd_grant_add,
    &ep_cmd_grant_list,
    &ep_cmd_grant_narrow,
    &ep_cmd_grant_withdraw,
    &ep_cmd_grant_grondslagen,
    &ep_cmd_grant_sjablonen,
    &ep_cmd_policy_show,
    &ep_cmd_policy_export,
    &ep_cmd_domeinen,
    &ep_cmd_soorten,
    &ep_cmd_dossier_keep,
    &ep_cmd_dossier_plan,
    &ep_cmd_ontvangers,
    &ep_cmd_write,
    &ep_cmd_change,
    &ep_cmd_share,
    &ep_cmd_ask,
    &ep_cmd_show,
    &ep_cmd_wie,
    &ep_cmd_versies,
    &ep_cmd_inzage,
    &ep_cmd_werklijst,
    &ep_cmd_withdrawals,
    &ep_cmd_log_list,
    &ep_cmd_log_roots,
    &ep_cmd_log_verify,
    &ep_cmd_log_review,
    &ep_cmd_status,
    &ep_cmd_web,
    &ep_cmd_run,
    &ep_cmd_completion,
    &ep_cmd_help,
    NULL,
};
