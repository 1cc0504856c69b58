#include "proto/familienaam.h"

#include "proto/limits.h"

#include <string.h>

#define WORDS_MAX 8 /* of one person; more than that a registry does not take */

struct family {
    uint8_t text[EP_NAME_BYTES_MAX]; /* what the words point into */
    ep_bytes word[WORDS_MAX];
    size_t count;
};

/* U+00C0 to U+017F without their marks; a blank where a sign stands between the letters. */
static const char plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
                            "aaaaaaaceeeeiiiidnooooo ouuuuyty"
                            "aaaaaaccccccccddddeeeeeeeeeegggg"
                            "gggghhhhiiiiiiiiiiiijjkkklllllll"
                            "lllnnnnnnnnnoooooooorrrrrrssssss"
                            "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
_Static_assert(sizeof plain == 0x180 - 0xc0 + 1, "one for each letter");

static uint8_t fold_ascii(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return (uint8_t)(byte - 'A' + 'a');
    bool letter = byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    return letter || byte == '-' ? byte : ' ';
}

static size_t fold(uint8_t text[EP_NAME_BYTES_MAX], ep_bytes name)
{
    size_t len = 0;
    for (size_t at = 0; at < name.len && len < EP_NAME_BYTES_MAX; at++) {
        uint8_t byte = name.at[at];
        uint8_t next = at + 1 < name.len ? name.at[at + 1] & 0x3f : 0;
        if (byte == ',' && len > 0)
            break;
        if (byte >= 0xc3 && byte <= 0xc5)
            text[len++] = (uint8_t)plain[(size_t)(byte - 0xc3) * 64 + next];
        else if (byte != 0xcc && (byte != 0xcd || next >= 0x30)) /* else a mark that stands by itself */
            text[len++] = fold_ascii(byte);
        at += byte >= 0xc3 && (byte <= 0xc5 || byte == 0xcc || (byte == 0xcd && next < 0x30)) ? 1 : 0;
    }
    return len;
}

static bool is_name(ep_bytes word)
{
    static const char *const prefixes[] = {"van", "de",  "der", "den", "het", "ten", "ter", "te", "in",
                                           "op",  "aan", "bij", "uit", "von", "la",  "le",  "du", "geb"};
    bool name = word.len > 1;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0] && name; i++)
        name = !ep_bytes_equal(word, ep_text(prefixes[i]));
    return name;
}

static void add(struct family *family, ep_bytes word)
{
    if (word.len > 0 && family->count < WORDS_MAX)
        family->word[family->count++] = word;
}

static void gather(struct family *family, ep_bytes name)
{
    size_t len = fold(family->text, name);
    bool given = len > 0 && memchr(family->text, ' ', len) != NULL; /* the first of several words is no family name */
    ep_bytes last = {NULL, 0};
    for (size_t at = 0; at < len; at++) {
        ep_bytes word = {family->text + at, 0};
        for (; at < len && family->text[at] != ' ' && family->text[at] != '-'; at++)
            word.len++;
        if (is_name(word)) {
            last = word;
            if (at < len && family->text[at] == '-' && !given)
                add(family, word);
        }
        given = given && at < len && family->text[at] != ' ';
    }
    add(family, last);
}

bool ep_familienaam_same(ep_bytes one, ep_bytes other)
{
    struct family a = {.count = 0};
    struct family b = {.count = 0};
    gather(&a, one);
    gather(&b, other);
    for (size_t i = 0; i < a.count; i++)
        for (size_t k = 0; k < b.count; k++)
            if (ep_bytes_equal(a.word[i], b.word[k]))
                return true;
    return false;
}
