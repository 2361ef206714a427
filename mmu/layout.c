#include "mmu/layout.h"

#include "firmware/initcode.h"
#include "firmware/trampolineplace.h"
#include "mmu/pte.h"

#define PAGES (1u << 20) /* of an address space */

#define MEGABYTE     (1u << 20)
#define TWO_GB       0x80000000u
#define THREE_GB     0xc0000000u
#define NEVER_MAPPED 0x00010000u /* at each end of a program's part */
#define SELF_MAP     0xc0000000u
#define APART_TABLES 0xff800000u /* of programs, where the kernel has its own beside them */

struct layout layout;

struct layout_choice layout_usual(void)
{
    return (struct layout_choice){.user_megabytes = LAYOUT_LEAST_USERVA, .high = false, .apart = false};
}

/* The same for each program, however much of the address space is a program's. */
static void place_fixed(uint32_t user_megabytes)
{
    layout.user_end = user_megabytes * MEGABYTE - NEVER_MAPPED;
    layout.user_upper = TWO_GB;
    layout.parameters = 0x00020000;
    layout.peb = 0x7ffdf000;
    layout.teb_first = 0x7ffde000;
    layout.teb_low = 0x7ff80000;
    layout.shared_data = 0x7ffe0000;
}

/* Pool, frame records, kernel stacks and RAM disk, one behind the other. */
static void place_kernel(uint32_t pool, uint32_t ramdisk_end)
{
    layout.pool = pool;
    layout.pool_end = layout.pool + LAYOUT_POOL_BYTES;
    layout.frames = layout.pool_end;
    layout.frames_end = layout.frames + LAYOUT_FRAMES_BYTES(PAGETABLE_LEVELS);
    layout.system_ptes = layout.frames_end;
    layout.system_ptes_end = layout.system_ptes + LAYOUT_SYSTEM_PTES_BYTES;
    layout.drivers = layout.system_ptes_end - LAYOUT_DRIVERS_BYTES;
    layout.ramdisk = layout.system_ptes_end;
    layout.ramdisk_end = ramdisk_end;
}

static void place_paged_pool(uint32_t address)
{
    layout.paged_pool = address;
    layout.paged_pool_end = address + LAYOUT_PAGED_POOL_BYTES;
}

/* Where the directory appears in page tables that begin at `tables`. */
static uint32_t directory_in(uint32_t tables)
{
    return tables + tables / PAGE_SIZE * (uint32_t)sizeof(pte_t);
}

/* The same in each, with the temporary mappings behind them. */
static void place_tables(void)
{
    layout.page_tables = layout.system_tables = SELF_MAP;
    layout.directory = layout.system_directory = directory_in(SELF_MAP);
    layout.windows = SELF_MAP + PAGES * sizeof(pte_t);
}

static void place_usual(void)
{
    layout.system = layout.program_end = layout.reach = TWO_GB;
    layout.kernel = 0x80400000;
    place_kernel(0x81000000, 0xc0000000);
    place_paged_pool(0xe1000000);
    place_tables();
}

/* All above the self-map, which stays where it is; so there is less room for the RAM disk. */
static void place_high(void)
{
    layout.system = layout.program_end = layout.reach = THREE_GB;
    layout.kernel = 0xc0c00000;
    place_kernel(0xc1000000, 0xf8000000);
    place_paged_pool(0xf8000000);
    place_tables();
}

/* In the kernel's address space all is where it usually is. In a program's nothing is the kernel's below its
 * page tables. */
static void place_apart(void)
{
    place_usual();
    layout.program_end = layout.page_tables = APART_TABLES;
    layout.directory = directory_in(APART_TABLES);
    layout.trampoline = TRAMPOLINE_CODE;
    layout.reach = 0;
}

INIT_CODE void layout_start(const struct layout_choice *choice)
{
    layout = (struct layout){.tables = PAGETABLE_FORMAT};
    place_fixed(choice->user_megabytes);
    if (choice->apart)
        place_apart();
    else if (choice->high)
        place_high();
    else
        place_usual();
}
