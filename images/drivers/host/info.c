/*
 * What is asked about a file, and changed other than by writing. The host keeps no time of creation: that is
 * the time of writing; and of attributes it keeps read-only.
 */
#include "info.h"
#include "files.h"
#include "requests.h"

#define SECONDS_TO_1970 11644473600ll
#define TICKS           10000000ll /* a second */
#define CLUSTER         4096
#define ANYBODY_WRITES  0222u

LONGLONG nt_time(const struct p9_time *time)
{
    return ((LONGLONG)time->seconds + SECONDS_TO_1970) * TICKS + (ULONG)time->nanoseconds / 100;
}

ULONG nt_attributes(const struct p9_attributes *attributes)
{
    return is_folder(attributes)      ? FILE_ATTRIBUTE_DIRECTORY
           : is_read_only(attributes) ? FILE_ATTRIBUTE_READONLY
                                      : FILE_ATTRIBUTE_NORMAL;
}

LONGLONG nt_size(const struct p9_attributes *attributes)
{
    return is_folder(attributes) ? 0 : (LONGLONG)attributes->size;
}

LONGLONG nt_allocated(const struct p9_attributes *attributes)
{
    return (nt_size(attributes) + CLUSTER - 1) & ~(LONGLONG)(CLUSTER - 1);
}

/* ---- queries ---- */

static ULONG fill_basic(const struct p9_attributes *from, FILE_BASIC_INFORMATION *to)
{
    to->CreationTime.QuadPart = to->LastWriteTime.QuadPart = nt_time(&from->written);
    to->LastAccessTime.QuadPart = nt_time(&from->accessed);
    to->ChangeTime.QuadPart = nt_time(&from->changed);
    to->FileAttributes = nt_attributes(from);
    return sizeof *to;
}

static ULONG fill_standard(const struct p9_attributes *from, const struct node *node,
                           FILE_STANDARD_INFORMATION *to)
{
    to->AllocationSize.QuadPart = nt_allocated(from);
    to->EndOfFile.QuadPart = nt_size(from);
    to->NumberOfLinks = 1;
    to->DeletePending = node->deleted;
    to->Directory = node->folder;
    return sizeof *to;
}

static ULONG fill_network(const struct p9_attributes *from, FILE_NETWORK_OPEN_INFORMATION *to)
{
    to->CreationTime.QuadPart = to->LastWriteTime.QuadPart = nt_time(&from->written);
    to->LastAccessTime.QuadPart = nt_time(&from->accessed);
    to->ChangeTime.QuadPart = nt_time(&from->changed);
    to->AllocationSize.QuadPart = nt_allocated(from);
    to->EndOfFile.QuadPart = nt_size(from);
    to->FileAttributes = nt_attributes(from);
    return sizeof *to;
}

static ULONG query_bytes(FILE_INFORMATION_CLASS class)
{
    switch (class) {
    case FileBasicInformation:
        return sizeof(FILE_BASIC_INFORMATION);
    case FileStandardInformation:
        return sizeof(FILE_STANDARD_INFORMATION);
    case FileInternalInformation:
        return sizeof(FILE_INTERNAL_INFORMATION);
    case FileNetworkOpenInformation:
        return sizeof(FILE_NETWORK_OPEN_INFORMATION);
    default:
        return 0;
    }
}

static ULONG fill(FILE_INFORMATION_CLASS class, const struct p9_attributes *from, const struct node *node,
                  PVOID to)
{
    switch (class) {
    case FileBasicInformation:
        return fill_basic(from, to);
    case FileStandardInformation:
        return fill_standard(from, node, to);
    case FileNetworkOpenInformation:
        return fill_network(from, to);
    default:
        ((FILE_INTERNAL_INFORMATION *)to)->IndexNumber.QuadPart = node->number;
        return sizeof(FILE_INTERNAL_INFORMATION);
    }
}

NTSTATUS request_query(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    const struct node *node = node_of(stack->FileObject);
    FILE_INFORMATION_CLASS class = stack->Parameters.QueryFile.FileInformationClass;
    struct p9_attributes attributes = {0};
    ULONG bytes = query_bytes(class);
    if (bytes == 0)
        return STATUS_INVALID_PARAMETER;
    if (stack->Parameters.QueryFile.Length < bytes)
        return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = node->gone ? STATUS_FILE_DELETED : client_attributes(node->fid, &attributes);
    if (NT_SUCCESS(status))
        *information = fill(class, &attributes, node, irp->AssociatedIrp.SystemBuffer);
    return status;
}

/* ---- changes ---- */

/* By 10^7, of which only the quotient must fit into 64 bits. */
static void unix_time(LONGLONG time, struct p9_time *out)
{
    ULONGLONG ticks = (ULONGLONG)(time - SECONDS_TO_1970 * TICKS);
    out->seconds = ticks / TICKS;
    out->nanoseconds = ticks % TICKS * 100;
}

/* NT: 0 and -1 leave it as it is. What was before 1970 the host cannot keep. */
static const struct p9_time *take_time(const LARGE_INTEGER *given, struct p9_time *time)
{
    if (given->QuadPart == 0 || given->QuadPart == -1 || given->QuadPart < SECONDS_TO_1970 * TICKS)
        return NULL;
    unix_time(given->QuadPart, time);
    return time;
}

static const ULONG *take_mode(ULONG attributes, const struct p9_attributes *now, PULONG mode)
{
    BOOLEAN read_only = (attributes & FILE_ATTRIBUTE_READONLY) != 0;
    if (attributes == 0 || is_folder(now) || read_only == is_read_only(now))
        return NULL;
    *mode = now->mode & 07777;
    *mode = read_only ? *mode & ~ANYBODY_WRITES : *mode | P9_MODE_WRITABLE;
    return mode;
}

static NTSTATUS set_basic(struct node *node, const FILE_BASIC_INFORMATION *to)
{
    struct p9_attributes now = {0};
    struct p9_time accessed, written;
    ULONG mode;
    NTSTATUS status = client_attributes(node->fid, &now);
    if (!NT_SUCCESS(status))
        return status;
    const struct client_change change = {.mode = take_mode(to->FileAttributes, &now, &mode),
                                         .accessed = take_time(&to->LastAccessTime, &accessed),
                                         .written = take_time(&to->LastWriteTime, &written)};
    if (!change.mode && !change.accessed && !change.written)
        return STATUS_SUCCESS;
    return client_set(node->fid, &change);
}

static NTSTATUS set_end(struct node *node, const FILE_END_OF_FILE_INFORMATION *to)
{
    const uint64_t size = (uint64_t)to->EndOfFile.QuadPart;
    const struct client_change change = {.size = &size};
    if (to->EndOfFile.QuadPart < 0 || node->folder)
        return STATUS_INVALID_PARAMETER;
    return client_set(node->fid, &change);
}

/* Any name, also one that NT cannot have, keeps a folder. */
static NTSTATUS see_name(PVOID context, const struct p9_entry *entry)
{
    UNREFERENCED_PARAMETER(context);
    return name_is_dots(entry->name, entry->name_bytes) ? STATUS_SUCCESS : STATUS_DIRECTORY_NOT_EMPTY;
}

static NTSTATUS set_disposition(struct node *node, const FILE_DISPOSITION_INFORMATION *to)
{
    struct p9_attributes now = {0};
    NTSTATUS status = client_attributes(node->fid, &now);
    if (NT_SUCCESS(status) && to->DeleteFile && (node->root || is_read_only(&now)))
        status = STATUS_CANNOT_DELETE;
    if (NT_SUCCESS(status) && to->DeleteFile && node->folder)
        status = each_in(node->fid, see_name, NULL);
    if (NT_SUCCESS(status))
        node->deleted = to->DeleteFile != 0;
    return status;
}

/* ---- a new name ---- */

struct renaming {
    struct node *node;
    ULONG folder;
    BOOLEAN replace;
    const char *name;
    USHORT bytes;
};

static NTSTATUS check_replaced(const struct renaming *renaming, const struct p9_attributes *there)
{
    if (!renaming->replace)
        return STATUS_OBJECT_NAME_COLLISION;
    return is_folder(there) || is_read_only(there) || node_find(&there->qid) ? STATUS_ACCESS_DENIED
                                                                             : STATUS_SUCCESS;
}

/* What has the name by now goes first: the host would keep one that is written in another case. */
static NTSTATUS make_way(const struct renaming *renaming)
{
    struct p9_attributes there = {0};
    ULONG fid;
    NTSTATUS status = find_in(renaming->folder, renaming->name, renaming->bytes, &fid, NULL);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND)
        return STATUS_SUCCESS;
    if (!NT_SUCCESS(status))
        return status;
    status = client_attributes(fid, &there);
    BOOLEAN same = NT_SUCCESS(status) && there.qid.path == renaming->node->qid.path;
    if (NT_SUCCESS(status) && !same)
        status = check_replaced(renaming, &there);
    if (!NT_SUCCESS(status) || same) {
        client_clunk(fid);
        return status;
    }
    return client_remove(fid);
}

static NTSTATUS rename(const struct renaming *renaming)
{
    NTSTATUS status = renaming->node->root ? STATUS_ACCESS_DENIED : make_way(renaming);
    if (!NT_SUCCESS(status))
        return status;
    return client_rename(renaming->node->fid, renaming->folder, renaming->name, renaming->bytes);
}

/* In its own folder, whose fid nobody has. */
static NTSTATUS rename_beside(struct renaming *renaming, const FILE_RENAME_INFORMATION *to)
{
    struct path *path = ExAllocatePoolWithTag(NonPagedPool, sizeof *path, HOST_TAG);
    if (!path)
        return STATUS_INSUFFICIENT_RESOURCES;
    NTSTATUS status = path_parse(path, to->FileName, to->FileNameLength / sizeof(WCHAR)) == PATH_GOOD &&
                              path->count == 1 && !path->folder
                          ? client_walk_up(renaming->node->fid, &renaming->folder)
                          : STATUS_OBJECT_NAME_INVALID;
    if (NT_SUCCESS(status)) {
        renaming->name = path->text;
        renaming->bytes = path->names[0].bytes;
        status = rename(renaming);
        client_clunk(renaming->folder);
    }
    ExFreePoolWithTag(path, HOST_TAG);
    return status;
}

static NTSTATUS set_rename(struct node *node, PIO_STACK_LOCATION stack, const FILE_RENAME_INFORMATION *to)
{
    PFILE_OBJECT target = stack->Parameters.SetFile.FileObject;
    struct renaming renaming = {.node = node, .replace = stack->Parameters.SetFile.ReplaceIfExists};
    ULONG room = stack->Parameters.SetFile.Length - FIELD_OFFSET(FILE_RENAME_INFORMATION, FileName);
    if (stack->Parameters.SetFile.Length < sizeof *to || to->FileNameLength > room)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!target)
        return rename_beside(&renaming, to);
    renaming.folder = node_of(target)->fid;
    renaming.name = opening_of(target)->target;
    renaming.bytes = opening_of(target)->target_bytes;
    return rename(&renaming);
}

static NTSTATUS set(struct node *node, PIO_STACK_LOCATION stack, const VOID *to)
{
    switch (stack->Parameters.SetFile.FileInformationClass) {
    case FileBasicInformation:
        return set_basic(node, to);
    case FileEndOfFileInformation:
        return set_end(node, to);
    case FileDispositionInformation:
        return set_disposition(node, to);
    case FileRenameInformation:
        return set_rename(node, stack, to);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

static ULONG set_bytes(FILE_INFORMATION_CLASS class)
{
    switch (class) {
    case FileBasicInformation:
        return sizeof(FILE_BASIC_INFORMATION);
    case FileEndOfFileInformation:
        return sizeof(FILE_END_OF_FILE_INFORMATION);
    default:
        return sizeof(FILE_DISPOSITION_INFORMATION);
    }
}

NTSTATUS request_set(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    struct node *node = node_of(stack->FileObject);
    UNREFERENCED_PARAMETER(information);
    if (stack->Parameters.SetFile.Length < set_bytes(stack->Parameters.SetFile.FileInformationClass))
        return STATUS_INFO_LENGTH_MISMATCH;
    return node->gone ? STATUS_FILE_DELETED : set(node, stack, irp->AssociatedIrp.SystemBuffer);
}
