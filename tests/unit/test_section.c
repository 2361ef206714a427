// machine
#include <string.h>
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pool.h"
#include "mmu/section.h"
#include "mmu/view.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "storage/slots.h"
#include "tests/unit/image.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define TEXT (IMAGE_BASE + 0x1000)
#define DATA (IMAGE_BASE + 0x2000)
#define BSS  (IMAGE_BASE + 0x4000)

static struct space first, second;
static struct section *section;
static struct file *file;
static uint8_t bytes[IMAGE_FILE_BYTES];

static void begin(void)
{
    CHECK(space_create(&first, 24) == STATUS_SUCCESS && space_create(&second, 28) == STATUS_SUCCESS);
    machine_enter(&first);
}

static void end(void)
{
    machine_check_translations(true);
    verify_books();
    machine_enter(&first);
    space_clean(&first);
    machine_enter(&second);
    space_clean(&second);
    machine_enter(NULL);
    space_destroy(&first);
    space_destroy(&second);
    if (section)
        section_dereference(section);
    if (file)
        file_close(file);
    section_purge_all();
    CHECK(file_open_count() == 1); /* the page file */
    CHECK(commit_total() == 0 && slots_in_use() == 0 && frames_available() == frames_total());
    verify_books();
}

static void make_section(uint32_t pages, enum protection protection)
{
    CHECK(section_of_page_file(pages * PAGE_SIZE, protection, false, &section) == STATUS_SUCCESS);
}

static uint32_t map(struct space *space, enum protection protection)
{
    uint32_t base = 0;
    machine_enter(space);
    CHECK(view_map(space, section, 0, section->pages, protection, section->protection, &base) ==
          STATUS_SUCCESS);
    return base;
}

static uint32_t word_at(struct space *space, uint32_t address)
{
    uint32_t word = 0xdead;
    machine_enter(space);
    CHECK(machine_read(address, &word, sizeof word) == STATUS_SUCCESS);
    return word;
}

static void put(struct space *space, uint32_t address, uint32_t word)
{
    machine_enter(space);
    CHECK(machine_write(address, &word, sizeof word) == STATUS_SUCCESS);
}

static void drop_all_pages(struct space *space)
{
    machine_enter(space);
    for (uint32_t address = LAYOUT_USER_LOW; address < 0x20000000; address += PAGE_SIZE)
        if (!pagetable_exists(page_of(address)))
            address |= PAGETABLE_SPAN - PAGE_SIZE;
        else if (pte_kind(*pagetable_entry(page_of(address))) == PTE_VALID)
            space_trim_page(space, page_of(address));
}

/* Work that needs every frame: what is on the lists goes home. */
static void need_every_frame(struct space *space)
{
    uint32_t start = 0, count = frames_total() + 20;
    struct vad *vad;
    machine_enter(space);
    CHECK(virtual_reserve(space, &start, count * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < count; i++)
            CHECK(machine_touch(start + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    CHECK(machine_release(space, start) == STATUS_SUCCESS);
}

/* ---- page-file sections ---- */

static void what_one_writes_the_other_reads(void)
{
    begin();
    make_section(3, PROT_READWRITE);
    CHECK(commit_total() == 2 * PAGETABLE_DIRECTORIES + 3);
    uint32_t here = map(&first, PROT_READWRITE), there = map(&second, PROT_READONLY);
    put(&first, here + PAGE_SIZE, 4711);
    CHECK(word_at(&second, there + PAGE_SIZE) == 4711 && word_at(&second, there) == 0);
    CHECK(machine_touch(there, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    end();
}

static void pages_stay_with_the_section_when_nobody_maps_them(void)
{
    begin();
    make_section(2, PROT_READWRITE);
    put(&first, map(&first, PROT_READWRITE), 1234);
    CHECK(view_unmap(&first, vad_first_behind(&first.vads, 0)->start.address + 5000) == STATUS_SUCCESS);
    need_every_frame(&second);
    CHECK(pte_kind(section->prototypes[0]) == PTE_PAGE_FILE);
    CHECK(word_at(&second, map(&second, PROT_READWRITE)) == 1234);
    end();
}

static void a_copied_view_sees_others_writes_until_it_writes_itself(void)
{
    begin();
    make_section(2, PROT_READWRITE);
    uint32_t shared = map(&first, PROT_READWRITE), before = commit_total(),
             copied = map(&second, PROT_WRITECOPY);
    CHECK(commit_total() == before + 3); /* two pages that it may come to copy, and their page table */
    put(&first, shared, 1);
    CHECK(word_at(&second, copied) == 1);
    put(&first, shared, 2);
    CHECK(word_at(&second, copied) == 2);
    put(&second, copied + 4, 9);
    put(&first, shared, 3);
    CHECK(word_at(&second, copied) == 2 && word_at(&first, shared + 4) == 0);
    CHECK(commit_total() == before + 3);
    end();
}

static void what_was_written_survives_every_protection(void)
{
    static const enum protection in_turn[] = {PROT_READONLY, PROT_NOACCESS, PROT_READWRITE | PROT_GUARD};
    enum protection old;
    begin();
    make_section(3, PROT_READWRITE);
    uint32_t base = map(&first, PROT_READWRITE);
    for (uint32_t i = 0; i < 3; i++) {
        put(&first, base + i * PAGE_SIZE, 100 + i);
        CHECK(virtual_protect(&first, base + i * PAGE_SIZE, base + (i + 1) * PAGE_SIZE, in_turn[i], &old) ==
              STATUS_SUCCESS);
    }
    drop_all_pages(&first);
    need_every_frame(&second);
    machine_enter(&first);
    CHECK(virtual_protect(&first, base, base + 3 * PAGE_SIZE, PROT_READONLY, &old) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < 3; i++)
        CHECK(word_at(&first, base + i * PAGE_SIZE) == 100 + i);
    end();
}

static void a_view_allows_no_more_than_its_section(void)
{
    enum protection old;
    begin();
    make_section(2, PROT_READONLY);
    uint32_t base = map(&first, PROT_READONLY);
    CHECK(virtual_protect(&first, base, base + PAGE_SIZE, PROT_READWRITE, &old) == STATUS_SECTION_PROTECTION);
    CHECK(virtual_commit(&first, base, base + PAGE_SIZE, PROT_READWRITE) == STATUS_ALREADY_COMMITTED);
    CHECK(virtual_commit(&first, base, base + PAGE_SIZE, PROT_NOACCESS) == STATUS_SUCCESS);
    CHECK(machine_touch(base, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(virtual_commit(&first, base, base + PAGE_SIZE, PROT_READONLY) == STATUS_SUCCESS);
    CHECK(machine_touch(base, MACHINE_READ) == STATUS_SUCCESS);
    CHECK(virtual_decommit(&first, base, base + PAGE_SIZE) == STATUS_UNABLE_TO_DELETE_SECTION);
    CHECK(machine_release(&first, base) == STATUS_UNABLE_TO_DELETE_SECTION);
    end();
}

/* Each page is paid from the moment on that a write would copy it, and until nobody can copy it any more. */
static void a_view_becomes_a_copying_one(void)
{
    enum protection old;
    begin();
    make_section(2, PROT_READWRITE);
    uint32_t here = map(&first, PROT_READWRITE), there = map(&second, PROT_READONLY);
    put(&first, here, 1);
    uint32_t before = commit_total();
    machine_enter(&first);
    CHECK(virtual_protect(&first, here, here + 2 * PAGE_SIZE, PROT_WRITECOPY, &old) == STATUS_SUCCESS);
    CHECK(old == PROT_READWRITE && commit_total() == before + 2);
    put(&first, here, 2);
    CHECK(virtual_protect(&first, here, here + 2 * PAGE_SIZE, PROT_READWRITE, &old) == STATUS_SUCCESS);
    CHECK(old == PROT_READWRITE && commit_total() == before + 1); /* the first is private and stays so */
    put(&first, here, 3);
    put(&first, here + PAGE_SIZE, 4);
    CHECK(word_at(&second, there) == 1 && word_at(&second, there + PAGE_SIZE) == 4);
    machine_enter(&second);
    CHECK(virtual_protect(&second, there, there + PAGE_SIZE, PROT_WRITECOPY, &old) == STATUS_SUCCESS);
    put(&second, there, 5);
    CHECK(word_at(&first, here) == 3 && word_at(&second, there) == 5 && commit_total() == before + 2);
    end();
}

static void a_view_that_nobody_may_read_is_copied_by_nobody(void)
{
    enum protection old;
    begin();
    make_section(1, PROT_READWRITE);
    uint32_t base = map(&first, PROT_NOACCESS);
    CHECK(virtual_protect(&first, base, base + PAGE_SIZE, PROT_WRITECOPY, &old) == STATUS_SECTION_PROTECTION);
    end();
}

static void a_section_that_cannot_be_kept_is_not_made(void)
{
    struct section *none = NULL;
    begin();
    uint32_t before = commit_total(), blocks = frames_available();
    CHECK(section_of_page_file(commit_limit() * PAGE_SIZE, PROT_READWRITE, false, &none) ==
          STATUS_COMMITMENT_LIMIT);
    CHECK(commit_total() == before && frames_available() == blocks && none == NULL);
    end();
}

/* ---- views ---- */

static void views_are_placed_and_found(void)
{
    begin();
    make_section(4, PROT_READWRITE);
    uint32_t base = map(&first, PROT_READWRITE), wanted = base, part = 0;
    CHECK(view_map(&first, section, 0, 4, PROT_READWRITE, PROT_EXECUTE_READWRITE, &wanted) ==
          STATUS_CONFLICTING_ADDRESSES);
    wanted = layout.user_end - 2 * PAGE_SIZE;
    CHECK(view_map(&first, section, 0, 4, PROT_READWRITE, PROT_EXECUTE_READWRITE, &wanted) ==
          STATUS_CONFLICTING_ADDRESSES);
    CHECK(view_map(&first, section, 2, 1, PROT_READWRITE, PROT_EXECUTE_READWRITE, &part) == STATUS_SUCCESS);
    put(&first, base + 2 * PAGE_SIZE, 55);
    CHECK(word_at(&first, part) == 55);
    struct virtual_information information;
    virtual_query(&first, part, &information);
    CHECK(information.kind == VAD_VIEW && information.committed && information.bytes == PAGE_SIZE);
    CHECK(view_unmap(&first, part + PAGE_SIZE) == STATUS_NOT_MAPPED_VIEW);
    CHECK(view_unmap(&first, part) == STATUS_SUCCESS && section->references == 2);
    CHECK(machine_touch(part, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    end();
}

/* ---- images ---- */

static void make_image(void)
{
    image_make(bytes);
    file = machine_file("\\T.EXE", bytes, sizeof bytes);
    CHECK(section_of_image(file, &section) == STATUS_SUCCESS);
}

static void an_image_is_shared_until_it_is_written(void)
{
    begin();
    make_image();
    uint32_t before = commit_total();
    map(&first, PROT_EXECUTE_WRITECOPY);
    CHECK(commit_total() == before + 3 + 1); /* two pages of .data, one of .bss, a page table */
    map(&second, PROT_EXECUTE_WRITECOPY);
    CHECK(word_at(&first, TEXT) == 0xcccccccc && word_at(&second, TEXT) == 0xcccccccc);
    CHECK(pfn_equal(pte_pfn(machine_pte(&first, TEXT)), pte_pfn(machine_pte(&second, TEXT))));
    put(&first, DATA, 1);
    put(&first, BSS, 2);
    CHECK(word_at(&second, DATA) == IMAGE_BASE + 0x1010 && word_at(&second, BSS) == 0);
    CHECK(word_at(&first, DATA) == 1 && word_at(&first, BSS) == 2 && word_at(&first, DATA + 0x1ffc) == 0);
    CHECK(machine_touch(TEXT, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    end();
}

static void an_image_goes_where_there_is_room(void)
{
    uint32_t base = 0;
    begin();
    make_image();
    map(&first, PROT_EXECUTE_WRITECOPY);
    CHECK(view_map(&first, section, 0, 6, PROT_EXECUTE_WRITECOPY, PROT_EXECUTE_READWRITE, &base) ==
          STATUS_IMAGE_NOT_AT_BASE);
    CHECK(base != IMAGE_BASE && word_at(&first, base + 0x1000) == 0xcccccccc);
    CHECK(strstr(machine_log(), "image+ 24 10000000-10006000 \"C:\\T.EXE\""));
    CHECK(virtual_commit(&first, base, base + PAGE_SIZE, PROT_READONLY) == STATUS_ALREADY_COMMITTED);
    CHECK(view_unmap(&first, base) == STATUS_SUCCESS && strstr(machine_log(), "image- 24"));
    base = 0x20000000; /* asked for, and still not its own */
    CHECK(view_map(&first, section, 0, 6, PROT_EXECUTE_WRITECOPY, PROT_EXECUTE_READWRITE, &base) ==
          STATUS_IMAGE_NOT_AT_BASE);
    end();
}

static void an_image_page_is_charged_while_it_may_be_copied(void)
{
    enum protection old;
    begin();
    make_image();
    map(&first, PROT_EXECUTE_WRITECOPY);
    uint32_t before = commit_total();
    CHECK(virtual_protect(&first, TEXT, TEXT + PAGE_SIZE, PROT_EXECUTE_READWRITE, &old) == STATUS_SUCCESS);
    CHECK(old == PROT_EXECUTE_READ && commit_total() == before + 1);
    CHECK(virtual_protect(&first, TEXT, TEXT + PAGE_SIZE, PROT_EXECUTE_READ, &old) == STATUS_SUCCESS);
    CHECK(old == PROT_EXECUTE_WRITECOPY && commit_total() == before);
    CHECK(virtual_protect(&first, TEXT, TEXT + PAGE_SIZE, PROT_EXECUTE_READWRITE, &old) == STATUS_SUCCESS);
    put(&first, TEXT, 1);
    CHECK(virtual_protect(&first, TEXT, TEXT + PAGE_SIZE, PROT_EXECUTE_READ, &old) == STATUS_SUCCESS);
    CHECK(old == PROT_EXECUTE_READWRITE && commit_total() == before + 1 && word_at(&first, TEXT) == 1);
    CHECK(virtual_protect(&first, DATA, DATA + PAGE_SIZE, PROT_READONLY, &old) == STATUS_SUCCESS);
    CHECK(commit_total() == before + 1);
    verify_books();
    end();
}

static void an_image_stays_cached_until_it_is_purged(void)
{
    begin();
    make_image();
    map(&first, PROT_EXECUTE_WRITECOPY);
    CHECK(word_at(&first, TEXT) == 0xcccccccc && !section_purge(file));
    CHECK(view_unmap(&first, TEXT) == STATUS_SUCCESS);
    section_dereference(section);
    CHECK(file->image_section == section && frames_count(FRAME_STANDBY) == 1);
    struct section *again;
    CHECK(section_of_image(file, &again) == STATUS_SUCCESS && again == section);
    machine_log_clear();
    map(&second, PROT_EXECUTE_WRITECOPY);
    CHECK(word_at(&second, TEXT) == 0xcccccccc && strstr(machine_log(), "TransitionFault") != NULL);
    CHECK(view_unmap(&second, TEXT) == STATUS_SUCCESS);
    section_dereference(section);
    CHECK(section_purge(file) && file->image_section == NULL && section_purge(file));
    section = NULL;
    end();
}

static void a_failed_read_maps_nothing_and_may_be_tried_again(void)
{
    begin();
    make_image();
    map(&first, PROT_EXECUTE_WRITECOPY);
    uint32_t available = frames_available();
    machine_disk_fail(0);
    CHECK(machine_touch(TEXT, MACHINE_EXECUTE) == STATUS_IN_PAGE_ERROR);
    CHECK(frames_available() == available - 1); /* the page table */
    CHECK(pte_kind(machine_pte(&first, TEXT)) == PTE_NONE && first.working_set == 0);
    CHECK(strstr(machine_log(),
                 "fault HardPageFault 4.8 ux 10001000 pc=10001000 from=\"T.EXE\":1 status=c0000006"));
    CHECK(word_at(&first, TEXT) == 0xcccccccc);
    end();
}

static void a_failed_read_of_the_page_file_loses_nothing(void)
{
    begin();
    make_section(1, PROT_READWRITE);
    uint32_t shared = map(&first, PROT_READWRITE), own = 0;
    struct vad *vad;
    put(&first, shared, 11);
    CHECK(virtual_reserve(&first, &own, PAGE_SIZE, PROT_READWRITE, true, false, &vad) == STATUS_SUCCESS);
    put(&first, own, 22);
    drop_all_pages(&first);
    need_every_frame(&second);
    machine_enter(&first);
    CHECK(slots_in_use() >= 2);
    machine_disk_fail(0);
    CHECK(machine_touch(shared, MACHINE_READ) == STATUS_IN_PAGE_ERROR);
    machine_disk_fail(0);
    CHECK(machine_kernel_touch(own, MACHINE_READ) == STATUS_IN_PAGE_ERROR);
    verify_books();
    CHECK(word_at(&first, shared) == 11 && word_at(&first, own) == 22);
    end();
}

static void a_failed_write_leaves_the_page_in_memory(void)
{
    begin();
    uint32_t start = 0;
    struct vad *vad;
    CHECK(virtual_reserve(&first, &start, 100 * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    machine_disk_fail(3);
    for (uint32_t i = 0; i < 100; i++)
        put(&first, start + i * PAGE_SIZE, i);
    verify_books();
    for (uint32_t i = 0; i < 100; i++)
        CHECK(word_at(&first, start + i * PAGE_SIZE) == i);
    machine_disk_fail(-1);
    end();
}

/* Nobody else asks for frames: the writer has to come back to what it could not write. */
static void a_write_that_failed_is_tried_again(void)
{
    uint32_t start = 0;
    struct vad *vad;
    begin();
    CHECK(virtual_reserve(&first, &start, 100 * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    for (int32_t after = 0; after < 40; after++) {
        machine_disk_fail(after);
        for (uint32_t i = 0; i < 100; i++)
            if (machine_touch(start + i * PAGE_SIZE, MACHINE_WRITE) != STATUS_SUCCESS)
                CHECK(machine_touch(start + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
        verify_books();
    }
    machine_disk_fail(-1);
    end();
}

/* Two processes of one program begin at once. */
static struct section *found[2];
static struct file *image_file;

static void find_image(void *which)
{
    CHECK(section_of_image(image_file, &found[(uint32_t)which]) == STATUS_SUCCESS);
}

static void who_waits_for_the_headers_finds_the_section_that_another_made(void)
{
    static uint8_t bytes[IMAGE_FILE_BYTES];
    begin();
    image_make(bytes);
    image_file = machine_file("\\P.EXE", bytes, sizeof bytes);
    machine_disk_latency(1000);
    machine_thread("one", PRIORITY_NORMAL, find_image, (void *)0);
    machine_thread("other", PRIORITY_NORMAL, find_image, (void *)1);
    machine_settle();
    CHECK(found[0] && found[0] == found[1] && found[0]->references == 2);
    machine_disk_latency(0);
    section_dereference(found[0]);
    section_dereference(found[1]);
    CHECK(section_purge(image_file));
    file_close(image_file);
    end();
}

static void what_is_no_image_makes_no_section(void)
{
    struct section *none = NULL;
    begin();
    image_make(bytes);
    bytes[IMAGE_COFF + 4] = 0x64; /* another processor */
    file = machine_file("\\T.EXE", bytes, sizeof bytes);
    CHECK(!status_ok(section_of_image(file, &none)) && none == NULL && file->image_section == NULL);
    struct file *empty = machine_file("\\E.EXE", bytes, 0);
    CHECK(section_of_image(empty, &none) == STATUS_INVALID_IMAGE_NOT_MZ);
    machine_disk_fail(0);
    CHECK(!status_ok(section_of_image(file, &none)));
    file_close(empty);
    end();
}

/* A section marked shared is one memory for all who run the image, and fresh when nobody does. */
static void shared_image_data_is_written_together(void)
{
    begin();
    image_make(bytes);
    bytes_put32(bytes + IMAGE_SECTIONS + 40 + 36, 0xd0000040);
    file = machine_file("\\T.EXE", bytes, sizeof bytes);
    CHECK(section_of_image(file, &section) == STATUS_SUCCESS && section->charge == 2);
    map(&first, PROT_EXECUTE_WRITECOPY);
    map(&second, PROT_EXECUTE_WRITECOPY);
    put(&first, DATA, 99);
    CHECK(word_at(&second, DATA) == 99);
    drop_all_pages(&first);
    drop_all_pages(&second);
    need_every_frame(&second);
    CHECK(word_at(&first, DATA) == 99);
    verify_books();
    machine_enter(&first);
    CHECK(view_unmap(&first, DATA) == STATUS_SUCCESS);
    machine_enter(&second);
    CHECK(view_unmap(&second, DATA) == STATUS_SUCCESS);
    section_dereference(section);
    CHECK(section_of_image(file, &section) == STATUS_SUCCESS);
    map(&first, PROT_EXECUTE_WRITECOPY);
    CHECK(word_at(&first, DATA) == IMAGE_BASE + 0x1010);
    end();
}

static struct file *image_below(const char *path)
{
    image_make(bytes);
    struct file *image = machine_file(path, bytes, sizeof bytes);
    struct section *cached;
    CHECK(section_of_image(image, &cached) == STATUS_SUCCESS);
    section_dereference(cached);
    return image;
}

static void cached_images_below_a_folder_are_purged_but_those_in_use(void)
{
    enum file_action action;
    struct file *folder, *deeper;
    begin();
    CHECK(file_open("\\D", FILE_DISPOSITION_CREATE, 0, true, false, &folder, &action) == STATUS_SUCCESS);
    CHECK(file_open("\\D\\E", FILE_DISPOSITION_CREATE, 0, true, false, &deeper, &action) == STATUS_SUCCESS);
    file_close(deeper);
    struct file *idle = image_below("\\D\\E\\I.EXE"), *beside = image_below("\\B.EXE"),
                *used = image_below("\\D\\U.EXE");
    CHECK(section_of_image(used, &section) == STATUS_SUCCESS);
    section_purge_below(folder);
    CHECK(idle->image_section == NULL && beside->image_section != NULL && used->image_section == section);
    file_close(idle);
    file_close(beside);
    file_close(used);
    file_close(folder);
    end();
}

static void *blocks[8000];

/* Afterwards there is no block of any size in the pool. */
static uint32_t pool_drain(void)
{
    uint32_t count = 0;
    for (uint32_t size = 64 * 1024; size > 0; size = size > 512 ? size / 2 : size - 8)
        while (count < 8000 && (blocks[count] = pool_alloc(size, POOL_TAG('T', 'e', 's', 't'))))
            count++;
    return count;
}

static void refill(uint32_t *drained, uint32_t count)
{
    while (count-- > 0 && *drained > 0)
        pool_free(blocks[--*drained]);
}

/* However far it gets before the pool is empty: the first time that it succeeds it is whole. */
static void a_section_for_which_there_is_no_memory_is_not_made(void)
{
    ntstatus status;
    begin();
    image_make(bytes);
    bytes_put32(bytes + IMAGE_SECTIONS + 40 + 36, 0xd0000040); /* written together: charged to the section */
    file = machine_file("\\T.EXE", bytes, sizeof bytes);
    uint32_t drained = pool_drain(), before = commit_total(), failures = 0;
    for (; (status = section_of_image(file, &section)) == STATUS_INSUFFICIENT_RESOURCES; failures++) {
        CHECK(file->image_section == NULL && commit_total() == before);
        refill(&drained, 1);
        before = commit_total();
    }
    CHECK(status == STATUS_SUCCESS && failures > 2);
    refill(&drained, drained);
    end();
}

static void a_page_file_section_for_which_there_is_no_memory_is_not_made(void)
{
    ntstatus status;
    begin();
    uint32_t drained = pool_drain(), before = commit_total(), failures = 0;
    for (; (status = section_of_page_file(3 * PAGE_SIZE, PROT_READWRITE, false, &section)) ==
           STATUS_INSUFFICIENT_RESOURCES;
         failures++) {
        CHECK(commit_total() == before);
        refill(&drained, 1);
        before = commit_total();
    }
    CHECK(status == STATUS_SUCCESS && failures > 0 && section->charge == 3);
    refill(&drained, drained);
    end();
}

/* What all who run an image write together is promised when its section is made. */
static void an_image_whose_shared_pages_cannot_be_kept_is_not_made(void)
{
    struct section *all;
    begin();
    image_make(bytes);
    bytes_put32(bytes + IMAGE_SECTIONS + 40 + 36, 0xd0000040);
    file = machine_file("\\T.EXE", bytes, sizeof bytes);
    CHECK(section_of_page_file((commit_limit() - commit_total() - 20) * PAGE_SIZE, PROT_READWRITE, false,
                               &all) == STATUS_SUCCESS);
    uint32_t start = 0, left = commit_limit() - commit_total();
    struct vad *vad;
    CHECK(virtual_reserve(&first, &start, (left - 2) * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    CHECK(section_of_image(file, &section) == STATUS_COMMITMENT_LIMIT && file->image_section == NULL);
    CHECK(machine_release(&first, start) == STATUS_SUCCESS);
    CHECK(section_of_image(file, &section) == STATUS_SUCCESS);
    section_dereference(all);
    end();
}

/* Execution is no right that a view takes by itself: the section must have been made with it. */
static void a_view_is_executed_only_if_its_section_allows_that(void)
{
    enum protection old;
    begin();
    make_section(2, PROT_READWRITE);
    uint32_t base = map(&first, PROT_READWRITE);
    CHECK(virtual_protect(&first, base, base + PAGE_SIZE, PROT_EXECUTE_READ, &old) ==
          STATUS_SECTION_PROTECTION);
    CHECK(virtual_protect(&first, base, base + PAGE_SIZE, PROT_NOACCESS, &old) == STATUS_SUCCESS);
    CHECK(view_unmap(&first, base) == STATUS_SUCCESS);
    section_dereference(section);
    make_section(2, PROT_EXECUTE_READWRITE);
    base = map(&first, PROT_READWRITE);
    CHECK(virtual_protect(&first, base, base + PAGE_SIZE, PROT_EXECUTE_READ, &old) == STATUS_SUCCESS);
    CHECK(machine_touch(base, MACHINE_EXECUTE) == STATUS_SUCCESS);
    end();
}

#define RUN_SECTION(test) RUN_ON_MACHINE(96, 200, test)

int main(void)
{
    RUN_SECTION(what_one_writes_the_other_reads);
    RUN_SECTION(pages_stay_with_the_section_when_nobody_maps_them);
    RUN_SECTION(a_copied_view_sees_others_writes_until_it_writes_itself);
    RUN_SECTION(what_was_written_survives_every_protection);
    RUN_SECTION(a_view_allows_no_more_than_its_section);
    RUN_SECTION(a_view_becomes_a_copying_one);
    RUN_SECTION(a_view_that_nobody_may_read_is_copied_by_nobody);
    RUN_SECTION(a_section_that_cannot_be_kept_is_not_made);
    RUN_SECTION(views_are_placed_and_found);
    RUN_SECTION(an_image_is_shared_until_it_is_written);
    RUN_SECTION(an_image_goes_where_there_is_room);
    RUN_SECTION(an_image_page_is_charged_while_it_may_be_copied);
    RUN_SECTION(an_image_stays_cached_until_it_is_purged);
    RUN_SECTION(a_failed_read_maps_nothing_and_may_be_tried_again);
    RUN_SECTION(a_failed_read_of_the_page_file_loses_nothing);
    RUN_SECTION(a_failed_write_leaves_the_page_in_memory);
    RUN_SECTION(a_write_that_failed_is_tried_again);
    RUN_SECTION(who_waits_for_the_headers_finds_the_section_that_another_made);
    RUN_SECTION(what_is_no_image_makes_no_section);
    RUN_SECTION(shared_image_data_is_written_together);
    RUN_SECTION(cached_images_below_a_folder_are_purged_but_those_in_use);
    RUN_SECTION(a_section_for_which_there_is_no_memory_is_not_made);
    RUN_SECTION(a_page_file_section_for_which_there_is_no_memory_is_not_made);
    RUN_SECTION(an_image_whose_shared_pages_cannot_be_kept_is_not_made);
    RUN_SECTION(a_view_is_executed_only_if_its_section_allows_that);
    return unit_end();
}
