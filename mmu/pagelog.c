#include "mmu/pagelog.h"

#include <stddef.h>
#include "firmware/log.h"

static const char *const access_words[] = {
    [PROT_NONE] = "NONE",
    [PROT_READONLY] = "READONLY",
    [PROT_EXECUTE] = "EXECUTE",
    [PROT_EXECUTE_READ] = "EXECUTE_READ",
    [PROT_READWRITE] = "READWRITE",
    [PROT_WRITECOPY] = "WRITECOPY",
    [PROT_EXECUTE_READWRITE] = "EXECUTE_READWRITE",
    [PROT_EXECUTE_WRITECOPY] = "EXECUTE_WRITECOPY",
};

static void put_protection(enum protection protection)
{
    if (protection == PROT_NOACCESS) {
        log_raw("NOACCESS");
        return;
    }
    log_raw(access_words[protection & PROT_ACCESS_MASK]);
    if (protection & PROT_GUARD)
        log_raw("+GUARD");
    if (protection & PROT_NOCACHE)
        log_raw("+NOCACHE");
}

void log_protection(const char *key, enum protection protection)
{
    log_word(key);
    log_raw("=");
    put_protection(protection);
}

static const char *kind_word(pte_t pte)
{
    switch (pte_kind(pte)) {
    case PTE_NONE:
        return "none";
    case PTE_VALID:
        return pte_shared(pte) ? "shared" : "valid";
    case PTE_DEMAND_ZERO:
        return "zero";
    case PTE_PAGE_FILE:
        return "slot";
    case PTE_TRANSITION:
        return "transition";
    case PTE_PROTOTYPE:
        return "prototype";
    case PTE_DECOMMITTED:
        return "decommitted";
    case PTE_FILE:
        break; /* prototype PTEs only */
    }
    return "file";
}

static void log_part_frame(uint32_t number)
{
    log_raw(":");
    log_raw_frame(number);
}

/* What stands behind the word of its kind. */
static void log_contents(pte_t pte)
{
    enum pte_kind kind = pte_kind(pte);
    if (kind == PTE_VALID || kind == PTE_TRANSITION)
        log_part_frame(pte_pfn(pte).number);
    if (kind == PTE_PAGE_FILE)
        log_part_frame(pte_slot(pte).number);
    if (kind == PTE_NONE || kind == PTE_DECOMMITTED)
        return;
    log_raw(":");
    put_protection(pte_protection(pte));
}

static void log_dirty(pte_t pte)
{
    if (pte_kind(pte) == PTE_VALID && pte_dirty(pte))
        log_raw(":dirty");
}

static void log_state(pte_t pte)
{
    log_word(kind_word(pte));
    log_contents(pte);
}

void log_pte_state(const char *key, pte_t pte)
{
    log_word(key);
    log_raw("=");
    log_raw(kind_word(pte));
    log_contents(pte);
    log_dirty(pte);
}

/* A page that a process which is left out of /NOEXECUTE may execute now says the same as before. */
static bool differs(pte_t before, pte_t after)
{
    if (pte_kind(before) == PTE_VALID && pte_kind(after) == PTE_VALID) {
        before = pte_with_execution(pte_without_accessed(before));
        after = pte_with_execution(pte_without_accessed(after));
    }
    return before.bits != after.bits;
}

void log_pte_line(uint32_t process, page_t page, pte_t before, pte_t after)
{
    if (!differs(before, after) || !log_detail(LOG_PTE, "pte"))
        return;
    log_number(NULL, process);
    log_address(NULL, page.address);
    log_state(before);
    log_dirty(before);
    log_word("->");
    log_state(after);
    log_end();
}

static bool begin_use(pfn_t pfn)
{
    if (!log_detail(LOG_FRAME, "use"))
        return false;
    log_frame(NULL, pfn.number);
    return true;
}

static void end_page(enum frame_use use)
{
    static const char *const words[] = {[USE_READING] = "reading", [USE_COPIED] = "copied"};
    if (use != USE_MAPPED)
        log_word(words[use]);
    log_end();
}

/* key=number:address */
static void log_page_of(const char *key, uint32_t number, page_t page)
{
    log_number(key, number);
    log_raw(":");
    log_raw_address(page.address);
}

void log_use_private_line(pfn_t pfn, uint32_t process, page_t page, enum frame_use use)
{
    if (!begin_use(pfn))
        return;
    log_page_of("page", process, page);
    end_page(use);
}

void log_use_section_line(pfn_t pfn, uint32_t section, uint32_t page, enum frame_use use)
{
    if (!begin_use(pfn))
        return;
    log_number("section", section);
    log_raw(":");
    log_raw_number(page);
    end_page(use);
}

void log_use_directory(pfn_t pfn, uint32_t process)
{
    if (!begin_use(pfn))
        return;
    log_number("directory", process);
    log_end();
}

void log_use_awe(pfn_t pfn, uint32_t process)
{
    if (!begin_use(pfn))
        return;
    log_number("awe", process);
    log_end();
}

void log_use_table_line(pfn_t pfn, uint32_t process, page_t first, enum frame_use use)
{
    if (!begin_use(pfn))
        return;
    log_page_of("table", process, first);
    end_page(use);
}

void log_use_stack_line(pfn_t pfn, page_t page, enum frame_use use)
{
    if (!begin_use(pfn))
        return;
    log_address("stack", page.address);
    end_page(use);
}

void log_use_kernel(pfn_t pfn, const char *what, page_t page)
{
    if (!begin_use(pfn))
        return;
    log_address(what, page.address);
    log_end();
}

void log_use(pfn_t pfn, const char *what)
{
    if (!begin_use(pfn))
        return;
    log_word(what);
    log_end();
}
