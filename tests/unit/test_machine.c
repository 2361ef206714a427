// machine
#include <string.h>
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pool.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

static struct space space;

static void begin(void)
{
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
}

static void end(void)
{
    machine_check_translations(true);
    space_clean(&space);
    machine_enter(NULL);
    space_destroy(&space);
    verify_books();
    CHECK(commit_total() == 0);
}

static uint32_t committed(uint32_t pages)
{
    uint32_t start = 0;
    struct vad *vad;
    CHECK(virtual_reserve(&space, &start, pages * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    return start;
}

static void boots(void)
{
    CHECK(frames_total() == 200 && frames_available() == 200 && slots_total() == 64 && slots_in_use() == 0);
    void *block = pool_alloc(5000, POOL_TAG('T', 'e', 's', 't'));
    CHECK(block != NULL && (uint32_t)block >= layout.pool && (uint32_t)block < layout.pool_end);
    CHECK(pool_room(block) >= 5000 && pool_room((char *)block + PAGE_SIZE) == 0);
    pool_free(block);
    CHECK(pool_room(block) == 0);
    machine_check_translations(true);
    verify_books();
}

static void a_block_begins_in_one_place(void)
{
    char *block = pool_alloc(100, POOL_TAG('T', 'e', 's', 't'));
    CHECK(block != NULL && pool_room(block) >= 100);
    for (uint32_t i = 1; i < PAGE_SIZE; i++)
        CHECK(pool_room(block + i) == 0 && pool_room(block - i) == 0);
    CHECK(pool_room(NULL) == 0 && pool_room((void *)0xfffffff8) == 0 &&
          pool_room((void *)layout.pool_end) == 0);
    pool_free(block);
    CHECK(pool_room(block) == 0);
}

static void a_write_faults_once_and_is_read_back(void)
{
    uint32_t value = 0x12345678, back = 0;
    begin();
    uint32_t start = committed(3);
    machine_log_clear();
    CHECK(machine_write(start + 0x1008, &value, sizeof value) == STATUS_SUCCESS);
    CHECK(strstr(machine_log(), "DemandZeroFault 4.8 uw 00011008 pc=7fff8000") != NULL);
    machine_log_clear();
    CHECK(machine_read(start + 0x1008, &back, sizeof back) == STATUS_SUCCESS && back == value);
    CHECK(machine_read(start + 0x100c, &back, sizeof back) == STATUS_SUCCESS && back == 0);
    CHECK(strstr(machine_log(), "fault") == NULL);
    pte_t pte = machine_pte(&space, start + 0x1000);
    CHECK(pte_kind(pte) == PTE_VALID && pte_dirty(pte) && pte_accessed(pte) && pte_writable(pte));
    CHECK(space.working_set == 1 && pte_kind(machine_pte(&space, start)) == PTE_NONE);
    verify_books();
    end();
}

static void more_pages_than_frames_go_to_the_page_file_and_come_back(void)
{
    uint32_t back, faults;
    begin();
    uint32_t start = committed(150);
    for (uint32_t i = 0; i < 150; i++)
        CHECK(machine_write(start + i * PAGE_SIZE + 4 * i, &i, sizeof i) == STATUS_SUCCESS);
    CHECK(slots_in_use() > 0 && space.working_set < 150);
    verify_books();
    faults = thread_current()->faults;
    for (uint32_t i = 0; i < 150; i++)
        CHECK(machine_read(start + i * PAGE_SIZE + 4 * i, &back, sizeof back) == STATUS_SUCCESS && back == i);
    CHECK(thread_current()->faults > faults);
    end();
}

static void what_is_not_there_is_an_access_violation(void)
{
    uint32_t byte = 0;
    begin();
    CHECK(machine_touch(0, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_touch(0x80400000, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_touch(0x80400000, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_kernel_touch(0x00400000, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_write(0xfffffffc, &byte, 4) == STATUS_ACCESS_VIOLATION);
    end();
}

/* What the machine is for: a kernel that forgets invlpg is found. */
static void a_forgotten_invlpg_is_found(void)
{
    begin();
    uint32_t start = committed(1);
    CHECK(machine_touch(start, MACHINE_WRITE) == STATUS_SUCCESS);
    machine_check_translations(false);
    pagetable_entry(page_of(start))->bits &= ~2u;
    machine_expect_end("stale translation");
    machine_check_translations(false);
}

static char order[8];
static uint32_t ordered;

static void runs_twice(void *letter)
{
    for (int i = 0; i < 2; i++) {
        order[ordered++] = (char)(uint32_t)letter;
        dispatcher_yield();
    }
}

static void threads_take_turns(void)
{
    struct thread *a = machine_thread("a", PRIORITY_NORMAL, runs_twice, (void *)'a');
    machine_thread("b", PRIORITY_NORMAL, runs_twice, (void *)'b');
    machine_thread("c", PRIORITY_NORMAL + 1, runs_twice, (void *)'c');
    machine_settle();
    CHECK(strcmp(order, "ccabab") == 0);
    CHECK(a->state == THREAD_TERMINATED && wait_one(&a->ended, WAIT_EXECUTIVE, 0) == STATUS_SUCCESS);
}

int main(void)
{
    RUN_ON_MACHINE(200, 64, boots);
    RUN_ON_MACHINE(200, 64, a_block_begins_in_one_place);
    RUN_ON_MACHINE(200, 64, a_write_faults_once_and_is_read_back);
    RUN_ON_MACHINE(128, 256, more_pages_than_frames_go_to_the_page_file_and_come_back);
    RUN_ON_MACHINE(200, 64, what_is_not_there_is_an_access_violation);
    RUN_ON_MACHINE(200, 64, a_forgotten_invlpg_is_found);
    RUN_ON_MACHINE(200, 64, threads_take_turns);
    return unit_end();
}
