/* `eenplan web`: the page on the user's own machine. Layer: cli. DESIGN 1 and 7; cli/DESIGN.md "web". One process serves one
 * person: it holds the unlocked vault, runs the commands of the client for the page, and gives what they say as JSON. So the
 * page and `--json` cannot differ, and no key and no join is in JavaScript.
 *
 *   web.c           the loop: requests, the node's link, clocks (web_loop.h)
 *   web_http.c      the door to libmicrohttpd: bytes to a verzoek, an antwoord to bytes, streams
 *   web_guard.c     may this request be heard at all
 *   web_route.c     which command a path and method stand for
 *   web_call.c      a request as a command line, and what it says as an answer
 *   web_sessie.c    unlock, lock, who is here
 *   web_uitgaand.c  what leaves in ten seconds, and can still be undone
 *   web_sleutel.c   keys for other programs on this machine
 *   web_concept.c   unsent text, sealed beside the vault
 *   web_gesprek.c   a command that talks back: pairing, joining
 *   web_demo.c      the five organisations of the demo
 *   web_asset.c     the files of the page, from the program itself */
#ifndef EP_CLI_WEB_H
#define EP_CLI_WEB_H

#include "cli/web_sleutel.h"

#include <sys/types.h>

#define EP_WEB_COOKIE "__Host-eenplan-" /* and the port: a browser keeps one jar for all ports of a host */
#define EP_WEB_API "/api/v1"
#define EP_WEB_STREAMS_MAX 8u
#define EP_WEB_STREAM_BYTES 8192u /* of events that a page has not taken yet; more, and it is told to look anew */
#define EP_WEB_UITGAAND_MAX 16u
#define EP_WEB_UNDO_S 10u
#define EP_WEB_LOCK_S 900u
#define EP_WEB_PATIENCE_MS 10000u /* for a node that does not answer; everybody waits, since there is one thread */
#define EP_WEB_CAPTURES_MAX 3u

struct ep_web_stream {
    bool used, ending, asleep; /* ending: nothing more comes, and its place is free when the door says so */
    uint64_t sleutel;          /* the number of the key that listens; 0: the page */
    char text[EP_WEB_STREAM_BYTES];
    size_t len;
    void *waiting; /* the door's: who sleeps until there is text */
};

struct ep_uitgaand {
    uint64_t number, due_ms; /* number 0: free */
    char path[EP_WEB_PATH_BYTES_MAX];
    char if_match[24], concept[EP_CONCEPT_NAME_MAX + 1]; /* the draft that ends when this has left; "": none */
    uint8_t *body;                                       /* secret memory */
    size_t len;
    int lang;
};

#define EP_GESPREK_BYTES_MAX 16384u

/* A command that talks back (web_gesprek.h). */
struct ep_web_gesprek {
    pid_t pid;      /* 0: none runs */
    int fd, status; /* its input and output; its exit status, when it is over */
    bool begun;     /* there is or was one */
    char text[EP_GESPREK_BYTES_MAX];
    size_t len;
};

struct ep_web {
    struct ep_cli *cli;
    const char *prefix; /* "" or "/x" */
    char host[80];      /* what Host must be; "" when a proxy has checked it */
    bool hosted;        /* on a Unix socket: whoever may open it is the person */
    char start[EP_WEB_CODE_HEX], cookie[EP_WEB_CODE_HEX], token[EP_WEB_CODE_HEX];
    char cookie_name[sizeof EP_WEB_COOKIE + 5];
    uint64_t acted_ms, acted_s; /* when the person last did something: monotonic, and on the wall */
    uint64_t redial_ms;         /* when a node that is away is tried again */
    uint64_t next_uitgaand, next_sleutel;
    struct ep_uitgaand uitgaand[EP_WEB_UITGAAND_MAX];
    struct ep_web_sleutel sleutel[EP_WEB_SLEUTELS_MAX];
    struct ep_web_stream stream[EP_WEB_STREAMS_MAX];
    void (*wake)(void *ctx, struct ep_web_stream *stream); /* the door's: there is text */
    void *wake_ctx;
    struct ep_web_demo *demo; /* NULL: no demo */
    struct ep_web_gesprek gesprek;
};

uint64_t ep_web_now_ms(void);         /* monotonic */
void ep_web_acts(struct ep_web *web); /* the person does something */
/* web_guard.c. EP_WEB_FOREIGN: not from our page. EP_WEB_SLEUTEL: not a key of ours. EP_MALFORMED, EP_WEB_METHOD. */
EP_MUST ep_err ep_web_guard(const struct ep_web *web, const struct ep_verzoek *verzoek);
bool ep_web_changes(const struct ep_verzoek *verzoek);   /* neither GET nor HEAD */
bool ep_web_same_code(const char *a, const char *b);     /* in constant time; NULL and "" are none */
bool ep_web_is_public(const struct ep_verzoek *verzoek); /* the description of the API: for all, from everywhere */
bool ep_web_is_start(const struct ep_web *web, const struct ep_verzoek *verzoek);

/* web_route.c: answers, always. */
void ep_web_answer(struct ep_web *web, const struct ep_verzoek *verzoek, struct ep_antwoord *out);
void ep_web_send(struct ep_web *web, struct ep_uitgaand *uitgaand); /* plays what waited, and tells the pages */

/* web_sessie.c */
void ep_web_codes(struct ep_web *web); /* fresh ones; once its host is known */
void ep_web_fresh_code(char code[EP_WEB_CODE_HEX]);
EP_MUST ep_err ep_web_sessie(struct ep_web *web, int lang, struct ep_antwoord *out);
/* As ep_cli_unlock_with; EP_NO_PASSPHRASE. A node that is away is no error. */
EP_MUST ep_err ep_web_unlock(struct ep_web *web, ep_bytes body);
EP_MUST ep_err ep_web_unlock_with(struct ep_web *web, ep_bytes wachtzin);
void ep_web_lock(struct ep_web *web);
void ep_web_lock_due(struct ep_web *web); /* nobody acted for EP_WEB_LOCK_S, or the machine slept */
void ep_web_redial(struct ep_web *web);   /* an open vault whose node is away tries it again */
void ep_web_lost(struct ep_web *web, ep_err err, uint64_t began_ms); /* a wait that began then ended so: hangs up */

/* web_uitgaand.c */
EP_MUST ep_err ep_web_uitgaand_add(struct ep_web *web, const struct ep_verzoek *verzoek, int lang,
                                   struct ep_antwoord *out);
EP_MUST ep_err ep_web_uitgaand_undo(struct ep_web *web, const char *number);
EP_MUST ep_err ep_web_uitgaand_list(const struct ep_web *web, struct ep_antwoord *out);
void ep_web_uitgaand_send(struct ep_web *web, uint64_t until_ms); /* what is due by then */
void ep_web_uitgaand_free(struct ep_uitgaand *uitgaand);

/* web_event.c: to all that listen; the data is one line of JSON. Of the key with that number; 0: the page. */
void ep_web_tell(struct ep_web *web, const char *event, const char *data);
void ep_web_tell_huishouden(struct ep_web *web, ep_id huishouden);
struct ep_web_stream *ep_web_stream_free(struct ep_web *web, uint64_t sleutel); /* NULL: none; keys hold half at most */
void ep_web_stream_end(struct ep_web *web, uint64_t sleutel); /* it hears nothing more, at once; 0: no key does */

#endif
