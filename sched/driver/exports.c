#include "sched/driver/exports.h"

#include <string.h>
#include "sched/driver/hardwarecalls.h"
#include "sched/driver/kernelcalls.h"
#include "sched/driver/listcalls.h"
#include "sched/driver/resourcecalls.h"
#include "sched/driver/sharecalls.h"
#include "sched/driver/textcalls.h"
#include "storage/unicode.h"

static const struct {
    const char *name;
    const void *function;
} exports[] = {
#define EXPORT(nt_name, name) {#nt_name, (const void *)(name)},
#include "sched/driver/exports.def"
#undef EXPORT
};

static bool is_kernel(const char *module)
{
    static const char *const modules[] = {"NTOSKRNL.EXE", "HAL.DLL"};
    for (uint32_t i = 0; i < sizeof modules / sizeof modules[0]; i++)
        if (unicode_equal(module, (uint32_t)strlen(module), modules[i], (uint32_t)strlen(modules[i])))
            return true;
    return false;
}

uint32_t export_of_kernel(const char *module, const char *name, bool *known)
{
    uint32_t low = 0, high = sizeof exports / sizeof exports[0];
    *known = is_kernel(module);
    while (*known && low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(name, exports[middle].name);
        if (order == 0)
            return (uint32_t)exports[middle].function;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}
