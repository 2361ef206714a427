/*
 * Opening, the end of a handle, and of a file object.
 */
#include "files.h"
#include "requests.h"

#define READS     (FILE_READ_DATA | FILE_EXECUTE)
#define WRITES    (FILE_WRITE_DATA | FILE_APPEND_DATA)
#define READ_ONLY 0444u

/* One IRP_MJ_CREATE on its way. */
struct wish {
    PFILE_OBJECT file;
    ACCESS_MASK access;
    ULONG disposition, options, attributes, share;
    struct path path;
    ULONG folder; /* fid of the folder that the last name lies in */
    ULONG fid;    /* of the file itself */
    ULONG opened; /* a fid that is opened already, because the file was made by it; or CLIENT_ROOT */
    ULONG_PTR done;
};

static NTSTATUS take_path(struct wish *wish)
{
    switch (
        path_parse(&wish->path, wish->file->FileName.Buffer, wish->file->FileName.Length / sizeof(WCHAR))) {
    case PATH_GOOD:
        return STATUS_SUCCESS;
    case PATH_TOO_LONG:
        return STATUS_NAME_TOO_LONG;
    default:
        return STATUS_OBJECT_NAME_INVALID;
    }
}

static const char *last_name(const struct wish *wish, PUSHORT bytes)
{
    const struct path_name *name = &wish->path.names[wish->path.count - 1];
    *bytes = name->bytes;
    return wish->path.text + name->at;
}

static ULONG start_of(const struct wish *wish)
{
    return wish->file->RelatedFileObject ? node_of(wish->file->RelatedFileObject)->fid : CLIENT_ROOT;
}

/* The fid that a name counts from stays who has it. */
static void leave_folder(const struct wish *wish)
{
    if (wish->folder != start_of(wish))
        client_clunk(wish->folder);
}

/* From folder to folder, up to the one that has the last name. */
static NTSTATUS walk_to_folder(struct wish *wish)
{
    struct path *path = &wish->path;
    wish->folder = start_of(wish);
    for (ULONG i = 0; i + 1 < path->count; i++) {
        ULONG next;
        NTSTATUS status =
            find_in(wish->folder, path->text + path->names[i].at, path->names[i].bytes, &next, NULL);
        bool none = status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_NOT_A_DIRECTORY;
        if (!NT_SUCCESS(status))
            return none ? STATUS_OBJECT_PATH_NOT_FOUND : status;
        leave_folder(wish);
        wish->folder = next;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS find_last(struct wish *wish)
{
    USHORT bytes;
    if (wish->path.count == 0)
        return client_clone(start_of(wish), &wish->fid);
    const char *name = last_name(wish, &bytes);
    NTSTATUS status = find_in(wish->folder, name, bytes, &wish->fid, NULL);
    return status == STATUS_NOT_A_DIRECTORY ? STATUS_OBJECT_PATH_NOT_FOUND : status;
}

/* ---- a file that is there ---- */

static BOOLEAN overwrites(const struct wish *wish)
{
    return wish->disposition == FILE_SUPERSEDE || wish->disposition >= FILE_OVERWRITE;
}

static NTSTATUS check_kind(const struct wish *wish, BOOLEAN folder)
{
    if (wish->disposition == FILE_CREATE)
        return STATUS_OBJECT_NAME_COLLISION;
    if (!folder && ((wish->options & FILE_DIRECTORY_FILE) || wish->path.folder))
        return STATUS_NOT_A_DIRECTORY;
    if (folder && ((wish->options & FILE_NON_DIRECTORY_FILE) || overwrites(wish)))
        return STATUS_FILE_IS_A_DIRECTORY;
    return STATUS_SUCCESS;
}

static NTSTATUS check_rights(const struct wish *wish, const struct p9_attributes *attributes)
{
    BOOLEAN deletes = (wish->options & FILE_DELETE_ON_CLOSE) != 0, read_only = is_read_only(attributes);
    if (read_only && ((wish->access & WRITES) || overwrites(wish)))
        return STATUS_ACCESS_DENIED;
    return deletes && (read_only || attributes->qid.path == client_root()) ? STATUS_CANNOT_DELETE
                                                                           : STATUS_SUCCESS;
}

/* ---- what NT has of it ---- */

static struct opening *make_opening(struct wish *wish, struct node *node)
{
    struct opening *opening = ExAllocatePoolWithTag(NonPagedPool, sizeof *opening, HOST_TAG);
    if (!opening)
        return NULL;
    RtlZeroMemory(opening, sizeof *opening);
    opening->node = node;
    opening->fid = wish->opened;
    opening->delete_on_close = (wish->options & FILE_DELETE_ON_CLOSE) != 0;
    node->openings++;
    node->handles++;
    wish->file->FsContext = node;
    wish->file->FsContext2 = opening;
    return opening;
}

static void close_opening(PFILE_OBJECT file)
{
    struct opening *opening = opening_of(file);
    struct node *node = opening->node;
    list_free(opening->list);
    client_clunk(opening->fid);
    ExFreePoolWithTag(opening, HOST_TAG);
    file->FsContext = file->FsContext2 = NULL;
    node->openings--;
    node_settle(node);
}

/* A file is opened on the host for what its bytes are wanted for, and for nothing if they are not. */
static NTSTATUS open_fid(struct wish *wish, struct opening *opening)
{
    ULONG how = !(wish->access & WRITES) ? CLIENT_READS
                : (wish->access & READS) ? CLIENT_READS_BOTH
                                         : CLIENT_WRITES;
    ULONG fid;
    if (opening->node->folder || opening->fid != CLIENT_ROOT || !(wish->access & (READS | WRITES)))
        return STATUS_SUCCESS;
    NTSTATUS status = client_clone(opening->node->fid, &fid);
    if (!NT_SUCCESS(status))
        return status;
    status = client_open(fid, how);
    if (NT_SUCCESS(status))
        opening->fid = fid;
    else
        client_clunk(fid);
    return status;
}

static NTSTATUS empty(struct wish *wish, struct node *node)
{
    static const uint64_t nothing = 0;
    const struct client_change change = {.size = &nothing};
    if (wish->done == FILE_OPENED && overwrites(wish)) {
        wish->done = wish->disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
        return client_set(node->fid, &change);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS enter(struct wish *wish, struct node *node)
{
    ACCESS_MASK access = wish->access | (overwrites(wish) && wish->done == FILE_OPENED ? FILE_WRITE_DATA : 0);
    if (node->deleted)
        return STATUS_DELETE_PENDING;
    NTSTATUS status = IoCheckShareAccess(access, wish->share, wish->file, &node->share, TRUE);
    if (!NT_SUCCESS(status))
        return status;
    struct opening *opening = make_opening(wish, node);
    status = opening ? open_fid(wish, opening) : STATUS_INSUFFICIENT_RESOURCES;
    if (NT_SUCCESS(status))
        status = empty(wish, node);
    if (NT_SUCCESS(status))
        return status;
    IoRemoveShareAccess(wish->file, &node->share);
    if (opening) {
        node->handles--;
        close_opening(wish->file);
        wish->opened = CLIENT_ROOT; /* it was the opening's */
    }
    return status;
}

/* With wish->fid, which is not ours any more. */
static NTSTATUS enter_there(struct wish *wish)
{
    struct p9_attributes attributes = {0};
    struct node *node;
    NTSTATUS status = attributes_of(wish->fid, &attributes);
    if (NT_SUCCESS(status) && wish->done == FILE_OPENED)
        status = check_kind(wish, is_folder(&attributes));
    if (NT_SUCCESS(status) && wish->done == FILE_OPENED)
        status = check_rights(wish, &attributes);
    if (!NT_SUCCESS(status)) {
        client_clunk(wish->fid);
        return status;
    }
    status = node_take(wish->fid, &attributes, &node);
    if (!NT_SUCCESS(status))
        return status;
    node->openings++;
    status = enter(wish, node);
    node->openings--;
    node_settle(node);
    return status;
}

/* ---- a file that is not ---- */

static NTSTATUS check_new(const struct wish *wish)
{
    if (wish->disposition == FILE_OPEN || wish->disposition == FILE_OVERWRITE)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    return wish->path.folder && !(wish->options & FILE_DIRECTORY_FILE) ? STATUS_OBJECT_NAME_INVALID
                                                                       : STATUS_SUCCESS;
}

static NTSTATUS make_file(struct wish *wish, const char *name, USHORT bytes)
{
    static const ULONG read_only = READ_ONLY;
    const struct client_change change = {.mode = &read_only};
    ULONG fid;
    NTSTATUS status = client_clone(wish->folder, &fid);
    if (!NT_SUCCESS(status))
        return status;
    status = client_create(fid, name, bytes, CLIENT_READS_BOTH);
    if (!NT_SUCCESS(status)) {
        client_clunk(fid);
        return status;
    }
    wish->opened = fid;
    return wish->attributes & FILE_ATTRIBUTE_READONLY ? client_set(fid, &change) : STATUS_SUCCESS;
}

static NTSTATUS make(struct wish *wish)
{
    USHORT bytes;
    const char *name = last_name(wish, &bytes);
    NTSTATUS status = check_new(wish);
    if (!NT_SUCCESS(status))
        return status;
    status = wish->options & FILE_DIRECTORY_FILE ? client_make_folder(wish->folder, name, bytes)
                                                 : make_file(wish, name, bytes);
    if (NT_SUCCESS(status))
        status = client_walk(wish->folder, name, bytes, &wish->fid);
    wish->done = FILE_CREATED;
    return status;
}

/* ---- opening ---- */

static NTSTATUS open_last(struct wish *wish)
{
    NTSTATUS status = find_last(wish);
    wish->done = FILE_OPENED;
    if (status == STATUS_OBJECT_NAME_NOT_FOUND && wish->path.count > 0)
        status = make(wish);
    if (NT_SUCCESS(status))
        status = enter_there(wish);
    if (!NT_SUCCESS(status))
        client_clunk(wish->opened);
    return status;
}

/* For a rename: the folder is opened, and the name that is to be in it kept. Whether that is there the rename
 * finds out. */
static NTSTATUS open_parent(struct wish *wish)
{
    USHORT bytes;
    if (wish->path.count == 0)
        return STATUS_OBJECT_NAME_INVALID;
    const char *name = last_name(wish, &bytes);
    NTSTATUS status = client_clone(wish->folder, &wish->fid);
    wish->done = FILE_OPENED;
    if (NT_SUCCESS(status))
        status = enter_there(wish);
    if (!NT_SUCCESS(status))
        return status;
    struct opening *opening = opening_of(wish->file);
    opening->target_bytes = bytes;
    RtlCopyMemory(opening->target, name, bytes);
    wish->done = FILE_DOES_NOT_EXIST;
    return status;
}

static NTSTATUS create(struct wish *wish, BOOLEAN parent)
{
    NTSTATUS status = take_path(wish);
    if (!NT_SUCCESS(status))
        return status;
    status = walk_to_folder(wish);
    if (NT_SUCCESS(status))
        status = parent ? open_parent(wish) : open_last(wish);
    leave_folder(wish);
    return status;
}

NTSTATUS request_create(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    UNREFERENCED_PARAMETER(irp);
    struct wish *wish = ExAllocatePoolWithTag(NonPagedPool, sizeof *wish, HOST_TAG);
    if (!wish)
        return STATUS_INSUFFICIENT_RESOURCES;
    wish->file = stack->FileObject;
    wish->access = stack->Parameters.Create.SecurityContext->DesiredAccess;
    wish->disposition = stack->Parameters.Create.Options >> 24;
    wish->options = stack->Parameters.Create.Options & FILE_VALID_OPTION_FLAGS;
    wish->attributes = stack->Parameters.Create.FileAttributes;
    wish->share = stack->Parameters.Create.ShareAccess;
    wish->opened = CLIENT_ROOT;
    NTSTATUS status = create(wish, (stack->Flags & SL_OPEN_TARGET_DIRECTORY) != 0);
    *information = NT_SUCCESS(status) ? wish->done : 0;
    ExFreePoolWithTag(wish, HOST_TAG);
    return status;
}

/* ---- the end ---- */

/* The last handle: what was to be deleted goes now. */
static void delete_node(struct node *node)
{
    if (node->handles > 0 || !node->deleted || node->gone)
        return;
    client_remove(node->fid);
    node->gone = TRUE;
}

NTSTATUS request_cleanup(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    UNREFERENCED_PARAMETER(irp);
    UNREFERENCED_PARAMETER(information);
    struct node *node = node_of(stack->FileObject);
    if (opening_of(stack->FileObject)->delete_on_close)
        node->deleted = TRUE;
    IoRemoveShareAccess(stack->FileObject, &node->share);
    node->handles--;
    delete_node(node);
    return STATUS_SUCCESS;
}

NTSTATUS request_close(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    UNREFERENCED_PARAMETER(irp);
    UNREFERENCED_PARAMETER(information);
    close_opening(stack->FileObject);
    return STATUS_SUCCESS;
}
