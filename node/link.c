#include "node/link.h"

#include "proto/frame.h"

#include <assert.h>
#include <nng/nng.h>
#include <nng/supplemental/util/platform.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCEPTS 4 /* outstanding at once: one alone lets the backlog run full */
#define READ_BYTES 16384u
#define SHUT_TICKS 2
#define ADDRESS_BYTES 8
#define NOTES_MAX (EP_LINKS_MAX * 3 + ACCEPTS) /* each operation once: it begins anew only after its note is taken */

enum note_kind { NOTE_ACCEPT, NOTE_DIAL, NOTE_READ, NOTE_SENT };

struct note { /* what an nng thread says, and nothing more */
    enum note_kind kind;
    void *of; /* struct link or struct accept */
};

struct buffer {
    uint8_t *at;
    size_t len, cap;
};

struct link {
    struct ep_links *links;
    uint64_t number;
    nng_stream *stream;
    nng_stream_dialer *dialer;
    nng_aio *read, *send, *dial;
    bool reading, sending, dialling, shut, closed;
    bool drain;                  /* somebody waits until nothing waits to be sent */
    bool stranger;               /* accepted, and not opened yet */
    uint8_t from[ADDRESS_BYTES]; /* of a stranger: whom it is counted with */
    bool quiet;                  /* nobody waits for the news that it is gone: we closed it, or it was told */
    unsigned shut_ticks;
    struct ep_frame_reader reader;
    struct buffer out, under_way; /* waiting, and lent to nng until it says that it is done */
    size_t sent;
    uint8_t bytes[READ_BYTES];
};

struct accept {
    struct ep_links *links;
    nng_aio *aio;
    bool idle; /* failed, for want of descriptors say: tried again at the next tick, not at once */
};

struct ep_links {
    struct ep_links_setup setup;
    nng_stream_listener *listener;
    struct accept accept[ACCEPTS];
    struct link *link[EP_LINKS_MAX];
    uint64_t next;
    bool closing;
    pthread_mutex_t mutex;      /* guards the notes, the only thing that two threads touch */
    struct note *notes, *taken; /* being filled, and being worked through; they change places at a poll */
    size_t note_count;
};

static void note(struct ep_links *links, enum note_kind kind, void *of)
{
    pthread_mutex_lock(&links->mutex);
    bool first = links->note_count == 0;
    assert(links->note_count < NOTES_MAX);
    links->notes[links->note_count++] = (struct note){kind, of};
    pthread_mutex_unlock(&links->mutex);
    if (first && links->setup.wake != NULL)
        links->setup.wake(links->setup.wake_ctx);
}

static void on_accept(void *arg)
{
    note(((struct accept *)arg)->links, NOTE_ACCEPT, arg);
}

static void on_dial(void *arg)
{
    note(((struct link *)arg)->links, NOTE_DIAL, arg);
}

static void on_read(void *arg)
{
    note(((struct link *)arg)->links, NOTE_READ, arg);
}

static void on_sent(void *arg)
{
    note(((struct link *)arg)->links, NOTE_SENT, arg);
}

static struct link *by_number(struct ep_links *links, uint64_t number)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] != NULL && links->link[i]->number == number && !links->link[i]->closed)
            return links->link[i];
    return NULL;
}

static void link_free(struct link *link)
{
    nng_aio_free(link->read);
    nng_aio_free(link->send);
    nng_aio_free(link->dial);
    if (link->stream != NULL)
        nng_stream_free(link->stream);
    if (link->dialer != NULL)
        nng_stream_dialer_free(link->dialer);
    free(link->reader.buffer);
    free(link->out.at);
    free(link->under_way.at);
    free(link);
}

static struct link *link_new(struct ep_links *links, uint64_t number)
{
    size_t slot = 0;
    while (slot < EP_LINKS_MAX && links->link[slot] != NULL)
        slot++;
    struct link *link = slot < EP_LINKS_MAX ? calloc(1, sizeof *link) : NULL;
    if (link == NULL)
        return NULL;
    link->links = links;
    link->number = number;
    link->reader.buffer = malloc(EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX);
    if (link->reader.buffer == NULL || nng_aio_alloc(&link->read, on_read, link) != 0 ||
        nng_aio_alloc(&link->send, on_sent, link) != 0 || nng_aio_alloc(&link->dial, on_dial, link) != 0) {
        link_free(link);
        return NULL;
    }
    links->link[slot] = link;
    return link;
}

/* Memory goes back only when nng holds none of it. */
static void reap(struct ep_links *links)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++) {
        struct link *link = links->link[i];
        if (link == NULL || !link->closed || link->reading || link->sending || link->dialling)
            continue;
        links->link[i] = NULL;
        link_free(link);
    }
}

static void link_close(struct link *link)
{
    link->closed = true;
    if (link->stream != NULL)
        nng_stream_close(link->stream);
    if (link->dialer != NULL)
        nng_stream_dialer_close(link->dialer);
}

static void read_more(struct link *link)
{
    nng_iov iov = {link->bytes, sizeof link->bytes};
    if (nng_aio_set_iov(link->read, 1, &iov) != 0)
        return;
    link->reading = true;
    nng_stream_recv(link->stream, link->read);
}

/* What is lent to nng may not move, so new bytes gather in the other buffer meanwhile. */
static void send_more(struct link *link)
{
    if (link->sending || link->stream == NULL || link->closed)
        return;
    if (link->sent == link->under_way.len) {
        struct buffer empty = link->under_way;
        empty.len = 0;
        link->under_way = link->out;
        link->out = empty;
        link->sent = 0;
    }
    if (link->under_way.len == 0)
        return;
    nng_iov iov = {link->under_way.at + link->sent, link->under_way.len - link->sent};
    if (nng_aio_set_iov(link->send, 1, &iov) != 0)
        return;
    link->sending = true;
    nng_stream_send(link->stream, link->send);
}

void ep_links_opened(struct ep_links *links, uint64_t number)
{
    struct link *link = by_number(links, number);
    if (link != NULL)
        link->stranger = false;
}

void ep_links_send(struct ep_links *links, uint64_t number, ep_bytes bytes)
{
    struct link *link = by_number(links, number);
    if (link == NULL || link->shut)
        return;
    struct buffer *out = &link->out;
    if (out->len + bytes.len > EP_LINK_OUT_BYTES_MAX) {
        link_close(link);
        return;
    }
    if (out->len + bytes.len > out->cap) {
        size_t cap = (out->len + bytes.len) * 2;
        uint8_t *at = realloc(out->at, cap);
        if (at == NULL) {
            link_close(link);
            return;
        }
        out->at = at;
        out->cap = cap;
    }
    memcpy(out->at + out->len, bytes.at, bytes.len);
    out->len += bytes.len;
}

void ep_links_push(struct ep_links *links)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] != NULL && links->link[i]->out.len > 0)
            send_more(links->link[i]);
}

void ep_links_drain(struct ep_links *links, uint64_t number)
{
    struct link *link = by_number(links, number);
    if (link != NULL)
        link->drain = true;
}

void ep_links_shut(struct ep_links *links, uint64_t number)
{
    struct link *link = by_number(links, number);
    if (link == NULL)
        return;
    link->shut = true;
    link->quiet = true;
    /* Not closed as soon as all has left: a kernel that closes with bytes unread sends a reset, and throws away what was
     * still to be delivered. So we go on reading until the other side closes, or the ticks are over. */
    send_more(link);
    if (!link->sending)
        link_close(link);
}

void ep_links_shut_all(struct ep_links *links)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++) {
        struct link *link = links->link[i];
        if (link == NULL)
            continue;
        link->quiet = true;
        if (!link->closed)
            link_close(link);
    }
}

static void accept_more(struct accept *accept)
{
    accept->idle = false;
    nng_stream_listener_accept(accept->links->listener, accept->aio);
}

void ep_links_tick(struct ep_links *links)
{
    for (size_t i = 0; i < ACCEPTS; i++)
        if (links->accept[i].idle)
            accept_more(&links->accept[i]);
    for (size_t i = 0; i < EP_LINKS_MAX; i++) {
        struct link *link = links->link[i];
        if (link != NULL && link->shut && !link->closed && ++link->shut_ticks >= SHUT_TICKS)
            link_close(link);
    }
    reap(links);
}

bool ep_links_waiting(const struct ep_links *links)
{
    for (size_t i = 0; i < ACCEPTS; i++)
        if (links->accept[i].idle)
            return true;
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] != NULL && links->link[i]->shut && !links->link[i]->closed)
            return true;
    return false;
}

struct polling {
    ep_links_visit *visit;
    void *arg;
};

static void tell(const struct polling *polling, enum ep_event_type type, uint64_t number, ep_bytes frame)
{
    polling->visit(polling->arg, &(struct ep_event){type, number, frame});
}

static void gone(const struct polling *polling, struct link *link)
{
    bool quiet = link->quiet;
    link->quiet = true;
    link_close(link);
    if (!quiet)
        tell(polling, EP_EVENT_CLOSED, link->number, (ep_bytes){NULL, 0});
}

/* One subscriber has an IPv4 address or an IPv6 network of 64 bits, so that is what counts as one. A socket for both
 * shows IPv4 as ::ffff:a.b.c.d. */
static void address_of(nng_stream *stream, uint8_t out[ADDRESS_BYTES])
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    nng_sockaddr from;
    memset(out, 0, ADDRESS_BYTES);
    if (nng_stream_get_addr(stream, NNG_OPT_REMADDR, &from) != 0)
        return;
    if (from.s_family == NNG_AF_INET)
        memcpy(out, &from.s_in.sa_addr, 4);
    else if (from.s_family == NNG_AF_INET6 && memcmp(from.s_in6.sa_addr, mapped, sizeof mapped) == 0)
        memcpy(out, from.s_in6.sa_addr + sizeof mapped, 4);
    else if (from.s_family == NNG_AF_INET6)
        memcpy(out, from.s_in6.sa_addr, 8);
}

struct crowd { /* of strangers, all or from one address */
    size_t count;
    struct link *oldest;
};

static void crowd_add(struct crowd *crowd, struct link *link)
{
    crowd->count++;
    if (crowd->oldest == NULL || link->number < crowd->oldest->number)
        crowd->oldest = link;
}

/* Room for one more stranger from there: the oldest goes. Refusing the new one instead would let a handful of silent
 * links keep everybody out. False when those that go still wait for nng to let go of them. */
static bool room_for(const struct polling *polling, struct ep_links *links, const uint8_t from[ADDRESS_BYTES])
{
    struct crowd same = {0, NULL};
    struct crowd all = {0, NULL};
    size_t going = 0;
    for (size_t i = 0; i < EP_LINKS_MAX; i++) {
        struct link *link = links->link[i];
        if (link == NULL || !link->stranger)
            continue;
        going += link->closed ? 1 : 0;
        if (link->closed)
            continue;
        crowd_add(&all, link);
        if (memcmp(link->from, from, ADDRESS_BYTES) == 0)
            crowd_add(&same, link);
    }
    if (same.count >= EP_LINKS_PER_ADDRESS_MAX)
        gone(polling, same.oldest);
    else if (all.count >= EP_LINKS_STRANGERS_MAX)
        gone(polling, all.oldest);
    return going < EP_LINKS_STRANGERS_MAX;
}

static void accepted(const struct polling *polling, struct accept *accept)
{
    struct ep_links *links = accept->links;
    accept->idle = nng_aio_result(accept->aio) != 0;
    if (accept->idle)
        return;
    nng_stream *stream = nng_aio_get_output(accept->aio, 0);
    uint8_t from[ADDRESS_BYTES];
    address_of(stream, from);
    bool room = !links->closing && room_for(polling, links, from);
    struct link *link = room ? link_new(links, ++links->next) : NULL;
    if (link == NULL) {
        nng_stream_free(stream); /* full: the stranger is let go, the others are served */
    } else {
        link->stream = stream;
        link->stranger = true;
        memcpy(link->from, from, ADDRESS_BYTES);
        read_more(link);
        tell(polling, EP_EVENT_ACCEPTED, link->number, (ep_bytes){NULL, 0});
    }
    if (!links->closing)
        accept_more(accept);
}

static void dialled(const struct polling *polling, struct link *link)
{
    link->dialling = false;
    if (nng_aio_result(link->dial) == 0)
        link->stream = nng_aio_get_output(link->dial, 0);
    if (link->stream == NULL || link->closed) {
        if (link->stream != NULL)
            nng_stream_close(link->stream);
        gone(polling, link);
        return;
    }
    read_more(link);
    tell(polling, EP_EVENT_CONNECTED, link->number, (ep_bytes){NULL, 0});
}

static void have_read(const struct polling *polling, struct link *link)
{
    link->reading = false;
    if (nng_aio_result(link->read) != 0 || link->closed) {
        gone(polling, link);
        return;
    }
    ep_bytes input = {link->bytes, nng_aio_count(link->read)};
    ep_bytes frame;
    ep_err err = EP_OK;
    /* After a shut the bytes are thrown away uncut: a false length among them must not stop what is still to be sent. */
    while (err == EP_OK && !link->shut && !link->closed) {
        err = ep_frame_read(&link->reader, &input, &frame);
        if (err == EP_OK)
            tell(polling, EP_EVENT_FRAME, link->number, frame);
    }
    if (link->closed || (err != EP_OK && err != EP_AGAIN))
        gone(polling, link);
    else
        read_more(link);
}

static void have_sent(const struct polling *polling, struct link *link)
{
    link->sending = false;
    if (nng_aio_result(link->send) != 0) {
        gone(polling, link);
        return;
    }
    link->sent += nng_aio_count(link->send);
    send_more(link);
    if (!link->drain || link->sending || link->closed)
        return;
    link->drain = false;
    tell(polling, EP_EVENT_DRAINED, link->number, (ep_bytes){NULL, 0});
}

/* All notes so far, no more: the next one wakes again, so that ticks and signals get their turn between polls. */
static size_t take_notes(struct ep_links *links)
{
    pthread_mutex_lock(&links->mutex);
    struct note *notes = links->taken;
    links->taken = links->notes;
    links->notes = notes;
    size_t count = links->note_count;
    links->note_count = 0;
    pthread_mutex_unlock(&links->mutex);
    return count;
}

void ep_links_poll(struct ep_links *links, ep_links_visit *visit, void *arg)
{
    struct polling polling = {visit, arg};
    ep_links_push(links);
    size_t count = take_notes(links);
    for (size_t i = 0; i < count; i++) {
        struct note this = links->taken[i];
        if (this.kind == NOTE_ACCEPT)
            accepted(&polling, this.of);
        else if (this.kind == NOTE_DIAL)
            dialled(&polling, this.of);
        else if (this.kind == NOTE_READ)
            have_read(&polling, this.of);
        else
            have_sent(&polling, this.of);
    }
    reap(links);
}

void ep_links_dial(struct ep_links *links, uint64_t number, const char *address)
{
    char url[EP_ADDRESS_BYTES_MAX + 16];
    struct link *link = link_new(links, number);
    snprintf(url, sizeof url, "tcp://%s", address);
    if (link == NULL)
        return; /* full: the engine's own time-out takes it back */
    link->dialling = true;
    if (nng_stream_dialer_alloc(&link->dialer, url) != 0 ||
        nng_stream_dialer_set_bool(link->dialer, NNG_OPT_TCP_NODELAY, true) != 0)
        note(links, NOTE_DIAL, link); /* no result, no stream: told as closed */
    else
        nng_stream_dialer_dial(link->dialer, link->dial);
}

static ep_err start_listening(struct ep_links *links)
{
    char url[EP_ADDRESS_BYTES_MAX + 16];
    snprintf(url, sizeof url, "tcp://%s", links->setup.listen);
    /* nng leaves TCP_NODELAY off on a listener: the second frame of an answer would wait 40 ms for an acknowledgement. */
    if (nng_stream_listener_alloc(&links->listener, url) != 0 ||
        nng_stream_listener_set_bool(links->listener, NNG_OPT_TCP_NODELAY, true) != 0 ||
        nng_stream_listener_listen(links->listener) != 0)
        return EP_PORT_IN_USE;
    for (size_t i = 0; i < ACCEPTS; i++) {
        links->accept[i].links = links;
        if (nng_aio_alloc(&links->accept[i].aio, on_accept, &links->accept[i]) != 0)
            return EP_NO_MEMORY;
        accept_more(&links->accept[i]);
    }
    return EP_OK;
}

ep_err ep_links_open(struct ep_links **out, const struct ep_links_setup *setup)
{
    struct ep_links *links = calloc(1, sizeof *links);
    if (links == NULL)
        return EP_NO_MEMORY;
    links->setup = *setup;
    if (pthread_mutex_init(&links->mutex, NULL) != 0) {
        free(links);
        return EP_NO_MEMORY;
    }
    links->notes = calloc(NOTES_MAX, sizeof *links->notes);
    links->taken = calloc(NOTES_MAX, sizeof *links->taken);
    ep_err err = links->notes != NULL && links->taken != NULL ? EP_OK : EP_NO_MEMORY;
    if (err == EP_OK && setup->listen != NULL)
        err = start_listening(links);
    if (err != EP_OK) {
        ep_links_close(links);
        return err;
    }
    *out = links;
    return EP_OK;
}

static void ignore(void *arg, const struct ep_event *event)
{
    (void)arg;
    (void)event;
}

static bool any_left(const struct ep_links *links)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] != NULL)
            return true;
    return false;
}

void ep_links_close(struct ep_links *links)
{
    if (links == NULL)
        return;
    links->closing = true;
    if (links->listener != NULL)
        nng_stream_listener_close(links->listener);
    for (size_t i = 0; i < ACCEPTS; i++)
        if (links->accept[i].aio != NULL)
            nng_aio_stop(links->accept[i].aio); /* its last note is there: it may hold a stranger */
    ep_links_shut_all(links);
    ep_links_poll(links, ignore, NULL);
    /* Each outstanding operation still calls back once; what it lent us is ours again only then. */
    for (unsigned tries = 0; tries < 500 && any_left(links); tries++) {
        nng_msleep(2);
        ep_links_poll(links, ignore, NULL);
    }
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] != NULL)
            link_free(links->link[i]); /* waits for the callback that did not come in a second */
    for (size_t i = 0; i < ACCEPTS; i++)
        nng_aio_free(links->accept[i].aio);
    if (links->listener != NULL)
        nng_stream_listener_free(links->listener);
    pthread_mutex_destroy(&links->mutex);
    free(links->notes);
    free(links->taken);
    free(links);
    nng_fini();
}
