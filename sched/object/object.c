#include "sched/object/object.h"

#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/waitlog.h"

#define TAG_NAME POOL_TAG('N', 'a', 'm', 'e')

static struct name_table names;
static uint32_t serials, count;

static void log_made(const struct object *object)
{
    const struct thread *thread = thread_current();
    if (!object->type->logged || !log_begin(LOG_OBJECT, "object+"))
        return;
    log_number(NULL, object->serial);
    log_word(object->type->name);
    log_raw(" by=");
    log_raw_thread(thread->process_id, thread->id);
    const char *name = object->name.name;
    if (name)
        log_name("name", name[0] == '\\' ? "C:" : "", name);
    if (object->type->log_more)
        object->type->log_more(object);
    log_end();
}

static void log_gone(const struct object *object)
{
    if (!object->type->logged || !log_begin(LOG_OBJECT, "object-"))
        return;
    log_number(NULL, object->serial);
    log_word(object->type->name);
    log_end();
}

static void start(struct object *object, const struct object_type *type)
{
    ASSERT(type->logged == (object->serial == 0));
    object->type = type;
    object->references = 1;
    if (type->logged)
        object->serial = ++serials;
    hash_entry_start(&object->name.hash);
    count++;
}

/* From here on the log can say what happens to it. */
static void tell(const struct object *object, struct waitable *waitable)
{
    log_made(object);
    if (!waitable)
        return;
    waitable->number = object->serial;
    if (object->type->logged)
        wait_log_state(waitable);
}

static struct waitable *waitable_of(struct object *object)
{
    return object->type->waitable ? object->type->waitable(object) : NULL;
}

void object_start(struct object *object, const struct object_type *type)
{
    start(object, type);
    tell(object, waitable_of(object));
}

static ntstatus start_with_name(struct object *object, const struct object_type *type, const char *name)
{
    char *copy = pool_alloc_raw(strlen(name) + 1, TAG_NAME);
    if (!copy)
        return STATUS_INSUFFICIENT_RESOURCES;
    start(object, type);
    object->name.name = strcpy(copy, name);
    return STATUS_SUCCESS;
}

ntstatus object_start_told(struct object *object, const struct object_type *type, const char *name)
{
    ntstatus status = start_with_name(object, type, name);
    if (status_ok(status))
        tell(object, waitable_of(object));
    return status;
}

ntstatus object_start_named(struct object *object, const struct object_type *type, const char *name)
{
    ntstatus status = start_with_name(object, type, name);
    if (!status_ok(status))
        return status;
    name_add(&names, &object->name);
    tell(object, waitable_of(object));
    return STATUS_SUCCESS;
}

void object_hide(struct object *object)
{
    if (hash_entry_is_in(&object->name.hash))
        name_remove(&names, &object->name);
}

void object_reference(struct object *object)
{
    ASSERT(object->references > 0);
    object->references++;
}

void object_dereference(struct object *object)
{
    ASSERT(object->references > 0);
    if (--object->references > 0)
        return;
    ASSERT(object->handles == 0 && count > 0);
    log_gone(object);
    object_hide(object);
    pool_free((char *)object->name.name);
    count--;
    object->type->deleted(object);
}

static struct object *found(struct name_entry *entry)
{
    if (!entry)
        return NULL;
    struct object *object = list_member(entry, struct object, name);
    object_reference(object);
    return object;
}

struct object *object_find(const char *name)
{
    return found(name_find(&names, name));
}

struct object *object_find_any_case(const char *name)
{
    return found(name_find_any_case(&names, name));
}

uint32_t object_count(void)
{
    return count;
}
