/*
 * DLLs and the functions in them.
 */
#include "images/kernel32/ansi.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/ldr_api.h"
#include "images/ntdll/string.h"

HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE file, DWORD flags)
{
    UNICODE_STRING path;
    void *base;
    DWORD known = LOAD_WITH_ALTERED_SEARCH_PATH | LOAD_IGNORE_CODE_AUTHZ_LEVEL;
    if (!name || file || (flags & ~known)) { /* mapping without running it is not done */
        fail(flags & ~known ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_INVALID_PARAMETER);
        return NULL;
    }
    NTSTATUS status = RtlInitUnicodeStringEx(&path, name);
    if (NT_SUCCESS(status))
        status = LdrLoadDll(NULL, NULL, &path, &base);
    return result(status) ? base : NULL;
}

HMODULE WINAPI LoadLibraryW(LPCWSTR name)
{
    return LoadLibraryExW(name, NULL, 0);
}

HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE file, DWORD flags)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return NULL;
    HMODULE module = LoadLibraryExW(wide, file, flags);
    release(wide);
    return module;
}

HMODULE WINAPI LoadLibraryA(LPCSTR name)
{
    return LoadLibraryExA(name, NULL, 0);
}

WINBOOL WINAPI FreeLibrary(HMODULE module)
{
    return result(LdrUnloadDll(module));
}

void WINAPI FreeLibraryAndExitThread(HMODULE module, DWORD code)
{
    LdrUnloadDll(module);
    ExitThread(code);
}

WINBOOL WINAPI DisableThreadLibraryCalls(HMODULE module)
{
    return result(LdrDisableThreadCalloutsForDll(module));
}

/* A null handle means the program itself. */
static void *module_base(HMODULE module)
{
    return module ? (void *)module : peb()->ImageBaseAddress;
}

/* A "name" below 64 KB is an ordinal. */
FARPROC WINAPI GetProcAddress(HMODULE module, LPCSTR name)
{
    ANSI_STRING text;
    void *address;
    bool by_name = (uintptr_t)name >> 16;
    if (by_name)
        RtlInitAnsiString(&text, name);
    NTSTATUS status =
        LdrGetProcedureAddress(module_base(module), by_name ? &text : NULL, (ULONG)(uintptr_t)name, &address);
    return result(status) ? (FARPROC)address : NULL;
}

static void *module_named(LPCWSTR name)
{
    UNICODE_STRING path;
    void *base = NULL;
    if (!name)
        return peb()->ImageBaseAddress;
    RtlInitUnicodeString(&path, name);
    LdrGetDllHandle(NULL, NULL, &path, &base);
    return base;
}

static void *module_at(const void *address)
{
    void *base;
    return RtlPcToFileHeader((void *)address, &base);
}

static bool handle_flags_good(DWORD flags, const void *name)
{
    const DWORD kept = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if ((flags & ~(kept | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)) || (flags & kept) == kept)
        return false;
    return name || !(flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS);
}

WINBOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module)
{
    enum { PIN = 1 };
    if (!module)
        return fail(ERROR_INVALID_PARAMETER);
    *module = NULL;
    if (!handle_flags_good(flags, name))
        return fail(ERROR_INVALID_PARAMETER);
    *module = flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS ? module_at(name) : module_named(name);
    if (!*module)
        return fail(ERROR_MOD_NOT_FOUND);
    if (flags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT)
        return TRUE;
    return result(LdrAddRefDll(flags & GET_MODULE_HANDLE_EX_FLAG_PIN ? PIN : 0, *module));
}

WINBOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module)
{
    WCHAR *wide;
    if (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)
        return GetModuleHandleExW(flags, (LPCWSTR)name, module);
    if (!wide_from_file(&wide, name))
        return FALSE;
    BOOL done = GetModuleHandleExW(flags, wide, module);
    release(wide);
    return done;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
    HMODULE module = module_named(name);
    if (!module)
        fail(ERROR_MOD_NOT_FOUND);
    return module;
}

HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_file(&wide, name))
        return NULL;
    HMODULE module = GetModuleHandleW(wide);
    release(wide);
    return module;
}

/* A path that does not fit is cut: length = size, ERROR_INSUFFICIENT_BUFFER. */
DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR out, DWORD size)
{
    LDR_DATA_TABLE_ENTRY *entry;
    DWORD length = 0;
    RtlEnterCriticalSection(peb()->LoaderLock);
    NTSTATUS status = LdrFindEntryForAddress(module_base(module), &entry);
    if (NT_SUCCESS(status) && size) {
        length = entry->FullDllName.Length / sizeof(WCHAR);
        DWORD fits = length < size ? length : size - 1;
        memcpy(out, entry->FullDllName.Buffer, fits * sizeof *out);
        out[fits] = 0;
    }
    RtlLeaveCriticalSection(peb()->LoaderLock);
    if (!NT_SUCCESS(status)) {
        fail(ERROR_MOD_NOT_FOUND);
        return 0;
    }
    RtlSetLastWin32Error(length < size ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER);
    return length < size ? length : size;
}

DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR out, DWORD size)
{
    DWORD room = name_room(size);
    WCHAR *wide = allocate((room + 1) * sizeof *wide);
    DWORD length = wide ? GetModuleFileNameW(module, wide, room) : 0;
    if (length)
        WideCharToMultiByte(CP_ACP, 0, wide, -1, out, (int)room, NULL, NULL);
    release(wide);
    return length;
}
