#include "mmu/faultaccess.h"

#include "firmware/instruction.h"
#include "mmu/address.h"
#include "mmu/pagetable.h"
#include "mmu/usercopy.h"

static bool is_there(uint32_t address)
{
    page_t page = page_of(address);
    return pagetable_exists(page) && pte_kind(*pagetable_entry(page)) == PTE_VALID;
}

/* Of an instruction of any length: how many bytes may be read without a fault. The kernel's own are refused
 * by user_read(). */
static uint32_t bytes_there(uint32_t address)
{
    uint32_t room = PAGE_SIZE - address % PAGE_SIZE;
    if (!is_there(address))
        return 0;
    return room >= INSTRUCTION_LONGEST || is_there(address + room) ? INSTRUCTION_LONGEST : room;
}

bool fault_writes(const struct trap_frame *trap)
{
    uint8_t bytes[INSTRUCTION_LONGEST];
    if (trap->error & FAULT_WRITE)
        return true;
    if (!trap_from_user(trap))
        return false;
    uint32_t count = bytes_there(trap->eip);
    return status_ok(user_read(bytes, trap->eip, count)) && instruction_modifies(bytes, count);
}
