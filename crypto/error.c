#include "crypto/error.h"

#define EP_ROW(name, number, exit_status, en, nl, next_en, next_nl) \
    {name, exit_status, #name, {en, nl}, {next_en, next_nl}},
static const struct ep_err_row rows[] = {
#include "crypto/error.def"
};
#undef EP_ROW

static const struct ep_err_row *find(unsigned long long number)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((unsigned long long)rows[i].code == number)
            return &rows[i];
    return NULL;
}

const struct ep_err_row *ep_err_row(ep_err code)
{
    const struct ep_err_row *row = find((unsigned long long)code);
    return row != NULL ? row : find(EP_UNKNOWN);
}

const struct ep_err_row *ep_err_at(size_t n)
{
    return n < sizeof rows / sizeof rows[0] ? &rows[n] : NULL;
}

ep_err ep_err_from_wire(unsigned long long number)
{
    return find(number) != NULL ? (ep_err)number : EP_UNKNOWN;
}
