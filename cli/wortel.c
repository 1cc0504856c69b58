#include "cli/wortel.h"

#include "proto/calendar.h"

#include <stdio.h>
#include <string.h>

#define DAY_CHARS (EP_DATE_TEXT_BYTES - 1)
#define WITNESS_CHARS (EP_ID_HEX - 1)

static bool has_date(uint64_t day)
{
    return day <= (uint64_t)ep_day_of(2199, 12, 31);
}

ep_err ep_wortel_text(char text[EP_WORTEL_TEXT_BYTES], const struct ep_wortel *wortel)
{
    char day[EP_DATE_TEXT_BYTES], root[65], witness[EP_ID_HEX], hex[2 * EP_POSITION_BYTES_MAX + 1];
    uint8_t packed[EP_POSITION_BYTES_MAX];
    ep_out out = EP_OUT(packed);
    if (!has_date(wortel->day))
        return EP_TOO_LARGE;
    ep_err err = ep_record_put(&out, ep_message_table(EP_MSG_POSITION), &wortel->position);
    if (err != EP_OK)
        return err;
    ep_date_text(day, (int32_t)wortel->day);
    ep_hex(root, EP_BYTES(wortel->position.read_root));
    ep_hex(witness, ep_id_bytes(&wortel->witness));
    ep_hex(hex, ep_out_bytes(&out));
    snprintf(text, EP_WORTEL_TEXT_BYTES, "%s %llu %s %s %s", day, (unsigned long long)wortel->position.read_size, root,
             witness, hex);
    return EP_OK;
}

/* Only what is not said twice is taken from the text; writing it anew shows that the rest is the same. */
ep_err ep_wortel_read(const char *text, struct ep_wortel *out)
{
    char again[EP_WORTEL_TEXT_BYTES];
    uint8_t packed[EP_POSITION_BYTES_MAX];
    ep_out bytes = EP_OUT(packed), witness = EP_OUT(out->witness.b);
    const char *position = strrchr(text, ' ');
    *out = (struct ep_wortel){.day = 0};
    if (position == NULL || position - text < DAY_CHARS + WITNESS_CHARS)
        return EP_MALFORMED;
    ep_bytes date = {(const uint8_t *)text, DAY_CHARS};
    ep_bytes id = {(const uint8_t *)position - WITNESS_CHARS, WITNESS_CHARS};
    if (!ep_date_valid(date) || ep_date_first(date) < 0)
        return EP_MALFORMED;
    out->day = (uint64_t)ep_date_first(date);
    bool good = ep_unhex(&witness, id) == EP_OK && !ep_id_absent(out->witness) &&
                ep_unhex(&bytes, ep_text(position + 1)) == EP_OK &&
                ep_record_take(ep_out_bytes(&bytes), ep_message_table(EP_MSG_POSITION), &out->position) == EP_OK &&
                ep_wortel_text(again, out) == EP_OK && strcmp(again, text) == 0;
    return good ? EP_OK : EP_MALFORMED;
}
