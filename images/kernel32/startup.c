/*
 * KERNEL32's own start, and what a program finds about how it was started.
 */
#include "images/kernel32/fiber.h"
#include "images/ntdll/exception.h"
#include "images/ntdll/string.h"

static ANSI_STRING ansi_command_line;

/* The entry point of the DLL. The first call in a process comes before any DLL that needs KERNEL32 is called.
 */
BOOL WINAPI kernel32_main(HINSTANCE instance, DWORD reason, void *reserved)
{
    if (reason == DLL_THREAD_DETACH) /* the last that is told: its DLLs come first */
        fiber_thread_ends();
    if (reason != DLL_PROCESS_ATTACH)
        return TRUE;
    RtlSetUnhandledExceptionFilter(UnhandledExceptionFilter);
    return NT_SUCCESS(
        RtlUnicodeStringToAnsiString(&ansi_command_line, &peb()->ProcessParameters->CommandLine, TRUE));
}

LPSTR WINAPI GetCommandLineA(void)
{
    return ansi_command_line.Buffer;
}

LPWSTR WINAPI GetCommandLineW(void)
{
    return peb()->ProcessParameters->CommandLine.Buffer;
}

static void numbers_fill(STARTUPINFOW *out)
{
    const RTL_USER_PROCESS_PARAMETERS *p = peb()->ProcessParameters;
    memset(out, 0, sizeof *out);
    out->cb = sizeof *out;
    out->dwX = p->StartingX;
    out->dwY = p->StartingY;
    out->dwXSize = p->CountX;
    out->dwYSize = p->CountY;
    out->dwXCountChars = p->CountCharsX;
    out->dwYCountChars = p->CountCharsY;
    out->dwFillAttribute = p->FillAttribute;
    out->dwFlags = p->WindowFlags;
    out->wShowWindow = (WORD)p->ShowWindowFlags;
    out->hStdInput = p->StandardInput;
    out->hStdOutput = p->StandardOutput;
    out->hStdError = p->StandardError;
}

void WINAPI GetStartupInfoW(LPSTARTUPINFOW out)
{
    const RTL_USER_PROCESS_PARAMETERS *p = peb()->ProcessParameters;
    numbers_fill(out);
    out->lpTitle = p->WindowTitle.Buffer;
    out->lpDesktop = p->DesktopInfo.Buffer;
}

/* The strings are made once and stay, as on Windows. */
void WINAPI GetStartupInfoA(LPSTARTUPINFOA out)
{
    static ANSI_STRING title, desktop;
    const RTL_USER_PROCESS_PARAMETERS *p = peb()->ProcessParameters;
    if (!title.Buffer)
        RtlUnicodeStringToAnsiString(&title, &p->WindowTitle, TRUE);
    if (!desktop.Buffer)
        RtlUnicodeStringToAnsiString(&desktop, &p->DesktopInfo, TRUE);
    numbers_fill((STARTUPINFOW *)out); /* the same layout but for the characters behind the pointers */
    out->lpTitle = title.Buffer;
    out->lpDesktop = desktop.Buffer;
}
