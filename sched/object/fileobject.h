/*
 * File objects: what a handle to a file or to the console refers to. Many may be open on one file; each has a
 * position and an access of its own.
 */
#ifndef SCHED_FILEOBJECT_H
#define SCHED_FILEOBJECT_H

#include "sched/object/device.h"
#include "sched/object/object.h"
#include "sched/object/port.h"
#include "storage/file.h"

/* Of the memory of file objects, and of what opens them. */
#define TAG_FILE POOL_TAG('F', 'i', 'l', 'e')

struct file_object {
    struct object object; /* first */
    struct file *file;    /* NULL: a device */
    const struct device *device;
    struct waitable turn;  /* file_object_lock() */
    uint64_t position;     /* may be set beyond what a file can reach */
    uint32_t share_access; /* FILE_SHARE_ bits it was opened with */
    uint32_t access;       /* rights that count for sharing */
    bool append_only;
    bool synchronous; /* it has a position of its own; else every transfer says where */
    bool counted;     /* it is among the openers of file->share */
    bool delete_on_close;
    uint32_t cursor;           /* directories */
    struct waitable done;      /* set while no transfer of its is under way */
    struct port_binding bound; /* who is told what work has ended, unless it was synchronous */
    uint32_t modes;            /* COMPLETION_ bits */
};

extern const struct object_type file_type;

enum file_right {
    FILE_RIGHT_READ = 0x1,
    FILE_RIGHT_WRITE = 0x2,
    FILE_RIGHT_APPEND = 0x4,
    FILE_RIGHT_EXECUTE = 0x20,
    FILE_RIGHT_READ_ATTRIBUTES = 0x80,
    FILE_RIGHT_WRITE_ATTRIBUTES = 0x100,
    FILE_RIGHT_DELETE = 0x10000,
};
#define FILE_ALL_ACCESS 0x1f01ffu

/* NT's options of NtCreateFile, as far as they mean something here. */
enum file_option {
    FILE_OPTION_DIRECTORY = 0x1,
    FILE_OPTION_NO_BUFFERING = 0x8,
    FILE_OPTION_SYNCHRONOUS = 0x30, /* alertable or not */
    FILE_OPTION_NON_DIRECTORY = 0x40,
    FILE_OPTION_DELETE_ON_CLOSE = 0x1000,
    FILE_OPTION_BACKUP = 0x4000,
};

/* NT's FILE_SKIP_ bits. */
enum completion_mode {
    COMPLETION_SKIPS_PORT = 0x1,  /* of what has ended well when its call returns no packet is made */
    COMPLETION_SKIPS_FILE = 0x2,  /* the file object stays as it was */
    COMPLETION_SKIPS_EVENT = 0x4, /* known, without effect: there is no fast I/O here */
};
#define COMPLETION_MODES 0x7u

/* One call at a time moves the position, or the cursor, of a synchronous file object (NT: its lock); nothing
 * is done for others, which have none. Memory of programs may be touched under it; the volume's lock is taken
 * behind it. May wait. */
void file_object_lock(struct file_object *object);
void file_object_unlock(struct file_object *object);

/* Begins one for a file, in zeroed memory but for what it was opened with: access, share_access, synchronous
 * and what else of its fields. The caller's reference to the file becomes its own; on failure it stays the
 * caller's. `name` is for the log. The volume's lock is held. STATUS_SHARING_VIOLATION,
 * STATUS_INSUFFICIENT_RESOURCES. */
ntstatus file_object_open(struct file_object *object, struct file *file, const char *name);

/* Begins a file object for a device, in zeroed memory but for `synchronous`; `name` is for the log. One
 * reference. STATUS_INSUFFICIENT_RESOURCES. */
ntstatus file_object_start(struct file_object *object, const struct device *device, const char *name);

/* A file object for a device; one reference. NULL without memory. */
struct file_object *device_open(const struct device *device);

/* A handle to the console in a process's table: its standard input or output. */
ntstatus console_open(struct handle_table *table, bool input, uint32_t *handle);

#endif
