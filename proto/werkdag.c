#include "proto/werkdag.h"

#include "proto/calendar.h"

#include <assert.h>
#include <stdlib.h>

#define THURSDAY 3 /* 1 January 1970; 0 is Monday */

static int weekday(int32_t day)
{
    return (((day + THURSDAY) % 7) + 7) % 7;
}

static int year_of(int32_t day)
{
    char text[EP_DATE_TEXT_BYTES];
    ep_date_text(text, day);
    return atoi(text);
}

/* Easter Sunday by the Gregorian computus, as in the anonymous algorithm of 1876. */
static int32_t easter(int year)
{
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    return ep_day_of(year, f / 31, f % 31 + 1);
}

static bool falls_on(const struct ep_feestdag *feestdag, int32_t day)
{
    int year = year_of(day);
    if (year % (int)feestdag->every != 0)
        return false;
    if (feestdag->month == 0)
        return day == easter(year) + (int32_t)feestdag->after_easter;
    int32_t falls = ep_day_of(year, (int)feestdag->month, (int)feestdag->day);
    return day == (feestdag->not_on_sunday && weekday(falls) == 6 ? falls - 1 : falls);
}

bool ep_werkdag(const struct ep_policy *policy, int32_t day)
{
    if ((policy->days_off & UINT32_C(1) << weekday(day)) != 0)
        return false;
    for (size_t i = 0; i < policy->feestdagen; i++)
        if (falls_on(&policy->feestdag[i], day))
            return false;
    return true;
}

int32_t ep_werkdagen_after(const struct ep_policy *policy, int32_t day, unsigned count)
{
    assert(count <= EP_WERKDAGEN_MAX);
    int32_t last = day + 7 * (int32_t)count + 366; /* a policy without working days must not hold us for ever */
    while (count > 0 && day < last)
        count -= ep_werkdag(policy, ++day) ? 1 : 0;
    return day;
}
