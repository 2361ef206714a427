/*
 * The console: one device that takes bytes and gives lines. It has no screen buffer, so what concerns one
 * (cursor, colours, sizes) fails with ERROR_CALL_NOT_IMPLEMENTED.
 */
#include "images/kernel32/base.h"
#include "images/kernel32/handle.h"

#include "images/ntdll/nt_file.h"

#define INPUT_MODE  (ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT)
#define OUTPUT_MODE (ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT)

static UINT input_code_page = 437, output_code_page = 437;

static bool is_console(HANDLE handle)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;
    return NT_SUCCESS(
               NtQueryVolumeInformationFile(handle, &io, &device, sizeof device, FileFsDeviceInformation)) &&
           device.DeviceType == DEVICE_CONSOLE;
}

/* A handle that can write is the output. */
static bool is_output(HANDLE handle)
{
    ACCESS_MASK access = 0;
    IO_STATUS_BLOCK io;
    NtQueryInformationFile(handle, &io, &access, sizeof access, FileAccessInformation);
    return access & FILE_WRITE_DATA;
}

WINBOOL WINAPI GetConsoleMode(HANDLE handle, LPDWORD mode)
{
    handle = handle_real(handle);
    if (!is_console(handle))
        return fail(ERROR_INVALID_HANDLE);
    *mode = is_output(handle) ? OUTPUT_MODE : INPUT_MODE;
    return TRUE;
}

/* The device has one way of working; asking for that is all that can be granted. */
WINBOOL WINAPI SetConsoleMode(HANDLE handle, DWORD mode)
{
    DWORD current;
    if (!GetConsoleMode(handle, &current))
        return FALSE;
    return mode == current ? TRUE : fail(ERROR_CALL_NOT_IMPLEMENTED);
}

UINT WINAPI GetConsoleCP(void)
{
    return input_code_page;
}

UINT WINAPI GetConsoleOutputCP(void)
{
    return output_code_page;
}

WINBOOL WINAPI SetConsoleCP(UINT code_page)
{
    if (!IsValidCodePage(code_page))
        return fail(ERROR_INVALID_PARAMETER);
    input_code_page = code_page;
    return TRUE;
}

WINBOOL WINAPI SetConsoleOutputCP(UINT code_page)
{
    if (!IsValidCodePage(code_page))
        return fail(ERROR_INVALID_PARAMETER);
    output_code_page = code_page;
    return TRUE;
}

WINBOOL WINAPI WriteConsoleA(HANDLE handle, const VOID *text, DWORD length, LPDWORD done, LPVOID reserved)
{
    return WriteFile(handle, text, length, done, NULL);
}

WINBOOL WINAPI WriteConsoleW(HANDLE handle, const VOID *text, DWORD length, LPDWORD done, LPVOID reserved)
{
    DWORD written = 0;
    BOOL good = TRUE;
    int bytes = length ? WideCharToMultiByte(output_code_page, 0, text, (int)length, NULL, 0, NULL, NULL) : 0;
    char *narrow = bytes ? allocate((SIZE_T)bytes) : NULL;
    if (bytes && !narrow)
        return FALSE;
    if (bytes) {
        WideCharToMultiByte(output_code_page, 0, text, (int)length, narrow, bytes, NULL, NULL);
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

/* A byte of a line may become at most one character, so `length` bytes are never too many. */
WINBOOL WINAPI ReadConsoleW(HANDLE handle, LPVOID buffer, DWORD length, LPDWORD done, LPVOID control)
{
    DWORD bytes = 0;
    char *narrow = allocate(length + 1);
    if (!narrow)
        return FALSE;
    BOOL good = ReadFile(handle, narrow, length, &bytes, NULL);
    *done = 0;
    if (good && bytes)
        *done = (DWORD)MultiByteToWideChar(input_code_page, 0, narrow, (int)bytes, buffer, (int)length);
    release(narrow);
    return good;
}

WINBOOL WINAPI GetConsoleScreenBufferInfo(HANDLE handle, PCONSOLE_SCREEN_BUFFER_INFO out)
{
    return fail(is_console(handle_real(handle)) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE);
}

WINBOOL WINAPI SetConsoleTextAttribute(HANDLE handle, WORD attributes)
{
    return fail(is_console(handle_real(handle)) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE);
}

WINBOOL WINAPI SetConsoleCursorPosition(HANDLE handle, COORD position)
{
    return fail(is_console(handle_real(handle)) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE);
}

WINBOOL WINAPI PeekConsoleInputA(HANDLE handle, PINPUT_RECORD out, DWORD count, LPDWORD done)
{
    return fail(is_console(handle_real(handle)) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE);
}

WINBOOL WINAPI ReadConsoleInputA(HANDLE handle, PINPUT_RECORD out, DWORD count, LPDWORD done)
{
    return fail(is_console(handle_real(handle)) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE);
}

WINBOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE handle, LPDWORD count)
{
    return fail(is_console(handle_real(handle)) ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_HANDLE);
}
