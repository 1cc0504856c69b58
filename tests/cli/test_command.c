/* Promise: a command that is typed wrong does nothing and says why, and the help tells of everything there is, in both
 * languages. */
#include "cli/command.h"

#include "cli/command_own.h"
#include "cli/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LINE_BYTES 4096

struct rig {
    struct ep_cli cli;
    char *out, *err;
    size_t out_len, err_len;
};

static int set_up(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    ep_cli_init(&rig->cli);
    rig->cli.kluis_path = NULL; /* so that whatever would run after all stops at EP_NO_KLUIS */
    rig->cli.out = open_memstream(&rig->out, &rig->out_len);
    rig->cli.err = open_memstream(&rig->err, &rig->err_len);
    assert_non_null(rig->cli.out);
    assert_non_null(rig->cli.err);
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    struct rig *rig = *state;
    ep_cli_close(&rig->cli);
    fclose(rig->cli.out);
    fclose(rig->cli.err);
    free(rig->out);
    free(rig->err);
    free(rig);
    return 0;
}

static ep_err say(struct rig *rig, const char *line)
{
    char copy[LINE_BYTES];
    char *words[EP_SCRIPT_WORDS_MAX];
    int count;
    rewind(rig->cli.out);
    rewind(rig->cli.err);
    assert_true(strlen(line) < sizeof copy);
    memcpy(copy, line, strlen(line) + 1);
    assert_int_equal(ep_script_split(copy, words, &count), EP_OK);
    ep_err err = ep_command_run(&rig->cli, count, words);
    fputc(0, rig->cli.out);
    fputc(0, rig->cli.err);
    fflush(rig->cli.out);
    fflush(rig->cli.err);
    return err;
}

static void expect_misuse(struct rig *rig, const char *line)
{
    ep_err err = say(rig, line);
    if (err != EP_USAGE || rig->err[0] == 0 || rig->out[0] != 0)
        fail_msg("\"%s\" gave %s", line, ep_err_row(err)->name);
}

/* A command with as few or as many words as asked for, without its options. */
static void words_line(char line[LINE_BYTES], const struct ep_command *command, size_t positions)
{
    size_t len = (size_t)snprintf(line, LINE_BYTES, "%s", command->name);
    for (size_t i = 0; i < positions; i++)
        len += (size_t)snprintf(line + len, LINE_BYTES - len, " x");
}

static void test_every_command_speaks_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        const struct ep_command *command = ep_commands[i];
        assert_non_null(command->run);
        for (int lang = 0; lang < 2; lang++) {
            assert_non_null(command->summary[lang]);
            assert_true(command->summary[lang][0] != 0);
            for (size_t j = 0; j < command->option_count; j++) {
                if (command->options[j].help[lang] == NULL || command->options[j].help[lang][0] == 0)
                    fail_msg("%s --%s has no help", command->name, command->options[j].name);
            }
        }
    }
}

static void test_the_table_fits_the_parser(void **state)
{
    (void)state;
    size_t globals;
    const struct ep_option *global = ep_global_options(&globals);
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        const struct ep_command *command = ep_commands[i];
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(command->name, ep_commands[j]->name);
        assert_true(command->option_count <= EP_OPTIONS_MAX);
        assert_true(command->positions_max <= EP_POSITIONS_MAX);
        assert_true(command->positions_min <= command->positions_max);
        assert_int_equal(command->positions_max > 0, command->positions != NULL && command->positions[0] != 0);
        for (size_t j = 0; j < command->option_count; j++) {
            for (size_t k = 0; k < globals; k++)
                if (strcmp(command->options[j].name, global[k].name) == 0)
                    fail_msg("%s --%s is a global option", command->name, global[k].name);
            for (size_t k = 0; k < j; k++)
                if (strcmp(command->options[j].name, command->options[k].name) == 0)
                    fail_msg("%s --%s stands in its table twice", command->name, command->options[j].name);
        }
    }
}

static void help_of(struct rig *rig, const struct ep_command *command, const char *form)
{
    char line[LINE_BYTES], option[128];
    snprintf(line, sizeof line, "%s%s%s", form[0] == 'h' ? "help " : "", command->name,
             form[0] == 'h' ? "" : " --help");
    assert_int_equal(say(rig, line), EP_OK);
    assert_non_null(strstr(rig->out, command->name));
    assert_non_null(strstr(rig->out, command->summary[rig->cli.lang]));
    for (size_t j = 0; j < command->option_count; j++) {
        snprintf(option, sizeof option, "--%s", command->options[j].name);
        assert_non_null(strstr(rig->out, option));
        assert_non_null(strstr(rig->out, command->options[j].help[rig->cli.lang]));
    }
    assert_non_null(strstr(rig->out, "--wachtzin-bestand"));
}

static void test_help_tells_of_every_command_and_option(void **state)
{
    struct rig *rig = *state;
    for (rig->cli.lang = 0; rig->cli.lang < 2; rig->cli.lang++) {
        assert_int_equal(say(rig, "--help"), EP_OK);
        for (size_t i = 0; ep_commands[i] != NULL; i++) {
            assert_non_null(strstr(rig->out, ep_commands[i]->name));
            assert_non_null(strstr(rig->out, ep_commands[i]->summary[rig->cli.lang]));
        }
        for (size_t i = 0; ep_commands[i] != NULL; i++) {
            help_of(rig, ep_commands[i], "help");
            help_of(rig, ep_commands[i], "--help");
        }
    }
    rig->cli.lang = 1;
    assert_int_equal(say(rig, "help peer"), EP_OK);
    assert_non_null(strstr(rig->out, "peer accept"));
    assert_int_equal(say(rig, "--version"), EP_OK);
    assert_non_null(strstr(rig->out, EP_PROGRAM_VERSION));
}

static void test_a_wrong_first_word_is_misuse(void **state)
{
    struct rig *rig = *state;
    expect_misuse(rig, "");
    expect_misuse(rig, "--json");
    expect_misuse(rig, "bestaatniet");
    expect_misuse(rig, "--bestaatniet help");
    expect_misuse(rig, "-x help");
    expect_misuse(rig, "--kluis");
    expect_misuse(rig, "help --kluis");
    expect_misuse(rig, "--json=ja help");
    expect_misuse(rig, "--taal fr help");
    expect_misuse(rig, "help --taal fr");
    expect_misuse(rig, "--collega een --nood twee help"); /* a reading has one reason */
    assert_int_equal(say(rig, "--collega een help"), EP_OK);
    assert_null(rig->cli.reading.reden); /* of that line only */
    expect_misuse(rig, "peer");
    assert_non_null(strstr(rig->err, "peer invite"));
    expect_misuse(rig, "org\x1b[31m");
    assert_null(strchr(rig->err, 0x1b));
    assert_int_equal(say(rig, "help bestaatniet"), EP_USAGE);
    assert_int_equal(say(rig, "completion zsh"), EP_USAGE);
}

static void test_too_few_and_too_many_words_are_misuse(void **state)
{
    struct rig *rig = *state;
    char line[LINE_BYTES];
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        words_line(line, ep_commands[i], ep_commands[i]->positions_max + 1);
        expect_misuse(rig, line);
        assert_non_null(strstr(rig->err, ep_commands[i]->name));
        if (ep_commands[i]->positions_min == 0)
            continue;
        words_line(line, ep_commands[i], ep_commands[i]->positions_min - 1);
        expect_misuse(rig, line);
        assert_non_null(strstr(rig->err, ep_commands[i]->name));
    }
    expect_misuse(rig, "completion -- bash --json");
}

static void test_wrong_options_are_misuse(void **state)
{
    struct rig *rig = *state;
    char line[LINE_BYTES], options[LINE_BYTES + 512];
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        const struct ep_command *command = ep_commands[i];
        words_line(line, command, command->positions_min);
        snprintf(options, sizeof options, "%s --bestaat-niet", line);
        expect_misuse(rig, options);
        for (size_t j = 0; j < command->option_count; j++) {
            const struct ep_option *option = &command->options[j];
            if (option->required)
                expect_misuse(rig, line);
            snprintf(options, sizeof options, "%s --%s%s", line, option->name, option->value == NULL ? "=x" : "");
            expect_misuse(rig, options);
            const char *value = option->value != NULL ? " x" : "";
            snprintf(options, sizeof options, "%s --%s%s --%s%s", line, option->name, value, option->name, value);
            expect_misuse(rig, options);
        }
    }
}

static void test_global_options_stand_before_or_after(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(say(rig, "--taal en help"), EP_OK);
    assert_non_null(strstr(rig->out, "Commands:"));
    assert_int_equal(say(rig, "help --taal en"), EP_OK);
    assert_non_null(strstr(rig->out, "Commands:"));
    assert_int_equal(say(rig, "help"), EP_OK);
    assert_non_null(strstr(rig->out, "Opdrachten:"));
    assert_int_equal(say(rig, "--kleine-kluis --kluis a.kluis completion bash --wachtzin-bestand=w --beleid b"), EP_OK);
    assert_true(rig->cli.small_vault);
    assert_non_null(strstr(rig->err, "--kleine-kluis"));
    assert_int_equal(say(rig, "--taal en bestaatniet"), EP_USAGE);
    assert_non_null(strstr(rig->err, "not known"));
}

static ep_err play(struct rig *rig, const char *command, const char *script)
{
    char copy[LINE_BYTES];
    snprintf(copy, sizeof copy, "%s", script);
    rig->cli.in = fmemopen(copy, strlen(copy), "r");
    assert_non_null(rig->cli.in);
    ep_err err = say(rig, command);
    fclose(rig->cli.in);
    rig->cli.in = stdin;
    return err;
}

static void test_run_plays_a_file(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(play(rig, "run -", "# comment\n\n   \t\n--version # and more\n'help' \"run\"\r\n--version"),
                     EP_OK);
    assert_non_null(strstr(rig->out, "eenplan run"));
    assert_null(strstr(rig->out, "> "));
    assert_int_equal(play(rig, "run --toon -", "--taal en help\nhelp\n"), EP_OK);
    assert_non_null(strstr(rig->out, "> --taal en help\n"));
    assert_non_null(strstr(rig->out, "Commands:"));
    assert_non_null(strstr(rig->out, "Opdrachten:")); /* a language holds for its own line */
    assert_int_equal(say(rig, "run /bestaat/niet"), EP_FILE);
    assert_int_equal(say(rig, "run /"), EP_FILE);
}

static void test_run_stops_at_the_first_failure_and_says_where(void **state)
{
    struct rig *rig = *state;
    const char *script = "\ncompletion zsh\n--version\nhuishouden list\n";
    assert_int_equal(play(rig, "run -", script), EP_USAGE);
    assert_non_null(strstr(rig->err, "-:2: "));
    assert_null(strstr(rig->out, EP_PROGRAM_VERSION));
    assert_int_equal(play(rig, "run - --doorgaan", script), EP_USAGE);
    assert_non_null(strstr(rig->out, EP_PROGRAM_VERSION));
    assert_non_null(strstr(rig->err, "-:2: "));
    assert_non_null(strstr(rig->err, "-:4: "));
    assert_int_equal(play(rig, "run -", "huishouden list"), EP_NO_KLUIS);
}

static void test_run_refuses_what_does_not_belong_in_it(void **state)
{
    struct rig *rig = *state;
    static const char *const bad[] = {"help 'open", "help \"open",    "help \\",         "help \"open\\\"",
                                      "run -",      "--kluis a help", "help --beleid b", "help --kleine-kluis"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(play(rig, "run -", bad[i]), EP_USAGE);
        assert_non_null(strstr(rig->err, "-:1: "));
    }
}

static void test_run_has_a_longest_line(void **state)
{
    struct rig *rig = *state;
    char *script = malloc(EP_SCRIPT_LINE_BYTES_MAX + 2);
    assert_non_null(script);
    memset(script, ' ', EP_SCRIPT_LINE_BYTES_MAX + 1);
    script[EP_SCRIPT_LINE_BYTES_MAX + 1] = 0;
    rig->cli.in = fmemopen(script, EP_SCRIPT_LINE_BYTES_MAX + 1, "r");
    assert_int_equal(say(rig, "run -"), EP_USAGE);
    assert_non_null(strstr(rig->err, "-:1: "));
    fclose(rig->cli.in);
    rig->cli.in = fmemopen(script, EP_SCRIPT_LINE_BYTES_MAX, "r");
    assert_int_equal(say(rig, "run -"), EP_OK);
    fclose(rig->cli.in);
    free(script);
    rig->cli.in = stdin;
    assert_int_equal(play(rig, "run -", ""), EP_OK);
}

static void test_words_are_quoted_as_in_a_shell(void **state)
{
    (void)state;
    char line[] = "a 'b  c' \"d \\\"e\\\\ \\n\" f\\ g h'i'\"j\" '' k#l #m";
    static const char *const want[] = {"a", "b  c", "d \"e\\ \\n", "f g", "hij", "", "k#l"};
    char *words[EP_SCRIPT_WORDS_MAX];
    int count;
    assert_int_equal(ep_script_split(line, words, &count), EP_OK);
    assert_int_equal(count, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_string_equal(words[i], want[i]);
    char many[2 * (EP_SCRIPT_WORDS_MAX + 1) + 1];
    for (size_t i = 0; i < EP_SCRIPT_WORDS_MAX + 1; i++)
        memcpy(many + 2 * i, "x ", 3);
    assert_int_equal(ep_script_split(many, words, &count), EP_TOO_LARGE);
}

static void test_completion_knows_every_command(void **state)
{
    struct rig *rig = *state;
    char piece[256];
    assert_int_equal(say(rig, "completion bash"), EP_OK);
    for (size_t i = 0; ep_commands[i] != NULL; i++) {
        snprintf(piece, sizeof piece, "'%s'|", ep_commands[i]->name);
        const char *at = strstr(rig->out, piece);
        assert_non_null(at);
        for (size_t j = 0; j < ep_commands[i]->option_count; j++) {
            snprintf(piece, sizeof piece, " --%s", ep_commands[i]->options[j].name);
            assert_true(strstr(at, piece) != NULL && strstr(at, piece) < strchr(at, '\n'));
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_command_speaks_both_languages),
        TEST(test_the_table_fits_the_parser),
        TEST(test_help_tells_of_every_command_and_option),
        TEST(test_a_wrong_first_word_is_misuse),
        TEST(test_too_few_and_too_many_words_are_misuse),
        TEST(test_wrong_options_are_misuse),
        TEST(test_global_options_stand_before_or_after),
        TEST(test_run_plays_a_file),
        TEST(test_run_stops_at_the_first_failure_and_says_where),
        TEST(test_run_refuses_what_does_not_belong_in_it),
        TEST(test_run_has_a_longest_line),
        TEST(test_words_are_quoted_as_in_a_shell),
        TEST(test_completion_knows_every_command),
    };
    if (ep_crypto_open() != EP_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
