#include "images/ntdll/path.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/string.h"
#include "images/ntdll/teb.h"

#define LONGEST_PATH 0x7fe0 /* characters: fits a UNICODE_STRING with \??\ in front */

static bool is_slash(WCHAR c)
{
    return c == '\\' || c == '/';
}

static bool is_letter(WCHAR c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Copies the current directory, with a last backslash. False if it does not fit in `room` characters. */
static bool current_directory(WCHAR *out, size_t room)
{
    const UNICODE_STRING *path = &peb()->ProcessParameters->CurrentDirectory.DosPath;
    RtlEnterCriticalSection(peb()->FastPebLock);
    size_t length = path->Length / sizeof(WCHAR);
    bool fits = length + 4 < room;
    if (fits) {
        memcpy(out, path->Buffer, path->Length);
        out[length] = 0;
        if (length < 3)
            wcscpy(out, L"C:\\");
        else if (!is_slash(out[length - 1]))
            wcscat(out, L"\\");
    }
    RtlLeaveCriticalSection(peb()->FastPebLock);
    return fits;
}

/* Length of `name` without an extension, a colon, or spaces behind: what decides whether it is a device. */
static size_t device_stem(const WCHAR *name)
{
    size_t length = 0;
    while (name[length] && name[length] != '.' && name[length] != ':')
        length++;
    while (length && name[length - 1] == ' ')
        length--;
    return length;
}

static bool is_device(const WCHAR *name)
{
    static const WCHAR *const plain[] = {L"CON", L"CONIN$", L"CONOUT$", L"NUL", L"AUX", L"PRN"};
    size_t length = device_stem(name);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (wcslen(plain[i]) == length && _wcsnicmp(name, plain[i], length) == 0)
            return true;
    return length == 4 && name[3] >= '1' && name[3] <= '9' &&
           (_wcsnicmp(name, L"COM", 3) == 0 || _wcsnicmp(name, L"LPT", 3) == 0);
}

/* The last name of a path, which may be a device in any folder, as DOS had it. */
static const WCHAR *last_name(const WCHAR *name)
{
    const WCHAR *last = name;
    for (; *name; name++)
        if (is_slash(*name))
            last = name + 1;
    return last;
}

static const WCHAR *after_slashes(const WCHAR *name)
{
    while (is_slash(*name))
        name++;
    return name;
}

/* The length of the part that ".." cannot take away: "C:\", "\\.\", "\\server\share\". */
static size_t root_length(const WCHAR *path)
{
    if (path[1] == ':')
        return 3;
    size_t length = 2;
    int parts = path[2] == '.' || path[2] == '?' ? 1 : 2;
    for (; path[length] && parts; length++)
        parts -= path[length] == '\\';
    return length;
}

/* Writes the root from which `*name` counts, and moves *name behind what was used of it. False: bad or too
 * long. */
static bool root_write(const WCHAR **name, WCHAR *out, size_t room)
{
    const WCHAR *from = *name;
    if (is_slash(from[0]) && is_slash(from[1])) { /* \\server\share, \\.\device, \\?\path */
        bool local = (from[2] == '.' || from[2] == '?') && is_slash(from[3]);
        wcscpy(out, !local ? L"\\\\" : from[2] == '.' ? L"\\\\.\\" : L"\\\\?\\");
        *name = from + (local ? 4 : 2);
        return true;
    }
    if (!current_directory(out, room))
        return false;
    if (is_letter(from[0]) && from[1] == ':') {
        bool other = RtlUpcaseUnicodeChar(from[0]) != RtlUpcaseUnicodeChar(out[0]);
        out[0] = from[0];
        if (is_slash(from[2]) || other) /* other drives have no current directory: their root */
            wcscpy(out + 1, L":\\");
        *name = after_slashes(from + 2);
    } else if (is_slash(from[0])) {
        out[3] = 0;
        *name = after_slashes(from);
    }
    return true;
}

/* Takes the last name off a path that ends in a backslash, but not its root. */
static void go_up(WCHAR *path)
{
    size_t length = wcslen(path), root = root_length(path);
    if (length <= root)
        return;
    length--;
    while (length > root && path[length - 1] != '\\')
        length--;
    path[length] = 0;
}

/* Dots and spaces at the end of a name do not count on DOS file systems. */
static size_t trimmed_length(const WCHAR *part, size_t length)
{
    while (length && (part[length - 1] == '.' || part[length - 1] == ' '))
        length--;
    return length;
}

/* Appends the names of `name` to `path`, which ends in a backslash. */
static bool names_append(WCHAR *path, size_t room, const WCHAR *name)
{
    while (*name) {
        size_t length = 0, used = wcslen(path);
        while (name[length] && !is_slash(name[length]))
            length++;
        const WCHAR *rest = after_slashes(name + length);
        bool folder = name[length] != 0;
        if (length == 2 && name[0] == '.' && name[1] == '.') {
            go_up(path);
        } else if (!(length == 1 && name[0] == '.')) {
            size_t kept = trimmed_length(name, length);
            if (used + kept + 2 > room)
                return false;
            memcpy(path + used, name, kept * sizeof *name);
            path[used + kept] = 0;
            if (folder && kept)
                wcscat(path, L"\\");
        }
        name = rest;
    }
    return true;
}

/* "." and ".." at the end leave a folder's backslash, which a path without one was not given. */
static void last_slash_fit(WCHAR *path, const WCHAR *name)
{
    size_t length = wcslen(path), named = wcslen(name);
    bool wanted = named && is_slash(name[named - 1]);
    if (!wanted && length > root_length(path) && path[length - 1] == '\\')
        path[length - 1] = 0;
}

static bool device_path(const WCHAR *name, WCHAR *out)
{
    const WCHAR *last = last_name(name);
    if (is_letter(last[0]) && last[1] == ':')
        last += 2;
    if ((is_slash(name[0]) && is_slash(name[1])) || !is_device(last))
        return false;
    size_t length = device_stem(last);
    wcscpy(out, L"\\\\.\\");
    memcpy(out + 4, last, length * sizeof *out);
    out[4 + length] = 0;
    return true;
}

/* The absolute path into `out`, which has room for `room` characters. */
static bool path_build(const WCHAR *name, WCHAR *out, size_t room)
{
    const WCHAR *rest = name;
    if (!name || !*name || wcslen(name) > LONGEST_PATH)
        return false;
    if (device_path(name, out))
        return true;
    if (!root_write(&rest, out, room) || !names_append(out, room, rest))
        return false;
    last_slash_fit(out, name);
    return true;
}

/* A buffer for any path that `name` can become, and its size in characters. */
static WCHAR *path_buffer(const WCHAR *name, size_t *room)
{
    *room = (name ? wcslen(name) : 0) +
            peb()->ProcessParameters->CurrentDirectory.DosPath.Length / sizeof(WCHAR) + 16;
    return RtlAllocateHeap(peb()->ProcessHeap, 0, *room * sizeof(WCHAR));
}

static WCHAR *file_part_of(WCHAR *path)
{
    if (path[0] == '\\' && path[2] == '.') /* a device has none */
        return NULL;
    WCHAR *slash = wcsrchr(path, '\\');
    return slash && slash[1] ? slash + 1 : NULL;
}

ULONG NTAPI RtlGetFullPathName_U(const WCHAR *name, ULONG size, WCHAR *out, WCHAR **file_part)
{
    size_t room;
    WCHAR *path = path_buffer(name, &room);
    ULONG result = 0;
    if (path && path_build(name, path, room)) {
        result = wcslen(path) * sizeof(WCHAR);
        if (result + sizeof(WCHAR) > size)
            result += sizeof(WCHAR);
        else
            wcscpy(out, path);
        if (file_part && result < size)
            *file_part = file_part_of(out);
    }
    RtlFreeHeap(peb()->ProcessHeap, 0, path);
    return result;
}

/* "C:\x" -> "\??\C:\x"; "\\.\x" and "\\?\x" -> "\??\x"; "\\server\x" -> "\??\UNC\server\x". */
static bool nt_prefix(const WCHAR *path, UNICODE_STRING *out)
{
    const WCHAR *prefix = L"\\??\\";
    const WCHAR *rest = path;
    if (path[0] == '\\' && (path[2] == '.' || path[2] == '?') && path[3] == '\\') {
        rest = path + 4;
    } else if (path[0] == '\\') {
        prefix = L"\\??\\UNC\\";
        rest = path + 2;
    }
    size_t bytes = (wcslen(prefix) + wcslen(rest) + 1) * sizeof(WCHAR);
    out->Buffer = RtlAllocateHeap(peb()->ProcessHeap, 0, bytes);
    if (!out->Buffer)
        return false;
    wcscpy(out->Buffer, prefix);
    wcscat(out->Buffer, rest);
    out->MaximumLength = (USHORT)bytes;
    out->Length = (USHORT)(bytes - sizeof(WCHAR));
    return true;
}

/* A name that begins with \\?\ goes to the kernel as it stands; all others are made absolute first. */
static bool nt_source(const WCHAR *name, WCHAR *out, size_t room)
{
    if (!name || wcsncmp(name, L"\\\\?\\", 4) != 0)
        return path_build(name, out, room);
    wcscpy(out, name);
    return true;
}

BOOLEAN NTAPI RtlDosPathNameToNtPathName_U(const WCHAR *name, UNICODE_STRING *out, WCHAR **file_part,
                                           void *relative)
{
    size_t room;
    WCHAR *path = path_buffer(name, &room);
    bool done = path && nt_source(name, path, room) && wcslen(path) < LONGEST_PATH && nt_prefix(path, out);
    RtlFreeHeap(peb()->ProcessHeap, 0, path);
    if (done && file_part)
        *file_part = file_part_of(out->Buffer);
    return done;
}

ULONG NTAPI RtlGetCurrentDirectory_U(ULONG size, WCHAR *out)
{
    size_t room;
    WCHAR *path = path_buffer(NULL, &room);
    ULONG result = 0;
    if (path && current_directory(path, room)) {
        size_t length = wcslen(path);
        if (length > 3)
            path[length - 1] = 0;
        result = wcslen(path) * sizeof(WCHAR);
        if (result + sizeof(WCHAR) > size)
            result += sizeof(WCHAR);
        else
            wcscpy(out, path);
    }
    RtlFreeHeap(peb()->ProcessHeap, 0, path);
    return result;
}

static NTSTATUS directory_check(const UNICODE_STRING *nt)
{
    OBJECT_ATTRIBUTES attributes = {sizeof attributes, NULL, nt, OBJ_CASE_INSENSITIVE, NULL, NULL};
    FILE_BASIC_INFORMATION information;
    NTSTATUS status = NtQueryAttributesFile(&attributes, &information);
    if (NT_SUCCESS(status) && !(information.FileAttributes & FILE_ATTRIBUTE_DIRECTORY))
        return STATUS_NOT_A_DIRECTORY;
    return status;
}

/* Makes the path behind \??\ the current directory. The first buffer belongs to the process parameters, later
 * ones to the heap. */
static NTSTATUS directory_change(const UNICODE_STRING *nt)
{
    static WCHAR *owned;
    UNICODE_STRING *path = &peb()->ProcessParameters->CurrentDirectory.DosPath;
    size_t length = nt->Length / sizeof(WCHAR) - 4;
    WCHAR *fresh = RtlAllocateHeap(peb()->ProcessHeap, 0, (length + 2) * sizeof(WCHAR));
    if (!fresh)
        return STATUS_NO_MEMORY;
    wcscpy(fresh, nt->Buffer + 4);
    if (fresh[length - 1] != '\\')
        wcscat(fresh, L"\\");
    RtlEnterCriticalSection(peb()->FastPebLock);
    WCHAR *old = owned;
    owned = fresh;
    path->Buffer = fresh;
    path->Length = (USHORT)(wcslen(fresh) * sizeof(WCHAR));
    path->MaximumLength = path->Length + sizeof(WCHAR);
    RtlLeaveCriticalSection(peb()->FastPebLock);
    RtlFreeHeap(peb()->ProcessHeap, 0, old);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetCurrentDirectory_U(const UNICODE_STRING *path)
{
    UNICODE_STRING nt, name;
    if (!NT_SUCCESS(RtlDuplicateUnicodeString(1, path, &name))) /* terminated */
        return STATUS_NO_MEMORY;
    bool good = RtlDosPathNameToNtPathName_U(name.Buffer, &nt, NULL, NULL);
    RtlFreeUnicodeString(&name);
    if (!good)
        return STATUS_OBJECT_NAME_INVALID;
    NTSTATUS status = directory_check(&nt);
    if (NT_SUCCESS(status))
        status = nt.Buffer[5] == ':' ? directory_change(&nt) : STATUS_OBJECT_NAME_INVALID;
    RtlFreeUnicodeString(&nt);
    return status;
}
