// machine
// wrap: pool_alloc commit_charge commit_charge_resident section_id_take
/*
 * What every operation on memory asks for - kernel memory, commit, the number of a section - is refused: the
 * first request, then the second, and so on until none is left to refuse. A refused operation says so and
 * changes nothing.
 */
#include <string.h>
#include "mmu/awe.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/kernelstack.h"
#include "mmu/pool.h"
#include "mmu/poolstart.h"
#include "mmu/section.h"
#include "mmu/sectionid.h"
#include "mmu/stack.h"
#include "mmu/view.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "storage/slots.h"
#include "tests/unit/image.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define REQUESTS_MOST 40

/* ---- the requests ---- */

static int32_t granted = -1; /* that many more, then one is refused; -1: none is */

static bool refused(void)
{
    if (granted >= 0)
        granted--;
    else
        return false;
    return granted < 0;
}

void *__real_pool_alloc(size_t bytes, uint32_t tag);
void *__wrap_pool_alloc(size_t bytes, uint32_t tag)
{
    return refused() ? NULL : __real_pool_alloc(bytes, tag);
}

bool __real_commit_charge(uint32_t owner, uint32_t pages, enum commit_use use);
bool __wrap_commit_charge(uint32_t owner, uint32_t pages, enum commit_use use)
{
    return !(pages > 0 && refused()) && __real_commit_charge(owner, pages, use);
}

bool __real_commit_charge_resident(uint32_t owner, uint32_t pages, enum commit_use use);
bool __wrap_commit_charge_resident(uint32_t owner, uint32_t pages, enum commit_use use)
{
    return !(pages > 0 && refused()) && __real_commit_charge_resident(owner, pages, use);
}

uint16_t __real_section_id_take(struct section *section);
uint16_t __wrap_section_id_take(struct section *section)
{
    return refused() ? 0 : __real_section_id_take(section);
}

/* ---- the operations, and what takes each back ---- */

#define REGION 0x30000000u /* three page tables wide, its first page committed */
#define FREE   0x20000000u
#define PAGES  4u

static struct space space, other;
static struct section *section, *image, *made;
static struct file *file;
static uint32_t placed, low, top, base;

static ntstatus reserve_at(uint32_t start, uint32_t bytes, bool committed)
{
    struct vad *vad;
    placed = start;
    return virtual_reserve(&space, &placed, bytes, PROT_READWRITE, committed, false, &vad);
}

static ntstatus reserve(void)
{
    return reserve_at(FREE, 2 * PAGETABLE_SPAN, false);
}

static ntstatus reserve_and_commit(void)
{
    return reserve_at(FREE, PAGES * PAGE_SIZE, true);
}

static ntstatus reserve_watched(void)
{
    placed = FREE;
    return virtual_reserve_watched(&space, &placed, PAGES * PAGE_SIZE, PROT_READWRITE, true, false);
}

static uint32_t frames[PAGES];

/* Some is refused as a whole. */
static ntstatus take_frames(void)
{
    uint32_t freed, taken = awe_take(&space, PAGES, frames);
    if (taken < PAGES)
        awe_free(&space, frames, taken, &freed);
    return taken < PAGES ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

static void give_frames(void)
{
    uint32_t freed;
    CHECK(awe_free(&space, frames, PAGES, &freed) == STATUS_SUCCESS);
}

static ntstatus reserve_for_frames(void)
{
    placed = FREE;
    return virtual_reserve_awe(&space, &placed, PAGES * PAGE_SIZE, false);
}

static void release(void)
{
    CHECK(machine_release(&space, placed) == STATUS_SUCCESS);
}

static ntstatus commit(void)
{
    return virtual_commit(&space, REGION + PAGE_SIZE, REGION + 5 * PAGE_SIZE, PROT_READONLY);
}

static void decommit(void)
{
    CHECK(virtual_decommit(&space, REGION + PAGE_SIZE, REGION + 5 * PAGE_SIZE) == STATUS_SUCCESS);
}

static ntstatus cut(void)
{
    uint32_t from = REGION + PAGETABLE_SPAN, to = from + PAGE_SIZE;
    return virtual_release(&space, &from, &to);
}

static void stay_cut(void)
{
    CHECK(space.vads.count > 2);
}

static ntstatus map_of(struct section *of, uint32_t pages, enum protection protection)
{
    placed = 0;
    return view_map(&space, of, 0, pages, protection, PROT_EXECUTE_READWRITE, &placed);
}

static ntstatus map(void)
{
    return map_of(section, PAGES, PROT_READWRITE);
}

static ntstatus map_to_copy(void)
{
    return map_of(section, PAGES, PROT_WRITECOPY);
}

static ntstatus map_image(void)
{
    return map_of(image, image->pages, PROT_EXECUTE_WRITECOPY);
}

static void unmap(void)
{
    CHECK(view_unmap(&space, placed) == STATUS_SUCCESS);
}

/* Text that may be copied needs a promise, a page each. */
static ntstatus protect_image(void)
{
    enum protection old;
    return virtual_protect(&space, IMAGE_BASE + PAGE_SIZE, IMAGE_BASE + 2 * PAGE_SIZE, PROT_EXECUTE_READWRITE,
                           &old);
}

static void protect_as_before(void)
{
    enum protection old;
    CHECK(virtual_protect(&space, IMAGE_BASE + PAGE_SIZE, IMAGE_BASE + 2 * PAGE_SIZE, PROT_EXECUTE_READ,
                          &old) == STATUS_SUCCESS);
}

static ntstatus make_section(void)
{
    return section_of_page_file(PAGES * PAGE_SIZE, PROT_READWRITE, false, &made);
}

static void close_section(void)
{
    section_dereference(made);
}

static ntstatus make_image(void)
{
    return section_of_image(file, &made);
}

static void forget_image(void)
{
    section_dereference(made);
    CHECK(section_purge(file));
}

static ntstatus make_space(void)
{
    return space_create(&other, 28);
}

static void destroy_space(void)
{
    space_destroy(&other);
}

static ntstatus make_kernel_stack(void)
{
    return kernel_stack_create(&low, &top);
}

static void delete_kernel_stack(void)
{
    kernel_stack_delete(low);
}

static ntstatus make_stack(void)
{
    ntstatus status = stack_create(&space, FREE, 0x20000, 3 * PAGE_SIZE, &low, &top, &base);
    placed = low;
    return status;
}

static const struct {
    const char *name;
    ntstatus (*operation)(void);
    void (*undo)(void);
} operations[] = {
    {"reserve", reserve, release},
    {"reserve and commit", reserve_and_commit, release},
    {"reserve and watch", reserve_watched, release},
    {"reserve for frames", reserve_for_frames, release},
    {"take frames", take_frames, give_frames},
    {"commit", commit, decommit},
    {"map", map, unmap},
    {"map to copy", map_to_copy, unmap},
    {"map an image", map_image, unmap},
    {"protect an image", protect_image, protect_as_before},
    {"make a section", make_section, close_section},
    {"make an image", make_image, forget_image},
    {"make a space", make_space, destroy_space},
    {"make a kernel stack", make_kernel_stack, delete_kernel_stack},
    {"make a stack", make_stack, release},
    {"cut", cut, stay_cut},
};

/* ---- the books ---- */

struct counts {
    uint32_t commit, resident, frames, slots, blocks, charge, regions;
};

/* A page table that was charged before may have been made. */
static struct counts counts(void)
{
    return (struct counts){commit_total(),  commit_resident(), frames_available() + space.tables,
                           slots_in_use(),  pool_blocks(),     space.charge,
                           space.vads.count};
}

/* True: it was refused. */
static bool try(uint32_t index, int32_t requests)
{
    struct counts before = counts(), behind;
    granted = requests;
    ntstatus status = operations[index].operation();
    bool was_refused = granted < 0;
    granted = -1;
    behind = counts();
    if (status_ok(status) == was_refused || (was_refused && memcmp(&before, &behind, sizeof before) != 0))
        machine_fail("%s, request %d refused: %08x", operations[index].name, (int)requests, (unsigned)status);
    verify_books();
    if (was_refused)
        return true;
    operations[index].undo();
    made = NULL;
    return false;
}

static void begin(void)
{
    static uint8_t bytes[IMAGE_FILE_BYTES];
    uint32_t at = 0;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    image_make(bytes);
    file = machine_file("\\NEW.EXE", bytes, sizeof bytes);
    CHECK(section_of_image(machine_file("\\OLD.EXE", bytes, sizeof bytes), &image) == STATUS_SUCCESS);
    CHECK(section_of_page_file(PAGES * PAGE_SIZE, PROT_READWRITE, false, &section) == STATUS_SUCCESS);
    CHECK(view_map(&space, image, 0, image->pages, PROT_EXECUTE_WRITECOPY, PROT_EXECUTE_READWRITE, &at) ==
          STATUS_SUCCESS);
    CHECK(at == IMAGE_BASE && reserve_at(REGION, 3 * PAGETABLE_SPAN, false) == STATUS_SUCCESS);
    CHECK(virtual_commit(&space, REGION, REGION + PAGE_SIZE, PROT_READWRITE) == STATUS_SUCCESS);
}

static void what_is_refused_changes_nothing(void)
{
    uint32_t refusals = 0;
    begin();
    for (uint32_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        int32_t requests = 0;
        while (try(i, requests)) {
            refusals++;
            CHECK(requests++ < REQUESTS_MOST);
        }
        CHECK(requests > 0);
    }
    printf("# %u refusals\n", (unsigned)refusals);
}

static void an_image_that_cannot_be_read_leaves_nothing(void)
{
    struct counts before;
    int32_t good = 0;
    begin();
    before = counts();
    for (;; good++) {
        machine_disk_fail(good);
        ntstatus status = make_image();
        machine_disk_fail(-1);
        if (status_ok(status))
            break;
        struct counts behind = counts();
        CHECK(memcmp(&before, &behind, sizeof before) == 0 && file->image_section == NULL);
    }
    CHECK(good > 0);
    forget_image();
}

int main(void)
{
    RUN_ON_MACHINE(200, 200, what_is_refused_changes_nothing);
    RUN_ON_MACHINE(200, 200, an_image_that_cannot_be_read_leaves_nothing);
    return unit_end();
}
