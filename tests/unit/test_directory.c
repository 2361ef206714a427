// sources: sched/object/directory.c sched/object/object.c sched/object/nametable.c sched/object/hashtable.c storage/unicode.c firmware/log.c
#include <stdlib.h>
#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "firmware/serial.h"
#include "mmu/pool.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/waitlog.h"
#include "sched/object/directory.h"
#include "sched/object/pipename.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

/* What the name space knows of the rest of the machine. */
const struct device console_device = {.name = "Console"}, null_device = {.name = "Null"};
const struct device volume_device = {.name = "HarddiskVolume1"}, pipes_device = {.name = "NamedPipe"};

static struct thread me = {.process_id = 24, .id = 28};
struct thread *thread_running = &me;

static char written[65536];
static size_t used;

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    if (used + count >= sizeof written)
        used = 0; /* only the last lines are read */
    CHECK(line == SERIAL_LOG && count < sizeof written);
    memcpy(written + used, bytes, count);
    used += count;
    written[used] = 0;
}

void wait_log_state(const struct waitable *waitable)
{
    (void)waitable;
}

uint64_t clock_system_time(void)
{
    return 1;
}

/* ---- things to name ---- */

static void thing_deleted(struct object *object)
{
    free(object);
}

static const struct object_type thing_type = {.name = "Thing", .logged = true, .deleted = thing_deleted};

static struct lookup find_from(struct object_directory *from, const char *name, ntstatus wanted)
{
    static char text[NTPATH_BYTES];
    struct lookup lookup = {.text = strcpy(text, name), .from = from};
    CHECK(directory_find(&lookup) == wanted);
    return lookup;
}

static struct object *thing(const char *name)
{
    struct lookup place = find_from(NULL, name, STATUS_SUCCESS);
    struct object *object = calloc(1, sizeof *object);
    CHECK(!place.object);
    CHECK(status_ok(object_start_named(object, &thing_type, place.directory, place.rest)));
    return object;
}

static struct object *link_to(const char *name, const char *target)
{
    struct lookup place = find_from(NULL, name, STATUS_SUCCESS);
    struct symbolic_link *link = pool_alloc(sizeof *link, 0);
    CHECK(!place.object && status_ok(symbolic_link_begin(link, target)));
    CHECK(status_ok(object_start_named(&link->object, &symbolic_link_type, place.directory, place.rest)));
    return &link->object;
}

static struct object_directory *folder(struct object_directory *in, const char *name)
{
    struct object_directory *made = pool_alloc(sizeof *made, 0);
    directory_begin(made);
    CHECK(status_ok(object_start_named(&made->object, &directory_type, in, name)));
    return made;
}

static struct object_directory *root(void)
{
    return (struct object_directory *)find_from(NULL, "\\", STATUS_SUCCESS).object;
}

/* ---- experiments ---- */

static void names_lead_where_links_say(void)
{
    struct object *one = link_to("\\BaseNamedObjects\\one", "\\BaseNamedObjects\\Local\\two");
    CHECK(find_from(NULL, "\\BaseNamedObjects\\one", STATUS_SUCCESS).object == NULL);
    struct object *two = thing("\\BaseNamedObjects\\one");
    CHECK(strcmp(object_text(two), "two") == 0);
    CHECK(find_from(NULL, "\\BaseNamedObjects\\Global\\two", STATUS_SUCCESS).object == two);
    CHECK(find_from(directory_of_names(), "one", STATUS_SUCCESS).object == two);
    find_from(NULL, "\\BaseNamedObjects\\one\\behind", STATUS_OBJECT_TYPE_MISMATCH);
    find_from(directory_of_names(), "\\one", STATUS_OBJECT_PATH_SYNTAX_BAD);
    find_from(NULL, "one", STATUS_OBJECT_PATH_SYNTAX_BAD);
    find_from(NULL, "\\BaseNamedObjects\\", STATUS_OBJECT_NAME_INVALID);
    find_from(NULL, "\\none\\two", STATUS_OBJECT_PATH_NOT_FOUND);
    object_dereference(one);
    object_dereference(two);
}

static void links_end_somewhere(void)
{
    char target[NTPATH_BYTES];
    struct object *round = link_to("\\BaseNamedObjects\\round", "\\BaseNamedObjects\\round");
    find_from(NULL, "\\BaseNamedObjects\\round", STATUS_OBJECT_NAME_NOT_FOUND);
    memset(target, 'x', sizeof target - 1);
    target[0] = '\\', target[sizeof target - 1] = 0;
    struct object *far = link_to("\\BaseNamedObjects\\far", target);
    find_from(NULL, "\\BaseNamedObjects\\far\\x", STATUS_NAME_TOO_LONG);
    find_from(NULL, "\\BaseNamedObjects\\far", STATUS_SUCCESS);
    object_dereference(round);
    object_dereference(far);
}

/* A link keeps the device it was made for, but no device that another link leads to. */
static void devices_have_names_behind_them(void)
{
    char name[NTPATH_BYTES] = "\\??\\c:\\x\\y", drive[NTPATH_BYTES] = "\\??\\X:\\x";
    const char *rest;
    CHECK(device_of_name(name, &rest) == &volume_device && strcmp(rest, "\\x\\y") == 0 && rest > name &&
          rest < name + sizeof name);
    struct object *link = link_to("\\??\\X:", "\\??\\C:\\TEMP"), *same = link_to("\\??\\Y:", "\\??\\C:");
    CHECK(strcmp(path_on_volume(drive), "\\TEMP\\x") == 0);
    CHECK(!((struct symbolic_link *)same)->leads);
    CHECK(!path_on_volume(strcpy(name, "\\??\\NUL")) && !path_on_volume(strcpy(name, "\\??\\Z:\\x")));
    object_dereference(link);
    object_dereference(same);
}

/* Each keeps the one that it lies in, whose last handle has gone. */
static void folders_go_with_what_lies_in_them(void)
{
    uint32_t before = object_count();
    struct object_directory *deepest = root();
    for (int i = 0; i < 2000; i++) {
        struct object_directory *next = folder(deepest, "x");
        if (i > 0)
            object_dereference(&deepest->object);
        deepest = next;
    }
    CHECK(object_path(&deepest->object, NULL, 0) == 4000);
    object_dereference(&deepest->object);
    CHECK(object_count() == before);
}

static void what_is_left_says_its_name(void)
{
    struct object *left = thing("\\Device\\left");
    object_reference(left);
    used = 0;
    object_log_left();
    CHECK(strstr(written, "leak Thing:") &&
          strstr(written, " handles=0 references=2 name=\"left\" in=\"\\Device\"\n"));
    object_dereference(left);
    object_dereference(left);
    used = 0, written[0] = 0;
    object_log_left();
    CHECK(!strstr(written, "leak"));
}

int main(void)
{
    directory_start();
    object_begin_books();
    RUN(names_lead_where_links_say);
    RUN(links_end_somewhere);
    RUN(devices_have_names_behind_them);
    RUN(folders_go_with_what_lies_in_them);
    RUN(what_is_left_says_its_name);
    return unit_end();
}
