#include "sched/object/pipequeue.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"

#define TAG_DATA POOL_TAG('N', 'p', 'D', 't')

static struct pipe_entry *entry_of(const struct link *link)
{
    return list_member(link, struct pipe_entry, link);
}

static uint32_t left_of(const struct pipe_entry *entry)
{
    ASSERT(entry->taken <= entry->bytes);
    return entry->bytes - entry->taken;
}

void pipe_queue_start(struct pipe_queue *queue, uint32_t quota)
{
    ASSERT(quota <= PIPE_QUOTA_MOST);
    *queue = (struct pipe_queue){.quota = quota};
    list_start(&queue->entries);
    list_start(&queue->writers);
}

struct pipe_entry *pipe_entry_make(uint32_t bytes)
{
    ASSERT(bytes <= PIPE_WRITE_MOST);
    struct pipe_entry *entry = pool_alloc_raw(sizeof *entry + bytes, TAG_DATA);
    if (!entry)
        return NULL;
    list_start(&entry->link);
    entry->bytes = bytes;
    entry->taken = 0;
    return entry;
}

uint32_t pipe_queue_room(const struct pipe_queue *queue, uint32_t wanted)
{
    uint32_t unread = pipe_queue_unread(queue);
    if (unread == 0)
        return queue->quota + (wanted < PIPE_QUOTA_MOST ? wanted : PIPE_QUOTA_MOST);
    return unread < queue->quota ? queue->quota - unread : 0;
}

static bool fits(const struct pipe_queue *queue, const struct pipe_writer *writer)
{
    return writer->end <= queue->taken + queue->quota;
}

bool pipe_queue_takes(const struct pipe_queue *queue, uint32_t bytes)
{
    if (bytes == 0)
        return queue->empty < PIPE_EMPTY_MOST;
    return bytes <= PIPE_UNREAD_MOST - pipe_queue_unread(queue);
}

bool pipe_queue_put(struct pipe_queue *queue, struct pipe_entry *entry, struct pipe_writer *writer,
                    uint32_t wanted)
{
    bool room = entry->bytes <= pipe_queue_room(queue, wanted) && list_empty(&queue->writers);
    list_append(&queue->entries, &entry->link);
    queue->put += entry->bytes;
    queue->empty += entry->bytes == 0;
    if (room || !writer)
        return true;
    writer->entry = entry;
    writer->end = queue->put;
    list_append(&queue->writers, &writer->link);
    return false;
}

/* Copies from the entries into `out`, whose room it has; how much. */
static uint32_t gather(const struct pipe_queue *queue, uint32_t room, bool message, uint8_t *out)
{
    uint32_t count = 0;
    list_each (link, &queue->entries) {
        const struct pipe_entry *entry = entry_of(link);
        uint32_t left = left_of(entry), part = left < room - count ? left : room - count;
        memcpy(out + count, entry->data + entry->taken, part);
        count += part;
        if (message || left == 0 || count == room)
            break;
    }
    return count;
}

ntstatus pipe_queue_look(const struct pipe_queue *queue, uint32_t room, bool message, struct pipe_data *out)
{
    ASSERT(!list_empty(&queue->entries));
    uint32_t first = pipe_queue_first(queue), most = message ? first : pipe_queue_unread(queue);
    uint32_t bytes = room < most ? room : most;
    *out = (struct pipe_data){0};
    if (bytes > 0) {
        out->bytes = pool_alloc_raw(bytes, TAG_DATA);
        if (!out->bytes)
            return STATUS_INSUFFICIENT_RESOURCES;
        out->count = gather(queue, bytes, message, out->bytes);
    }
    out->more = message && first > out->count;
    return STATUS_SUCCESS;
}

static void entry_free(struct pipe_queue *queue, struct pipe_entry *entry)
{
    queue->empty -= entry->bytes == 0;
    list_remove(&entry->link);
    pool_free(entry);
}

/* Of no bytes a first entry goes that has none. */
static void remove_bytes(struct pipe_queue *queue, uint32_t count)
{
    queue->taken += count;
    ASSERT(queue->taken <= queue->put);
    do {
        struct pipe_entry *entry = entry_of(queue->entries.next);
        uint32_t left = left_of(entry), part = left < count ? left : count;
        entry->taken += part;
        count -= part;
        if (left_of(entry) == 0)
            entry_free(queue, entry);
    } while (count > 0);
}

ntstatus pipe_queue_take(struct pipe_queue *queue, uint32_t room, bool message, struct pipe_data *out)
{
    ntstatus status = pipe_queue_look(queue, room, message, out);
    if (status_ok(status))
        remove_bytes(queue, out->count);
    return status;
}

struct pipe_writer *pipe_queue_any(struct pipe_queue *queue)
{
    if (list_empty(&queue->writers))
        return NULL;
    struct pipe_writer *writer = list_member(queue->writers.next, struct pipe_writer, link);
    list_remove(&writer->link);
    return writer;
}

struct pipe_writer *pipe_queue_next(struct pipe_queue *queue)
{
    if (list_empty(&queue->writers))
        return NULL;
    struct pipe_writer *writer = list_member(queue->writers.next, struct pipe_writer, link);
    return fits(queue, writer) ? pipe_queue_any(queue) : NULL;
}

/* Those behind it count from where they were put: there is less before them now. */
void pipe_queue_withdraw(struct pipe_queue *queue, struct pipe_writer *writer)
{
    uint32_t left = left_of(writer->entry);
    for (struct link *link = writer->link.next; link != &queue->writers; link = link->next)
        list_member(link, struct pipe_writer, link)->end -= left;
    queue->put -= left;
    entry_free(queue, writer->entry);
    list_remove(&writer->link);
}

void pipe_queue_drop(struct pipe_queue *queue)
{
    while (!list_empty(&queue->entries))
        entry_free(queue, entry_of(queue->entries.next));
    queue->taken = queue->put;
}

uint32_t pipe_queue_messages(const struct pipe_queue *queue)
{
    uint32_t count = 0;
    list_each (link, &queue->entries)
        count++;
    return count;
}

uint32_t pipe_queue_first(const struct pipe_queue *queue)
{
    return list_empty(&queue->entries) ? 0 : left_of(entry_of(queue->entries.next));
}
