/* Promise: the plan in the own file is what the family may read, in whatever script it is written, and that it was taken is on
 * record. The PDF is read back with pdftotext (poppler-utils); skipped without it. */
#define _XOPEN_SOURCE 700
#include "tests/support/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PLAN "write doel Testgezin --lid 'Noor Testkind' --status loopt --horizon kort "
#define NAMES "Ayşe Yılmaz-Żółć"
#define ARABIC "محمد"

static char text[65536];

/* What a reader of that PDF sees, in the order in which it stands. */
static const char *text_of(const struct scene *scene, const char *name)
{
    char line[1200];
    snprintf(line, sizeof line, "pdftotext -enc UTF-8 '%s/%s' -", scene->stage.folder, name);
    FILE *said = popen(line, "r");
    assert_non_null(said);
    size_t len = fread(text, 1, sizeof text - 1, said);
    text[len] = 0;
    int status = pclose(said);
    if (status == 127 << 8)
        skip();
    assert_int_equal(status, 0);
    for (char *at = text; *at != 0; at++) /* lines end where the paper does */
        *at = *at == '\n' ? ' ' : *at;
    return text;
}

static const char *plan_of(struct scene *scene, const char *person, const char *huishouden, const char *name)
{
    char line[1200];
    snprintf(line, sizeof line, "dossier plan '%s' --pdf '%s/%s'\n", huishouden, scene->stage.folder, name);
    scene_says(scene, person, line);
    return text_of(scene, name);
}

static void it_holds_the_shared_plan_and_nothing_that_is_kept_from_anybody(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva",
               "regie propose Testgezin Eva\nregie accept Testgezin --telefoon 030-1234567\n" PLAN
               "--titel 'Elke dag naar school' --eigen_woorden 'Ik wil naar mijn vrienden' --streefdatum 2031-04-12\n"
               "write actie Testgezin --lid 'Noor Testkind' --domein financien --doel 'Elke dag naar school' "
               "--omschrijving 'Fiets kopen' --uitvoerder 'oom Bram' --moment zaterdag --status gepland\n"
               "write actie Testgezin --lid 'Noor Testkind' --domein financien --omschrijving 'Schuld aan buurman' "
               "--status loopt\n"
               "write afspraak Testgezin --vorm mdo --wanneer 'di 10 uur bij ons thuis'\n" PLAN
               "--titel 'Weg van huis' --niet-tonen-aan 'Mama Testouder'\n"
               "write doel Testgezin --domein veiligheid --titel 'Veilig slapen' --status loopt --horizon kort\n"
               "write score Testgezin --lid 'Noor Testkind' --versie zrm2017 --score 2 --streefscore 4 --getraind ja\n"
               "write notitie Testgezin --tekst 'Alleen voor ons team'\n");
    const char *plan = plan_of(scene, "Eva", "Testgezin", "plan.pdf");
    for (size_t i = 0; i < 13; i++)
        scene_has(plan,
                  (const char *const[]){
                      "Ons plan", "Gemaakt door Wijkteam Oost op",
                      "Eva van Wijkteam Oost houdt het overzicht. Bij vragen belt u Eva: 030-1234567.",
                      "Noor Testkind en Mama Testouder.", "Elke dag naar school", "“Ik wil naar mijn vrienden”",
                      "op 12 april 2031.", "Daarvoor doen we dit:", "Fiets kopen Noor Testkind. Door oom Bram.",
                      "Wanneer: zaterdag.", "di 10 uur bij ons thuis", "Wie helpen mee?", "Klopt er iets niet?"}[i]);
    for (size_t i = 0; i < 6; i++)
        scene_lacks(plan, (const char *const[]){"Weg van huis", "Veilig slapen", "Schuld", "zrm",
                                                "Alleen voor ons team", "Jeugdhulp De Brug"}[i]);
    scene_has(scene_says(scene, "Eva", "inzage Testgezin 'Noor Testkind'\n"), "waarvoor: dossier");
}

static void who_was_given_less_gets_less_on_paper(void **state)
{
    struct scene *scene = *state;
    scene_until(scene, "JH", "show 'Noor Testkind'\n", "Elke dag naar school");
    const char *plan = plan_of(scene, "JH", "Noor Testkind", "jeugdhulp.pdf");
    scene_has(plan, "Gemaakt door Jeugdhulp De Brug");
    scene_has(plan, "Elke dag naar school");
    scene_lacks(plan, "Fiets kopen"); /* financien was not granted */
    scene_lacks(plan, "di 10 uur");   /* nor what is about all of the house */
}

/* pdftotext guesses at blanks between letters that are joined, and marks what runs from right to left. */
static const char *letters(const char *plan)
{
    static char out[sizeof text];
    size_t len = 0;
    for (; *plan != 0; plan++) {
        bool mark = strncmp(plan, "\xe2\x80", 2) == 0 && (plan[2] & 0xff) >= 0xaa && (plan[2] & 0xff) <= 0xae;
        if (mark)
            plan += 2;
        else if (*plan != ' ')
            out[len++] = *plan;
    }
    out[len] = 0;
    return out;
}

static void text_is_text_in_every_script(void **state)
{
    struct scene *scene = *state;
    scene_says(scene, "Eva",
               "huishouden create Schriften\nlid add Schriften '" NAMES "' --rol ouder --geboren 1980-01-01\n"
               "lid add Schriften '" ARABIC "' --rol ouder --geboren 1981-01-01\n"
               "write doel Schriften --titel '<b>{{7*7}}</b> &amp; exe.\xe2\x80\xaegnp (stop) Tj' --status loopt "
               "--horizon kort --eigen_woorden '<span size=\"99\">groot</span>'\n");
    const char *plan = plan_of(scene, "Eva", "Schriften", "schriften.pdf");
    scene_has(plan, NAMES);
    scene_has(letters(plan), ARABIC);
    scene_has(plan, "<b>{{7*7}}</b> &amp; exe.?gnp (stop) Tj");
    scene_has(plan, "<span size=\"99\">groot</span>");
}

static void a_plan_without_goals_says_so_and_nothing_is_written_over(void **state)
{
    struct scene *scene = *state;
    char line[600];
    struct stat file;
    scene_says(scene, "Eva", "huishouden create Leeg\n");
    scene_has(plan_of(scene, "Eva", "Leeg", "leeg.pdf"), "Er staat nog geen doel in.");
    snprintf(line, sizeof line, "%s/leeg.pdf", scene->stage.folder);
    assert_int_equal(stat(line, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    snprintf(line, sizeof line, "dossier plan Leeg --pdf '%s/leeg.pdf'\n", scene->stage.folder);
    scene_refused(scene, "Eva", line, EP_EXISTS);
}

static void a_long_plan_goes_on_over_pages(void **state)
{
    struct scene *scene = *state;
    static char story[40000];
    size_t len = (size_t)snprintf(story, sizeof story, "huishouden create Lang\n");
    for (unsigned n = 0; n < 40; n++)
        len += (size_t)snprintf(
            story + len, sizeof story - len,
            "write doel Lang --titel 'Doel nummer %u' --status loopt --horizon kort --eigen_woorden "
            "'%s'\n",
            n, "Wij willen dat het thuis weer rustig is, dat iedereen weet wat er komt en wie er belt");
    scene_says(scene, "Eva", story);
    const char *plan = plan_of(scene, "Eva", "Lang", "lang.pdf");
    scene_has(plan, "Doel nummer 0");
    scene_has(plan, "Doel nummer 39");
    assert_non_null(strchr(plan, '\f'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_holds_the_shared_plan_and_nothing_that_is_kept_from_anybody),
        cmocka_unit_test(who_was_given_less_gets_less_on_paper),
        cmocka_unit_test(text_is_text_in_every_script),
        cmocka_unit_test(a_plan_without_goals_says_so_and_nothing_is_written_over),
        cmocka_unit_test(a_long_plan_goes_on_over_pages),
    };
    return cmocka_run_group_tests(tests, scene_open_joined, scene_close);
}
