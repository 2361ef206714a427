/*
 * The structures that cross the border between a program and the kernel, as they lie in the program's memory:
 * NT's layouts for 32 bits (Windows SDK headers; Microsoft's public symbols for PEB, TEB and process
 * parameters). Pointers are plain 32-bit numbers here: they are only followed by user_read() and
 * user_write().
 */
#ifndef SCHED_NT_H
#define SCHED_NT_H

#include <stdint.h>

#define CURRENT_PROCESS_HANDLE 0xffffffffu
#define CURRENT_THREAD_HANDLE  0xfffffffeu

struct nt_unicode_string {
    uint16_t length, maximum; /* bytes */
    uint32_t buffer;
};

struct nt_object_attributes {
    uint32_t length, root, name, attributes, security, quality;
};

#define NT_OBJ_PROTECT_CLOSE    0x01u /* handles only */
#define NT_OBJ_INHERIT          0x02u
#define NT_OBJ_PERMANENT        0x10u
#define NT_OBJ_CASE_INSENSITIVE 0x40u
#define NT_OBJ_OPENIF           0x80u
#define NT_OBJ_OPENLINK         0x100u
#define NT_OBJ_VALID            0x7f2u /* in OBJECT_ATTRIBUTES; most of them mean nothing here */

struct nt_client_id {
    uint32_t process, thread;
};

struct nt_io_status {
    uint32_t status, information;
};

struct nt_float_save { /* FLOATING_SAVE_AREA */
    uint32_t control, status, tags, error_offset, error_selector, data_offset, data_selector;
    uint8_t registers[80];
    uint32_t cr0;
};

struct nt_context {
    uint32_t flags;
    uint32_t debug[6]; /* struct debug_registers: DR0 .. DR3, DR6, DR7 */
    struct nt_float_save float_save;
    uint32_t gs, fs, es, ds;
    uint32_t edi, esi, ebx, edx, ecx, eax;
    uint32_t ebp, eip, cs, eflags, esp, ss;
    uint8_t extended[512]; /* FXSAVE area */
};

#define NT_CONTEXT_CONTROL  0x00010001u
#define NT_CONTEXT_INTEGER  0x00010002u
#define NT_CONTEXT_SEGMENTS 0x00010004u
#define NT_CONTEXT_FLOAT    0x00010008u
#define NT_CONTEXT_DEBUG    0x00010010u
#define NT_CONTEXT_EXTENDED 0x00010020u
#define NT_CONTEXT_ALL                                                                                       \
    (NT_CONTEXT_CONTROL | NT_CONTEXT_INTEGER | NT_CONTEXT_SEGMENTS | NT_CONTEXT_FLOAT | NT_CONTEXT_DEBUG |   \
     NT_CONTEXT_EXTENDED)

struct nt_exception_record {
    uint32_t code, flags, record, address, parameters;
    uint32_t information[15];
};

#define NT_EXCEPTION_NONCONTINUABLE 1u

struct nt_process_parameters {
    uint32_t maximum_length, length, flags, debug_flags;
    uint32_t console, console_flags;
    uint32_t standard_input, standard_output, standard_error;
    struct nt_unicode_string current_directory;
    uint32_t current_directory_handle;
    struct nt_unicode_string dll_path, image_path, command_line;
    uint32_t environment;
    uint32_t window[9];
    struct nt_unicode_string title, desktop, shell, runtime;
    uint8_t directories[512];
    uint32_t environment_size, environment_version;
};

struct nt_attribute { /* PS_ATTRIBUTE; a list is its length in bytes, itself included, and then these */
    uint32_t kind, size, value, return_length;
};

#define NT_ATTRIBUTE_IMAGE_NAME  0x00020005u
#define NT_ATTRIBUTE_CLIENT_ID   0x00010003u
#define NT_ATTRIBUTE_TEB_ADDRESS 0x00010004u
#define NT_ATTRIBUTE_DEBUG_PORT  0x00060001u

#define NT_PARAMETERS_NORMALIZED 1u

/* NT's FLG_HEAP_ENABLE_FREE_CHECK in PEB_GLOBAL_FLAG: heaps clear what is freed. With /SCHEDULE=, so that
 * memory does not tell which thread was the last to use it (sched/process/orderstate.h); with all of them, so
 * that an order is seen again as it was. */
#define PEB_HEAP_FREE_CHECK 0x20u

/* Offsets of the few fields of PEB and TEB that the kernel fills in. */
enum nt_peb {
    PEB_BEING_DEBUGGED = 0x02, /* a byte */
    PEB_IMAGE_BASE = 0x08,
    PEB_LDR = 0x0c,
    PEB_PARAMETERS = 0x10,
    PEB_PROCESSORS = 0x64,
    PEB_GLOBAL_FLAG = 0x68,
    PEB_OS_MAJOR = 0xa4,
    PEB_OS_MINOR = 0xa8,
    PEB_OS_BUILD = 0xac, /* 16 bits */
    PEB_OS_PLATFORM = 0xb0,
    PEB_SUBSYSTEM = 0xb4,
    PEB_SUBSYSTEM_MAJOR = 0xb8,
};

enum nt_teb {
    TEB_EXCEPTION_LIST = 0x00,
    TEB_STACK_BASE = 0x04,
    TEB_STACK_LIMIT = 0x08,
    TEB_VERSION = 0x10,
    TEB_ARBITRARY = 0x14,
    TEB_SELF = 0x18,
    TEB_CLIENT_PROCESS = 0x20,
    TEB_CLIENT_THREAD = 0x24,
    TEB_PEB = 0x30,
    TEB_DEALLOCATION_STACK = 0xe0c,
    TEB_TLS_SLOTS = 0xe10,
    TEB_TLS_EXPANSION = 0xf94,
    TEB_DEBUG_OBJECT = 0xf24, /* DbgSsReserved[1] */
};

/* NT_TIB.Version of a thread that is no fiber; a fiber has its address there (NT: OS/2's major version 30).
 */
#define NT_TIB_VERSION 0x1e00u

_Static_assert(sizeof(struct nt_context) == 0x2cc, "CONTEXT");
_Static_assert(sizeof(struct nt_exception_record) == 80, "EXCEPTION_RECORD");
_Static_assert(sizeof(struct nt_process_parameters) == 0x298, "RTL_USER_PROCESS_PARAMETERS");

#endif
