/*
 * Who waits for a key only so long, and what it is told: a wait with a time-out for which somebody types, and
 * one for which nobody does; keys that are asked for again and again; a sleep. Each says how long it was by
 * the program's own clock, to a tenth of a second.
 */
#include <conio.h>
#include <stdio.h>
#include <windows.h>

static void say(const char *what, DWORD result, DWORD since)
{
    DWORD tenths = (GetTickCount() - since) / 100;
    printf("%s %lx after %lu.%lu s\n", what, result, tenths / 10, tenths % 10);
    fflush(stdout);
}

static void await(const char *what, DWORD most)
{
    DWORD since = GetTickCount();
    printf("%s?\n", what);
    fflush(stdout);
    say(what, WaitForSingleObject(GetStdHandle(STD_INPUT_HANDLE), most), since);
}

static void ask_again_and_again(void)
{
    DWORD since = GetTickCount();
    puts("looks?");
    fflush(stdout);
    for (int i = 0; i < 200 && !_kbhit(); i++)
        Sleep(100);
    say("looks", _kbhit() ? (DWORD)_getch() : 0, since);
}

int main(void)
{
    SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), 0);
    await("key", 20000);
    printf("it is %c\n", _getch());
    await("none", 1500);
    ask_again_and_again();
    DWORD since = GetTickCount();
    Sleep(700);
    say("sleep", 0, since);
    return 0;
}
