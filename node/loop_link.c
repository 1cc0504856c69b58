#include "node/loop_link.h"

#include "proto/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define BACKLOG 128
#define READ_BYTES 16384u
#define SHUT_TICKS 2
#define ADDRESS_BYTES 8

struct buffer {
    uint8_t *at;
    size_t len, cap;
};

struct link {
    struct ep_links *links;
    uint64_t number;
    uv_tcp_t tcp;
    uv_getaddrinfo_t look_up;
    uv_connect_t connect;
    uv_write_t write;
    unsigned holders; /* the socket, and a look-up under way: memory goes back when libuv holds none of it */
    bool sending, shut, closed;
    bool drain;                  /* somebody waits until nothing waits to be sent */
    bool stranger;               /* accepted, and not opened yet */
    uint8_t from[ADDRESS_BYTES]; /* of a stranger: whom it is counted with */
    bool quiet;                  /* nobody waits for the news that it is gone: we closed it */
    unsigned shut_ticks;
    struct ep_frame_reader reader;
    struct buffer out, under_way; /* waiting, and lent to libuv until it says that it is done */
};

struct ep_links {
    struct ep_links_setup setup;
    unsigned holders; /* who opened it, the listener, and each link */
    struct sockaddr_storage at;
    uv_tcp_t listener;
    bool listening;
    bool full; /* a stranger waits to be let in: there was no room, or no memory */
    struct link *link[EP_LINKS_MAX];
    uint64_t next;
    uint8_t bytes[READ_BYTES]; /* of the read of the moment */
};

static void tell(struct ep_links *links, enum ep_event_type type, uint64_t number, ep_bytes frame)
{
    links->setup.visit(links->setup.visit_arg, &(struct ep_event){type, number, frame});
}

static struct link *by_number(struct ep_links *links, uint64_t number)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] != NULL && links->link[i]->number == number && !links->link[i]->closed)
            return links->link[i];
    return NULL;
}

static void release_links(struct ep_links *links)
{
    if (--links->holders == 0)
        free(links);
}

static void accept_one(struct ep_links *links);

static void release(struct link *link)
{
    struct ep_links *links = link->links;
    uint64_t number = link->number;
    bool quiet = link->quiet;
    if (--link->holders > 0)
        return;
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] == link)
            links->link[i] = NULL;
    free(link->reader.buffer);
    free(link->out.at);
    free(link->under_way.at);
    free(link);
    if (!quiet)
        tell(links, EP_EVENT_CLOSED, number, (ep_bytes){NULL, 0});
    if (links->full)
        accept_one(links);
    release_links(links);
}

static void on_closed(uv_handle_t *handle)
{
    release(handle->data);
}

/* Told from within the loop, so it may be called in the middle of a step. */
static void link_close(struct link *link)
{
    if (!link->closed)
        uv_close((uv_handle_t *)&link->tcp, on_closed);
    link->closed = true;
}

static struct link *link_new(struct ep_links *links, uint64_t number)
{
    size_t slot = 0;
    while (slot < EP_LINKS_MAX && links->link[slot] != NULL)
        slot++;
    struct link *link = slot < EP_LINKS_MAX ? calloc(1, sizeof *link) : NULL;
    if (link == NULL)
        return NULL;
    link->reader.buffer = malloc(EP_FRAME_HEAD_BYTES + EP_FRAME_BYTES_MAX);
    if (link->reader.buffer == NULL || uv_tcp_init(links->setup.loop, &link->tcp) != 0) {
        free(link->reader.buffer);
        free(link);
        return NULL;
    }
    link->tcp.data = link->look_up.data = link;
    link->links = links;
    link->number = number;
    link->holders = 1;
    links->holders++;
    links->link[slot] = link;
    return link;
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    *buf = uv_buf_init((char *)((struct link *)handle->data)->links->bytes, READ_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
    struct link *link = stream->data;
    ep_bytes input = {(const uint8_t *)buf->base, count > 0 ? (size_t)count : 0};
    ep_bytes frame;
    ep_err err = count < 0 ? EP_MALFORMED : EP_OK;
    /* After a shut the bytes are thrown away uncut: a false length among them must not stop what is still to be sent. */
    while (err == EP_OK && !link->shut && !link->closed) {
        err = ep_frame_read(&link->reader, &input, &frame);
        if (err == EP_OK)
            tell(link->links, EP_EVENT_FRAME, link->number, frame);
    }
    if (err != EP_OK && err != EP_AGAIN)
        link_close(link);
}

/* The second frame of an answer must not wait 40 ms for an acknowledgement. */
static void link_start(struct link *link)
{
    if (uv_tcp_nodelay(&link->tcp, 1) != 0 || uv_read_start((uv_stream_t *)&link->tcp, on_alloc, on_read) != 0)
        link_close(link);
}

static void send_more(struct link *link);

static void on_sent(uv_write_t *write, int status)
{
    struct link *link = write->handle->data;
    link->sending = false;
    if (status != 0)
        link_close(link);
    if (link->closed)
        return;
    send_more(link);
    if (!link->drain || link->sending)
        return;
    link->drain = false;
    tell(link->links, EP_EVENT_DRAINED, link->number, (ep_bytes){NULL, 0});
}

/* One write at once, of which the kernel mostly takes all. What is lent to libuv may not move, so new bytes gather in the
 * other buffer meanwhile. */
static void send_more(struct link *link)
{
    uv_stream_t *stream = (uv_stream_t *)&link->tcp;
    if (link->sending || link->closed || link->out.len == 0 || !uv_is_writable(stream))
        return;
    struct buffer lent = link->out;
    link->out = link->under_way;
    link->out.len = 0;
    link->under_way = lent;
    uv_buf_t bytes = uv_buf_init((char *)lent.at, (unsigned)lent.len);
    link->sending = uv_write(&link->write, stream, &bytes, 1, on_sent) == 0;
    if (!link->sending)
        link_close(link);
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
        if (links->link[i] != NULL)
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
        if (links->link[i] == NULL)
            continue;
        links->link[i]->quiet = true;
        link_close(links->link[i]);
    }
}

/* One subscriber has an IPv4 address or an IPv6 network of 64 bits, so that is what counts as one. A socket for both
 * shows IPv4 as ::ffff:a.b.c.d. */
static void address_of(const uv_tcp_t *tcp, uint8_t out[ADDRESS_BYTES])
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } from;
    int len = sizeof from;
    memset(out, 0, ADDRESS_BYTES);
    if (uv_tcp_getpeername(tcp, &from.any, &len) != 0)
        return;
    if (from.any.sa_family == AF_INET)
        memcpy(out, &from.v4.sin_addr, 4);
    else if (memcmp(&from.v6.sin6_addr, mapped, sizeof mapped) == 0)
        memcpy(out, from.v6.sin6_addr.s6_addr + sizeof mapped, 4);
    else
        memcpy(out, &from.v6.sin6_addr, 8);
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
 * links keep everybody out. */
static void make_room(struct ep_links *links, const uint8_t from[ADDRESS_BYTES])
{
    struct crowd same = {0, NULL};
    struct crowd all = {0, NULL};
    for (size_t i = 0; i < EP_LINKS_MAX; i++) {
        struct link *link = links->link[i];
        if (link == NULL || !link->stranger || link->closed)
            continue;
        crowd_add(&all, link);
        if (memcmp(link->from, from, ADDRESS_BYTES) == 0)
            crowd_add(&same, link);
    }
    if (same.count >= EP_LINKS_PER_ADDRESS_MAX)
        link_close(same.oldest);
    else if (all.count >= EP_LINKS_STRANGERS_MAX)
        link_close(all.oldest);
}

/* When all links are taken the stranger waits in the kernel, and those behind him, until one is free. */
static void accept_one(struct ep_links *links)
{
    struct link *link = link_new(links, ++links->next);
    links->full = link == NULL;
    if (link == NULL)
        return;
    if (uv_accept((uv_stream_t *)&links->listener, (uv_stream_t *)&link->tcp) != 0) {
        link->quiet = true;
        link_close(link);
        return;
    }
    address_of(&link->tcp, link->from);
    make_room(links, link->from);
    link->stranger = true;
    link_start(link);
    tell(links, EP_EVENT_ACCEPTED, link->number, (ep_bytes){NULL, 0});
}

static void on_listener_closed(uv_handle_t *handle)
{
    release_links(handle->data);
}

static void stop_listening(struct ep_links *links)
{
    if (links->listening)
        uv_close((uv_handle_t *)&links->listener, on_listener_closed);
    links->listening = links->full = false;
}

/* Without descriptors libuv lets strangers go by one that it keeps for that. When even this fails it would try for ever, so
 * we listen anew at the next tick. */
static void on_connection(uv_stream_t *listener, int status)
{
    if (status == 0)
        accept_one(listener->data);
    else
        stop_listening(listener->data);
}

static bool start_listening(struct ep_links *links)
{
    if (uv_tcp_init(links->setup.loop, &links->listener) != 0)
        return false;
    links->listener.data = links;
    links->listening = true;
    links->holders++;
    if (uv_tcp_bind(&links->listener, (const struct sockaddr *)&links->at, 0) == 0 &&
        uv_listen((uv_stream_t *)&links->listener, BACKLOG, on_connection) == 0)
        return true;
    stop_listening(links);
    return false;
}

void ep_links_tick(struct ep_links *links)
{
    if (links->setup.listen != NULL && !links->listening)
        (void)start_listening(links);
    if (links->full)
        accept_one(links);
    for (size_t i = 0; i < EP_LINKS_MAX; i++) {
        struct link *link = links->link[i];
        if (link != NULL && link->shut && !link->closed && ++link->shut_ticks >= SHUT_TICKS)
            link_close(link);
    }
}

bool ep_links_waiting(const struct ep_links *links)
{
    for (size_t i = 0; i < EP_LINKS_MAX; i++)
        if (links->link[i] != NULL && links->link[i]->shut && !links->link[i]->closed)
            return true;
    return links->full || (links->setup.listen != NULL && !links->listening);
}

/* "host:port", an IPv6 host in brackets. Without `done` it blocks, which AI_NUMERICHOST never does for long. */
static int look_up(struct ep_links *links, uv_getaddrinfo_t *found, uv_getaddrinfo_cb done, const char *address,
                   int flags)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV};
    char host[EP_ADDRESS_BYTES_MAX + 1];
    const char *colon = strrchr(address, ':');
    if (colon == NULL)
        return UV_EINVAL;
    int brackets = address[0] == '[' && colon[-1] == ']' ? 1 : 0;
    snprintf(host, sizeof host, "%.*s", (int)(colon - address) - 2 * brackets, address + brackets);
    return uv_getaddrinfo(links->setup.loop, found, done, host, colon + 1, &hints);
}

static void on_connected(uv_connect_t *connect, int status)
{
    struct link *link = connect->handle->data;
    if (status != 0)
        link_close(link);
    if (link->closed)
        return;
    link_start(link);
    tell(link->links, EP_EVENT_CONNECTED, link->number, (ep_bytes){NULL, 0});
}

static void connect_to(struct link *link, struct addrinfo *found)
{
    if (link->closed || uv_tcp_connect(&link->connect, &link->tcp, found->ai_addr, on_connected) != 0)
        link_close(link);
    uv_freeaddrinfo(found);
}

static void on_looked_up(uv_getaddrinfo_t *look_up, int status, struct addrinfo *found)
{
    struct link *link = look_up->data;
    if (status == 0)
        connect_to(link, found);
    else
        link_close(link);
    release(link);
}

/* A name is looked up on a thread of libuv's. */
void ep_links_dial(struct ep_links *links, uint64_t number, const char *address)
{
    struct link *link = link_new(links, number);
    if (link == NULL)
        return; /* full: the engine's own time-out takes it back */
    if (look_up(links, &link->look_up, NULL, address, AI_NUMERICHOST) == 0)
        connect_to(link, link->look_up.addrinfo);
    else if (look_up(links, &link->look_up, on_looked_up, address, AI_ADDRCONFIG) == 0)
        link->holders++;
    else
        link_close(link);
}

ep_err ep_links_open(struct ep_links **out, const struct ep_links_setup *setup)
{
    uv_getaddrinfo_t found;
    struct ep_links *links = calloc(1, sizeof *links);
    if (links == NULL)
        return EP_NO_MEMORY;
    links->setup = *setup;
    links->holders = 1;
    bool good = setup->listen == NULL || look_up(links, &found, NULL, setup->listen, AI_PASSIVE) == 0;
    if (good && setup->listen != NULL) {
        memcpy(&links->at, found.addrinfo->ai_addr, found.addrinfo->ai_addrlen);
        uv_freeaddrinfo(found.addrinfo);
        good = start_listening(links);
    }
    if (!good) {
        ep_links_close(links);
        return EP_PORT_IN_USE;
    }
    *out = links;
    return EP_OK;
}

void ep_links_close(struct ep_links *links)
{
    if (links == NULL)
        return;
    stop_listening(links);
    ep_links_shut_all(links);
    release_links(links);
}
