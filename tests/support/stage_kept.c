#define _XOPEN_SOURCE 700
#include "tests/support/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* "<folder>/toneel": one line per organisation and person, its parts apart by tabs, so that a stage can be set up again. */
#define LIST "/toneel"

bool stage_save(const struct stage *stage)
{
    char path[512];
    snprintf(path, sizeof path, "%s" LIST, stage->folder);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    for (size_t i = 0; i < stage->orgs; i++)
        fprintf(file, "org\t%s\t%s\t%u\t%u\n", stage->org[i].code, stage->org[i].name, stage->org[i].port,
                stage->org[i].relay_port);
    for (size_t i = 0; i < stage->people; i++)
        fprintf(file, "persoon\t%s\t%s\n", stage->person[i].called, stage->person[i].kluis);
    return fclose(file) == 0;
}

static bool take_line(struct stage *stage, char *line)
{
    struct org org = {.relay = 0};
    struct person person;
    line[strcspn(line, "\n")] = 0;
    if (stage->orgs < ORGS_MAX &&
        sscanf(line, "org\t%15[^\t]\t%127[^\t]\t%u\t%u", org.code, org.name, &org.port, &org.relay_port) == 4)
        stage->org[stage->orgs++] = org;
    else if (stage->people < PEOPLE_MAX &&
             sscanf(line, "persoon\t%63[^\t]\t%511[^\t]", person.called, person.kluis) == 2)
        stage->person[stage->people++] = person;
    else
        return false;
    return true;
}

static bool start(struct stage *stage, struct org *org)
{
    char record[512];
    snprintf(record, sizeof record, "%s/opname/%s", stage->folder, org->code);
    if (org->relay_port != 0)
        org->relay = ep_relay_start(org->relay_port, org->port, record);
    return org->relay >= 0 && stage_node_on(stage, org);
}

bool stage_resume(struct stage *stage, const char *bin, const char *folder)
{
    char path[512];
    char line[1024];
    bool good = stage_open_at(stage, bin, false, folder);
    stage->keep = true;
    snprintf(path, sizeof path, "%s" LIST, folder);
    FILE *file = good ? fopen(path, "r") : NULL;
    good = file != NULL;
    while (good && fgets(line, sizeof line, file) != NULL)
        good = take_line(stage, line);
    if (file != NULL)
        fclose(file);
    for (size_t i = 0; good && i < stage->orgs; i++)
        good = start(stage, &stage->org[i]);
    return good;
}
