/*
 * Pipes: the kernel has none yet. MSVCRT imports these two, so they are here and say so.
 */
#include "images/kernel32/base.h"

WINBOOL WINAPI CreatePipe(PHANDLE read, PHANDLE write, LPSECURITY_ATTRIBUTES security, DWORD size)
{
    return fail(ERROR_CALL_NOT_IMPLEMENTED);
}

WINBOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD size, LPDWORD done, LPDWORD available,
                             LPDWORD left)
{
    return fail(ERROR_CALL_NOT_IMPLEMENTED);
}
