#include "mmu/pagecode.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/kernelimage.h"
#include "mmu/pagelog.h"
#include "mmu/regionlog.h"
#include "mmu/systemspace.h"
#include "mmu/window.h"

#define PAGEABLE "PAGE"

struct group {
    uint32_t start, end;
    uint32_t holders;
};

static struct group groups[PAGECODE_GROUPS + 1]; /* [0] is none */
static uint32_t groups_count;

/* ---- at start ---- */

/* Nobody runs it meanwhile. */
INIT_CODE static void move(page_t page)
{
    while (frames_wait())
        ;
    pfn_t from = pte_pfn(*system_entry(page)), to = frame_take();
    log_use_private(to, system_space.owner, page, USE_COPIED);
    window_copy(to, from);
    frame_own(to, pte_place(system_entry(page)), pte_demand_zero(PROT_EXECUTE_READ), 0, true);
    system_unmap(page);
    system_space_map(page, pte_valid(to, PROT_EXECUTE_READ, false, false));
}

INIT_CODE static void make_pageable(const struct pe_section *section)
{
    page_t page = kernel_section_page(section);
    uint32_t end = page.address + section->pages * PAGE_SIZE;
    struct vad *vad = system_space_region(page.address, end, PROT_EXECUTE_READ);
    if (!vad || !system_space_promise(vad, section->pages))
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no memory for pageable code");
    ASSERT(groups_count < PAGECODE_GROUPS);
    groups[++groups_count] = (struct group){page.address, end, 0};
    for (; page.address < end; page = page_next(page))
        move(page);
    log_range_protected("commit", &system_space, end - section->pages * PAGE_SIZE, end, PROT_EXECUTE_READ);
}

INIT_CODE void pagecode_start(void)
{
    struct pe_section section;
    for (uint32_t i = 0; i < kernel_sections(); i++) {
        kernel_section(i, &section);
        if (strncmp(section.name, PAGEABLE, sizeof PAGEABLE - 1) == 0)
            make_pageable(&section);
    }
}

/* ---- held ---- */

pagecode_group pagecode_of(const void *function)
{
    uint32_t group = groups_count, at = (uint32_t)function;
    while (group > 0 && !(at >= groups[group].start && at < groups[group].end))
        group--;
    return (pagecode_group)group;
}

/* It counts as held before it is all there, so what has come stays. */
void pagecode_hold(pagecode_group number)
{
    struct group *group = &groups[number];
    ASSERT(number <= groups_count);
    group->holders++;
    for (uint32_t at = group->start; at < group->end; at += PAGE_SIZE)
        (void)*(const volatile uint8_t *)at;
}

void pagecode_let_go(pagecode_group number)
{
    ASSERT(number <= groups_count && groups[number].holders > 0);
    groups[number].holders--;
}

void pagecode_enter(pagecode_group group)
{
    struct thread *thread = thread_current();
    ASSERT(thread->held_code == 0);
    thread->held_code = group;
    if (group > 0)
        pagecode_hold(group);
}

void pagecode_leave(void)
{
    struct thread *thread = thread_current();
    if (thread->held_code > 0)
        pagecode_let_go(thread->held_code);
    thread->held_code = 0;
}

bool pagecode_is_held(page_t page)
{
    pagecode_group number = pagecode_of((const void *)page.address);
    return number > 0 && groups[number].holders > 0;
}

/* ---- counted ---- */

uint32_t pagecode_pages(void)
{
    uint32_t pages = 0;
    for (uint32_t i = 1; i <= groups_count; i++)
        pages += (groups[i].end - groups[i].start) / PAGE_SIZE;
    return pages;
}

uint32_t pagecode_resident(void)
{
    uint32_t pages = 0;
    for (uint32_t i = 1; i <= groups_count; i++)
        pages += system_space_resident(groups[i].start, groups[i].end);
    return pages;
}
