/*
 * File mappings: NT's sections and views.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/object_name.h"
#include "images/ntdll/nt_memory.h"

static ACCESS_MASK section_access(DWORD protect)
{
    ACCESS_MASK access = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_READ;
    if (protect == PAGE_READWRITE || protect == PAGE_EXECUTE_READWRITE)
        access |= SECTION_MAP_WRITE;
    if (protect >= PAGE_EXECUTE)
        access |= SECTION_MAP_EXECUTE;
    return access;
}

HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protect, DWORD size_high,
                                 DWORD size_low, LPCWSTR name)
{
    struct object_name object;
    HANDLE section;
    LARGE_INTEGER size = {.LowPart = size_low, .HighPart = (LONG)size_high};
    DWORD kind = protect & (SEC_FILE | SEC_IMAGE | SEC_RESERVE | SEC_COMMIT | SEC_NOCACHE | SEC_LARGE_PAGES);
    protect &= 0xff;
    if (file == INVALID_HANDLE_VALUE) {
        file = NULL;
        if (!size.QuadPart) {
            fail(ERROR_INVALID_PARAMETER);
            return NULL;
        }
    }
    if (!object_name_make(&object, name, OBJ_OPENIF | handle_attributes(security)))
        return NULL;
    NTSTATUS status = NtCreateSection(&section, section_access(protect), &object.attributes,
                                      size.QuadPart ? &size : NULL, protect, kind ? kind : SEC_COMMIT, file);
    if (status == STATUS_MAPPED_FILE_SIZE_ZERO) {
        fail(ERROR_FILE_INVALID);
        return NULL;
    }
    return object_result(status, &section);
}

HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protect, DWORD size_high,
                                 DWORD size_low, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE section = CreateFileMappingW(file, security, protect, size_high, size_low, wide);
    release(wide);
    return section;
}

HANDLE WINAPI OpenFileMappingW(DWORD access, WINBOOL inherit, LPCWSTR name)
{
    struct object_name object;
    HANDLE section;
    if (!object_name_open(&object, name, inherit))
        return NULL;
    return object_result(NtOpenSection(&section, access, &object.attributes), &section);
}

HANDLE WINAPI OpenFileMappingA(DWORD access, WINBOOL inherit, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE section = OpenFileMappingW(access, inherit, wide);
    release(wide);
    return section;
}

static DWORD view_protection(DWORD access)
{
    bool execute = access & FILE_MAP_EXECUTE;
    if (access & FILE_MAP_WRITE)
        return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if (access & FILE_MAP_READ)
        return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
    if (access & FILE_MAP_COPY)
        return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    return PAGE_NOACCESS;
}

LPVOID WINAPI MapViewOfFileEx(HANDLE section, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size,
                              LPVOID address)
{
    LARGE_INTEGER offset = {.LowPart = offset_low, .HighPart = (LONG)offset_high};
    /* FILE_MAP_COPY is a bit of FILE_MAP_ALL_ACCESS, so the exact value has to be looked at first */
    DWORD protect = access == FILE_MAP_COPY ? PAGE_WRITECOPY : view_protection(access);
    NTSTATUS status =
        NtMapViewOfSection(section, CURRENT_PROCESS, &address, 0, 0, &offset, &size, VIEW_SHARE, 0, protect);
    return result(status) ? address : NULL;
}

LPVOID WINAPI MapViewOfFile(HANDLE section, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size)
{
    return MapViewOfFileEx(section, access, offset_high, offset_low, size, NULL);
}

WINBOOL WINAPI UnmapViewOfFile(LPCVOID address)
{
    return result(NtUnmapViewOfSection(CURRENT_PROCESS, (void *)address));
}

WINBOOL WINAPI FlushViewOfFile(LPCVOID address, SIZE_T size)
{
    void *base = (void *)address;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtFlushVirtualMemory(CURRENT_PROCESS, &base, &size, &io);
    return result(status == STATUS_NOT_MAPPED_DATA ? STATUS_SUCCESS : status);
}
