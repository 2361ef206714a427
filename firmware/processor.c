#include "firmware/processor.h"

#include <stddef.h>

static const struct {
    uint32_t bit;
    const char *reason;
} needed[] = {
    {0, "it has no floating-point unit"},
    {4, "it has no time-stamp counter"},
    {8, "it has no cmpxchg8b"},
    {15, "it has no cmov: a Pentium Pro or later is needed"},
    {24, "it has no fxsave: a Pentium II or later is needed"},
    {25, "it has no SSE: a Pentium III or later is needed"},
};

const char *processor_lacks(uint32_t features)
{
    if (features == 0)
        return "it has no CPUID: a Pentium III or later is needed";
    for (uint32_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!(features >> needed[i].bit & 1))
            return needed[i].reason;
    return NULL;
}

bool processor_has_pae(uint32_t features)
{
    return features >> 6 & 1;
}

bool processor_reaches_high_memory(uint32_t features)
{
    return features >> 17 & 1;
}
