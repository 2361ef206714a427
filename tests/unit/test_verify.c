// machine
/*
 * The laws of mmu/verify.h. In each test one account of a sound machine is spoilt by hand, and the law that
 * speaks of it must be the one that is named.
 */
#include "mmu/awe.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/section.h"
#include "mmu/verify.h"
#include "mmu/view.h"
#include "mmu/virtual.h"
#include "mmu/window.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define PAGES 8u

static struct space space;
static struct vad *region;
static uint32_t start; /* of the region: its first pages are written */

/* A process with committed memory, of which three pages were written. */
static void begin(void)
{
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &start, PAGES * PAGE_SIZE, PROT_READWRITE, true, false, &region) ==
          STATUS_SUCCESS);
    for (uint32_t i = 0; i < 3; i++)
        CHECK(machine_touch(start + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    verify_books();
}

static pte_t *entry(uint32_t page)
{
    return pagetable_entry((page_t){start + page * PAGE_SIZE});
}

static struct frame *frame(uint32_t page)
{
    return frame_record(pte_pfn(*entry(page)));
}

static void must_break(const char *law)
{
    machine_expect_end(law);
    verify_books();
}

/* ---- frames ---- */

static void a_share_too_many(void)
{
    begin();
    frame(0)->shares++;
    must_break("a frame's shares are the PTEs that map it");
}

static void a_wrong_place(void)
{
    begin();
    frame(0)->place++;
    must_break("a frame knows the place of its owner");
}

static void a_directory_that_is_not_loaded(void)
{
    begin();
    pfn_t first = space.directory_pages[0];
    space.directory_pages[0] = space.directory_pages[PAGETABLE_DIRECTORIES - 1];
    space.directory_pages[PAGETABLE_DIRECTORIES - 1] = PAGETABLE_DIRECTORIES > 1 ? first : PFN_NONE;
    must_break("CR3 names the pages of the directory");
}

static void a_wrong_section(void)
{
    begin();
    frame(0)->section = 1;
    must_break("a frame knows the section of its page");
}

static void a_frame_mapped_twice(void)
{
    begin();
    *entry(1) = *entry(0);
    must_break("a frame has one owner");
}

static void a_frame_that_nobody_has(void)
{
    begin();
    frame_take();
    must_break("a frame that is not free has an owner");
}

static void a_state_that_its_owner_does_not_say(void)
{
    begin();
    *entry(0) = pte_transition(pte_pfn(*entry(0)), PROT_READWRITE);
    must_break("the state of a frame is what its owner says");
}

static void a_count_of_a_list(void)
{
    begin();
    frame_counts[FRAME_FREE]++;
    must_break("a list of frames is as long as its count");
}

static void a_frame_on_the_list_of_another_state(void)
{
    begin();
    list_member(frames_list(FRAME_FREE, false)->next, struct frame, link)->state = FRAME_ZEROED;
    must_break("a frame is on the list of its state");
}

static void a_link_that_leads_one_way(void)
{
    begin();
    struct link *second = frames_list(FRAME_FREE, false)->next->next;
    second->previous = second;
    must_break("a list of frames is linked both ways");
}

static void a_page_on_standby_that_was_changed(void)
{
    begin();
    space_trim_page(&space, page_of(start));
    CHECK(frame(0)->state == FRAME_MODIFIED);
    frame(0)->modified = false;
    must_break("a modified page differs from its home");
}

static void a_zeroed_frame_with_something_in_it(void)
{
    begin();
    machine_settle();
    for (const struct link *link = frames_list(FRAME_ZEROED, false)->next;
         link != frames_list(FRAME_ZEROED, false); link = link->next) {
        uint32_t index = (uint32_t)(list_member(link, struct frame, link) - frame_table.records);
        *(uint32_t *)window_map((pfn_t){frame_table.first + index}) = 1;
    }
    must_break("a clean page whose home is zeros holds zeros");
}

/* ---- page tables and regions ---- */

static void a_pte_without_a_region(void)
{
    begin();
    *entry(PAGES) = pte_demand_zero(PROT_READWRITE);
    must_break("a PTE lies in a region");
}

static void a_page_that_can_be_written_against_its_protection(void)
{
    begin();
    frame_protect(pte_pfn(*entry(0)), PROT_READONLY);
    must_break("a page can be written only if its protection says so");
}

static void a_page_that_can_be_executed_against_its_protection(void)
{
    begin();
    *entry(0) = pte_with_execution(*entry(0));
    if (pte_forbids_execution())
        must_break("a page can be executed only if its protection says so");
}

static void a_process_that_is_left_out(void)
{
    begin();
    space.executes_data = true;
    *entry(0) = pte_with_execution(*entry(0));
    verify_books();
}

static void a_protection_that_will_be_forgotten(void)
{
    begin();
    space_trim_page(&space, page_of(start));
    *entry(0) = pte_with_protection(*entry(0), PROT_READONLY);
    must_break("a page in transition keeps its protection");
}

static void a_working_set_of_one_too_many(void)
{
    begin();
    space.working_set++;
    must_break("a working set is the pages that are mapped");
}

static void a_page_table_too_few(void)
{
    begin();
    space.tables--;
    must_break("a process counts its page tables");
}

static void a_region_too_many_over_a_page_table(void)
{
    begin();
    space.regions[start / PAGETABLE_SPAN]++;
    must_break("a page table counts the regions that lie over it");
}

/* ---- charges ---- */

static void a_watched_region_that_is_not_counted(void)
{
    begin();
    space.watched++;
    must_break("a process counts its watched regions");
}

static void a_region_charged_too_little(void)
{
    begin();
    region->charge--;
    must_break("a region is charged what it has committed");
}

static void a_process_charged_too_much(void)
{
    begin();
    space.charge++;
    must_break("a process is charged what it has");
}

static void a_charge_that_nobody_has(void)
{
    begin();
    CHECK(commit_charge(24, 1, COMMIT_REGION));
    must_break("the commit total is what is committed");
}

static void a_resident_charge_that_nobody_has(void)
{
    begin();
    CHECK(commit_charge_resident(24, 1, COMMIT_REGION));
    commit_release(24, 1, COMMIT_REGION);
    must_break("the resident charge is what is resident");
}

/* ---- frames by number ---- */

static uint32_t number, window;

static void begin_with_a_frame(void)
{
    begin();
    CHECK(virtual_reserve_awe(&space, &window, PAGE_SIZE, false) == STATUS_SUCCESS);
    CHECK(awe_take(&space, 1, &number) == 1);
    const struct awe_view view = {.start = window, .numbers = &number, .count = 1};
    CHECK(awe_show(&space, &view) == STATUS_SUCCESS);
    verify_books();
}

static void a_frame_shown_at_a_place_that_its_process_forgot(void)
{
    begin_with_a_frame();
    awe_hidden(&space, (pfn_t){number});
    must_break("a process knows where it shows a frame that it owns by number");
}

static void a_frame_that_should_be_shown(void)
{
    begin_with_a_frame();
    *pagetable_entry(page_of(window)) = pte_none();
    must_break("each frame that a process owns by number and shows has a PTE");
}

/* ---- slots ---- */

static void a_slot_that_nobody_has(void)
{
    uint32_t taken;
    begin();
    slots_reserve(1, &taken);
    must_break("each slot in use holds a page");
}

static void a_slot_of_two_pages(void)
{
    uint32_t taken;
    begin();
    slot_t slot = slots_reserve(2, &taken);
    *entry(5) = *entry(6) = pte_page_file(slot, PROT_READWRITE);
    must_break("a slot holds one page");
}

static void a_slot_that_was_given_back(void)
{
    begin();
    *entry(5) = pte_page_file((slot_t){7}, PROT_READWRITE);
    must_break("the slot of a page is in use");
}

/* ---- sections ---- */

static struct section *section;
static uint32_t view;

static void begin_with_a_view(enum protection protection)
{
    begin();
    CHECK(section_of_page_file(PAGES * PAGE_SIZE, PROT_READWRITE, false, &section) == STATUS_SUCCESS);
    CHECK(view_map(&space, section, 0, PAGES, protection, PROT_READWRITE, &view) == STATUS_SUCCESS);
    CHECK(machine_touch(view, MACHINE_READ) == STATUS_SUCCESS);
    verify_books();
}

static void a_view_of_another_frame(void)
{
    begin_with_a_view(PROT_READWRITE);
    section->prototypes[0] = pte_demand_zero(PROT_READWRITE);
    must_break("a shared page is that of its prototype PTE");
}

static void an_original_that_can_be_written(void)
{
    begin_with_a_view(PROT_WRITECOPY);
    pte_t *pte = pagetable_entry(page_of(view));
    *pte = pte_valid(pte_pfn(*pte), PROT_READWRITE, true, true);
    must_break("an original that is copied cannot be written");
}

int main(void)
{
    RUN_ON_MACHINE(200, 64, a_share_too_many);
    RUN_ON_MACHINE(200, 64, a_wrong_place);
    RUN_ON_MACHINE(200, 64, a_directory_that_is_not_loaded);
    RUN_ON_MACHINE(200, 64, a_wrong_section);
    RUN_ON_MACHINE(200, 64, a_frame_mapped_twice);
    RUN_ON_MACHINE(200, 64, a_frame_that_nobody_has);
    RUN_ON_MACHINE(200, 64, a_state_that_its_owner_does_not_say);
    RUN_ON_MACHINE(200, 64, a_count_of_a_list);
    RUN_ON_MACHINE(200, 64, a_frame_on_the_list_of_another_state);
    RUN_ON_MACHINE(200, 64, a_link_that_leads_one_way);
    RUN_ON_MACHINE(200, 64, a_page_on_standby_that_was_changed);
    RUN_ON_MACHINE(200, 64, a_zeroed_frame_with_something_in_it);
    RUN_ON_MACHINE(200, 64, a_pte_without_a_region);
    RUN_ON_MACHINE(200, 64, a_page_that_can_be_written_against_its_protection);
    RUN_ON_MACHINE(200, 64, a_page_that_can_be_executed_against_its_protection);
    RUN_ON_MACHINE(200, 64, a_process_that_is_left_out);
    RUN_ON_MACHINE(200, 64, a_protection_that_will_be_forgotten);
    RUN_ON_MACHINE(200, 64, a_working_set_of_one_too_many);
    RUN_ON_MACHINE(200, 64, a_page_table_too_few);
    RUN_ON_MACHINE(200, 64, a_region_too_many_over_a_page_table);
    RUN_ON_MACHINE(200, 64, a_watched_region_that_is_not_counted);
    RUN_ON_MACHINE(200, 64, a_region_charged_too_little);
    RUN_ON_MACHINE(200, 64, a_process_charged_too_much);
    RUN_ON_MACHINE(200, 64, a_charge_that_nobody_has);
    RUN_ON_MACHINE(200, 64, a_resident_charge_that_nobody_has);
    RUN_ON_MACHINE(200, 64, a_frame_shown_at_a_place_that_its_process_forgot);
    RUN_ON_MACHINE(200, 64, a_frame_that_should_be_shown);
    RUN_ON_MACHINE(200, 64, a_slot_that_nobody_has);
    RUN_ON_MACHINE(200, 64, a_slot_of_two_pages);
    RUN_ON_MACHINE(200, 64, a_slot_that_was_given_back);
    RUN_ON_MACHINE(200, 64, a_view_of_another_frame);
    RUN_ON_MACHINE(200, 64, an_original_that_can_be_written);
    return unit_end();
}
