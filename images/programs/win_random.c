/*
 * What Windows draws at random, and names in two code pages. Two runs of this program draw the same: the
 * machine has no entropy.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

BOOLEAN WINAPI SystemFunction036(PVOID, ULONG);
errno_t rand_s(unsigned *);

static void draw(void)
{
    unsigned char bytes[11] = {0};
    unsigned number = 0;
    printf("bytes %d:", SystemFunction036(bytes, 10));
    for (int i = 0; i < 11; i++)
        printf(" %02x", bytes[i]);
    printf("\nmore %d:", SystemFunction036(bytes, 3));
    printf(" %02x %02x %02x, none %d\n", bytes[0], bytes[1], bytes[2], SystemFunction036(NULL, 0));
    printf("number %d:", rand_s(&number));
    printf(" %08x\n", number);
}

/* How many different words of many: a generator that repeats itself shows. */
static void spread(void)
{
    static unsigned words[4096];
    unsigned ones = 0, repeated = 0;
    SystemFunction036(words, sizeof words);
    for (int i = 0; i < 4096; i++) {
        ones += (unsigned)__builtin_popcount(words[i]);
        for (int k = 0; k < i; k++)
            repeated += words[i] == words[k];
    }
    printf("of 4096 words %u come twice; half of the bits are set: %d\n", repeated,
           ones > 65000 && ones < 66000);
}

/* The byte 84 is a-umlaut in code page 437, a low double quote in 1252. */
static const char name[] = "C:\\TEMP\\\x84.txt";

static void made_by(const char *what)
{
    WIN32_FIND_DATAW found;
    WIN32_FIND_DATAA same;
    DeleteFileA(name);
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CloseHandle(file);
    FindClose(FindFirstFileW(L"C:\\TEMP\\*.txt", &found));
    FindClose(FindFirstFileA("C:\\TEMP\\*.txt", &same));
    printf("%s: ANSI %d, made %04x, found as %02x", what, AreFileApisANSI(), found.cFileName[0],
           (unsigned char)same.cFileName[0]);
    printf(", deleted %d\n", DeleteFileA(name));
}

int main(void)
{
    draw();
    spread();
    made_by("at first");
    SetFileApisToOEM();
    made_by("OEM");
    SetFileApisToANSI();
    made_by("ANSI again");
    return 0;
}
