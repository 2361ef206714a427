#include "mmu/policy.h"

#include <string.h>

static const struct policy *const policies[] = {&policy_clock};
static const struct policy *current = &policy_clock;

const struct policy *policy_current(void)
{
    return current;
}

bool policy_choose(const char *name)
{
    for (unsigned i = 0; i < sizeof policies / sizeof policies[0]; i++)
        if (strcmp(policies[i]->name, name) == 0) {
            current = policies[i];
            return true;
        }
    return false;
}
