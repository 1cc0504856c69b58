#include "proto/calendar.h"

#include <stdio.h>

/* Days since 1970 of a civil date, by counting from 1 March so that the leap day ends the year. */
int32_t ep_day_of(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1;
    int era = y / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static void civil(int32_t day, int *year, int *month, int *dom)
{
    int32_t shifted = day + 719468;
    int32_t era = shifted / 146097;
    int32_t doe = shifted - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153;
    *dom = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Digits at [from, from + count) as a number, or -1. */
static int digits(ep_bytes text, size_t from, size_t count)
{
    int value = 0;
    if (text.len < from + count)
        return -1;
    for (size_t i = from; i < from + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        value = value * 10 + (text.at[i] - '0');
    }
    return value;
}

/* Year, and month and day where given (else 0). False when it is no date. */
static bool parse(ep_bytes date, int *year, int *month, int *day)
{
    *year = digits(date, 0, 4);
    *month = 0;
    *day = 0;
    if (*year < 1900 || *year > 2199)
        return false;
    if (date.len == 4)
        return true;
    *month = digits(date, 5, 2);
    if (date.at[4] != '-' || *month < 1 || *month > 12)
        return false;
    if (date.len == 7)
        return true;
    *day = digits(date, 8, 2);
    return date.len == 10 && date.at[7] == '-' && *day >= 1 && *day <= month_days(*year, *month);
}

bool ep_date_valid(ep_bytes date)
{
    int year = 0;
    int month = 0;
    int day = 0;
    return parse(date, &year, &month, &day);
}

int32_t ep_date_first(ep_bytes date)
{
    int year = 0;
    int month = 0;
    int day = 0;
    if (!parse(date, &year, &month, &day))
        return 0;
    return ep_day_of(year, month == 0 ? 1 : month, day == 0 ? 1 : day);
}

int32_t ep_date_last(ep_bytes date)
{
    int year = 0;
    int month = 0;
    int day = 0;
    if (!parse(date, &year, &month, &day))
        return 0;
    if (month == 0)
        month = 12;
    return ep_day_of(year, month, day == 0 ? month_days(year, month) : day);
}

void ep_date_text(char text[EP_DATE_TEXT_BYTES], int32_t day)
{
    int year = 0;
    int month = 0;
    int dom = 0;
    civil(day, &year, &month, &dom);
    snprintf(text, EP_DATE_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)year % 10000u, (unsigned)month % 100u,
             (unsigned)dom % 100u);
}

/* Summer time runs from the last Sunday of March to the last Sunday of October, both at 01:00 UTC (2000/84/EC). */
static int32_t last_sunday(int year, int month)
{
    int32_t day = ep_day_of(year, month, 31);
    return day - (day + 4) % 7; /* 1970-01-01 was a Thursday */
}

static int utc_offset_hours(uint64_t hour)
{
    int year = 0;
    int month = 0;
    int dom = 0;
    civil((int32_t)(hour / 24), &year, &month, &dom);
    uint64_t begin = (uint64_t)last_sunday(year, 3) * 24 + 1;
    uint64_t end = (uint64_t)last_sunday(year, 10) * 24 + 1;
    return hour >= begin && hour < end ? 2 : 1;
}

uint64_t ep_hour_of_day(int32_t day)
{
    if (day <= 0)
        return 0; /* hours count from 1970: what ended before it is over at every hour */
    /* The clock never changes between 21:00 and 23:00 UTC, so the offset just before midnight is the one at midnight. */
    uint64_t midnight = (uint64_t)day * 24;
    return midnight - (uint64_t)utc_offset_hours(midnight - 2);
}

int32_t ep_day_of_hour(uint64_t hour)
{
    return (int32_t)((hour + (uint64_t)utc_offset_hours(hour)) / 24);
}

int32_t ep_birthday(int32_t born, int age)
{
    int year = 0;
    int month = 0;
    int dom = 0;
    civil(born, &year, &month, &dom);
    return ep_day_of(year + age, month, dom); /* ep_day_of(29 February) of another year is its 1 March */
}

int ep_age(int32_t born, int32_t day)
{
    int age = -1;
    while (age < 150 && ep_birthday(born, age + 1) <= day)
        age++;
    return age;
}
