#include "images/ntdll/path.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/nt_sync.h"
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
        if (_wcsnicmp(name, plain[i], length) == 0 && !plain[i][length])
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
        bool local = (from[2] == '.' || from[2] == '?') && (is_slash(from[3]) || !from[3]);
        wcscpy(out, !local ? L"\\\\" : from[2] == '.' ? L"\\\\.\\" : L"\\\\?\\");
        *name = from + (!local ? 2 : from[3] ? 4 : 3);
        return true;
    }
    if (!current_directory(out, room))
        return false;
    if (is_letter(from[0]) && from[1] == ':') {
        bool other = RtlUpcaseUnicodeChar(from[0]) != RtlUpcaseUnicodeChar(out[0]);
        if (is_slash(from[2]) || other) { /* other drives have no current directory: their root */
            out[0] = from[0];
            wcscpy(out + 1, L":\\");
        }
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

/* Dots and spaces at the end of a path do not count. */
static size_t trimmed_length(const WCHAR *part, size_t length)
{
    while (length && (part[length - 1] == '.' || part[length - 1] == ' '))
        length--;
    return length;
}

/* A folder's name only loses a single dot at its end. */
static size_t folder_length(const WCHAR *part, size_t length)
{
    bool single = length > 1 && part[length - 1] == '.' && part[length - 2] != '.';
    return single ? length - 1 : length;
}

/* The length of the first name in `name`, and what comes behind it. */
static size_t part_length(const WCHAR *name, const WCHAR **rest)
{
    size_t length = 0;
    while (name[length] && !is_slash(name[length]))
        length++;
    *rest = after_slashes(name + length);
    return length;
}

static bool is_here(const WCHAR *part, size_t length)
{
    return length == 1 && part[0] == '.';
}

static bool is_above(const WCHAR *part, size_t length)
{
    return length == 2 && part[0] == '.' && part[1] == '.';
}

/* Appends a name, and a backslash behind a folder. */
static bool part_append(WCHAR *path, size_t room, const WCHAR *part, size_t length)
{
    bool folder = is_slash(part[length]);
    size_t used = wcslen(path), kept = folder ? folder_length(part, length) : trimmed_length(part, length);
    if (used + kept + 2 > room)
        return false;
    memcpy(path + used, part, kept * sizeof *part);
    path[used + kept] = folder ? '\\' : 0;
    path[used + kept + 1] = 0;
    return true;
}

/* Appends the names of `name` to `path`, which ends in a backslash. */
static bool names_append(WCHAR *path, size_t room, const WCHAR *name)
{
    const WCHAR *rest;
    for (; *name; name = rest) {
        size_t length = part_length(name, &rest);
        if (is_above(name, length))
            go_up(path);
        else if (!is_here(name, length) && !part_append(path, room, name, length))
            return false;
    }
    return true;
}

static bool is_blank(const WCHAR *name)
{
    while (*name == ' ')
        name++;
    return !*name;
}

/* Does the path of `name` end in a backslash: one was given, or stands before dots and blanks that do not
 * count. */
static bool slash_wanted(const WCHAR *name)
{
    const WCHAR *last = last_name(name), *rest;
    size_t length = part_length(last, &rest);
    if (is_blank(last))
        return last != name;
    return !is_here(last, length) && !is_above(last, length) && !trimmed_length(last, length);
}

/* "." and ".." at the end leave a folder's backslash, which a path without one was not given. */
static void last_slash_fit(WCHAR *path, const WCHAR *name)
{
    size_t length = wcslen(path);
    if (!slash_wanted(name) && length > root_length(path) && path[length - 1] == '\\')
        path[length - 1] = 0;
}

/* Where `name` names a device; null if it does not. */
static const WCHAR *device_in(const WCHAR *name)
{
    const WCHAR *last = last_name(name);
    if (is_letter(last[0]) && last[1] == ':')
        last += 2;
    return (is_slash(name[0]) && is_slash(name[1])) || !is_device(last) ? NULL : last;
}

static bool device_path(const WCHAR *name, WCHAR *out)
{
    const WCHAR *device = device_in(name);
    if (!device)
        return false;
    size_t length = device_stem(device);
    wcscpy(out, L"\\\\.\\");
    memcpy(out + 4, device, length * sizeof *out);
    out[4 + length] = 0;
    return true;
}

/* The absolute path into `out`, which has room for `room` characters. */
static bool path_build(const WCHAR *name, WCHAR *out, size_t room)
{
    const WCHAR *rest = name;
    if (!name || is_blank(name) || wcslen(name) > LONGEST_PATH)
        return false;
    if (device_path(name, out))
        return true;
    if (!root_write(&rest, out, room) || !names_append(out, room, rest))
        return false;
    last_slash_fit(out, rest);
    return true;
}

/* A buffer for any path that `name` can become, and its size in characters. The current directory may change
 * meanwhile, but has its limit. */
static WCHAR *path_buffer(const WCHAR *name, size_t *room)
{
    size_t here = peb()->ProcessParameters->CurrentDirectory.DosPath.Length / sizeof(WCHAR);
    *room = (name ? wcslen(name) : 0) + (here > MAX_PATH ? here : MAX_PATH) + 16;
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

/* A name that begins with \\?\ goes to the kernel as it stands; all others are made absolute first, and have
 * a limit. */
static bool nt_source(const WCHAR *name, WCHAR *out, size_t room)
{
    if (!name || wcsncmp(name, L"\\\\?\\", 4) != 0)
        return path_build(name, out, room) && wcslen(out) < MAX_PATH;
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
        if (!out || result + sizeof(WCHAR) > size)
            result += sizeof(WCHAR);
        else
            wcscpy(out, path);
    }
    RtlFreeHeap(peb()->ProcessHeap, 0, path);
    return result;
}

static NTSTATUS directory_check(OBJECT_ATTRIBUTES *attributes)
{
    FILE_BASIC_INFORMATION information;
    NTSTATUS status = NtQueryAttributesFile(attributes, &information);
    if (NT_SUCCESS(status) && !(information.FileAttributes & FILE_ATTRIBUTE_DIRECTORY))
        return STATUS_NOT_A_DIRECTORY;
    return status;
}

/* Opens the directory, and lets nobody delete or rename it. A root needs no handle: it stays anyway. */
static NTSTATUS directory_open(const UNICODE_STRING *nt, HANDLE *handle)
{
    OBJECT_ATTRIBUTES attributes = {sizeof attributes, NULL, nt, OBJ_CASE_INSENSITIVE, NULL, NULL};
    IO_STATUS_BLOCK io;
    *handle = NULL;
    if (nt->Length <= sizeof L"\\??\\C:\\" - sizeof(WCHAR))
        return directory_check(&attributes);
    return NtOpenFile(handle, FILE_TRAVERSE | SYNCHRONIZE, &attributes, &io,
                      FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT);
}

/* Makes `fresh`, which ends in a backslash, the current directory. The first buffer belongs to the process
 * parameters, later ones to the heap. */
static void directory_replace(WCHAR *fresh, HANDLE handle)
{
    static WCHAR *owned;
    CURDIR *current = &peb()->ProcessParameters->CurrentDirectory;
    RtlEnterCriticalSection(peb()->FastPebLock);
    WCHAR *old = owned;
    HANDLE old_handle = current->Handle;
    owned = fresh;
    RtlInitUnicodeString(&current->DosPath, fresh);
    current->Handle = handle;
    RtlLeaveCriticalSection(peb()->FastPebLock);
    RtlFreeHeap(peb()->ProcessHeap, 0, old);
    if (old_handle)
        NtClose(old_handle);
}

/* The path behind \??\ with a backslash at its end; null without memory. */
static WCHAR *directory_path(const UNICODE_STRING *nt)
{
    size_t length = nt->Length / sizeof(WCHAR) - 4;
    WCHAR *path = RtlAllocateHeap(peb()->ProcessHeap, 0, (length + 2) * sizeof(WCHAR));
    if (!path)
        return NULL;
    wcscpy(path, nt->Buffer + 4);
    if (path[length - 1] != '\\')
        wcscat(path, L"\\");
    return path;
}

static NTSTATUS directory_change(const UNICODE_STRING *nt)
{
    HANDLE handle;
    if (nt->Buffer[5] != ':')
        return STATUS_OBJECT_NAME_INVALID;
    WCHAR *path = directory_path(nt);
    if (!path)
        return STATUS_NO_MEMORY;
    NTSTATUS status = wcslen(path) < MAX_PATH ? directory_open(nt, &handle) : STATUS_NAME_TOO_LONG;
    if (NT_SUCCESS(status))
        directory_replace(path, handle);
    else
        RtlFreeHeap(peb()->ProcessHeap, 0, path);
    return status;
}

NTSTATUS NTAPI RtlSetCurrentDirectory_U(const UNICODE_STRING *path)
{
    UNICODE_STRING nt, name;
    if (!NT_SUCCESS(RtlDuplicateUnicodeString(1, path, &name))) /* terminated */
        return STATUS_NO_MEMORY;
    bool good = RtlDosPathNameToNtPathName_U(name.Buffer, &nt, NULL, NULL);
    bool too_long = !good && RtlGetFullPathName_U(name.Buffer, 0, NULL, NULL) > MAX_PATH * sizeof(WCHAR);
    RtlFreeUnicodeString(&name);
    if (!good)
        return too_long ? STATUS_NAME_TOO_LONG : STATUS_OBJECT_NAME_INVALID;
    NTSTATUS status = directory_change(&nt);
    RtlFreeUnicodeString(&nt);
    return status;
}

void current_directory_start(void)
{
    static const UNICODE_STRING root = UNICODE_CONSTANT(L"C:\\");
    CURDIR *current = &peb()->ProcessParameters->CurrentDirectory;
    current->Handle = NULL; /* one of the parent's, if anything */
    if (current->DosPath.Length > root.Length && !NT_SUCCESS(RtlSetCurrentDirectory_U(&current->DosPath)))
        RtlSetCurrentDirectory_U(&root);
}

ULONG NTAPI RtlIsDosDeviceName_U(const WCHAR *name)
{
    const WCHAR *device = name ? device_in(name) : NULL;
    if (device)
        return (ULONG)((device - name) << 16 | device_stem(device)) * sizeof *name;
    return name && _wcsicmp(name, L"\\\\.\\CON") == 0 ? (4 << 16 | 3) * sizeof *name : 0;
}

ULONG NTAPI RtlDetermineDosPathNameType_U(const WCHAR *name)
{
    if (is_slash(name[0]) && is_slash(name[1])) {
        if (name[2] != '.' && name[2] != '?')
            return PATH_UNC;
        return is_slash(name[3]) ? PATH_DEVICE : name[3] ? PATH_UNC : PATH_DEVICES;
    }
    if (is_slash(name[0]))
        return PATH_ROOTED;
    if (!name[0] || name[1] != ':')
        return PATH_RELATIVE;
    return is_slash(name[2]) ? PATH_ABSOLUTE : PATH_OF_DRIVE;
}
