#include "sched/process/divide.h"

#include "firmware/panic.h"
#include "mmu/usercopy.h"

#define MOST_PREFIXES 14

/* An instruction on the way through its bytes. */
struct instruction {
    const struct trap_frame *frame;
    uint32_t next; /* address of the next byte */
    uint32_t base; /* of the segment */
    uint32_t fs_base;
    bool short_operand, short_address;
    bool bad; /* a byte could not be read */
};

static uint32_t take(struct instruction *at, uint32_t bytes)
{
    uint32_t value = 0;
    if (!status_ok(user_read(&value, at->next, bytes)))
        at->bad = true;
    at->next += bytes;
    return value;
}

static uint32_t take_signed_byte(struct instruction *at)
{
    return (uint32_t)(int32_t)(int8_t)take(at, 1);
}

static uint32_t take_signed_half(struct instruction *at)
{
    return (uint32_t)(int32_t)(int16_t)take(at, 2);
}

static bool took_prefix(struct instruction *at, uint32_t byte)
{
    switch (byte) {
    case 0x64:
        at->base = at->fs_base;
        return true;
    case 0x66:
        at->short_operand = true;
        return true;
    case 0x67:
        at->short_address = true;
        return true;
    case 0x26:
    case 0x2e:
    case 0x36:
    case 0x3e:
    case 0x65:
        at->base = 0;
        return true;
    default:
        return byte == 0xf2 || byte == 0xf3;
    }
}

static uint32_t take_opcode(struct instruction *at)
{
    uint32_t byte = take(at, 1);
    for (int i = 0; i < MOST_PREFIXES && took_prefix(at, byte); i++)
        byte = take(at, 1);
    return byte;
}

/* By the number that instructions have for it. */
static uint32_t register_of(const struct trap_frame *frame, uint32_t number)
{
    const uint32_t registers[8] = {frame->eax, frame->ecx, frame->edx, frame->ebx,
                                   frame->esp, frame->ebp, frame->esi, frame->edi};
    ASSERT(number < 8);
    return registers[number];
}

/* al, cl, dl, bl, ah, ch, dh, bh. */
static uint32_t byte_register_of(const struct trap_frame *frame, uint32_t number)
{
    return register_of(frame, number & 3) >> (number & 4 ? 8 : 0) & 0xff;
}

static uint32_t take_scaled(struct instruction *at, uint32_t mode)
{
    uint32_t byte = take(at, 1), index = byte >> 3 & 7, base = byte & 7;
    uint32_t address = index == 4 ? 0 : register_of(at->frame, index) << (byte >> 6);
    return address + (base == 5 && mode == 0 ? take(at, 4) : register_of(at->frame, base));
}

static uint32_t take_address(struct instruction *at, uint32_t mode, uint32_t rm)
{
    uint32_t address;
    if (mode == 0 && rm == 5)
        return take(at, 4);
    address = rm == 4 ? take_scaled(at, mode) : register_of(at->frame, rm);
    if (mode == 1)
        address += take_signed_byte(at);
    else if (mode == 2)
        address += take(at, 4);
    return address;
}

/* With the prefix 67: bx or bp and si or di, or one of them. */
static uint32_t take_short_address(struct instruction *at, uint32_t mode, uint32_t rm)
{
    const struct trap_frame *frame = at->frame;
    const uint32_t sums[8] = {frame->ebx + frame->esi,
                              frame->ebx + frame->edi,
                              frame->ebp + frame->esi,
                              frame->ebp + frame->edi,
                              frame->esi,
                              frame->edi,
                              frame->ebp,
                              frame->ebx};
    uint32_t address = mode == 0 && rm == 6 ? take_signed_half(at) : sums[rm];
    if (mode == 1)
        address += take_signed_byte(at);
    else if (mode == 2)
        address += take_signed_half(at);
    return address & 0xffff;
}

static uint32_t take_divisor(struct instruction *at, uint32_t bytes)
{
    uint32_t byte = take(at, 1), mode = byte >> 6, rm = byte & 7;
    if (mode == 3 && bytes == 1)
        return byte_register_of(at->frame, rm);
    if (mode == 3)
        return bytes == 2 ? register_of(at->frame, rm) & 0xffff : register_of(at->frame, rm);
    uint32_t address = at->short_address ? take_short_address(at, mode, rm) : take_address(at, mode, rm);
    at->next = at->base + address;
    return take(at, bytes);
}

bool divide_by_zero(const struct trap_frame *frame, uint32_t fs_base)
{
    struct instruction at = {.frame = frame, .next = frame->eip, .fs_base = fs_base};
    uint32_t opcode = take_opcode(&at), divisor = 0;
    if (opcode == 0xf6)
        divisor = take_divisor(&at, 1);
    else if (opcode == 0xf7)
        divisor = take_divisor(&at, at.short_operand ? 2 : 4);
    return at.bad || divisor == 0;
}
