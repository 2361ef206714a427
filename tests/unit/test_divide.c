// sources: sched/process/divide.c
#include "sched/process/divide.h"

#include <stddef.h>
#include <string.h>
#include "mmu/usercopy.h"
#include "tests/unit/unit.h"

#define CODE  0x401000u
#define DATA  0x10000u /* the divisors that are not 0 lie at DATA + 0x40 .. 0x43, and only they */
#define TEB   0x7ffde000u
#define BYTES 0x100u

static uint8_t code[16], data[BYTES], low[BYTES], teb[BYTES];

static uint8_t *place(uint32_t address)
{
    if (address - CODE < sizeof code)
        return code + (address - CODE);
    if (address - DATA < BYTES)
        return data + (address - DATA);
    if (address - TEB < BYTES)
        return teb + (address - TEB);
    return address < BYTES ? low + address : NULL;
}

ntstatus user_read(void *to, uint32_t from, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++) {
        uint8_t *byte = place(from + i);
        if (!byte)
            return STATUS_ACCESS_VIOLATION;
        ((uint8_t *)to)[i] = *byte;
    }
    return STATUS_SUCCESS;
}

/* Every register is 0 but for ebx, which points at the data; esi is a small index. */
static bool by_zero(const char *bytes, uint32_t length)
{
    const struct trap_frame frame = {.eip = CODE, .ebx = DATA, .esi = 0x10, .ebp = DATA + 0x80, .edi = 0x40};
    memset(code, 0x90, sizeof code);
    memcpy(code, bytes, length);
    memset(data, 0, sizeof data);
    memset(low, 0, sizeof low);
    memset(teb, 0, sizeof teb);
    memset(data + 0x40, 0xff, 4);
    memset(low + 0x40, 0xff, 4);
    memset(teb + 0x40, 0xff, 4);
    return divide_by_zero(&frame, TEB);
}

#define BY_ZERO(bytes) by_zero(bytes, sizeof bytes - 1)

static void registers(void)
{
    CHECK(BY_ZERO("\xf7\xf1"));      /* div ecx */
    CHECK(!BY_ZERO("\xf7\xfe"));     /* idiv esi */
    CHECK(BY_ZERO("\x66\xf7\xf3"));  /* div bx: its low half is 0 */
    CHECK(!BY_ZERO("\xf7\xf3"));     /* div ebx */
    CHECK(BY_ZERO("\xf6\xf3"));      /* div bl */
    CHECK(BY_ZERO("\xf6\xf7"));      /* div bh */
    CHECK(!BY_ZERO("\x66\xf7\xf6")); /* div si */
}

static void memory(void)
{
    CHECK(BY_ZERO("\xf7\x33"));                                 /* [ebx] */
    CHECK(!BY_ZERO("\xf7\x73\x40"));                            /* [ebx+40] */
    CHECK(!BY_ZERO("\xf7\x75\xc0"));                            /* [ebp-40] */
    CHECK(!BY_ZERO("\xf7\xb3\x40\x00\x00\x00"));                /* [ebx+00000040] */
    CHECK(!BY_ZERO("\xf7\x35\x40\x00\x01\x00"));                /* [00010040] */
    CHECK(!BY_ZERO("\xf7\x34\xb3"));                            /* [ebx+esi*4] */
    CHECK(BY_ZERO("\xf7\x34\x73"));                             /* [ebx+esi*2] */
    CHECK(!BY_ZERO("\xf7\x74\x73\x20"));                        /* [ebx+esi*2+20] */
    CHECK(!BY_ZERO("\xf7\x34\xb5\x00\x00\x01\x00"));            /* [esi*4+00010000] */
    CHECK(!BY_ZERO("\xf7\xb4\x23\x40\x00\x00\x00"));            /* [ebx+00000040], no index */
    CHECK(!BY_ZERO("\xf6\x73\x43") && BY_ZERO("\xf6\x73\x44")); /* one byte */
    CHECK(!BY_ZERO("\x66\xf7\x73\x42") && BY_ZERO("\x66\xf7\x73\x44"));
    CHECK(!BY_ZERO("\xf7\x73\x3d") && BY_ZERO("\xf7\x73\x3c"));
}

static void prefixes(void)
{
    CHECK(!BY_ZERO("\x64\xf7\x35\x40\x00\x00\x00")); /* fs:[40] */
    CHECK(BY_ZERO("\x64\xf7\x35\x44\x00\x00\x00"));  /* fs:[44] */
    CHECK(!BY_ZERO("\x2e\x26\xf7\x73\x40"));         /* others change nothing */
    CHECK(!BY_ZERO("\x67\xf7\x35"));                 /* [di] */
    CHECK(!BY_ZERO("\x67\xf7\x36\x40\x00"));         /* [0040] */
    CHECK(!BY_ZERO("\x67\xf7\x70\x30"));             /* [bx+si+30] */
    CHECK(!BY_ZERO("\x67\xf7\xb0\x30\x00"));         /* [bx+si+0030] */
}

static void what_cannot_be_read_or_is_no_division_counts_as_zero(void)
{
    CHECK(BY_ZERO("\xf7\x35\x00\x00\x00\x70"));
    CHECK(BY_ZERO("\xd4\x00")); /* aam 0 */
    CHECK(BY_ZERO("\x90"));
    CHECK(BY_ZERO("\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66"));
}

int main(void)
{
    RUN(registers);
    RUN(memory);
    RUN(prefixes);
    RUN(what_cannot_be_read_or_is_no_division_counts_as_zero);
    return unit_end();
}
