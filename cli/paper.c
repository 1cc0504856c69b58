#include "cli/paper.h"

#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

ep_err ep_paper_file(struct ep_cli *cli, const char *path, FILE **out)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (*out != NULL)
        return EP_OK;
    ep_err err = fd < 0 && errno == EEXIST ? EP_EXISTS : EP_FILE;
    if (fd >= 0)
        close(fd);
    return ep_cli_fault(cli, err, path);
}

/* The screen. */

static void text_begin(struct ep_paper *paper, const char *title, const char *const lines[], size_t count)
{
    fprintf(paper->out, "%s\n", title);
    for (size_t i = 0; i < count; i++)
        fprintf(paper->out, "%s\n", lines[i]);
}

static void text_section(struct ep_paper *paper, const char *key, const char *title)
{
    (void)key;
    fprintf(paper->out, "\n%s\n", title);
}

static void text_item(struct ep_paper *paper)
{
    fputc('\n', paper->out);
}

static void text_line(struct ep_paper *paper, const char *key, const char *label, const char *value)
{
    (void)key;
    if (value[0] != 0)
        fprintf(paper->out, "  %s: %s\n", label, value);
}

static void text_item_end(struct ep_paper *paper)
{
    (void)paper;
}

static void text_section_end(struct ep_paper *paper, const char *note)
{
    if (note != NULL)
        fprintf(paper->out, "  %s\n", note);
}

static ep_err file_end(struct ep_paper *paper)
{
    return ferror(paper->out) != 0 ? EP_FILE : EP_OK;
}

const struct ep_paper_row ep_paper_text = {text_begin,    text_section,     text_item, text_line,
                                           text_item_end, text_section_end, file_end};

/* The page. */

static void escaped(FILE *out, const char *text)
{
    for (; *text != 0; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            fputc(*text, out);
        }
}

static void element(FILE *out, const char *name, const char *text)
{
    fprintf(out, "<%s>", name);
    escaped(out, text);
    fprintf(out, "</%s>\n", name);
}

/* The browser is told not to run or fetch anything, whatever stands in it. */
static void html_begin(struct ep_paper *paper, const char *title, const char *const lines[], size_t count)
{
    fprintf(
        paper->out,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n",
        paper->lang == 1 ? "nl" : "en");
    element(paper->out, "title", title);
    fputs("<style>\nbody { font: 11pt/1.4 sans-serif; max-width: 45em; margin: 2em auto; }\n"
          "section { margin-top: 2em; }\ndl { break-inside: avoid; margin: 0 0 1em; }\ndt { font-weight: bold; }\n"
          "dd { margin: 0 0 0.2em 1em; overflow-wrap: anywhere; }\n</style>\n</head>\n<body>\n",
          paper->out);
    element(paper->out, "h1", title);
    for (size_t i = 0; i < count; i++)
        element(paper->out, "p", lines[i]);
}

static void html_section(struct ep_paper *paper, const char *key, const char *title)
{
    (void)key;
    fputs("<section>\n", paper->out);
    element(paper->out, "h2", title);
}

static void html_item(struct ep_paper *paper)
{
    fputs("<dl>\n", paper->out);
}

static void html_line(struct ep_paper *paper, const char *key, const char *label, const char *value)
{
    (void)key;
    if (value[0] == 0)
        return;
    element(paper->out, "dt", label);
    element(paper->out, "dd", value);
}

static void html_item_end(struct ep_paper *paper)
{
    fputs("</dl>\n", paper->out);
}

static void html_section_end(struct ep_paper *paper, const char *note)
{
    if (note != NULL)
        element(paper->out, "p", note);
    fputs("</section>\n", paper->out);
}

static ep_err html_end(struct ep_paper *paper)
{
    fputs("</body>\n</html>\n", paper->out);
    return file_end(paper);
}

const struct ep_paper_row ep_paper_html = {html_begin,    html_section,     html_item, html_line,
                                           html_item_end, html_section_end, html_end};

/* The document. */

static void json_begin(struct ep_paper *paper, const char *title, const char *const lines[], size_t count)
{
    ep_json_word(paper->json, "formaat", "eenplan-inzage-1");
    ep_json_word(paper->json, "titel", title);
    ep_json_array(paper->json, "toelichting");
    for (size_t i = 0; i < count; i++)
        ep_json_word(paper->json, NULL, lines[i]);
    ep_json_end(paper->json);
    ep_json_array(paper->json, "delen");
}

static void json_section(struct ep_paper *paper, const char *key, const char *title)
{
    ep_json_object(paper->json, NULL);
    ep_json_word(paper->json, "deel", key);
    ep_json_word(paper->json, "titel", title);
    ep_json_array(paper->json, "onderdelen");
}

static void json_item(struct ep_paper *paper)
{
    ep_json_object(paper->json, NULL);
}

static void json_line(struct ep_paper *paper, const char *key, const char *label, const char *value)
{
    (void)label;
    ep_json_word(paper->json, key, value[0] != 0 ? value : NULL);
}

static void json_item_end(struct ep_paper *paper)
{
    ep_json_end(paper->json);
}

static void json_section_end(struct ep_paper *paper, const char *note)
{
    ep_json_end(paper->json);
    ep_json_word(paper->json, "opmerking", note);
    ep_json_end(paper->json);
}

static ep_err json_end(struct ep_paper *paper)
{
    ep_json_end(paper->json);
    return ep_json_close(paper->json, paper->out);
}

const struct ep_paper_row ep_paper_json = {json_begin,    json_section,     json_item, json_line,
                                           json_item_end, json_section_end, json_end};
