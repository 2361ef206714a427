/*
 * The modules of a process, read from its loader's list: PSAPI's functions, which live here since NT 6.1.
 * Another process may change its list meanwhile, so a walk ends after so many steps.
 */
#include "images/kernel32/process_modules.h"
#include "images/kernel32/ansi.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_process.h"

#define PSAPI_VERSION 2 /* their names here begin with K32 */
#include <psapi.h>

#define MOST_MODULES 10000u

static BOOL read(HANDLE process, const void *from, void *to, SIZE_T bytes)
{
    return result(NtReadVirtualMemory(process, from, to, bytes, NULL));
}

BOOL module_walk_begin(struct module_walk *walk, HANDLE process)
{
    PROCESS_BASIC_INFORMATION basic;
    PEB block;
    PEB_LDR_DATA loader;
    *walk = (struct module_walk){.process = process};
    if (!result(NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL)) ||
        !read(process, basic.PebBaseAddress, &block, sizeof block))
        return FALSE;
    if (!block.Ldr)
        return fail(ERROR_INVALID_HANDLE); /* it has not begun to load */
    if (!read(process, block.Ldr, &loader, sizeof loader))
        return FALSE;
    walk->head =
        (const LIST_ENTRY *)((const char *)block.Ldr + offsetof(PEB_LDR_DATA, InLoadOrderModuleList));
    walk->at = loader.InLoadOrderModuleList.Flink;
    return TRUE;
}

BOOL module_walk_next(struct module_walk *walk, LDR_DATA_TABLE_ENTRY *entry, BOOL *end)
{
    *end = walk->at == walk->head || ++walk->steps > MOST_MODULES;
    if (*end || !read(walk->process, walk->at, entry, sizeof *entry))
        return FALSE;
    walk->at = entry->InLoadOrderLinks.Flink;
    return TRUE;
}

/* The entry of a module; of the program itself for null. */
static BOOL entry_of(HANDLE process, HMODULE module, LDR_DATA_TABLE_ENTRY *entry)
{
    struct module_walk walk;
    BOOL end;
    if (!module_walk_begin(&walk, process))
        return FALSE;
    while (module_walk_next(&walk, entry, &end))
        if (!module || entry->DllBase == (void *)module)
            return TRUE;
    return end ? fail(ERROR_INVALID_HANDLE) : FALSE;
}

WINBOOL WINAPI EnumProcessModules(HANDLE process, HMODULE *modules, DWORD size, LPDWORD needed)
{
    struct module_walk walk;
    LDR_DATA_TABLE_ENTRY entry;
    DWORD count = 0;
    BOOL end;
    if (!module_walk_begin(&walk, process))
        return FALSE;
    for (; module_walk_next(&walk, &entry, &end); count++)
        if (count < size / sizeof *modules)
            modules[count] = entry.DllBase;
    *needed = count * (DWORD)sizeof *modules;
    return end;
}

/* There are programs of one kind only, so every filter means the same. */
WINBOOL WINAPI EnumProcessModulesEx(HANDLE process, HMODULE *modules, DWORD size, LPDWORD needed,
                                    DWORD filter)
{
    return EnumProcessModules(process, modules, size, needed);
}

WINBOOL WINAPI GetModuleInformation(HANDLE process, HMODULE module, LPMODULEINFO out, DWORD size)
{
    LDR_DATA_TABLE_ENTRY entry;
    if (size < sizeof *out)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    if (!entry_of(process, module, &entry))
        return FALSE;
    *out = (MODULEINFO){entry.DllBase, entry.SizeOfImage, entry.EntryPoint};
    return TRUE;
}

/* ---- names ---- */

static DWORD name_read(HANDLE process, const UNICODE_STRING *name, WCHAR *out, DWORD size)
{
    DWORD length = name->Length / (DWORD)sizeof(WCHAR), fits = length < size ? length : size - 1;
    if (size == 0) {
        fail(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    if (!read(process, name->Buffer, out, fits * sizeof *out))
        return 0;
    out[fits] = 0;
    if (fits < length)
        fail(ERROR_INSUFFICIENT_BUFFER);
    return fits;
}

DWORD WINAPI GetModuleBaseNameW(HANDLE process, HMODULE module, LPWSTR out, DWORD size)
{
    LDR_DATA_TABLE_ENTRY entry;
    return entry_of(process, module, &entry) ? name_read(process, &entry.BaseDllName, out, size) : 0;
}

DWORD WINAPI GetModuleFileNameExW(HANDLE process, HMODULE module, LPWSTR out, DWORD size)
{
    LDR_DATA_TABLE_ENTRY entry;
    return entry_of(process, module, &entry) ? name_read(process, &entry.FullDllName, out, size) : 0;
}

static DWORD narrow(DWORD(WINAPI *name_of)(HANDLE, HMODULE, LPWSTR, DWORD), HANDLE process, HMODULE module,
                    LPSTR out, DWORD size)
{
    DWORD room = name_room(size);
    WCHAR *wide = allocate((room + 1) * sizeof *wide);
    DWORD length = wide ? name_of(process, module, wide, room) : 0;
    if (length && !WideCharToMultiByte(CP_ACP, 0, wide, (int)length + 1, out, (int)room, NULL, NULL))
        length = 0;
    release(wide);
    return length;
}

DWORD WINAPI GetModuleBaseNameA(HANDLE process, HMODULE module, LPSTR out, DWORD size)
{
    return narrow(GetModuleBaseNameW, process, module, out, size);
}

DWORD WINAPI GetModuleFileNameExA(HANDLE process, HMODULE module, LPSTR out, DWORD size)
{
    return narrow(GetModuleFileNameExW, process, module, out, size);
}
