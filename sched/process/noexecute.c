#include "sched/process/noexecute.h"

static enum no_execute chosen;

void no_execute_choose(enum no_execute policy)
{
    chosen = policy;
}

enum no_execute no_execute_policy(void)
{
    return chosen;
}

bool no_execute_leaves_out(const struct pe_image *image)
{
    return chosen == NO_EXECUTE_OPT_IN && !(image->dll_characteristics & PE_DLL_NX_COMPAT);
}
