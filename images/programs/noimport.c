/* Imports functions that our DLLs do not export, and one of a DLL that is not there: the loader names all of
 * them, and the program never begins. */
#include <stdio.h>
#include <windows.h>
#include <shellapi.h>

int main(void)
{
    SYSTEM_POWER_STATUS status;
    int count;
    puts("never printed here");
    SetupComm(GetStdHandle(STD_INPUT_HANDLE), 1, 1);
    CommandLineToArgvW(L"one two", &count);
    return GetSystemPowerStatus(&status) && GetCaretBlinkTime() ? 0 : 1;
}
