/* Promise: a household is created with leden; a grant that lacks something is refused for the reason it lacks it and
 * records nothing; everything that can be written appears at the peer that may see it; a change of something stale says
 * what to do; questions, regie and "who can open this" work over two organisations. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JH "--aan 'Jeugdhulp De Brug' "
#define GIVER "--gever 'Mama Testouder' --kenmerk verslag-1 --informatie 2024-01-01 --vorm mondeling "
#define NOOR "--lid 'Noor Testkind' "
#define ADD "grant add Testgezin "

static int open_household(void **state)
{
    if (scene_open(state) != 0)
        return -1;
    scene_household(*state);
    return 0;
}

static void a_grant_that_lacks_something_is_refused_for_that_reason(void **state)
{
    static const struct {
        ep_err why;
        const char *command;
    } refused[] = {
        {EP_EVIDENCE, NOOR JH "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10"},
        {EP_EVIDENCE,
         NOOR JH "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10 --gever Ouder --vorm mondeling"},
        {EP_GRONDSLAG_UNKNOWN, NOOR JH GIVER "--domeinen plan --niveau 1 --grondslag zomaar --dagen 10"},
        {EP_GRONDSLAG_UNKNOWN, NOOR JH GIVER "--domeinen plan --niveau 1 --dagen 10"},
        {EP_GRONDSLAG_UNKNOWN, NOOR JH "--domeinen plan --niveau 1 --grondslag wams --dagen 10 "
                                       "--motivering 'een motivering die lang genoeg is'"},
        {EP_LEASE_TOO_LONG, NOOR JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --dagen 366"},
        {EP_LEASE_TOO_LONG, NOOR JH "--domeinen plan --niveau 1 --grondslag vitaal_belang --dagen 4 "
                                    "--motivering 'een motivering die lang genoeg is'"},
        {EP_GRANT_LEVEL, NOOR JH GIVER "--domeinen plan --niveau 3 --grondslag wmo_hergebruik --dagen 10"},
        {EP_GRANT_EMPTY, NOOR JH GIVER "--niveau 1 --grondslag toestemming --dagen 10"},
        {EP_GRANT_EMPTY, NOOR JH GIVER "--domeinen plan --grondslag toestemming --dagen 10"},
        {EP_PERIOD, NOOR JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming"},
        {EP_PERIOD, NOOR JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --tot 2020-01-01"},
        {EP_FIELD_INVALID, NOOR JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --tot morgen"},
        {EP_FIELD_INVALID, NOOR JH GIVER "--domeinen plan --niveau 4 --grondslag toestemming --dagen 10"},
        {EP_NO_DOMEIN, NOOR JH GIVER "--domeinen plan,sport --niveau 1 --grondslag toestemming --dagen 10"},
        {EP_NO_DOMEIN, NOOR JH GIVER "--domeinen dossier --niveau 1 --grondslag toestemming --dagen 10"},
        {EP_NOT_FOUND,
         "--lid 'Noor Testkind,Niemand' " JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10"},
        {EP_NOT_FOUND, NOOR JH GIVER "--sjabloon bestaat-niet"},
        {EP_NOT_FOUND,
         NOOR GIVER "--aan 'School De Wilg' --domeinen plan --niveau 1 --grondslag toestemming --dagen 10"},
        {EP_GIVER_MISSING,
         NOOR JH "--gever 'Noor Testkind' --kenmerk k --informatie 2024-01-01 --vorm mondeling --domeinen plan "
                 "--niveau 1 --grondslag toestemming --dagen 10"},
        {EP_EVIDENCE, NOOR JH GIVER "--bekwaam nee --domeinen plan --niveau 1 --grondslag toestemming --dagen 10"},
        {EP_GRANT_TO, NOOR JH "--domeinen plan --niveau 1 --grondslag meldrecht --kenmerk k --dagen 10 "
                              "--motivering 'een motivering die lang genoeg is'"},
        {EP_GRANT_FROM, NOOR JH "--domeinen plan --niveau 1 --grondslag vt_taak --kenmerk k --dagen 10 "
                                "--motivering 'een motivering die lang genoeg is'"},
        {EP_GRANT_SELF,
         NOOR GIVER "--aan 'Wijkteam Oost' --domeinen plan --niveau 1 --grondslag toestemming --dagen 10"},
    };
    struct scene *scene = *state;
    char line[512];
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        snprintf(line, sizeof line, ADD "%s\n", refused[i].command);
        scene_refused(scene, "Eva", line, refused[i].why);
    }
    const char *screen = scene_refused(scene, "Eva",
                                       ADD NOOR JH "--domeinen plan --niveau 1 --grondslag jw_toegang --dagen 10 "
                                                   "--kenmerk b1 --motivering 'te kort'\n",
                                       EP_EVIDENCE);
    scene_has(screen, "--motivering");                                            /* it says what more is needed */
    scene_lacks(scene_says(scene, "Eva", "grant list Testgezin\n"), "Jeugdhulp"); /* and none of them left anything */
    scene_lacks(scene_says(scene, "Eva", "show Testgezin\n"), "bewijs ");         /* no evidence of it either */
}

static void an_age_boundary_cuts_a_grant_and_refuses_a_day_behind_it(void **state)
{
    struct scene *scene = *state;
    char line[512];
    char birthday[16];
    char eve[16];
    char later[16];
    scene_day(100, birthday);
    snprintf(line, sizeof line,
             "lid add Testgezin Bijnatwaalf --rol kind --geboren %d%s --gezag 'Mama Testouder' --bron register\n",
             atoi(birthday) - 12, birthday + 4);
    scene_says(scene, "Eva", line);
    snprintf(line, sizeof line,
             ADD "--lid Bijnatwaalf " JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --tot %s\n",
             scene_day(100, later));
    scene_has(scene_refused(scene, "Eva", line, EP_AGE_BOUNDARY), "Bijnatwaalf");
    const char *screen = scene_says(scene, "Eva",
                                    ADD "--lid Bijnatwaalf " JH GIVER
                                        "--domeinen plan --niveau 1 --grondslag toestemming --dagen 180\n");
    snprintf(line, sizeof line, "tot en met %s.", scene_day(99, eve));
    scene_has(screen, line);
    snprintf(line, sizeof line,
             ADD "--lid Bijnatwaalf " JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --tot %s\n", eve);
    scene_says(scene, "Eva", line);
}

static void a_grant_ends_with_the_measure_that_it_rests_on(void **state)
{
    struct scene *scene = *state;
    char line[512];
    char end[16];
    char later[16];
    snprintf(line, sizeof line,
             ADD NOOR JH "--domeinen plan --niveau 1 --grondslag gi_info --kenmerk ots-1 "
                         "--motivering 'wat de maatregel nodig heeft' --einde %s --tot %s\n",
             scene_day(5, end), scene_day(6, later));
    scene_has(scene_refused(scene, "Eva", line, EP_MEASURE_END), "Noor");
}

static void what_nobody_looked_up_gives_no_consent(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva",
               "lid add Testgezin Onbekend --rol kind\n"
               "lid add Testgezin Zondergezag --rol kind --geboren 2018-01-01\n");
    scene_refused(scene, "Eva",
                  ADD "--lid Onbekend " JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10\n",
                  EP_AGE_UNKNOWN);
    scene_refused(scene, "Eva",
                  ADD "--lid Zondergezag " JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10\n",
                  EP_GEZAG_UNKNOWN);
    const char *screen = scene_refused(
        scene, "Eva",
        ADD NOOR JH "--gever 'Mama Testouder,Buurman' --kenmerk k --informatie 2024-01-01 --vorm mondeling "
                    "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10\n",
        EP_GIVER_UNKNOWN);
    scene_has(screen, "Buurman");
    /* Once it is on record, with its source, the same goes. */
    scene_says(scene, "Eva",
               "write gezag Testgezin --lid Zondergezag --houder 'Mama Testouder' --vorm ouderlijk_eenhoofdig "
               "--bron gezagsregister\n" ADD "--lid Zondergezag " JH GIVER
               "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10\n");
}

/* Noor is a child, and her mother alone can end what was shared about her. */
static void a_parent_alone_ends_a_grant_and_a_child_does_not(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", ADD NOOR JH GIVER "--domeinen plan --niveau 1 --grondslag toestemming --dagen 10\n");
    const char *withdraw = "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug' --door ";
    char line[300];
    snprintf(line, sizeof line, "%s'Noor Testkind'\n", withdraw);
    scene_refused(scene, "Eva", line, EP_ENDER);
    snprintf(line, sizeof line, "%sBuurman\n", withdraw);
    scene_refused(scene, "Eva", line, EP_GIVER_UNKNOWN);
    scene_lacks(scene_says(scene, "Eva", "grant list Testgezin\n"), "ingetrokken");
    snprintf(line, sizeof line, "%s'Mama Testouder'\n", withdraw);
    scene_has(scene_says(scene, "Eva", line), "Ingetrokken");
    scene_has(scene_says(scene, "Eva", "show Testgezin --json\n"), "\"doel\": \"intrekking\"");
    scene_says(scene, "Eva",
               ADD NOOR JH
               "--domeinen plan --niveau 1 --grondslag conflict_van_plichten --dagen 10 --motivering "
               "'vijf vragen: dringend, geen andere weg, toestemming gevraagd, in verhouding, en overlegd met "
               "de aandachtsfunctionaris'\n");
    scene_refused(scene, "Eva", line, EP_NOT_REVOCABLE);
    scene_has(
        scene_says(scene, "Eva", "grant withdraw Testgezin --lid 'Noor Testkind' --organisatie 'Jeugdhulp De Brug'\n"),
        "Ingetrokken"); /* the organisation itself always can */
}

static void an_organisation_is_invited_only_on_a_grant(void **state)
{
    struct scene *scene = *state;
    scene_refused(scene, "Eva", "huishouden invite Testgezin 'Jeugdhulp De Brug'\n", EP_INVITE_NO_GRANT);
    scene_refused(scene, "Eva", "huishouden invite Testgezin 'School De Wilg'\n", EP_NOT_FOUND);
    assert_true(stage_settle(&scene->stage, 10000));
    scene_lacks(scene_says(scene, "JH", "huishouden list\n"), "Wijkteam Oost");
}

static void a_template_fills_a_grant_and_options_change_it(void **state)
{
    struct scene *scene = *state;
    const char *screen = scene_says(scene, "Eva",
                                    ADD NOOR JH GIVER "--sjabloon school-dat\n" ADD "--lid alle " JH GIVER
                                                      "--sjabloon regisseur-wat --dagen 30 --niveau 1\n"
                                                      "grant list Testgezin\n");
    char line[64];
    char last[16];
    scene_has(screen, "over Noor Testkind  niveau 1  toestemming");
    scene_has(screen, "over Mama Testouder  niveau 1  toestemming");
    scene_lacks(screen, "niveau 2");
    snprintf(line, sizeof line, "niveau 1  toestemming  tot %s  geldig", scene_day(29, last));
    scene_has(screen, line);
}

static const struct {
    const char *write, *says;
} items[] = {
    {"score Testgezin " NOOR "--domein plan --versie zrm2017 --score 3 --streefscore 4 --getraind ja", "score 3"},
    {"score Testgezin " NOOR "--domein plan --versie zrm2017 --score niet_beoordeeld --getraind ja", "niet_beoordeeld"},
    {"doel Testgezin " NOOR "--titel 'Doel-tekst' --eigen_woorden 'Eigen-woorden' --status loopt --horizon lang",
     "Eigen-woorden"},
    {"actie Testgezin " NOOR "--omschrijving 'Actie-tekst' --uitvoerder 'Uitvoerder-tekst' --doel 'Doel-tekst'",
     "Actie-tekst"},
    {"evaluatie Testgezin " NOOR "--gehouden 2024-05-06 --behaald 7 --tekst 'Evaluatie-tekst'", "Evaluatie-tekst"},
    {"voorziening Testgezin " NOOR "--naam 'Voorziening-naam' --wet jeugdwet --status gestart", "Voorziening-naam"},
    {"samenvatting Testgezin " NOOR "--wat 'Samenvatting-wat' --tekst 'Samenvatting-tekst'", "Samenvatting-tekst"},
    {"afspraak Testgezin " NOOR "--vorm mdo --wanneer 'Wanneer-tekst' --uitkomst 'Uitkomst-tekst'", "Uitkomst-tekst"},
    {"samenvatting Testgezin " NOOR
     "--domein plan --tot-niveau 1 --contact 'Namens-contact' --namens 'een zorgverlener' "
     "--woord 'op eigen verzoek'",
     "een zorgverlener"},
    {"notitie Testgezin " NOOR "--tekst 'Notitie-tekst'", "Notitie-tekst"},
    {"niet-betrokken Testgezin --lid 'Mama Testouder' --domein werk-opleiding", "niet betrokken"},
};
#define ITEMS (sizeof items / sizeof items[0])

static void everything_that_is_written_appears_on_screen_and_in_json(void **state)
{
    struct scene *scene = *state;
    char commands[4096] = "";
    for (size_t i = 0; i < ITEMS; i++) {
        strcat(commands, "write ");
        strcat(commands, items[i].write);
        strcat(commands, "\n");
    }
    scene_says(scene, "Eva", commands);
    const char *screen = scene_says(scene, "Eva", "show Testgezin\n");
    for (size_t i = 0; i < ITEMS; i++)
        if (strchr(items[i].says, '_') == NULL)
            scene_has(screen, items[i].says);
    scene_has(screen, "niet beoordeeld");
    scene_has(screen, "op gezag van op eigen verzoek");
    screen = scene_says(scene, "Eva", "show Testgezin --json\n");
    static const char *const soorten[] = {"score",        "doel",     "actie",   "evaluatie",     "voorziening",
                                          "samenvatting", "afspraak", "notitie", "niet-betrokken"};
    for (size_t i = 0; i < sizeof soorten / sizeof soorten[0]; i++) {
        char member[64];
        snprintf(member, sizeof member, "\"soort\": \"%s\"", soorten[i]);
        scene_has(screen, member);
    }
    scene_has(screen, "\"niet_beoordeeld\"");
    scene_has(screen, "\"Notitie-tekst\"");
    /* The peer has all of Noor's plan, and neither our own note nor what is about someone else. */
    screen = scene_until(scene, "JH", "show 'Noor Testkind'\n", "een zorgverlener");
    for (size_t i = 0; i + 2 < ITEMS; i++)
        if (strchr(items[i].says, '_') == NULL)
            scene_has(screen, items[i].says);
    scene_lacks(screen, "Notitie-tekst");
}

static void writing_with_a_mistake_in_it_says_which_and_writes_nothing(void **state)
{
    static const struct {
        ep_err why;
        const char *command;
    } refused[] = {
        {EP_USAGE, "write gedicht Testgezin --titel Fout-tekst"},
        {EP_USAGE, "write doel Testgezin --score 3 --titel Fout-tekst"},
        {EP_USAGE, "write score Testgezin --domein plan --score 3"}, /* about nobody */
        {EP_FIELD_INVALID, "write score Testgezin " NOOR "--domein plan --score 6"},
        {EP_FIELD_INVALID, "write doel Testgezin --status misschien --titel Fout-tekst"},
        {EP_FIELD_INVALID, "write doel Testgezin --status loopt"},
        {EP_NO_DOMEIN, "write doel Testgezin --domein persoon --titel Fout-tekst"},
        {EP_NO_DOMEIN, "write doel Testgezin --domein sport --titel Fout-tekst"},
        {EP_NOT_FOUND, "write doel Testgezin --lid Niemand --titel Fout-tekst"},
        {EP_USAGE, "write doel Testgezin --titel Fout-tekst --namens iemand"},
        {EP_HUISHOUDEN_UNKNOWN, "write doel Anders --titel Fout-tekst"},
    };
    struct scene *scene = *state;
    char line[256];
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        snprintf(line, sizeof line, "%s\n", refused[i].command);
        scene_refused(scene, "Eva", line, refused[i].why);
    }
    scene_lacks(scene_says(scene, "Eva", "show Testgezin\n"), "Fout-tekst");
}

static void a_household_or_lid_without_a_proper_name_is_not_made(void **state)
{
    struct scene *scene = *state;
    char line[512];
    char before[8192];
    char *at = NULL;
    snprintf(before, sizeof before, "%s", scene_says(scene, "Eva", "huishouden list\nshow Testgezin\n"));
    scene_refused(scene, "Eva", "huishouden create ''\n", EP_FIELD_INVALID);
    snprintf(line, sizeof line, "huishouden create '%0200d'\n", 7);
    scene_refused(scene, "Eva", line, EP_FIELD_INVALID);
    scene_refused(scene, "Eva", "lid add Testgezin ''\n", EP_FIELD_INVALID);
    snprintf(line, sizeof line, "lid add Testgezin '%0300d' --rol kind\n", 7);
    scene_refused(scene, "Eva", line, EP_FIELD_INVALID);
    scene_refused(scene, "Eva", "lid add Testgezin Oom --rol oom\n", EP_FIELD_INVALID);
    scene_refused(scene, "Eva", "lid add Testgezin Oom --geboren 2010-02-30\n", EP_FIELD_INVALID);
    at = strstr(before, "\nHuishouden ");
    assert_non_null(at);
    assert_string_equal(strstr(scene_says(scene, "Eva", "huishouden list\nshow Testgezin\n"), "\nHuishouden "), at);
}

static void a_change_makes_a_second_version_at_the_peer_too(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", "write doel Testgezin " NOOR "--titel 'Eerste tekst' --status loopt --horizon kort\n");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Eerste tekst");
    scene_says(scene, "Eva", "change Testgezin 'Eerste tekst' --titel 'Tweede tekst'\n");
    const char *screen = scene_until(scene, "JH", "show 'Noor Testkind'\n", "Tweede tekst");
    scene_lacks(screen, "Eerste tekst");
    scene_has(screen, " v2 ");
    scene_refused(scene, "JH", "change 'Noor Testkind' 'Tweede tekst' --titel 'Van een ander'\n", EP_NOT_FOUNDER);
}

static void a_change_of_something_stale_says_what_to_do_and_changes_nothing(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva",
               "write doel Testgezin " NOOR "--titel 'Eerste tekst' --status loopt --horizon kort\n"
               "change Testgezin 'Eerste tekst' --titel 'Tweede tekst'\n");
    const char *screen =
        scene_refused(scene, "Eva", "change Testgezin 'Tweede tekst' --basis 1 --titel 'Derde tekst'\n", EP_CONFLICT);
    scene_has(screen, "Er staat nu versie 2, van Eva:");
    scene_has(screen, "titel: Tweede tekst");
    screen = scene_says(scene, "Eva", "show Testgezin\n");
    scene_has(screen, "Tweede tekst");
    scene_lacks(screen, "Derde tekst");
    scene_says(scene, "Eva", "change Testgezin 'Tweede tekst' --basis 2 --titel 'Derde tekst'\n");
    scene_has(scene_says(scene, "Eva", "show Testgezin\n"), "Derde tekst");
}

static void a_question_arrives_at_the_peer(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva", "ask Testgezin 'Jeugdhulp De Brug' delen " NOOR "--domeinen plan,financien --niveau 2\n");
    const char *screen = scene_until(scene, "JH", "show 'Noor Testkind'\n", "Wijkteam Oost vraagt deling over ");
    scene_has(screen, "Noor Testkind: Financiën, Plan, niveau 2");
    scene_says(scene, "JH", "ask 'Noor Testkind' 'Wijkteam Oost' update\n");
    scene_until(scene, "Eva", "show Testgezin\n", "Jeugdhulp De Brug vraagt een update");
    scene_refused(scene, "Eva", "ask Testgezin 'Jeugdhulp De Brug' iets\n", EP_USAGE);
    scene_refused(scene, "Eva", "ask Testgezin 'School De Wilg' update\n", EP_NOT_FOUND);
}

static void who_can_open_an_item_is_named_with_the_grant(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva",
               "write doel Testgezin " NOOR "--titel 'Gedeeld doel' --status loopt --horizon kort\n"
               "write doel Testgezin --titel 'Eigen doel' --status loopt --horizon kort\n");
    const char *screen = scene_says(scene, "Eva", "wie Testgezin 'Gedeeld doel'\n");
    scene_has(screen, "team Team Oost, Wijkteam Oost: Eva\n");
    scene_has(screen, "team Team De Brug, Jeugdhulp De Brug · deelbesluit ");
    scene_has(screen, "toestemming");
    scene_lacks(scene_says(scene, "Eva", "wie Testgezin 'Eigen doel'\n"), "Jeugdhulp");
    scene_has(scene_says(scene, "Eva", "wie Testgezin 'Gedeeld doel' --json\n"), "\"formaat\": \"eenplan-wie-1\"");
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Gedeeld doel");
    screen = scene_says(scene, "JH", "wie 'Noor Testkind' 'Gedeeld doel'\n");
    scene_has(screen, "team Team De Brug, Jeugdhulp De Brug: Joost");
    scene_has(screen, "wie nog meer: onbekend, alleen Wijkteam Oost weet het");
}

static void a_regisseur_is_proposed_accepts_and_ends(void **state)
{
    struct scene *scene = *state;
    scene_refused(scene, "Eva", "regie accept Testgezin\n", EP_REGIE_UNKNOWN);
    scene_says(scene, "Eva", "regie propose Testgezin Joost --organisatie 'Jeugdhulp De Brug'\n");
    scene_refused(scene, "Eva", "regie accept Testgezin\n", EP_REGIE_NOT_YOU);
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "voorgesteld");
    scene_has(scene_says(scene, "JH", "regie accept 'Noor Testkind' --telefoon '06 12345678'\n"), "U bent regisseur.");
    scene_until(scene, "Eva", "show Testgezin --json\n", "\"telefoon\": \"06 12345678\"");
    scene_refused(scene, "JH", "regie accept 'Noor Testkind'\n", EP_REGIE_UNKNOWN);
    scene_says(scene, "JH", "regie accept 'Noor Testkind' --telefoon '020 7654321'\n");
    scene_until(scene, "Eva", "show Testgezin\n", "telefoon 020 7654321\n");
    scene_says(scene, "Eva", "regie end Testgezin\n");
    scene_until(scene, "JH", "show 'Noor Testkind' --json\n", "\"regisseur\": null");
    scene_has(scene_says(scene, "Eva", "show Testgezin --json\n"), "\"regisseur\": null");
}

#define ALONE(name) cmocka_unit_test_setup_teardown(name, open_household, scene_close)
#define JOINED(name) cmocka_unit_test_setup_teardown(name, scene_open_joined, scene_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ALONE(a_grant_that_lacks_something_is_refused_for_that_reason),
        ALONE(an_age_boundary_cuts_a_grant_and_refuses_a_day_behind_it),
        ALONE(a_grant_ends_with_the_measure_that_it_rests_on),
        ALONE(what_nobody_looked_up_gives_no_consent),
        ALONE(a_parent_alone_ends_a_grant_and_a_child_does_not),
        ALONE(an_organisation_is_invited_only_on_a_grant),
        ALONE(a_template_fills_a_grant_and_options_change_it),
        JOINED(everything_that_is_written_appears_on_screen_and_in_json),
        ALONE(writing_with_a_mistake_in_it_says_which_and_writes_nothing),
        ALONE(a_household_or_lid_without_a_proper_name_is_not_made),
        JOINED(a_change_makes_a_second_version_at_the_peer_too),
        ALONE(a_change_of_something_stale_says_what_to_do_and_changes_nothing),
        JOINED(a_question_arrives_at_the_peer),
        JOINED(who_can_open_an_item_is_named_with_the_grant),
        JOINED(a_regisseur_is_proposed_accepts_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
