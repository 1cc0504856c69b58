#include "cli/lists.h"
#include "cli/meeting.h"

#include <string.h>

static ep_err expect_done(struct ep_cli *cli)
{
    enum ep_message_type type;
    union ep_msg msg;
    do {
        ep_err err = ep_client_hear(&cli->client, 60, &type, &msg);
        if (err != EP_OK)
            return err;
        if (type == EP_MSG_FAIL)
            return ep_err_from_wire(msg.fail.code);
    } while (type == EP_MSG_SAY);
    return type == EP_MSG_DONE ? ep_err_from_wire(msg.done.code) : EP_MALFORMED;
}

static ep_err as_authority(struct ep_cli *cli)
{
    ep_err err = ep_cli_directory(cli);
    return err == EP_OK && cli->kluis->sort != EP_KLUIS_AUTHORITY ? EP_SIGNER_ROLE : err;
}

/* Wait until the pairing link is up; fills h and what the other side showed (a copy, at most cap bytes). */
static ep_err wait_met(struct ep_meeting *meeting, ep_out *theirs)
{
    enum ep_message_type type;
    union ep_msg msg;
    ep_err err = ep_client_say(meeting->client, EP_MSG_WAIT, &(struct ep_msg_wait){meeting->id});
    if (err == EP_OK)
        err = ep_client_hear(meeting->client, 0, &type, &msg);
    if (err != EP_OK)
        return err;
    if (type == EP_MSG_FAIL)
        return ep_err_from_wire(msg.fail.code);
    if (type != EP_MSG_MET)
        return EP_MALFORMED;
    memcpy(meeting->h, msg.met.h, 64);
    return ep_out_put(theirs, msg.met.theirs);
}

/* Both sides after the meeting: the words, then the authority's `peer`, then the node keeps the link. The inviter's link
 * key stands in the line (else NULL: only the nodes have seen it). */
static ep_err finish_peer(struct ep_meeting *meeting, ep_bytes theirs, const uint8_t *node_link)
{
    struct ep_cli *cli = meeting->cli;
    struct ep_statement card;
    struct ep_statement before;
    char name[EP_SCREEN_BYTES];
    ep_err err = ep_card_proven(&card, theirs, node_link);
    if (err != EP_OK)
        return err;
    memcpy(meeting->inviter ? meeting->a : meeting->b, cli->kluis->root, 32);
    memcpy(meeting->inviter ? meeting->b : meeting->a, card.body.card.root, 32);
    fprintf(cli->out, T(cli, "De andere kant noemt zich: %s\n", "The other side calls itself: %s\n"),
            ep_screen(card.body.card.name, name, sizeof name));
    err = ep_meeting_words(meeting);
    if (err != EP_OK)
        return err;
    struct ep_statement peer = {.kind = ep_kind(EP_PEER), .id = card.org};
    memcpy(peer.body.peer.root, card.body.card.root, 32);
    if (cli->world.find(cli, EP_PEER, card.org, 0, &before))
        peer.version = before.version + 1;
    /* What the words brought may still have a "done" under way; the put's own answer is the one with its number. */
    struct ep_msg_confirm confirm = {.id = meeting->id};
    memcpy(confirm.a, meeting->a, 32);
    memcpy(confirm.b, meeting->b, 32);
    err = ep_write(cli, &peer);
    if (err == EP_OK)
        err = ep_client_say(&cli->client, EP_MSG_CONFIRM, &confirm);
    if (err == EP_OK)
        err = expect_done(cli);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "Gekoppeld met %s.\n", "Paired with %s.\n"), name);
    return err;
}

static ep_err meet_as_inviter(struct ep_cli *cli, ep_id id)
{
    uint8_t buffer[2048];
    ep_out theirs = EP_OUT(buffer);
    struct ep_meeting meeting = {.cli = cli, .client = &cli->client, .id = id, .inviter = true};
    fprintf(cli->out, "%s\n", T(cli, "Wacht op de andere kant…", "Waiting for the other side…"));
    fflush(cli->out);
    ep_err err = wait_met(&meeting, &theirs);
    return err == EP_OK ? finish_peer(&meeting, ep_out_bytes(&theirs), NULL) : err;
}

/* Ask the node to keep a fresh secret, and show the line. */
static ep_err make_line(struct ep_cli *cli, enum ep_invite_soort soort, ep_id *id)
{
    struct ep_line line = {.org = soort == EP_INVITE_USER ? cli->kluis->org : (ep_id){{0}}};
    struct ep_msg_invite invite = {.soort = soort};
    char text[EP_LINE_BYTES_MAX];
    ep_random(NULL, invite.id.b, EP_ID_BYTES);
    ep_random(NULL, invite.secret, 32);
    *id = line.invitation = invite.id;
    memcpy(line.secret, invite.secret, 32);
    memcpy(line.link, cli->kluis->node_link, 32);
    snprintf(line.route, sizeof line.route, "%s", cli->kluis->route);
    ep_err err = ep_client_say(&cli->client, EP_MSG_INVITE, &invite);
    if (err == EP_OK)
        err = expect_done(cli);
    ep_line_text(text, &line);
    if (err == EP_OK)
        fprintf(cli->out,
                T(cli, "Stuur deze regel (24 uur geldig, één keer te gebruiken):\n\n%s\n\n",
                  "Send this line (valid for 24 hours, to be used once):\n\n%s\n\n"),
                text);
    fflush(cli->out);
    ep_wipe(&invite, sizeof invite);
    ep_wipe(&line, sizeof line);
    ep_wipe(text, sizeof text);
    return err;
}

static ep_err invite_peer(struct ep_cli *cli, const struct ep_args *args)
{
    ep_id id;
    (void)args;
    ep_err err = as_authority(cli);
    if (err == EP_OK)
        err = make_line(cli, EP_INVITE_PEER, &id);
    return err == EP_OK ? meet_as_inviter(cli, id) : err;
}

const struct ep_command ep_cmd_peer_invite = {
    .name = "peer invite",
    .positions = "",
    .summary = {"invite another organisation: a line to send, and five words each way",
                "nodig een andere organisatie uit: een regel om te sturen, en vijf woorden heen en terug"},
    .run = invite_peer,
};

static ep_err wait_peer(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_line line;
    ep_err err = as_authority(cli);
    if (err == EP_OK)
        err = ep_line_read(args->position[0], &line);
    err = err == EP_OK ? meet_as_inviter(cli, line.invitation) : err;
    ep_wipe(&line, sizeof line);
    return err;
}

const struct ep_command ep_cmd_peer_wait = {
    .name = "peer wait",
    .positions = "<line>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"go on waiting for an organisation that you invited",
                "wacht verder op een organisatie die u uitnodigde"},
    .run = wait_peer,
};

static ep_err accept_peer(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_line line;
    uint8_t buffer[2048];
    ep_out theirs = EP_OUT(buffer);
    ep_err err = ep_line_read(args->position[0], &line);
    if (err == EP_OK && !ep_id_absent(line.org))
        err = EP_LINE_INVALID; /* a line for a new user: that is `eenplan user join` */
    if (err == EP_OK)
        err = as_authority(cli);
    if (err == EP_OK && memcmp(line.link, cli->kluis->node_link, sizeof line.link) == 0)
        err = EP_PEER_SELF;
    struct ep_meeting meeting = {.cli = cli, .client = &cli->client, .id = line.invitation};
    struct ep_msg_dial dial = {.id = line.invitation, .route = ep_text(line.route)};
    memcpy(dial.secret, line.secret, 32);
    memcpy(dial.link, line.link, 32);
    if (err == EP_OK)
        err = ep_client_say(&cli->client, EP_MSG_DIAL, &dial);
    if (err == EP_OK)
        err = expect_done(cli);
    if (err == EP_OK)
        err = wait_met(&meeting, &theirs);
    if (err == EP_OK)
        err = finish_peer(&meeting, ep_out_bytes(&theirs), line.link);
    ep_wipe(&line, sizeof line);
    ep_wipe(&dial, sizeof dial);
    return err;
}

const struct ep_command ep_cmd_peer_accept = {
    .name = "peer accept",
    .positions = "<line>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"accept the invitation of another organisation", "aanvaard de uitnodiging van een andere organisatie"},
    .run = accept_peer,
};

/* [0] in JSON, [1] English, [2] Dutch */
static const char *const *peer_state(const struct ep_cli *cli, const struct ep_statement *peer)
{
    static const char *const words[][3] = {{"beeindigd", "ended", "beëindigd"},
                                           {"nog-niet", "not heard yet", "nog niet gesproken"},
                                           {"verbonden", "connected", "verbonden"},
                                           {"stil", "silent", "stil"}};
    const struct ep_msg_fact *fact = ep_known_fact(cli, EP_FACT_CONTACT, peer->id);
    if (peer->body.peer.ended)
        return words[0];
    if (fact == NULL || fact->x == 0)
        return words[1];
    return words[fact->x >= cli->world.now_hour ? 2 : 3];
}

static void print_peer(const struct ep_cli *cli, const struct ep_statement *peer)
{
    char name[EP_SCREEN_BYTES];
    char words[EP_WORDS_TEXT_BYTES_MAX];
    const char *const *state = peer_state(cli, peer);
    ep_words_text(words, ep_id_bytes(&peer->id), 6);
    fprintf(cli->out, "%-32s %-20s %s\n", ep_name_org(cli, peer->id, name), T(cli, state[2], state[1]), words);
}

static void put_peer(struct ep_json *json, const struct ep_cli *cli, const struct ep_statement *peer)
{
    const struct ep_msg_fact *fact = ep_known_fact(cli, EP_FACT_CONTACT, peer->id);
    struct ep_statement card;
    bool known = cli->world.find(cli->world.ctx, EP_CARD, peer->id, 0, &card);
    ep_json_org(json, "organisatie", cli, peer->id);
    ep_json_text(json, "soort", known ? card.body.card.sort : (ep_bytes){NULL, 0});
    ep_json_word(json, "staat", peer_state(cli, peer)[0]);
    ep_json_hour(json, "contact", fact != NULL ? fact->x : 0);
    ep_json_uint(json, "wachtend", fact != NULL ? fact->y : 0);
    ep_json_kenmerk(json, "kenmerk", peer->id);
}

static ep_err list_peers(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    return ep_list_statements(
        cli,
        &(struct ep_list){
            .kind = EP_PEER, .format = "eenplan-partners-1", .key = "partners", .print = print_peer, .put = put_peer});
}

const struct ep_command ep_cmd_peer_list = {
    .name = "peer list",
    .positions = "",
    .summary = {"the organisations we are paired with", "de organisaties waarmee we gekoppeld zijn"},
    .run = list_peers,
};

static ep_err end_peer(struct ep_cli *cli, const struct ep_args *args)
{
    struct ep_statement peer;
    char name[EP_SCREEN_BYTES];
    ep_id org;
    ep_err err = as_authority(cli);
    if (err == EP_OK)
        err = ep_find_org(cli, args->position[0], &org);
    if (err != EP_OK)
        return err;
    if (!cli->world.find(cli, EP_PEER, org, 0, &peer))
        return EP_ROOT_UNKNOWN;
    if (peer.body.peer.ended)
        return EP_PEER_ENDED;
    peer.version++;
    peer.body.peer.ended = true;
    err = ep_write(cli, &peer);
    ep_name_org(cli, org, name);
    if (err == EP_OK)
        fprintf(
            cli->out,
            T(cli,
              "De koppeling met %s is beëindigd. Alles delen met en door %s stopt, en wat die deelde, wordt hier "
              "verwijderd.\n"
              "%s hoort dat niet van dit knooppunt: vraag of die de koppeling ook beëindigt, dan verwijdert ook die.\n",
              "The pairing with %s has ended. All sharing with and by %s stops, and what it shared is deleted here.\n"
              "%s does not hear that from this node: ask it to end the pairing too, so that it deletes as well.\n"),
            name, name, name);
    return err;
}

const struct ep_command ep_cmd_peer_end = {
    .name = "peer end",
    .positions = "<organisatie>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"end the pairing with an organisation: all sharing with it stops",
                "beëindig de koppeling met een organisatie: alle delen ermee stopt"},
    .run = end_peer,
};

/* A new user: the application is what the words are about, so that no node can put other keys in its place. */
static ep_err sign_user(struct ep_cli *cli, struct ep_meeting *meeting, ep_bytes application, uint64_t roles)
{
    struct ep_msg_apply apply;
    char name[EP_SCREEN_BYTES];
    ep_err err = ep_record_take(application, ep_message_table(EP_MSG_APPLY), &apply);
    if (err != EP_OK)
        return err;
    memcpy(meeting->a, cli->kluis->root, 32);
    ep_meeting_apply_hash(meeting->b, application);
    fprintf(cli->out, T(cli, "De nieuwe gebruiker noemt zich: %s\n", "The new user calls himself: %s\n"),
            ep_screen(apply.name, name, sizeof name));
    err = ep_meeting_words(meeting);
    if (err != EP_OK)
        return err;
    struct ep_statement user = {.kind = ep_kind(EP_USER), .id = ep_id_of_key(apply.sign)};
    user.body.user = ep_application_user(&apply, roles, cli->world.now_hour);
    struct ep_msg_confirm confirm = {.id = meeting->id};
    memcpy(confirm.a, meeting->a, 32);
    memcpy(confirm.b, meeting->b, 32);
    err = ep_write(cli, &user);
    if (err == EP_OK)
        err = ep_client_say(&cli->client, EP_MSG_CONFIRM, &confirm);
    if (err == EP_OK)
        err = expect_done(cli);
    if (err == EP_OK)
        fprintf(cli->out, T(cli, "%s is nu gebruiker.\n", "%s is a user now.\n"), name);
    return err;
}

static ep_err invite_user(struct ep_cli *cli, const struct ep_args *args)
{
    uint8_t buffer[1024];
    ep_out theirs = EP_OUT(buffer);
    struct ep_meeting meeting = {.cli = cli, .client = &cli->client, .inviter = true};
    uint64_t roles = (ep_arg(args, "steward") != NULL ? EP_ROLE_STEWARD : 0u) |
                     (ep_arg(args, "privacy") != NULL ? EP_ROLE_PRIVACY : 0u);
    ep_err err = as_authority(cli);
    if (err == EP_OK)
        err = make_line(cli, EP_INVITE_USER, &meeting.id);
    if (err == EP_OK)
        err = wait_met(&meeting, &theirs);
    return err == EP_OK ? sign_user(cli, &meeting, ep_out_bytes(&theirs), roles) : err;
}

/* clang-format off */
static const struct ep_option invite_options[] = {
    {"steward", NULL, {"the new user may make and change teams", "de nieuwe gebruiker mag teams maken en wijzigen"}, false},
    {"privacy", NULL, {"the new user is the privacy officer, who is told of emergencies", "de nieuwe gebruiker is de privacyfunctionaris, die bericht krijgt van noodgevallen"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_user_invite = {
    .name = "user invite",
    .positions = "",
    .summary = {"invite a colleague as a user", "nodig een collega uit als gebruiker"},
    .options = invite_options,
    .option_count = sizeof invite_options / sizeof invite_options[0],
    .run = invite_user,
};

static const struct {
    uint64_t role;
    const char *name[3]; /* [0] in JSON, [1] English, [2] Dutch */
} roles[] = {{EP_ROLE_STEWARD, {"teambeheerder", "steward", "teambeheerder"}},
             {EP_ROLE_PRIVACY, {"privacyfunctionaris", "privacy officer", "privacyfunctionaris"}}};
#define ROLES (sizeof roles / sizeof roles[0])

static void print_user(const struct ep_cli *cli, const struct ep_statement *user)
{
    char name[EP_SCREEN_BYTES];
    bool live = cli->world.now_hour < user->body.user.until;
    fprintf(cli->out, "%-32s", ep_name_user(cli, user->id, name));
    for (size_t i = 0; i < ROLES; i++)
        if ((user->body.user.roles & roles[i].role) != 0)
            fprintf(cli->out, " %s", T(cli, roles[i].name[2], roles[i].name[1]));
    fprintf(cli->out, "%s\n", live ? "" : T(cli, " beëindigd", " ended"));
}

static void put_user(struct ep_json *json, const struct ep_cli *cli, const struct ep_statement *user)
{
    char name[EP_SCREEN_BYTES];
    ep_json_id(json, "id", user->id);
    ep_json_word(json, "naam", ep_name_user(cli, user->id, name));
    ep_json_array(json, "rollen");
    for (size_t i = 0; i < ROLES; i++)
        if ((user->body.user.roles & roles[i].role) != 0)
            ep_json_word(json, NULL, roles[i].name[0]);
    ep_json_end(json);
    ep_json_hour(json, "tot", user->body.user.until);
    ep_json_word(json, "staat", cli->world.now_hour < user->body.user.until ? "actief" : "beeindigd");
}

static ep_err list_users(struct ep_cli *cli, const struct ep_args *args)
{
    (void)args;
    return ep_list_statements(cli, &(struct ep_list){.kind = EP_USER,
                                                     .own = true,
                                                     .format = "eenplan-gebruikers-1",
                                                     .key = "gebruikers",
                                                     .print = print_user,
                                                     .put = put_user});
}

const struct ep_command ep_cmd_user_list = {
    .name = "user list",
    .positions = "",
    .summary = {"the users of the own organisation", "de gebruikers van de eigen organisatie"},
    .run = list_users,
};

static ep_err end_user(struct ep_cli *cli, const struct ep_args *args)
{
    ep_id id;
    struct ep_statement user;
    ep_err err = as_authority(cli);
    if (err == EP_OK)
        err = ep_find_user(cli, cli->kluis->org, args->position[0], &id);
    if (err != EP_OK || !cli->world.find(cli, EP_USER, id, 0, &user))
        return err;
    user.version++;
    user.body.user.until = cli->world.now_hour;
    err = ep_write(cli, &user);
    if (err == EP_OK)
        fprintf(cli->out, "%s\n",
                T(cli, "Beëindigd. Laat een teambeheerder hem nu uit zijn teams halen: eenplan team remove.",
                  "Ended. Now let a steward take the user out of the teams: eenplan team remove."));
    return err;
}

const struct ep_command ep_cmd_user_end = {
    .name = "user end",
    .positions = "<user>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"end a user: the node stops serving at once", "beëindig een gebruiker: het knooppunt stopt meteen"},
    .run = end_user,
};
