// machine
/*
 * The kernel looks at the instruction where it lies, in the program's half, which this process does not have:
 * so pages that were written to are shown here, too, and no others.
 */
#include "mmu/faultaccess.h"

#include <string.h>
#include "firmware/cpu.h"
#include "firmware/instruction.h"
#include "mmu/pool.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/hostmemory.h"
#include "tests/unit/unit.h"

#define CODE 0x00400000u /* one page, the next is reserved */
#define LAST (CODE + PAGE_SIZE)
#define TAG  0x74736554 /* "Test" */

static struct space space;

static const uint8_t add[] = {0x81, 0x03, 1, 2, 3, 4}; /* add dword [ebx], 04030201 */
static const uint8_t compare[] = {0x81, 0x3b, 1, 2, 3, 4};

static void begin(void)
{
    uint32_t start = CODE;
    struct vad *vad;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &start, 2 * PAGE_SIZE, PROT_READWRITE, false, false, &vad) ==
          STATUS_SUCCESS);
    CHECK(virtual_commit(&space, CODE, LAST, PROT_EXECUTE_READWRITE) == STATUS_SUCCESS);
}

static void end(void)
{
    machine_release(&space, CODE);
    space_clean(&space);
    machine_enter(NULL);
    space_destroy(&space);
    verify_books();
}

static bool writes(uint32_t eip, uint32_t error)
{
    const struct trap_frame trap = {
        .eip = eip, .error = error, .cs = error & FAULT_USER ? SELECTOR_USER_CODE : SELECTOR_KERNEL_CODE};
    return fault_writes(&trap);
}

static void show(uint32_t address)
{
    host_memory_show(page_of(address).address, pte_pfn(machine_pte(&space, address)).number << PAGE_SHIFT,
                     false);
}

static void put(uint32_t address, const uint8_t *bytes, uint32_t count)
{
    CHECK(machine_write(address, bytes, count) == STATUS_SUCCESS);
    show(address);
    show(address + count - 1);
}

static void what_the_error_code_calls_a_write_is_one(void)
{
    begin();
    put(CODE, compare, sizeof compare);
    CHECK(writes(CODE, FAULT_USER | FAULT_WRITE));
    CHECK(writes(CODE, FAULT_WRITE));
    CHECK(writes(0, FAULT_USER | FAULT_WRITE));
    end();
}

static void the_instruction_tells_what_a_read_is(void)
{
    begin();
    put(CODE, add, sizeof add);
    CHECK(writes(CODE, FAULT_USER));
    CHECK(writes(CODE, FAULT_USER | FAULT_PRESENT));
    CHECK(!writes(CODE + 1, FAULT_USER)); /* add eax, [ecx] */
    put(CODE, compare, sizeof compare);
    CHECK(!writes(CODE, FAULT_USER));
    end();
}

static void the_kernel_does_not_ask(void)
{
    begin();
    put(CODE, add, sizeof add);
    CHECK(!writes(CODE, 0));
    end();
}

/* A program that jumps into the kernel. */
static void an_instruction_of_the_kernel_reads(void)
{
    begin();
    uint8_t *block = pool_alloc(sizeof add, TAG);
    memcpy(block, add, sizeof add);
    CHECK(instruction_modifies(block, sizeof add) && !writes((uint32_t)block, FAULT_USER | FAULT_PRESENT));
    pool_free(block);
    end();
}

/* The page that it lies on is what faults: nothing is read of it, and nothing faults again. */
static void an_instruction_that_is_not_there_reads(void)
{
    begin();
    machine_log_clear();
    CHECK(!writes(CODE, FAULT_USER));
    CHECK(!writes(LAST, FAULT_USER));
    CHECK(!writes(0x7ff00000, FAULT_USER)); /* no page table */
    CHECK(!writes(0, FAULT_USER));
    CHECK(!writes(layout.user_end, FAULT_USER) && !writes(layout.user_end - 1, FAULT_USER));
    CHECK(strstr(machine_log(), "fault") == NULL);
    end();
}

/* Cut by the end of the page it reads; whole, it writes, at the very end of the page, too. */
static void the_next_page_counts_if_it_is_there(void)
{
    begin();
    for (uint32_t here = 1; here <= sizeof add; here++) {
        put(LAST - here, add, here);
        CHECK(writes(LAST - here, FAULT_USER) == (here == sizeof add));
    }
    CHECK(virtual_commit(&space, LAST, LAST + PAGE_SIZE, PROT_EXECUTE_READWRITE) == STATUS_SUCCESS);
    for (uint32_t here = 1; here < sizeof add; here++) {
        put(LAST - here, add, sizeof add);
        CHECK(writes(LAST - here, FAULT_USER));
    }
    end();
}

int main(void)
{
    RUN_ON_MACHINE(200, 20, what_the_error_code_calls_a_write_is_one);
    RUN_ON_MACHINE(200, 20, the_instruction_tells_what_a_read_is);
    RUN_ON_MACHINE(200, 20, the_kernel_does_not_ask);
    RUN_ON_MACHINE(200, 20, an_instruction_of_the_kernel_reads);
    RUN_ON_MACHINE(200, 20, an_instruction_that_is_not_there_reads);
    RUN_ON_MACHINE(200, 20, the_next_page_counts_if_it_is_there);
    return unit_end();
}
