// sources: mmu/layout.c mmu/layoutchoice.c firmware/bootini.c firmware/noexecute.c
/* Which address map the switches choose, and that nothing in any of them lies over another thing. */
#include "mmu/layoutchoice.h"

#include <string.h>
#include "mmu/address.h"
#include "pteformat.h"
#include "tests/unit/unit.h"

#define MB (1u << 20)

static struct layout_choice choice;

static struct layout_problem choose(const char *switches)
{
    static struct bootini ini;
    static char text[512];
    snprintf(text, sizeof text, "[boot loader]\ndefault=x\n[operating systems]\nx=\"y\" %s\n", switches);
    bootini_parse(&ini, text, (uint32_t)strlen(text));
    return layout_choose(&ini, &choice);
}

static bool is_problem(struct layout_problem problem, const char *name, const char *reason)
{
    return problem.name && strcmp(problem.name, name) == 0 && strcmp(problem.reason, reason) == 0;
}

static void switches_choose(void)
{
    CHECK(!choose("/MAXMEM=8").name && !choice.high && choice.user_megabytes == 2048);
    CHECK(!choose("/3GB").name && choice.high && choice.user_megabytes == 3072);
    CHECK(!choose("/3GB /USERVA=2560").name && choice.high && choice.user_megabytes == 2560);
    CHECK(!choose("/USERVA=2048 /3GB").name && choice.user_megabytes == 2048);
    CHECK(is_problem(choose("/USERVA=2560"), "USERVA", "without-3GB") && choice.user_megabytes == 2048);
    CHECK(is_problem(choose("/3GB /USERVA=3073"), "USERVA", "malformed") && choice.user_megabytes == 3072);
    CHECK(is_problem(choose("/3GB /USERVA=2047"), "USERVA", "malformed"));
    CHECK(is_problem(choose("/3GB /USERVA=all"), "USERVA", "malformed"));
    CHECK(is_problem(choose("/3GB /USERVA"), "USERVA", "malformed"));
    CHECK(!choose("/4GB").name && choice.apart && !choice.high && choice.user_megabytes == 4088);
    CHECK(is_problem(choose("/3GB /4GB"), "3GB", "with-4GB") && choice.apart && !choice.high);
    CHECK(is_problem(choose("/4GB /USERVA=2560"), "USERVA", "without-3GB") && choice.user_megabytes == 4088);
    CHECK(is_problem(choose("/4GB /PAE"), "4GB", "with-PAE") && !choice.apart && !choice.high);
    CHECK(is_problem(choose("/4GB /PAE /3GB"), "4GB", "with-PAE") && !choice.apart && choice.high);
    CHECK(is_problem(choose("/4GB /NOEXECUTE"), "4GB", "with-PAE") && !choice.apart);
    CHECK(!choose("/4GB /NOEXECUTE=AlwaysOff").name && choice.apart);
    CHECK(!choose("/3GB=0 /4GB=no").name && !choice.apart && !choice.high);
    CHECK(!choose("/4GB /PAE=0").name && choice.apart);
}

struct part {
    uint32_t start, end;
};

/* The system's parts in the order of their addresses; 0 is the end of the address space. */
static void check_order(const struct part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        CHECK(parts[i].start % PAGETABLE_SPAN == 0 && parts[i].start < parts[i].end - 1);
        CHECK(i == 0 || parts[i].start >= parts[i - 1].end);
    }
}

static void the_usual_map_is_nts(void)
{
    const struct layout_choice usual = layout_usual();
    layout_start(&usual);
    const struct part parts[] = {{layout.kernel, layout.kernel + 4 * MB},
                                 {layout.pool, layout.pool_end},
                                 {layout.frames, layout.frames_end},
                                 {layout.system_ptes, layout.system_ptes_end},
                                 {layout.ramdisk, layout.ramdisk_end},
                                 {layout.page_tables, layout.page_tables + 4 * MB},
                                 {layout.windows, layout.windows + PAGETABLE_SPAN},
                                 {layout.paged_pool, layout.paged_pool_end}};
    CHECK(layout.system == 0x80000000 && layout.program_end == layout.system &&
          parts[0].start >= layout.system);
    CHECK(layout.user_end == 0x7fff0000);
    _Static_assert(LAYOUT_SMALL_END == 0x7fff0000, "as without a switch, for who has 2 GB in any layout");
    check_order(parts, sizeof parts / sizeof parts[0]);
}

static void everything_lies_above_three_gb(void)
{
    choose("/3GB /USERVA=2816");
    layout_start(&choice);
    const struct part parts[] = {{layout.page_tables, layout.page_tables + 4 * MB},
                                 {layout.windows, layout.windows + PAGETABLE_SPAN},
                                 {layout.kernel, layout.kernel + 4 * MB},
                                 {layout.pool, layout.pool_end},
                                 {layout.frames, layout.frames_end},
                                 {layout.system_ptes, layout.system_ptes_end},
                                 {layout.ramdisk, layout.ramdisk_end},
                                 {layout.paged_pool, layout.paged_pool_end}};
    CHECK(layout.system == 0xc0000000 && layout.program_end == layout.system &&
          parts[0].start == layout.system);
    CHECK(layout.user_end == 2816 * MB - 0x10000);
    check_order(parts, sizeof parts / sizeof parts[0]);
}

/* The system's parts are the usual ones, and below its tables everything is the program's. */
static void the_kernel_has_an_address_space_of_its_own(void)
{
    const struct layout_choice usual = layout_usual();
    layout_start(&usual);
    const struct layout before = layout;
    choose("/4GB");
    layout_start(&choice);
    CHECK(layout.system == before.system && layout.kernel == before.kernel && layout.pool == before.pool);
    CHECK(layout.system_tables == before.page_tables && layout.windows == before.windows);
    CHECK(layout.program_end == layout.page_tables && layout.user_end == layout.program_end - 0x10000);
    CHECK(layout.reach == 0 && before.reach == before.program_end);
    CHECK(layout.page_tables == 0u - 8 * MB && layout.trampoline == 0u - 4 * MB && before.trampoline == 0);
    CHECK(layout.directory == layout.page_tables + layout.page_tables / PAGETABLE_SPAN * PAGE_SIZE);
    CHECK(layout.paged_pool_end <= layout.page_tables);
}

/* The PTE of the self-map's first page is the directory's first entry. */
static void the_self_map_shows_the_directory(void)
{
    const struct layout_choice usual = layout_usual();
    layout_start(&usual);
    CHECK(layout.directory == layout.page_tables + layout.page_tables / PAGETABLE_SPAN * PAGE_SIZE);
    CHECK(layout.system_tables == layout.page_tables && layout.system_directory == layout.directory);
}

int main(void)
{
    RUN(switches_choose);
    RUN(the_usual_map_is_nts);
    RUN(everything_lies_above_three_gb);
    RUN(the_kernel_has_an_address_space_of_its_own);
    RUN(the_self_map_shows_the_directory);
    return unit_end();
}
