/* Promise: whatever a node gives a client, nothing unsigned is used; and whatever stands in the file of what was seen, a
 * client reads it within its bounds, says only what it may, and what it writes it can read. PROTOCOL.md 5, DESIGN 5. */
#include "cli/cli.h"
#include "tests/fuzz/maker.h"

static struct family *family;
static struct fuzz_folder folder;

static void set_up(void)
{
    static struct family made;
    family_open(&made);
    family = &made;
    fuzz_folder_open(&folder);
}

static void given(struct ep_cli *cli, ep_bytes *input)
{
    static uint8_t bytes[EP_STATEMENT_BYTES_MAX];
    const ep_id pool[] = {{{0}}, family->a.id, family->b.id, family->a.team, family->h, family->lid, family->a.eva.id};
    ep_out out = EP_OUT(bytes);
    enum ep_kind_code kind = fuzz_kind(input);
    struct ep_statement draft = family_draft(family, kind);
    uint8_t how = fuzz_byte(input);
    (void)fuzz_change(input, &draft, pool, sizeof pool / sizeof pool[0]);
    if (!fuzz_sign(&out, draft, how % 8 == 0 ? &family->c.eva.sign : family_signer(family, kind)))
        return;
    bool forged = how % 4 == 1;
    if (forged)
        bytes[out.len - 1 - how / 4] ^= 0x10;
    size_t before = cli->known.count;
    ep_err err = ep_known_add(cli, ep_out_bytes(&out));
    assert(err == EP_OK || cli->known.count == before);
    assert(!forged || err != EP_OK);
}

/* What is in A's directory, so that what is given next can be right. */
static void begin(struct ep_cli *cli)
{
    for (size_t i = 0; i < family->pile.count; i++)
        if (family->pile.shown[i]->kind->given == EP_GIVEN_DIRECTORY)
            (void)!ep_known_add(cli, family->pile.shown[i]->bytes);
    assert(cli->known.count >= 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ep_cli cli;
    static struct ep_kluis kluis;
    static FILE *nowhere;
    char path[sizeof folder.path + 2];
    ep_bytes input = {data, size};
    if (family == NULL)
        set_up();
    if (nowhere == NULL && (nowhere = fopen("/dev/null", "w")) == NULL)
        abort();
    snprintf(path, sizeof path, "%s/k", folder.path);
    memset(&cli, 0, sizeof cli);
    kluis.org = family->a.id;
    memcpy(kluis.root, family->a.root.public_key, 32);
    cli.kluis = &kluis;
    cli.kluis_path = path;
    cli.out = cli.err = nowhere;
    ep_known_world(&cli);
    cli.world.now_hour = HOUR;
    cli.world.policy = family->pile.policy;
    begin(&cli);
    for (unsigned count = fuzz_byte(&input) % 8; count > 0; count--)
        given(&cli, &input);
    fuzz_folder_put(&folder, "k.gezien", input);
    ep_err err = ep_seen_check(&cli);
    assert(err == EP_OK || err == EP_SEEN_LOWER);
    if (err == EP_OK)
        assert(ep_seen_check(&cli) == EP_OK);
    cli.kluis = NULL;
    ep_known_wipe(&cli.known);
    return 0;
}
