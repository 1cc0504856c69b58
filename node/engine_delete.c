#include "node/engine_parts.h"

#include <string.h>

/* Deletion is several durable steps: begun (the tombstone stands, nothing is shown any more), erased (rows are gone),
 * truncated (no erased byte in the log), and only then the signed receipt. Each step can be the last before a crash;
 * the record says where to go on. DESIGN 6. */

static ep_err keep(struct ep_engine *engine, ep_id grant, const struct ep_deletion_record *record)
{
    engine->deleting = true;
    return ep_engine_keep(engine, EP_RECORD_DELETION, grant, ep_deletion_record_table, record);
}

/* What was deleted under this grant before, as the receipt says. */
static bool take_receipt(void *arg, int64_t row, ep_bytes bytes)
{
    struct ep_deletion_record *record = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) != EP_OK)
        return true;
    record->stage = EP_DELETION_ERASED;
    record->count = st.body.receipt.count;
    record->deleted = st.body.receipt.deleted;
    memcpy(record->erased, st.body.receipt.erased, 32);
    return false;
}

/* A grant is deleted under once. Whoever ends it after that, or meanwhile, gets a receipt of that one deletion. */
ep_err ep_delete_begin(struct ep_engine *engine, const struct ep_statement *grant, ep_id withdraw)
{
    struct ep_deletion_record record;
    ep_err err = ep_engine_kept(engine, EP_RECORD_DELETION, grant->id, ep_deletion_record_table, &record);
    if (err == EP_NOT_FOUND) {
        record =
            (struct ep_deletion_record){.huishouden = grant->huishouden, .org = grant->org, .stage = EP_DELETION_BEGUN};
        struct ep_store_query receipts = {.kind = EP_RECEIPT, .org = engine->world.own_org, .ref = grant->id};
        err = ep_store_each(engine->setup.store, &receipts, take_receipt, &record);
    }
    if (!ep_id_absent(withdraw))
        record.withdraw = withdraw;
    return err == EP_OK ? keep(engine, grant->id, &record) : err;
}

struct erasing {
    struct ep_engine *engine;
    struct ep_deletion_record *record;
    int64_t rows[EP_WRAP_ENTRIES_MAX]; /* gathered first: a walk may not erase under itself */
    size_t count;
    bool more;
};

static bool gather(struct erasing *erasing, int64_t row)
{
    if (erasing->count == EP_WRAP_ENTRIES_MAX) {
        erasing->more = true;
        return false;
    }
    erasing->rows[erasing->count++] = row;
    return true;
}

/* Another organisation's entry that no live grant to us covers any more, or a wrap that none covers for its team. What
 * another live grant still covers stays: an overlap of two grants is not a gap. */
static bool gather_uncovered(void *arg, int64_t row, ep_bytes bytes)
{
    struct erasing *erasing = arg;
    struct ep_statement st;
    if (!ep_engine_reread(erasing->engine, &st, bytes))
        return false;
    struct ep_section section = ep_section_of(&st);
    struct ep_reader reader = {.org = erasing->engine->world.own_org};
    if (st.kind->code == EP_WRAP)
        reader.team = st.body.wrap.team;
    if (ep_grondslag_covers(&erasing->engine->grants, &section, &reader, NULL) == EP_OK)
        return true;
    if (!gather(erasing, row))
        return false;
    if (st.kind->code == EP_ENTRY) {
        ep_bytes parts[] = {EP_BYTES(erasing->record->erased), ep_id_bytes(&st.id)};
        ep_hash(erasing->record->erased, 32, NULL, EP_LABEL_RECEIPT, parts, 2);
    }
    return true;
}

static ep_err erase_gathered(struct erasing *erasing)
{
    ep_err err = EP_OK;
    for (size_t i = 0; err == EP_OK && i < erasing->count; i++)
        err = ep_store_erase(erasing->engine->setup.store, erasing->rows[i]);
    erasing->record->count += erasing->count;
    erasing->count = 0;
    return err;
}

/* Walk and erase until a walk finds nothing more. */
static ep_err erase_all(struct erasing *erasing, const struct ep_store_query *query, ep_store_visit *visit)
{
    ep_err err = EP_OK;
    do {
        erasing->more = false;
        err = ep_store_each(erasing->engine->setup.store, query, visit, erasing);
        if (err == EP_OK)
            err = erase_gathered(erasing);
    } while (err == EP_OK && erasing->more);
    return err;
}

static ep_err erase(struct ep_engine *engine, ep_id grant, struct ep_deletion_record *record)
{
    struct erasing erasing = {.engine = engine, .record = record};
    struct ep_store_query wraps = {.kind = EP_WRAP, .huishouden = record->huishouden, .org = record->org};
    struct ep_store_query entries = {.kind = EP_ENTRY, .huishouden = record->huishouden, .org = record->org};
    if (ep_world_clock_bad(&engine->world))
        return EP_CLOCK_BACK; /* nothing can be judged, so nothing more is erased than was decided; it stays begun */
    ep_err err = ep_engine_grants(engine, record->huishouden);
    if (err == EP_OK)
        err = erase_all(&erasing, &wraps, gather_uncovered);
    if (err == EP_OK)
        err = erase_all(&erasing, &entries, gather_uncovered);
    record->stage = EP_DELETION_ERASED;
    record->deleted = engine->world.now_hour;
    return err == EP_OK ? keep(engine, grant, record) : err;
}

struct pending {
    struct ep_engine *engine;
    enum ep_deletion_stage stage;
    ep_id grant[EP_DELETIONS_AT_ONCE_MAX];
    size_t count;
};

static bool gather_pending(void *arg, ep_id grant, ep_bytes bytes)
{
    struct pending *pending = arg;
    struct ep_deletion_record record;
    if (ep_record_take(bytes, ep_deletion_record_table, &record) == EP_OK && record.stage == pending->stage)
        pending->grant[pending->count++] = grant;
    return pending->count < EP_DELETIONS_AT_ONCE_MAX;
}

static ep_err pending_at(struct ep_engine *engine, enum ep_deletion_stage stage, struct pending *pending)
{
    *pending = (struct pending){.engine = engine, .stage = stage};
    return ep_store_each_record(engine->setup.store, EP_RECORD_DELETION, gather_pending, pending);
}

ep_err ep_delete_step(struct ep_engine *engine)
{
    struct pending pending;
    ep_err err = pending_at(engine, EP_DELETION_BEGUN, &pending);
    for (size_t i = 0; err == EP_OK && i < pending.count; i++) {
        struct ep_deletion_record record;
        err = ep_engine_kept(engine, EP_RECORD_DELETION, pending.grant[i], ep_deletion_record_table, &record);
        if (err == EP_OK)
            err = erase(engine, pending.grant[i], &record);
        if (err != EP_OK && !ep_fatal(err)) {
            ep_engine_log(engine, "deletion waits", pending.grant[i], err);
            err = EP_OK;
        }
    }
    bool begun = pending.count > 0;
    if (err == EP_OK)
        err = pending_at(engine, EP_DELETION_ERASED, &pending);
    engine->deleting = begun || pending.count > 0;
    if (err == EP_OK && pending.count > 0)
        err = ep_effects_add(engine->effects, EP_EFFECT_TRUNCATE, 0, (ep_bytes){NULL, 0});
    return err;
}

static bool add_kept(void *arg, int64_t row, ep_bytes bytes)
{
    struct ep_receipt *receipt = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) == EP_OK)
        receipt->kept += st.body.behoud.count;
    return receipt->kept <= EP_VERSION_MAX;
}

/* What was taken over into the own file is nobody's to delete, and the receipt says so. */
static ep_err count_kept(struct ep_engine *engine, struct ep_receipt *receipt)
{
    struct ep_store_query kept = {.kind = EP_BEHOUD, .org = engine->world.own_org, .ref = receipt->grant};
    ep_err err = ep_store_each(engine->setup.store, &kept, add_kept, receipt);
    if (receipt->kept > EP_VERSION_MAX)
        receipt->kept = EP_VERSION_MAX;
    return err;
}

/* The receipt: a promise under the node's signature, with two dates. It is a statement like any other. */
static ep_err sign_receipt(struct ep_engine *engine, ep_id grant, const struct ep_deletion_record *record,
                           ep_id withdraw)
{
    uint8_t buffer[512];
    ep_out out = EP_OUT(buffer);
    struct ep_statement st = {
        .kind = ep_kind(EP_RECEIPT),
        .huishouden = record->huishouden,
        .org = engine->world.own_org,
        .author = ep_id_of_key(engine->keys.sign.public_key),
        .version = 1,
        .hour = engine->world.now_hour,
        .body.receipt = {.withdraw = withdraw,
                         .grant = grant,
                         .to_org = record->org,
                         .count = record->count,
                         .deleted = record->deleted,
                         .gone = record->deleted + EP_BACKUP_HOURS},
    };
    memcpy(st.body.receipt.erased, record->erased, 32);
    memcpy(st.lineage, engine->node.lineage, 8);
    uint8_t choice[EP_ID_CHOICE_BYTES];
    engine->setup.random(engine->setup.random_ctx, choice, sizeof choice);
    st.id = ep_id_made(engine->world.own_org, choice);
    ep_id missing;
    ep_err err = count_kept(engine, &st.body.receipt);
    if (err == EP_OK)
        err = ep_statement_put(&out, &st, &engine->keys.sign);
    return err == EP_OK ? ep_admit(engine, engine->world.own_org, NULL, ep_out_bytes(&out), &missing) : err;
}

struct ends { /* withdrawals of one grant that have no receipt yet */
    ep_id withdraw[EP_GRANT_ENDS_MAX];
    size_t count;
};

static bool gather_withdraw(void *arg, int64_t row, ep_bytes bytes)
{
    struct ends *ends = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) == EP_OK)
        ends->withdraw[ends->count++] = st.id;
    return ends->count < EP_GRANT_ENDS_MAX;
}

static bool strike_receipt(void *arg, int64_t row, ep_bytes bytes)
{
    struct ends *ends = arg;
    struct ep_statement st;
    (void)row;
    if (ep_statement_open(&st, bytes) != EP_OK)
        return true;
    for (size_t i = ends->count; i-- > 0;)
        if (ep_id_equal(ends->withdraw[i], st.body.receipt.withdraw))
            ends->withdraw[i] = ends->withdraw[--ends->count];
    return true;
}

static ep_err sign_receipts(struct ep_engine *engine, ep_id grant, const struct ep_deletion_record *record)
{
    struct ends ends = {.count = 0};
    struct ep_store_query withdraws = {.kind = EP_WITHDRAW, .huishouden = record->huishouden, .ref = grant};
    struct ep_store_query receipts = {.kind = EP_RECEIPT, .org = engine->world.own_org, .ref = grant};
    if (ep_id_absent(record->withdraw))
        return sign_receipt(engine, grant, record, record->withdraw); /* the lease ended */
    ep_err err = ep_store_each(engine->setup.store, &withdraws, gather_withdraw, &ends);
    if (err == EP_OK)
        err = ep_store_each(engine->setup.store, &receipts, strike_receipt, &ends);
    for (size_t i = 0; err == EP_OK && i < ends.count; i++)
        err = sign_receipt(engine, grant, record, ends.withdraw[i]);
    return err;
}

ep_err ep_delete_truncated(struct ep_engine *engine)
{
    struct pending pending;
    ep_err err = pending_at(engine, EP_DELETION_ERASED, &pending);
    for (size_t i = 0; err == EP_OK && i < pending.count; i++) {
        struct ep_deletion_record record;
        err = ep_engine_kept(engine, EP_RECORD_DELETION, pending.grant[i], ep_deletion_record_table, &record);
        if (err == EP_OK)
            err = sign_receipts(engine, pending.grant[i], &record);
        /* It is gone all the same; a receipt that our own rules refuse would ask for truncation for ever. */
        if (err != EP_OK && !ep_fatal(err)) {
            ep_engine_log(engine, "no receipt", pending.grant[i], err);
            err = EP_OK;
        }
        if (err == EP_OK)
            err = ep_store_drop(engine->setup.store, EP_RECORD_DELETION, pending.grant[i]);
    }
    return err;
}

static bool note_one(void *arg, int64_t row, ep_bytes bytes)
{
    (void)row;
    (void)bytes;
    *(bool *)arg = true;
    return false;
}

/* Rows out of an old copy: they go as at the first time, and it is not signed for twice, since no withdrawal has the grant's
 * own id. What another grant covers is looked at in vain. */
ep_err ep_delete_again(struct ep_engine *engine, const struct ep_statement *grant)
{
    bool back = false;
    const struct ep_deletion_record again = {
        .huishouden = grant->huishouden, .org = grant->org, .withdraw = grant->id, .stage = EP_DELETION_BEGUN};
    const struct ep_store_query wraps = {.kind = EP_WRAP, .ref = grant->id};
    const struct ep_store_query entries = {
        .kind = EP_ENTRY, .huishouden = grant->huishouden, .org = grant->org, .subject = grant->body.grant.lid};
    ep_err err = ep_store_each(engine->setup.store, &wraps, note_one, &back);
    if (err == EP_OK && !back)
        err = ep_store_each(engine->setup.store, &entries, note_one, &back);
    return err == EP_OK && back ? keep(engine, grant->id, &again) : err;
}
