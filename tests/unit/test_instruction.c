// sources: firmware/instruction.c
/*
 * Every opcode of both maps, with every ModR/M byte, is asked about beside a list that goes by instruction,
 * as the pages of the SDM's volume 2 do, and beside lengths that stand in tables here. The bytes lie at the
 * end of their memory, cut after each in turn: a look behind them is AddressSanitizer's.
 */
#include "firmware/instruction.h"

#include <stdlib.h>
#include <string.h>
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define ANY -1 /* reg names a register */

enum immediate { NOTHING, BYTE, OPERAND /* 2 bytes or 4 */ };

/* Those that read and write one operand in memory. Opcodes from 0f00 on have two bytes. */
static const struct form {
    const char *name;
    uint32_t opcode;
    int reg;
    enum immediate immediate;
} listed[] = {
    {"ADC", 0x10, ANY, NOTHING},
    {"ADC", 0x11, ANY, NOTHING},
    {"ADC", 0x80, 2, BYTE},
    {"ADC", 0x81, 2, OPERAND},
    {"ADC", 0x82, 2, BYTE},
    {"ADC", 0x83, 2, BYTE},
    {"ADD", 0x00, ANY, NOTHING},
    {"ADD", 0x01, ANY, NOTHING},
    {"ADD", 0x80, 0, BYTE},
    {"ADD", 0x81, 0, OPERAND},
    {"ADD", 0x82, 0, BYTE},
    {"ADD", 0x83, 0, BYTE},
    {"AND", 0x20, ANY, NOTHING},
    {"AND", 0x21, ANY, NOTHING},
    {"AND", 0x80, 4, BYTE},
    {"AND", 0x81, 4, OPERAND},
    {"AND", 0x82, 4, BYTE},
    {"AND", 0x83, 4, BYTE},
    {"ARPL", 0x63, ANY, NOTHING},
    {"BTC", 0x0fbb, ANY, NOTHING},
    {"BTC", 0x0fba, 7, BYTE},
    {"BTR", 0x0fb3, ANY, NOTHING},
    {"BTR", 0x0fba, 6, BYTE},
    {"BTS", 0x0fab, ANY, NOTHING},
    {"BTS", 0x0fba, 5, BYTE},
    {"CMPXCHG", 0x0fb0, ANY, NOTHING},
    {"CMPXCHG", 0x0fb1, ANY, NOTHING},
    {"CMPXCHG8B", 0x0fc7, 1, NOTHING},
    {"DEC", 0xfe, 1, NOTHING},
    {"DEC", 0xff, 1, NOTHING},
    {"INC", 0xfe, 0, NOTHING},
    {"INC", 0xff, 0, NOTHING},
    {"NEG", 0xf6, 3, NOTHING},
    {"NEG", 0xf7, 3, NOTHING},
    {"NOT", 0xf6, 2, NOTHING},
    {"NOT", 0xf7, 2, NOTHING},
    {"OR", 0x08, ANY, NOTHING},
    {"OR", 0x09, ANY, NOTHING},
    {"OR", 0x80, 1, BYTE},
    {"OR", 0x81, 1, OPERAND},
    {"OR", 0x82, 1, BYTE},
    {"OR", 0x83, 1, BYTE},
    {"RCL", 0xc0, 2, BYTE},
    {"RCL", 0xc1, 2, BYTE},
    {"RCL", 0xd0, 2, NOTHING},
    {"RCL", 0xd1, 2, NOTHING},
    {"RCL", 0xd2, 2, NOTHING},
    {"RCL", 0xd3, 2, NOTHING},
    {"RCR", 0xc0, 3, BYTE},
    {"RCR", 0xc1, 3, BYTE},
    {"RCR", 0xd0, 3, NOTHING},
    {"RCR", 0xd1, 3, NOTHING},
    {"RCR", 0xd2, 3, NOTHING},
    {"RCR", 0xd3, 3, NOTHING},
    {"ROL", 0xc0, 0, BYTE},
    {"ROL", 0xc1, 0, BYTE},
    {"ROL", 0xd0, 0, NOTHING},
    {"ROL", 0xd1, 0, NOTHING},
    {"ROL", 0xd2, 0, NOTHING},
    {"ROL", 0xd3, 0, NOTHING},
    {"ROR", 0xc0, 1, BYTE},
    {"ROR", 0xc1, 1, BYTE},
    {"ROR", 0xd0, 1, NOTHING},
    {"ROR", 0xd1, 1, NOTHING},
    {"ROR", 0xd2, 1, NOTHING},
    {"ROR", 0xd3, 1, NOTHING},
    {"SAR", 0xc0, 7, BYTE},
    {"SAR", 0xc1, 7, BYTE},
    {"SAR", 0xd0, 7, NOTHING},
    {"SAR", 0xd1, 7, NOTHING},
    {"SAR", 0xd2, 7, NOTHING},
    {"SAR", 0xd3, 7, NOTHING},
    {"SBB", 0x18, ANY, NOTHING},
    {"SBB", 0x19, ANY, NOTHING},
    {"SBB", 0x80, 3, BYTE},
    {"SBB", 0x81, 3, OPERAND},
    {"SBB", 0x82, 3, BYTE},
    {"SBB", 0x83, 3, BYTE},
    {"SHL", 0xc0, 4, BYTE},
    {"SHL", 0xc1, 4, BYTE},
    {"SHL", 0xd0, 4, NOTHING},
    {"SHL", 0xd1, 4, NOTHING},
    {"SHL", 0xd2, 4, NOTHING},
    {"SHL", 0xd3, 4, NOTHING},
    {"SAL", 0xc0, 6, BYTE},
    {"SAL", 0xc1, 6, BYTE},
    {"SAL", 0xd0, 6, NOTHING},
    {"SAL", 0xd1, 6, NOTHING},
    {"SAL", 0xd2, 6, NOTHING},
    {"SAL", 0xd3, 6, NOTHING},
    {"SHLD", 0x0fa4, ANY, BYTE},
    {"SHLD", 0x0fa5, ANY, NOTHING},
    {"SHR", 0xc0, 5, BYTE},
    {"SHR", 0xc1, 5, BYTE},
    {"SHR", 0xd0, 5, NOTHING},
    {"SHR", 0xd1, 5, NOTHING},
    {"SHR", 0xd2, 5, NOTHING},
    {"SHR", 0xd3, 5, NOTHING},
    {"SHRD", 0x0fac, ANY, BYTE},
    {"SHRD", 0x0fad, ANY, NOTHING},
    {"SUB", 0x28, ANY, NOTHING},
    {"SUB", 0x29, ANY, NOTHING},
    {"SUB", 0x80, 5, BYTE},
    {"SUB", 0x81, 5, OPERAND},
    {"SUB", 0x82, 5, BYTE},
    {"SUB", 0x83, 5, BYTE},
    {"XADD", 0x0fc0, ANY, NOTHING},
    {"XADD", 0x0fc1, ANY, NOTHING},
    {"XCHG", 0x86, ANY, NOTHING},
    {"XCHG", 0x87, ANY, NOTHING},
    {"XOR", 0x30, ANY, NOTHING},
    {"XOR", 0x31, ANY, NOTHING},
    {"XOR", 0x80, 6, BYTE},
    {"XOR", 0x81, 6, OPERAND},
    {"XOR", 0x82, 6, BYTE},
    {"XOR", 0x83, 6, BYTE},
};

#define FORMS (sizeof listed / sizeof listed[0])

/* How many bytes of address stand behind ModR/M, by its mode and rm; the SIB byte is one of them. */
static const uint32_t address_bytes[3][8] = {
    {0, 0, 0, 0, 1, 4, 0, 0}, {1, 1, 1, 1, 2, 1, 1, 1}, {4, 4, 4, 4, 5, 4, 4, 4}};
static const uint32_t short_address_bytes[3][8] = {
    {0, 0, 0, 0, 0, 0, 2, 0}, {1, 1, 1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 2, 2, 2}};

static uint8_t *memory; /* of INSTRUCTION_LONGEST bytes */

/* What is in question, as it is put together. */
static uint8_t code[INSTRUCTION_LONGEST + 16];
static uint32_t length;

static void put(uint32_t byte)
{
    code[length++] = (uint8_t)byte;
}

static bool modifies(uint32_t count)
{
    uint8_t *place = memory + INSTRUCTION_LONGEST - count;
    memcpy(place, code, count);
    return instruction_modifies(place, count);
}

/* The answer is `yes` as soon as all of its bytes are there, and no before. */
static bool agrees(bool yes)
{
    for (uint32_t count = 0; count <= INSTRUCTION_LONGEST; count++)
        if (modifies(count) != (yes && count >= length))
            return false;
    return true;
}

static const struct form *find(uint32_t opcode, int reg)
{
    for (uint32_t i = 0; i < FORMS; i++)
        if (listed[i].opcode == opcode && (listed[i].reg == ANY || listed[i].reg == reg))
            return &listed[i];
    return NULL;
}

static uint32_t rest(const struct form *form, uint32_t modrm, uint32_t sib, bool short_operand,
                     bool short_address)
{
    uint32_t mode = modrm >> 6, rm = modrm & 7;
    uint32_t bytes = (short_address ? short_address_bytes : address_bytes)[mode][rm];
    if (!short_address && rm == 4 && mode == 0 && (sib & 7) == 5)
        bytes += 4;
    if (form->immediate == NOTHING)
        return bytes;
    return bytes + (form->immediate == BYTE ? 1 : short_operand ? 2 : 4);
}

static bool is_prefix(uint32_t opcode)
{
    return opcode < 0x100 && memchr("\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3\x0f", (int)opcode, 12);
}

/* One opcode, with each ModR/M byte, and each base that a SIB byte can name. */
static bool opcode_agrees(const uint8_t *prefixes, uint32_t count, uint32_t opcode)
{
    bool short_operand = memchr(prefixes, 0x66, count), short_address = memchr(prefixes, 0x67, count);
    for (uint32_t modrm = 0; modrm < 0x100; modrm++)
        for (uint32_t sib = 0; sib < ((modrm & 7) == 4 ? 8u : 1u); sib++) {
            length = 0;
            memset(code, 0, sizeof code);
            for (uint32_t i = 0; i < count; i++)
                put(prefixes[i]);
            if (opcode >= 0x0f00)
                put(0x0f);
            put(opcode);
            put(modrm);
            code[length] = (uint8_t)sib;
            const struct form *form = find(opcode, modrm >> 3 & 7);
            if (form && modrm < 0xc0)
                length += rest(form, modrm, sib, short_operand, short_address);
            if (form && modrm < 0xc0 ? !agrees(true) : modifies(INSTRUCTION_LONGEST)) {
                printf("# %04x, ModR/M %02x, SIB %02x, %u prefixes from %02x: %s\n", (unsigned)opcode,
                       (unsigned)modrm, (unsigned)sib, (unsigned)count, prefixes[0], form ? form->name : "-");
                return false;
            }
        }
    return true;
}

static bool maps_agree(const uint8_t *prefixes, uint32_t count)
{
    for (uint32_t opcode = 0; opcode < 0x100; opcode++) {
        if (!is_prefix(opcode) && !opcode_agrees(prefixes, count, opcode))
            return false;
        if (!opcode_agrees(prefixes, count, 0x0f00 + opcode))
            return false;
    }
    return true;
}

static void every_form(void)
{
    CHECK(maps_agree((const uint8_t[1]){0}, 0));
}

static void every_form_with_16_bit_operands_and_addresses(void)
{
    CHECK(maps_agree((const uint8_t *)"\x66", 1));
    CHECK(maps_agree((const uint8_t *)"\x67", 1));
    CHECK(maps_agree((const uint8_t *)"\x66\x67", 2));
    CHECK(maps_agree((const uint8_t *)"\x67\x66", 2));
}

static void every_form_locked_repeated_and_in_a_segment(void)
{
    static const uint8_t one[] = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf0, 0xf2, 0xf3};
    for (uint32_t i = 0; i < sizeof one; i++)
        CHECK(maps_agree(&one[i], 1));
    CHECK(maps_agree((const uint8_t *)"\xf0\x66\x67\x64", 4));
    CHECK(maps_agree((const uint8_t *)"\x2e\xf2\x67\x66\xf0", 5));
}

/* A longer one is refused by the processor, and is no page fault. */
static void an_instruction_has_15_bytes_at_most(void)
{
    uint8_t bytes[32];
    memset(bytes, 0x66, sizeof bytes);
    for (uint32_t prefixes = 0; prefixes < 30; prefixes++) {
        bytes[prefixes] = 0x01;
        bytes[prefixes + 1] = 0x03; /* add [ebx], ax */
        CHECK(instruction_modifies(bytes, sizeof bytes) == (prefixes + 2 <= INSTRUCTION_LONGEST));
        bytes[prefixes] = 0x66;
    }
    CHECK(!instruction_modifies(bytes, sizeof bytes));
}

/* Two operands in memory, or one that is only read or only written. */
static void others_do_not(void)
{
    static const char others[][8] = {
        "\xa4",             /* movsb: reads one, writes the other */
        "\xa5",             /* movsl */
        "\x8f\x03",         /* pop [ebx] */
        "\xff\x33",         /* push [ebx] */
        "\xff\x13",         /* call [ebx] */
        "\x89\x03",         /* mov [ebx], eax */
        "\x8b\x03",         /* mov eax, [ebx] */
        "\x39\x03",         /* cmp [ebx], eax */
        "\x85\x03",         /* test [ebx], eax */
        "\x0f\x94\x03",     /* sete [ebx] */
        "\x0f\xa3\x03",     /* bt [ebx], eax */
        "\x0f\xba\x23\x05", /* bt [ebx], 5 */
        "\xdb\x1b",         /* fistp [ebx] */
        "\xdd\x33",         /* fnsave [ebx] */
        "\x0f\xae\x03",     /* fxsave [ebx] */
        "\xc8\x10",         /* enter */
    };
    for (uint32_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK(!instruction_modifies((const uint8_t *)others[i], sizeof others[i]));
}

/* Whatever the bytes: no more of them changes a yes, and none behind the count is read. */
static void any_bytes(void)
{
    uint32_t state = 20261126, yes = 0;
    for (uint32_t round = 0; round < 300000; round++) {
        for (uint32_t i = 0; i < INSTRUCTION_LONGEST; i++)
            code[i] = (uint8_t)host_random(&state);
        bool before = false;
        for (uint32_t count = 0; count <= INSTRUCTION_LONGEST; count++) {
            bool now = modifies(count);
            CHECK(now || !before);
            before = now;
        }
        yes += before;
    }
    CHECK(yes > 10000);
}

/* ---- steps ---- */

/* The bytes lie at the end of their memory. */
static enum instruction_step step(const void *bytes, uint32_t count, uint32_t *length)
{
    uint8_t *at = memory + INSTRUCTION_LONGEST - count;
    memcpy(at, bytes, count);
    return instruction_step(at, count, length);
}

static void a_step_is_told_by_its_opcode(void)
{
    static const struct {
        const char *bytes;
        uint32_t count;
        enum instruction_step step;
        uint32_t length;
    } steps[] = {
        {"\x90", 1, STEP_PLAIN, 1},
        {"\x0f\xa2", 2, STEP_PLAIN, 2},
        {"\x9c", 1, STEP_PUSHES_FLAGS, 1},
        {"\x66\x9c", 2, STEP_PUSHES_FLAGS, 2},
        {"\x9d", 1, STEP_TAKES_FLAGS, 1},
        {"\xcf", 1, STEP_TAKES_FLAGS, 1},
        {"\xa4", 1, STEP_PLAIN, 1},
        {"\xf3\xa4", 2, STEP_REPEATS, 2},
        {"\xf2\xae", 2, STEP_REPEATS, 2},
        {"\xf3\x66\x2e\xa7", 4, STEP_REPEATS, 4},
        {"\xf3\x90", 2, STEP_PLAIN, 2}, /* pause */
        {"\xf3\x9c", 2, STEP_PUSHES_FLAGS, 2},
        {"\x17\x9c", 2, STEP_HELD_BACK, 1},                             /* pop ss */
        {"\x8e\xd0\x9d", 3, STEP_HELD_BACK, 2},                         /* mov ss, eax */
        {"\x8e\x55\x08\x9c", 4, STEP_HELD_BACK, 3},                     /* mov ss, [ebp + 8] */
        {"\x2e\x66\x8e\x94\x24\x80\x01\x00\x00", 9, STEP_HELD_BACK, 9}, /* mov ss, cs:[esp + 0x180] */
        {"\x0f\xb2\x24\x24", 4, STEP_HELD_BACK, 4},                     /* lss esp, [esp] */
        {"\x0f\xb4\x24\x24", 4, STEP_PLAIN, 2},                         /* lfs */
        {"\x8e\xd8\x9c", 3, STEP_PLAIN, 1},                             /* mov ds, eax */
        {"\x1f\x9c", 2, STEP_PLAIN, 1},                                 /* pop ds */
        {"\x17", 1, STEP_HELD_BACK, 1},
        {"\x8e", 1, STEP_PLAIN, 1}, /* what is behind cannot be read */
        {"\x8e\x55", 2, STEP_PLAIN, 3},
    };
    for (uint32_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        uint32_t length = 0;
        CHECK(step(steps[i].bytes, steps[i].count, &length) == steps[i].step);
        CHECK(length == steps[i].length);
    }
}

/* Whatever the bytes: none behind the count is read, and the opcode ends among them or where they do. */
static void any_step(void)
{
    static const uint8_t often[] = {0x17, 0x8e, 0xd0, 0xf3, 0x9c, 0x66};
    uint32_t state = 20261127, told = 0;
    for (uint32_t round = 0; round < 300000; round++) {
        uint8_t bytes[INSTRUCTION_LONGEST] = {0};
        uint32_t count = host_random(&state) % (INSTRUCTION_LONGEST + 1), length = 99;
        for (uint32_t i = 0; i < count; i++)
            bytes[i] = host_random(&state) % 2 ? (uint8_t)host_random(&state)
                                               : often[host_random(&state) % sizeof often];
        told += step(bytes, count, &length) != STEP_PLAIN;
        CHECK(length <= count + 7);
    }
    CHECK(told > 1000);
}

int main(void)
{
    memory = malloc(INSTRUCTION_LONGEST);
    RUN(every_form);
    RUN(every_form_with_16_bit_operands_and_addresses);
    RUN(every_form_locked_repeated_and_in_a_segment);
    RUN(an_instruction_has_15_bytes_at_most);
    RUN(others_do_not);
    RUN(any_bytes);
    RUN(a_step_is_told_by_its_opcode);
    RUN(any_step);
    free(memory);
    return unit_end();
}
