/* Promise: a client trusts no node and guesses for no one. A node that shows less than before, a name that fits twice,
 * an inviter who changes his word, a vault that has no session, and a passphrase that is not there: each has its code. */
#define _XOPEN_SOURCE 700
#include "cli/meeting.h"
#include "tests/support/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SEEN_VERSION "7"
#define SEEN_ORG "09090909090909090909090909090909"

/* A world of two teams whose names begin alike. */
static struct ep_statement team(uint8_t id, const char *name)
{
    struct ep_statement st = {.kind = ep_kind(EP_TEAM), .version = 2};
    memset(st.id.b, id, EP_ID_BYTES);
    memset(st.org.b, 9, EP_ID_BYTES);
    st.body.team.name = ep_text(name);
    st.body.team.until = 1;
    return st;
}

static void each(void *ctx, enum ep_kind_code kind, ep_id huishouden, ep_visit *visit, void *arg)
{
    struct ep_statement teams[] = {team(1, "Oost een"), team(2, "Oost twee")};
    (void)ctx;
    (void)huishouden;
    for (size_t i = 0; kind == EP_TEAM && i < 2; i++)
        if (!visit(arg, &teams[i]))
            return;
}

static bool find(void *ctx, enum ep_kind_code kind, ep_id id, uint64_t version, struct ep_statement *out)
{
    (void)ctx;
    *out = team(id.b[0], id.b[0] == 1 ? "Oost een" : "Oost twee");
    return kind == EP_TEAM && id.b[0] <= 2 && (version == 0 || version == 2);
}

struct desk {
    struct ep_cli cli; /* first, so that a test has it as its state */
    char folder[64];
};

static int open_cli(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct ep_cli *cli = &desk->cli;
    if (desk == NULL || ep_crypto_open() != EP_OK)
        return -1;
    snprintf(desk->folder, sizeof desk->folder, "/tmp/eenplan-client-XXXXXX");
    if (mkdtemp(desk->folder) == NULL)
        return -1;
    ep_cli_init(cli);
    /* Everything is asked of this world. */
    cli->world = (struct ep_world){.ctx = cli, .find = find, .each = each};
    cli->world.own_org = team(1, "").org;
    cli->small_vault = true;
    cli->err = fopen("/dev/null", "w");
    cli->out = fopen("/dev/null", "w");
    *state = cli;
    return cli->err != NULL && cli->out != NULL ? 0 : -1;
}

static int close_cli(void **state)
{
    struct ep_cli *cli = *state;
    fclose(cli->err);
    fclose(cli->out);
    ep_cli_close(cli);
    rmdir(((struct desk *)*state)->folder);
    free(cli);
    return 0;
}

static void path_in(const struct ep_cli *cli, char out[256], const char *name)
{
    snprintf(out, 256, "%s/%s", ((const struct desk *)(const void *)cli)->folder, name);
}

static void test_a_name_that_fits_two_teams_is_refused(void **state)
{
    struct ep_cli *cli = *state;
    ep_id id;
    assert_int_equal(ep_find_team(cli, (ep_id){{0}}, "Oost", &id), EP_AMBIGUOUS);
    assert_int_equal(ep_find_team(cli, (ep_id){{0}}, "Oost twee", &id), EP_OK);
    assert_int_equal(id.b[0], 2);
    assert_int_equal(ep_find_team(cli, (ep_id){{0}}, "West", &id), EP_NOT_FOUND);
}

/* Whoever signed it: an id that does not prove its organisation is used for nothing. */
static void test_an_id_of_another_organisation_is_not_used(void **state)
{
    struct ep_cli *cli = *state;
    struct ep_statement st = {
        .kind = ep_kind(EP_ASK), .version = 1, .org = {{9}}, .author = {{8}}, .huishouden = {{7}}};
    const uint8_t choice[EP_ID_CHOICE_BYTES] = {6};
    const ep_err want[] = {EP_ROOT_UNKNOWN, EP_ID_MISMATCH};
    const uint8_t seed[32] = {5};
    struct ep_sign_pair by;
    ep_sign_pair_make(&by, seed);
    st.body.ask = (struct ep_ask){.to_org = {{4}}, .soort = 1};
    for (size_t i = 0; i < 2; i++) {
        uint8_t buffer[512];
        ep_out out = EP_OUT(buffer);
        st.id = ep_id_made(i == 0 ? st.org : st.author, choice);
        assert_int_equal(ep_statement_put(&out, &st, &by), EP_OK);
        assert_int_equal(ep_known_add(cli, ep_out_bytes(&out)), want[i]);
    }
}

static void test_a_node_that_shows_an_older_team_is_an_alarm(void **state)
{
    struct ep_cli *cli = *state;
    char kluis[256];
    char seen[300];
    path_in(cli, kluis, "k.kluis");
    snprintf(seen, sizeof seen, "%s.gezien", kluis);
    cli->kluis_path = kluis;
    assert_int_equal(ep_seen_check(cli), EP_OK); /* the first time: remembered */
    assert_int_equal(ep_seen_check(cli), EP_OK);
    FILE *file = fopen(seen, "w");
    assert_non_null(file);
    fprintf(file, "%d 01010101010101010101010101010101 " SEEN_ORG " " SEEN_VERSION " 1\n", EP_TEAM);
    fclose(file);
    assert_int_equal(ep_seen_check(cli), EP_SEEN_LOWER);
    file = fopen(seen, "w");
    assert_non_null(file);
    fprintf(file, "%d 05050505050505050505050505050505 " SEEN_ORG " 1 1\n", EP_TEAM); /* not shown at all any more */
    fclose(file);
    assert_int_equal(ep_seen_check(cli), EP_SEEN_LOWER);
    unlink(seen);
}

static void test_a_passphrase_that_is_not_there_is_said(void **state)
{
    struct ep_cli *cli = *state;
    char out[64];
    char path[256];
    path_in(cli, path, "geen-bestand");
    cli->wachtzin_path = path;
    assert_int_equal(ep_cli_passphrase(cli, false, out, sizeof out), EP_NO_PASSPHRASE);
}

static void test_the_root_vault_opens_no_session_and_no_vault_is_none(void **state)
{
    struct ep_cli *cli = *state;
    char kluis[256];
    char words[256];
    struct ep_kluis root = {.sort = EP_KLUIS_ROOT, .name = "Proef", .route = "127.0.0.1:1"};
    cli->kluis_path = NULL;
    assert_int_equal(ep_cli_online(cli), EP_NO_KLUIS);
    path_in(cli, kluis, "root.kluis");
    path_in(cli, words, "wachtzin");
    FILE *file = fopen(words, "w");
    assert_non_null(file);
    fputs("een twee drie\n", file);
    fclose(file);
    ep_random(NULL, root.sign_seed, 32);
    ep_kluis_complete(&root);
    assert_int_equal(ep_kluis_write(kluis, &root, ep_text("een twee drie"), EP_VAULT_SMALL, false), EP_OK);
    cli->kluis_path = kluis;
    cli->wachtzin_path = words;
    assert_int_equal(ep_cli_online(cli), EP_NO_SESSION);
    unlink(kluis);
    unlink(words);
}

/* An inviter who promises one number and, having heard the other side's, shows another. */
static void cheat(struct ep_client *client)
{
    uint8_t promise[32] = {1};
    uint8_t other[32] = {2};
    enum ep_message_type type;
    union ep_msg msg;
    ep_id id = {{7}};
    bool good = ep_client_say(client, EP_MSG_SAY, &(struct ep_msg_say){id, EP_BYTES(promise)}) == EP_OK &&
                ep_client_hear(client, 10, &type, &msg) == EP_OK && type == EP_MSG_SAY &&
                ep_client_say(client, EP_MSG_SAY, &(struct ep_msg_say){id, EP_BYTES(other)}) == EP_OK &&
                ep_client_hear(client, 10, &type, &msg) == EP_OK && type == EP_MSG_FAIL &&
                msg.fail.code == EP_COMMIT_WRONG;
    _exit(good ? 0 : 1);
}

static void test_an_inviter_who_changes_his_word_is_found_and_told(void **state)
{
    struct ep_client a = {.fd = -1};
    struct ep_client b = {.fd = -1};
    int status = -1;
    client_pair(&a, &b);
    pid_t pid = fork();
    if (pid == 0)
        cheat(&a);
    struct ep_meeting meeting = {.cli = *state, .client = &b, .id = {{7}}};
    assert_int_equal(ep_meeting_words(&meeting), EP_COMMIT_WRONG);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    ep_client_close(&a);
    ep_client_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_name_that_fits_two_teams_is_refused, open_cli, close_cli),
        cmocka_unit_test_setup_teardown(test_an_id_of_another_organisation_is_not_used, open_cli, close_cli),
        cmocka_unit_test_setup_teardown(test_a_node_that_shows_an_older_team_is_an_alarm, open_cli, close_cli),
        cmocka_unit_test_setup_teardown(test_a_passphrase_that_is_not_there_is_said, open_cli, close_cli),
        cmocka_unit_test_setup_teardown(test_the_root_vault_opens_no_session_and_no_vault_is_none, open_cli, close_cli),
        cmocka_unit_test_setup_teardown(test_an_inviter_who_changes_his_word_is_found_and_told, open_cli, close_cli),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
