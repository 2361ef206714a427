/* Imports a function that our KERNEL32.DLL does not export: the loader names it, and the program never
 * begins. */
#include <stdio.h>
#include <windows.h>

int main(void)
{
    SYSTEM_POWER_STATUS status;
    puts("never printed here");
    return GetSystemPowerStatus(&status) ? 0 : 1;
}
