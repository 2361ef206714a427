#include "client.h"

#include "virtio.h"

#define TAG          1
#define VERSION_TAG  0xffff
#define PROTOCOL     "9P2000.L"
#define NO_NUMBER    0xffffffffu
#define NEW_FILE     0644u /* QEMU takes no umask into account */
#define NEW_FOLDER   0755u
#define ALL_BASIC    0x7ffull
#define SETS_MODE    0x1u
#define SETS_SIZE    0x8u
#define SETS_READ    0x90u /* the time, to what is said */
#define SETS_WRITTEN 0x120u

static ULONG message_bytes = VIRTIO_MESSAGE_BYTES;
static ULONG last_fid = CLIENT_ROOT;
static struct p9_qid root;

/* ---- one call ---- */

static const struct {
    ULONG number; /* Linux's */
    NTSTATUS status;
} errors[] = {
    {1, STATUS_ACCESS_DENIED},
    {2, STATUS_OBJECT_NAME_NOT_FOUND},
    {12, STATUS_INSUFFICIENT_RESOURCES},
    {13, STATUS_ACCESS_DENIED},
    {16, STATUS_SHARING_VIOLATION},
    {17, STATUS_OBJECT_NAME_COLLISION},
    {18, STATUS_NOT_SAME_DEVICE},
    {20, STATUS_NOT_A_DIRECTORY},
    {21, STATUS_FILE_IS_A_DIRECTORY},
    {22, STATUS_INVALID_PARAMETER},
    {23, STATUS_TOO_MANY_OPENED_FILES},
    {24, STATUS_TOO_MANY_OPENED_FILES},
    {26, STATUS_SHARING_VIOLATION},
    {27, STATUS_DISK_FULL},
    {28, STATUS_DISK_FULL},
    {30, STATUS_MEDIA_WRITE_PROTECTED},
    {36, STATUS_NAME_TOO_LONG},
    {39, STATUS_DIRECTORY_NOT_EMPTY},
    {40, STATUS_ACCESS_DENIED}, /* a link, which is not followed */
    {95, STATUS_NOT_SUPPORTED},
    {122, STATUS_DISK_FULL},
};

static NTSTATUS status_of(ULONG error)
{
    for (ULONG i = 0; i < RTL_NUMBER_OF(errors); i++)
        if (errors[i].number == error)
            return errors[i].status;
    return STATUS_IO_DEVICE_ERROR;
}

static void begin_as(struct p9_message *message, enum p9_kind kind, USHORT tag)
{
    p9_begin(message, virtio_question(), message_bytes, kind, tag);
}

static void begin(struct p9_message *message, enum p9_kind kind)
{
    begin_as(message, kind, TAG);
}

static NTSTATUS broken(void)
{
    virtio_give_up();
    return STATUS_DEVICE_PROTOCOL_ERROR;
}

static NTSTATUS ask(struct p9_message *message, struct p9_reply *reply, enum p9_kind kind, USHORT tag)
{
    ULONG received;
    uint32_t error;
    if (!p9_finish(message))
        return STATUS_NAME_TOO_LONG;
    NTSTATUS status = virtio_ask(message->used, &received);
    if (!NT_SUCCESS(status))
        return status;
    switch (p9_receive(reply, virtio_answer(), received, kind, tag, &error)) {
    case P9_GOOD:
        return STATUS_SUCCESS;
    case P9_REFUSED:
        return status_of(error);
    default:
        return broken();
    }
}

static NTSTATUS call(struct p9_message *message, struct p9_reply *reply)
{
    return ask(message, reply, (enum p9_kind)message->bytes[4], TAG);
}

/* All that was answered has been taken. */
static NTSTATUS ends(NTSTATUS status, const struct p9_reply *reply)
{
    return !NT_SUCCESS(status) || p9_ends(reply) ? status : broken();
}

/* One whose answer says nothing more. */
static NTSTATUS call_plain(struct p9_message *message)
{
    struct p9_reply reply;
    NTSTATUS status = call(message, &reply);
    return ends(status, &reply);
}

/* ---- the beginning ---- */

static BOOLEAN is_protocol(const char *name, USHORT bytes)
{
    static const char protocol[] = PROTOCOL;
    for (ULONG i = 0; i < sizeof protocol - 1; i++)
        if (bytes != sizeof protocol - 1 || name[i] != protocol[i])
            return FALSE;
    return TRUE;
}

static NTSTATUS agree(void)
{
    struct p9_message message;
    struct p9_reply reply;
    USHORT bytes;
    begin_as(&message, P9_VERSION, VERSION_TAG);
    p9_put32(&message, VIRTIO_MESSAGE_BYTES);
    p9_put_text(&message, PROTOCOL, sizeof PROTOCOL - 1);
    NTSTATUS status = ask(&message, &reply, P9_VERSION, VERSION_TAG);
    if (!NT_SUCCESS(status))
        return status;
    ULONG most = p9_get32(&reply);
    const char *name = p9_get_text(&reply, &bytes);
    if (!p9_ends(&reply) || most > VIRTIO_MESSAGE_BYTES || most < PAGE_SIZE || !is_protocol(name, bytes))
        return broken();
    message_bytes = most;
    return STATUS_SUCCESS;
}

NTSTATUS client_start(void)
{
    struct p9_message message;
    struct p9_reply reply;
    NTSTATUS status = agree();
    if (!NT_SUCCESS(status))
        return status;
    begin(&message, P9_ATTACH);
    p9_put32(&message, CLIENT_ROOT);
    p9_put32(&message, P9_NO_FID);
    p9_put_text(&message, "", 0);
    p9_put_text(&message, "", 0);
    p9_put32(&message, NO_NUMBER);
    status = call(&message, &reply);
    if (NT_SUCCESS(status))
        p9_get_qid(&reply, &root);
    return ends(status, &reply);
}

uint64_t client_root(void)
{
    return root.path;
}

/* ---- fids ---- */

static ULONG new_fid(void)
{
    do
        last_fid++;
    while (last_fid == CLIENT_ROOT || last_fid == P9_NO_FID);
    return last_fid;
}

/* No name: the same file. Where a name is not there no fid was made. */
static NTSTATUS walk(ULONG from, const char *name, USHORT bytes, PULONG out)
{
    struct p9_message message;
    struct p9_reply reply;
    struct p9_qid qid;
    USHORT names = name ? 1 : 0;
    *out = new_fid();
    begin(&message, P9_WALK);
    p9_put32(&message, from);
    p9_put32(&message, *out);
    p9_put16(&message, names);
    if (name)
        p9_put_text(&message, name, bytes);
    NTSTATUS status = call(&message, &reply);
    if (!NT_SUCCESS(status))
        return status;
    USHORT found = p9_get16(&reply);
    if (found > names)
        return broken();
    for (USHORT i = 0; i < found; i++)
        p9_get_qid(&reply, &qid);
    status = found < names ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
    return p9_ends(&reply) ? status : broken();
}

NTSTATUS client_clone(ULONG fid, PULONG out)
{
    return walk(fid, NULL, 0, out);
}

NTSTATUS client_walk(ULONG folder, const char *name, USHORT bytes, PULONG out)
{
    return walk(folder, name, bytes, out);
}

NTSTATUS client_walk_up(ULONG fid, PULONG out)
{
    return walk(fid, "..", 2, out);
}

void client_clunk(ULONG fid)
{
    struct p9_message message;
    if (fid == CLIENT_ROOT)
        return;
    begin(&message, P9_CLUNK);
    p9_put32(&message, fid);
    call_plain(&message);
}

/* ---- files ---- */

NTSTATUS client_attributes(ULONG fid, struct p9_attributes *attributes)
{
    struct p9_message message;
    struct p9_reply reply;
    begin(&message, P9_GETATTR);
    p9_put32(&message, fid);
    p9_put64(&message, ALL_BASIC);
    NTSTATUS status = call(&message, &reply);
    if (NT_SUCCESS(status))
        p9_get_attributes(&reply, attributes);
    return ends(status, &reply);
}

NTSTATUS client_space(ULONG fid, struct p9_space *space)
{
    struct p9_message message;
    struct p9_reply reply;
    begin(&message, P9_STATFS);
    p9_put32(&message, fid);
    NTSTATUS status = call(&message, &reply);
    if (NT_SUCCESS(status))
        p9_get_space(&reply, space);
    return ends(status, &reply);
}

/* The answer to whatever opens: a qid, and how much is best moved at a time. */
static NTSTATUS call_opening(struct p9_message *message)
{
    struct p9_reply reply;
    struct p9_qid qid;
    NTSTATUS status = call(message, &reply);
    if (!NT_SUCCESS(status))
        return status;
    p9_get_qid(&reply, &qid);
    p9_get32(&reply);
    return ends(status, &reply);
}

NTSTATUS client_open(ULONG fid, ULONG how)
{
    struct p9_message message;
    begin(&message, P9_OPEN);
    p9_put32(&message, fid);
    p9_put32(&message, how);
    return call_opening(&message);
}

NTSTATUS client_create(ULONG fid, const char *name, USHORT bytes, ULONG how)
{
    struct p9_message message;
    begin(&message, P9_CREATE);
    p9_put32(&message, fid);
    p9_put_text(&message, name, bytes);
    p9_put32(&message, how | CLIENT_MAKES);
    p9_put32(&message, NEW_FILE);
    p9_put32(&message, NO_NUMBER);
    return call_opening(&message);
}

NTSTATUS client_make_folder(ULONG folder, const char *name, USHORT bytes)
{
    struct p9_message message;
    struct p9_reply reply;
    struct p9_qid qid;
    begin(&message, P9_MKDIR);
    p9_put32(&message, folder);
    p9_put_text(&message, name, bytes);
    p9_put32(&message, NEW_FOLDER);
    p9_put32(&message, NO_NUMBER);
    NTSTATUS status = call(&message, &reply);
    if (NT_SUCCESS(status))
        p9_get_qid(&reply, &qid);
    return ends(status, &reply);
}

NTSTATUS client_remove(ULONG fid)
{
    struct p9_message message;
    begin(&message, P9_REMOVE);
    p9_put32(&message, fid);
    return call_plain(&message);
}

NTSTATUS client_rename(ULONG fid, ULONG folder, const char *name, USHORT bytes)
{
    struct p9_message message;
    begin(&message, P9_RENAME);
    p9_put32(&message, fid);
    p9_put32(&message, folder);
    p9_put_text(&message, name, bytes);
    return call_plain(&message);
}

static void put_time(struct p9_message *message, const struct p9_time *time)
{
    p9_put64(message, time ? time->seconds : 0);
    p9_put64(message, time ? time->nanoseconds : 0);
}

NTSTATUS client_set(ULONG fid, const struct client_change *change)
{
    struct p9_message message;
    begin(&message, P9_SETATTR);
    p9_put32(&message, fid);
    p9_put32(&message, (change->mode ? SETS_MODE : 0) | (change->size ? SETS_SIZE : 0) |
                           (change->accessed ? SETS_READ : 0) | (change->written ? SETS_WRITTEN : 0));
    p9_put32(&message, change->mode ? *change->mode : 0);
    p9_put32(&message, NO_NUMBER);
    p9_put32(&message, NO_NUMBER);
    p9_put64(&message, change->size ? *change->size : 0);
    put_time(&message, change->accessed);
    put_time(&message, change->written);
    return call_plain(&message);
}

/* ---- what is in them ---- */

static ULONG most_data(ULONG bytes)
{
    ULONG most = message_bytes - P9_TRANSFER_BYTES;
    return bytes < most ? bytes : most;
}

NTSTATUS client_read(ULONG fid, ULONGLONG offset, PVOID buffer, ULONG bytes, PULONG done)
{
    struct p9_message message;
    struct p9_reply reply;
    begin(&message, P9_READ);
    p9_put32(&message, fid);
    p9_put64(&message, offset);
    p9_put32(&message, most_data(bytes));
    NTSTATUS status = call(&message, &reply);
    if (!NT_SUCCESS(status))
        return status;
    const uint8_t *data = p9_get_data(&reply, most_data(bytes), (uint32_t *)done);
    if (!p9_ends(&reply))
        return broken();
    RtlCopyMemory(buffer, data, *done);
    return STATUS_SUCCESS;
}

NTSTATUS client_write(ULONG fid, ULONGLONG offset, const VOID *buffer, ULONG bytes, PULONG done)
{
    struct p9_message message;
    struct p9_reply reply;
    begin(&message, P9_WRITE);
    p9_put32(&message, fid);
    p9_put64(&message, offset);
    p9_put_data(&message, buffer, most_data(bytes));
    NTSTATUS status = call(&message, &reply);
    if (!NT_SUCCESS(status))
        return status;
    *done = p9_get32(&reply);
    return p9_ends(&reply) && *done <= most_data(bytes) ? STATUS_SUCCESS : broken();
}

NTSTATUS client_flush(ULONG fid)
{
    struct p9_message message;
    begin(&message, P9_FSYNC);
    p9_put32(&message, fid);
    p9_put32(&message, 0);
    return call_plain(&message);
}

NTSTATUS client_list(ULONG fid, uint64_t *offset, NTSTATUS (*each)(PVOID, const struct p9_entry *),
                     PVOID context, PBOOLEAN more)
{
    struct p9_message message;
    struct p9_reply reply;
    struct p9_entry entry;
    ULONG bytes;
    begin(&message, P9_READDIR);
    p9_put32(&message, fid);
    p9_put64(&message, *offset);
    p9_put32(&message, message_bytes - P9_TRANSFER_BYTES);
    NTSTATUS status = call(&message, &reply);
    if (!NT_SUCCESS(status))
        return status;
    p9_get_data(&reply, message_bytes - P9_TRANSFER_BYTES, (uint32_t *)&bytes);
    if (!p9_ends(&reply))
        return broken();
    struct p9_reply data = {.at = reply.at - bytes, .left = bytes};
    *more = bytes > 0;
    while (NT_SUCCESS(status) && p9_get_entry(&data, &entry)) {
        *offset = entry.next;
        status = each(context, &entry);
    }
    return data.broken ? broken() : status;
}
