/*
 * What is asked about files and directories, and changed other than by writing (Microsoft:
 * FILE_INFORMATION_CLASS).
 */
#include "sched/service/service_fileinfo.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/section.h"
#include "mmu/usercopy.h"
#include "storage/volumelock.h"
#include "sched/service/filename.h"
#include "sched/service/information.h"
#include "sched/process/nt.h"
#include "sched/service/service.h"
#include "sched/service/service_driverfile.h"
#include "sched/service/service_pipe.h"
#include "sched/service/services.h"
#include "storage/unicode.h"

#define TAG_INFO POOL_TAG('I', 'n', 'f', 'o')

#define ATTRIBUTE_DIRECTORY 0x10u
#define ATTRIBUTE_NORMAL    0x80u
#define DEVICE_DISK         7u

/* NT's FILE_INFORMATION_CLASS and FS_INFORMATION_CLASS, as far as they are here. */
enum {
    FILE_DIRECTORY_INFORMATION = 1,
    FILE_BOTH_DIRECTORY_INFORMATION = 3,
    FILE_BASIC_INFORMATION = 4,
    FILE_STANDARD_INFORMATION = 5,
    FILE_INTERNAL_INFORMATION = 6,
    FILE_ACCESS_INFORMATION = 8,
    FILE_RENAME_INFORMATION = 10,
    FILE_DISPOSITION_INFORMATION = 13,
    FILE_POSITION_INFORMATION = 14,
    FILE_END_OF_FILE_INFORMATION = 20,
    FILE_PIPE_INFORMATION = 23,
    FILE_PIPE_LOCAL_INFORMATION = 24,
    FILE_COMPLETION_INFORMATION = 30,
    FILE_NETWORK_OPEN_INFORMATION = 34,
    FILE_IO_COMPLETION_NOTIFICATION_INFORMATION = 41,
    FILE_INFORMATIONS = 56, /* NT 6.1's FileMaximumInformation */
};
enum {
    FILE_FS_VOLUME_INFORMATION = 1,
    FILE_FS_SIZE_INFORMATION = 3,
    FILE_FS_DEVICE_INFORMATION = 4,
    FILE_FS_ATTRIBUTE_INFORMATION = 5,
    FILE_FS_INFORMATIONS = 10,
};

static ntstatus finish(uint32_t io_out, ntstatus status, uint32_t bytes)
{
    const struct nt_io_status io = {(uint32_t)status, bytes};
    ntstatus written = user_write(io_out, &io, sizeof io);
    return status_ok(written) ? status : written;
}

/* ---- queries by handle ---- */

struct basic {
    uint64_t created, accessed, written, changed;
    uint32_t attributes, unused;
};

struct standard {
    uint64_t allocated, size;
    uint32_t links;
    uint8_t delete_pending, directory, unused[2];
};

struct network_open {
    uint64_t created, accessed, written, changed, allocated, size;
    uint32_t attributes, unused;
};

static void fill_basic(const struct file_information *from, struct basic *to)
{
    *to = (struct basic){from->times.created,
                         from->times.accessed,
                         from->times.written,
                         from->times.written,
                         from->attributes ? from->attributes : ATTRIBUTE_NORMAL,
                         0};
}

struct query {
    struct file_object *object;
    struct file_information information;
    uint32_t granted;
};

static uint32_t query_basic(const struct query *query, void *out)
{
    fill_basic(&query->information, out);
    return sizeof(struct basic);
}

static uint32_t query_standard(const struct query *query, void *out)
{
    const struct file *file = query->object->file; /* a pipe is as good as deleted, as in NT */
    *(struct standard *)out = (struct standard){.allocated = query->information.allocated,
                                                .size = query->information.size,
                                                .links = 1,
                                                .delete_pending = !file || file->delete_pending,
                                                .directory = file && file->directory};
    return sizeof(struct standard);
}

static uint32_t query_index(const struct query *query, void *out)
{
    *(uint64_t *)out = query->information.index;
    return 8;
}

static uint32_t query_access(const struct query *query, void *out)
{
    *(uint32_t *)out = query->granted;
    return 4;
}

static uint32_t query_position(const struct query *query, void *out)
{
    const struct driver_file *driver = driver_file_of(query->object);
    *(uint64_t *)out = driver ? (uint64_t)driver->object.position : query->object->position;
    return 8;
}

static uint32_t query_network(const struct query *query, void *out)
{
    const struct file_information *from = &query->information;
    *(struct network_open *)out =
        (struct network_open){from->times.created,
                              from->times.accessed,
                              from->times.written,
                              from->times.written,
                              from->allocated,
                              from->size,
                              from->attributes ? from->attributes : ATTRIBUTE_NORMAL,
                              0};
    return sizeof(struct network_open);
}

static uint32_t query_pipe(const struct query *query, void *out)
{
    pipe_tell_modes(pipe_end_of(query->object), out);
    return sizeof(struct pipe_modes);
}

static uint32_t query_pipe_local(const struct query *query, void *out)
{
    pipe_tell_local(pipe_end_of(query->object), out);
    return sizeof(struct pipe_local);
}

/* What can be asked, and changed; of a driver without asking it: it gets all other classes. */
enum { OF_FILE = 1, OF_DEVICE = 2, OF_PIPE = 4, OF_DRIVER = 8 };

static const struct file_query {
    uint32_t class, bytes, right, of;
    uint32_t (*fill)(const struct query *query, void *out);
} queries[] = {
    {FILE_BASIC_INFORMATION, sizeof(struct basic), FILE_RIGHT_READ_ATTRIBUTES, OF_FILE | OF_PIPE,
     query_basic},
    {FILE_STANDARD_INFORMATION, sizeof(struct standard), 0, OF_FILE | OF_PIPE, query_standard},
    {FILE_INTERNAL_INFORMATION, 8, 0, OF_FILE, query_index},
    {FILE_ACCESS_INFORMATION, 4, 0, OF_FILE | OF_DEVICE | OF_PIPE | OF_DRIVER, query_access},
    {FILE_POSITION_INFORMATION, 8, 0, OF_FILE | OF_DRIVER, query_position},
    {FILE_NETWORK_OPEN_INFORMATION, sizeof(struct network_open), FILE_RIGHT_READ_ATTRIBUTES, OF_FILE,
     query_network},
    {FILE_PIPE_INFORMATION, sizeof(struct pipe_modes), FILE_RIGHT_READ_ATTRIBUTES, OF_PIPE, query_pipe},
    {FILE_PIPE_LOCAL_INFORMATION, sizeof(struct pipe_local), FILE_RIGHT_READ_ATTRIBUTES, OF_PIPE,
     query_pipe_local},
};

/* What is to be told of the object, if it can be asked that. */
static uint32_t kind_of(struct file_object *object)
{
    return object->file             ? OF_FILE
           : pipe_end_of(object)    ? OF_PIPE
           : driver_file_of(object) ? OF_DRIVER
                                    : OF_DEVICE;
}

static ntstatus fill_query(struct query *query, const struct file_query *how)
{
    struct file_object *object = query->object;
    uint32_t kind = kind_of(object);
    if (!(how->of & kind))
        return object->file ? STATUS_INVALID_PARAMETER : STATUS_INVALID_DEVICE_REQUEST;
    if (kind == OF_FILE)
        return file_information(object->file, &query->information);
    if (kind == OF_PIPE)
        query->information.size = pipe_unread(pipe_end_of(object));
    return STATUS_SUCCESS;
}

static ntstatus fill_own(struct query *query, const struct file_query *how, void *out, uint32_t *bytes)
{
    ntstatus status = fill_query(query, how);
    if (status_ok(status))
        *bytes = how->fill(query, out);
    return status;
}

static ntstatus run_query(const struct nt_query_information_file *a, const struct file_query *how)
{
    struct object *object;
    struct query query = {0};
    uint64_t out[8] = {0};
    ntstatus status = capture_object(a->file, &file_type, how->right, &object, &query.granted);
    if (!status_ok(status))
        return status;
    query.object = (struct file_object *)object;
    uint32_t bytes = 0;
    struct driver_file *driver = driver_file_of(query.object);
    if (driver && !(how->of & OF_DRIVER))
        status = driverfile_query(driver, how->class, out, how->bytes, &bytes);
    else
        status = fill_own(&query, how, out, &bytes);
    ASSERT(bytes <= sizeof out && bytes <= a->bytes);
    object_dereference(object);
    if (status_ok(status))
        status = user_write(a->out, out, bytes);
    return finish(a->io, status, bytes);
}

static const struct file_query *query_of(uint32_t class)
{
    for (uint32_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        if (queries[i].class == class)
            return &queries[i];
    return NULL;
}

ntstatus nt_query_information_file(const struct nt_query_information_file *a)
{
    const struct answer answer = {a->out, a->bytes, 0};
    const struct file_query *how = query_of(a->information_class);
    if (!how)
        return information_missing(a->information_class, FILE_INFORMATIONS, "NtQueryInformationFile:class");
    ntstatus status = answer_at_least(&answer, how->bytes);
    return status_ok(status) ? run_query(a, how) : status;
}

/* ---- changes by handle ---- */

/* file_set_information() has NT's own reading of zeros and -1: leave it as it is. */
static ntstatus set_basic(struct file_object *object, const struct nt_set_information_file *a)
{
    struct basic basic;
    ntstatus status = user_read(&basic, a->in, sizeof basic);
    if (!status_ok(status))
        return status;
    const struct file_times times = {basic.created, basic.accessed, basic.written};
    return file_set_information(object->file, basic.attributes, &times);
}

/* What is in the way of a rename may have an image cached from its last run; so may what is renamed, which
 * would run under its old name, and whatever lies in a folder that is renamed. */
static void purge_target(const char *path)
{
    struct file *target;
    enum file_action action;
    if (!status_ok(file_open(path, FILE_DISPOSITION_OPEN, 0, false, true, &target, &action)))
        return;
    section_purge(target);
    file_close(target);
}

static ntstatus rename_to(struct file *file, const char *path, bool replace)
{
    section_purge(file);
    if (file->directory)
        section_purge_below(file);
    if (replace)
        purge_target(path);
    return file_rename(file, path, replace);
}

/* A name without a backslash and without a root is one in the same directory (FILE_RENAME_INFORMATION). */
static ntstatus rename_target(const struct file *file, struct captured_name *name, const char **path)
{
    if (name->root && !name->text[0])
        return STATUS_OBJECT_NAME_INVALID;
    if (name->root || name->text[0] == '\\')
        return file_name_on_volume(name, path);
    *path = name->text;
    return file_name_beside(file, name->text);
}

struct rename { /* FILE_RENAME_INFORMATION up to FileName */
    uint32_t replace, root, length;
};

/* From a device of a driver's to another, or to it from the volume. */
static ntstatus rename_elsewhere(struct captured_name *name)
{
    struct file_place place;
    return driverfile_named(name, &place) ? STATUS_NOT_SAME_DEVICE : STATUS_SUCCESS;
}

/* The images that have gone, and the folder's path, must still be so when the name changes. */
static ntstatus rename_named(struct file *file, struct captured_name *name, bool replace)
{
    const char *path;
    ntstatus status = rename_elsewhere(name);
    if (!status_ok(status))
        return status;
    volume_lock();
    status = rename_target(file, name, &path);
    if (status_ok(status))
        status = rename_to(file, path, replace);
    volume_unlock();
    return status;
}

static ntstatus rename_captured(struct file_object *object, const struct nt_set_information_file *a,
                                struct captured_name *name, bool replace)
{
    struct driver_file *driver = driver_file_of(object);
    return driver ? driverfile_rename(driver, a, name, replace) : rename_named(object->file, name, replace);
}

static ntstatus set_rename(struct file_object *object, const struct nt_set_information_file *a)
{
    struct rename head;
    ntstatus status = user_read(&head, a->in, sizeof head);
    if (!status_ok(status))
        return status;
    if (head.length > a->bytes - sizeof head)
        return STATUS_INFO_LENGTH_MISMATCH;
    struct captured_name *name = pool_alloc_raw(sizeof *name, TAG_INFO);
    if (!name)
        return STATUS_INSUFFICIENT_RESOURCES;
    name->root = head.root;
    status = capture_units(a->in + sizeof head, head.length / 2, name->text, sizeof name->text);
    if (status_ok(status))
        status = rename_captured(object, a, name, (head.replace & 0xff) != 0);
    pool_free(name);
    return status;
}

static ntstatus mark(struct file *file, bool delete_it)
{
    if (delete_it && !section_lets_file_go(file))
        return STATUS_CANNOT_DELETE;
    return file_set_delete(file, delete_it);
}

static ntstatus set_disposition(struct file_object *object, const struct nt_set_information_file *a)
{
    uint8_t delete_it;
    ntstatus status = user_read(&delete_it, a->in, 1);
    if (!status_ok(status))
        return status;
    volume_lock();
    status = mark(object->file, delete_it != 0);
    volume_unlock();
    return status;
}

static ntstatus take_size(uint32_t place, uint32_t *out)
{
    uint64_t value;
    ntstatus status = user_read(&value, place, sizeof value);
    if (!status_ok(status))
        return status;
    if (value > UINT32_MAX)
        return (int64_t)value < 0 ? STATUS_INVALID_PARAMETER : STATUS_DISK_FULL;
    *out = (uint32_t)value;
    return STATUS_SUCCESS;
}

static ntstatus set_position(struct file_object *object, const struct nt_set_information_file *a)
{
    uint64_t position;
    ntstatus status = user_read(&position, a->in, sizeof position);
    if (status_ok(status) && (int64_t)position < 0)
        status = STATUS_INVALID_PARAMETER;
    struct driver_file *driver = driver_file_of(object);
    if (status_ok(status) && driver)
        driver->object.position = (int64_t)position;
    else if (status_ok(status))
        object->position = position;
    return status;
}

static ntstatus set_pipe(struct file_object *object, const struct nt_set_information_file *a)
{
    struct pipe_modes modes;
    ntstatus status = user_read(&modes, a->in, sizeof modes);
    return status_ok(status) ? pipe_set_modes(pipe_end_of(object), &modes) : status;
}

/* What is mapped stays. */
static ntstatus set_size(struct file *file, uint32_t size)
{
    return section_lets_file_shrink(file, size) ? file_set_size(file, size) : STATUS_USER_MAPPED_FILE;
}

static ntstatus set_end(struct file_object *object, const struct nt_set_information_file *a)
{
    uint32_t end;
    ntstatus status = take_size(a->in, &end);
    if (!status_ok(status))
        return status;
    volume_lock();
    status = set_size(object->file, end);
    volume_unlock();
    return status;
}

struct completion { /* FILE_COMPLETION_INFORMATION */
    uint32_t port, key;
};

/* For good, and only where a call may return before its work has ended. */
static ntstatus set_completion(struct file_object *object, const struct nt_set_information_file *a)
{
    struct completion completion;
    struct object *port;
    ntstatus status = user_read(&completion, a->in, sizeof completion);
    if (status_ok(status))
        status = capture_object(completion.port, &port_type, PORT_RIGHT_MODIFY, &port, NULL);
    if (!status_ok(status))
        return status;
    if (object->synchronous || object->bound.port)
        status = STATUS_INVALID_PARAMETER;
    else
        port_bind(&object->bound, (struct port *)port, completion.key);
    object_dereference(port);
    return status;
}

/* What has been skipped once is so from then on. */
static ntstatus set_modes(struct file_object *object, const struct nt_set_information_file *a)
{
    uint32_t modes;
    ntstatus status = user_read(&modes, a->in, sizeof modes);
    if (status_ok(status) && (modes & ~COMPLETION_MODES))
        status = STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        object->modes |= modes;
    return status;
}

static const struct change {
    uint32_t class, bytes, right, of; /* at least so many bytes */
    ntstatus (*set)(struct file_object *object, const struct nt_set_information_file *a);
} changes[] = {
    {FILE_BASIC_INFORMATION, sizeof(struct basic), FILE_RIGHT_WRITE_ATTRIBUTES, OF_FILE, set_basic},
    {FILE_RENAME_INFORMATION, sizeof(struct rename), FILE_RIGHT_DELETE, OF_FILE | OF_DRIVER, set_rename},
    {FILE_DISPOSITION_INFORMATION, 1, FILE_RIGHT_DELETE, OF_FILE, set_disposition},
    {FILE_POSITION_INFORMATION, 8, 0, OF_FILE | OF_DRIVER, set_position},
    {FILE_END_OF_FILE_INFORMATION, 8, FILE_RIGHT_WRITE, OF_FILE, set_end},
    {FILE_PIPE_INFORMATION, sizeof(struct pipe_modes), FILE_RIGHT_WRITE_ATTRIBUTES, OF_PIPE, set_pipe},
    {FILE_COMPLETION_INFORMATION, sizeof(struct completion), 0, OF_FILE | OF_PIPE | OF_DRIVER,
     set_completion},
    {FILE_IO_COMPLETION_NOTIFICATION_INFORMATION, 4, 0, OF_FILE | OF_PIPE | OF_DRIVER, set_modes},
};

static const struct change *change_of(uint32_t class)
{
    for (uint32_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        if (changes[i].class == class)
            return &changes[i];
    return NULL;
}

static ntstatus set_any(struct file_object *object, const struct change *change,
                        const struct nt_set_information_file *a)
{
    uint32_t kind = kind_of(object);
    if (change->of & kind)
        return change->set(object, a);
    if (kind == OF_DRIVER)
        return driverfile_set(driver_file_of(object), a);
    return object->file ? STATUS_INVALID_PARAMETER : STATUS_INVALID_DEVICE_REQUEST;
}

/* A pipe may be locked for long: whoever waits for it may be ended. */
static ntstatus set_locked(struct file_object *object, const struct change *change,
                           const struct nt_set_information_file *a)
{
    struct pipe_end *end = pipe_end_of(object);
    ntstatus status = end ? pipe_lock(end) : STATUS_SUCCESS;
    if (status != STATUS_SUCCESS)
        return status;
    if (!end)
        file_object_lock(object);
    status = set_any(object, change, a);
    file_object_unlock(object);
    return status;
}

ntstatus nt_set_information_file(const struct nt_set_information_file *a)
{
    const struct change *change = change_of(a->information_class);
    struct file_object *object;
    if (!change)
        return information_missing(a->information_class, FILE_INFORMATIONS, "NtSetInformationFile:class");
    if (a->bytes < change->bytes)
        return STATUS_INFO_LENGTH_MISMATCH;
    ntstatus status = information_aligned(a->in, change->bytes);
    if (status_ok(status))
        status = file_object_of(a->file, change->right, &object);
    if (!status_ok(status))
        return status;
    status = set_locked(object, change, a);
    object_dereference(&object->object);
    return finish(a->io, status, 0);
}

/* ---- by name ---- */

/* What a captured name leads to, as it is. */
static ntstatus open_named(struct captured_name *name, struct file **file)
{
    enum file_action action;
    const char *path;
    ASSERT(volume_locked());
    ntstatus status = file_name_on_volume(name, &path);
    if (!status_ok(status))
        return status;
    return file_open(*path ? path : "\\", FILE_DISPOSITION_OPEN, 0, false, false, file, &action);
}

/* What is done with a file by its name. */
struct by_name {
    ntstatus (*on_volume)(struct file *, void *);
    ntstatus (*at_driver)(const struct file_place *, uint32_t root, void *);
    void *with;
};

/* Under the volume's lock from its folder on. */
static ntstatus do_on_volume(struct captured_name *name, const struct by_name *what)
{
    struct file *file;
    volume_lock();
    ntstatus status = open_named(name, &file);
    if (status_ok(status)) {
        status = what->on_volume(file, what->with);
        file_close(file);
    }
    volume_unlock();
    return status;
}

static ntstatus do_by_name(uint32_t attributes, const struct by_name *what)
{
    struct captured_name *name = pool_alloc_raw(sizeof *name, TAG_INFO);
    struct file_place place;
    if (!name)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = attributes ? capture_attributes(attributes, name) : STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = driverfile_named(name, &place) ? what->at_driver(&place, name->root, what->with)
                                                : do_on_volume(name, what);
    pool_free(name);
    return status;
}

static ntstatus take_information(struct file *file, void *out)
{
    struct query query;
    ntstatus status = file_information(file, &query.information);
    if (status_ok(status))
        query_network(&query, out);
    return status;
}

static ntstatus ask_information(const struct file_place *place, uint32_t root, void *out)
{
    return driverfile_query_named(place, root, FILE_NETWORK_OPEN_INFORMATION, out,
                                  sizeof(struct network_open));
}

static ntstatus information_by_name(uint32_t attributes, struct network_open *out)
{
    const struct by_name what = {take_information, ask_information, out};
    return do_by_name(attributes, &what);
}

ntstatus nt_query_attributes_file(const struct nt_query_attributes_file *a)
{
    struct network_open all = {0};
    ntstatus status = information_by_name(a->attributes, &all);
    if (!status_ok(status))
        return status;
    const struct basic basic = {all.created, all.accessed, all.written, all.changed, all.attributes, 0};
    return user_write(a->out, &basic, sizeof basic);
}

ntstatus nt_query_full_attributes_file(const struct nt_query_full_attributes_file *a)
{
    struct network_open out = {0};
    ntstatus status = information_by_name(a->attributes, &out);
    return status_ok(status) ? user_write(a->out, &out, sizeof out) : status;
}

/* ---- directories ---- */

struct both_directory { /* FILE_BOTH_DIR_INFORMATION up to FileName */
    uint32_t next, index;
    uint64_t created, accessed, written, changed, size, allocated;
    uint32_t attributes, name_bytes, ea_bytes;
    int8_t short_bytes, unused;
    uint16_t short_name[12];
} __attribute__((packed));

#define NAME_UNITS  256u
#define LEAST_ENTRY 96u /* FILE_BOTH_DIR_INFORMATION with one unit of its name, padded */

struct listing {
    struct file_directory_entry entry;
    uint16_t name[NAME_UNITS];
    uint32_t place, left, last; /* where the next entry goes, room there, where the last one went */
    uint32_t total;
};

static void fill_entry(struct listing *listing, struct both_directory *out)
{
    const struct file_information *from = &listing->entry.information;
    *out = (struct both_directory){
        .index = from->index,
        .created = from->times.created,
        .accessed = from->times.accessed,
        .written = from->times.written,
        .changed = from->times.written,
        .size = from->size,
        .allocated = from->allocated,
        .attributes = from->attributes ? from->attributes : ATTRIBUTE_NORMAL,
        .name_bytes = unicode_to_utf16_cut(listing->entry.name, listing->name, NAME_UNITS) * 2,
    };
    uint16_t short_name[12];
    out->short_bytes = (int8_t)(unicode_to_utf16_cut(listing->entry.short_name, short_name, 12) * 2);
    memcpy(out->short_name, short_name, (uint32_t)out->short_bytes);
}

/* STATUS_BUFFER_OVERFLOW when it does not fit. */
static ntstatus put_entry(struct listing *listing)
{
    ASSERT(listing->place % sizeof(uint32_t) == 0);
    struct both_directory entry;
    fill_entry(listing, &entry);
    uint32_t bytes = sizeof entry + entry.name_bytes, padded = (bytes + 7) & ~7u;
    if (bytes > listing->left)
        return STATUS_BUFFER_OVERFLOW;
    ntstatus status = user_write(listing->place, &entry, sizeof entry);
    if (status_ok(status))
        status = user_write(listing->place + sizeof entry, listing->name, entry.name_bytes);
    if (status_ok(status) && listing->last)
        status = user_write32(listing->last, listing->place - listing->last);
    if (!status_ok(status))
        return status;
    listing->last = listing->place;
    listing->total = listing->place + bytes;
    listing->place += padded;
    listing->left = padded < listing->left ? listing->left - padded : 0;
    return STATUS_SUCCESS;
}

static ntstatus list_entries(struct file_object *object, struct listing *listing, bool single)
{
    ntstatus status;
    do {
        uint32_t cursor = object->cursor;
        status = file_directory_next(object->file, &cursor, &listing->entry);
        if (status_ok(status))
            status = put_entry(listing);
        if (status_ok(status))
            object->cursor = cursor;
    } while (status_ok(status) && !single);
    if (listing->last && (status == STATUS_NO_MORE_FILES || status == STATUS_BUFFER_OVERFLOW))
        return STATUS_SUCCESS;
    return status;
}

/* Which of NT's classes list a directory; the others are no question for this service. */
static bool lists(uint32_t class)
{
    enum { FULL = 2, NAMES = 12, ID_BOTH = 37, ID_FULL = 38 };
    return (class >= FILE_DIRECTORY_INFORMATION && class <= FILE_BOTH_DIRECTORY_INFORMATION) ||
           class == NAMES || class == ID_BOTH || class == ID_FULL;
}

static ntstatus check_listing(const struct nt_query_directory_file *a)
{
    const struct answer answer = {a->out, a->bytes, 0};
    if (!lists(a->information_class))
        return STATUS_INVALID_INFO_CLASS;
    if (a->information_class != FILE_BOTH_DIRECTORY_INFORMATION)
        return service_unimplemented("NtQueryDirectoryFile:class");
    if (a->pattern)
        return service_unimplemented("NtQueryDirectoryFile:pattern");
    return answer_at_least(&answer, LEAST_ENTRY);
}

static ntstatus list_captured(const struct nt_query_directory_file *a, struct file_object *object,
                              uint32_t *total)
{
    struct driver_file *driver = driver_file_of(object);
    if (driver)
        return driverfile_list(driver, a, total);
    if (!object->file || !object->file->directory)
        return STATUS_INVALID_PARAMETER;
    struct listing *listing = pool_alloc(sizeof *listing, TAG_INFO);
    if (!listing)
        return STATUS_INSUFFICIENT_RESOURCES;
    listing->place = a->out;
    listing->left = a->bytes;
    file_object_lock(object);
    if (a->restart)
        object->cursor = 0;
    ntstatus status = list_entries(object, listing, a->single != 0);
    file_object_unlock(object);
    *total = listing->total ? listing->total - a->out : 0;
    pool_free(listing);
    return status;
}

ntstatus nt_query_directory_file(const struct nt_query_directory_file *a)
{
    struct file_object *object;
    struct file_completion completion = {.routine = a->apc, .context = a->apc_context, .io = a->io};
    uint32_t total = 0;
    ntstatus status = check_listing(a);
    if (status_ok(status))
        status = file_object_of(a->file, FILE_RIGHT_READ, &object);
    if (!status_ok(status))
        return status;
    status = file_completion_begin(&completion, object, a->event);
    if (status_ok(status)) {
        status = list_captured(a, object, &total);
        completion.count = total;
        status = finish(a->io, status, total);
        status = file_completion_end(&completion, status);
    }
    object_dereference(&object->object);
    return status;
}

/* ---- volumes ---- */

static uint32_t put_text(uint8_t *out, uint32_t offset, const char *text)
{
    uint16_t units[32];
    uint32_t bytes = unicode_to_utf16_cut(text, units, 32) * 2;
    memcpy(out + offset, units, bytes);
    return bytes;
}

static void put32(uint8_t *out, uint32_t offset, uint32_t value)
{
    memcpy(out + offset, &value, sizeof value);
}

/* Fills in one of the four classes that volume_bytes() knows; 0 bytes for any other. */
static uint32_t fill_volume(uint32_t class, const struct device *device,
                            const struct volume_information *volume, uint8_t *out)
{
    uint32_t bytes;
    switch (class) {
    case FILE_FS_VOLUME_INFORMATION:
        put32(out, 8, volume->serial);
        bytes = put_text(out, 18, volume->label);
        put32(out, 12, bytes);
        return 18 + bytes;
    case FILE_FS_SIZE_INFORMATION:
        put32(out, 0, volume->clusters);
        put32(out, 8, volume->free_clusters);
        put32(out, 16, volume->cluster_bytes / SECTOR_SIZE);
        put32(out, 20, SECTOR_SIZE);
        return 24;
    case FILE_FS_DEVICE_INFORMATION:
        put32(out, 0, device ? device->type : DEVICE_DISK);
        return 8;
    case FILE_FS_ATTRIBUTE_INFORMATION: /* names keep their case and are Unicode */
        put32(out, 0, 6);
        put32(out, 4, 255);
        bytes = put_text(out, 12, "FAT");
        put32(out, 8, bytes);
        return 12 + bytes;
    default:
        return 0;
    }
}

/* The least room for each class: the structure without the end of its name. 0: not here. */
static uint32_t volume_bytes(uint32_t class)
{
    switch (class) {
    case FILE_FS_VOLUME_INFORMATION:
    case FILE_FS_SIZE_INFORMATION:
        return 24;
    case FILE_FS_DEVICE_INFORMATION:
        return 8;
    case FILE_FS_ATTRIBUTE_INFORMATION:
        return 16;
    default:
        return 0;
    }
}

static ntstatus fill_answer(const struct nt_query_volume_information_file *a, const struct device *device,
                            uint32_t *fits)
{
    uint8_t out[128] = {0};
    struct volume_information volume;
    if (device && a->information_class != FILE_FS_DEVICE_INFORMATION)
        return STATUS_INVALID_DEVICE_REQUEST;
    ntstatus status = volume_information(&volume);
    if (!status_ok(status))
        return status;
    uint32_t bytes = fill_volume(a->information_class, device, &volume, out);
    ASSERT(bytes > 0 && bytes <= sizeof out);
    *fits = bytes < a->bytes ? bytes : a->bytes;
    status = user_write(a->out, out, *fits);
    return status_ok(status) && *fits < bytes ? STATUS_BUFFER_OVERFLOW : status;
}

/* NT: what kind of device it is only the driver of a remote one is asked. */
static bool asks_driver(const struct driver_file *driver, uint32_t class)
{
    return class != FILE_FS_DEVICE_INFORMATION ||
           (driver->to->object.characteristics & NT_DEVICE_REMOTE) != 0;
}

ntstatus nt_query_volume_information_file(const struct nt_query_volume_information_file *a)
{
    const struct answer answer = {a->out, a->bytes, 0};
    struct file_object *object;
    uint32_t least = volume_bytes(a->information_class), fits = 0;
    if (least == 0)
        return information_missing(a->information_class, FILE_FS_INFORMATIONS,
                                   "NtQueryVolumeInformationFile:class");
    ntstatus status = answer_at_least(&answer, least);
    if (status_ok(status))
        status = file_object_of(a->file, 0, &object);
    if (!status_ok(status))
        return status;
    struct driver_file *driver = driver_file_of(object);
    if (driver && asks_driver(driver, a->information_class))
        status = driverfile_query_volume(driver, a, &fits);
    else
        status = fill_answer(a, object->device, &fits);
    object_dereference(&object->object);
    return finish(a->io, status, fits);
}

static ntstatus delete_unused(struct file *file, void *unused)
{
    (void)unused;
    if (file->share || file->system)
        return STATUS_SHARING_VIOLATION;
    return section_lets_file_go(file) ? file_set_delete(file, true) : STATUS_CANNOT_DELETE;
}

static ntstatus delete_at_driver(const struct file_place *place, uint32_t root, void *unused)
{
    (void)unused;
    return driverfile_delete_named(place, root);
}

ntstatus nt_delete_file(const struct nt_delete_file *a)
{
    static const struct by_name what = {delete_unused, delete_at_driver, NULL};
    return do_by_name(a->attributes, &what);
}
