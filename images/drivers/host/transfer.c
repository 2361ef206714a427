/*
 * Reading and writing. Nothing is kept: what is written is with the host when the request ends.
 */
#include "files.h"
#include "requests.h"

#define END_LOW   0xffffffffu /* FILE_WRITE_TO_END_OF_FILE */
#define END_HIGH  (-1)
#define MOST_SIZE 0x7fffffffffffffffull

/* For the next request that does not say where (NT: this is the file system's to do). */
static void go_on(PFILE_OBJECT file, ULONGLONG place)
{
    if (file->Flags & FO_SYNCHRONOUS_IO)
        file->CurrentByteOffset.QuadPart = (LONGLONG)place;
}

static BOOLEAN has_bytes(const struct opening *opening)
{
    return !opening->node->folder && opening->fid != CLIENT_ROOT;
}

NTSTATUS request_read(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    const struct opening *opening = opening_of(stack->FileObject);
    ULONGLONG offset = (ULONGLONG)stack->Parameters.Read.ByteOffset.QuadPart;
    ULONG bytes = stack->Parameters.Read.Length, total = 0, done = 1;
    NTSTATUS status = STATUS_SUCCESS;
    if (!has_bytes(opening))
        return STATUS_INVALID_DEVICE_REQUEST;
    if (offset > MOST_SIZE - bytes)
        return STATUS_INVALID_PARAMETER;
    for (; NT_SUCCESS(status) && total < bytes && done > 0; total += done)
        status = client_read(opening->fid, offset + total, (PUCHAR)irp->AssociatedIrp.SystemBuffer + total,
                             bytes - total, &done);
    if (!NT_SUCCESS(status))
        return status;
    go_on(stack->FileObject, offset + total);
    *information = total;
    return bytes > 0 && total == 0 ? STATUS_END_OF_FILE : STATUS_SUCCESS;
}

static NTSTATUS write_all(const struct opening *opening, ULONGLONG offset, const UCHAR *buffer, ULONG bytes,
                          PULONG total)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG done;
    while (NT_SUCCESS(status) && *total < bytes) {
        status = client_write(opening->fid, offset + *total, buffer + *total, bytes - *total, &done);
        if (NT_SUCCESS(status) && done == 0)
            status = STATUS_DISK_FULL;
        *total += NT_SUCCESS(status) ? done : 0;
    }
    return status;
}

static NTSTATUS take_place(const struct opening *opening, const LARGE_INTEGER *given, PULONGLONG offset)
{
    struct p9_attributes attributes;
    *offset = (ULONGLONG)given->QuadPart;
    if (given->LowPart != END_LOW || given->HighPart != END_HIGH)
        return STATUS_SUCCESS;
    NTSTATUS status = client_attributes(opening->node->fid, &attributes);
    if (NT_SUCCESS(status))
        *offset = attributes.size;
    return status;
}

NTSTATUS request_write(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    const struct opening *opening = opening_of(stack->FileObject);
    ULONG bytes = stack->Parameters.Write.Length, total = 0;
    ULONGLONG offset;
    if (!has_bytes(opening))
        return STATUS_INVALID_DEVICE_REQUEST;
    NTSTATUS status = take_place(opening, &stack->Parameters.Write.ByteOffset, &offset);
    if (!NT_SUCCESS(status))
        return status;
    if (offset > MOST_SIZE - bytes)
        return STATUS_INVALID_PARAMETER;
    status = write_all(opening, offset, irp->AssociatedIrp.SystemBuffer, bytes, &total);
    go_on(stack->FileObject, offset + total);
    *information = total;
    return status;
}

NTSTATUS request_flush(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information)
{
    const struct opening *opening = opening_of(stack->FileObject);
    UNREFERENCED_PARAMETER(irp);
    UNREFERENCED_PARAMETER(information);
    return has_bytes(opening) ? client_flush(opening->fid) : STATUS_SUCCESS;
}
