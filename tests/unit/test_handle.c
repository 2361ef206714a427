// sources: sched/object/handle.c sched/object/freemap.c firmware/log.c
#include <string.h>
#include "firmware/log.h"
#include "firmware/serial.h"
#include "sched/object/object.h"
#include "tests/unit/unit.h"

/* Objects that only count what refers to them: object.c needs the log and the dispatcher. */
void object_reference(struct object *object)
{
    object->references++;
}

void object_dereference(struct object *object)
{
    object->references--;
}

void object_opened(struct object *object)
{
    (void)object;
}

void object_closed(struct object *object)
{
    object->name = NULL;
}

static char written[8192];
static size_t used;

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    CHECK(line == SERIAL_LOG && used + count < sizeof written);
    memcpy(written + used, bytes, count);
    used += count;
    written[used] = 0;
}

static struct handle_table table = {.owner = 24};
static const struct object_type type = {.name = "Thing", .all_access = 7};
static struct object first, second;

static void begin(void)
{
    handle_close_all(&table);
    first = (struct object){.type = &type, .references = 1, .serial = 1};
    second = (struct object){.type = &type, .references = 1, .serial = 2};
}

static bool names(uint32_t handle, const struct object *wanted)
{
    struct object *object;
    if (!status_ok(handle_lookup(&table, handle, NULL, 0, &object, NULL)))
        return false;
    object_dereference(object);
    return object == wanted;
}

static void a_reserved_handle_is_nobodys_until_it_is_published(void)
{
    uint32_t reserved, other;
    bool inherit, kept;
    struct handle_table child = {.owner = 32};
    begin();
    CHECK(handle_reserve(&table, &first, 7, true, &reserved) == STATUS_SUCCESS);
    CHECK(handle_create(&table, &second, 7, false, &other) == STATUS_SUCCESS && other != reserved);
    CHECK(!names(reserved, &first) && names(other, &second));
    CHECK(handle_close(&table, reserved) == STATUS_INVALID_HANDLE);
    CHECK(handle_flags(&table, reserved, &inherit, &kept) == STATUS_INVALID_HANDLE);
    CHECK(handle_inherit(&child, &table) == STATUS_SUCCESS && child.used == 0);
    handle_close_all(&child);
    CHECK(handle_publish(&table, reserved) && names(reserved, &first));
    CHECK(handle_close(&table, reserved) == STATUS_SUCCESS && first.references == 1);
}

static void what_may_not_be_closed_is_inherited_as_that(void)
{
    uint32_t handle;
    bool inherit, kept;
    struct handle_table child = {.owner = 32};
    begin();
    CHECK(handle_create(&table, &first, 7, true, &handle) == STATUS_SUCCESS);
    CHECK(handle_set_flags(&table, handle, true, true) == STATUS_SUCCESS);
    CHECK(handle_inherit(&child, &table) == STATUS_SUCCESS);
    CHECK(handle_flags(&child, handle, &inherit, &kept) == STATUS_SUCCESS && inherit && kept);
    CHECK(handle_close(&child, handle) == STATUS_HANDLE_NOT_CLOSABLE);
    handle_close_all(&child);
    CHECK(first.references == 2);
}

static void a_reserved_handle_keeps_its_object_in_hand(void)
{
    uint32_t open, reserved;
    begin();
    CHECK(handle_create(&table, &first, 7, false, &open) == STATUS_SUCCESS);
    CHECK(handle_reserve(&table, &first, 7, false, &reserved) == STATUS_SUCCESS);
    CHECK(handle_close(&table, open) == STATUS_SUCCESS && first.handles == 1);
    handle_unreserve(&table, reserved);
    CHECK(first.handles == 0 && first.references == 1 && table.used == 0);
}

static void a_reserved_handle_survives_growth_and_not_the_end_of_its_table(void)
{
    uint32_t reserved, handle;
    begin();
    CHECK(handle_reserve(&table, &first, 7, false, &reserved) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < 100; i++)
        CHECK(handle_create(&table, &second, 7, false, &handle) == STATUS_SUCCESS && handle != reserved);
    CHECK(handle_publish(&table, reserved) && names(reserved, &first));
    CHECK(handle_reserve(&table, &first, 7, false, &reserved) == STATUS_SUCCESS);
    handle_close_all(&table);
    CHECK(first.references == 1 && handle_count() == 0);
    CHECK(!handle_publish(&table, reserved));
    handle_unreserve(&table, reserved);
    CHECK(first.references == 1);
}

/* The lines without their numbers. */
static bool log_is(const char *wanted)
{
    char bare[sizeof written] = "";
    for (const char *line = written; *line; line = strchr(line, '\n') + 1)
        strncat(bare, strchr(line, ' ') + 1, strcspn(strchr(line, ' ') + 1, "\n") + 1);
    if (strcmp(bare, wanted) != 0)
        printf("# the log says:\n%s", bare);
    return strcmp(bare, wanted) == 0;
}

static void every_change_of_a_handle_is_said(void)
{
    uint32_t handle, reserved;
    struct handle_table child = {.owner = 32};
    begin();
    used = 0;
    CHECK(handle_create(&table, &first, 7, true, &handle) == STATUS_SUCCESS);
    CHECK(handle_reserve(&table, &second, 0x120089, false, &reserved) == STATUS_SUCCESS);
    CHECK(handle_publish(&table, reserved));
    CHECK(handle_set_flags(&table, handle, true, true) == STATUS_SUCCESS);
    CHECK(handle_set_flags(&table, handle, true, true) == STATUS_SUCCESS);
    CHECK(handle_inherit(&child, &table) == STATUS_SUCCESS);
    CHECK(handle_close(&table, handle) == STATUS_HANDLE_NOT_CLOSABLE);
    CHECK(handle_close(&table, reserved) == STATUS_SUCCESS);
    handle_close_all(&child);
    handle_close_all(&table);
    CHECK(log_is("handle+ 24 0004 Thing:1 access=00000007 inherit\n"
                 "handle+ 24 0008 Thing:2 access=00120089 reserved\n"
                 "handle= 24 0008 Thing:2 access=00120089\n"
                 "handle= 24 0004 Thing:1 access=00000007 inherit protected\n"
                 "handle+ 32 0004 Thing:1 access=00000007 inherit protected\n"
                 "handle- 24 0008 Thing:2\n"
                 "handle- 32 0004 Thing:1\n"
                 "handle- 24 0004 Thing:1\n"));
}

int main(void)
{
    RUN(a_reserved_handle_is_nobodys_until_it_is_published);
    RUN(what_may_not_be_closed_is_inherited_as_that);
    RUN(a_reserved_handle_keeps_its_object_in_hand);
    RUN(a_reserved_handle_survives_growth_and_not_the_end_of_its_table);
    CHECK(log_choose("+handle"));
    RUN(every_change_of_a_handle_is_said);
    return unit_end();
}
