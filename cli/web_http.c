#include "cli/web_http.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define CONNECTIONS_MAX 64u
#define CONNECTIONS_FREE 16u /* kept free: the library takes in ten at once */
#define REQUEST_MS 15000u    /* from the first byte, or the last answer, to a whole request */
#define IDLE_S 60u
#define ALIVE_MS 20000u

struct guest { /* a connection */
    struct MHD_Connection *connection;
    int fd;
    uint64_t since_ms;
    bool listens; /* to events: it says nothing more, and may */
    bool cut;     /* it goes as soon as the library sees it */
};

struct ep_http {
    struct ep_web *web;
    struct MHD_Daemon *daemon;
    struct guest guest[CONNECTIONS_MAX];
    uint64_t alive_ms;
};

struct request {
    char uri[EP_WEB_PATH_BYTES_MAX]; /* as it was sent, path and query */
    uint8_t *body;                   /* secret memory */
    size_t len;
    bool begun, twice;
    ep_err refused; /* its body was not taken */
};

/* A page that runs nothing but its own script, is framed by nobody, and sends nothing of where it came from. */
static const char *const headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
     "base-uri 'self'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
     "trusted-types lit-html"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
    {"API-Version", EP_VERSION},
};

static void cut(struct guest *guest)
{
    guest->cut = true;
    (void)shutdown(guest->fd, SHUT_RDWR);
}

static struct guest *guest_of(struct ep_http *http, const struct MHD_Connection *connection)
{
    for (size_t i = 0; i < CONNECTIONS_MAX; i++)
        if (http->guest[i].connection == connection)
            return &http->guest[i];
    return NULL;
}

/* Room for who comes next: on this machine all have one address, so that a crowd from it cannot be told from the page. Who has
 * been here longest without a whole request goes; a page that asks has its answer sooner than that. */
static void make_room(struct ep_http *http)
{
    struct guest *oldest = NULL;
    size_t count = 0;
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct guest *guest = &http->guest[i];
        if (guest->connection == NULL)
            continue;
        count++;
        if (!guest->listens && !guest->cut && (oldest == NULL || guest->since_ms < oldest->since_ms))
            oldest = guest;
    }
    if (count > CONNECTIONS_MAX - CONNECTIONS_FREE && oldest != NULL)
        cut(oldest);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct ep_http *http = cls;
    (void)socket_context;
    struct guest *guest = guest_of(http, code == MHD_CONNECTION_NOTIFY_STARTED ? NULL : connection);
    if (guest == NULL)
        return;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    memset(guest, 0, sizeof *guest);
    if (code != MHD_CONNECTION_NOTIFY_STARTED || info == NULL)
        return;
    make_room(http);
    *guest = (struct guest){.connection = connection, .fd = info->connect_fd, .since_ms = ep_web_now_ms()};
}

/* Of one header: its value, and whether it stands there more than once. */
struct sought {
    const char *name, *value;
    bool twice;
};

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
    struct sought *sought = cls;
    (void)kind;
    if (strcasecmp(key, sought->name) == 0) {
        sought->twice |= sought->value != NULL;
        sought->value = value != NULL ? value : "";
    }
    return MHD_YES;
}

static const char *header(struct MHD_Connection *connection, const char *name, bool *twice)
{
    struct sought sought = {.name = name};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header, &sought);
    *twice |= sought.twice;
    return sought.value;
}

/* The path below the prefix; "" when it is not below it, which no page is. Cuts the query off. */
static const char *path_of(const struct ep_http *http, struct request *request, const char **query)
{
    size_t skip = strlen(http->web->prefix);
    char *mark = strchr(request->uri, '?');
    if (mark != NULL)
        *mark = 0;
    *query = mark != NULL ? mark + 1 : NULL;
    return strncmp(request->uri, http->web->prefix, skip) == 0 ? request->uri + skip : "";
}

static struct ep_verzoek heard(const struct ep_http *http, struct MHD_Connection *connection, const char *method,
                               struct request *request)
{
    struct ep_verzoek verzoek = {.method = method, .body = {request->body, request->len}};
    bool twice = false;
    verzoek.path = path_of(http, request, &verzoek.query);
    verzoek.host = header(connection, "Host", &twice);
    verzoek.cookie = header(connection, "Cookie", &twice);
    verzoek.token = header(connection, "Eenplan-Token", &twice);
    verzoek.authorization = header(connection, "Authorization", &twice);
    verzoek.site = header(connection, "Sec-Fetch-Site", &twice);
    verzoek.type = header(connection, "Content-Type", &twice);
    verzoek.language = header(connection, "Accept-Language", &twice);
    verzoek.if_match = header(connection, "If-Match", &twice);
    verzoek.if_none_match = header(connection, "If-None-Match", &twice);
    verzoek.concept = header(connection, "Eenplan-Concept", &twice);
    verzoek.encodings = header(connection, "Accept-Encoding", &twice);
    bool length = header(connection, "Content-Length", &twice) != NULL;
    if (header(connection, "Transfer-Encoding", &twice) != NULL && length)
        twice = true; /* two answers to how long it is */
    verzoek.twice = request->twice = twice;
    return verzoek;
}

static ssize_t on_stream(void *cls, uint64_t at, char *out, size_t max)
{
    struct ep_web_stream *stream = cls;
    (void)at;
    if (stream->ending && stream->len == 0) /* the last word, that it is locked, still goes out */
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (stream->len == 0) {
        MHD_suspend_connection(stream->waiting);
        stream->asleep = true;
        return 0;
    }
    size_t len = stream->len < max ? stream->len : max;
    memcpy(out, stream->text, len);
    stream->len -= len;
    memmove(stream->text, stream->text + len, stream->len);
    ep_wipe(stream->text + stream->len, len);
    return (ssize_t)len;
}

static void on_stream_end(void *cls)
{
    ep_wipe(cls, sizeof(struct ep_web_stream));
}

static void wake(void *ctx, struct ep_web_stream *stream)
{
    (void)ctx;
    if (stream->asleep)
        MHD_resume_connection(stream->waiting);
    stream->asleep = false;
}

static struct MHD_Response *begin_stream(struct ep_http *http, struct MHD_Connection *connection, uint64_t sleutel)
{
    struct ep_web_stream *stream = ep_web_stream_free(http->web, sleutel);
    struct guest *guest = guest_of(http, connection);
    if (stream == NULL)
        return NULL;
    *stream = (struct ep_web_stream){.used = true, .sleutel = sleutel, .waiting = connection};
    stream->len = (size_t)snprintf(stream->text, sizeof stream->text, ": eenplan\n\n");
    if (guest != NULL)
        guest->listens = true;
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, on_stream, stream, on_stream_end);
}

static struct MHD_Response *response_of(struct ep_http *http, struct MHD_Connection *connection,
                                        const struct ep_antwoord *antwoord)
{
    if (antwoord->stream)
        return begin_stream(http, connection, antwoord->sleutel);
    void *body = (void *)(uintptr_t)antwoord->body;
    return MHD_create_response_from_buffer(antwoord->len, body,
                                           antwoord->owned ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && value[0] != 0)
        (void)MHD_add_response_header(response, name, value);
}

static enum MHD_Result send_answer(struct ep_http *http, struct MHD_Connection *connection,
                                   const struct request *request, const struct ep_antwoord *antwoord)
{
    struct MHD_Response *response = response_of(http, connection, antwoord);
    struct guest *guest = guest_of(http, connection);
    if (response == NULL) {
        if (antwoord->owned)
            free((void *)(uintptr_t)antwoord->body);
        return MHD_NO;
    }
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        add(response, headers[i][0], headers[i][1]);
    add(response, "Cache-Control", antwoord->keep ? "max-age=0, must-revalidate" : "no-store");
    add(response, "Content-Type", antwoord->type);
    add(response, "Content-Encoding", antwoord->encoding);
    add(response, "ETag", antwoord->etag);
    add(response, "Location", antwoord->location);
    add(response, "Set-Cookie", antwoord->cookie);
    add(response, "Allow", antwoord->allow);
    add(response, "Access-Control-Allow-Origin", antwoord->shared ? "*" : "");
    if (request->twice) /* where the next request begins is not sure */
        add(response, "Connection", "close");
    if (guest != NULL)
        guest->since_ms = ep_web_now_ms(); /* what the node took does not count, and taking the answer in does */
    enum MHD_Result result = MHD_queue_response(connection, antwoord->status, response);
    MHD_destroy_response(response);
    return result;
}

/* A body that is too long is taken in to its end and not kept: then the answer can say so. */
static void take_body(struct request *request, const char *data, size_t len)
{
    if (request->body == NULL)
        request->body = ep_secret_open(EP_WEB_BODY_BYTES_MAX);
    if (request->body == NULL)
        request->refused = EP_NO_MEMORY;
    else if (len > EP_WEB_BODY_BYTES_MAX - request->len)
        request->refused = EP_TOO_LARGE;
    if (request->refused != EP_OK)
        return;
    memcpy(request->body + request->len, data, len);
    request->len += len;
}

/* Before the library takes escapes out: what is cut there, or means two things, is never seen here. */
static void *on_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct request *request = calloc(1, sizeof *request);
    (void)cls, (void)connection;
    if (request != NULL && strlen(uri) < sizeof request->uri)
        memcpy(request->uri, uri, strlen(uri) + 1);
    return request;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *data_len, void **context)
{
    struct ep_http *http = cls;
    struct request *request = *context;
    struct ep_antwoord antwoord = {0};
    (void)url, (void)version;
    if (request == NULL)
        return MHD_NO;
    if (!request->begun) {
        request->begun = true;
        return MHD_YES;
    }
    if (*data_len > 0) {
        take_body(request, data, *data_len);
        *data_len = 0;
        return MHD_YES;
    }
    struct ep_verzoek verzoek = heard(http, connection, method, request);
    if (request->refused != EP_OK)
        ep_antwoord_problem(http->web->cli, request->refused, "", &antwoord);
    else
        ep_web_answer(http->web, &verzoek, &antwoord);
    /* One more page than there is room for is not let in: it shows that it is not connected, and asks again. */
    if (antwoord.stream && ep_web_stream_free(http->web, antwoord.sleutel) == NULL) {
        antwoord.stream = false;
        ep_antwoord_problem(http->web->cli, EP_TOO_MANY, "", &antwoord);
    }
    return send_answer(http, connection, request, &antwoord);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode why)
{
    struct ep_http *http = cls;
    struct request *request = *context;
    struct guest *guest = guest_of(http, connection);
    (void)why;
    if (guest != NULL) {
        guest->since_ms = ep_web_now_ms();
        guest->listens = false;
    }
    if (request != NULL) {
        ep_secret_close(request->body);
        free(request);
    }
    *context = NULL;
}

/* The library's own explanations of what it refuses go nowhere: they could hold what was sent. */
static void on_log(void *cls, const char *format, va_list args)
{
    (void)cls, (void)format, (void)args;
}

ep_err ep_http_open(struct ep_http **out, struct ep_web *web, int socket)
{
    struct ep_http *http = calloc(1, sizeof *http);
    *out = http;
    if (http == NULL)
        return EP_NO_MEMORY;
    http->web = web;
    web->wake = wake;
    web->wake_ctx = http;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request, http,
        MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT,
        CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, http, MHD_OPTION_URI_LOG_CALLBACK, on_uri, http, MHD_OPTION_END);
    return http->daemon != NULL ? EP_OK : EP_NO_MEMORY;
}

void ep_http_close(struct ep_http *http)
{
    if (http == NULL)
        return;
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX; i++) { /* a sleeper must be awake when the daemon stops */
        wake(http, &http->web->stream[i]);
        http->web->stream[i].ending = true;
    }
    if (http->daemon != NULL) {
        (void)MHD_run(http->daemon);
        MHD_stop_daemon(http->daemon);
    }
    free(http);
}

int ep_http_fd(const struct ep_http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info != NULL ? info->epoll_fd : -1;
}

void ep_http_run(struct ep_http *http)
{
    (void)MHD_run(http->daemon);
}

int ep_http_wait(const struct ep_http *http, int most)
{
    MHD_UNSIGNED_LONG_LONG ms = 0;
    return MHD_get_timeout(http->daemon, &ms) == MHD_YES && ms < (unsigned)most ? (int)ms : most;
}

/* A page that was closed says so on a connection that sleeps, where the library does not look: its stream is let go, or
 * eight reloads would leave no room for the ninth. */
static void let_go_of_closed(struct ep_http *http)
{
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX; i++) {
        struct ep_web_stream *stream = &http->web->stream[i];
        const struct guest *guest = stream->used && !stream->ending ? guest_of(http, stream->waiting) : NULL;
        char more;
        if (guest == NULL || recv(guest->fd, &more, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
            continue;
        stream->ending = true;
        stream->len = 0;
        wake(http, stream);
    }
}

void ep_http_tick(struct ep_http *http)
{
    uint64_t now = ep_web_now_ms();
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct guest *guest = &http->guest[i];
        if (guest->connection != NULL && !guest->listens && now - guest->since_ms > REQUEST_MS)
            cut(guest);
    }
    let_go_of_closed(http);
    if (now - http->alive_ms < ALIVE_MS)
        return;
    http->alive_ms = now;
    for (size_t i = 0; i < EP_WEB_STREAMS_MAX; i++) {
        struct ep_web_stream *stream = &http->web->stream[i];
        if (!stream->used || stream->ending || stream->len > 0)
            continue;
        stream->len = (size_t)snprintf(stream->text, sizeof stream->text, ": \n\n"); /* who has gone shows at this */
        wake(http, stream);
    }
}
