#include "cli/als.h"

static ep_err show_it(struct ep_cli *cli, const struct ep_args *args)
{
    const char *purpose = NULL;
    ep_id lid;
    ep_err err = ep_cli_directory(cli);
    if (err == EP_OK)
        err = ep_show_purpose(cli, args, &purpose);
    if (err == EP_OK)
        err = ep_find_huishouden(cli, args->position[0], purpose);
    if (err != EP_OK)
        return err;
    struct ep_show *show = ep_show_open(cli, purpose);
    if (show == NULL)
        return EP_NO_MEMORY;
    if (ep_arg(args, "als") != NULL)
        err = ep_find_lid(cli, ep_arg(args, "als"), &lid);
    if (err == EP_OK && ep_arg(args, "als") != NULL)
        err = ep_als_begin(show, lid);
    if (err == EP_OK)
        err = cli->json ? ep_show_json(show) : ep_show_print(show);
    ep_show_close(show);
    return err;
}

/* clang-format off */
static const struct ep_option options[] = {
    {"waarom", "CODE", {"purpose of the reading, for the read log; see termijn.ini", "doel van de inzage, voor het leesjournaal; zie termijn.ini"}, false},
    {"als", "LID", {"only what this member may see, for looking along with him", "alleen wat dit lid mag zien, om met hem mee te kijken"}, false},
};
/* clang-format on */

const struct ep_command ep_cmd_show = {
    .name = "show",
    .positions = "<huishouden>",
    .positions_min = 1,
    .positions_max = 1,
    .summary = {"show the household: what each organisation shares, and what is not known",
                "toon het huishouden: wat elke organisatie deelt, en wat niet bekend is"},
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = show_it,
};
