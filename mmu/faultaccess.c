#include "mmu/faultaccess.h"

#include "firmware/instruction.h"
#include "mmu/address.h"
#include "mmu/layout.h"
#include "mmu/pagetable.h"
#include "mmu/usercopy.h"

/* Of an instruction of any length: how many bytes may be read without a fault. */
static uint32_t bytes_there(uint32_t address)
{
    uint32_t count = bytes_in_page(address, INSTRUCTION_LONGEST);
    if (address >= layout.reach || !pagetable_maps(page_of(address)))
        return 0;
    if (count == INSTRUCTION_LONGEST || pagetable_maps(page_of(address + count)))
        return INSTRUCTION_LONGEST;
    return count;
}

/* The bytes are read where they lie, without a copy: most faults come by here. */
bool fault_modifies(const struct trap_frame *trap)
{
    return instruction_modifies((const uint8_t *)trap->eip, bytes_there(trap->eip));
}

/* Whatever is there of the next page counts, as above. */
bool fault_modifies_apart(const struct trap_frame *trap)
{
    uint8_t bytes[INSTRUCTION_LONGEST];
    uint32_t count = bytes_in_page(trap->eip, sizeof bytes);
    if (!user_peek(bytes, trap->eip, count))
        return false;
    if (count < sizeof bytes && user_peek(bytes + count, trap->eip + count, sizeof bytes - count))
        count = sizeof bytes;
    return instruction_modifies(bytes, count);
}
