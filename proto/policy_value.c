/* The values of a policy file: numbers, yes and no, texts, codes and lists. */
#include "proto/policy_own.h"

#include <string.h>

static bool fault(struct ep_policy_reading *reading, const char *reason, const char *word)
{
    return ep_policy_fault_at(reading, reading->line, reason, word);
}

/* Codes travel in statements and stand in command lines: no capitals, no spaces. */
bool ep_policy_code_valid(const char *code)
{
    size_t len = strlen(code);
    return len >= 1 && len <= EP_POLICY_CODE_MAX && strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

static bool read_number(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value,
                        uint32_t *number)
{
    uint64_t found = 0;
    size_t len = strlen(value);
    if (len == 0 || len > 10 || strspn(value, "0123456789") != len)
        return fault(reading, "geen getal", key->name);
    for (const char *digit = value; *digit != 0; digit++)
        found = found * 10 + (uint64_t)(*digit - '0');
    if (found < key->min || found > key->max)
        return fault(reading, "getal buiten de grenzen", key->name);
    *number = (uint32_t)found;
    return true;
}

static bool read_text(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value, char *text)
{
    size_t len = strlen(value);
    if (len == 0)
        return fault(reading, "lege waarde", key->name);
    if (len > key->max)
        return fault(reading, "waarde te lang", key->name);
    memcpy(text, value, len + 1);
    return key->shape != SHAPE_CODE || ep_policy_code_valid(text) || fault(reading, "geen code", key->name);
}

/* The next word of a list with commas, without the spaces around it; false at the end of the list. */
static bool next_word(const char **list, char word[EP_POLICY_CODE_MAX + 1])
{
    if (*list == NULL)
        return false;
    const char *begin = *list + strspn(*list, " \t");
    size_t len = strcspn(begin, ",");
    *list = begin[len] == ',' ? begin + len + 1 : NULL;
    while (len > 0 && (begin[len - 1] == ' ' || begin[len - 1] == '\t'))
        len--;
    if (len > EP_POLICY_CODE_MAX)
        len = 0; /* an empty word is refused, and so is one that is too long */
    memcpy(word, begin, len);
    word[len] = 0;
    return true;
}

static bool read_domeinen(struct ep_policy_reading *reading, const char *value, uint32_t *mask)
{
    char word[EP_POLICY_CODE_MAX + 1];
    *mask = 0;
    while (next_word(&value, word)) {
        uint32_t domein = ep_policy_domein(reading->policy, word);
        if (domein == 0)
            return fault(reading, "onbekend domein", word);
        if (domein == EP_DOMEIN_VEILIGHEID || domein == EP_DOMEIN_DOSSIER)
            return fault(reading, "dit domein mag in geen sjabloon", word);
        if ((*mask & EP_DOMEIN_BIT(domein)) != 0)
            return fault(reading, "domein staat er twee keer", word);
        *mask |= EP_DOMEIN_BIT(domein);
    }
    /* A grant without names shows goals of nobody; the rule of the grant asks it too. */
    return (*mask & EP_DOMEIN_BIT(EP_DOMEIN_PERSOON)) != 0 || fault(reading, "domein persoon ontbreekt", "");
}

/* Which of the words it is; the end of the list when it is none. */
static size_t place_of(const char *const *words, const char *word)
{
    size_t i = 0;
    while (words[i] != NULL && strcmp(words[i], word) != 0)
        i++;
    return i;
}

/* A bit in a list, once. */
static bool add_bit(struct ep_policy_reading *reading, uint32_t *bits, size_t place, const char *word)
{
    if ((*bits & UINT32_C(1) << place) != 0)
        return fault(reading, "staat er twee keer", word);
    *bits |= UINT32_C(1) << place;
    return true;
}

static bool read_words(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value,
                       uint32_t *bits)
{
    char word[EP_POLICY_CODE_MAX + 1];
    *bits = 0;
    if (strcmp(value, "geen") == 0)
        return true;
    while (next_word(&value, word)) {
        size_t place = place_of(key->words, word);
        if (key->words[place] == NULL)
            return fault(reading, "onbekend woord", word);
        if (!add_bit(reading, bits, place, word))
            return false;
    }
    return true;
}

static bool read_ages(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value,
                      uint32_t *bits)
{
    char word[EP_POLICY_CODE_MAX + 1];
    *bits = 0;
    if (strcmp(value, "geen") == 0)
        return true;
    while (next_word(&value, word)) {
        uint32_t age = 0;
        if (!read_number(reading, key, word, &age))
            return false;
        size_t place = 0;
        while (place < reading->policy->ages && reading->policy->age[place].from != age)
            place++;
        if (place == reading->policy->ages)
            return fault(reading, "bij deze leeftijd begint niets in leeftijd.ini", word);
        if (!add_bit(reading, bits, place, word))
            return false;
    }
    return true;
}

static bool read_sorts(struct ep_policy_reading *reading, const char *value, uint32_t *bits)
{
    char word[EP_POLICY_CODE_MAX + 1];
    *bits = EP_SORTS_ALL;
    if (strcmp(value, "alle") == 0)
        return true;
    *bits = 0;
    while (next_word(&value, word)) {
        uint32_t bit = ep_policy_sort(reading->policy, ep_text(word));
        if (bit == 0)
            return fault(reading, "onbekende soort organisatie", word);
        if ((*bits & bit) != 0)
            return fault(reading, "staat er twee keer", word);
        *bits |= bit;
    }
    return true;
}

static bool read_representatives(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value,
                                 struct ep_policy *row)
{
    char word[EP_POLICY_CODE_MAX + 1];
    uint32_t seen = 0;
    while (next_word(&value, word)) {
        size_t place = place_of(key->words, word);
        if (key->words[place] == NULL)
            return fault(reading, "onbekend woord", word);
        if (!add_bit(reading, &seen, place, word))
            return false;
        row->representative[row->representatives++] = (uint32_t)place;
    }
    return true;
}

static bool read_purposes(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value,
                          struct ep_policy *row)
{
    char word[EP_POLICY_CODE_MAX + 1];
    while (next_word(&value, word)) {
        if (row->purposes == sizeof row->purpose / sizeof row->purpose[0])
            return fault(reading, "te veel waarden", key->name);
        if (!ep_policy_code_valid(word))
            return fault(reading, "geen code", word);
        for (size_t i = 0; i < row->purposes; i++)
            if (strcmp(row->purpose[i], word) == 0)
                return fault(reading, "doel staat er twee keer", word);
        memcpy(row->purpose[row->purposes++], word, sizeof word);
    }
    return true;
}

/* Only texts that may be absent: what must be there cannot be left out. */
static bool read_velden(struct ep_policy_reading *reading, const char *value, uint32_t *bits)
{
    char word[EP_POLICY_CODE_MAX + 1];
    uint64_t soort = 0;
    const struct ep_soort_row *row = ep_soort_by_name(reading->section, &soort);
    *bits = 0;
    if (row == NULL)
        return fault(reading, "onbekende soort", reading->section);
    while (next_word(&value, word)) {
        const struct ep_field *field = ep_field_by_name(row->table, word);
        if (field == NULL || field->type != EP_TYPE_TEXT || !field->optional)
            return fault(reading, "geen tekst die weg kan blijven", word);
        if (!add_bit(reading, bits, (size_t)(field - row->table.fields), word))
            return false;
    }
    return true;
}

bool ep_policy_value(struct ep_policy_reading *reading, const struct ep_policy_key *key, const char *value)
{
    void *at = (uint8_t *)&reading->row + key->offset;
    switch (key->shape) {
    case SHAPE_NUMBER:
        return read_number(reading, key, value, at);
    case SHAPE_JA_NEE:
        *(bool *)at = strcmp(value, "ja") == 0;
        return *(bool *)at || strcmp(value, "nee") == 0 || fault(reading, "alleen ja of nee", key->name);
    case SHAPE_NAME:
    case SHAPE_CODE:
        return read_text(reading, key, value, at);
    case SHAPE_DOMEINEN:
        return read_domeinen(reading, value, at);
    case SHAPE_WORDS:
        return read_words(reading, key, value, at);
    case SHAPE_AGES:
        return read_ages(reading, key, value, at);
    case SHAPE_SORTS:
        return read_sorts(reading, value, at);
    case SHAPE_REPRESENTATIVES:
        return read_representatives(reading, key, value, &reading->row.termijn);
    case SHAPE_VELDEN:
        return read_velden(reading, value, at);
    case SHAPE_PURPOSES:
        return read_purposes(reading, key, value, &reading->row.termijn);
    }
    return false;
}
