/*
 * The kernel touches its half directly: each of its pages is a mapping of this process, made when
 * cpu_invalidate() says that the PTE has changed. A kernel that forgets to say so goes on with the old page,
 * as on real hardware. A page of the paged pool is shown only as far as its PTE says Accessed, and writable
 * only if it says Dirty: so the first touch comes to program.c, which sets them or takes the fault.
 */
#include "firmware/cpu.h"

#include <string.h>
#include "firmware/trap.h"
#include "hosttables.h"
#include "mmu/layout.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/hostmemory.h"
#include "tests/unit/machine/parts.h"

#define MOST_PAGES ((0xc0c00000u - LAYOUT_LEAST_SYSTEM) / PAGE_SIZE)
#define KERNEL_PAGES                                                                                         \
    (((layout.system == LAYOUT_LEAST_SYSTEM ? 0xc0c00000u : 0xd4000000u) - layout.system) / PAGE_SIZE)
#define TABLES        (0x100000u * ENTRY_BYTES / PAGE_SIZE) /* pages of them in the self-map */
#define RIGHT_EXECUTE 0x8u
#define TLB_ENTRIES                                                                                          \
    512u /* one page for each place: a translation goes also when another one needs the place */

struct translation {
    uint32_t page;   /* 0: none; page 0 is never mapped */
    uint32_t frame;  /* physical address */
    uint32_t rights; /* BIT_WRITE, BIT_USER, RIGHT_EXECUTE: what directory and table both give */
    bool dirty;      /* it has set Dirty and will not do so again */
};

static uint32_t cr2, cr3;
static bool forbids_execution;
static uint32_t
    shown[MOST_PAGES]; /* the PTE's page and write bit that a kernel page is mapped with, 0 none */
static uint32_t shown_pool[LAYOUT_PAGED_POOL_BYTES / PAGE_SIZE];
static struct translation tlb[TLB_ENTRIES];

uint32_t cpu_cr2(void)
{
    return cr2;
}

void cpu_set_cr2(uint32_t address)
{
    cr2 = address;
}

uint32_t cpu_cr3(void)
{
    return cr3;
}

/* ---- walking ---- */

void cpu_forbid_execution(void)
{
    forbids_execution = true;
}

/* What an entry lets others do. */
static uint32_t rights_of(uint32_t place)
{
    uint32_t rights = *memory_word(place) & (BIT_WRITE | BIT_USER);
    if (!host_forbids_execution(place))
        return rights | RIGHT_EXECUTE;
    if (!forbids_execution)
        machine_fail("the entry at %08x has a reserved bit", (unsigned)place);
    return rights;
}

/* The PTE of an address, or NULL when there is no table; what both levels let others do. */
static uint32_t *walk(uint32_t directory, uint32_t address, uint32_t *rights)
{
    uint32_t place = host_directory_place(directory, address), entry = *memory_word(place);
    if (!(entry & BIT_PRESENT))
        return NULL;
    uint32_t in_table = host_table_place(entry & BITS_PAGE, address);
    *rights = rights_of(place) & rights_of(in_table);
    return memory_word(in_table);
}

static uint32_t read_pte(uint32_t directory, uint32_t address)
{
    uint32_t rights;
    const uint32_t *pte = walk(directory, address, &rights);
    return pte ? *pte : 0;
}

pte_t machine_pte(const struct space *space, uint32_t address)
{
    uint32_t rights;
    const uint32_t *pte = walk(space->directory.cr3, address, &rights);
    return pte ? *(const pte_t *)pte : pte_none();
}

/* ---- the kernel's half ---- */

static uint32_t to_show(uint32_t address)
{
    uint32_t pte = read_pte(cr3, address);
    return pte & BIT_PRESENT ? pte & (BITS_PAGE | BIT_WRITE | BIT_PRESENT) : 0;
}

static void show_as(uint32_t address, uint32_t *now, uint32_t wanted)
{
    if (*now == wanted)
        return;
    *now = wanted;
    if (wanted)
        host_memory_show(address, wanted & BITS_PAGE, (wanted & BIT_WRITE) != 0);
    else
        host_memory_hide(address);
}

static void show(uint32_t address)
{
    show_as(address, &shown[(address - layout.system) / PAGE_SIZE], to_show(address));
}

static bool in_paged_pool(uint32_t address)
{
    return address - layout.paged_pool < LAYOUT_PAGED_POOL_BYTES && !machine_high;
}

static void show_pool(uint32_t address)
{
    uint32_t pte = read_pte(cr3, address), wanted = 0;
    if ((pte & BIT_PRESENT) && (pte & BIT_ACCESSED))
        wanted = pte & (BITS_PAGE | BIT_PRESENT | (pte & BIT_DIRTY ? BIT_WRITE : 0));
    show_as(address, &shown_pool[(address - layout.paged_pool) / PAGE_SIZE], wanted);
}

static bool in_kernel_half(uint32_t address)
{
    return address >= layout.system && address - layout.system < KERNEL_PAGES * PAGE_SIZE;
}

/* Only the page tables differ from one directory to another. */
void cpu_load_cr3(uint32_t directory)
{
    cr3 = directory;
    memset(tlb, 0, sizeof tlb);
    for (uint32_t i = 0; i < TABLES; i++)
        show(layout.page_tables + i * PAGE_SIZE);
}

static struct translation *place_of(uint32_t page)
{
    return &tlb[page / PAGE_SIZE % TLB_ENTRIES];
}

void cpu_invalidate(uint32_t address)
{
    uint32_t page = address & BITS_PAGE;
    struct translation *known = place_of(page);
    if (known->page == page)
        known->page = 0;
    if (in_kernel_half(page))
        show(page);
    if (in_paged_pool(page))
        show_pool(page);
}

void processor_start(uint32_t directory)
{
    cpu_load_cr3(directory);
    for (uint32_t i = 0; i < BOOT_FRAMES_PHYSICAL / PAGE_SIZE; i++)
        cpu_invalidate(layout.kernel + i * PAGE_SIZE);
}

/* ---- the program's half ---- */

/* What is remembered may give less than the PTE, never more, and must not keep the processor from setting a
 * bit. */
static bool agrees(const struct translation *known)
{
    uint32_t rights = 0;
    const uint32_t *pte = walk(cr3, known->page, &rights);
    if (!pte || !(*pte & BIT_PRESENT) || (*pte & BITS_PAGE) != known->frame)
        return false;
    return (known->rights & ~rights) == 0 && (*pte & BIT_ACCESSED) && (!known->dirty || (*pte & BIT_DIRTY));
}

static void check(const struct translation *known)
{
    if (known->page && !agrees(known))
        machine_fail("stale translation of %08x: frame %05x rights %x, PTE %08x", (unsigned)known->page,
                     (unsigned)known->frame >> PAGE_SHIFT, (unsigned)known->rights,
                     (unsigned)read_pte(cr3, known->page));
}

static void check_kernel_page(uint32_t address)
{
    if (shown[(address - layout.system) / PAGE_SIZE] != to_show(address))
        machine_fail("stale kernel page %08x: PTE %08x", (unsigned)address, (unsigned)read_pte(cr3, address));
}

void machine_check_translations(bool all)
{
    for (uint32_t i = 0; i < TLB_ENTRIES; i++)
        check(&tlb[i]);
    for (uint32_t i = 0; i < TABLES; i++)
        check_kernel_page(layout.page_tables + i * PAGE_SIZE);
    for (uint32_t i = 0; all && i < KERNEL_PAGES; i++)
        check_kernel_page(layout.system + i * PAGE_SIZE);
}

static uint32_t needed(uint32_t access)
{
    return (access & FAULT_WRITE ? BIT_WRITE : 0) | (access & FAULT_USER ? BIT_USER : 0) |
           (access & FAULT_FETCH ? RIGHT_EXECUTE : 0);
}

/* Asks the page tables, and sets Accessed; write protection holds in ring 0 too (CR0.WP). False: not present.
 */
static bool look_up(struct translation *known, uint32_t page)
{
    uint32_t rights = 0, *pte = walk(cr3, page, &rights);
    if (!pte || !(*pte & BIT_PRESENT))
        return false;
    *known = (struct translation){page, *pte & BITS_PAGE, rights, false};
    return true;
}

static void mark(struct translation *known, uint32_t access)
{
    uint32_t rights, *pte = walk(cr3, known->page, &rights);
    *memory_word(host_directory_place(cr3, known->page)) |= BIT_ACCESSED;
    *pte |= BIT_ACCESSED;
    if (!(access & FAULT_WRITE))
        return;
    *pte |= BIT_DIRTY;
    known->dirty = true;
}

/* A fetch is told apart only where it can be forbidden. */
static bool page_fault(uint32_t address, uint32_t bits, uint32_t *error)
{
    cr2 = address;
    *error = forbids_execution ? bits : bits & ~FAULT_FETCH;
    return false;
}

bool processor_translate(uint32_t address, uint32_t access, uint32_t *physical, uint32_t *error)
{
    uint32_t page = address & BITS_PAGE;
    struct translation *known = place_of(page);
    bool hit = known->page == page;
    if (hit)
        check(known);
    else if (!look_up(known, page)) {
        known->page = 0;
        return page_fault(address, access, error);
    }
    if (needed(access) & ~known->rights) {
        known->page = 0; /* a fault forgets the translation that raised it */
        return page_fault(address, access | FAULT_PRESENT, error);
    }
    if (!hit || (access & FAULT_WRITE && !known->dirty))
        mark(known, access);
    *physical = known->frame | (address & (PAGE_SIZE - 1));
    return true;
}

bool processor_show_pool(uint32_t address)
{
    if (!in_paged_pool(address))
        return false;
    show_pool(address & BITS_PAGE);
    return true;
}
