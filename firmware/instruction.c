#include "firmware/instruction.h"

#define ESCAPE    0x0fu
#define TWO_BYTES 0x100u /* added to the opcode behind ESCAPE */

#define MODE_REGISTER 3
#define EVERY_REG     0xffu

#define PUSHF          0x9cu
#define POPF           0x9du
#define IRET           0xcfu
#define POP_SS         0x17u
#define MOV_TO_SEGMENT 0x8eu
#define LSS            (TWO_BYTES + 0xb2)
#define SEGMENT_SS     2u

/* An instruction on the way through its bytes. Behind the end it is all zeros: only its length tells. */
struct instruction {
    const uint8_t *bytes;
    uint32_t count, taken;
    bool short_operand, short_address, repeated;
};

/* The opcode maps (SDM vol. 2, appendix A): sixteen rows, a bit for each column from 0 on. Set: some form of
 * the opcode reads and writes one operand in memory. */
static const uint16_t maps[2][16] = {
    {
        [0x0] = 0x0303, /* ADD, OR */
        [0x1] = 0x0303, /* ADC, SBB */
        [0x2] = 0x0303, /* AND, SUB */
        [0x3] = 0x0003, /* XOR */
        [0x6] = 0x0008, /* ARPL */
        [0x8] = 0x00cf, /* group 1, XCHG */
        [0xc] = 0x0003, /* group 2: shifts and rotations */
        [0xd] = 0x000f, /* group 2 */
        [0xf] = 0xc0c0, /* groups 3, 4 and 5 */
    },
    {
        [0xa] = 0x3830, /* SHLD, BTS, SHRD */
        [0xb] = 0x0c0b, /* CMPXCHG, BTR, group 8, BTC */
        [0xc] = 0x0083, /* XADD, group 9 */
    },
};

static bool is_listed(uint32_t opcode)
{
    return maps[opcode >> 8][opcode >> 4 & 15] >> (opcode & 15) & 1;
}

/* Which values of reg (ModR/M) mean such a form: a bit for each. */
static uint32_t forms(uint32_t opcode)
{
    switch (opcode) {
    case 0x80:
    case 0x81:
    case 0x82:
    case 0x83:
        return 0x7f; /* not CMP */
    case 0xf6:
    case 0xf7:
        return 0x0c; /* NOT, NEG */
    case 0xfe:
    case 0xff:
        return 0x03; /* INC, DEC */
    case TWO_BYTES + 0xba:
        return 0xe0; /* BTS, BTR, BTC */
    case TWO_BYTES + 0xc7:
        return 0x02; /* CMPXCHG8B */
    default:
        return EVERY_REG;
    }
}

static uint32_t immediate_bytes(const struct instruction *at, uint32_t opcode)
{
    switch (opcode) {
    case 0x80:
    case 0x82:
    case 0x83:
    case 0xc0:
    case 0xc1:
    case TWO_BYTES + 0xa4:
    case TWO_BYTES + 0xac:
    case TWO_BYTES + 0xba:
        return 1;
    case 0x81:
        return at->short_operand ? 2 : 4;
    default:
        return 0;
    }
}

static uint32_t take(struct instruction *at)
{
    uint32_t index = at->taken++;
    return index < at->count ? at->bytes[index] : 0;
}

/* In the form of the maps: segments, operand and address size; LOCK and the repeats. */
static const uint16_t prefixes[16] = {
    [0x2] = 0x4040,
    [0x3] = 0x4040,
    [0x6] = 0x00f0,
    [0xf] = 0x000d,
};

bool instruction_is_prefix(uint8_t byte)
{
    return prefixes[byte >> 4] >> (byte & 15) & 1;
}

/* Most instructions are told apart by their first bytes: they have no such form, whatever follows. */
static bool may_modify(const uint8_t *bytes, uint32_t count)
{
    uint32_t opcode = bytes[0];
    if (opcode == ESCAPE && count > 1)
        opcode = TWO_BYTES + bytes[1];
    return is_listed(opcode) || instruction_is_prefix(bytes[0]);
}

static struct instruction begin(const uint8_t *bytes, uint32_t count)
{
    return (struct instruction){.bytes = bytes,
                                .count = count < INSTRUCTION_LONGEST ? count : INSTRUCTION_LONGEST};
}

static bool took_prefix(struct instruction *at, uint32_t byte)
{
    at->short_operand |= byte == 0x66;
    at->short_address |= byte == 0x67;
    at->repeated |= byte == 0xf2 || byte == 0xf3;
    return instruction_is_prefix((uint8_t)byte);
}

static uint32_t take_opcode(struct instruction *at)
{
    uint32_t byte = take(at);
    while (took_prefix(at, byte))
        byte = take(at);
    return byte == ESCAPE ? TWO_BYTES + take(at) : byte;
}

/* SDM vol. 2, tables 2-2 and 2-3. */
static uint32_t displacement_bytes(struct instruction *at, uint32_t mode, uint32_t rm)
{
    uint32_t base = rm == 4 ? take(at) & 7 : rm; /* of the SIB byte */
    if (mode == 0)
        return base == 5 ? 4 : 0;
    return mode == 1 ? 1 : 4;
}

/* Table 2-1: the prefix 67. */
static uint32_t short_displacement_bytes(uint32_t mode, uint32_t rm)
{
    if (mode == 0)
        return rm == 6 ? 2 : 0;
    return mode;
}

/* Behind the ModR/M byte. */
static void skip_operand(struct instruction *at, uint32_t modrm)
{
    uint32_t mode = modrm >> 6, rm = modrm & 7, bytes;
    if (mode == MODE_REGISTER)
        return;
    bytes = at->short_address ? short_displacement_bytes(mode, rm) : displacement_bytes(at, mode, rm);
    at->taken += bytes;
}

bool instruction_modifies(const uint8_t *bytes, uint32_t count)
{
    if (count == 0 || !may_modify(bytes, count))
        return false;
    struct instruction at = begin(bytes, count);
    uint32_t opcode = take_opcode(&at);
    if (!is_listed(opcode))
        return false;
    uint32_t modrm = take(&at);
    if (modrm >> 6 == MODE_REGISTER || !(forms(opcode) >> (modrm >> 3 & 7) & 1))
        return false;
    skip_operand(&at, modrm);
    at.taken += immediate_bytes(&at, opcode);
    return at.taken <= at.count;
}

/* ---- steps ---- */

/* Behind it `at` is behind the operand. */
static bool loads_stack_segment(struct instruction *at, uint32_t opcode)
{
    if (opcode == POP_SS)
        return true;
    if (opcode != MOV_TO_SEGMENT && opcode != LSS)
        return false;
    uint32_t modrm = take(at);
    skip_operand(at, modrm);
    return opcode == LSS || (modrm >> 3 & 7) == SEGMENT_SS;
}

static enum instruction_step step_of(uint32_t opcode, bool repeated)
{
    switch (opcode) {
    case PUSHF:
        return STEP_PUSHES_FLAGS;
    case POPF:
    case IRET:
        return STEP_TAKES_FLAGS;
    case 0xa4: /* MOVS, CMPS */
    case 0xa5:
    case 0xa6:
    case 0xa7:
    case 0xaa: /* STOS, LODS, SCAS */
    case 0xab:
    case 0xac:
    case 0xad:
    case 0xae:
    case 0xaf:
        return repeated ? STEP_REPEATS : STEP_PLAIN;
    default:
        return STEP_PLAIN;
    }
}

enum instruction_step instruction_step(const uint8_t *bytes, uint32_t count, uint32_t *length)
{
    struct instruction at = begin(bytes, count);
    uint32_t opcode = take_opcode(&at);
    *length = at.taken;
    if (!loads_stack_segment(&at, opcode))
        return step_of(opcode, at.repeated);
    *length = at.taken;
    return at.taken <= at.count ? STEP_HELD_BACK : STEP_PLAIN;
}
