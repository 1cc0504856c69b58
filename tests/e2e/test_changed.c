/* Promise: a client that stays hears of a change at a peer without asking, by an id; what it fetches then has the change in
 * it; and when its node goes it hears that, and goes on with the next one. PROTOCOL.md 9.3. */
#define _XOPEN_SOURCE 700
#include "cli/command.h"
#include "tests/support/scene.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE 60 /* seconds; far more than a loaded machine needs */

struct looker { /* JH, at a client that stays */
    struct scene *scene;
    struct ep_cli cli;
    char *screen;
    size_t len;
};

static int set_up(void **state)
{
    struct looker *looker = calloc(1, sizeof *looker);
    void *scene = NULL;
    if (looker == NULL || scene_open_joined(&scene) != 0)
        return -1;
    *state = looker;
    looker->scene = scene;
    struct ep_cli *cli = &looker->cli;
    assert_int_equal(ep_crypto_open(), EP_OK);
    assert_true(stage_settle(&looker->scene->stage, PATIENCE * 1000));
    ep_cli_init(cli);
    cli->kluis_path = stage_kluis(&looker->scene->stage, "JH");
    cli->wachtzin_path = looker->scene->stage.passphrase;
    cli->small_vault = true;
    cli->live = true;
    cli->out = open_memstream(&looker->screen, &looker->len);
    assert_non_null(cli->out);
    return 0;
}

static int tear_down(void **state)
{
    struct looker *looker = *state;
    void *scene = looker->scene;
    ep_cli_close(&looker->cli);
    fclose(looker->cli.out);
    free(looker->screen);
    free(looker);
    return scene_close(&scene);
}

static const char *looks(struct looker *looker)
{
    char show[] = "show", who[] = "Noor Testkind";
    char *words[] = {show, who};
    rewind(looker->cli.out);
    assert_int_equal(ep_command_run(&looker->cli, 2, words), EP_OK);
    fputc(0, looker->cli.out);
    fflush(looker->cli.out);
    return looker->screen;
}

/* Waits as an idle program does: for its link. */
static ep_err waits(struct looker *looker, ep_id *changed)
{
    struct ep_cli *cli = &looker->cli;
    struct pollfd link = {.fd = cli->client.fd, .events = POLLIN};
    ep_err err = ep_known_listen(cli);
    for (unsigned s = 0; err == EP_OK && s < PATIENCE; s++) {
        if (ep_known_changed_take(cli, changed))
            return EP_OK;
        poll(&link, 1, 1000);
        err = ep_known_listen(cli);
    }
    return err == EP_OK ? EP_TIMEOUT : err;
}

/* All that was changed before. */
static void takes_all(struct looker *looker)
{
    ep_id changed;
    assert_int_equal(ep_known_listen(&looker->cli), EP_OK);
    while (ep_known_changed_take(&looker->cli, &changed))
        ;
}

static void must_hear_of(struct looker *looker, const char *title)
{
    char command[256];
    ep_id changed;
    snprintf(command, sizeof command,
             "write doel Testgezin --lid 'Noor Testkind' --titel '%s' --status loopt --horizon kort\n", title);
    scene_lacks(looks(looker), title);
    takes_all(looker);
    scene_says(looker->scene, "Eva", command);
    assert_int_equal(waits(looker, &changed), EP_OK);
    ep_id open = looker->cli.open.huishouden;
    assert_true(ep_id_equal(changed, open) && !ep_id_absent(open));
    /* The first of several statements was told; a fetch before the last of them is told of that again. */
    for (unsigned tries = 0; strstr(looks(looker), title) == NULL && tries < PATIENCE; tries++)
        assert_int_equal(waits(looker, &changed), EP_OK);
    scene_has(looker->screen, title);
}

static void a_change_at_a_peer_is_heard_by_who_stays(void **state)
{
    struct looker *looker = *state;
    must_hear_of(looker, "Eerste doel");
    must_hear_of(looker, "Tweede doel");
}

static void whose_node_goes_hears_it_and_goes_on_with_the_next(void **state)
{
    struct looker *looker = *state;
    struct stage *stage = &looker->scene->stage;
    ep_id changed;
    looks(looker);
    takes_all(looker);
    stage_node_off(stage_org(stage, "JH"));
    assert_int_equal(waits(looker, &changed), EP_CLOSED);
    ep_cli_hang_up(&looker->cli);
    assert_true(ep_known_changed_take(&looker->cli, &changed) && ep_id_absent(changed));
    assert_true(stage_node_on(stage, stage_org(stage, "JH")));
    must_hear_of(looker, "Derde doel");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_at_a_peer_is_heard_by_who_stays),
        cmocka_unit_test(whose_node_goes_hears_it_and_goes_on_with_the_next),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
