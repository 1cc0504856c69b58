#include "cli/web_loop.h"

void ep_web_hear(struct ep_web *web)
{
    (void)web;
}
