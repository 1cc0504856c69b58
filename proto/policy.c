#include "proto/policy_own.h"

#include "proto/cursor.h"
#include "proto/limits.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

/* A word is cut short: it may be anything when it is not what we expected. */
bool ep_policy_fault_at(struct ep_policy_reading *reading, int line, const char *reason, const char *word)
{
    if (!reading->bad)
        snprintf(reading->fault->text, sizeof reading->fault->text, "%s:%d: %s%s%.60s", reading->file->name, line,
                 reason, word[0] != 0 ? ": " : "", word);
    reading->bad = true;
    return false;
}

static bool fault(struct ep_policy_reading *reading, const char *reason, const char *word)
{
    return ep_policy_fault_at(reading, reading->line, reason, word);
}

static int on_value(void *user, const char *section, const char *name, const char *value)
{
    struct ep_policy_reading *reading = user;
    const struct ep_policy_file *file = reading->file;
    (void)section; /* on_line keeps it: inih says nothing of a section without values */
    if (reading->bad)
        return 0;
    if (reading->section_line == 0)
        return fault(reading, "waarde buiten een rubriek", name);
    for (size_t i = 0; i < file->count; i++)
        if (strcmp(file->keys[i].name, name) == 0) {
            if ((reading->seen & 1u << i) != 0)
                return fault(reading, "sleutel staat er twee keer", name);
            reading->seen |= 1u << i;
            return ep_policy_value(reading, &file->keys[i], value);
        }
    return fault(reading, "onbekende sleutel", name);
}

static bool end_section(struct ep_policy_reading *reading)
{
    const struct ep_policy_file *file = reading->file;
    if (reading->section_line == 0)
        return true;
    for (size_t i = 0; i < file->count; i++)
        if ((reading->seen & 1u << i) == 0)
            return ep_policy_fault_at(reading, reading->section_line, "sleutel ontbreekt", file->keys[i].name);
    return file->take(reading);
}

static bool begin_section(struct ep_policy_reading *reading, const char *line)
{
    size_t len = strcspn(line + 1, "]");
    if (!end_section(reading))
        return false;
    if (line[1 + len] != ']' || line[2 + len] != 0 || len > EP_POLICY_CODE_MAX)
        return fault(reading, "geen rubriek", line);
    memset(&reading->row, 0, sizeof reading->row);
    memcpy(reading->section, line + 1, len);
    reading->section[len] = 0;
    reading->section_line = reading->line;
    reading->seen = 0;
    return ep_policy_code_valid(reading->section) || fault(reading, "geen code", reading->section);
}

/* Hands inih its lines, because it would cut a long one in two, fold an indented one into the value before, take a ';'
 * in a value for a comment and pass over an empty section: each would read another policy than the one written. */
static bool check_line(struct ep_policy_reading *reading, char *text, size_t len)
{
    if ((len == 0 || text[len - 1] != '\n') && feof(reading->stream) == 0)
        return fault(reading, "regel te lang", "");
    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        text[--len] = 0;
    for (size_t i = 0; i < len; i++)
        if ((uint8_t)text[i] < ' ')
            return fault(reading, "stuurteken in een regel", "");
    if (!ep_utf8_valid((ep_bytes){(const uint8_t *)text, len}))
        return fault(reading, "geen UTF-8", "");
    if (text[0] == ' ')
        return fault(reading, "regel begint met een spatie", "");
    if (text[0] != '#' && text[0] != ';' && strchr(text, ';') != NULL)
        return fault(reading, "puntkomma in een regel", "");
    return text[0] != '[' || begin_section(reading, text);
}

static char *on_line(char *text, int cap, void *user)
{
    struct ep_policy_reading *reading = user;
    size_t len = 0;
    int c = 0; /* not fgets: a NUL would hide what stands behind it */
    while (!reading->bad && c != '\n' && len + 1 < (size_t)cap && (c = getc(reading->stream)) != EOF)
        text[len++] = (char)c;
    text[len] = 0;
    if (len == 0)
        return NULL;
    reading->line++;
    return check_line(reading, text, len) ? text : NULL;
}

static bool read_file(struct ep_policy_reading *reading, const char *folder)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", folder, reading->file->name);
    reading->stream = len > 0 && (size_t)len < sizeof path ? fopen(path, "r") : NULL;
    if (reading->stream == NULL)
        return fault(reading, "bestand is niet te lezen", "");
    int line = ini_parse_stream(on_line, reading, on_value, reading);
    bool broken = ferror(reading->stream) != 0;
    fclose(reading->stream);
    if (reading->bad)
        return false;
    if (broken)
        return fault(reading, "bestand is niet te lezen", "");
    if (line != 0)
        return ep_policy_fault_at(reading, line, "geen sleutel = waarde", "");
    if (reading->section_line == 0)
        return fault(reading, "geen rubriek in dit bestand", "");
    return end_section(reading);
}

/* Every domain has a name: a column without one would be a blank that could mean anything. */
static bool domeinen_whole(struct ep_policy_reading *reading)
{
    for (uint32_t domein = 1; domein < EP_DOMEIN_END; domein++) {
        char number[12];
        snprintf(number, sizeof number, "%u", (unsigned)domein);
        if (reading->policy->domein_code[domein][0] == 0)
            return fault(reading, "domein ontbreekt, nummer", number);
    }
    return true;
}

ep_err ep_policy_read(struct ep_policy *out, const char *folder, struct ep_policy_fault *fault)
{
    struct ep_policy_reading *reading = malloc(sizeof *reading); /* a row of it is as large as a policy */
    ep_err err = reading != NULL ? EP_OK : EP_NO_MEMORY;
    memset(out, 0, sizeof *out);
    fault->text[0] = 0;
    for (size_t i = 0; err == EP_OK && i < ep_policy_file_count; i++) {
        memset(reading, 0, sizeof *reading);
        reading->file = &ep_policy_files[i];
        reading->policy = out;
        reading->fault = fault;
        if (!read_file(reading, folder) || (i == 0 && !domeinen_whole(reading)))
            err = EP_POLICY_INVALID;
    }
    if (err != EP_OK)
        memset(out, 0, sizeof *out); /* half a policy allows nothing */
    free(reading);
    return err;
}

const char *ep_policy_file_name(size_t n)
{
    return n < ep_policy_file_count ? ep_policy_files[n].name : NULL;
}

uint32_t ep_policy_sort(const struct ep_policy *policy, ep_bytes code)
{
    for (size_t i = 0; i < policy->sorts; i++)
        if (ep_bytes_equal(ep_text(policy->sort[i].code), code))
            return UINT32_C(1) << i;
    return 0;
}

const struct ep_leeftijd *ep_policy_age(const struct ep_policy *policy, int years)
{
    const struct ep_leeftijd *found = &policy->age[0];
    for (size_t i = 1; i < policy->ages; i++)
        if (years >= (int)policy->age[i].from)
            found = &policy->age[i];
    return found;
}

const struct ep_grondslag *ep_policy_grondslag(const struct ep_policy *policy, ep_bytes code)
{
    for (size_t i = 0; i < policy->grondslagen; i++)
        if (ep_bytes_equal(ep_text(policy->grondslag[i].code), code))
            return &policy->grondslag[i];
    return NULL;
}

const struct ep_sjabloon *ep_policy_sjabloon(const struct ep_policy *policy, const char *code)
{
    for (size_t i = 0; i < policy->sjablonen; i++)
        if (strcmp(policy->sjabloon[i].code, code) == 0)
            return &policy->sjabloon[i];
    return NULL;
}

const struct ep_afscherming *ep_policy_afscherming(const struct ep_policy *policy, const char *code)
{
    for (size_t i = 0; i < policy->afschermingen; i++)
        if (strcmp(policy->afscherming[i].code, code) == 0)
            return &policy->afscherming[i];
    return NULL;
}

bool ep_policy_afgeschermd(const struct ep_policy *policy, ep_bytes name)
{
    for (size_t i = 0; i < policy->afschermingen; i++)
        if (ep_bytes_equal(ep_text(policy->afscherming[i].name), name))
            return true;
    return false;
}

uint32_t ep_policy_vertrouwelijk(const struct ep_policy *policy, const char *code)
{
    for (size_t i = 0; i < policy->vertrouwelijkheden; i++)
        if (strcmp(policy->vertrouwelijk[i].code, code) == 0)
            return policy->vertrouwelijk[i].level;
    return EP_LEVEL_NONE;
}

uint32_t ep_policy_domein(const struct ep_policy *policy, const char *code)
{
    if (code[0] == 0)
        return 0; /* a domain that has no row yet has an empty code */
    for (uint32_t domein = 1; domein < EP_DOMEIN_END; domein++)
        if (strcmp(policy->domein_code[domein], code) == 0)
            return domein;
    return 0;
}
