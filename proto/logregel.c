#include "proto/logregel.h"

#include "proto/body.h"

static const char *const soorten[] = {NULL, "inzage", "logboek", "toets"};
static const char *const acties[] = {"maken", "lezen", "wijzigen", "verwijderen", "uitvoeren"};
static const char *const toegangen[] = {NULL, "gebruiker", "gebruikersautoriteit"};
static const char *const inzages[] = {"gewoon", "collega-inzage", "nood", "eigen-familienaam"};

#define F(member, type_, ...) EP_FIELD(struct ep_logregel, member, type_, __VA_ARGS__)
static const struct ep_field fields[] = {
    F(nr, UINT, EP_VERSION_MAX),
    F(seconde, UINT, EP_VERSION_MAX),
    F(soort, UINT, EP_LOG_TOETS, .values = soorten),
    F(actie, UINT, EP_LOG_UITVOEREN, .values = acties),
    F(toegang, UINT, EP_LOG_AUTORITEIT, .values = toegangen),
    F(code, UINT, 255),
    F(org, ID, 0),
    F(lineage, EIGHT, 0),
    F(user, ID, 0),
    F(team, ID, 0, .optional = true),
    F(roles, UINT, 255),
    F(huishouden, ID, 0, .optional = true),
    F(subject, ID, 0, .optional = true),
    F(statement, ID, 0, .optional = true),
    F(inzage, UINT, EP_READ_FAMILIENAAM, .values = inzages),
    F(purpose, TEXT, EP_CODE_BYTES_MAX, .optional = true),
    F(evidence, ID, 0, .optional = true),
    F(policy, UINT, EP_VERSION_MAX),
    F(grants, UINT, EP_GRANTS_MAX),
    F(grant_ids, BIN, EP_LOGREGEL_GRANT_IDS_BYTES_MAX, .optional = true),
};

const struct ep_table ep_logregel_table = EP_TABLE(fields, struct ep_logregel);
