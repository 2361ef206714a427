#include "firmware/loader_tables.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/layout.h"
#include "mmu/pe.h"

#define PRESENT          1u
#define PRESENT_WRITABLE 3u
#define DIRECTORY_PAGES  4u  /* with three levels */
#define SINGLE_TABLES    16u /* top, directory, low memory, the kernel, windows, trampoline, ends of ranges */

static struct {
    uint32_t entry_bytes; /* whose upper half, if there is one, stays 0 */
    uint32_t span;        /* what a table maps */
    uint32_t directory, directory_bytes;
} format;

uint32_t loader_tables_most(uint32_t levels, uint32_t ramdisk_bytes)
{
    uint32_t span = levels == 3 ? 0x200000 : 0x400000;
    uint32_t ranges = layout.system_ptes_end - layout.pool + layout.paged_pool_end - layout.paged_pool;
    return (ranges / span + ramdisk_bytes / span + SINGLE_TABLES) * PE_PAGE;
}

/* A page of zeros more. */
static uint32_t take(struct boot_info *info)
{
    uint32_t page = info->tables_end;
    memset((void *)page, 0, PE_PAGE);
    info->tables_end += PE_PAGE;
    return page;
}

static uint32_t *directory_entry(uint32_t address)
{
    return (uint32_t *)(format.directory + address / format.span * format.entry_bytes);
}

static void map(struct boot_info *info, uint32_t address, uint32_t physical, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i += PE_PAGE) {
        uint32_t *entry = directory_entry(address + i);
        if (!*entry)
            *entry = take(info) | PRESENT_WRITABLE;
        uint32_t page = (address + i) % format.span / PE_PAGE;
        *(uint32_t *)((*entry & ~(PE_PAGE - 1)) + page * format.entry_bytes) =
            (physical + i) | PRESENT_WRITABLE;
    }
}

/* Each page of the directory is one of its own tables, too. */
static void map_tables(void)
{
    for (uint32_t i = 0; i < format.directory_bytes / PE_PAGE; i++)
        *directory_entry(layout.system_tables + i * format.span) =
            (format.directory + i * PE_PAGE) | PRESENT_WRITABLE;
}

static void begin_two_levels(struct boot_info *info)
{
    info->directory = format.directory = take(info);
    format.directory_bytes = PE_PAGE;
    format.entry_bytes = 4;
    format.span = 0x400000;
}

static void begin_three_levels(struct boot_info *info)
{
    uint32_t *top = (uint32_t *)take(info);
    info->directory = (uint32_t)top;
    format.directory = info->tables_end;
    for (uint32_t i = 0; i < DIRECTORY_PAGES; i++)
        top[2 * i] = take(info) | PRESENT;
    format.directory_bytes = DIRECTORY_PAGES * PE_PAGE;
    format.entry_bytes = 8;
    format.span = 0x200000;
}

void loader_tables_make(struct boot_info *info)
{
    ASSERT(info->kernel_bytes % PE_PAGE == 0 && (info->levels == 2 || info->levels == 3));
    info->tables_end = BOOT_KERNEL_PHYSICAL + info->kernel_bytes;
    if (info->levels == 3)
        begin_three_levels(info);
    else
        begin_two_levels(info);
    map(info, 0, 0, BOOT_FRAMES_PHYSICAL);
    map(info, layout.kernel, BOOT_KERNEL_PHYSICAL, info->kernel_bytes);
    map_tables();
}
