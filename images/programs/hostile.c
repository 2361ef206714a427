/*
 * Calls the kernel with everything it should not be called with. Without arguments or with a number: starts
 * that many children (8), one after the other, each with a seed of its own, and ends those that hang. A child
 * calls services by number with arguments drawn from addresses and numbers that matter, until it dies of it
 * or has made its calls. What must be seen: the machine goes on, and at the end nothing is left over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define CALLS    400
#define SERVICES 76u /* a few more than there are */

static unsigned seed;
static char scratch[8192];

static unsigned draw(unsigned bound)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % bound;
}

static unsigned argument(void)
{
    static const unsigned telling[] = {
        0,          1,          2,          4,          8,          12,         16,         20,
        24,         0x20,       0x40,       0x1000,     0x2000,     0x3000,     0x4000,     0x8000,
        0x10000,    0x100000,   0x1000000,  0x7fffffff, 0x7ffe0000, 0x7ffdf000, 0x7ffde000, 0x7ffeffff,
        0x7fff0000, 0x7ffefffd, 0x80000000, 0x80400000, 0xc0000000, 0xc0300000, 0xfffffffe, 0xffffffff,
        0xfffff000, 0x00400000, 0x00401000, 0x7c900000,
    };
    static unsigned pointers[2];
    switch (draw(5)) {
    case 0:
        pointers[0] = (unsigned)scratch;
        pointers[1] = draw(0x4000);
        return (unsigned)pointers;
    case 1:
        return ((unsigned)scratch + draw(sizeof scratch)) &
               (draw(4) ? ~3u : ~0u); /* most structures lie on a word */
    case 2:
        return draw(0x200);
    default:
        return telling[draw(sizeof telling / sizeof telling[0])];
    }
}

static void call(unsigned number, const unsigned *arguments)
{
    unsigned status;
    __asm__ volatile("int $0x2e" : "=a"(status) : "a"(number), "d"(arguments) : "ecx", "memory");
}

static int child(unsigned with_seed)
{
    seed = with_seed * 2654435761u + 1;
    for (int i = 0; i < CALLS; i++) {
        unsigned arguments[11];
        for (int k = 0; k < 11; k++)
            arguments[k] = argument();
        for (int k = 0; k < 256; k++)
            ((unsigned *)scratch)[draw(sizeof scratch / 4)] = argument();
        call(draw(SERVICES), draw(20) ? arguments : (unsigned *)argument());
    }
    return 0;
}

static void run_child(unsigned number)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION process;
    char command[64];
    snprintf(command, sizeof command, "C:\\PROGRAMS\\hostile.exe child %u", number);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) {
        printf("child %u: error %lu\n", number, GetLastError());
        return;
    }
    if (WaitForSingleObject(process.hProcess, 60000) == WAIT_TIMEOUT)
        TerminateProcess(process.hProcess, 0xdead);
    WaitForSingleObject(process.hProcess, INFINITE);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

int main(int argc, char **argv)
{
    if (argc == 3)
        return child((unsigned)atoi(argv[2]));
    unsigned children = argc > 1 ? (unsigned)atoi(argv[1]) : 8;
    for (unsigned i = 1; i <= children; i++)
        run_child(i);
    printf("%u children, and the machine goes on\n", children);
    return 0;
}
