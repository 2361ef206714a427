// formats
// sources: mmu/pte.c
#include <stddef.h>
#include "mmu/pte.h"
#include "tests/unit/unit.h"

static const enum protection accesses[] = {PROT_READONLY,         PROT_EXECUTE,   PROT_EXECUTE_READ,
                                           PROT_READWRITE,        PROT_WRITECOPY, PROT_EXECUTE_READWRITE,
                                           PROT_EXECUTE_WRITECOPY};
#define ACCESSES (sizeof accesses / sizeof accesses[0])

static void zeroed_memory_is_no_page(void)
{
    CHECK(pte_kind((pte_t){0}) == PTE_NONE);
    CHECK(pte_none().bits == 0);
}

static void software_ptes_keep_kind_protection_and_payload(void)
{
    for (unsigned p = PROT_READONLY; p < 32; p++) {
        enum protection protection = (enum protection)p;
        pte_t slot = pte_page_file((slot_t){0xfffff}, protection);
        pte_t transition = pte_transition((pfn_t){0x12345}, protection);
        CHECK(pte_kind(slot) == PTE_PAGE_FILE && pte_slot(slot).number == 0xfffff);
        CHECK(pte_kind(transition) == PTE_TRANSITION && pte_pfn(transition).number == 0x12345);
        CHECK(pte_kind(pte_demand_zero(protection)) == PTE_DEMAND_ZERO);
        CHECK(pte_kind(pte_prototype(protection)) == PTE_PROTOTYPE);
        CHECK(pte_kind(pte_file(0xfffff, protection)) == PTE_FILE &&
              pte_file_page(pte_file(0xfffff, protection)) == 0xfffff);
        CHECK(pte_protection(slot) == protection && pte_protection(transition) == protection);
        CHECK(pte_protection(pte_prototype(protection)) == protection);
    }
    CHECK(pte_kind(pte_decommitted()) == PTE_DECOMMITTED);
}

static void the_processor_sees_none_of_them(void)
{
    CHECK((pte_demand_zero(31).bits & 1) == 0);
    CHECK((pte_page_file((slot_t){1}, 31).bits & 1) == 0);
    CHECK((pte_transition((pfn_t){1}, 31).bits & 1) == 0);
    CHECK((pte_prototype(31).bits & 1) == 0);
    CHECK((pte_decommitted().bits & 1) == 0);
}

static void a_valid_pte_gives_the_access_of_its_protection(void)
{
    for (size_t i = 0; i < ACCESSES; i++) {
        pte_t pte = pte_valid((pfn_t){0xabcde}, accesses[i], true, false);
        CHECK(pte_kind(pte) == PTE_VALID && pte_pfn(pte).number == 0xabcde);
        CHECK(pte_writable(pte) == (protection_writable(accesses[i]) && !protection_copies(accesses[i])));
        CHECK(pte_copies(pte) == protection_copies(accesses[i]));
        CHECK(accesses[i] == PROT_EXECUTE || pte_protection(pte) == accesses[i]);
        CHECK((pte.bits & 4) != 0 && !pte_shared(pte) && !pte_dirty(pte) && !pte_accessed(pte));
    }
}

static void bits_of_the_processor_lie_where_the_manual_says(void)
{
    pte_t pte = pte_valid((pfn_t){0x400}, PROT_READWRITE, false, true);
    CHECK(pte.bits == (0x400000 | 0x400 | 2 | 1));
    pte.bits |= 0x20 | 0x40;
    CHECK(pte_accessed(pte) && pte_dirty(pte));
    CHECK(!pte_accessed(pte_without_accessed(pte)) && pte_dirty(pte_without_accessed(pte)));
}

/* Bit 63, where there is one; what the program asked for is kept beside it. */
static void execution_is_forbidden_once_that_is_wanted(void)
{
    CHECK(pte_executes(pte_valid((pfn_t){1}, PROT_READWRITE, true, false)) && !pte_forbids_execution());
    if (!pte_can_forbid_execution())
        return;
    pte_forbid_execution();
    for (size_t i = 0; i < ACCESSES; i++) {
        pte_t pte = pte_valid((pfn_t){0xabcde}, accesses[i], true, false);
        CHECK(pte_executes(pte) == ((accesses[i] & PROT_EXECUTE) != 0) && pte_pfn(pte).number == 0xabcde);
        CHECK(((uint64_t)pte.bits >> 63 == 0) == pte_executes(pte));
        CHECK(pte_executes(pte_with_execution(pte)) && pte_executes(pte_of_table((pfn_t){1}, true)));
        CHECK(pte_executes(pte_without_accessed(pte)) == pte_executes(pte));
        CHECK(pte_executes(pte_without_dirty(pte)) == pte_executes(pte));
        CHECK(pte_protection(pte) == pte_protection(pte_with_execution(pte)));
    }
}

static void a_copy_is_writable_in_place(void)
{
    CHECK(protection_of_copy(PROT_WRITECOPY) == PROT_READWRITE);
    CHECK(protection_of_copy(PROT_EXECUTE_WRITECOPY) == PROT_EXECUTE_READWRITE);
    CHECK(protection_of_copy(PROT_READONLY) == PROT_READONLY);
    CHECK(protection_of_copy(PROT_NOACCESS) == PROT_NOACCESS);
}

static void no_access_is_neither_readable_nor_a_guard(void)
{
    CHECK(!protection_readable(PROT_NOACCESS) && !protection_writable(PROT_NOACCESS));
    CHECK(!protection_guarded(PROT_NOACCESS));
    CHECK(protection_guarded(PROT_READWRITE | PROT_GUARD));
}

int main(void)
{
    RUN(zeroed_memory_is_no_page);
    RUN(software_ptes_keep_kind_protection_and_payload);
    RUN(the_processor_sees_none_of_them);
    RUN(a_valid_pte_gives_the_access_of_its_protection);
    RUN(bits_of_the_processor_lie_where_the_manual_says);
    RUN(execution_is_forbidden_once_that_is_wanted);
    RUN(a_copy_is_writable_in_place);
    RUN(no_access_is_neither_readable_nor_a_guard);
    return unit_end();
}
