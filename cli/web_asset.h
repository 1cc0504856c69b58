/* The files of the page, from the program itself. Layer: cli. */
#ifndef EP_CLI_WEB_ASSET_H
#define EP_CLI_WEB_ASSET_H

#include "cli/web.h"

/* A path without a dot is a screen of the page, and gives its one document. EP_WEB_NO_PAGE; EP_NO_MEMORY. */
EP_MUST ep_err ep_web_asset(const struct ep_web *web, const struct ep_verzoek *verzoek, struct ep_antwoord *out);

#endif
