#include "cli/lists.h"

#include "proto/access.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One organisation under way: everything is made in memory first, and only then written, so that a mistake in a name
 * or an address changes nothing. */
struct founding {
    struct ep_cli *cli;
    const struct ep_args *args;
    struct ep_kluis root, authority, steward;
    struct ep_dh_pair node_link;
    uint8_t node_sign_seed[32];
    struct ep_sign_pair node_sign;
};

static void keys(struct ep_kluis *kluis, enum ep_kluis_sort sort, const char *name)
{
    kluis->sort = sort;
    snprintf(kluis->name, sizeof kluis->name, "%s", name);
    ep_random(NULL, kluis->sign_seed, 32);
    ep_random(NULL, kluis->seal_secret, 32);
    ep_random(NULL, kluis->link_secret, 32);
    ep_random(NULL, kluis->psk, 32);
    ep_kluis_complete(kluis);
}

static void make_keys(struct founding *f)
{
    const char *route = ep_arg(f->args, "route") != NULL ? ep_arg(f->args, "route") : ep_arg(f->args, "adres");
    uint8_t secret[32];
    ep_random(NULL, secret, 32);
    ep_dh_pair_make(&f->node_link, secret);
    ep_wipe(secret, sizeof secret);
    ep_random(NULL, f->node_sign_seed, 32);
    ep_sign_pair_make(&f->node_sign, f->node_sign_seed);
    keys(&f->root, EP_KLUIS_ROOT, ep_arg(f->args, "naam"));
    keys(&f->authority, EP_KLUIS_AUTHORITY, ep_arg(f->args, "naam"));
    keys(&f->steward, EP_KLUIS_USER, ep_arg(f->args, "beheerder"));
    struct ep_kluis *const all[] = {&f->root, &f->authority, &f->steward};
    for (size_t i = 0; i < 3; i++) {
        memcpy(all[i]->root, f->root.sign.public_key, 32);
        memcpy(all[i]->node_link, f->node_link.public_key, 32);
        snprintf(all[i]->route, sizeof all[i]->route, "%s", route);
        ep_kluis_complete(all[i]);
    }
}

static ep_err put_frame(ep_out *out, ep_bytes bytes)
{
    uint8_t head[EP_FRAME_HEAD_BYTES];
    ep_frame_head(head, bytes.len);
    ep_err err = ep_out_put(out, EP_BYTES(head));
    return err == EP_OK ? ep_out_put(out, bytes) : err;
}

static ep_err put_statement(ep_out *to, struct ep_statement *st, const struct ep_kluis *by)
{
    uint8_t buffer[4096];
    ep_out out = EP_OUT(buffer);
    st->org = by->org;
    st->author = by->id;
    st->version = 1;
    st->hour = ep_cli_now_s() / 3600;
    ep_err err = ep_statement_put(&out, st, &by->sign);
    return err == EP_OK ? put_frame(to, ep_out_bytes(&out)) : err;
}

static ep_err first_statements(struct founding *f, ep_out *out)
{
    struct ep_statement card = {.kind = ep_kind(EP_CARD), .id = f->root.org};
    const char *route = ep_arg(f->args, "route");
    card.body.card.name = ep_text(ep_arg(f->args, "naam"));
    card.body.card.sort = ep_text(ep_arg(f->args, "soort"));
    if (route != NULL)
        card.body.card.route = ep_text(route);
    memcpy(card.body.card.root, f->root.sign.public_key, 32);
    memcpy(card.body.card.authority, f->authority.sign.public_key, 32);
    memcpy(card.body.card.node_sign, f->node_sign.public_key, 32);
    memcpy(card.body.card.node_link, f->node_link.public_key, 32);
    struct ep_statement user = {.kind = ep_kind(EP_USER), .id = f->steward.id};
    struct ep_msg_apply steward = ep_kluis_application(&f->steward, f->root.org);
    user.body.user = ep_application_user(&steward, EP_ROLE_STEWARD, ep_cli_now_s() / 3600);
    ep_err err = put_statement(out, &card, &f->root);
    return err == EP_OK ? put_statement(out, &user, &f->authority) : err;
}

static ep_err put_access(ep_out *to, const struct ep_kluis *kluis)
{
    uint8_t buffer[256];
    ep_out out = EP_OUT(buffer);
    struct ep_access_record access = {.id = kluis->id, .authority = kluis->sort == EP_KLUIS_AUTHORITY};
    memcpy(access.link, kluis->link.public_key, 32);
    memcpy(access.psk, kluis->psk, 32);
    ep_err err = ep_record_put(&out, ep_access_record_table, &access);
    if (err == EP_OK)
        err = put_frame(to, ep_out_bytes(&out));
    ep_wipe(&access, sizeof access);
    ep_wipe(buffer, sizeof buffer);
    return err;
}

static ep_err write_file(struct ep_cli *cli, const char *folder, const char *name, ep_bytes bytes)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return ep_cli_fault(cli, EP_FILE, folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return ep_cli_fault(cli, errno == EEXIST ? EP_EXISTS : EP_FILE, path);
    bool whole = write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len && fsync(fd) == 0;
    return close(fd) == 0 && whole ? EP_OK : ep_cli_fault(cli, EP_FILE, path);
}

static ep_err write_node(struct founding *f)
{
    const char *folder = ep_arg(f->args, "map");
    uint8_t buffer[8192];
    char config[1024];
    ep_out out = EP_OUT(buffer);
    ep_err err = ep_out_put(&out, ep_text(EP_NODE_KEY_MAGIC));
    if (err == EP_OK)
        err = ep_out_put(&out, EP_BYTES(f->node_link.secret_key));
    if (err == EP_OK)
        err = ep_out_put(&out, EP_BYTES(f->node_sign_seed));
    if (err == EP_OK)
        err = ep_out_put(&out, EP_BYTES(f->root.sign.public_key));
    if (err == EP_OK)
        err = write_file(f->cli, folder, "node.key", ep_out_bytes(&out));
    out.len = 0;
    if (err == EP_OK)
        err = first_statements(f, &out);
    if (err == EP_OK)
        err = write_file(f->cli, folder, "first.statements", ep_out_bytes(&out));
    out.len = 0;
    if (err == EP_OK)
        err = put_access(&out, &f->authority);
    if (err == EP_OK)
        err = put_access(&out, &f->steward);
    if (err == EP_OK)
        err = write_file(f->cli, folder, "first.access", ep_out_bytes(&out));
    ep_wipe(buffer, sizeof buffer);
    int len = snprintf(config, sizeof config, "# eenpland, het knooppunt van deze organisatie.\n[node]\nlisten = %s\n",
                       ep_arg(f->args, "adres"));
    return err == EP_OK ? write_file(f->cli, folder, "node.ini", (ep_bytes){(uint8_t *)config, (size_t)len}) : err;
}

static ep_err write_kluis(struct founding *f, const struct ep_kluis *kluis, const char *name, const char *label)
{
    char path[4096];
    char passphrase[512];
    struct ep_cli *cli = f->cli;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", ep_arg(f->args, "kluizen"), name) >= sizeof path)
        return ep_cli_fault(cli, EP_FILE, ep_arg(f->args, "kluizen"));
    fprintf(cli->out, "%s: %s\n", label, path);
    ep_err err = ep_cli_passphrase(cli, true, passphrase, sizeof passphrase);
    if (err == EP_OK)
        err =
            ep_kluis_write(path, kluis, ep_text(passphrase), cli->small_vault ? EP_VAULT_SMALL : EP_VAULT_FULL, false);
    ep_wipe(passphrase, sizeof passphrase);
    return err == EP_OK ? EP_OK : ep_cli_fault(cli, err, path);
}

static ep_err check_address(struct ep_cli *cli, const char *address)
{
    const char *colon = address != NULL ? strrchr(address, ':') : NULL;
    if (address == NULL)
        return EP_OK;
    long port = colon != NULL ? strtol(colon + 1, NULL, 10) : 0;
    bool good = colon != address && port >= 1 && port <= 65535 && strlen(address) <= EP_ADDRESS_BYTES_MAX;
    return good ? EP_OK : ep_cli_fault(cli, EP_USAGE, address);
}

static ep_err make_folder(struct ep_cli *cli, const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST ? EP_OK : ep_cli_fault(cli, EP_FILE, path);
}

/* Looked at first, so that a file in the way of the last step leaves no half an organisation. */
static ep_err nothing_there(struct founding *f)
{
    static const char *const names[][2] = {
        {"map", "node.key"},       {"map", "first.statements"},     {"map", "first.access"},     {"map", "node.ini"},
        {"kluizen", "root.kluis"}, {"kluizen", "autoriteit.kluis"}, {"kluizen", "steward.kluis"}};
    char path[4096];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *folder = ep_arg(f->args, names[i][0]);
        if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, names[i][1]) >= sizeof path)
            return ep_cli_fault(f->cli, EP_FILE, folder);
        if (access(path, F_OK) == 0)
            return ep_cli_fault(f->cli, EP_EXISTS, path);
    }
    return EP_OK;
}

static ep_err create(struct ep_cli *cli, const struct ep_args *args)
{
    char id[EP_WORDS_TEXT_BYTES_MAX];
    ep_err err = check_address(cli, ep_arg(args, "adres"));
    if (err == EP_OK)
        err = check_address(cli, ep_arg(args, "route"));
    if (err == EP_OK && strcmp(ep_arg(args, "map"), ep_arg(args, "kluizen")) == 0)
        err = ep_cli_fault(cli, EP_VAULTS_BESIDE, ep_arg(args, "map"));
    if (err == EP_OK && strlen(ep_arg(args, "naam")) > EP_NAME_BYTES_MAX)
        err = ep_cli_fault(cli, EP_TOO_LARGE, "--naam");
    struct founding *f = err == EP_OK ? ep_secret_open(sizeof *f) : NULL;
    if (f == NULL)
        return err == EP_OK ? EP_NO_MEMORY : err;
    f->cli = cli;
    f->args = args;
    make_keys(f);
    err = nothing_there(f);
    if (err == EP_OK)
        err = make_folder(cli, ep_arg(args, "map"));
    if (err == EP_OK)
        err = make_folder(cli, ep_arg(args, "kluizen"));
    if (err == EP_OK)
        err = write_node(f);
    if (err == EP_OK)
        err = write_kluis(
            f, &f->root, "root.kluis",
            T(cli, "Kluis van de organisatie (bewaar deze offline)", "Vault of the organisation (keep it offline)"));
    if (err == EP_OK)
        err = write_kluis(f, &f->authority, "autoriteit.kluis",
                          T(cli, "Kluis van de gebruikersautoriteit", "Vault of the user authority"));
    if (err == EP_OK)
        err = write_kluis(f, &f->steward, "steward.kluis",
                          T(cli, "Kluis van de eerste teambeheerder", "Vault of the first steward"));
    ep_words_text(id, ep_id_bytes(&f->root.org), 6);
    if (err == EP_OK)
        fprintf(cli->out,
                T(cli, "Organisatie %s, kenmerk: %s\nStart het knooppunt: eenpland %s\n",
                  "Organisation %s, fingerprint: %s\nStart the node: eenpland %s\n"),
                ep_arg(args, "naam"), id, ep_arg(args, "map"));
    ep_secret_close(f);
    return err;
}

/* clang-format off */
static const struct ep_option create_options[] = {
    {"naam", "TEKST", {"name of the organisation", "naam van de organisatie"}, true},
    {"soort", "CODE", {"kind: gemeente, jeugdhulp, school, ggz, …", "soort: gemeente, jeugdhulp, school, ggz, …"}, true},
    {"beheerder", "NAAM", {"name of the first steward", "naam van de eerste teambeheerder"}, true},
    {"map", "MAP", {"folder for the node", "map voor het knooppunt"}, true},
    {"kluizen", "MAP", {"folder for the vaults, elsewhere", "map voor de kluizen, ergens anders"}, true},
    {"adres", "HOST:POORT", {"where the node listens", "waar het knooppunt luistert"}, true},
    {"route", "HOST:POORT", {"where others reach it; without it only this node dials",
                             "waar anderen het bereiken; zonder dit belt alleen dit knooppunt"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_org_create = {
    .name = "org create",
    .positions = "",
    .summary = {"set up an organisation: vaults and a node directory",
                "richt een organisatie in: kluizen en een knooppuntmap"},
    .options = create_options,
    .option_count = sizeof create_options / sizeof create_options[0],
    .run = create,
};

static const char *const sorts[] = {
    [EP_KLUIS_ROOT] = "root", [EP_KLUIS_AUTHORITY] = "autoriteit", [EP_KLUIS_USER] = "gebruiker"};

static ep_err put_kluis(const struct ep_cli *cli)
{
    struct ep_json *json = ep_json_open();
    ep_json_word(json, "formaat", "eenplan-kluis-1");
    ep_json_word(json, "soort", sorts[cli->kluis->sort]);
    ep_json_word(json, "naam", cli->kluis->name);
    ep_json_id(json, "gebruiker", cli->kluis->id);
    ep_json_id(json, "organisatie", cli->kluis->org);
    ep_json_kenmerk(json, "kenmerk", cli->kluis->org);
    ep_json_word(json, "knooppunt", cli->kluis->route);
    return ep_json_close(json, cli->out);
}

static ep_err show(struct ep_cli *cli, const struct ep_args *args)
{
    char words[EP_WORDS_TEXT_BYTES_MAX];
    char hex[EP_ID_HEX];
    char name[EP_SCREEN_BYTES];
    char route[EP_SCREEN_BYTES];
    (void)args;
    ep_err err = ep_cli_unlock(cli);
    if (err != EP_OK)
        return err;
    if (cli->json)
        return put_kluis(cli);
    ep_words_text(words, ep_id_bytes(&cli->kluis->org), 6);
    ep_hex(hex, ep_id_bytes(&cli->kluis->org));
    fprintf(cli->out,
            T(cli, "Kluis: %s van %s\nOrganisatie: %s (%s)\nKnooppunt: %s\n",
              "Vault: %s of %s\nOrganisation: %s (%s)\nNode: %s\n"),
            sorts[cli->kluis->sort], ep_screen(ep_text(cli->kluis->name), name, sizeof name), hex, words,
            ep_screen(ep_text(cli->kluis->route), route, sizeof route));
    return EP_OK;
}

const struct ep_command ep_cmd_org_show = {
    .name = "org show",
    .positions = "",
    .summary = {"whose vault this is, and its organisation", "van wie deze kluis is, en de organisatie"},
    .run = show,
};
