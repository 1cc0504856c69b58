/* Dates, hours and ages, without the system's time zone. PROTOCOL.md 2; DOMAIN 8 (half-known dates, 29 February,
 * local midnight). Hours count from 1970-01-01T00:00 UTC. Local time is Europe/Amsterdam by the EU summer-time rule. */
#ifndef EP_PROTO_CALENDAR_H
#define EP_PROTO_CALENDAR_H

#include "crypto/bytes.h"

#define EP_DATE_TEXT_BYTES 11 /* "2026-11-24" and NUL */

/* "2026-11-24", "2026-11" or "2026", a day that exists, from 1900 to 2199. */
bool ep_date_valid(ep_bytes date);
/* Days since 1970 of the first or the last day that the possibly incomplete date can mean. `date` is valid. */
int32_t ep_date_first(ep_bytes date);
int32_t ep_date_last(ep_bytes date);
int32_t ep_day_of(int year, int month, int day);
void ep_date_text(char text[EP_DATE_TEXT_BYTES], int32_t day);

/* The hour of local midnight at which this day begins: a lease "until 24 May" ends at ep_hour_of_day(25 May). */
uint64_t ep_hour_of_day(int32_t day);
/* The local day in which an hour, or a second, since 1970 falls. */
int32_t ep_day_of_hour(uint64_t hour);

/* The day on which the age is reached: 29 February counts as 1 March in other years. `born` is a whole day. */
int32_t ep_birthday(int32_t born, int age);
/* Full years on that day; below zero when not yet born. */
int ep_age(int32_t born, int32_t day);

#endif
