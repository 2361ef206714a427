/*
 * NT's file services as a program calls them that goes round KERNEL32.
 */
#include <stdio.h>
#include <windows.h>
#include <winternl.h>

typedef NTSTATUS NTAPI create_file(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, IO_STATUS_BLOCK *,
                                   LARGE_INTEGER *, ULONG, ULONG, ULONG, ULONG, void *, ULONG);

static create_file *nt_create_file;

static UNICODE_STRING string_of(const WCHAR *text)
{
    USHORT bytes = (USHORT)(wcslen(text) * sizeof *text);
    return (UNICODE_STRING){bytes, bytes, (WCHAR *)text};
}

/* FILE_OPEN, synchronous. */
static NTSTATUS open_at(HANDLE root, const WCHAR *name, HANDLE *handle, IO_STATUS_BLOCK *io)
{
    UNICODE_STRING path = string_of(name);
    OBJECT_ATTRIBUTES attributes = {sizeof attributes, root, &path, OBJ_CASE_INSENSITIVE, NULL, NULL};
    return nt_create_file(handle, GENERIC_READ, &attributes, io, NULL, 0, 7, FILE_OPEN,
                          FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
}

static DWORD handles(void)
{
    DWORD count = 0;
    GetProcessHandleCount(GetCurrentProcess(), &count);
    return count;
}

/* Where the results cannot be written there must be no handle, either. */
static void unwritable(void)
{
    HANDLE handle, *no_handle = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READONLY);
    IO_STATUS_BLOCK io, *no_io = (IO_STATUS_BLOCK *)no_handle;
    DWORD before = handles();
    NTSTATUS status = open_at(NULL, L"\\??\\C:\\WINDOWS", &handle, no_io);
    printf("no io: %08lx, %lu handles more\n", status, handles() - before);
    status = open_at(NULL, L"\\??\\C:\\WINDOWS", no_handle, &io);
    printf("no handle: %08lx, %lu handles more\n", status, handles() - before);
    BOOL done = DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), no_handle, 0,
                                FALSE, DUPLICATE_SAME_ACCESS);
    printf("duplicate: %d error %lu, %lu handles more\n", done, GetLastError(), handles() - before);
}

int main(void)
{
    nt_create_file = (create_file *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtCreateFile");
    unwritable();
    return 0;
}
