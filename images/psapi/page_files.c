/*
 * The machine's page files; and its drivers, which the kernel cannot list.
 */
#include "images/kernel32/base.h"
#include "images/ntdll/nt_system.h"

#define LIST_BYTES 0x1000 /* NT has at most sixteen page files */

/* ---- page files ---- */

/* ENUM_PAGE_FILE_INFORMATION: pages. */
struct page_file {
    DWORD bytes, reserved;
    SIZE_T total, in_use, peak;
};

typedef BOOL(WINAPI *callback_wide)(void *context, struct page_file *file, LPCWSTR name);
typedef BOOL(WINAPI *callback_ansi)(void *context, struct page_file *file, LPCSTR name);

/* As Win32 writes it: C:\pagefile.sys. */
static LPCWSTR win32_name(const SYSTEM_PAGEFILE_INFORMATION *file)
{
    return file->PageFileName.Buffer + 4; /* \??\ */
}

/* Until the caller's function has seen enough. */
BOOL WINAPI EnumPageFilesW(callback_wide callback, void *context)
{
    union {
        SYSTEM_PAGEFILE_INFORMATION first;
        char bytes[LIST_BYTES];
    } list;
    ULONG length;
    if (!result(NtQuerySystemInformation(SystemPageFileInformation, &list, sizeof list, &length)))
        return FALSE;
    for (ULONG at = 0; at < length;) {
        const SYSTEM_PAGEFILE_INFORMATION *file = (const void *)(list.bytes + at);
        struct page_file told = {sizeof told, 0, file->TotalSize, file->TotalInUse, file->PeakUsage};
        if (!callback(context, &told, win32_name(file)) || file->NextEntryOffset == 0)
            break;
        at += file->NextEntryOffset;
    }
    return TRUE;
}

struct ansi {
    callback_ansi callback;
    void *context;
};

static BOOL WINAPI call_ansi(void *context, struct page_file *file, LPCWSTR name)
{
    const struct ansi *ansi = context;
    char narrow[MAX_PATH];
    if (WideCharToMultiByte(CP_ACP, 0, name, -1, narrow, sizeof narrow, NULL, NULL) == 0)
        return FALSE;
    return ansi->callback(ansi->context, file, narrow);
}

BOOL WINAPI EnumPageFilesA(callback_ansi callback, void *context)
{
    struct ansi ansi = {callback, context};
    return EnumPageFilesW(call_ansi, &ansi);
}

/* ---- drivers ---- */

static BOOL refuse(void)
{
    ULONG module, needed;
    return result(NtQuerySystemInformation(SystemModuleInformation, &module, sizeof module, &needed));
}

BOOL WINAPI EnumDeviceDrivers(LPVOID *bases, DWORD size, LPDWORD needed)
{
    return refuse();
}

DWORD WINAPI GetDeviceDriverBaseNameW(LPVOID base, LPWSTR out, DWORD size)
{
    return (DWORD)refuse();
}

DWORD WINAPI GetDeviceDriverBaseNameA(LPVOID base, LPSTR out, DWORD size)
{
    return (DWORD)refuse();
}

DWORD WINAPI GetDeviceDriverFileNameW(LPVOID base, LPWSTR out, DWORD size)
{
    return (DWORD)refuse();
}

DWORD WINAPI GetDeviceDriverFileNameA(LPVOID base, LPSTR out, DWORD size)
{
    return (DWORD)refuse();
}
