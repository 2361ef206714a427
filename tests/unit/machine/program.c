/*
 * What a program does to memory, and what the kernel does to a program's.
 */
#include <string.h>
#include "firmware/cpu.h"
#include "mmu/fault.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "tests/unit/machine.h"
#include "tests/unit/machine/hostmemory.h"
#include "tests/unit/machine/parts.h"

#define CODE        0x7fff8000u /* where the accessing instruction stands: nothing else is there */
#define RECOVERY    0xfffffff0u
#define FAULTS_MOST 50 /* one access: guard, stack, demand zero, and a few tries that waited */

void trap_dispatch(struct trap_frame *frame);

/* A fault may wait, and others fault meanwhile: what it becomes belongs to its trap. */
struct taken {
    struct trap_frame trap;
    ntstatus status;
};

static void deliver(struct trap_frame *trap, const struct fault_exception *what)
{
    ((struct taken *)trap)->status = what->status;
}

/* STATUS_SUCCESS: go on, the fault is resolved. */
static ntstatus take_fault(uint32_t address, uint32_t access, uint32_t error)
{
    struct taken taken = {.trap = {.vector = TRAP_PAGE_FAULT,
                                   .error = error,
                                   .eip = access & FAULT_FETCH ? address : CODE,
                                   .cs = error & FAULT_USER ? SELECTOR_USER_CODE : SELECTOR_KERNEL_CODE}};
    trap_dispatch(&taken.trap);
    if (error & FAULT_USER)
        return taken.status;
    return taken.trap.eip == RECOVERY ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

/* Where the byte lies in physical memory once nothing faults any more. */
static ntstatus reach(uint32_t address, uint32_t access, uint32_t *physical)
{
    uint32_t error;
    for (int faults = 0; !processor_translate(address, access, physical, &error); faults++) {
        ntstatus status = take_fault(address, access, error);
        if (status != STATUS_SUCCESS)
            return status;
        if (faults == FAULTS_MOST)
            machine_fail("the fault at %08x does not end", (unsigned)address);
    }
    return STATUS_SUCCESS;
}

/* The kernel touches the paged pool. */
static bool touch_pool(uint32_t address, bool write)
{
    uint32_t physical;
    return processor_show_pool(address) &&
           reach(address, write ? FAULT_WRITE : 0, &physical) == STATUS_SUCCESS &&
           processor_show_pool(address);
}

void program_start(void)
{
    fault_start(deliver);
    host_memory_on_fault(touch_pool);
}

static ntstatus move_in(uint32_t to, const uint8_t *from, uint32_t bytes, uint32_t access)
{
    while (bytes > 0) {
        uint32_t physical, count = bytes_in_page(to, bytes);
        ntstatus status = reach(to, access | FAULT_WRITE, &physical);
        if (status != STATUS_SUCCESS)
            return status;
        memcpy(machine_physical(physical), from, count);
        to += count;
        from += count;
        bytes -= count;
    }
    return STATUS_SUCCESS;
}

static ntstatus move_out(uint8_t *to, uint32_t from, uint32_t bytes, uint32_t access)
{
    while (bytes > 0) {
        uint32_t physical, count = bytes_in_page(from, bytes);
        ntstatus status = reach(from, access, &physical);
        if (status != STATUS_SUCCESS)
            return status;
        memcpy(to, machine_physical(physical), count);
        to += count;
        from += count;
        bytes -= count;
    }
    return STATUS_SUCCESS;
}

ntstatus machine_write(uint32_t address, const void *from, uint32_t bytes)
{
    return move_in(address, from, bytes, FAULT_USER);
}

ntstatus machine_read(uint32_t address, void *to, uint32_t bytes)
{
    return move_out(to, address, bytes, FAULT_USER);
}

ntstatus machine_system_write(uint32_t address, const void *from, uint32_t bytes)
{
    return move_in(address, from, bytes, 0);
}

ntstatus machine_system_read(uint32_t address, void *to, uint32_t bytes)
{
    return move_out(to, address, bytes, 0);
}

ntstatus machine_touch(uint32_t address, enum machine_access access)
{
    uint32_t physical;
    uint32_t how = access == MACHINE_WRITE ? FAULT_WRITE : access == MACHINE_EXECUTE ? FAULT_FETCH : 0;
    return reach(address, FAULT_USER | how, &physical);
}

ntstatus machine_kernel_touch(uint32_t address, enum machine_access access)
{
    uint8_t byte;
    ntstatus status = user_read(&byte, address, 1);
    return access == MACHINE_WRITE && status_ok(status) ? user_write(address, &byte, 1) : status;
}

/* A byte that is copied onto itself is one access, which writes. */
static ntstatus move_onto_itself(uint32_t address, uint32_t access)
{
    uint32_t physical;
    return reach(address, access | FAULT_WRITE, &physical);
}

/* usercopy.S for this machine: one of the two addresses is a program's, or both are the same byte. */
int user_copy(void *to, const void *from, uint32_t bytes, uint32_t *recovery)
{
    uint32_t before = *recovery;
    ntstatus status;
    *recovery = RECOVERY;
    if (to == from)
        status = move_onto_itself((uint32_t)to, 0);
    else
        status = (uint32_t)to < layout.system ? move_in((uint32_t)to, from, bytes, 0)
                                              : move_out(to, (uint32_t)from, bytes, 0);
    *recovery = before;
    return status != STATUS_SUCCESS;
}
