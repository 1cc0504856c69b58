#include "node/record.h"

#include "proto/limits.h"

#define N EP_HOUR_MAX
/* clang-format off */
#define F(member, type_, ...) EP_FIELD(struct ep_node_record, member, type_, __VA_ARGS__)
static const struct ep_field node_fields[] = {
    F(lineage, EIGHT, 0), F(last_hour, UINT, N)};
#undef F
#define F(member, type_, ...) EP_FIELD(struct ep_log_record, member, type_, __VA_ARGS__)
static const struct ep_field log_fields[] = {
    F(size, UINT, N), F(peaks, BIN, EP_MERKLE_LEVELS * 32, .optional = true), F(day, UINT, N), F(read_size, UINT, N),
    F(read_root, KEY, 0)};
#undef F
#define F(member, type_, ...) EP_FIELD(struct ep_link_record, member, type_, __VA_ARGS__)
static const struct ep_field link_fields[] = {
    F(psk, KEY, 0), F(sent_seq, UINT, N), F(acked_seq, UINT, N), F(acked_hour, UINT, N), F(sent_hash, KEY, 0),
    F(their_lineage, EIGHT, 0), F(recv_seq, UINT, N), F(recv_hash, KEY, 0), F(heard, UINT, N), F(read_day, UINT, N),
    F(read_size, UINT, N), F(read_root, KEY, 0)};
#undef F
#define F(member, type_, ...) EP_FIELD(struct ep_invite_record, member, type_, __VA_ARGS__)
static const struct ep_field invite_fields[] = {
    F(secret, KEY, 0), F(soort, UINT, 2), F(expires, UINT, N), F(used, BOOL, 0)};
#undef F
#define F(member, type_, ...) EP_FIELD(struct ep_deletion_record, member, type_, __VA_ARGS__)
static const struct ep_field deletion_fields[] = {
    F(huishouden, ID, 0), F(org, ID, 0), F(withdraw, ID, 0, .optional = true), F(stage, UINT, 2), F(count, UINT, N),
    F(deleted, UINT, N), F(erased, KEY, 0)};
#undef F
#define F(member, type_, ...) EP_FIELD(struct ep_refusal_record, member, type_, __VA_ARGS__)
static const struct ep_field refusal_fields[] = {
    F(statement, ID, 0), F(peer, ID, 0), F(huishouden, ID, 0, .optional = true), F(code, UINT, 255),
    F(seq, UINT, N), F(row, UINT, N), F(hour, UINT, N), F(tries, UINT, N)};
#undef F
#define F(member, type_, ...) EP_FIELD(struct ep_notice_record, member, type_, __VA_ARGS__)
static const struct ep_field notice_fields[] = {
    F(told, ID, 0), F(cause, ID, 0), F(user, ID, 0), F(huishouden, ID, 0), F(why, UINT, N), F(hour, UINT, N)};
#undef F
/* clang-format on */

const struct ep_table ep_node_record_table = EP_TABLE(node_fields, struct ep_node_record);
const struct ep_table ep_log_record_table = EP_TABLE(log_fields, struct ep_log_record);
const struct ep_table ep_link_record_table = EP_TABLE(link_fields, struct ep_link_record);
const struct ep_table ep_invite_record_table = EP_TABLE(invite_fields, struct ep_invite_record);
const struct ep_table ep_deletion_record_table = EP_TABLE(deletion_fields, struct ep_deletion_record);
const struct ep_table ep_refusal_record_table = EP_TABLE(refusal_fields, struct ep_refusal_record);
const struct ep_table ep_notice_record_table = EP_TABLE(notice_fields, struct ep_notice_record);
