/* Promise: a policy that is taken holds together (every template within its ground, no safety, every domain named) and
 * says what its bytes say; one that is refused names file and line and leaves nothing behind. The first byte is the
 * file that the input stands for; the others are those of proto/policy. PROTOCOL.md 6.3. */
#include "proto/policy.h"
#include "proto/cursor.h"
#include "tests/fuzz/fuzz.h"

static void holds_together(const struct ep_policy *policy)
{
    for (uint32_t domein = 1; domein < EP_DOMEIN_END; domein++)
        assert(policy->domein[domein][0] != 0 && ep_policy_domein(policy, policy->domein_code[domein]) == domein);
    for (size_t i = 0; i < policy->grondslagen; i++)
        assert(ep_policy_grondslag(policy, ep_text(policy->grondslag[i].code)) == &policy->grondslag[i]);
    for (size_t i = 0; i < policy->sjablonen; i++) {
        const struct ep_sjabloon *row = &policy->sjabloon[i];
        const struct ep_grondslag *ground = ep_policy_grondslag(policy, ep_text(row->grondslag));
        assert(ground != NULL && ground->on && row->level <= ground->level && row->days <= ground->lease_days);
        assert((row->domains & EP_DOMEIN_BIT(EP_DOMEIN_PERSOON)) != 0);
        assert((row->domains & (EP_DOMEIN_BIT(EP_DOMEIN_VEILIGHEID) | EP_DOMEIN_BIT(EP_DOMEIN_DOSSIER))) == 0);
    }
    assert(policy->version > 0 && policy->silent_hours > 0 && policy->ages > 0 && policy->purposes > 0);
    assert(policy->inzage.reason_hours > 0 && policy->inzage.nood_reason_min > 0);
    for (size_t i = 0; i < policy->ages; i++) {
        assert(i == 0 ? policy->age[0].from == 0 : policy->age[i - 1].from < policy->age[i].from);
        assert(policy->age[i].youth || policy->age[i].parents);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fuzz_folder folder;
    static struct ep_policy policy;
    static const struct ep_policy nothing;
    struct ep_policy_fault fault;
    ep_bytes input = {data, size};
    size_t files = 0;
    while (ep_policy_file_name(files) != NULL)
        files++;
    const char *name = ep_policy_file_name(fuzz_byte(&input) % files);
    if (folder.count == 0) {
        fuzz_folder_open(&folder);
        for (size_t i = 0; i < files; i++)
            fuzz_folder_copy(&folder, ep_policy_file_name(i), EP_POLICY_DIR);
    }
    fuzz_folder_put(&folder, name, input);
    ep_err err = ep_policy_read(&policy, folder.path, &fault);
    fuzz_folder_copy(&folder, name, EP_POLICY_DIR);
    if (err == EP_OK) {
        assert(ep_utf8_valid(input)); /* also: no NUL that hides what stands behind it */
        holds_together(&policy);
        return 0;
    }
    assert(err == EP_POLICY_INVALID && memcmp(&policy, &nothing, sizeof policy) == 0);
    assert(strstr(fault.text, ".ini:") != NULL && strlen(fault.text) < sizeof fault.text);
    return 0;
}
