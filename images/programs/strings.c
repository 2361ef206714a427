/*
 * One word in the three ways in which Windows' programs keep text: bytes with a zero behind them, UTF-16 with
 * a zero behind it, and counted, where a structure says how long the text is and no zero need follow. At last
 * the counted text ends with its page and nothing is behind that: who goes by the count reads it, who looks
 * for a zero reads on.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>

#define LENGTH (sizeof(wide) - sizeof(wide[0]))

static const char ansi[] = "Gr\xfc\xdf"
                           "e"; /* Windows-1252 */
static const WCHAR wide[] = L"Gr\u00fc\u00dfe";
static UNICODE_STRING counted = {.Length = LENGTH, .MaximumLength = LENGTH};

/* By the count alone. */
static unsigned sum(const UNICODE_STRING *text)
{
    unsigned total = 0;
    for (unsigned i = 0; i < text->Length / sizeof(WCHAR); i++)
        total += text->Buffer[i];
    return total;
}

int main(void)
{
    char *page = VirtualAlloc(NULL, 8192, MEM_RESERVE, PAGE_READWRITE);
    VirtualAlloc(page, 4096, MEM_COMMIT, PAGE_READWRITE);
    counted.Buffer = (WCHAR *)(page + 4096 - LENGTH);
    memcpy(counted.Buffer, wide, LENGTH);

    printf("ansi: %u bytes, %u with the zero\n", (unsigned)strlen(ansi), (unsigned)sizeof(ansi));
    printf("wide: %u characters, %u bytes with the zero\n", (unsigned)wcslen(wide), (unsigned)sizeof(wide));
    printf("counted: %u bytes of %u, sum %u\n", counted.Length, counted.MaximumLength, sum(&counted));
    printf("and now for its zero\n");
    fflush(stdout);
    printf("found behind %u characters\n", (unsigned)wcslen(counted.Buffer));
    return 1;
}
