/* Imports from a DLL that is not on the volume (ADVAPI32.DLL, which the stock compiler links by itself). */
#include <stdio.h>
#include <windows.h>

int main(void)
{
    char name[64];
    DWORD size = sizeof name;
    puts("never printed here");
    return GetUserNameA(name, &size) ? 0 : 1;
}
