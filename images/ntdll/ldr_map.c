#include "images/ntdll/ldr_map.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_memory.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/path.h"
#include "images/ntdll/string.h"

bool dll_name_has_path(const UNICODE_STRING *name)
{
    for (USHORT i = 0; i < name->Length / sizeof(WCHAR); i++)
        if (name->Buffer[i] == '\\' || name->Buffer[i] == '/' || name->Buffer[i] == ':')
            return true;
    return false;
}

static bool has_extension(const UNICODE_STRING *name)
{
    for (USHORT i = name->Length / sizeof(WCHAR); i; i--) {
        WCHAR c = name->Buffer[i - 1];
        if (c == '.' || c == '\\' || c == '/')
            return c == '.';
    }
    return false;
}

/* API sets (Microsoft: Windows API sets) are names of parts of Win32, and no files: all that is here of the
 * core is KERNEL32's. */
static bool is_api_set(const UNICODE_STRING *name)
{
    UNICODE_STRING core;
    RtlInitUnicodeString(&core, L"API-MS-WIN-CORE-");
    return RtlPrefixUnicodeString(&core, name, TRUE);
}

NTSTATUS dll_name_complete(const UNICODE_STRING *name, UNICODE_STRING *out)
{
    out->Length = 0;
    if (is_api_set(name))
        return RtlAppendUnicodeToString(out, L"KERNEL32.DLL");
    if (name->Length > (MAX_PATH - 5) * sizeof(WCHAR))
        return STATUS_NAME_TOO_LONG;
    RtlCopyUnicodeString(out, name);
    if (!has_extension(out))
        return RtlAppendUnicodeToString(out, L".DLL");
    if (out->Buffer[out->Length / sizeof(WCHAR) - 1] == '.')
        out->Length -= sizeof(WCHAR);
    return STATUS_SUCCESS;
}

bool dll_path_complete(const WCHAR *name, UNICODE_STRING *out)
{
    ULONG bytes = RtlGetFullPathName_U(name, out->MaximumLength, out->Buffer, NULL);
    if (!bytes || bytes >= out->MaximumLength)
        return false;
    bool prefixed = wcsncmp(out->Buffer, L"\\\\?\\", 4) == 0;
    RtlInitUnicodeString(out, out->Buffer + (prefixed ? 4 : 0));
    return true;
}

static bool is_absence(NTSTATUS status)
{
    return status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND ||
           status == STATUS_OBJECT_NAME_INVALID || status == STATUS_OBJECT_PATH_SYNTAX_BAD ||
           status == STATUS_NO_SUCH_FILE || status == STATUS_FILE_IS_A_DIRECTORY;
}

/* Opens the file with the DOS path `path`, absolute or not; on success `path` is the absolute one.
 * STATUS_DLL_NOT_FOUND if it is not there. */
static NTSTATUS file_try(UNICODE_STRING *path, HANDLE *file)
{
    UNICODE_STRING nt;
    IO_STATUS_BLOCK io;
    if (!RtlDosPathNameToNtPathName_U(path->Buffer, &nt, NULL, NULL))
        return STATUS_DLL_NOT_FOUND;
    OBJECT_ATTRIBUTES attributes = {sizeof attributes, NULL, &nt, OBJ_CASE_INSENSITIVE, NULL, NULL};
    NTSTATUS status = NtOpenFile(file, FILE_READ_DATA | FILE_EXECUTE | SYNCHRONIZE, &attributes, &io,
                                 FILE_SHARE_READ | FILE_SHARE_DELETE,
                                 FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE);
    if (NT_SUCCESS(status)) {
        path->Length = 0;
        status = RtlAppendUnicodeToString(path, nt.Buffer + 4); /* behind \??\ */
        if (!NT_SUCCESS(status))
            NtClose(*file);
    }
    RtlFreeUnicodeString(&nt);
    return is_absence(status) ? STATUS_DLL_NOT_FOUND : status;
}

/* Tries `name` in the folder that the first `length` characters at `folder` name. */
static NTSTATUS folder_try(const WCHAR *folder, size_t length, const UNICODE_STRING *name,
                           UNICODE_STRING *path, HANDLE *file)
{
    UNICODE_STRING directory = {length * sizeof(WCHAR), length * sizeof(WCHAR), (WCHAR *)folder};
    path->Length = 0;
    if (!length || length >= MAX_PATH || !NT_SUCCESS(RtlAppendUnicodeStringToString(path, &directory)) ||
        (folder[length - 1] != '\\' && !NT_SUCCESS(RtlAppendUnicodeToString(path, L"\\"))) ||
        !NT_SUCCESS(RtlAppendUnicodeStringToString(path, name)))
        return STATUS_DLL_NOT_FOUND;
    return file_try(path, file);
}

static NTSTATUS search_listed(const WCHAR *list, const UNICODE_STRING *name, UNICODE_STRING *path,
                              HANDLE *file)
{
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    while (*list && status == STATUS_DLL_NOT_FOUND) {
        const WCHAR *end = wcschr(list, ';');
        size_t length = end ? (size_t)(end - list) : wcslen(list);
        status = folder_try(list, length, name, path, file);
        list += length + (end ? 1 : 0);
    }
    return status;
}

static NTSTATUS search_default(const UNICODE_STRING *name, UNICODE_STRING *path, HANDLE *file)
{
    static const WCHAR system_folders[] = L"C:\\WINDOWS\\SYSTEM32;C:\\WINDOWS";
    const UNICODE_STRING *program = &peb()->ProcessParameters->ImagePathName;
    size_t folder = program->Length / sizeof(WCHAR);
    while (folder && program->Buffer[folder - 1] != '\\')
        folder--;
    NTSTATUS status = folder_try(program->Buffer, folder, name, path, file);
    if (status == STATUS_DLL_NOT_FOUND)
        status = search_listed(system_folders, name, path, file);
    if (status == STATUS_DLL_NOT_FOUND)
        status = folder_try(L".", 1, name, path, file);
    return status;
}

static NTSTATUS dll_open(const UNICODE_STRING *name, const WCHAR *search_path, UNICODE_STRING *path,
                         HANDLE *file)
{
    if (dll_name_has_path(name)) {
        RtlCopyUnicodeString(path, name);
        return file_try(path, file);
    }
    return search_path ? search_listed(search_path, name, path, file) : search_default(name, path, file);
}

/* While it is mapped, a debugger finds the name by the TEB, as NT's loader leaves it there. */
static NTSTATUS file_map(HANDLE file, WCHAR *path, void **base, SIZE_T *size)
{
    HANDLE section;
    void *before = teb()->NtTib.ArbitraryUserPointer;
    *base = NULL;
    *size = 0;
    NTSTATUS status =
        NtCreateSection(&section, SECTION_MAP_READ | SECTION_MAP_WRITE | SECTION_MAP_EXECUTE | SECTION_QUERY,
                        NULL, NULL, PAGE_EXECUTE, SEC_IMAGE, file);
    if (!NT_SUCCESS(status))
        return status;
    teb()->NtTib.ArbitraryUserPointer = path;
    status =
        NtMapViewOfSection(section, CURRENT_PROCESS, base, 0, 0, NULL, size, VIEW_SHARE, 0, PAGE_READWRITE);
    teb()->NtTib.ArbitraryUserPointer = before;
    NtClose(section);
    return status;
}

/* A module for the view at `base`; relocated if it must be. */
static NTSTATUS view_adopt(void *base, SIZE_T size, const UNICODE_STRING *path, struct module **out)
{
    struct image image;
    NTSTATUS status = image_open(base, size, &image);
    bool moved = NT_SUCCESS(status) && (uint32_t)base != image.headers->OptionalHeader.ImageBase;
    if (moved)
        status = image_relocate(&image);
    if (!NT_SUCCESS(status))
        return status;
    *out = module_add(&image, path);
    if (!*out)
        return STATUS_NO_MEMORY;
    if (moved)
        (*out)->entry.Flags |= LDRP_IMAGE_NOT_AT_BASE;
    return STATUS_SUCCESS;
}

NTSTATUS dll_map(const UNICODE_STRING *name, const WCHAR *search_path, struct module **out)
{
    WCHAR buffer[MAX_PATH + 1] = {0}; /* one more: whatever is put in stays terminated */
    UNICODE_STRING path = {0, MAX_PATH * sizeof(WCHAR), buffer};
    HANDLE file;
    void *base;
    SIZE_T size;
    NTSTATUS status = dll_open(name, search_path, &path, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = file_map(file, path.Buffer, &base, &size);
    NtClose(file);
    if (!NT_SUCCESS(status))
        return status;
    status = view_adopt(base, size, &path, out);
    if (!NT_SUCCESS(status))
        NtUnmapViewOfSection(CURRENT_PROCESS, base);
    return status;
}

void dll_unmap(struct module *module)
{
    void *base = module->entry.DllBase;
    module_remove(module);
    NtUnmapViewOfSection(CURRENT_PROCESS, base);
}
