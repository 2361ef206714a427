/*
 * What is pasted while the program does something else: nothing of it is lost, and it comes in its order.
 * Reads keys until a '!', of which each but the first is the next letter.
 */
#include <stdbool.h>
#include <stdio.h>
#include <windows.h>

static HANDLE input;
static DWORD count, wrong;

/* True behind the end. */
static bool look_at(const char *keys, DWORD number)
{
    for (DWORD i = 0; i < number; i++) {
        if (keys[i] == '!')
            return true;
        wrong += keys[i] != (char)('a' + count++ % 26);
    }
    return false;
}

int main(void)
{
    char keys[300];
    DWORD number = 0;
    input = GetStdHandle(STD_INPUT_HANDLE);
    SetConsoleMode(input, 0);
    puts("paste");
    fflush(stdout);
    Sleep(1000);
    do {
        Sleep(1);
        if (!ReadFile(input, keys, sizeof keys, &number, NULL))
            return 1;
    } while (!look_at(keys, number));
    printf("%lu keys, %lu of them wrong\n", count, wrong);
    return 0;
}
