#include "sched/process/privileged.h"

#include "firmware/instruction.h"
#include "mmu/usercopy.h"

#define MOST_PREFIXES 4
#define PREFIX_LOCK   0xf0

/* HLT, CLI, STI, and the port instructions (Intel SDM vol. 2, opcode map A-2). */
static bool one_byte(uint8_t opcode)
{
    return opcode == 0xf4 || opcode == 0xfa || opcode == 0xfb || (opcode >= 0x6c && opcode <= 0x6f) ||
           (opcode & 0xf4) == 0xe4;
}

/* Behind 0F: descriptor tables, CLTS, INVD, WBINVD, control and debug registers, model-specific registers. */
static bool two_bytes(uint8_t opcode)
{
    return opcode <= 0x01 || opcode == 0x06 || opcode == 0x08 || opcode == 0x09 ||
           (opcode >= 0x20 && opcode <= 0x23) || opcode == 0x30 || opcode == 0x32 || opcode == 0x33;
}

static bool next_byte(uint32_t *address, uint8_t *byte)
{
    return status_ok(user_read(byte, (*address)++, 1));
}

/* The byte behind the prefixes. *locked: one of them was LOCK. False when it cannot be read. */
static bool opcode_at(uint32_t *address, uint8_t *opcode, bool *locked)
{
    *locked = false;
    for (int i = 0; i <= MOST_PREFIXES; i++) {
        if (!next_byte(address, opcode))
            return false;
        if (!instruction_is_prefix(*opcode))
            break;
        *locked |= *opcode == PREFIX_LOCK;
    }
    return true;
}

bool instruction_is_privileged(uint32_t address)
{
    uint8_t byte;
    bool locked;
    if (!opcode_at(&address, &byte, &locked))
        return false;
    if (byte != 0x0f)
        return one_byte(byte);
    return next_byte(&address, &byte) && two_bytes(byte);
}

bool instruction_is_locked(uint32_t address)
{
    uint8_t byte;
    bool locked;
    opcode_at(&address, &byte, &locked);
    return locked;
}

bool instruction_is_icebp(uint32_t address)
{
    uint8_t byte;
    return next_byte(&address, &byte) && byte == 0xf1;
}
