/*
 * Random bytes without entropy: this machine promises the same run each time, so every process draws the same
 * bytes. Each 32-bit word comes once: the steps of a counter, mixed as MurmurHash3 ends (MSVCRT's rand_s does
 * the same). No secrets can be made of them.
 */
#define _ADVAPI32_
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define WEYL_STEP 0x9e3779b9u

BOOL WINAPI advapi32_main(HINSTANCE instance, DWORD reason, void *reserved)
{
    return TRUE;
}

static DWORD next_word(void)
{
    static LONG counter;
    DWORD mixed = (DWORD)InterlockedExchangeAdd(&counter, (LONG)WEYL_STEP) + WEYL_STEP;
    mixed = (mixed ^ mixed >> 16) * 0x85ebca6bu;
    mixed = (mixed ^ mixed >> 13) * 0xc2b2ae35u;
    return mixed ^ mixed >> 16;
}

/* RtlGenRandom. A word serves four bytes at most, and what is left of it is dropped. */
BOOLEAN WINAPI SystemFunction036(PVOID out, ULONG bytes)
{
    BYTE *at = out;
    DWORD word = 0;
    for (ULONG i = 0; i < bytes; i++, word >>= 8) {
        if (i % sizeof word == 0)
            word = next_word();
        at[i] = (BYTE)word;
    }
    return TRUE;
}
