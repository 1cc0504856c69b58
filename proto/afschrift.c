#include "proto/afschrift.h"

#include <string.h>
#include <strings.h>

static bool is_letter(uint8_t byte)
{
    return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/* The next word from `at` on; absent behind the last. */
static ep_bytes next_word(ep_bytes text, size_t *at)
{
    while (*at < text.len && !is_letter(text.at[*at]))
        ++*at;
    ep_bytes word = {text.at + *at, 0};
    while (*at < text.len && is_letter(text.at[*at])) {
        ++*at;
        word.len++;
    }
    return word;
}

static bool begins(ep_bytes word, ep_bytes name)
{
    return word.len >= name.len && strncasecmp((const char *)word.at, (const char *)name.at, name.len) == 0;
}

/* "Karims" is Karim and "Noortje" may be Noor; but "boek" is not Bo. Too much is left out rather than too little. */
static bool word_names(ep_bytes word, ep_bytes name)
{
    size_t more = word.len - name.len;
    return begins(word, name) && (name.len >= 4 || more == 0 || (more == 1 && word.at[name.len] == 's'));
}

static bool has_word(const ep_bytes *names, size_t count, ep_bytes word)
{
    for (size_t i = 0; i < count; i++) {
        ep_bytes one;
        for (size_t at = 0; (one = next_word(names[i], &at)).len > 0;)
            if (one.len == word.len && begins(one, word))
                return true;
    }
    return false;
}

/* What tells people apart: in "Samira de Vries" Samira and Vries, in "mama" all there is. */
static bool counts(ep_bytes name, ep_bytes word)
{
    ep_bytes one;
    bool capital = false;
    for (size_t at = 0; (one = next_word(name, &at)).len > 0;)
        capital = capital || one.at[0] < 'a' || one.at[0] > 'z';
    return !capital || word.at[0] < 'a' || word.at[0] > 'z';
}

/* A family name that they share names nobody. */
static bool names_one(const struct ep_afschrift *afschrift, ep_bytes text, ep_bytes name)
{
    ep_bytes part;
    for (size_t n = 0; (part = next_word(name, &n)).len > 0;) {
        ep_bytes word;
        if (!counts(name, part) || has_word(afschrift->own, afschrift->own_count, part))
            continue;
        for (size_t at = 0; (word = next_word(text, &at)).len > 0;)
            if (word_names(word, part))
                return true;
    }
    return false;
}

static bool names_another(const struct ep_afschrift *afschrift, ep_bytes text)
{
    for (size_t i = 0; i < afschrift->other_count; i++)
        if (names_one(afschrift, text, afschrift->other[i]))
            return true;
    return false;
}

static ep_err keep_name(ep_bytes names[EP_AFSCHRIFT_NAMES_MAX], size_t *count, ep_bytes name)
{
    if (name.len == 0)
        return EP_OK;
    for (size_t i = 0; i < *count; i++)
        if (ep_bytes_equal(names[i], name))
            return EP_OK;
    if (*count == EP_AFSCHRIFT_NAMES_MAX)
        return EP_TOO_MANY;
    names[(*count)++] = name;
    return EP_OK;
}

static ep_err gather(struct ep_afschrift *out, const struct ep_fact *fact)
{
    const struct ep_opgave *opgave = &fact->opgave;
    bool own = ep_id_equal(fact->subject, out->input->lid);
    ep_bytes name = ep_opgave_person(opgave);
    if (opgave->soort == EP_SOORT_GEZAG)
        return keep_name(out->other, &out->other_count, opgave->is.gezag.houder); /* his own: no word of it counts */
    if (opgave->soort == EP_SOORT_VERTEGENWOORDIGING)
        return keep_name(out->other, &out->other_count, opgave->is.vertegenwoordiging.wie);
    return own ? keep_name(out->own, &out->own_count, name) : keep_name(out->other, &out->other_count, name);
}

ep_err ep_afschrift_begin(struct ep_afschrift *out, const struct ep_afschrift_input *input)
{
    ep_err err = EP_OK;
    memset(out, 0, sizeof *out);
    out->input = input;
    for (size_t i = 0; err == EP_OK && i < input->fact_count; i++)
        err = gather(out, &input->facts[i]);
    return err;
}

bool ep_afschrift_field(const struct ep_field *field)
{
    static const char *const people[] = {"uitvoerder", "deelnemers", "houder", "wie", "beoordelaar"};
    bool drawn = field->type != EP_TYPE_ID && field->type != EP_TYPE_BIN;
    for (size_t i = 0; i < sizeof people / sizeof people[0] && drawn; i++)
        drawn = strcmp(ep_field_name(field), people[i]) != 0;
    return drawn;
}

/* Of what would be drawn; `whole`: of everything in it. */
static bool fact_names_another(const struct ep_afschrift *afschrift, const struct ep_fact *fact, bool whole)
{
    struct ep_table table = ep_soort(fact->opgave.soort)->table;
    for (size_t i = 0; i < table.count; i++)
        if (table.fields[i].type == EP_TYPE_TEXT && (whole || ep_afschrift_field(&table.fields[i])) &&
            names_another(afschrift, *(const ep_bytes *)ep_field_at(&table.fields[i], &fact->opgave)))
            return true;
    return names_another(afschrift, fact->opgave.namens) || (whole && names_another(afschrift, fact->opgave.woord));
}

static bool kept(const struct ep_afschrift *afschrift, const struct ep_fact *fact)
{
    const struct ep_afschrift_input *input = afschrift->input;
    return ep_fact_niet_tonen(fact, input->lid) ||
           (!ep_id_absent(input->voor) && ep_fact_niet_tonen(fact, input->voor));
}

bool ep_afschrift_fact(const struct ep_afschrift *afschrift, const struct ep_fact *fact)
{
    const struct ep_afschrift_input *input = afschrift->input;
    uint64_t soort = fact->opgave.soort;
    bool household = ep_id_absent(fact->subject);
    if (!input->allowed || ep_soort(soort) == NULL || kept(afschrift, fact))
        return false;
    if (soort == EP_SOORT_BEWIJS || soort == EP_SOORT_GEZAG || soort == EP_SOORT_VERTEGENWOORDIGING ||
        soort == EP_SOORT_GEHEIMHOUDING) /* the last is often because of who asks in his place */
        return false;
    if (household && (soort == EP_SOORT_NOTITIE || ep_opgave_afgeschermd(&fact->opgave)))
        return false;
    return (household || ep_id_equal(fact->subject, input->lid)) && !fact_names_another(afschrift, fact, household);
}

bool ep_afschrift_grant(const struct ep_afschrift *afschrift, const struct ep_grant_row *row)
{
    const struct ep_afschrift_input *input = afschrift->input;
    bool given = ep_id_equal(row->org, input->own_org);
    if (!input->allowed || !ep_id_equal(row->grant.lid, input->lid) ||
        (!given && !ep_id_equal(row->grant.to_org, input->own_org)))
        return false;
    for (size_t i = 0; i < input->fact_count; i++) {
        const struct ep_fact *fact = &input->facts[i];
        bool about = given ? ep_id_equal(fact->item, row->grant.evidence) : ep_id_equal(fact->org, row->org);
        if (about && kept(afschrift, fact))
            return false;
    }
    return true;
}

bool ep_afschrift_lezing(const struct ep_afschrift *afschrift, const struct ep_read *read)
{
    return afschrift->input->allowed && read->soort != EP_READ_FAMILIENAAM &&
           (ep_id_absent(read->subject) || ep_id_equal(read->subject, afschrift->input->lid));
}
