// sources: sched/object/handle.c
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

static struct handle_table table;
static const struct object_type type = {.name = "Thing", .all_access = 7};
static struct object first, second;

static void begin(void)
{
    handle_close_all(&table);
    first = second = (struct object){.type = &type, .references = 1};
    list_start(&first.name_link);
    list_start(&second.name_link);
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
    struct handle_table child = {0};
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
    struct handle_table child = {0};
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

int main(void)
{
    RUN(a_reserved_handle_is_nobodys_until_it_is_published);
    RUN(what_may_not_be_closed_is_inherited_as_that);
    RUN(a_reserved_handle_keeps_its_object_in_hand);
    RUN(a_reserved_handle_survives_growth_and_not_the_end_of_its_table);
    return unit_end();
}
