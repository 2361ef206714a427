#include "sched/object/object.h"

#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/waitlog.h"
#include "storage/unicode.h"

#define TAG_NAME POOL_TAG('N', 'a', 'm', 'e')

static struct link names = {&names, &names};
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
    if (object->name)
        log_name("name", object->name[0] == '\\' ? "C:" : "", object->name);
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
    list_start(&object->name_link);
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

ntstatus object_start_named(struct object *object, const struct object_type *type, const char *name)
{
    char *copy = pool_alloc(strlen(name) + 1, TAG_NAME);
    if (!copy)
        return STATUS_INSUFFICIENT_RESOURCES;
    start(object, type);
    object->name = strcpy(copy, name);
    list_append(&names, &object->name_link);
    tell(object, waitable_of(object));
    return STATUS_SUCCESS;
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
    list_remove(&object->name_link);
    pool_free(object->name);
    count--;
    object->type->deleted(object);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_in_any_case(const char *a, const char *b)
{
    return unicode_equal(a, (uint32_t)strlen(a), b, (uint32_t)strlen(b));
}

static struct object *find(const char *name, bool (*are_same)(const char *, const char *))
{
    list_each (link, &names) {
        struct object *object = list_member(link, struct object, name_link);
        if (are_same(object->name, name)) {
            object_reference(object);
            return object;
        }
    }
    return NULL;
}

struct object *object_find(const char *name)
{
    return find(name, same);
}

struct object *object_find_any_case(const char *name)
{
    return find(name, same_in_any_case);
}

uint32_t object_count(void)
{
    return count;
}
