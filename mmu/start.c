#include "mmu/start.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/trampoline.h"
#include "mmu/frame.h"
#include "mmu/kernelimage.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"
#include "mmu/policy.h"
#include "mmu/poolstart.h"
#include "mmu/tops.h"
#include "mmu/usercopy.h"
#include "mmu/verify.h"

#define POOL_FIRST_BYTES (1u << 20)
#define LEAST_LOW_BYTES  (1u << 20) /* of frames below 4 GB, whatever the books of those above take */

INIT_CODE static void map_range(uint32_t address, uint32_t physical, uint32_t bytes)
{
    system_map_row(page_of(address), (pfn_t){physical >> PAGE_SHIFT}, pages_of(bytes));
}

static uint32_t round_up(uint32_t bytes)
{
    return pages_of(bytes) * PAGE_SIZE;
}

/* As in any image; but what is written is as the loader mapped it, unless it must not be executed. */
INIT_CODE static bool has_protection(const struct pe_section *section, enum protection *protection)
{
    bool execute = section->characteristics & PE_SECTION_EXECUTE;
    bool write = section->characteristics & PE_SECTION_WRITE;
    *protection = write ? PROT_READWRITE : execute ? PROT_EXECUTE_READ : PROT_READONLY;
    return !write || pte_forbids_execution();
}

INIT_CODE static void protect_section(const struct pe_section *section, enum protection protection)
{
    page_t page = kernel_section_page(section);
    for (uint32_t i = 0; i < section->pages; i++, page = page_next(page))
        system_exchange(page, pte_valid(pte_pfn(*system_entry(page)), protection, false, false));
}

/* The kernel is an image like any other: its text and constants are read-only from here on. */
INIT_CODE static void protect_kernel(void)
{
    struct pe_section section;
    enum protection protection;
    for (uint32_t i = 0; i < kernel_sections(); i++) {
        kernel_section(i, &section);
        if (has_protection(&section, &protection))
            protect_section(&section, protection);
    }
}

/* A page of the kernel's image is shown once more. */
INIT_CODE static void show_again(uint32_t address, const void *page, enum protection protection)
{
    pfn_t pfn = pte_pfn(*system_entry(page_of((uint32_t)page)));
    system_set((page_t){address}, pte_valid(pfn, protection, false, false));
}

/* The program's tables are those of the directory that the entry names. */
INIT_CODE static void start_trampoline(void)
{
    show_again(TRAMPOLINE_CODE, trampoline_code, PROT_EXECUTE_READ);
    show_again(TRAMPOLINE_TABLES, cpu_tables(), PROT_READWRITE);
    trampoline_start((uint32_t *)&system_directory_entry((page_t){layout.page_tables})->bits);
}

/* The kernel's own, from the top of memory down: what it needs moves no frame number. */
INIT_CODE static uint32_t take_below(uint32_t *top, uint32_t address, uint32_t bytes)
{
    *top -= bytes;
    map_range(address, *top, bytes);
    memset((void *)address, 0, bytes);
    return address + bytes;
}

/* What the kernel keeps in layout.frames for that many frames. */
INIT_CODE static uint32_t books_bytes(uint32_t frames)
{
    return round_up(frames * sizeof(struct frame)) + round_up(policy_bytes(frames)) +
           round_up(tops_bytes(frames));
}

/* How many frames beside `low` ones have room for their books. */
INIT_CODE static uint32_t with_books(uint32_t low, uint32_t most, uint32_t room)
{
    uint32_t fits = 0;
    for (uint32_t step = 1u << 31; step > 0; step /= 2)
        if (step <= most - fits && books_bytes(low + fits + step) <= room)
            fits += step;
    return fits;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* How many frames above 4 GB are used beside all that lie below `low_end`: those that a place (mmu/pte.h)
 * reaches and whose books fit below it, too. */
INIT_CODE static uint32_t high_frames(const struct boot_info *info, uint32_t low_end, uint32_t max_frames)
{
    uint32_t low = (low_end - BOOT_FRAMES_PHYSICAL) / PAGE_SIZE, reach = UINT32_MAX / PTES_A_PAGE;
    uint32_t most = info->high < reach ? least(info->high_frames, reach - info->high) : 0;
    if (!PAGETABLE_WIDE || low < LEAST_LOW_BYTES / PAGE_SIZE)
        return 0;
    return with_books(low, max_frames ? least(most, max_frames) : most,
                      least(layout.frames_end - layout.frames, low * PAGE_SIZE - LEAST_LOW_BYTES));
}

/* Pool, frame records, what the replacement policy remembers and tops lie just below the RAM disk. */
INIT_CODE static void make_frames(const struct boot_info *info, uint32_t top, uint32_t max_frames)
{
    uint32_t pool = top - POOL_FIRST_BYTES, below = pool;
    uint32_t high = high_frames(info, pool, max_frames);
    uint32_t most = (pool - BOOT_FRAMES_PHYSICAL) / PAGE_SIZE + high;
    uint32_t wanted = max_frames ? least(max_frames, most) : most;
    uint32_t remembered = take_below(&below, layout.frames, round_up(most * sizeof(struct frame)));
    uint32_t tops = take_below(&below, remembered, round_up(policy_bytes(wanted)));
    uint32_t end = take_below(&below, tops, round_up(tops_bytes(wanted)));
    ASSERT(end <= layout.frames_end);
    uint32_t low = least((below - BOOT_FRAMES_PHYSICAL) / PAGE_SIZE, wanted);
    frames_start((pfn_t){BOOT_FRAMES_PHYSICAL >> PAGE_SHIFT}, low, (pfn_t){info->high},
                 least(high, wanted - low));
    policy_start((void *)remembered, wanted);
    tops_start((void *)tops, below, tops_bytes(wanted));
    pool_start(pool, POOL_FIRST_BYTES);
}

/* The loader's view of low memory, as it is. */
INIT_CODE static void forget_loader(void)
{
    for (page_t page = {0}; page.address < BOOT_FRAMES_PHYSICAL; page = pagetable_next(page))
        system_exchange(page_of((uint32_t)system_entry(page)), pte_none());
}

/* The loader knows of no bit that forbids to execute. */
INIT_CODE static void protect_self_map(void)
{
    for (uint32_t i = 0; i < PAGETABLE_DIRECTORIES; i++) {
        pte_t *entry = system_directory_entry((page_t){layout.system_tables + i * PAGETABLE_SPAN});
        *entry = pte_valid(pte_pfn(*entry), PROT_READWRITE, false, false);
    }
}

INIT_CODE void mmu_start(const struct boot_info *info, uint32_t max_frames, bool paged_pool)
{
    uint32_t free_physical = info->tables_end;
    uint32_t top = info->ramdisk & ~(PAGE_SIZE - 1);
    uint32_t pool = top - POOL_FIRST_BYTES;
    uint32_t frames = (top - BOOT_FRAMES_PHYSICAL) / PAGE_SIZE + high_frames(info, pool, max_frames);

    ASSERT(info->levels == PAGETABLE_LEVELS);
    system_tables_make(layout.pool, layout.pool_end, &free_physical);
    system_tables_make(layout.frames, layout.frames + books_bytes(frames), &free_physical);
    system_tables_make(layout.system_ptes, layout.system_ptes_end, &free_physical);
    system_tables_make(layout.ramdisk, layout.ramdisk + round_up(info->ramdisk_bytes), &free_physical);
    system_tables_make(layout.windows, layout.windows + LAYOUT_WINDOWS_BYTES, &free_physical);
    if (paged_pool)
        system_tables_make(layout.paged_pool, layout.paged_pool_end, &free_physical);
    if (layout.trampoline)
        system_tables_make(layout.trampoline, layout.trampoline + PAGE_SIZE, &free_physical);
    ASSERT(free_physical <= BOOT_FRAMES_PHYSICAL);
    verify_spare(free_physical, BOOT_FRAMES_PHYSICAL);
    map_range(layout.ramdisk, info->ramdisk, round_up(info->ramdisk_bytes));
    make_frames(info, top, max_frames);
    protect_kernel();
    if (pte_forbids_execution())
        protect_self_map();
    forget_loader();
    if (layout.trampoline)
        start_trampoline();
    user_copy_start();
}

static void unmap_section(const struct pe_section *section)
{
    page_t page = kernel_section_page(section);
    for (uint32_t i = 0; i < section->pages; i++, page = page_next(page))
        system_unmap(page);
}

void mmu_discard_init(void)
{
    struct pe_section section;
    for (uint32_t i = 0; i < kernel_sections(); i++) {
        kernel_section(i, &section);
        if (strcmp(section.name, INIT_SECTION) == 0)
            unmap_section(&section);
    }
}
