#include "files.h"

static LIST_ENTRY nodes = {&nodes, &nodes};
static ULONG last_number;

struct node *node_of(PFILE_OBJECT file)
{
    return file->FsContext;
}

struct opening *opening_of(PFILE_OBJECT file)
{
    return file->FsContext2;
}

/* ---- nodes ---- */

struct node *node_find(const struct p9_qid *qid)
{
    for (PLIST_ENTRY entry = nodes.Flink; entry != &nodes; entry = entry->Flink) {
        struct node *node = CONTAINING_RECORD(entry, struct node, link);
        if (!node->gone && node->qid.path == qid->path)
            return node;
    }
    return NULL;
}

static struct node *node_make(ULONG fid, const struct p9_attributes *attributes)
{
    struct node *node = ExAllocatePoolWithTag(NonPagedPool, sizeof *node, HOST_TAG);
    if (!node)
        return NULL;
    RtlZeroMemory(node, sizeof *node);
    node->fid = fid;
    node->qid = attributes->qid;
    node->number = ++last_number;
    node->folder = is_folder(attributes);
    node->root = attributes->qid.path == client_root();
    InsertTailList(&nodes, &node->link);
    return node;
}

NTSTATUS node_take(ULONG fid, const struct p9_attributes *attributes, struct node **out)
{
    struct node *known = node_find(&attributes->qid);
    *out = known ? known : node_make(fid, attributes);
    if (known || !*out)
        client_clunk(fid);
    return *out ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

void node_settle(struct node *node)
{
    if (node->openings > 0)
        return;
    if (!node->gone)
        client_clunk(node->fid);
    RemoveEntryList(&node->link);
    ExFreePoolWithTag(node, HOST_TAG);
}

/* ---- what the host says of a file ---- */

BOOLEAN is_folder(const struct p9_attributes *attributes)
{
    return (attributes->mode & P9_MODE_KIND) == P9_MODE_FOLDER;
}

BOOLEAN is_read_only(const struct p9_attributes *attributes)
{
    return !is_folder(attributes) && !(attributes->mode & P9_MODE_WRITABLE);
}

/* A device or a pipe of the host's would keep QEMU when it is opened, a link leads elsewhere. */
NTSTATUS attributes_of(ULONG fid, struct p9_attributes *attributes)
{
    NTSTATUS status = client_attributes(fid, attributes);
    ULONG kind = attributes->mode & P9_MODE_KIND;
    if (!NT_SUCCESS(status))
        return status;
    return kind == P9_MODE_FOLDER || kind == P9_MODE_FILE ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

/* ---- names ---- */

void list_free(struct name_entry *first)
{
    while (first) {
        struct name_entry *next = first->next;
        ExFreePoolWithTag(first, HOST_TAG);
        first = next;
    }
}

/* One at the head. */
static NTSTATUS list_add(PVOID context, const struct p9_entry *from)
{
    struct name_entry **first = context;
    uint16_t units[NAME_MOST_UNITS];
    ULONG count = name_to_units(from->name, from->name_bytes, units);
    if (count == 0)
        return STATUS_SUCCESS;
    struct name_entry *entry = ExAllocatePoolWithTag(
        NonPagedPool, sizeof *entry + count * sizeof *units + from->name_bytes, HOST_TAG);
    if (!entry)
        return STATUS_INSUFFICIENT_RESOURCES;
    entry->units = (uint16_t)count;
    entry->bytes = from->name_bytes;
    entry->name = (uint16_t *)(entry + 1);
    entry->text = (char *)(entry->name + count);
    RtlCopyMemory(entry->name, units, count * sizeof *units);
    RtlCopyMemory(entry->text, from->name, from->name_bytes);
    entry->next = *first;
    *first = entry;
    return STATUS_SUCCESS;
}

NTSTATUS each_in(ULONG folder, NTSTATUS (*each)(PVOID, const struct p9_entry *), PVOID context)
{
    uint64_t offset = 0;
    BOOLEAN more = TRUE;
    ULONG fid;
    NTSTATUS status = client_clone(folder, &fid);
    if (!NT_SUCCESS(status))
        return status;
    status = client_open(fid, CLIENT_READS);
    while (NT_SUCCESS(status) && more)
        status = client_list(fid, &offset, each, context, &more);
    client_clunk(fid);
    return status;
}

NTSTATUS list_folder(ULONG folder, struct name_entry **out)
{
    *out = NULL;
    NTSTATUS status = each_in(folder, list_add, out);
    if (NT_SUCCESS(status)) {
        *out = names_sort(*out);
        return status;
    }
    list_free(*out);
    *out = NULL;
    return status;
}

static const struct name_entry *find_like(const struct name_entry *first, const char *name, USHORT bytes)
{
    uint16_t units[NAME_MOST_UNITS];
    ULONG count = name_to_units(name, bytes, units);
    for (; first; first = first->next)
        if (name_same_but_case(first->name, first->units, units, count))
            return first;
    return NULL;
}

static void keep_name(struct actual_name *actual, const char *name, USHORT bytes)
{
    if (!actual)
        return;
    actual->bytes = bytes;
    RtlCopyMemory(actual->text, name, bytes);
}

static NTSTATUS find_any_case(ULONG folder, const char *name, USHORT bytes, PULONG fid,
                              struct actual_name *actual)
{
    struct name_entry *list;
    NTSTATUS status = list_folder(folder, &list);
    if (!NT_SUCCESS(status))
        return STATUS_OBJECT_NAME_NOT_FOUND; /* of a folder that cannot be listed exact names will do */
    const struct name_entry *like = find_like(list, name, bytes);
    status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (like) {
        keep_name(actual, like->text, like->bytes);
        status = client_walk(folder, like->text, like->bytes, fid);
    }
    list_free(list);
    return status;
}

NTSTATUS find_in(ULONG folder, const char *name, USHORT bytes, PULONG fid, struct actual_name *actual)
{
    NTSTATUS status = client_walk(folder, name, bytes, fid);
    keep_name(actual, name, bytes);
    return status == STATUS_OBJECT_NAME_NOT_FOUND ? find_any_case(folder, name, bytes, fid, actual) : status;
}
