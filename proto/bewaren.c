#include "proto/bewaren.h"

#include "proto/calendar.h"

#include <string.h>

static const struct ep_bewaartermijn *row_of(const struct ep_policy *policy, const char *code)
{
    for (size_t i = 0; i < policy->bewaartermijnen; i++)
        if (strcmp(policy->bewaar[i].code, code) == 0)
            return &policy->bewaar[i];
    return NULL;
}

const struct ep_bewaartermijn *ep_bewaren_row(const struct ep_policy *policy, const char *law)
{
    const struct ep_bewaartermijn *row = row_of(policy, law);
    return row != NULL ? row : row_of(policy, "dossier");
}

int32_t ep_bewaren_until(const struct ep_bewaartermijn *row, int32_t end, const int32_t *born)
{
    int32_t until = ep_birthday(end, (int)row->years);
    int32_t grown = born != NULL ? ep_birthday(*born, (int)row->until_age) : until;
    return grown > until ? grown : until;
}
