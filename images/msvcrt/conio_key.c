/* Was a key typed that nobody has read? */
#include "conio_key.h"
#include "lowio.h"

int _kbhit(void)
{
    DWORD count = 0;
    if (conio_pushed != CONIO_NONE)
        return 1;
    HANDLE input = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                               NULL, OPEN_EXISTING, 0, NULL);
    if (input == INVALID_HANDLE_VALUE)
        return 0;
    GetNumberOfConsoleInputEvents(input, &count);
    CloseHandle(input);
    return count != 0;
}
