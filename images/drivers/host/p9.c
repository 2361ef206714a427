#include "p9.h"

#include <string.h>

#define GETATTR_REST 4u /* words of 64 bits behind the times: birth, generation, data version */

/* ---- what is asked ---- */

/* Room for so many bytes more; NULL: there is none. */
static uint8_t *put(struct p9_message *message, uint32_t bytes)
{
    if (message->full || bytes > message->room - message->used) {
        message->full = true;
        return NULL;
    }
    message->used += bytes;
    return message->bytes + message->used - bytes;
}

static void put_number(struct p9_message *message, uint64_t value, uint32_t bytes)
{
    uint8_t *at = put(message, bytes);
    for (uint32_t i = 0; at && i < bytes; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

void p9_put8(struct p9_message *message, uint8_t value)
{
    put_number(message, value, 1);
}

void p9_put16(struct p9_message *message, uint16_t value)
{
    put_number(message, value, 2);
}

void p9_put32(struct p9_message *message, uint32_t value)
{
    put_number(message, value, 4);
}

void p9_put64(struct p9_message *message, uint64_t value)
{
    put_number(message, value, 8);
}

static void put_bytes(struct p9_message *message, const void *data, uint32_t bytes)
{
    uint8_t *at = put(message, bytes);
    if (at && bytes)
        memcpy(at, data, bytes);
}

void p9_put_text(struct p9_message *message, const char *text, uint16_t bytes)
{
    p9_put16(message, bytes);
    put_bytes(message, text, bytes);
}

void p9_put_data(struct p9_message *message, const void *data, uint32_t bytes)
{
    p9_put32(message, bytes);
    put_bytes(message, data, bytes);
}

void p9_begin(struct p9_message *message, uint8_t *bytes, uint32_t room, enum p9_kind kind, uint16_t tag)
{
    *message = (struct p9_message){.bytes = bytes, .room = room};
    p9_put32(message, 0);
    p9_put8(message, (uint8_t)kind);
    p9_put16(message, tag);
}

bool p9_finish(struct p9_message *message)
{
    struct p9_message head = {.bytes = message->bytes, .room = message->room};
    p9_put32(&head, message->used);
    return !message->full;
}

/* ---- what is answered ---- */

static const uint8_t *take(struct p9_reply *reply, uint32_t bytes)
{
    if (reply->broken || bytes > reply->left) {
        reply->broken = true;
        return NULL;
    }
    reply->at += bytes;
    reply->left -= bytes;
    return reply->at - bytes;
}

static uint64_t take_number(struct p9_reply *reply, uint32_t bytes)
{
    const uint8_t *at = take(reply, bytes);
    uint64_t value = 0;
    for (uint32_t i = 0; at && i < bytes; i++)
        value |= (uint64_t)at[i] << 8 * i;
    return value;
}

uint8_t p9_get8(struct p9_reply *reply)
{
    return (uint8_t)take_number(reply, 1);
}

uint16_t p9_get16(struct p9_reply *reply)
{
    return (uint16_t)take_number(reply, 2);
}

uint32_t p9_get32(struct p9_reply *reply)
{
    return (uint32_t)take_number(reply, 4);
}

uint64_t p9_get64(struct p9_reply *reply)
{
    return take_number(reply, 8);
}

const char *p9_get_text(struct p9_reply *reply, uint16_t *bytes)
{
    *bytes = p9_get16(reply);
    const uint8_t *at = take(reply, *bytes);
    if (!at)
        *bytes = 0;
    return (const char *)at;
}

const uint8_t *p9_get_data(struct p9_reply *reply, uint32_t most, uint32_t *bytes)
{
    *bytes = p9_get32(reply);
    if (*bytes > most)
        reply->broken = true;
    const uint8_t *at = take(reply, *bytes);
    if (!at)
        *bytes = 0;
    return at;
}

bool p9_ends(const struct p9_reply *reply)
{
    return !reply->broken && reply->left == 0;
}

enum p9_outcome p9_receive(struct p9_reply *reply, const uint8_t *bytes, uint32_t received,
                           enum p9_kind asked, uint16_t tag, uint32_t *error)
{
    *reply = (struct p9_reply){.at = bytes, .left = received};
    uint32_t size = p9_get32(reply);
    uint8_t kind = p9_get8(reply);
    if (p9_get16(reply) != tag || reply->broken || size > received || size < P9_HEADER_BYTES)
        return P9_BROKEN;
    reply->left = size - P9_HEADER_BYTES;
    if (kind == asked + 1)
        return P9_GOOD;
    *error = p9_get32(reply);
    return kind == P9_ERROR + 1 && p9_ends(reply) ? P9_REFUSED : P9_BROKEN;
}

void p9_get_qid(struct p9_reply *reply, struct p9_qid *qid)
{
    qid->kind = p9_get8(reply);
    qid->version = p9_get32(reply);
    qid->path = p9_get64(reply);
}

static void get_time(struct p9_reply *reply, struct p9_time *time)
{
    time->seconds = p9_get64(reply);
    time->nanoseconds = p9_get64(reply);
}

/* What is skipped: which of it holds; owner, group, links, device; block size and blocks. */
void p9_get_attributes(struct p9_reply *reply, struct p9_attributes *attributes)
{
    take(reply, 8);
    p9_get_qid(reply, &attributes->qid);
    attributes->mode = p9_get32(reply);
    take(reply, 4 + 4 + 8 + 8);
    attributes->size = p9_get64(reply);
    take(reply, 8 + 8);
    get_time(reply, &attributes->accessed);
    get_time(reply, &attributes->written);
    get_time(reply, &attributes->changed);
    take(reply, GETATTR_REST * 8);
    if (attributes->size >> 63)
        reply->broken = true;
}

/* What is skipped: the kind of file system; free for root, files, id, the longest name. */
void p9_get_space(struct p9_reply *reply, struct p9_space *space)
{
    take(reply, 4);
    space->block_bytes = p9_get32(reply);
    space->blocks = p9_get64(reply);
    take(reply, 8);
    space->available = p9_get64(reply);
    take(reply, 8 + 8 + 8 + 4);
}

bool p9_get_entry(struct p9_reply *data, struct p9_entry *entry)
{
    struct p9_qid qid;
    if (p9_ends(data))
        return false;
    p9_get_qid(data, &qid);
    entry->next = p9_get64(data);
    p9_get8(data);
    entry->name = p9_get_text(data, &entry->name_bytes);
    return !data->broken;
}
