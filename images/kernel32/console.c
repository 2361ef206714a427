/* The console's modes and code pages, and text to it and from it. All of it is the kernel's: there is one. */
#include "images/kernel32/console.h"
#include "images/kernel32/handle.h"

#include "images/ntdll/nt_file.h"

bool console_is(HANDLE handle)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;
    return NT_SUCCESS(
               NtQueryVolumeInformationFile(handle, &io, &device, sizeof device, FileFsDeviceInformation)) &&
           device.DeviceType == DEVICE_CONSOLE;
}

BOOL console_set(HANDLE handle, enum console_field field, ULONG value)
{
    const struct console_change change = {field, value};
    return result(console_ask(handle, CONSOLE_SET, &change, sizeof change, NULL, 0, NULL));
}

static enum console_field mode_of(const struct console_state *state)
{
    return state->fields[CONSOLE_IS_OUTPUT] ? CONSOLE_OUTPUT_MODE : CONSOLE_INPUT_MODE;
}

WINBOOL WINAPI GetConsoleMode(HANDLE handle, LPDWORD mode)
{
    struct console_state state;
    if (!console_get(handle, &state))
        return FALSE;
    *mode = state.fields[mode_of(&state)];
    return TRUE;
}

WINBOOL WINAPI SetConsoleMode(HANDLE handle, DWORD mode)
{
    struct console_state state;
    return console_get(handle, &state) && console_set(handle, mode_of(&state), mode);
}

static UINT page(enum console_field field)
{
    struct console_state state = {0};
    console_ask_any(CONSOLE_GET, NULL, 0, &state, sizeof state, NULL);
    return state.fields[field];
}

static BOOL set_page(enum console_field field, UINT code_page)
{
    const struct console_change change = {field, code_page};
    if (!IsValidCodePage(code_page))
        return fail(ERROR_INVALID_PARAMETER);
    return result(console_ask_any(CONSOLE_SET, &change, sizeof change, NULL, 0, NULL));
}

UINT WINAPI GetConsoleCP(void)
{
    return page(CONSOLE_INPUT_PAGE);
}

UINT WINAPI GetConsoleOutputCP(void)
{
    return page(CONSOLE_OUTPUT_PAGE);
}

WINBOOL WINAPI SetConsoleCP(UINT code_page)
{
    return set_page(CONSOLE_INPUT_PAGE, code_page);
}

WINBOOL WINAPI SetConsoleOutputCP(UINT code_page)
{
    return set_page(CONSOLE_OUTPUT_PAGE, code_page);
}

WINBOOL WINAPI WriteConsoleA(HANDLE handle, const VOID *text, DWORD length, LPDWORD done, LPVOID reserved)
{
    return WriteFile(handle, text, length, done, NULL);
}

WINBOOL WINAPI WriteConsoleW(HANDLE handle, const VOID *text, DWORD length, LPDWORD done, LPVOID reserved)
{
    DWORD written = 0;
    BOOL good = TRUE;
    UINT output = length ? GetConsoleOutputCP() : 0;
    int bytes = length ? WideCharToMultiByte(output, 0, text, (int)length, NULL, 0, NULL, NULL) : 0;
    char *narrow = bytes ? allocate((SIZE_T)bytes) : NULL;
    if (bytes && !narrow)
        return FALSE;
    if (bytes) {
        WideCharToMultiByte(output, 0, text, (int)length, narrow, bytes, NULL, NULL);
        good = WriteFile(handle, narrow, (DWORD)bytes, &written, NULL);
    }
    release(narrow);
    if (done)
        *done = good ? length : 0;
    return good;
}

WINBOOL WINAPI ReadConsoleA(HANDLE handle, LPVOID buffer, DWORD length, LPDWORD done, LPVOID control)
{
    return ReadFile(handle, buffer, length, done, NULL);
}

/* A byte of a line becomes one character at most, so `length` bytes are never too many; of a character whose
 * bytes did not all come the others are read behind it. */
WINBOOL WINAPI ReadConsoleW(HANDLE handle, LPVOID buffer, DWORD length, LPDWORD done, LPVOID control)
{
    DWORD bytes = 0;
    char *narrow = allocate(length + 4);
    if (!narrow)
        return FALSE;
    BOOL good = ReadFile(handle, narrow, length, &bytes, NULL);
    *done = 0;
    if (good && bytes)
        *done = console_widen(handle, narrow, bytes, buffer, length);
    release(narrow);
    return good;
}

/* A process is always on the one console. */
WINBOOL WINAPI AllocConsole(void)
{
    return fail(ERROR_ACCESS_DENIED);
}

WINBOOL WINAPI FreeConsole(void)
{
    return fail(ERROR_CALL_NOT_IMPLEMENTED);
}

WINBOOL WINAPI AttachConsole(DWORD process)
{
    return fail(ERROR_ACCESS_DENIED);
}
