/*
 * What is in a folder, and its volume. A folder is read as a whole when it is first asked for, and told in
 * the order of names: the host's own order is nobody's business. What has gone meanwhile is left out, and so
 * is what is neither file nor folder, and what NT has no name for.
 */
#include "files.h"
#include "info.h"
#include "requests.h"

#define ENTRY_HEAD   FIELD_OFFSET(FILE_BOTH_DIR_INFORMATION, FileName)
#define ALIGNED(n)   (((n) + 7u) & ~7u)
#define LABEL        L"HOST"
#define SYSTEM       L"9P"
#define SERIAL       0x39503930u
#define SECTOR       512u
#define MOST_SECTORS 128u

struct listing {
    PUCHAR buffer;
    ULONG room, used;                /* of it */
    FILE_BOTH_DIR_INFORMATION *last; /* NULL: none yet */
};

/* ---- entries ---- */

static struct name_entry *dots(USHORT count)
{
    struct name_entry *entry =
        ExAllocatePoolWithTag(NonPagedPool, sizeof *entry + count * (sizeof(WCHAR) + 1u), HOST_TAG);
    if (!entry)
        return NULL;
    entry->units = entry->bytes = count;
    entry->name = (uint16_t *)(entry + 1);
    entry->text = (char *)(entry->name + count);
    for (USHORT i = 0; i < count; i++)
        entry->name[i] = entry->text[i] = '.';
    return entry;
}

/* A folder has itself and the one above in it, but for the root. */
static NTSTATUS add_dots(struct name_entry **first)
{
    for (USHORT count = 2; count > 0; count--) {
        struct name_entry *entry = dots(count);
        if (!entry)
            return STATUS_INSUFFICIENT_RESOURCES;
        entry->next = *first;
        *first = entry;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS list_anew(struct opening *opening)
{
    list_free(opening->list);
    NTSTATUS status = list_folder(opening->node->fid, &opening->list);
    if (NT_SUCCESS(status) && !opening->node->root)
        status = add_dots(&opening->list);
    opening->next = opening->list;
    opening->listed = NT_SUCCESS(status);
    return status;
}

static NTSTATUS look_at(const struct opening *opening, const struct name_entry *entry,
                        struct p9_attributes *attributes)
{
    ULONG fid;
    if (name_is_dots(entry->text, entry->bytes))
        return client_attributes(opening->node->fid, attributes);
    NTSTATUS status = client_walk(opening->node->fid, entry->text, entry->bytes, &fid);
    if (!NT_SUCCESS(status))
        return status;
    status = attributes_of(fid, attributes);
    client_clunk(fid);
    return status;
}

static void fill(const struct name_entry *entry, const struct p9_attributes *from,
                 FILE_BOTH_DIR_INFORMATION *to)
{
    RtlZeroMemory(to, ENTRY_HEAD);
    to->CreationTime.QuadPart = to->LastWriteTime.QuadPart = nt_time(&from->written);
    to->LastAccessTime.QuadPart = nt_time(&from->accessed);
    to->ChangeTime.QuadPart = nt_time(&from->changed);
    to->EndOfFile.QuadPart = nt_size(from);
    to->AllocationSize.QuadPart = nt_allocated(from);
    to->FileAttributes = nt_attributes(from);
    to->FileNameLength = entry->units * sizeof(WCHAR);
    RtlCopyMemory(to->FileName, entry->name, to->FileNameLength);
}

static BOOLEAN fits(const struct listing *listing, const struct name_entry *entry)
{
    ULONG start = ALIGNED(listing->used);
    return start <= listing->room && listing->room - start >= ENTRY_HEAD + entry->units * sizeof(WCHAR);
}

static void add(struct listing *listing, const struct name_entry *entry, const struct p9_attributes *from)
{
    ULONG start = ALIGNED(listing->used);
    FILE_BOTH_DIR_INFORMATION *to = (FILE_BOTH_DIR_INFORMATION *)(listing->buffer + start);
    fill(entry, from, to);
    if (listing->last)
        listing->last->NextEntryOffset = (ULONG)((PUCHAR)to - (PUCHAR)listing->last);
    listing->last = to;
    listing->used = start + ENTRY_HEAD + to->FileNameLength;
}

/* Until the buffer is full, or one was put in and no more are wanted. */
static NTSTATUS list_some(struct opening *opening, struct listing *listing, BOOLEAN one)
{
    struct p9_attributes attributes = {0};
    for (; opening->next && !(one && listing->last); opening->next = opening->next->next) {
        if (!fits(listing, opening->next))
            return listing->last ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
        NTSTATUS status = look_at(opening, opening->next, &attributes);
        if (status == STATUS_DEVICE_PROTOCOL_ERROR || status == STATUS_DEVICE_NOT_CONNECTED ||
            status == STATUS_IO_TIMEOUT)
            return status;
        if (NT_SUCCESS(status))
            add(listing, opening->next, &attributes);
    }
    return listing->last ? STATUS_SUCCESS : STATUS_NO_MORE_FILES;
}

static NTSTATUS list(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    struct opening *opening = opening_of(stack->FileObject);
    struct listing listing = {irp->AssociatedIrp.SystemBuffer, stack->Parameters.QueryDirectory.Length, 0,
                              NULL};
    NTSTATUS status = STATUS_SUCCESS;
    if (!opening->listed || (stack->Flags & SL_RESTART_SCAN))
        status = list_anew(opening);
    if (NT_SUCCESS(status))
        status = list_some(opening, &listing, (stack->Flags & SL_RETURN_SINGLE_ENTRY) != 0);
    *information = listing.used;
    return status;
}

NTSTATUS request_list(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    if (stack->MinorFunction != IRP_MN_QUERY_DIRECTORY)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (!node_of(stack->FileObject)->folder || node_of(stack->FileObject)->gone)
        return STATUS_INVALID_PARAMETER;
    if (stack->Parameters.QueryDirectory.FileInformationClass != FileBothDirectoryInformation ||
        stack->Parameters.QueryDirectory.FileName)
        return STATUS_NOT_IMPLEMENTED;
    return list(irp, stack, information);
}

/* ---- the volume ---- */

/* As much of a structure as there is room for; the part before its text always is. */
static NTSTATUS give(PIRP irp, ULONG room, const VOID *from, ULONG bytes, PULONG_PTR information)
{
    *information = bytes < room ? bytes : room;
    RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, from, *information);
    return bytes > room ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS volume_label(PIRP irp, ULONG room, PULONG_PTR information)
{
    struct {
        FILE_FS_VOLUME_INFORMATION head;
        WCHAR rest[8];
    } volume;
    RtlZeroMemory(&volume, sizeof volume);
    volume.head.VolumeSerialNumber = SERIAL;
    volume.head.VolumeLabelLength = sizeof LABEL - sizeof(WCHAR);
    RtlCopyMemory(volume.head.VolumeLabel, LABEL, sizeof LABEL - sizeof(WCHAR));
    return give(irp, room, &volume,
                FIELD_OFFSET(FILE_FS_VOLUME_INFORMATION, VolumeLabel) + volume.head.VolumeLabelLength,
                information);
}

static NTSTATUS volume_system(PIRP irp, ULONG room, PULONG_PTR information)
{
    struct {
        FILE_FS_ATTRIBUTE_INFORMATION head;
        WCHAR rest[8];
    } system;
    RtlZeroMemory(&system, sizeof system);
    system.head.FileSystemAttributes = FILE_CASE_PRESERVED_NAMES | FILE_UNICODE_ON_DISK;
    system.head.MaximumComponentNameLength = NAME_MOST_UNITS;
    system.head.FileSystemNameLength = sizeof SYSTEM - sizeof(WCHAR);
    RtlCopyMemory(system.head.FileSystemName, SYSTEM, sizeof SYSTEM - sizeof(WCHAR));
    return give(irp, room, &system,
                FIELD_OFFSET(FILE_FS_ATTRIBUTE_INFORMATION, FileSystemName) +
                    system.head.FileSystemNameLength,
                information);
}

static NTSTATUS volume_size(PIRP irp, ULONG room, PULONG_PTR information)
{
    struct p9_space space;
    FILE_FS_SIZE_INFORMATION size;
    NTSTATUS status = client_space(CLIENT_ROOT, &space);
    if (!NT_SUCCESS(status))
        return status;
    ULONG sectors = space.block_bytes / SECTOR;
    size.TotalAllocationUnits.QuadPart = (LONGLONG)space.blocks;
    size.AvailableAllocationUnits.QuadPart = (LONGLONG)space.available;
    size.SectorsPerAllocationUnit = sectors == 0 ? 1 : sectors > MOST_SECTORS ? MOST_SECTORS : sectors;
    size.BytesPerSector = SECTOR;
    return give(irp, room, &size, sizeof size, information);
}

/* To programs it is a disk, somewhere else (NT: redirectors). */
static NTSTATUS volume_device(PIRP irp, ULONG room, PULONG_PTR information)
{
    static const FILE_FS_DEVICE_INFORMATION device = {FILE_DEVICE_DISK, FILE_REMOTE_DEVICE};
    return give(irp, room, &device, sizeof device, information);
}

NTSTATUS request_volume(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    ULONG room = stack->Parameters.QueryVolume.Length;
    switch (stack->Parameters.QueryVolume.FsInformationClass) {
    case FileFsVolumeInformation:
        return volume_label(irp, room, information);
    case FileFsSizeInformation:
        return volume_size(irp, room, information);
    case FileFsDeviceInformation:
        return volume_device(irp, room, information);
    case FileFsAttributeInformation:
        return volume_system(irp, room, information);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}
