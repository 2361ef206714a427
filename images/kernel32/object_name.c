#include "images/kernel32/object_name.h"
#include "images/ntdll/string.h"

BOOL object_name_make(struct object_name *out, const WCHAR *name, ULONG flags)
{
    out->attributes = (OBJECT_ATTRIBUTES){.Length = sizeof out->attributes, .Attributes = flags};
    if (!name || !*name)
        return TRUE;
    if (wcslen(name) >= MAX_PATH)
        return fail(ERROR_FILENAME_EXCED_RANGE);
    out->path = (UNICODE_STRING){0, sizeof out->buffer, out->buffer};
    RtlAppendUnicodeToString(&out->path, L"\\BaseNamedObjects\\");
    RtlAppendUnicodeToString(&out->path, name);
    out->attributes.ObjectName = &out->path;
    return TRUE;
}

BOOL object_name_open(struct object_name *out, const WCHAR *name, BOOL inherit)
{
    if (!name)
        return fail(ERROR_INVALID_PARAMETER);
    if (!*name) /* the folder of the names itself, which is no such object */
        return fail(ERROR_INVALID_HANDLE);
    return object_name_make(out, name, inherit ? OBJ_INHERIT : 0);
}

HANDLE object_result(NTSTATUS status, const HANDLE *handle)
{
    if (!NT_SUCCESS(status)) {
        fail(status == STATUS_OBJECT_TYPE_MISMATCH ? ERROR_INVALID_HANDLE : error_of(status));
        return NULL;
    }
    RtlSetLastWin32Error(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return *handle;
}
