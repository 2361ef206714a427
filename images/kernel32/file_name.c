#include "images/kernel32/file_name.h"
#include "images/ntdll/nt_file.h"
#include "images/ntdll/path.h"
#include "images/ntdll/string.h"

BOOL file_name_make(struct file_name *out, const WCHAR *name, ULONG flags)
{
    if (!RtlDosPathNameToNtPathName_U(name, &out->path, NULL, NULL))
        return fail(ERROR_PATH_NOT_FOUND);
    out->attributes = (OBJECT_ATTRIBUTES){.Length = sizeof out->attributes,
                                          .ObjectName = &out->path,
                                          .Attributes = OBJ_CASE_INSENSITIVE | flags};
    return TRUE;
}

void file_name_free(struct file_name *name)
{
    RtlFreeUnicodeString(&name->path);
}

bool file_name_is_device(const struct file_name *file, const WCHAR *name)
{
    bool absolute = (name[0] == '\\' || name[0] == '/') && (name[1] == '\\' || name[1] == '/');
    return !absolute && file->path.Buffer[5] != ':'; /* \??\NUL, not \??\C:\x */
}

HANDLE file_open(const WCHAR *name, ACCESS_MASK access, ULONG share, ULONG options)
{
    struct file_name file;
    IO_STATUS_BLOCK io;
    HANDLE handle;
    if (!file_name_make(&file, name, 0))
        return NULL;
    NTSTATUS status = NtOpenFile(&handle, access | SYNCHRONIZE, &file.attributes, &io, share,
                                 options | FILE_SYNCHRONOUS_IO_NONALERT);
    file_name_free(&file);
    return result(status) ? handle : NULL;
}
