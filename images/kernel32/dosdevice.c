/*
 * Short names of devices, "C:" and "NUL": symbolic links in \??.
 */
#include "images/kernel32/ansi.h"
#include "images/ntdll/nt_directory.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/path.h"
#include "images/ntdll/string.h"
#include "images/ntdll/token.h"

#define PREFIX           L"\\??\\"
#define PREFIX_UNITS     4
#define MOST_UNITS       0x7ffe /* of a UNICODE_STRING */
#define ENTRY_BYTES      2200   /* the longest name is 1023 units */
#define CREATE_PERMANENT 16     /* SeCreatePermanentPrivilege */
#define FLAGS                                                                                                \
    (DDD_RAW_TARGET_PATH | DDD_REMOVE_DEFINITION | DDD_EXACT_MATCH_ON_REMOVE | DDD_NO_BROADCAST_SYSTEM |     \
     DDD_LUID_BROADCAST_DRIVE)

struct short_name {
    WCHAR buffer[PREFIX_UNITS + MAX_PATH];
    UNICODE_STRING path;
    OBJECT_ATTRIBUTES attributes; /* points to `path` */
};

static BOOL short_name_make(struct short_name *out, const WCHAR *name, ULONG flags)
{
    out->path = (UNICODE_STRING){0, sizeof out->buffer, out->buffer};
    RtlAppendUnicodeToString(&out->path, PREFIX);
    if (!NT_SUCCESS(RtlAppendUnicodeToString(&out->path, name)))
        return fail(ERROR_FILENAME_EXCED_RANGE);
    out->attributes = (OBJECT_ATTRIBUTES){.Length = sizeof out->attributes,
                                          .ObjectName = &out->path,
                                          .Attributes = OBJ_CASE_INSENSITIVE | flags};
    return TRUE;
}

static HANDLE link_open(const WCHAR *name, ACCESS_MASK access)
{
    struct short_name short_name;
    HANDLE link;
    if (!short_name_make(&short_name, name, 0) ||
        !result(NtOpenSymbolicLinkObject(&link, access, &short_name.attributes)))
        return NULL;
    return link;
}

/* ---- asking ---- */

/* Units of the target, at most `size`, without a NUL; 0 with the last error set. */
static DWORD target_of(HANDLE link, WCHAR *out, DWORD size)
{
    UNICODE_STRING target = {0, (USHORT)((size < MOST_UNITS ? size : MOST_UNITS) * sizeof *out), out};
    return result(NtQuerySymbolicLinkObject(link, &target, NULL)) ? target.Length / sizeof *out : 0;
}

/* A list of one: two NULs end it. */
static DWORD query_one(const WCHAR *name, WCHAR *out, DWORD size)
{
    HANDLE link = link_open(name, SYMBOLIC_LINK_QUERY);
    if (!link)
        return 0;
    DWORD units = target_of(link, out, size);
    NtClose(link);
    if (units == 0)
        return 0;
    if (units + 2 > size)
        return (DWORD)fail(ERROR_INSUFFICIENT_BUFFER);
    out[units] = out[units + 1] = 0;
    return units + 2;
}

static DWORD list_all(HANDLE directory, OBJECT_DIRECTORY_INFORMATION *entry, WCHAR *out, DWORD size)
{
    ULONG place = 0, used = 0;
    while (
        NT_SUCCESS(NtQueryDirectoryObject(directory, entry, ENTRY_BYTES, TRUE, place == 0, &place, NULL))) {
        ULONG units = entry->Name.Length / sizeof *out + 1;
        if (used + units + 1 > size)
            return (DWORD)fail(ERROR_INSUFFICIENT_BUFFER);
        memcpy(out + used, entry->Name.Buffer, units * sizeof *out);
        used += units;
    }
    if (used == size)
        return (DWORD)fail(ERROR_INSUFFICIENT_BUFFER);
    out[used++] = 0;
    return used;
}

static DWORD query_all(WCHAR *out, DWORD size)
{
    UNICODE_STRING path;
    OBJECT_ATTRIBUTES attributes = {
        .Length = sizeof attributes, .ObjectName = &path, .Attributes = OBJ_CASE_INSENSITIVE};
    HANDLE directory;
    RtlInitUnicodeString(&path, L"\\??");
    if (!result(NtOpenDirectoryObject(&directory, DIRECTORY_QUERY, &attributes)))
        return 0;
    void *entry = allocate(ENTRY_BYTES);
    DWORD units = entry ? list_all(directory, entry, out, size) : 0;
    release(entry);
    NtClose(directory);
    return units;
}

DWORD WINAPI QueryDosDeviceW(LPCWSTR name, LPWSTR out, DWORD size)
{
    return name ? query_one(name, out, size) : query_all(out, size);
}

static DWORD to_ansi(const WCHAR *list, DWORD units, char *out)
{
    UNICODE_STRING from = {(USHORT)(units * sizeof *list), (USHORT)(units * sizeof *list), (WCHAR *)list};
    ANSI_STRING to = {0, (USHORT)(units + 1), out};
    return result(RtlUnicodeStringToAnsiString(&to, &from, FALSE)) ? units : 0;
}

/* A byte more for the NUL that the conversion ends with. */
DWORD WINAPI QueryDosDeviceA(LPCSTR name, LPSTR out, DWORD size)
{
    DWORD room = name_room(size), units = 0;
    WCHAR *wide, *list = NULL;
    char *bytes = NULL;
    if (!wide_from_ansi(&wide, name))
        return 0;
    if ((list = allocate(room * sizeof *list)) && (bytes = allocate(room + 1)))
        units = QueryDosDeviceW(wide, list, room);
    if (units)
        units = to_ansi(list, units, bytes);
    memcpy(out, bytes, units);
    release(bytes);
    release(list);
    release(wide);
    return units;
}

/* ---- defining ---- */

/* As links have it: what is no raw target is the name of a file. */
static BOOL target_make(UNICODE_STRING *out, const WCHAR *target, DWORD flags)
{
    if (flags & DDD_RAW_TARGET_PATH)
        return RtlCreateUnicodeString(out, target) ? TRUE : fail(ERROR_NOT_ENOUGH_MEMORY);
    return RtlDosPathNameToNtPathName_U(target, out, NULL, NULL) ? TRUE : fail(ERROR_PATH_NOT_FOUND);
}

/* It outlives the program, as under Windows, where another process makes it. */
static BOOL define(const WCHAR *name, const UNICODE_STRING *target)
{
    struct short_name short_name;
    BOOLEAN enabled;
    HANDLE link;
    if (!short_name_make(&short_name, name, OBJ_PERMANENT))
        return FALSE;
    NTSTATUS status = RtlAdjustPrivilege(CREATE_PERMANENT, TRUE, FALSE, &enabled);
    if (!NT_SUCCESS(status))
        return result(status);
    status = NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS, &short_name.attributes, target);
    RtlAdjustPrivilege(CREATE_PERMANENT, enabled, FALSE, &enabled);
    if (NT_SUCCESS(status))
        NtClose(link);
    return result(status);
}

/* Does it lead there, or with `exact` just there? Without a target it may lead anywhere. */
static BOOL leads_to(HANDLE link, const UNICODE_STRING *target, BOOL exact)
{
    UNICODE_STRING found = {0};
    if (!target)
        return TRUE;
    WCHAR *buffer = allocate((MOST_UNITS + 1) * sizeof *buffer);
    if (!buffer)
        return FALSE;
    found.Buffer = buffer;
    found.Length = (USHORT)(target_of(link, buffer, MOST_UNITS) * sizeof *buffer);
    BOOL leads =
        exact ? RtlEqualUnicodeString(target, &found, TRUE) : RtlPrefixUnicodeString(target, &found, TRUE);
    release(buffer);
    return leads ? TRUE : fail(ERROR_FILE_NOT_FOUND);
}

static BOOL undefine(const WCHAR *name, const UNICODE_STRING *target, BOOL exact)
{
    HANDLE link = link_open(name, DELETE | SYMBOLIC_LINK_QUERY);
    if (!link)
        return FALSE;
    BOOL done = leads_to(link, target, exact) && result(NtMakeTemporaryObject(link));
    NtClose(link);
    return done;
}

WINBOOL WINAPI DefineDosDeviceW(DWORD flags, LPCWSTR name, LPCWSTR target)
{
    UNICODE_STRING path = {0};
    BOOL remove = (flags & DDD_REMOVE_DEFINITION) != 0;
    if ((flags & ~FLAGS) || !name || (!remove && !target))
        return fail(ERROR_INVALID_PARAMETER);
    if (target && !target_make(&path, target, flags))
        return FALSE;
    BOOL done = remove ? undefine(name, target ? &path : NULL, (flags & DDD_EXACT_MATCH_ON_REMOVE) != 0)
                       : define(name, &path);
    RtlFreeUnicodeString(&path);
    return done;
}

WINBOOL WINAPI DefineDosDeviceA(DWORD flags, LPCSTR name, LPCSTR target)
{
    WCHAR *wide_name, *wide_target = NULL;
    BOOL done = wide_from_ansi(&wide_name, name) && wide_from_ansi(&wide_target, target) &&
                DefineDosDeviceW(flags, wide_name, wide_target);
    release(wide_target);
    release(wide_name);
    return done;
}
