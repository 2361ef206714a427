/* Imports from a DLL that is not on the volume (SHELL32.DLL, which the stock compiler links by itself). */
#include <stdio.h>
#include <windows.h>
#include <shellapi.h>

int main(void)
{
    int count;
    puts("never printed here");
    return CommandLineToArgvW(L"one two", &count) ? 0 : 1;
}
