#include "cli/command.h"
#include "cli/meeting.h"

#include <string.h>

/* A new user's own vault: keys are made here and never leave; the words make sure that the authority signs these. */

struct joining {
    struct ep_kluis kluis;
    struct ep_line line;
    struct ep_client client;
    uint8_t application[512];
    ep_out applied;
    struct ep_statement card;
    uint8_t card_bytes[1024];
};

static void make_keys(struct joining *joining, const char *name)
{
    struct ep_kluis *kluis = &joining->kluis;
    kluis->sort = EP_KLUIS_USER;
    snprintf(kluis->name, sizeof kluis->name, "%s", name);
    snprintf(kluis->route, sizeof kluis->route, "%s", joining->line.route);
    memcpy(kluis->node_link, joining->line.link, 32);
    ep_random(NULL, kluis->sign_seed, 32);
    ep_random(NULL, kluis->seal_secret, 32);
    ep_random(NULL, kluis->link_secret, 32);
    ep_kluis_complete(kluis);
}

static ep_err dial(struct joining *joining)
{
    uint8_t psk[32];
    const struct ep_line *line = &joining->line;
    ep_pair_psk(psk, line->secret, line->invitation);
    ep_err err = ep_client_open(&joining->client, line->route, EP_MODE_PAIR, line->invitation, &joining->kluis.link,
                                line->link, psk);
    ep_wipe(psk, sizeof psk);
    return err == EP_REFUSED_LINK ? EP_INVITE_USED : err;
}

static ep_err apply(struct joining *joining)
{
    struct ep_msg_apply message = ep_kluis_application(&joining->kluis, joining->line.org);
    joining->applied = EP_OUT(joining->application);
    ep_err err = ep_record_put(&joining->applied, ep_message_table(EP_MSG_APPLY), &message);
    return err == EP_OK ? ep_client_say(&joining->client, EP_MSG_APPLY, &message) : err;
}

/* The node's card must be of the organisation whose hash stands in the line. */
static ep_err hear_card(struct joining *joining)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_out copy = EP_OUT(joining->card_bytes);
    ep_err err = ep_client_hear(&joining->client, 30, &type, &msg);
    if (err == EP_CLOSED)
        return EP_INVITE_USED;
    if (err == EP_OK && type == EP_MSG_FAIL)
        return ep_err_from_wire(msg.fail.code);
    if (err == EP_OK && type != EP_MSG_PUT)
        err = EP_MALFORMED;
    if (err == EP_OK)
        err = ep_out_put(&copy, msg.put.statement);
    if (err == EP_OK)
        err = ep_card_proven(&joining->card, ep_out_bytes(&copy), joining->line.link);
    if (err == EP_OK && !ep_id_equal(joining->card.org, joining->line.org))
        err = EP_CARD_MISMATCH;
    if (err == EP_OK)
        memcpy(joining->kluis.root, joining->card.body.card.root, 32);
    return err;
}

/* The authority's signature under exactly the keys that were made here. */
static ep_err hear_user(struct joining *joining)
{
    enum ep_message_type type;
    union ep_msg msg;
    struct ep_statement user;
    ep_err err = ep_client_hear(&joining->client, 600, &type, &msg);
    if (err == EP_OK && type == EP_MSG_FAIL)
        return ep_err_from_wire(msg.fail.code);
    if (err == EP_OK && type != EP_MSG_GIVE)
        err = EP_MALFORMED;
    if (err == EP_OK)
        err = ep_statement_open(&user, msg.give.statement);
    if (err != EP_OK)
        return err;
    const struct ep_kluis *kluis = &joining->kluis;
    if (user.kind->code != EP_USER || memcmp(user.body.user.sign, kluis->sign.public_key, 32) != 0 ||
        memcmp(user.body.user.seal, kluis->seal.public_key, 32) != 0 ||
        memcmp(user.body.user.link, kluis->link.public_key, 32) != 0)
        return EP_ID_MISMATCH;
    return ep_statement_verify(&user, joining->card.body.card.authority);
}

static ep_err meet(struct ep_cli *cli, struct joining *joining)
{
    struct ep_meeting meeting = {.cli = cli, .client = &joining->client, .id = joining->line.invitation};
    ep_err err = hear_card(joining);
    if (err != EP_OK)
        return err;
    memcpy(meeting.h, joining->client.session.handshake_hash, 64);
    memcpy(meeting.a, joining->kluis.root, 32);
    ep_meeting_apply_hash(meeting.b, ep_out_bytes(&joining->applied));
    err = ep_meeting_words(&meeting);
    if (err == EP_OK)
        err = hear_user(joining);
    ep_link_psk(joining->kluis.psk, joining->line.secret, meeting.h, meeting.a, meeting.b);
    ep_kluis_complete(&joining->kluis);
    return err;
}

static ep_err save(struct ep_cli *cli, const struct joining *joining)
{
    char passphrase[512];
    ep_err err = ep_cli_passphrase(cli, true, passphrase, sizeof passphrase);
    if (err == EP_OK)
        err = ep_kluis_write(cli->kluis_path, &joining->kluis, ep_text(passphrase),
                             cli->small_vault ? EP_VAULT_SMALL : EP_VAULT_FULL, false);
    ep_wipe(passphrase, sizeof passphrase);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "Kluis gemaakt: %s\n", "Vault made: %s\n"), cli->kluis_path);
    return err == EP_OK ? EP_OK : ep_cli_fault(cli, err, cli->kluis_path);
}

static ep_err join_with(struct ep_cli *cli, const struct ep_args *args, struct joining *joining)
{
    ep_err err = ep_line_read(args->position[0], &joining->line);
    if (err == EP_OK && ep_id_absent(joining->line.org))
        err = EP_LINE_INVALID; /* a line for an organisation: that is `eenplan peer accept` */
    if (err != EP_OK)
        return err;
    make_keys(joining, ep_arg(args, "naam"));
    err = dial(joining);
    if (err != EP_OK)
        return ep_cli_fault(cli, err, joining->line.route);
    err = apply(joining);
    if (err == EP_OK)
        err = meet(cli, joining);
    if (err == EP_OK)
        err = save(cli, joining);
    ep_client_close(&joining->client);
    return err;
}

static ep_err join(struct ep_cli *cli, const struct ep_args *args)
{
    FILE *there = cli->kluis_path != NULL ? fopen(cli->kluis_path, "r") : NULL;
    if (cli->kluis_path == NULL)
        return EP_NO_KLUIS;
    if (there != NULL) {
        fclose(there);
        return ep_cli_fault(cli, EP_EXISTS, cli->kluis_path);
    }
    struct joining *joining = ep_secret_open(sizeof *joining);
    if (joining == NULL)
        return EP_NO_MEMORY;
    ep_err err = join_with(cli, args, joining);
    ep_secret_close(joining);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"naam", "NAAM", {"your name, as colleagues and peers see it", "uw naam, zoals collega's en partners die zien"}, true},
};
/* clang-format on */

const struct ep_command ep_cmd_user_join = {
    .name = "user join",
    .positions = "<line>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"join your organisation with a vault of your own", "meld u aan bij uw organisatie met een eigen kluis"},
    .options = options,
    .option_count = 1,
    .run = join,
};
