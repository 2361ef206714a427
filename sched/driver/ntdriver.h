/*
 * What drivers see of the kernel's structures: NT 6.1's for i386, as the stock headers wdm.h and ntddk.h lay
 * them out, under their own order and sizes. images/drivers/layout.c holds each place to those headers when
 * the drivers are built. Fields of which nobody here makes use are rooms of bytes. `struct link` is
 * LIST_ENTRY.
 */
#ifndef SCHED_NTDRIVER_H
#define SCHED_NTDRIVER_H

#include <stdint.h>
#include "sched/dispatch/list.h"
#include "sched/driver/ntstring.h"

#define NTAPI    __attribute__((stdcall))
#define FASTCALL __attribute__((fastcall))

struct nt_device_object;
struct nt_driver_object;
struct nt_irp;

struct nt_single_entry {
    struct nt_single_entry *next;
};

struct nt_slist { /* SLIST_HEADER */
    struct nt_single_entry head;
    uint16_t depth, sequence;
};

/* GENERAL_LOOKASIDE. The headers take blocks out and put them back. */
typedef void *(NTAPI nt_allocate)(uint32_t type, uint32_t bytes, uint32_t tag);
typedef void(NTAPI nt_free)(void *block);
struct nt_lookaside {
    struct nt_slist kept;
    uint16_t depth, most_depth;
    uint32_t counts[4];
    uint32_t type, tag, bytes;
    nt_allocate *allocate;
    nt_free *release;
    uint32_t rest[6];
};

enum nt_object_type { /* KOBJECTS */
                      NT_EVENT_NOTIFICATION = 0,
                      NT_EVENT_SYNCHRONIZATION = 1,
                      NT_MUTEX = 2,
                      NT_SEMAPHORE = 5,
                      NT_TIMER_NOTIFICATION = 8,
                      NT_TIMER_SYNCHRONIZATION = 9
};

struct nt_header { /* DISPATCHER_HEADER */
    uint8_t type;
    uint8_t signalling, words, inserted;
    int32_t signalled;
    struct link waiters;
};

struct nt_event { /* KEVENT */
    struct nt_header header;
};

struct nt_semaphore { /* KSEMAPHORE */
    struct nt_header header;
    int32_t limit;
};

struct nt_mutex {            /* KMUTANT */
    struct nt_header header; /* 1: free; less: so often owned more than that */
    struct link owned;
    const void *owner; /* a thread */
    uint8_t abandoned, apc_disable;
};

struct nt_fast_mutex {
    int32_t count; /* 1: free; each that wants it takes one off */
    void *owner;
    uint32_t contention;
    struct nt_event given;
    uint32_t level; /* of its owner before */
};

#define NT_RESOURCE_EXCLUSIVE 0x80u /* flag: ResourceOwnedExclusive */

struct nt_resource { /* ERESOURCE */
    struct link all;
    void *owners;   /* resource.c knows them */
    int16_t active; /* threads that have it */
    uint16_t flag;
    void *waits[2];
    uint32_t owner[2];
    uint32_t active_entries, contention, shared_waiters, exclusive_waiters;
    uint32_t rest[2];
};

struct nt_dpc; /* KDPC */
typedef void(NTAPI nt_deferred_routine)(struct nt_dpc *dpc, void *context, void *first, void *second);
struct nt_dpc {
    uint8_t type, importance;
    uint16_t number;
    struct link entry;
    nt_deferred_routine *routine;
    void *context, *arguments[2];
    void *queued; /* not NULL: it is asked for */
};

struct nt_timer { /* KTIMER; header.inserted: it is set */
    struct nt_header header;
    uint64_t due; /* as the clock counts (firmware/clock.h) */
    struct link entry;
    struct nt_dpc *dpc;
    int32_t period; /* ms */
};

/* PKSERVICE_ROUTINE; what it is told of itself is nothing to look into. Not 0: the interrupt is its own. */
struct interrupt;
typedef uint8_t(NTAPI nt_service_routine)(struct interrupt *interrupt, void *context);

enum nt_major { /* IRP_MJ_ */
                NT_MAJOR_CREATE = 0x00,
                NT_MAJOR_CLOSE = 0x02,
                NT_MAJOR_READ = 0x03,
                NT_MAJOR_WRITE = 0x04,
                NT_MAJOR_QUERY_FILE = 0x05,
                NT_MAJOR_SET_FILE = 0x06,
                NT_MAJOR_FLUSH = 0x09,
                NT_MAJOR_QUERY_VOLUME = 0x0a,
                NT_MAJOR_DIRECTORY = 0x0c,
                NT_MAJOR_CONTROL = 0x0e,
                NT_MAJOR_CLEANUP = 0x12,
                NT_MAJORS = 0x1c
};

struct nt_driver_object {
    int16_t type, size;
    struct nt_device_object *devices;
    uint32_t flags;
    void *start;
    uint32_t bytes;
    void *section, *extension;
    struct nt_counted_string name;
    struct nt_counted_string *hardware;
    void *fast_io;
    int32_t(NTAPI *entry)(struct nt_driver_object *driver, struct nt_counted_string *path);
    void *start_io;
    void(NTAPI *unload)(struct nt_driver_object *driver);
    int32_t(NTAPI *major[NT_MAJORS])(struct nt_device_object *device, struct nt_irp *irp);
};

#define NT_DEVICE_BUFFERED_IO 0x04u /* flags: DO_ */
#define NT_DEVICE_DIRECT_IO   0x10u

#define NT_DEVICE_REMOTE 0x10u /* characteristics: FILE_REMOTE_DEVICE */

struct nt_device_object {
    int16_t type;
    uint16_t size;
    int32_t references;
    struct nt_driver_object *driver;
    struct nt_device_object *next, *attached;
    struct nt_irp *current_irp;
    void *timer;
    uint32_t flags, characteristics;
    void *volume;
    void *extension;
    uint32_t device_type;
    int8_t stack_size;
    uint8_t rest[184 - 49];
};

struct nt_file_object {
    int16_t type, size;
    struct nt_device_object *device;
    void *volume, *context, *context2;
    void *sections, *cache;
    int32_t final_status;
    struct nt_file_object *related; /* while it is opened: what its name counts from */
    uint8_t locked, delete_pending;
    uint8_t reads, writes, deletes, shared_read, shared_write, shared_delete; /* IoCheckShareAccess's */
    uint32_t flags;
    struct nt_counted_string name; /* behind the device */
    int64_t position;
    uint8_t rest[128 - 64];
};

#define NT_FILE_SYNCHRONOUS 0x2u /* flags: FO_SYNCHRONOUS_IO */

struct nt_mdl {
    struct nt_mdl *next;
    int16_t size, flags;
    void *process, *system_address, *start;
    uint32_t bytes, offset;
};

#define NT_MDL_MAPPED 0x5 /* MDL_MAPPED_TO_SYSTEM_VA, MDL_SOURCE_IS_NONPAGED_POOL */

struct nt_irp_status {
    int32_t status;
    uint32_t information;
};

struct nt_security_context { /* IO_SECURITY_CONTEXT */
    void *quality, *state;
    uint32_t access, options;
};

struct nt_stack_location { /* IO_STACK_LOCATION */
    uint8_t major, minor, flags, control;
    union {
        struct {
            uint32_t length, key;
            uint32_t offset[2];
        } transfer; /* read and write */
        struct {
            uint32_t output_bytes, input_bytes, code;
            void *input;
        } control_code;
        struct {
            const struct nt_security_context *security;
            uint32_t options; /* NT's disposition in the highest byte */
            uint16_t attributes, share;
            uint32_t ea_bytes;
        } create;
        struct {
            uint32_t bytes, class;
            struct nt_file_object *target; /* the folder that a name is to lie in, if it is another */
            uint8_t replace, advance;
        } information; /* queried and set; of volumes, too */
        struct {
            uint32_t bytes;
            struct nt_counted_string *pattern;
            uint32_t class, index;
        } directory;
        uint32_t words[4];
    } parameters;
    struct nt_device_object *device;
    struct nt_file_object *file;
    void *completion, *context;
};

#define NT_CONTROL_PENDING 0x01u /* SL_PENDING_RETURNED */

/* Flags of a place on the stack. */
#define NT_OPENS_PARENT    0x04u /* SL_OPEN_TARGET_DIRECTORY */
#define NT_LISTS_ANEW      0x01u /* SL_RESTART_SCAN */
#define NT_LISTS_ONE       0x02u /* SL_RETURN_SINGLE_ENTRY */
#define NT_DIRECTORY_QUERY 0x01u /* its minor function: IRP_MN_QUERY_DIRECTORY */

struct nt_irp {
    int16_t type;
    uint16_t size;
    struct nt_mdl *mdl;
    uint32_t flags;
    void *system_buffer;
    struct link thread_list;
    struct nt_irp_status status;
    int8_t requestor_mode;
    uint8_t pending_returned;
    int8_t stack_count, location;
    uint8_t cancel, cancel_level;
    int8_t apc_environment;
    uint8_t allocation;
    void *user_status, *user_event;
    uint32_t overlay[2];
    void(NTAPI *cancel_routine)(struct nt_device_object *device, struct nt_irp *irp);
    void *user_buffer;
    void *driver_context[4];
    void *thread, *auxiliary;
    struct link list;
    struct nt_stack_location *stack;
    struct nt_file_object *file;
    uint32_t rest[2];
};

#endif
