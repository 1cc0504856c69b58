#include "proto/access.h"

#define F(member, type_, ...) EP_FIELD(struct ep_access_record, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {F(id, ID, 0), F(link, KEY, 0), F(psk, KEY, 0), F(authority, BOOL, 0)};

const struct ep_table ep_access_record_table = EP_TABLE(fields, struct ep_access_record);
