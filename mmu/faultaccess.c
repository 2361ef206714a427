#include "mmu/faultaccess.h"

#include "firmware/instruction.h"
#include "mmu/address.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"

/* Of an instruction of any length: how many bytes may be read without a fault. */
static uint32_t bytes_there(uint32_t address)
{
    uint32_t room = PAGE_SIZE - address % PAGE_SIZE;
    if (address >= layout.system || !pagetable_maps(page_of(address)))
        return 0;
    if (room >= INSTRUCTION_LONGEST || pagetable_maps(page_of(address + room)))
        return INSTRUCTION_LONGEST;
    return room;
}

/* The bytes are read where they lie, without a copy: most faults come by here. */
bool fault_modifies(const struct trap_frame *trap)
{
    return instruction_modifies((const uint8_t *)trap->eip, bytes_there(trap->eip));
}
