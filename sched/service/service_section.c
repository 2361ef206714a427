/*
 * Sections: NtCreateSection and its family.
 */
#include "sched/service/services.h"

#include "mmu/commitroom.h"
#include "mmu/usercopy.h"
#include "storage/volumelock.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/view.h"
#include "mmu/virtual.h"
#include "sched/process/debug.h"
#include "sched/service/capture.h"
#include "sched/object/fileshare.h"
#include "sched/service/information.h"
#include "sched/service/names.h"
#include "sched/object/sectionobject.h"
#include "sched/service/service.h"
#include "sched/service/zerobits.h"
#include "sched/driver/driverfile.h"
#include "mmu/pool.h"

#define SEC_FILE    0x00800000u
#define SEC_IMAGE   0x01000000u
#define SEC_RESERVE 0x04000000u
#define SEC_COMMIT  0x08000000u
#define SEC_NOCACHE 0x10000000u
#define SEC_OF_NT                                                                                            \
    0x9f600000u /* and based, no change, protected image, no cache, write combine, large pages */

#define PAGE_MODIFIERS                                                                                       \
    0x701u /* PAGE_NOACCESS, PAGE_GUARD, PAGE_NOCACHE, PAGE_WRITECOMBINE: for views, not sections */
#define VIEW_OF_NT 0x20702000u /* allocation types: reserve, top down, large pages, and flags of old */

enum { VIEW_SHARE = 1, VIEW_UNMAP = 2 };

/* NT's SECTION_INFORMATION_CLASS. */
enum { SECTION_BASIC_INFORMATION, SECTION_IMAGE_INFORMATION, SECTION_INFORMATIONS };

struct section_basic_information {
    uint32_t base, attributes;
    uint64_t bytes;
};

static void section_deleted(struct object *object)
{
    ASSERT(((struct section_object *)object)->section);
    section_dereference(((struct section_object *)object)->section);
    pool_free(object);
}

static void log_section(const struct object *object)
{
    log_number("section", ((const struct section_object *)object)->section->id);
}

const struct object_type section_type = {
    .name = "Section",
    .generic_read = 0x20005,
    .generic_write = 0x20002,
    .generic_execute = 0x20008,
    .all_access = SECTION_ALL_ACCESS,
    .logged = true,
    .log_more = log_section,
    .deleted = section_deleted,
};

/* What a section object is made from. */
struct made {
    struct section *section;
    uint64_t asked; /* bytes; 0: as many as the file has */
    uint32_t bytes, attributes;
    enum protection protection;
};

static ntstatus make_section(struct object *object, const void *of)
{
    const struct made *made = of;
    struct section_object *section = (struct section_object *)object;
    section->section = made->section;
    section->bytes = made->bytes;
    section->protection = made->protection;
    section->attributes = made->attributes;
    section_reference(made->section);
    return STATUS_SUCCESS;
}

/* What a section's handle must allow for a view, and a file's handle for a section, by the kind of access:
 * writing a copy is reading, and PAGE_NOACCESS (which is PROT_NONE with modifiers) counts as reading, too. */
static const struct {
    uint32_t section, file;
} rights[PROT_ACCESS_MASK + 1] = {
    [PROT_NONE] = {SECTION_RIGHT_READ, FILE_RIGHT_READ},
    [PROT_READONLY] = {SECTION_RIGHT_READ, FILE_RIGHT_READ},
    [PROT_EXECUTE] = {SECTION_RIGHT_EXECUTE, FILE_RIGHT_EXECUTE},
    [PROT_EXECUTE_READ] = {SECTION_RIGHT_EXECUTE | SECTION_RIGHT_READ, FILE_RIGHT_EXECUTE | FILE_RIGHT_READ},
    [PROT_READWRITE] = {SECTION_RIGHT_WRITE, FILE_RIGHT_READ | FILE_RIGHT_WRITE},
    [PROT_WRITECOPY] = {SECTION_RIGHT_READ, FILE_RIGHT_READ},
    [PROT_EXECUTE_READWRITE] = {SECTION_RIGHT_EXECUTE | SECTION_RIGHT_WRITE,
                                FILE_RIGHT_EXECUTE | FILE_RIGHT_READ | FILE_RIGHT_WRITE},
    [PROT_EXECUTE_WRITECOPY] = {SECTION_RIGHT_EXECUTE | SECTION_RIGHT_READ,
                                FILE_RIGHT_EXECUTE | FILE_RIGHT_READ},
};

/* Nobody may come to write it between the look and the making. */
static ntstatus image_of_file(struct file *file, struct made *made)
{
    volume_lock();
    ntstatus status =
        file_is_written(file) ? STATUS_SHARING_VIOLATION : section_of_image(file, &made->section);
    volume_unlock();
    if (status_ok(status))
        made->bytes = made->section->pages * PAGE_SIZE;
    return status;
}

/* A section that is larger than its file makes the file as large, if it may be written. No volume holds a
 * file that the program's half could not show. */
static ntstatus grow_file(struct file *file, uint64_t bytes, enum protection protection)
{
    if (bytes <= file->size)
        return STATUS_SUCCESS;
    if (!protection_in_place(protection))
        return STATUS_SECTION_TOO_BIG;
    return bytes > space_current()->user_end ? STATUS_DISK_FULL : file_set_size(file, (uint32_t)bytes);
}

/* Under the volume's lock, so that the file stays as large. */
static ntstatus data_of_file_locked(struct file *file, struct made *made)
{
    if (made->asked == 0)
        made->asked = file->size;
    if (made->asked == 0)
        return STATUS_MAPPED_FILE_SIZE_ZERO;
    ntstatus status = grow_file(file, made->asked, made->protection);
    made->bytes = (uint32_t)made->asked;
    return status_ok(status) ? section_of_file(file, made->bytes, &made->section) : status;
}

static ntstatus data_of_file(struct file *file, struct made *made)
{
    if (file->system)
        return STATUS_ACCESS_DENIED;
    volume_lock();
    ntstatus status = data_of_file_locked(file, made);
    volume_unlock();
    return status;
}

static ntstatus section_of_handle(const struct nt_create_section *a, struct made *made)
{
    struct object *object;
    ntstatus status =
        capture_object(a->file, &file_type, rights[made->protection & PROT_ACCESS_MASK].file, &object, NULL);
    if (!status_ok(status))
        return status;
    struct file *file = ((struct file_object *)object)->file;
    if (driver_file_is_named((struct file_object *)object))
        status = service_unsupported("NtCreateSection:file-of-driver");
    else if (!file || file->directory)
        status = STATUS_INVALID_FILE_FOR_SECTION;
    else if (a->kind & SEC_IMAGE)
        status = image_of_file(file, made);
    else
        status = data_of_file(file, made);
    object_dereference(object);
    return status;
}

static ntstatus page_file_section(const struct nt_create_section *a, struct made *made)
{
    if (made->asked == 0)
        return STATUS_INVALID_PARAMETER_4;
    if (made->asked > space_current()->user_end)
        return STATUS_SECTION_TOO_BIG;
    made->bytes = (uint32_t)made->asked;
    ntstatus status =
        section_of_page_file(made->bytes, made->protection, (a->kind & SEC_RESERVE) != 0, &made->section);
    made->bytes = pages_of(made->bytes) * PAGE_SIZE; /* whole pages, whatever was asked for */
    return status;
}

/* Committed, reserved or an image: one of the three. */
static ntstatus check_kind(uint32_t kind)
{
    uint32_t which = kind & (SEC_IMAGE | SEC_RESERVE | SEC_COMMIT);
    if ((kind & ~SEC_OF_NT) || which == 0 || (which & (which - 1)) ||
        ((kind & SEC_IMAGE) && (kind & SEC_NOCACHE)))
        return STATUS_INVALID_PARAMETER_6;
    return kind & ~(which | SEC_NOCACHE) ? service_unsupported("NtCreateSection:kind") : STATUS_SUCCESS;
}

static ntstatus make_kind(const struct nt_create_section *a, struct made *made)
{
    ntstatus status = a->size ? user_read(&made->asked, a->size, sizeof made->asked) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    if (a->file) {
        made->attributes = a->kind & SEC_IMAGE ? a->kind | SEC_FILE : (a->kind & SEC_NOCACHE) | SEC_FILE;
        return section_of_handle(a, made);
    }
    made->attributes = a->kind;
    return a->kind & SEC_IMAGE ? STATUS_INVALID_FILE_FOR_SECTION : page_file_section(a, made);
}

static ntstatus create_section(const struct nt_create_section *a)
{
    struct made made = {.protection = protection_from_page(a->protect)};
    ntstatus status = check_kind(a->kind);
    if (!status_ok(status))
        return status;
    if (made.protection == PROT_NONE || (a->protect & PAGE_MODIFIERS))
        return STATUS_INVALID_PAGE_PROTECTION;
    status = make_kind(a, &made);
    if (!status_ok(status))
        return status;
    status = named_create(&section_type, sizeof(struct section_object), make_section, &made, a->access,
                          a->attributes, a->out);
    section_dereference(made.section);
    return status;
}

ntstatus nt_create_section(const struct nt_create_section *a)
{
    ntstatus status;
    do
        status = create_section(a);
    while (commit_room_made(status));
    return status;
}

ntstatus nt_open_section(const struct nt_open_section *a)
{
    return named_open(&section_type, a->access, a->attributes, a->out);
}

/* ---- views ---- */

struct view {
    struct section_object *object;
    struct process *process;
    uint32_t base, bytes, first_page, zero_bits;
    enum protection protection;
};

static ntstatus capture_view(const struct nt_map_view_of_section *a, struct view *view)
{
    uint64_t offset = 0;
    if (!zero_bits_allowed(a->zero_bits))
        return STATUS_INVALID_PARAMETER_4;
    if (a->inherit != VIEW_SHARE && a->inherit != VIEW_UNMAP)
        return STATUS_INVALID_PARAMETER_8;
    if (a->type & ~VIEW_OF_NT)
        return STATUS_INVALID_PARAMETER_9;
    if (a->type)
        return service_unsupported("NtMapViewOfSection:type");
    ntstatus status = user_read(&view->base, a->base, 4);
    if (status_ok(status))
        status = user_read(&view->bytes, a->size, 4);
    if (status_ok(status) && a->offset)
        status = user_read(&offset, a->offset, sizeof offset);
    if (!status_ok(status))
        return status;
    uint32_t most = capture_user_end(a->process);
    if (view->base >= most || view->bytes > most - view->base)
        return STATUS_INVALID_PARAMETER_3;
    if (!zero_bits_obeyed(a->zero_bits, view->base, view->bytes))
        return STATUS_INVALID_PARAMETER_4;
    view->zero_bits = a->zero_bits;
    if (view->base & (LAYOUT_GRANULARITY - 1))
        return STATUS_MAPPED_ALIGNMENT;
    if (offset & (LAYOUT_GRANULARITY - 1))
        return STATUS_MAPPED_ALIGNMENT;
    if (offset > space_current()->user_end)
        return STATUS_INVALID_VIEW_SIZE;
    view->first_page = (uint32_t)offset / PAGE_SIZE;
    view->protection = protection_from_page(a->protect);
    return view->protection == PROT_NONE ? STATUS_INVALID_PAGE_PROTECTION : STATUS_SUCCESS;
}

/* What the section was made for bounds what a view may do; copying is reading. */
static bool within(enum protection most, enum protection protection)
{
    bool executes = protection != PROT_NOACCESS && (protection & PROT_EXECUTE);
    return (!executes || (most & PROT_EXECUTE)) &&
           (!protection_in_place(protection) || protection_in_place(most));
}

/* An image is bounded by its own pages. The section comes before its handle: what no handle could give is not
 * told as a right that this one lacks. */
static ntstatus check_view(const struct view *view, uint32_t granted)
{
    bool image = view->object->section->kind == SECTION_IMAGE;
    uint32_t needed = rights[view->protection & PROT_ACCESS_MASK].section;
    if (!image && !within(view->object->protection, view->protection))
        return STATUS_SECTION_PROTECTION;
    return (granted & needed) == needed ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

/* An image is mapped whole; another section from the offset on, to its end if no size is given. */
static ntstatus view_pages(struct view *view, uint32_t *pages)
{
    const struct section *section = view->object->section;
    if (section->kind == SECTION_IMAGE) {
        view->first_page = 0;
        *pages = section->pages;
        return STATUS_SUCCESS;
    }
    if (protection_guarded(view->protection))
        return STATUS_INVALID_PAGE_PROTECTION;
    uint32_t all = pages_of(view->object->bytes);
    *pages = pages_of(view->bytes);
    if (view->first_page >= all)
        return STATUS_INVALID_VIEW_SIZE;
    if (*pages == 0)
        *pages = all - view->first_page;
    return *pages > all - view->first_page ? STATUS_INVALID_VIEW_SIZE : STATUS_SUCCESS;
}

/* Where an image wants to lie is good enough if it obeys. */
static ntstatus place_view(struct view *view, uint32_t pages)
{
    const struct section *section = view->object->section;
    const struct space *space = &view->process->space;
    uint32_t bytes = pages * PAGE_SIZE, preferred = section->image.base;
    if (view->base != 0)
        return STATUS_SUCCESS;
    if (section->kind == SECTION_IMAGE && zero_bits_obeyed(view->zero_bits, preferred, bytes) &&
        vad_free_range(&space->vads, preferred, preferred + bytes))
        return STATUS_SUCCESS;
    return zero_bits_place(space, view->zero_bits, bytes, false, &view->base);
}

static ntstatus map_entered(struct view *view, uint32_t pages)
{
    ASSERT(pages > 0 && view->first_page + pages <= view->object->section->pages);
    ntstatus status = place_view(view, pages);
    if (!status_ok(status))
        return status;
    view->bytes = pages * PAGE_SIZE;
    return view_map(&view->process->space, view->object->section, view->first_page, pages, view->protection,
                    view->object->protection, &view->base);
}

static ntstatus map_captured(struct view *view)
{
    uint32_t pages;
    ntstatus status = view_pages(view, &pages);
    if (status_ok(status))
        status = process_enter(view->process);
    if (!status_ok(status))
        return status;
    status = map_entered(view, pages);
    process_leave(view->process);
    return status;
}

/* As NT does: of what a process maps itself. */
static void tell_debugger(const struct view *view)
{
    if (view->process == process_current() && view->object->section->kind == SECTION_IMAGE)
        debug_tell_image(view->object->section, view->base);
}

static ntstatus map_view_of_section(const struct nt_map_view_of_section *a)
{
    struct view view = {0};
    struct object *object;
    uint32_t granted;
    ntstatus status = capture_view(a, &view);
    if (!status_ok(status))
        return status;
    status = capture_object(a->section, &section_type, 0, &object, &granted);
    if (!status_ok(status))
        return status;
    view.object = (struct section_object *)object;
    status = check_view(&view, granted);
    if (status_ok(status))
        status = capture_process(a->process, PROCESS_VM_OPERATION, &view.process);
    if (status_ok(status)) {
        status = map_captured(&view);
        if (status_ok(status))
            tell_debugger(&view);
        object_dereference(&view.process->object);
    }
    object_dereference(object);
    if (!status_ok(status))
        return status;
    ntstatus written = user_write32(a->base, view.base);
    if (status_ok(written))
        written = user_write32(a->size, view.bytes);
    return status_ok(written) ? status : written;
}

ntstatus nt_map_view_of_section(const struct nt_map_view_of_section *a)
{
    ntstatus status;
    do
        status = map_view_of_section(a);
    while (commit_room_made(status));
    return status;
}

/* Where the image lies that holds the address; 0: there is none. */
static uint32_t image_at(struct process *process, uint32_t address)
{
    const struct vad *vad = vad_find(&process->space.vads, address);
    return vad && vad->kind == VAD_IMAGE ? vad->start.address : 0;
}

ntstatus nt_unmap_view_of_section(const struct nt_unmap_view_of_section *a)
{
    struct process *process;
    ntstatus status = capture_entered(a->process, PROCESS_VM_OPERATION, &process);
    if (!status_ok(status))
        return status;
    bool own = process == process_current();
    uint32_t image = image_at(process, a->base);
    status = view_unmap(&process->space, a->base);
    leave_captured(process);
    if (status_ok(status) && own && image)
        debug_tell_image_gone(image);
    return status;
}

/* What the disk said stands in the status block, too. */
static ntstatus tell_flushed(const struct nt_flush_virtual_memory *a, uint32_t base, uint32_t bytes,
                             ntstatus status)
{
    const uint32_t io[2] = {(uint32_t)status, 0};
    ntstatus written = user_write(a->io, io, sizeof io);
    if (status_ok(written))
        written = user_write32(a->base, base);
    if (status_ok(written))
        written = user_write32(a->size, bytes);
    return status_ok(status) ? written : status;
}

ntstatus nt_flush_virtual_memory(const struct nt_flush_virtual_memory *a)
{
    struct process *process;
    uint32_t base, bytes;
    ntstatus status = user_read(&base, a->base, 4);
    if (status_ok(status))
        status = user_read(&bytes, a->size, 4);
    if (status_ok(status))
        status = capture_process(a->process, PROCESS_VM_OPERATION, &process);
    if (!status_ok(status))
        return status;
    status = process_enter(process);
    if (status_ok(status)) {
        status = view_flush(&process->space, &base, &bytes);
        process_leave(process);
    }
    object_dereference(&process->object);
    return tell_flushed(a, base, bytes, status);
}

/* ---- extend ---- */

/* Under the volume's lock, so that the file stays as large. What is as large already stays so. */
static ntstatus extend_locked(struct section_object *object, uint64_t bytes)
{
    struct file *file = object->section->file;
    struct section *same;
    if (bytes <= object->bytes)
        return STATUS_SUCCESS;
    ntstatus status = grow_file(file, bytes, object->protection);
    if (status_ok(status))
        status = section_of_file(file, (uint32_t)bytes, &same);
    if (!status_ok(status))
        return status;
    ASSERT(same == object->section);
    section_dereference(same); /* the object has one, too */
    object->bytes = (uint32_t)bytes;
    return STATUS_SUCCESS;
}

/* Only what shows a file grows with it. Views stay as they are. */
static ntstatus extend(struct section_object *object, uint64_t *bytes)
{
    if (object->section->kind != SECTION_FILE)
        return STATUS_SECTION_NOT_EXTENDED;
    volume_lock();
    ntstatus status = extend_locked(object, *bytes);
    *bytes = object->bytes;
    volume_unlock();
    return status;
}

ntstatus nt_extend_section(const struct nt_extend_section *a)
{
    struct object *object;
    uint64_t bytes;
    ntstatus status = user_read(&bytes, a->size, sizeof bytes);
    if (status_ok(status))
        status = capture_object(a->section, &section_type, SECTION_RIGHT_EXTEND, &object, NULL);
    if (!status_ok(status))
        return status;
    status = extend((struct section_object *)object, &bytes);
    object_dereference(object);
    return status_ok(status) ? user_write(a->size, &bytes, sizeof bytes) : status;
}

/* ---- query ---- */

ntstatus nt_query_section(const struct nt_query_section *a)
{
    const struct answer answer = {a->out, a->bytes, a->returned};
    struct section_basic_information basic = {0};
    struct object *object;
    if (a->information_class != SECTION_BASIC_INFORMATION)
        return information_missing(a->information_class, SECTION_INFORMATIONS, "NtQuerySection:class");
    ntstatus status = answer_at_least(&answer, sizeof basic);
    if (status_ok(status))
        status = capture_object(a->section, &section_type, SECTION_RIGHT_QUERY, &object, NULL);
    if (!status_ok(status))
        return status;
    const struct section_object *section = (struct section_object *)object;
    basic.attributes = section->attributes;
    basic.bytes = section->bytes;
    object_dereference(object);
    return answer_give(&answer, &basic, sizeof basic);
}
