#include "sched/object/directory.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "sched/object/pipename.h"
#include "storage/unicode.h"

#define TAG_LINK   POOL_TAG('S', 'y', 'm', 'T')
#define MOST_LINKS 32u /* that a name follows */

static struct object_directory root, names, devices, dos_devices, kernel_objects;
static struct device_object volume, pipes, consoles, null;
static struct symbolic_link short_name, old_name, local, global, drive, pipe, con, conin, conout, nul,
    global_root;

static void directory_deleted(struct object *object)
{
    ASSERT(list_empty(&((struct object_directory *)object)->entries)); /* each has a reference */
    pool_free(object);
}

static void link_deleted(struct object *object)
{
    pool_free(((struct symbolic_link *)object)->target);
    pool_free(object);
}

static void device_told(const struct object *object)
{
    const struct device *device = ((const struct device_object *)object)->device;
    if (device->told)
        device->told(device);
}

static void device_deleted(struct object *object)
{
    struct device_object *device = (struct device_object *)object;
    device->device->gone(device);
}

const struct object_type directory_type = {
    .name = "Directory",
    .generic_read = 0x20003,
    .generic_write = 0x2000c,
    .generic_execute = 0x20003,
    .all_access = 0xf000f,
    .logged = true,
    .deleted = directory_deleted,
};

const struct object_type symbolic_link_type = {
    .name = "SymbolicLink",
    .generic_read = 0x20001,
    .generic_write = 0x20000,
    .generic_execute = 0x20001,
    .all_access = 0xf0001,
    .logged = true,
    .deleted = link_deleted,
};

const struct object_type device_type = {
    .name = "Device",
    .generic_read = 0x120089,
    .generic_write = 0x120116,
    .generic_execute = 0x1200a0,
    .all_access = 0x1f01ff,
    .logged = true,
    .log_more = device_told,
    .deleted = device_deleted,
};

struct object_directory *directory_of_names(void)
{
    return &names;
}

struct object_directory *directory_of_links(void)
{
    return &dos_devices;
}

/* ---- finding ---- */

static struct object *entry_of(struct object_directory *directory, const char *name, bool any_case)
{
    struct name_entry *entry =
        any_case ? name_find_any_case(&directory->names, name) : name_find(&directory->names, name);
    return entry ? list_member(entry, struct object_name, entry)->object : NULL;
}

/* The first part of a name, which is followed by what is at `end`. */
static struct object *part(struct object_directory *directory, const char *name, char *end, bool any_case)
{
    char behind = *end;
    *end = 0;
    struct object *object = entry_of(directory, name, any_case);
    *end = behind;
    return object;
}

static ntstatus found(struct lookup *lookup, struct object *object, struct object_directory *directory,
                      const char *rest)
{
    lookup->object = object;
    lookup->directory = directory;
    lookup->rest = rest;
    return STATUS_SUCCESS;
}

/* The target takes the place of all that led to the link. STATUS_REPARSE: look for that name. */
static ntstatus follow(struct lookup *lookup, const struct symbolic_link *link, const char *rest)
{
    uint32_t length = (uint32_t)strlen(link->target), behind = (uint32_t)strlen(rest);
    if (length + behind >= NTPATH_BYTES)
        return STATUS_NAME_TOO_LONG;
    memmove(lookup->text + length, rest, behind + 1);
    memcpy(lookup->text, link->target, length);
    lookup->from = NULL;
    return STATUS_REPARSE;
}

/* What the first part of `name` names in a directory. STATUS_MORE_ENTRIES: a directory, and there is more of
 * the name. */
static ntstatus step(struct lookup *lookup, struct object_directory *directory, char *name, char *end)
{
    struct object *object = part(directory, name, end, lookup->any_case);
    if (end == name)
        return STATUS_OBJECT_NAME_INVALID;
    if (!object)
        return *end ? STATUS_OBJECT_PATH_NOT_FOUND : found(lookup, NULL, directory, name);
    if (object->type == &symbolic_link_type && (*end || !lookup->link_itself)) {
        const struct symbolic_link *link = (struct symbolic_link *)object;
        lookup->by_link = true;
        return link->leads ? found(lookup, (struct object *)&link->leads->object, &devices, end)
                           : follow(lookup, link, end);
    }
    found(lookup, object, directory, end);
    if (*end == 0 || object->type == &device_type)
        return STATUS_SUCCESS;
    return object->type == &directory_type ? STATUS_MORE_ENTRIES : STATUS_OBJECT_TYPE_MISMATCH;
}

/* Nearly all names begin so, and what they begin with stays (NT: the device map, and a directory that
 * KERNEL32 keeps open). */
static const struct {
    const char *prefix;
    uint32_t length;
    struct object_directory *directory;
} beginnings[] = {
    {"\\??\\", 4, &dos_devices},
    {"\\BaseNamedObjects\\", 18, &names},
};

static struct object_directory *beginning(const struct lookup *lookup, char **name)
{
    *name = lookup->text;
    if (lookup->from)
        return lookup->from;
    for (uint32_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (strncmp(lookup->text, beginnings[i].prefix, beginnings[i].length) == 0) {
            *name += beginnings[i].length;
            return beginnings[i].directory;
        }
    *name += 1;
    return &root;
}

static ntstatus walk(struct lookup *lookup)
{
    char *name;
    if ((lookup->text[0] == '\\') != (lookup->from == NULL))
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (!lookup->from && lookup->text[1] == 0)
        return found(lookup, &root.object, NULL, lookup->text + 1);
    struct object_directory *directory = beginning(lookup, &name);
    for (;;) {
        char *end = name + strcspn(name, "\\");
        ntstatus status = step(lookup, directory, name, end);
        if (status != STATUS_MORE_ENTRIES)
            return status;
        directory = (struct object_directory *)lookup->object;
        name = end + 1;
    }
}

ntstatus directory_find(struct lookup *lookup)
{
    for (uint32_t links = 0; links <= MOST_LINKS; links++) {
        ntstatus status = walk(lookup);
        if (status != STATUS_REPARSE)
            return status;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

const struct device *device_of_name(char nt_path[NTPATH_BYTES], const char **rest)
{
    struct lookup lookup = {.text = nt_path, .any_case = true};
    if (!status_ok(directory_find(&lookup)) || !lookup.object || lookup.object->type != &device_type)
        return NULL;
    *rest = lookup.rest;
    return ((struct device_object *)lookup.object)->device;
}

const char *path_on_volume(char nt_path[NTPATH_BYTES])
{
    const char *rest;
    return device_of_name(nt_path, &rest) == &volume_device ? rest : NULL;
}

uint32_t directory_drives(void)
{
    char name[] = "A:";
    uint32_t drives = 0;
    for (; name[0] <= 'Z'; name[0]++)
        if (entry_of(&dos_devices, name, true))
            drives |= 1u << (name[0] - 'A');
    return drives;
}

/* ---- making ---- */

void directory_begin(struct object_directory *directory)
{
    list_start(&directory->entries);
}

/* The kernel's own devices stay, and so do the directories that a name without links leads through to one. */
static void lead(struct symbolic_link *link)
{
    char name[64];
    struct lookup lookup = {.text = name, .any_case = true};
    if (strlen(link->target) >= sizeof name)
        return;
    strcpy(name, link->target);
    if (walk(&lookup) == STATUS_SUCCESS && !lookup.by_link && lookup.object &&
        lookup.object->type == &device_type && lookup.object->fixed && !*lookup.rest)
        link->leads = (struct device_object *)lookup.object;
}

ntstatus symbolic_link_begin(struct symbolic_link *link, const char *target)
{
    link->target = pool_alloc_raw(strlen(target) + 1, TAG_LINK);
    if (!link->target)
        return STATUS_INSUFFICIENT_RESOURCES;
    strcpy(link->target, target);
    link->created = clock_system_time();
    lead(link);
    return STATUS_SUCCESS;
}

/* ---- the kernel's own ---- */

INIT_CODE static void place_directory(struct object_directory *directory, struct object_directory *in,
                                      const char *name)
{
    directory_begin(directory);
    object_start_fixed(&directory->object, &directory_type, in, name);
}

INIT_CODE static void place_device(struct device_object *device, const char *name, const struct device *what)
{
    device->device = what;
    object_start_fixed(&device->object, &device_type, &devices, name);
}

INIT_CODE static void place_link(struct symbolic_link *link, struct object_directory *in, const char *name,
                                 const char *target)
{
    link->target = (char *)target;
    link->created = clock_system_time();
    lead(link);
    object_start_fixed(&link->object, &symbolic_link_type, in, name);
}

INIT_CODE void directory_start(void)
{
    place_directory(&root, NULL, "\\");
    place_directory(&names, &root, "BaseNamedObjects");
    place_directory(&devices, &root, "Device");
    place_directory(&dos_devices, &root, "GLOBAL??");
    place_directory(&kernel_objects, &root, "KernelObjects");
    place_device(&volume, "HarddiskVolume1", &volume_device);
    place_device(&pipes, "NamedPipe", &pipes_device);
    place_device(&consoles, "ConDrv", &console_device);
    place_device(&null, "Null", &null_device);
    place_link(&short_name, &root, "??", "\\GLOBAL??");
    place_link(&old_name, &root, "DosDevices", "\\??");
    place_link(&local, &names, "Local", "\\BaseNamedObjects");
    place_link(&global, &names, "Global", "\\BaseNamedObjects");
    place_link(&drive, &dos_devices, "C:", "\\Device\\HarddiskVolume1");
    place_link(&pipe, &dos_devices, "PIPE", "\\Device\\NamedPipe");
    place_link(&con, &dos_devices, "CON", "\\Device\\ConDrv\\Console");
    place_link(&conin, &dos_devices, "CONIN$", "\\Device\\ConDrv\\CurrentIn");
    place_link(&conout, &dos_devices, "CONOUT$", "\\Device\\ConDrv\\CurrentOut");
    place_link(&nul, &dos_devices, "NUL", "\\Device\\Null");
    place_link(&global_root, &dos_devices, "GLOBALROOT", "");
}
