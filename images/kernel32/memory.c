/*
 * VirtualAlloc and its family. The rules are the kernel's; here is only what Win32 adds to them.
 */
#include "images/kernel32/guard.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_process.h"

#define LOWEST_ADDRESS 0x10000u

LPVOID WINAPI VirtualAllocEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type, DWORD protect)
{
    if (address && (uintptr_t)address < LOWEST_ADDRESS) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return result(NtAllocateVirtualMemory(process, &address, 0, &size, type, protect)) ? address : NULL;
}

LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protect)
{
    return VirtualAllocEx(CURRENT_PROCESS, address, size, type, protect);
}

WINBOOL WINAPI VirtualFreeEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type)
{
    if ((type & MEM_RELEASE) && size != 0)
        return fail(ERROR_INVALID_PARAMETER);
    return result(NtFreeVirtualMemory(process, &address, &size, type));
}

WINBOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type)
{
    return VirtualFreeEx(CURRENT_PROCESS, address, size, type);
}

WINBOOL WINAPI VirtualProtectEx(HANDLE process, LPVOID address, SIZE_T size, DWORD protect, PDWORD old)
{
    return result(NtProtectVirtualMemory(process, &address, &size, protect, old));
}

WINBOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protect, PDWORD old)
{
    return VirtualProtectEx(CURRENT_PROCESS, address, size, protect, old);
}

SIZE_T WINAPI VirtualQueryEx(HANDLE process, LPCVOID address, PMEMORY_BASIC_INFORMATION out, SIZE_T size)
{
    SIZE_T returned = 0;
    return result(NtQueryVirtualMemory(process, address, MemoryBasicInformation, out, size, &returned))
               ? returned
               : 0;
}

SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION out, SIZE_T size)
{
    return VirtualQueryEx(CURRENT_PROCESS, address, out, size);
}

WINBOOL WINAPI VirtualLock(LPVOID address, SIZE_T size)
{
    return result(NtLockVirtualMemory(CURRENT_PROCESS, &address, &size, LOCK_IN_WORKING_SET));
}

WINBOOL WINAPI VirtualUnlock(LPVOID address, SIZE_T size)
{
    return result(NtUnlockVirtualMemory(CURRENT_PROCESS, &address, &size, LOCK_IN_WORKING_SET));
}

/* These two give 0, or -1 for a failure. */
static UINT watch_result(NTSTATUS status)
{
    return result(status) ? 0 : ~0u;
}

UINT WINAPI GetWriteWatch(DWORD flags, PVOID base, SIZE_T size, PVOID *pages, ULONG_PTR *count,
                          LPDWORD granularity)
{
    return watch_result(NtGetWriteWatch(CURRENT_PROCESS, flags, base, size, pages, count, granularity));
}

UINT WINAPI ResetWriteWatch(LPVOID base, SIZE_T size)
{
    return watch_result(NtResetWriteWatch(CURRENT_PROCESS, base, size));
}

WINBOOL WINAPI AllocateUserPhysicalPages(HANDLE process, PULONG_PTR count, PULONG_PTR pages)
{
    return result(NtAllocateUserPhysicalPages(process, count, pages));
}

WINBOOL WINAPI FreeUserPhysicalPages(HANDLE process, PULONG_PTR count, PULONG_PTR pages)
{
    return result(NtFreeUserPhysicalPages(process, count, pages));
}

WINBOOL WINAPI MapUserPhysicalPages(PVOID address, ULONG_PTR count, PULONG_PTR pages)
{
    return result(NtMapUserPhysicalPages(address, count, pages));
}

WINBOOL WINAPI MapUserPhysicalPagesScatter(PVOID *addresses, ULONG_PTR count, PULONG_PTR pages)
{
    return result(NtMapUserPhysicalPagesScatter(addresses, count, pages));
}

WINBOOL WINAPI ReadProcessMemory(HANDLE process, LPCVOID address, LPVOID buffer, SIZE_T size, SIZE_T *done)
{
    return result(NtReadVirtualMemory(process, address, buffer, size, done));
}

/* Pages that are not writable are made so for the moment: debuggers write breakpoints into code. */
static NTSTATUS write_unsealed(HANDLE process, void *address, const void *buffer, SIZE_T size, SIZE_T *done)
{
    void *base = address;
    SIZE_T bytes = size;
    ULONG old;
    NTSTATUS status = NtProtectVirtualMemory(process, &base, &bytes, PAGE_EXECUTE_READWRITE, &old);
    if (!NT_SUCCESS(status))
        return status;
    status = NtWriteVirtualMemory(process, address, buffer, size, done);
    NtProtectVirtualMemory(process, &base, &bytes, old, &old);
    return status;
}

WINBOOL WINAPI WriteProcessMemory(HANDLE process, LPVOID address, LPCVOID buffer, SIZE_T size, SIZE_T *done)
{
    NTSTATUS status = NtWriteVirtualMemory(process, address, buffer, size, done);
    if (status == STATUS_ACCESS_VIOLATION || status == STATUS_PARTIAL_COPY)
        status = write_unsealed(process, address, buffer, size, done);
    return result(status);
}

WINBOOL WINAPI FlushInstructionCache(HANDLE process, LPCVOID address, SIZE_T size)
{
    return TRUE; /* i386 keeps its code coherent by itself */
}

/* What the kernel says about every page from `address` on must hold one of the protections in `wanted`. */
static bool range_allows(const void *address, SIZE_T size, DWORD wanted)
{
    uintptr_t at = (uintptr_t)address, last = at + size - 1;
    MEMORY_BASIC_INFORMATION information;
    if (last < at)
        return false;
    do {
        if (!NT_SUCCESS(NtQueryVirtualMemory(CURRENT_PROCESS, (const void *)at, MemoryBasicInformation,
                                             &information, sizeof information, NULL)) ||
            information.State != MEM_COMMIT || !(information.Protect & wanted) ||
            (information.Protect & PAGE_GUARD))
            return false;
        at = (uintptr_t)information.BaseAddress + information.RegionSize;
    } while (at && at <= last);
    return true;
}

#define WRITABLE   (PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)
#define EXECUTABLE (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)
#define READABLE   (PAGE_READONLY | WRITABLE | EXECUTABLE)

WINBOOL WINAPI IsBadReadPtr(CONST VOID *address, UINT_PTR size)
{
    return size && !range_allows(address, size, READABLE);
}

WINBOOL WINAPI IsBadWritePtr(LPVOID address, UINT_PTR size)
{
    return size && !range_allows(address, size, WRITABLE);
}

WINBOOL WINAPI IsBadCodePtr(FARPROC address)
{
    return !range_allows((const void *)address, 1, READABLE);
}

struct bounded {
    const void *text;
    UINT_PTR limit; /* characters, the end of the text among them */
};

static LONG_PTR read_narrow(void *argument)
{
    const struct bounded *bounded = argument;
    const volatile char *text = bounded->text;
    for (UINT_PTR i = 0; i < bounded->limit && text[i]; i++)
        continue;
    return FALSE;
}

static LONG_PTR read_wide(void *argument)
{
    const struct bounded *bounded = argument;
    const volatile WCHAR *text = bounded->text;
    for (UINT_PTR i = 0; i < bounded->limit && text[i]; i++)
        continue;
    return FALSE;
}

WINBOOL WINAPI IsBadStringPtrA(LPCSTR text, UINT_PTR limit)
{
    return (WINBOOL)guarded_call(read_narrow, &(struct bounded){text, limit}, TRUE);
}

WINBOOL WINAPI IsBadStringPtrW(LPCWSTR text, UINT_PTR limit)
{
    return (WINBOOL)guarded_call(read_wide, &(struct bounded){text, limit}, TRUE);
}
