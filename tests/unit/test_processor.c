// sources: firmware/processor.c
#include <string.h>
#include "firmware/processor.h"
#include "firmware/sysenter.h"
#include "tests/unit/unit.h"

#define PENTIUM_III 0x0383fbffu /* what it answers */

static bool lacks(uint32_t features, const char *word)
{
    const char *reason = processor_lacks(features);
    return reason != NULL && strstr(reason, word) != NULL;
}

static void a_pentium_iii_lacks_nothing(void)
{
    CHECK(processor_lacks(PENTIUM_III) == NULL);
    CHECK(processor_lacks(0xffffffffu) == NULL);
}

static void what_is_missing_is_named(void)
{
    CHECK(lacks(0, "CPUID"));
    CHECK(lacks(PENTIUM_III & ~1u, "floating-point"));
    CHECK(lacks(PENTIUM_III & ~(1u << 4), "time-stamp"));
    CHECK(lacks(PENTIUM_III & ~(1u << 8), "cmpxchg8b"));
    CHECK(lacks(PENTIUM_III & ~(1u << 15), "cmov"));
    CHECK(lacks(PENTIUM_III & ~(1u << 24), "fxsave"));
    CHECK(lacks(PENTIUM_III & ~(1u << 25), "SSE"));
}

/* Families, models and steppings as CPUID has them: the Pentium Pro says that it has it. */
static void sysenter_is_not_a_pentium_pros(void)
{
    CHECK(!sysenter_is_of(0x612, PENTIUM_III));
    CHECK(!sysenter_is_of(0x619 & ~8u, PENTIUM_III));
    CHECK(sysenter_is_of(0x619, PENTIUM_III));
    CHECK(sysenter_is_of(0x633, PENTIUM_III)); /* Pentium II */
    CHECK(sysenter_is_of(0x672, PENTIUM_III)); /* Pentium III */
    CHECK(sysenter_is_of(0xf12, PENTIUM_III)); /* Pentium 4: another family */
    CHECK(!sysenter_is_of(0x672, PENTIUM_III & ~(1u << 11)));
}

static void high_memory_needs_36_bits(void)
{
    CHECK(processor_reaches_high_memory(PENTIUM_III));
    CHECK(!processor_reaches_high_memory(PENTIUM_III & ~(1u << 17)));
}

int main(void)
{
    RUN(a_pentium_iii_lacks_nothing);
    RUN(what_is_missing_is_named);
    RUN(sysenter_is_not_a_pentium_pros);
    RUN(high_memory_needs_36_bits);
    return unit_end();
}
