/* Promise: a date that is valid begins no later than it ends and is written as it was read; days, local hours,
 * birthdays and ages agree with each other, whatever the year. PROTOCOL.md 2. */
#include "proto/calendar.h"
#include "tests/fuzz/fuzz.h"

static void text_and_days(ep_bytes date)
{
    char text[EP_DATE_TEXT_BYTES];
    int32_t first = ep_date_first(date), last = ep_date_last(date);
    assert(first <= last && last - first <= 365 && (date.len < 10 || first == last));
    ep_date_text(text, first);
    assert(memcmp(text, date.at, date.len) == 0 && ep_date_valid(ep_text(text)) &&
           ep_date_first(ep_text(text)) == first);
    ep_date_text(text, last);
    assert(memcmp(text, date.at, date.len) == 0 && ep_date_last(ep_text(text)) == last);
    assert(first <= 0 || ep_day_of_hour(ep_hour_of_day(first)) == first);
    assert(first <= 0 || ep_day_of_hour(ep_hour_of_day(first) - 1) == first - 1);
}

static void ages(int32_t born, int age)
{
    int32_t day = ep_birthday(born, age);
    assert(ep_age(born, day) == age && ep_age(born, day - 1) == age - 1);
    assert(day < ep_birthday(born, age + 1));
}

static void hours(uint64_t hour)
{
    int32_t day = ep_day_of_hour(hour);
    assert(ep_hour_of_day(day) <= hour && hour < ep_hour_of_day(day + 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ep_bytes date = {data, size};
    if (size == 5)
        hours(ep_u32_take(data));
    if (!ep_date_valid(date))
        return 0;
    text_and_days(date);
    for (int age = 0; age <= 120; age++)
        ages(ep_date_first(date), age);
    return 0;
}
