/* Promise: PROTOCOL.md is complete: every label, kind, field, soort, message, state, error and limit of the code stands in
 * it, with its number. */
#include "tests/support/document.h"

#include "crypto/label.h"
#include "proto/kinds.h"
#include "proto/message.h"
#include "proto/opgave.h"
#include "proto/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int open_document(void **state)
{
    *state = ep_doc_open();
    return ep_crypto_open() == EP_OK ? 0 : -1;
}

static int close_document(void **state)
{
    ep_doc_close(*state);
    return 0;
}

/* Where `what` begins, in what stands before the vectors. */
static const char *must_say(const struct ep_doc *doc, const char *what)
{
    const char *at = strstr(doc->text, what);
    if (at == NULL)
        fail_msg("PROTOCOL.md does not say: %s", what);
    return at;
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool has_word(const char *from, const char *end, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = from; at + len <= end; at++)
        if (strncmp(at, word, len) == 0 && !letter(at[len]) && (at == from || !letter(at[-1])))
            return true;
    return false;
}

static void must_name_fields(const char *from, const char *until, struct ep_table table, const char *of)
{
    const char *end = strstr(from, until);
    if (end == NULL)
        end = from + strlen(from);
    for (size_t i = 0; i < table.count; i++)
        if (!has_word(from, end, ep_field_name(&table.fields[i])))
            fail_msg("PROTOCOL.md does not name the field %s of %s", ep_field_name(&table.fields[i]), of);
}

static void test_every_label(void **state)
{
    char text[64];
    for (int i = 0; i < EP_LABEL_COUNT; i++) {
        snprintf(text, sizeof text, "| `%s` |", (const char *)ep_label((enum ep_label)i).at);
        must_say(*state, text);
    }
}

static void test_every_kind_and_its_fields(void **state)
{
    char text[64];
    for (unsigned code = 1; code < EP_KIND_END; code++) {
        const struct ep_kind *kind = ep_kind(code);
        snprintf(text, sizeof text, "#### 5.6.%u `%s` (%u)", code, kind->name, code);
        const char *from = must_say(*state, text);
        const char *line_end = strchr(from, '\n');
        assert_non_null(line_end);
        must_name_fields(line_end, "\n#", kind->body, kind->name);
        /* The signer, and whether it stays, in the section's own words. */
        static const char *const signers[] = {"Signer root", "Signer authority", "Signer steward", "Signer node",
                                              "Signer user"};
        const char *next = strstr(line_end, "\n#");
        const char *signer = strstr(line_end, signers[kind->signer]);
        const char *local = strstr(line_end, "**Local.**");
        assert_true(signer != NULL && signer < next);
        assert_int_equal(local != NULL && local < next, kind->local);
        /* And whom it goes to. */
        static const char *const goes[] = {"Goes only with a wrap", "Goes to all peers",
                                           "Goes before a grant",   "Goes to to_org",
                                           "Goes to to_org only",   "Goes to to_org, after the entries",
                                           "Goes to to_org and to", "Goes to who invited"};
        const char *where = strstr(line_end, goes[kind->goes]);
        if (!kind->local && (where == NULL || where > next))
            fail_msg("PROTOCOL.md says otherwise whom %s goes to", kind->name);
        assert_int_equal(code > EP_SLEUTEL && code != EP_TOETS, kind->in_huishouden);
    }
}

static void test_every_soort_its_fields_and_choices(void **state)
{
    char text[64];
    for (unsigned soort = 1; soort < EP_SOORT_END; soort++) {
        const struct ep_soort_row *row = ep_soort(soort);
        snprintf(text, sizeof text, "| %u | `%s`%s |", soort, row->name, row->household ? " †" : "");
        const char *from = must_say(*state, text);
        struct ep_table own = row->table;
        if (strcmp(own.fields[0].name, "stand") == 0)
            own = (struct ep_table){own.fields + 2, own.count - 2, own.bytes}; /* written as D */
        must_name_fields(from, "\n", own, row->name);
        const char *choices = must_say(*state, "Choices, from 0:");
        const char *end = strstr(choices, "\n\n");
        for (size_t i = 0; i < own.count; i++)
            for (size_t v = 0; own.fields[i].values != NULL && v <= own.fields[i].max; v++)
                if (own.fields[i].values[v] != NULL && !has_word(choices, end, own.fields[i].values[v]))
                    fail_msg("PROTOCOL.md does not name the choice %s", own.fields[i].values[v]);
    }
}

static void test_every_message_and_its_fields(void **state)
{
    char text[64];
    for (unsigned type = 1; type < EP_MSG_END; type++) {
        const char *name = ep_message_name((enum ep_message_type)type);
        snprintf(text, sizeof text, "| %u | `%s` |", type, name);
        must_name_fields(must_say(*state, text), "\n", ep_message_table((enum ep_message_type)type), name);
    }
}

static void test_every_error_and_its_number(void **state)
{
    char text[160];
    for (size_t n = 0; ep_err_at(n) != NULL; n++) {
        const struct ep_err_row *row = ep_err_at(n);
        snprintf(text, sizeof text, "| %d | `%s` | %d | %s |", (int)row->code, row->name, row->exit_status,
                 row->text[0]);
        must_say(*state, text);
    }
}

static void test_every_state_of_the_view(void **state)
{
    char text[64];
    for (int i = EP_STATE_INHOUD; i <= EP_STATE_NIET_UITGEVRAAGD; i++) {
        snprintf(text, sizeof text, "| `%s` |", ep_state_name((enum ep_state)i));
        must_say(*state, text);
    }
}

#define L(name)     \
    {               \
#name, name \
    }
static const struct {
    const char *name;
    uint64_t value;
} limits[] = {
    L(EP_FRAME_BYTES_MAX),
    L(EP_STATEMENT_BYTES_MAX),
    L(EP_MESSAGE_BYTES_MAX),
    L(EP_MESSAGE_PAD_BYTES),
    L(EP_SESSION_MESSAGES_MAX),
    L(EP_SESSION_MS_MAX),
    L(EP_HANDSHAKE_MS_MAX),
    L(EP_HEARTBEAT_MS),
    L(EP_REDIAL_MS_MIN),
    L(EP_REDIAL_MS_MAX),
    L(EP_PAIRINGS_MAX),
    L(EP_PAIRING_MS_MAX),
    L(EP_INVITATIONS_MAX),
    L(EP_TICK_MS),
    L(EP_COMMIT_MS_MAX),
    L(EP_WAKE_MS_MIN),
    L(EP_WAKE_MS_MAX),
    L(EP_LINKS_MAX),
    L(EP_LINKS_PER_ADDRESS_MAX),
    L(EP_LINKS_STRANGERS_MAX),
    L(EP_WINDOW_STATEMENTS),
    L(EP_WINDOW_BYTES),
    L(EP_READS_MAX),
    L(EP_LINK_OUT_BYTES_MAX),
    L(EP_ANSWER_BYTES),
    L(EP_AGAIN_TRIES_MAX),
    L(EP_AGAIN_AT_ONCE_MAX),
    L(EP_AGAIN_HOURS_MAX),
    L(EP_BATCH_EVENTS),
    L(EP_ADDRESS_BYTES_MAX),
    L(EP_DISK_ROOM_BYTES_MIN),
    L(EP_DISK_RESERVE_BYTES),
    L(EP_PEERS_MAX),
    L(EP_RECIPIENTS_MAX),
    L(EP_HUISHOUDENS_MAX),
    L(EP_PEER_HUISHOUDENS_MAX),
    L(EP_PEER_BYTES_MAX),
    L(EP_LEDEN_MAX),
    L(EP_TEAM_MEMBERS_MAX),
    L(EP_TEAMS_MAX),
    L(EP_USERS_MAX),
    L(EP_WRAP_ENTRIES_MAX),
    L(EP_GRANTS_MAX),
    L(EP_GRANTS_OF_ORG_MAX),
    L(EP_DELETIONS_AT_ONCE_MAX),
    L(EP_LEASES_AT_ONCE_MAX),
    L(EP_LEASES_ENDED_AT_ONCE_MAX),
    L(EP_EXPIRED_AT_ONCE_MAX),
    L(EP_VERSIONS_BACK_MAX),
    L(EP_GRANT_ENDS_MAX),
    L(EP_EPOCHS_MAX),
    L(EP_HOUSEHOLD_STATEMENTS_MAX),
    L(EP_LOGREGEL_GRANTS_MAX),
    L(EP_LOGREGEL_BYTES_MAX),
    L(EP_WORTEL_DAYS_MAX),
    L(EP_POSITION_BYTES_MAX),
    L(EP_WEEK_HOURS),
    L(EP_AFSCHRIFT_NAMES_MAX),
    L(EP_TEAM_HOURS_MAX),
    L(EP_USER_HOURS_MAX),
    L(EP_INVITE_HOURS),
    L(EP_CLOCK_BACK_HOURS_MAX),
    L(EP_CLOCK_AHEAD_HOURS_MAX),
    L(EP_BACKUP_HOURS),
    L(EP_RESEAL_DAYS),
    L(EP_RESEAL_AT_ONCE_MAX),
    L(EP_KEYSTORE_KEYS_MAX),
    L(EP_NAME_BYTES_MAX),
    L(EP_CODE_BYTES_MAX),
    L(EP_TELEFOON_BYTES_MAX),
    L(EP_VERSION_MAX),
    L(EP_HOUR_MAX),
};
#undef L

static bool is_listed(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (strlen(limits[i].name) == len && strncmp(limits[i].name, name, len) == 0)
            return true;
    return false;
}

static void test_every_limit_and_its_value(void **state)
{
    char text[160];
    FILE *file = fopen(EP_SOURCE_DIR "/proto/limits.h", "r");
    assert_non_null(file);
    while (fgets(text, sizeof text, file) != NULL) {
        const char *name = text + strlen("#define ");
        size_t len = strncmp(text, "#define ", 8) == 0 ? strcspn(name, " \n") : 0;
        if (len > 0 && strcspn(name, "\n") > len && !is_listed(name, len))
            fail_msg("a limit that this test does not list: %.*s", (int)len, name);
    }
    fclose(file);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        snprintf(text, sizeof text, "| `%s` | %llu |", limits[i].name, (unsigned long long)limits[i].value);
        must_say(*state, text);
    }
}

/* A vector that no test computes would be decoration. */
static void test_every_vector_has_a_test(void **state)
{
    static const char *const known[] = {"labels",   "hash",     "id",        "made",   "signature", "seal",
                                        "hpke",     "pair-psk", "link-psk",  "words",  "apply",     "noise",
                                        "shared",   "erased",   "statement", "opgave", "message",   "running",
                                        "position", "line",     "vault",     "tree",   "logregel"};
    const struct ep_doc *doc = *state;
    for (size_t i = 0; i < doc->count; i++) {
        bool found = false;
        size_t len = strcspn(doc->block[i].name, " ");
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            found = found || (strlen(known[k]) == len && strncmp(known[k], doc->block[i].name, len) == 0);
        if (!found)
            fail_msg("no test computes vector %s", doc->block[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_label),
        cmocka_unit_test(test_every_kind_and_its_fields),
        cmocka_unit_test(test_every_soort_its_fields_and_choices),
        cmocka_unit_test(test_every_message_and_its_fields),
        cmocka_unit_test(test_every_error_and_its_number),
        cmocka_unit_test(test_every_state_of_the_view),
        cmocka_unit_test(test_every_limit_and_its_value),
        cmocka_unit_test(test_every_vector_has_a_test),
    };
    return cmocka_run_group_tests(tests, open_document, close_document);
}
