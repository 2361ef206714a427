// machine
/*
 * An oracle for the page fault. A page is brought into every state it can be in, for every kind of region;
 * then it is touched in every way. predict() says from NT's rules and docs/log-format.md alone which faults
 * the log must show, which exception comes, and what the PTE and the frame are afterwards. It knows nothing
 * of how mmu/fault.c comes to it.
 */
#include <string.h>
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/programcopy.h"
#include "mmu/section.h"
#include "mmu/tables.h"
#include "mmu/usercopy.h"
#include "mmu/view.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "mmu/window.h"
#include "storage/pagefile.h"
#include "storage/slots.h"
#include "tests/unit/image.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define FRAMES  80u
#define SLOTS   40u
#define CONTENT 0x5eedf00du

/* Where the page's content is. */
enum place { NOWHERE, MAPPED, ELSEWHERE, STANDBY, MODIFIED, WRITING, IN_SLOT, IN_FILE, PLACES };

static const char *const place_words[PLACES] = {"nowhere",  "mapped",  "elsewhere", "standby",
                                                "modified", "writing", "slot",      "file"};

struct page {
    bool committed, guard;
    bool own;     /* not, or no longer, a section's */
    bool image;   /* of an image section */
    bool fetched; /* data, and executed all the same: the process is left out */
    enum place place;
    enum protection protection; /* without the guard; what the program asked for, or the mapping gave */
    uint32_t content;           /* the first word */
};

static const struct way {
    const char *word;
    bool user, write, execute;
    bool apart; /* as where the kernel has an address space of its own (mmu/programcopy.h) */
} accesses[] = {{"ur", true, false, false, false}, {"uw", true, true, false, false},
                {"ux", true, false, true, false},  {"kr", false, false, false, false},
                {"kw", false, true, false, false}, {"kr", false, false, false, true},
                {"kw", false, true, false, true}};
#define ACCESSES (sizeof accesses / sizeof accesses[0])

static struct space here, there;

/* Where the pages lie that are tried: with /3GB above 2 GB. */
static uint32_t place_tried(void)
{
    return machine_high ? 0xa0000000 : 0x00400000;
}

static struct section *section; /* the one of the case, or NULL */
static uint32_t address, cases;
static bool left_out; /* the process may execute data */

/* ---- the oracle ---- */

struct prediction {
    char faults[80]; /* as seen_faults() writes them */
    ntstatus status;
    bool maps; /* a page more is in the working set */
};

static void add(struct prediction *prediction, const char *fault)
{
    strcat(prediction->faults, fault);
    strcat(prediction->faults, " ");
}

/* Where the format can, the machine forbids to execute what has no EXECUTE. */
static bool is_data(const struct page *page)
{
    return pte_can_forbid_execution() && page->protection != PROT_EXECUTE &&
           page->protection != PROT_EXECUTE_READ && page->protection != PROT_EXECUTE_READWRITE &&
           page->protection != PROT_EXECUTE_WRITECOPY;
}

static bool may(const struct page *page, const struct way *access)
{
    if (page->protection == PROT_NOACCESS)
        return false;
    if (access->execute && is_data(page))
        return left_out;
    return !access->write || page->protection >= PROT_READWRITE;
}

/* WRITECOPY and EXECUTE_WRITECOPY. */
static bool copies(const struct page *page)
{
    return page->protection == PROT_WRITECOPY || page->protection == PROT_EXECUTE_WRITECOPY;
}

static void refuse(struct prediction *prediction, const char *fault, ntstatus status)
{
    add(prediction, fault);
    prediction->status = status;
}

static void bring_in(struct page *page, bool write, struct prediction *prediction)
{
    static const char *const words[PLACES] = {
        [NOWHERE] = "DemandZeroFault",         [ELSEWHERE] = "TransitionFault:Active",
        [STANDBY] = "TransitionFault:Standby", [MODIFIED] = "TransitionFault:Modified",
        [WRITING] = "TransitionFault:Writing", [IN_SLOT] = "HardPageFault:slot",
        [IN_FILE] = "HardPageFault:file"};
    add(prediction, words[page->place]);
    prediction->maps = true;
    if (page->place == NOWHERE && copies(page) && (page->image || write))
        page->own = true; /* zeros need no shared original */
    page->place = MAPPED;
}

static struct prediction predict(struct page *page, const struct way *access)
{
    struct prediction prediction = {"", STATUS_SUCCESS, false};
    if (!page->committed) {
        refuse(&prediction, "AccessViolation", STATUS_ACCESS_VIOLATION);
        return prediction;
    }
    if (page->guard) {
        page->guard = false;
        refuse(&prediction, "GuardPageFault", STATUS_GUARD_PAGE_VIOLATION);
        return prediction;
    }
    if (!may(page, access)) {
        refuse(&prediction, "AccessViolation", STATUS_ACCESS_VIOLATION);
        return prediction;
    }
    if (page->place != MAPPED)
        bring_in(page, access->write, &prediction);
    if (access->execute && is_data(page) && !page->fetched) {
        add(&prediction, "TransitionFault:Active");
        page->fetched = true;
    }
    if (access->write && copies(page) && !page->own) {
        add(&prediction, "CopyOnWrite");
        page->own = true;
    }
    return prediction;
}

/* ---- what was seen ---- */

static void seen_origin(const char *line, char *faults)
{
    static const char *const origins[][2] = {
        {"from=Active", ":Active"},   {"from=Standby", ":Standby"}, {"from=Modified", ":Modified"},
        {"from=Writing", ":Writing"}, {" slot=", ":slot"},          {"from=\"", ":file"}};
    for (uint32_t i = 0; i < sizeof origins / sizeof origins[0]; i++)
        if (strstr(line, origins[i][0]))
            strcat(faults, origins[i][1]);
}

/* The faults of the log, in short. Each must name the access and the address. */
static void seen_faults(char *faults, const struct way *access)
{
    char line[200], thread[20], kind[40], how[4];
    unsigned at;
    *faults = 0;
    for (const char *next = machine_log(); *next; next += strcspn(next, "\n") + 1) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(next, "\n"), next);
        if (sscanf(line, "%*u fault %39s %19s %3s %x", kind, thread, how, &at) != 4)
            continue;
        if (strcmp(how, access->word) != 0 || at != address)
            machine_fail("the access of %s is %s", line, access->word);
        strcat(faults, kind);
        seen_origin(line, faults);
        strcat(faults, " ");
    }
}

static ntstatus touch_apart(uint8_t byte, bool write)
{
    uint32_t recovery = 0;
    bool refused = write ? program_copy_out((void *)address, &byte, 1, &recovery)
                         : program_copy_in(&byte, (const void *)address, 1, &recovery);
    return refused ? thread_current()->recovery_status : STATUS_SUCCESS;
}

static ntstatus touch(const struct page *page, const struct way *access)
{
    uint8_t byte = (uint8_t)page->content;
    if (access->user)
        return machine_touch(address, access->execute ? MACHINE_EXECUTE
                                      : access->write ? MACHINE_WRITE
                                                      : MACHINE_READ);
    if (access->apart)
        return touch_apart(byte, access->write);
    return access->write ? user_write(address, &byte, 1) : user_read(&byte, address, 1);
}

static void check_mapped(const struct page *page, const struct way *access, const char *name)
{
    pte_t pte = machine_pte(&here, address);
    bool writable = page->protection >= PROT_READWRITE && (page->own || !copies(page));
    uint32_t word = 0;
    if (pte_kind(pte) != PTE_VALID || pte_writable(pte) != writable || pte_shared(pte) == page->own ||
        pte_copies(pte) != (copies(page) && !page->own) || !pte_accessed(pte) ||
        (access->write && !pte_dirty(pte)))
        machine_fail("%s: the PTE is %08x", name, (unsigned)pte.bits);
    if (frame_record(pte_pfn(pte))->state != FRAME_ACTIVE)
        machine_fail("%s: the frame is %s", name, frame_state_name(frame_record(pte_pfn(pte))->state));
    if (machine_read(address, &word, sizeof word) != STATUS_SUCCESS || word != page->content)
        machine_fail("%s: the page holds %08x, not %08x", name, (unsigned)word, (unsigned)page->content);
}

static void check_touch(struct page *page, const struct way *access, const char *name)
{
    char seen[400];
    uint32_t working_set = here.working_set, total = commit_total();
    pte_t before = machine_pte(&here, address);
    bool guarded = page->guard;
    struct prediction prediction = predict(page, access);
    machine_log_clear();
    ntstatus status = touch(page, access);
    seen_faults(seen, access);
    if (status != prediction.status || strcmp(seen, prediction.faults) != 0)
        machine_fail("%s: %08x %s; predicted are %08x %s", name, (unsigned)status, seen,
                     (unsigned)prediction.status, prediction.faults);
    if (commit_total() != total || here.working_set != working_set + prediction.maps)
        machine_fail("%s: a touch changed the charge or the working set is wrong", name);
    if (status == STATUS_SUCCESS)
        check_mapped(page, access, name);
    else if (!guarded && machine_pte(&here, address).bits != before.bits)
        machine_fail("%s: a refusal changed the PTE from %08x to %08x", name, (unsigned)before.bits,
                     (unsigned)machine_pte(&here, address).bits);
}

/* Twice: a guard fires once, what is mapped does not fault again. */
static void check_case(struct page *page, const struct way *access, const char *what)
{
    char name[160];
    snprintf(name, sizeof name, "%s, %s, protection %x%s%s, %s", what, place_words[page->place],
             (unsigned)page->protection, page->guard ? " guard" : "", page->own ? " own" : "", access->word);
    check_touch(page, access, name);
    check_touch(page, access, name);
    machine_check_translations(false);
    verify_books();
    cases++;
}

/* ---- bringing a page to its place ---- */

static pfn_t frame_of(pte_t pte)
{
    if (pte_kind(pte) != PTE_VALID && pte_kind(pte) != PTE_TRANSITION)
        machine_fail("the page is in no frame: %08x", (unsigned)pte.bits);
    return pte_pfn(pte);
}

static slot_t write_home(pfn_t pfn)
{
    uint32_t taken;
    slot_t slot = slots_reserve(1, &taken);
    if (!pfn_equal(frame_begin_write(false), pfn) || !status_ok(pagefile_write(slot, window_map(pfn))))
        machine_fail("the page cannot be written");
    return slot;
}

/* Takes every frame there is, so that no page is left on Standby. */
static void drop_standby(void)
{
    pfn_t taken[FRAMES];
    uint32_t count = 0;
    while (frames_available() > 0)
        taken[count++] = frame_take();
    while (count > 0)
        frame_free(taken[--count]);
}

/* A page of the space that is loaded, mapped and dirty so far. */
static void move_to(const struct space *space, enum place place)
{
    pfn_t pfn = frame_of(machine_pte(space, address));
    if (place == MAPPED || place == ELSEWHERE)
        return;
    space_trim_page(space == &here ? &here : &there, page_of(address));
    if (place == MODIFIED)
        return;
    if (frame_record(pfn)->state == FRAME_MODIFIED) {
        slot_t slot = write_home(pfn);
        if (place == WRITING) {
            slots_release(slot);
            return;
        }
        machine_end_write(pfn, slot);
    }
    if (place == IN_SLOT || place == IN_FILE)
        drop_standby();
}

/* What was left as being written ends without success. */
static void end_write(pfn_t pfn)
{
    machine_end_write(pfn, SLOT_NONE);
}

static void protect(enum protection protection)
{
    enum protection old;
    ntstatus status = virtual_protect(&here, address, address + PAGE_SIZE, protection, &old);
    if (status != STATUS_SUCCESS)
        machine_fail("protection %x gives %08x", (unsigned)protection, (unsigned)status);
}

static bool hidden(enum protection protection)
{
    return protection == PROT_NOACCESS || (protection & PROT_GUARD);
}

static void note_protection(struct page *page, enum protection protection)
{
    page->guard = protection != PROT_NOACCESS && (protection & PROT_GUARD);
    page->protection = page->guard ? protection & ~PROT_GUARD : protection;
}

/* ---- private memory ---- */

static const enum protection private_protections[] = {PROT_READONLY,
                                                      PROT_EXECUTE_READ,
                                                      PROT_READWRITE,
                                                      PROT_EXECUTE_READWRITE,
                                                      PROT_EXECUTE,
                                                      PROT_NOACCESS,
                                                      PROT_READONLY | PROT_GUARD,
                                                      PROT_READWRITE | PROT_GUARD};
#define PRIVATE_PROTECTIONS (sizeof private_protections / sizeof private_protections[0])

static struct vad *reserve(enum protection protection, bool committed)
{
    struct vad *vad;
    address = place_tried();
    if (virtual_reserve(&here, &address, 2 * PAGE_SIZE, protection, committed, false, &vad) != STATUS_SUCCESS)
        machine_fail("no region");
    return vad;
}

static void release(void)
{
    if (machine_release(&here, address) != STATUS_SUCCESS)
        machine_fail("no release");
}

static struct page own_page(void)
{
    return (struct page){.committed = true, .own = true, .protection = PROT_READWRITE};
}

/* `with_pte`: the protection comes from a protect, not from the region. */
static void untouched(enum protection protection, bool with_pte, const struct way *access)
{
    struct page page = own_page();
    reserve(with_pte ? PROT_READWRITE : protection, true);
    if (with_pte)
        protect(protection);
    note_protection(&page, protection);
    check_case(&page, access, with_pte ? "private, untouched, protected" : "private, untouched");
    release();
}

static void put_content(struct page *page, const struct space *space)
{
    page->content = CONTENT;
    if (machine_write(address, &page->content, sizeof page->content) != STATUS_SUCCESS)
        machine_fail("no content in %u", (unsigned)space->owner);
}

static void placed(enum place place, enum protection protection, bool protect_first, const struct way *access)
{
    struct page page = own_page();
    if (hidden(protection) && (protect_first || place == MAPPED))
        return;
    reserve(PROT_READWRITE, true);
    put_content(&page, &here);
    if (protect_first)
        protect(protection);
    pfn_t pfn = frame_of(machine_pte(&here, address));
    move_to(&here, place);
    if (!protect_first)
        protect(protection);
    page.place = place;
    note_protection(&page, protection);
    check_case(&page, access, protect_first ? "private, protected first" : "private");
    if (place == WRITING)
        end_write(pfn);
    release();
}

/* Zeros that were only read are clean, and have no home but zero. */
static void read_only_touched(bool dropped, const struct way *access)
{
    struct page page = own_page();
    reserve(PROT_READWRITE, true);
    machine_touch(address, MACHINE_READ);
    space_trim_page(&here, page_of(address));
    if (dropped)
        drop_standby();
    page.place = dropped ? NOWHERE : STANDBY;
    check_case(&page, access, "private, only read");
    release();
}

static void not_committed(bool by_decommit, const struct way *access)
{
    struct page page = {.own = true, .protection = PROT_READWRITE};
    reserve(PROT_READWRITE, by_decommit);
    if (by_decommit)
        put_content(&page, &here);
    if (by_decommit && virtual_decommit(&here, address, address + PAGE_SIZE) != STATUS_SUCCESS)
        machine_fail("no decommit");
    check_case(&page, access, by_decommit ? "decommitted" : "reserved");
    release();
}

static void spaces_begin(void)
{
    if (space_create(&here, 24) != STATUS_SUCCESS || space_create(&there, 28) != STATUS_SUCCESS)
        machine_fail("no space");
    here.executes_data = left_out;
    if (machine_high) {
        space_widen(&here);
        space_widen(&there);
    }
    machine_enter(&here);
}

static void private_memory_is_as_predicted(void)
{
    static const enum place places[] = {MAPPED, STANDBY, MODIFIED, WRITING, IN_SLOT};
    spaces_begin();
    for (uint32_t a = 0; a < ACCESSES; a++) {
        for (uint32_t p = 0; p < PRIVATE_PROTECTIONS; p++) {
            untouched(private_protections[p], false, &accesses[a]);
            untouched(private_protections[p], true, &accesses[a]);
            for (uint32_t i = 0; i < sizeof places / sizeof places[0]; i++) {
                placed(places[i], private_protections[p], false, &accesses[a]);
                placed(places[i], private_protections[p], true, &accesses[a]);
            }
        }
        read_only_touched(false, &accesses[a]);
        read_only_touched(true, &accesses[a]);
        not_committed(false, &accesses[a]);
        not_committed(true, &accesses[a]);
    }
    printf("# %u cases\n", (unsigned)cases);
}

/* ---- no memory ---- */

static void what_is_no_memory_is_as_predicted(void)
{
    static const uint32_t addresses[] = {0,          0x0000ffff, 0x00400000, 0x7ffeffff, 0x7fff0000,
                                         0x7fffffff, 0x80000000, 0x80400000, 0xc0000000, 0xfffffffc};
    spaces_begin();
    for (uint32_t a = 0; a < ACCESSES; a++)
        for (uint32_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
            struct page page = {.own = true};
            address = addresses[i];
            if (!accesses[a].user && !user_range(address, 1))
                continue; /* refused before it is touched: no fault */
            struct prediction prediction = predict(&page, &accesses[a]);
            char seen[400];
            machine_log_clear();
            CHECK(touch(&page, &accesses[a]) == prediction.status);
            seen_faults(seen, &accesses[a]);
            CHECK(strcmp(seen, prediction.faults) == 0);
        }
}

/* One fixed frame: mapped from the start, never written. */
static void a_physical_page_is_as_predicted(void)
{
    spaces_begin();
    pfn_t pfn = frame_take_zeroed();
    struct vad *vad;
    const struct vad region = {.start = {layout.shared_data},
                               .end = {layout.shared_data + PAGE_SIZE},
                               .kind = VAD_PHYSICAL,
                               .protection = PROT_READONLY};
    CHECK(space_add_region(&here, &region, 0, &vad) == STATUS_SUCCESS);
    table_make(&here, region.start);
    pagetable_set(region.start, pte_valid(pfn, PROT_READONLY, true, false));
    CHECK(machine_touch(layout.shared_data, MACHINE_READ) == STATUS_SUCCESS);
    CHECK(machine_touch(layout.shared_data, MACHINE_EXECUTE) ==
          (pte_can_forbid_execution() && !left_out ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS));
    CHECK(machine_touch(layout.shared_data, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_kernel_touch(layout.shared_data, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    CHECK(here.working_set == 0 && frame_record(pfn)->state == FRAME_ACTIVE);
}

/* ---- views ---- */

/* A page of the section gets its content from the other space, and goes where it shall be. */
static void place_shared(struct page *page, enum place place)
{
    page->place = place;
    if (place == NOWHERE)
        return;
    machine_enter(&there);
    put_content(page, &there);
    move_to(&there, place);
    machine_enter(&here);
}

static void map(struct space *space, enum protection protection, uint32_t at)
{
    address = at;
    if (!status_ok(view_map(space, section, 0, section->pages, protection, section->protection, &address)))
        machine_fail("no view");
}

static void unmap_both(void)
{
    if (view_unmap(&here, address) != STATUS_SUCCESS)
        machine_fail("no unmap");
    machine_enter(&there);
    if (view_unmap(&there, address) != STATUS_SUCCESS)
        machine_fail("no unmap");
    machine_enter(&here);
}

/* PROT_NONE: no protect, the page has no PTE. */
static void view_case(enum protection mapped, enum protection protection, enum place place, bool touched,
                      const struct way *access)
{
    struct page page = {.committed = true};
    if (section_of_page_file(PAGE_SIZE, PROT_READWRITE, false, &section) != STATUS_SUCCESS)
        machine_fail("no section");
    machine_enter(&there);
    map(&there, PROT_READWRITE, place_tried());
    machine_enter(&here);
    map(&here, mapped, place_tried());
    place_shared(&page, place);
    pfn_t pfn = place == WRITING ? frame_of(section->prototypes[0]) : PFN_NONE;
    if (touched && machine_touch(address, MACHINE_READ) == STATUS_SUCCESS)
        page.place = MAPPED;
    if (protection != PROT_NONE)
        protect(protection);
    note_protection(&page, protection == PROT_NONE ? mapped : protection);
    if (touched && hidden(protection) && protection != PROT_NONE)
        page.place = place == ELSEWHERE ? ELSEWHERE : place == NOWHERE ? STANDBY : MODIFIED;
    check_case(&page, access, touched ? "view, touched" : "view");
    if (place == WRITING)
        end_write(pfn);
    unmap_both();
    section_dereference(section);
    section = NULL;
}

/* What a view that is mapped so may be protected to. */
static const struct {
    enum protection mapped, protections[6];
} view_kinds[] = {
    {PROT_READWRITE,
     {PROT_NONE, PROT_READWRITE, PROT_READONLY, PROT_NOACCESS, PROT_WRITECOPY, PROT_READWRITE | PROT_GUARD}},
    {PROT_READONLY,
     {PROT_NONE, PROT_READONLY, PROT_NOACCESS, PROT_WRITECOPY, PROT_READONLY | PROT_GUARD, PROT_NONE}},
    {PROT_WRITECOPY,
     {PROT_NONE, PROT_WRITECOPY, PROT_READONLY, PROT_NOACCESS, PROT_WRITECOPY | PROT_GUARD, PROT_NONE}},
};

static void views_are_as_predicted(void)
{
    static const enum place places[] = {NOWHERE, ELSEWHERE, STANDBY, MODIFIED, WRITING, IN_SLOT};
    spaces_begin();
    for (uint32_t a = 0; a < ACCESSES; a++)
        for (uint32_t kind = 0; kind < 3; kind++)
            for (uint32_t p = 0; p < 6; p++)
                for (uint32_t i = 0; i < sizeof places / sizeof places[0]; i++) {
                    enum protection protection = view_kinds[kind].protections[p];
                    view_case(view_kinds[kind].mapped, protection, places[i], false, &accesses[a]);
                    if (places[i] == NOWHERE || places[i] == ELSEWHERE || !hidden(protection))
                        view_case(view_kinds[kind].mapped, protection, places[i], places[i] != WRITING,
                                  &accesses[a]);
                }
    printf("# %u cases\n", (unsigned)cases);
}

/* A copy that a write has made: private memory by now. */
static void copy_case(enum place place, enum protection protection, const struct way *access)
{
    struct page page = own_page();
    if (hidden(protection) && place == MAPPED)
        return;
    if (section_of_page_file(PAGE_SIZE, PROT_READWRITE, false, &section) != STATUS_SUCCESS)
        machine_fail("no section");
    machine_enter(&there);
    map(&there, PROT_READWRITE, place_tried());
    machine_touch(address, MACHINE_WRITE);
    machine_enter(&here);
    map(&here, PROT_WRITECOPY, place_tried());
    put_content(&page, &here);
    pfn_t pfn = frame_of(machine_pte(&here, address));
    move_to(&here, place);
    protect(protection);
    page.place = place;
    note_protection(&page, protection);
    if (copies(&page))
        page.protection &= ~1u; /* it is written in place */
    check_case(&page, access, "copy");
    if (place == WRITING)
        end_write(pfn);
    unmap_both();
    section_dereference(section);
    section = NULL;
}

static void copies_are_as_predicted(void)
{
    static const enum place places[] = {MAPPED, STANDBY, MODIFIED, WRITING, IN_SLOT};
    static const enum protection protections[] = {PROT_WRITECOPY, PROT_READONLY, PROT_NOACCESS,
                                                  PROT_WRITECOPY | PROT_GUARD};
    spaces_begin();
    for (uint32_t a = 0; a < ACCESSES; a++)
        for (uint32_t p = 0; p < 4; p++)
            for (uint32_t i = 0; i < sizeof places / sizeof places[0]; i++)
                copy_case(places[i], protections[p], &accesses[a]);
    printf("# %u cases\n", (unsigned)cases);
}

/* ---- images ---- */

/* Pages of tests/unit/image.h, with what their section headers say. */
static const struct image_page {
    const char *name;
    uint32_t index;
    enum protection protection;
    bool in_file;
} image_pages[] = {
    {"image header", 0, PROT_READONLY, true}, {"image text", 1, PROT_EXECUTE_READ, true},
    {"image data", 2, PROT_WRITECOPY, true},  {"image data behind the file", 3, PROT_WRITECOPY, false},
    {"image bss", 4, PROT_WRITECOPY, false},  {"image relocations", 5, PROT_READONLY, true}};
#define IMAGE_PAGES (sizeof image_pages / sizeof image_pages[0])

/* What it is when a program asks for `protection`: what can be written is copied. */
static enum protection image_protection(const struct image_page *of, enum protection protection)
{
    if (protection == PROT_NONE)
        return of->protection;
    return protection == PROT_READWRITE ? PROT_WRITECOPY : protection;
}

static uint32_t first_word(const uint8_t *layout, uint32_t index)
{
    uint32_t word;
    memcpy(&word, layout + index * PAGE_SIZE, sizeof word);
    return word;
}

static void place_image_page(enum place place)
{
    if (place == IN_FILE || place == NOWHERE)
        return;
    machine_enter(&there);
    machine_touch(address, MACHINE_READ);
    move_to(&there, place);
    machine_enter(&here);
}

static void image_case(const struct image_page *of, enum protection protection, enum place place,
                       const uint8_t *layout, const struct way *access)
{
    struct page page = {.committed = true, .image = true, .place = place};
    machine_enter(&there);
    map(&there, PROT_EXECUTE_WRITECOPY, 0);
    machine_enter(&here);
    map(&here, PROT_EXECUTE_WRITECOPY, 0);
    uint32_t base = address;
    address += of->index * PAGE_SIZE;
    page.content = first_word(layout, of->index);
    place_image_page(place);
    if (protection != PROT_NONE)
        protect(protection);
    note_protection(&page, image_protection(of, protection));
    check_case(&page, access, of->name);
    address = base;
    unmap_both();
    drop_standby(); /* the section keeps no page for the next case */
}

static void images_are_as_predicted(void)
{
    static const enum protection protections[] = {PROT_NONE, PROT_READONLY, PROT_READWRITE, PROT_NOACCESS,
                                                  PROT_READONLY | PROT_GUARD};
    static const enum place places[] = {IN_FILE, ELSEWHERE, STANDBY};
    static uint8_t bytes[IMAGE_FILE_BYTES], layout[6 * PAGE_SIZE];
    struct pe_image parsed;
    spaces_begin();
    image_make(bytes);
    CHECK(pe_parse(bytes, sizeof bytes, sizeof bytes, &parsed) == STATUS_SUCCESS);
    image_map(&parsed, bytes, layout);
    struct file *file = machine_file("\\T.EXE", bytes, sizeof bytes);
    CHECK(section_of_image(file, &section) == STATUS_SUCCESS);
    for (uint32_t a = 0; a < ACCESSES; a++)
        for (uint32_t i = 0; i < IMAGE_PAGES; i++)
            for (uint32_t p = 0; p < 5; p++)
                for (uint32_t at = 0; at < (image_pages[i].in_file ? 3 : 1); at++)
                    image_case(&image_pages[i], protections[p], image_pages[i].in_file ? places[at] : NOWHERE,
                               layout, &accesses[a]);
    section_dereference(section);
    file_close(file);
    section_purge_all();
    printf("# %u cases\n", (unsigned)cases);
}

static void run_all(void)
{
    RUN_ON_MACHINE(FRAMES, SLOTS, private_memory_is_as_predicted);
    RUN_ON_MACHINE(FRAMES, SLOTS, what_is_no_memory_is_as_predicted);
    RUN_ON_MACHINE(FRAMES, SLOTS, a_physical_page_is_as_predicted);
    RUN_ON_MACHINE(FRAMES, SLOTS, views_are_as_predicted);
    RUN_ON_MACHINE(FRAMES, SLOTS, copies_are_as_predicted);
    RUN_ON_MACHINE(FRAMES, SLOTS, images_are_as_predicted);
}

int main(void)
{
    run_all();
    machine_high = true;
    run_all();
    machine_high = false;
    left_out = pte_can_forbid_execution();
    if (left_out)
        run_all();
    return unit_end();
}
