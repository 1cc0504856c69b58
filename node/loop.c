#include "node/loop.h"

#include "node/loop_link.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

struct loop {
    struct ep_loop_setup setup;
    struct ep_links *links;
    uv_loop_t uv;
    uv_prepare_t turn;
    uv_timer_t tick;
    uv_signal_t interrupt, terminate, hangup;
    struct ep_event batch[EP_BATCH_EVENTS];
    size_t count;
    struct ep_effects effects;
    uint64_t ticked_ms; /* when time last had its turn */
    uint64_t linked_ms; /* and the links theirs: no oftener than each EP_TICK_MS */
    bool truncate;
    bool full; /* the last step met a full disk: the next turn waits for EP_TICK_MS */
    ep_err err;
};

static uint64_t monotonic_ms(void)
{
    return uv_hrtime() / 1000000u;
}

struct ep_moment ep_loop_now(void)
{
    long hours = 0;
    const char *path = getenv("EENPLAN_TEST_CLOCK");
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    if (file != NULL) {
        if (fscanf(file, "%ld", &hours) != 1)
            hours = 0;
        fclose(file);
    }
    return (struct ep_moment){.now_ms = monotonic_ms(), .now_s = (uint64_t)(time(NULL) + hours * 3600)};
}

/* The first reason stays: a signal must not turn a failure into a success. */
static void stop(struct loop *loop, ep_err err)
{
    if (loop->err == EP_OK)
        loop->err = err;
    uv_stop(&loop->uv);
}

static void carry_out(struct loop *loop, const struct ep_effect *effect)
{
    switch (effect->type) {
    case EP_EFFECT_OPENED:
        ep_links_opened(loop->links, effect->link);
        break;
    case EP_EFFECT_SEND:
        ep_links_send(loop->links, effect->link, (ep_bytes){effect->bytes, effect->len});
        break;
    case EP_EFFECT_DRAIN:
        ep_links_drain(loop->links, effect->link);
        break;
    case EP_EFFECT_CLOSE:
        ep_links_shut(loop->links, effect->link);
        break;
    case EP_EFFECT_DIAL:
        ep_links_dial(loop->links, effect->link, (const char *)effect->bytes);
        break;
    case EP_EFFECT_TRUNCATE:
        loop->truncate = true;
        break;
    }
}

/* One transaction for the whole batch, then its effects, in order. A full disk that a step met closes every link and goes
 * on: the store has released its reserve, and the engine refuses new work until there is room. */
static void step(struct loop *loop)
{
    ep_err err = ep_engine_step(loop->setup.engine, loop->batch, loop->count, ep_loop_now(), &loop->effects);
    for (size_t i = 0; i < loop->count; i++)
        free((void *)(uintptr_t)loop->batch[i].frame.at);
    loop->count = 0;
    loop->full = err == EP_DISK_FULL;
    if (loop->full)
        ep_links_shut_all(loop->links);
    else if (err != EP_OK)
        stop(loop, err);
    for (size_t i = 0; i < loop->effects.count; i++)
        carry_out(loop, &loop->effects.at[i]);
    ep_links_push(loop->links);
    ep_effects_clear(&loop->effects);
}

static void gather(void *arg, const struct ep_event *event)
{
    struct loop *loop = arg;
    struct ep_event copy = *event;
    if (loop->err != EP_OK)
        return; /* after a failed store no step may follow, and more events may still be under way */
    if (event->frame.len > 0) {
        uint8_t *bytes = malloc(event->frame.len);
        if (bytes == NULL) {
            stop(loop, EP_NO_MEMORY);
            return;
        }
        memcpy(bytes, event->frame.at, event->frame.len);
        copy.frame.at = bytes;
    }
    loop->batch[loop->count++] = copy;
    if (loop->count == EP_BATCH_EVENTS)
        step(loop);
}

/* Truncation stands outside transactions; the receipt that waits for it is the next step. */
static void run(struct loop *loop)
{
    if (loop->count > 0 && loop->err == EP_OK)
        step(loop);
    while (loop->truncate && loop->err == EP_OK) {
        loop->truncate = false;
        ep_err err = ep_store_truncate(loop->setup.store);
        if (err == EP_DISK_FULL) {
            loop->truncate =
                true; /* once more after EP_TICK_MS, or at the next turn; the receipt waits until it worked */
            return;
        }
        if (err != EP_OK) {
            stop(loop, err);
            return;
        }
        gather(loop, &(struct ep_event){.type = EP_EVENT_TRUNCATED});
        step(loop);
    }
}

static void on_tick(uv_timer_t *handle);

/* One timer for all that waits for time, set anew after every turn. What did not work is tried again after EP_TICK_MS:
 * the engine on a full disk, so that it does not spin on it; a truncation; links that still drain. A test clock is moved
 * from outside and moves no timer, so under one we look as often. */
static void arm(struct loop *loop)
{
    uint64_t again = loop->ticked_ms + EP_TICK_MS;
    uint64_t due = ep_engine_due(loop->setup.engine);
    bool waits = loop->truncate || ep_links_waiting(loop->links) || getenv("EENPLAN_TEST_CLOCK") != NULL;
    if (loop->full || (waits && again < due))
        due = again;
    if (due < loop->ticked_ms + EP_WAKE_MS_MIN)
        due = loop->ticked_ms + EP_WAKE_MS_MIN;
    uv_update_time(&loop->uv);
    uint64_t now = uv_now(&loop->uv);
    if (loop->err == EP_OK)
        uv_timer_start(&loop->tick, on_tick, due > now ? due - now : 0, 0);
}

/* Before each sleep, so after all that came at once: that is one batch. */
static void on_turn(uv_prepare_t *handle)
{
    struct loop *loop = handle->data;
    run(loop);
    arm(loop);
}

static void on_tick(uv_timer_t *handle)
{
    struct loop *loop = handle->data;
    uint64_t now = monotonic_ms();
    if (now >= loop->linked_ms + EP_TICK_MS) {
        loop->linked_ms = now;
        ep_links_tick(loop->links);
    }
    loop->ticked_ms = now;
    gather(loop, &(struct ep_event){.type = EP_EVENT_TICK});
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    stop(handle->data, EP_OK);
}

static void on_hangup(uv_signal_t *handle, int number)
{
    const struct loop *loop = handle->data;
    (void)number;
    loop->setup.reload(loop->setup.reload_ctx);
}

static int open_handles(struct loop *loop)
{
    int rc = uv_prepare_init(&loop->uv, &loop->turn);
    if (rc == 0)
        rc = uv_timer_init(&loop->uv, &loop->tick);
    if (rc == 0)
        rc = uv_signal_init(&loop->uv, &loop->interrupt);
    if (rc == 0)
        rc = uv_signal_init(&loop->uv, &loop->terminate);
    if (rc == 0)
        rc = uv_signal_init(&loop->uv, &loop->hangup);
    loop->turn.data = loop->tick.data = loop->interrupt.data = loop->terminate.data = loop->hangup.data = loop;
    if (rc == 0)
        rc = uv_signal_start(&loop->interrupt, on_signal, SIGINT);
    if (rc == 0)
        rc = uv_signal_start(&loop->terminate, on_signal, SIGTERM);
    if (rc == 0)
        rc = uv_signal_start(&loop->hangup, on_hangup, SIGHUP);
    if (rc == 0)
        rc = uv_prepare_start(&loop->turn, on_turn);
    if (rc == 0)
        rc = uv_timer_start(&loop->tick, on_tick, 0, 0);
    return rc;
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

ep_err ep_loop_run(const struct ep_loop_setup *setup)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (loop == NULL || uv_loop_init(&loop->uv) != 0) {
        free(loop);
        return EP_NO_MEMORY;
    }
    loop->setup = *setup;
    ep_err err = open_handles(loop) == 0 ? EP_OK : EP_NO_MEMORY;
    if (err == EP_OK)
        err = ep_links_open(&loop->links, &(struct ep_links_setup){&loop->uv, setup->listen, gather, loop});
    if (err == EP_OK) {
        setup->ready(setup->ready_ctx);
        uv_run(&loop->uv, UV_RUN_DEFAULT);
        err = loop->err;
    }
    ep_links_close(loop->links);
    for (size_t i = 0; i < loop->count; i++)
        free((void *)(uintptr_t)loop->batch[i].frame.at);
    ep_effects_close(&loop->effects);
    uv_walk(&loop->uv, close_handle, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    uv_loop_close(&loop->uv);
    free(loop);
    return err;
}
