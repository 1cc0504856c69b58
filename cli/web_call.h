/* A request as a command line of the client, and what the command says. Layer: cli. */
#ifndef EP_CLI_WEB_CALL_H
#define EP_CLI_WEB_CALL_H

#include "cli/web.h"

struct ep_web_call {
    /* Its words; then "$1" for what stood in the path, ":name" for a member of the body as a position, "?name" for one that
     * may be absent. Every other member is an option of that name; none may name a file. */
    const char *command;
    const char *capture[EP_WEB_CAPTURES_MAX];
    const char *query; /* or NULL */
    ep_bytes body;
    char basis[24]; /* the version that a change is based on; "" when none was named */
    int lang;
    bool raw; /* what it says is no JSON, and no lines to make some of */
    FILE *to; /* what it says goes there as it comes, for people; NULL: into `said`, for programs */
};

struct ep_web_said {
    char *text; /* a JSON document when the call went well, or what it said `raw` */
    size_t len;
    char *complaint; /* what would stand on stderr */
    size_t complaint_len;
};

/* EP_FIELD_INVALID with the name as fault: no such option. Else what the command returns. `said` is dropped by the caller,
 * always; the word about an error is in cli->fault_text, "" for none. */
EP_MUST ep_err ep_web_call(struct ep_cli *cli, const struct ep_web_call *call, struct ep_web_said *said);
void ep_web_said_drop(struct ep_web_said *said);
bool ep_web_is_id(const char *text, size_t len); /* 32 lower-case hexadecimal digits */

/* The same, but not played: the words of the command, its options, "--", its positions. Closed by the caller, always. */
struct ep_web_line;
EP_MUST ep_err ep_web_line_open(struct ep_cli *cli, const struct ep_web_call *call, struct ep_web_line **out);
void ep_web_line_close(struct ep_web_line *line); /* NULL is allowed */
char *const *ep_web_line_words(const struct ep_web_line *line, int *count);

#endif
