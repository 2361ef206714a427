#include "sched/object/object.h"

#include <string.h>
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/waitlog.h"
#include "sched/object/directory.h"

#define TAG_NAME POOL_TAG('N', 'a', 'm', 'e')

static struct link all = {&all, &all};
static uint32_t serials, count;

/* Which directory, where it is not the one that names without a path lie in. */
static void log_directory(const struct object *object)
{
    static char path[NTPATH_BYTES]; /* nothing waits while a line is written */
    if (!object->directory || object->directory == directory_of_names())
        return;
    uint32_t length = object_path(&object->directory->object, path, sizeof path - 1);
    path[length < sizeof path - 1 ? length : sizeof path - 1] = 0;
    log_name("in", "", path);
}

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
        log_name("name", name[0] == '\\' && !object->fixed ? "C:" : "", name);
    log_directory(object);
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
    object->type = type;
    object->references = 1;
    hash_entry_start(&object->name.hash);
    list_append(&all, &object->all);
}

static void start_counted(struct object *object, const struct object_type *type)
{
    ASSERT(type->logged == (object->serial == 0));
    start(object, type);
    if (type->logged)
        object->serial = ++serials;
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
    start_counted(object, type);
    tell(object, waitable_of(object));
}

static ntstatus start_with_name(struct object *object, const struct object_type *type, const char *name)
{
    char *copy = pool_alloc_raw(strlen(name) + 1, TAG_NAME);
    if (!copy)
        return STATUS_INSUFFICIENT_RESOURCES;
    start_counted(object, type);
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

static void enter(struct object_directory *directory, struct object *object)
{
    object_reference(&directory->object);
    object->directory = directory;
    name_add(&directory->names, &object->name);
    list_append(&directory->entries, &object->in_directory);
}

ntstatus object_start_named(struct object *object, const struct object_type *type,
                            struct object_directory *directory, const char *name)
{
    ntstatus status = start_with_name(object, type, name);
    if (!status_ok(status))
        return status;
    enter(directory, object);
    tell(object, waitable_of(object));
    return STATUS_SUCCESS;
}

void object_start_fixed(struct object *object, const struct object_type *type,
                        struct object_directory *directory, const char *name)
{
    ASSERT(type->logged && !type->waitable);
    start(object, type);
    object->permanent = object->fixed = true;
    object->name.name = name;
    if (directory)
        enter(directory, object);
}

/* Nobody finds it by its name any more. The directory, whose reference is the caller's to give back; NULL: it
 * was in none. */
static struct object_directory *take_out(struct object *object)
{
    struct object_directory *directory = object->directory;
    if (!directory)
        return NULL;
    object->directory = NULL;
    name_remove(&directory->names, &object->name);
    list_remove(&object->in_directory);
    return directory;
}

static void hide(struct object *object)
{
    struct object_directory *directory = take_out(object);
    if (directory)
        object_dereference(&directory->object);
}

void object_opened(struct object *object)
{
    if (!object->fixed)
        return;
    object->serial = ++serials;
    count++;
    log_made(object);
}

void object_closed(struct object *object)
{
    if (object->fixed) {
        log_gone(object);
        count--;
    } else if (!object->permanent) {
        hide(object);
    }
}

void object_make_permanent(struct object *object)
{
    if (object->permanent)
        return;
    object_reference(object);
    object->permanent = true;
}

void object_make_temporary(struct object *object)
{
    ASSERT(!object->fixed);
    if (!object->permanent)
        return;
    object->permanent = false;
    if (object->handles == 0)
        hide(object);
    object_dereference(object);
}

/* What goes may take its directory with it: so each time from the beginning. */
void object_forget_permanent(void)
{
    struct link *link = all.next;
    while (link != &all) {
        struct object *object = list_member(link, struct object, all);
        bool forgotten = object->permanent && !object->fixed;
        if (forgotten)
            object_make_temporary(object);
        link = forgotten ? all.next : link->next;
    }
}

void object_reference(struct object *object)
{
    ASSERT(object->references > 0);
    object->references++;
}

/* Its directory, if nobody else keeps it. */
static struct object *end(struct object *object)
{
    ASSERT(object->handles == 0 && count > 0 && !object->permanent);
    struct object_directory *directory = take_out(object);
    log_gone(object);
    pool_free((char *)object->name.name);
    list_remove(&object->all);
    count--;
    object->type->deleted(object);
    return directory ? &directory->object : NULL;
}

/* One after the other: directories may lie in each other to any depth. */
void object_dereference(struct object *object)
{
    do {
        ASSERT(object->references > 0);
        if (--object->references > 0)
            return;
        object = end(object);
    } while (object);
}

static uint32_t path_length(const struct object *object)
{
    uint32_t length = 0;
    if (!object->directory)
        return object->fixed ? 1 : 0;
    for (; object->directory; object = &object->directory->object)
        length += 1 + (uint32_t)strlen(object->name.name);
    return length;
}

static void put(char *path, uint32_t room, uint32_t at, const char *text, uint32_t bytes)
{
    if (at < room)
        memcpy(path + at, text, at + bytes <= room ? bytes : room - at);
}

uint32_t object_path(const struct object *object, char *path, uint32_t room)
{
    uint32_t length = path_length(object), at = length;
    if (length > 0 && !object->directory)
        put(path, room, 0, "\\", 1);
    for (; object->directory; object = &object->directory->object) {
        uint32_t bytes = (uint32_t)strlen(object->name.name);
        put(path, room, at -= bytes, object->name.name, bytes);
        put(path, room, at -= 1, "\\", 1);
    }
    return length;
}

void object_each(void (*tell_one)(const struct object *object, void *with), void *with)
{
    list_each (link, &all)
        tell_one(list_member(link, struct object, all), with);
}

uint32_t object_count(void)
{
    return count;
}
