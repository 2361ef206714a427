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
    if (!object_place(object) || object_place(object) == directory_of_names())
        return;
    uint32_t length = object_path(&object_place(object)->object, path, sizeof path - 1);
    path[length < sizeof path - 1 ? length : sizeof path - 1] = 0;
    log_name("in", "", path);
}

void object_log_text(const char *key, const struct object *object)
{
    const char *name = object_text(object);
    if (name)
        log_name(key, name[0] == '\\' && !object->fixed ? "C:" : "", name);
}

static void log_names(const struct object *object)
{
    object_log_text("name", object);
    log_directory(object);
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
    log_names(object);
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

struct waitable *object_waitable(struct object *object)
{
    struct waitable *own = object_own_waitable(object);
    return !own && object->type->common ? object->type->common(object) : own;
}

void object_start(struct object *object, const struct object_type *type)
{
    start_counted(object, type);
    tell(object, object_own_waitable(object));
}

static bool give_name(struct object *object, const char *text)
{
    struct object_name *name = pool_alloc(sizeof *name + strlen(text) + 1, TAG_NAME);
    if (!name)
        return false;
    name->entry.name = strcpy((char *)(name + 1), text);
    hash_entry_start(&name->entry.hash);
    name->object = object;
    object->name = name;
    return true;
}

static ntstatus start_with_name(struct object *object, const struct object_type *type, const char *name)
{
    if (!give_name(object, name))
        return STATUS_INSUFFICIENT_RESOURCES;
    start_counted(object, type);
    return STATUS_SUCCESS;
}

ntstatus object_start_told(struct object *object, const struct object_type *type, const char *name)
{
    ntstatus status = start_with_name(object, type, name);
    if (status_ok(status))
        tell(object, object_own_waitable(object));
    return status;
}

static void enter(struct object_directory *directory, struct object *object)
{
    struct object_name *name = object->name;
    object_reference(&directory->object);
    name->directory = directory;
    name_add(&directory->names, &name->entry);
    list_append(&directory->entries, &name->in_directory);
}

ntstatus object_start_named(struct object *object, const struct object_type *type,
                            struct object_directory *directory, const char *name)
{
    ntstatus status = start_with_name(object, type, name);
    if (!status_ok(status))
        return status;
    enter(directory, object);
    tell(object, object_own_waitable(object));
    return STATUS_SUCCESS;
}

void object_start_fixed(struct object *object, const struct object_type *type,
                        struct object_directory *directory, const char *name)
{
    ASSERT(type->logged && !type->waitable);
    start(object, type);
    object->permanent = object->fixed = true;
    if (!give_name(object, name))
        bugcheck(BUGCHECK_START_FAILED, 0, 0, 0, 0, "no memory for the names of objects");
    if (directory)
        enter(directory, object);
}

/* Nobody finds it by its name any more. The directory, whose reference is the caller's to give back; NULL: it
 * was in none. */
static struct object_directory *take_out(struct object *object)
{
    struct object_directory *directory = object_place(object);
    if (!directory)
        return NULL;
    object->name->directory = NULL;
    name_remove(&directory->names, &object->name->entry);
    list_remove(&object->name->in_directory);
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
        bool forgotten = object->permanent && !object->fixed && !object->before;
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
    pool_free(object->name);
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
    if (!object_place(object))
        return object->fixed ? 1 : 0;
    for (; object_place(object); object = &object_place(object)->object)
        length += 1 + (uint32_t)strlen(object_text(object));
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
    if (length > 0 && !object_place(object))
        put(path, room, 0, "\\", 1);
    for (; object_place(object); object = &object_place(object)->object) {
        uint32_t bytes = (uint32_t)strlen(object_text(object));
        put(path, room, at -= bytes, object_text(object), bytes);
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

void object_begin_books(void)
{
    list_each (link, &all)
        list_member(link, struct object, all)->before = true;
}

static void log_left(const struct object *object)
{
    log_begin(LOG_ALWAYS, "leak");
    log_object(object->type->name, object->serial);
    log_number("handles", object->handles);
    log_number("references", object->references);
    log_names(object);
    log_end();
}

void object_log_left(void)
{
    list_each (link, &all) {
        const struct object *object = list_member(link, struct object, all);
        if (!object->before)
            log_left(object);
    }
}
