/*
 * Calls the kernel with everything it should not be called with. `hostile CHILDREN CALLS SEED` starts that
 * many children (8), one after the other, each with a seed of its own (from 1), and ends those that hang.
 * With a SEED it tells every tenth time how many calls there were so far. A child has three threads, which
 * call services (400 times together): every argument is drawn by what the kernel's own list says of it, so
 * that most calls get far, and now and then it is something else altogether. A thread that is hit by an
 * exception begins again on a clean stack. Calls go by int 0x2e, with /SYSENTER half of them by that. What
 * must be seen: the machine goes on, and at the end nothing is left over. `hostile child SEED CALLS` plays
 * one child again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "../../sched/object/consolecodes.h"

#define FIRST_CALLS 400
#define THREADS     3
#define ROOM        8192u

#define INVALID_HANDLE 0xc0000008u

/* ---- the services, as the kernel describes them ---- */

enum kind { END, HANDLE_OF, POINTER, ATTRIBUTES, STRING, ADDRESS, CLASS, FLAGS, NUMBER, STATUS };
enum type {
    Any,
    Event,
    Mutant,
    Semaphore,
    Section,
    File,
    Process,
    Thread,
    Job,
    KeyedEvent,
    Token,
    Timer,
    Directory,
    SymbolicLink,
    IoCompletion,
    DebugObject,
    TYPES
};

#define FILL_HANDLE(type, right) HANDLE_OF, type, 0
#define FILL_IN(bytes)           POINTER, Any, bytes
#define FILL_OUT(bytes)          POINTER, Any, bytes
#define FILL_INOUT(bytes)        POINTER, Any, bytes
#define FILL_IN_OR_0(bytes)      POINTER, Any, bytes
#define FILL_OUT_OR_0(bytes)     POINTER, Any, bytes
#define FILL_INOUT_OR_0(bytes)   POINTER, Any, bytes
#define FILL_IN_BYTES            POINTER, Any, 0
#define FILL_OUT_BYTES           POINTER, Any, 0
#define FILL_ATTRIBUTES          ATTRIBUTES, Any, 0
#define FILL_STRING              STRING, Any, 0
#define FILL_ADDRESS             ADDRESS, Any, 0
#define FILL_CLASS               CLASS, Any, 0
#define FILL_FLAGS               FLAGS, Any, 0
#define FILL_NUMBER              NUMBER, Any, 0
#define FILL_SIGNED              NUMBER, Any, 0
#define FILL_STATUS              STATUS, Any, 0
#define FILL_BOOLEAN             NUMBER, Any, 0

struct argument {
    const char *name;
    enum kind kind;
    enum type type;
    unsigned bytes;
};

static const struct service {
    const char *name;
    struct argument arguments[15]; /* the last has no name */
} services[] = {
#define ARG(name, kind)                     {#name, FILL_##kind},
#define SERVICE(nt_name, name, description) {#nt_name, {description}},
#include "../../sched/service/services.def"
};
#define SERVICES (sizeof services / sizeof services[0])

/* Where a thread, or the child, may well end by it, or where much is lost: one of so many draws counts. */
static const struct {
    const char *name;
    unsigned of; /* 0: never, as what writes into every log */
} rare[] = {
    {"NtTerminateProcess", 100}, {"NtTerminateThread", 100},    {"NtSuspendThread", 50},
    {"NtRaiseException", 100},   {"NtCreateUserProcess", 5},    {"NtClose", 12},
    {"NtRaiseHardError", 0},     {"NtTerminateJobObject", 100},
};

/* ---- drawing ---- */

static unsigned seed;

static unsigned draw(unsigned bound)
{
    seed += !seed; /* some call may have written here */
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % bound;
}

#define one_of(array) ((array)[draw(sizeof(array) / sizeof((array)[0]))])

static const unsigned telling[] = {
    0,          1,          2,          3,          4,          7,          8,          12,
    16,         20,         24,         40,         0x20,       0x38,       0x40,       0x80,
    0x100,      0x200,      0x298,      0x400,      0x1000,     0x2000,     0x3000,     0x4000,
    0x8000,     0x10000,    0x20000,    0x100000,   0x1000000,  0x7fffffff, 0x7ffe0000, 0x7ffdf000,
    0x7ffde000, 0x7ffeffff, 0x7fff0000, 0x7ffefffd, 0x80000000, 0x80400000, 0xc0000000, 0xc0300000,
    0xfffffffe, 0xffffffff, 0xfffff000, 0x00400000, 0x7c900000,
};
static const unsigned flags[] = {
    0,          1,          2,          3,        4,         6,         7,         8,        0x10,
    0x20,       0x21,       0x40,       0x60,     0x104,     0x1000,    0x2000,    0x3000,   0x4000,
    0x8000,     0x100000,   0x103000,   0x120089, 0x12019f,  0x1f01ff,  0x1f0003,  0x1fffff, 0x2000000,
    0x80000000, 0xc0100000, 0x10000000, 0x110000, 0x8000000, 0x1000000, 0x4000000, 0xf001f,  0xffffffff,
};

static char scratch[ROOM] __attribute__((aligned(16)));
static char stacks[8][16384] __attribute__((aligned(16)));

/* ---- what the calls made: the later ones use it ---- */

static struct {
    unsigned handle;
    enum type type;
} handles[48];
static unsigned bases[16];

static enum type type_of(const char *service)
{
    static const char *const names[TYPES] = {
        "-",          "Event",   "Mutant",          "Semaphore",    "Section",
        "File",       "Process", "Thread",          "Job",          "KeyedEvent",
        "Token",      "Timer",   "DirectoryObject", "SymbolicLink", "IoCompletion",
        "DebugObject"};
    for (int type = TYPES - 1; type > Any; type--) /* of a process's token the token is told */
        if (strstr(service, names[type]))
            return (enum type)type;
    return Any;
}

static void keep_handle(unsigned handle, enum type type)
{
    unsigned place = draw(sizeof handles / sizeof handles[0]);
    for (int i = 0; i < 8 && handles[place].handle; i++)
        place = draw(sizeof handles / sizeof handles[0]);
    handles[place].handle = handle;
    handles[place].type = type;
}

static void forget_handle(unsigned handle)
{
    for (unsigned i = 0; i < sizeof handles / sizeof handles[0]; i++)
        if (handles[i].handle == handle)
            handles[i].handle = 0;
}

static unsigned handle(enum type type)
{
    for (int i = 0; i < 40; i++) {
        unsigned place = draw(sizeof handles / sizeof handles[0]);
        if (handles[place].handle && (type == Any || handles[place].type == type))
            return handles[place].handle;
    }
    if (type == Process || type == Thread)
        return draw(2) ? draw(64) * 4 : type == Process ? 0xffffffff : 0xfffffffe;
    return draw(64) * 4;
}

static unsigned base(void)
{
    return one_of(bases) + (draw(3) ? 0 : one_of(telling));
}

/* ---- structures ---- */

static unsigned word(void)
{
    return draw(3) ? one_of(telling) : draw(3) ? draw(0x400) : (unsigned)scratch + draw(ROOM / 4) * 4;
}

static void *noise(unsigned bytes)
{
    unsigned place = draw(ROOM / 4 - 256) * 4;
    unsigned *words = (unsigned *)(scratch + place);
    if (place + bytes > ROOM)
        words = (unsigned *)scratch;
    for (unsigned i = 0; i < (bytes + 3) / 4; i++)
        words[i] = word();
    return words;
}

static const WCHAR *const names[] = {
    L"\\??\\C:\\TEMP\\a",
    L"\\??\\C:\\TEMP\\b",
    L"\\??\\C:\\TEMP\\a",
    L"\\??\\C:\\TEMP\\b",
    L"\\??\\C:\\TEMP\\folder",
    L"\\??\\C:\\TEMP\\folder\\c",
    L"\\??\\C:\\TEMP",
    L"\\??\\C:",
    L"\\??\\C:\\WINDOWS\\SYSTEM32\\USER32.DLL",
    L"\\??\\C:\\PROGRAMS\\hostile.exe",
    L"\\??\\C:\\pagefile.sys",
    L"\\??\\NUL",
    L"\\??\\CONIN$",
    L"\\??\\PIPE\\one",
    L"\\??\\PIPE\\one",
    L"\\Device\\NamedPipe\\two",
    L"\\??\\PIPE\\",
    L"\\??\\",
    L"\\BaseNamedObjects\\one",
    L"\\BaseNamedObjects\\one",
    L"\\BaseNamedObjects\\two",
    L"\\BaseNamedObjects\\two",
    L"\\BASENAMEDOBJECTS\\TWO",
    L"\\BaseNamedObjects\\Local\\one",
    L"\\Device\\HarddiskVolume1\\TEMP\\a",
    L"\\GLOBAL??\\C:",
    L"\\??",
    L"\\BaseNamedObjects\\",
    L"\\BaseNamedObjects",
    L"\\",
    L"",
    L"a",
    L"folder\\c",
    L"\\\\",
    L"\xd800",
};

struct text {
    USHORT length, maximum;
    unsigned buffer;
};

static void *string(void)
{
    static struct text texts[16];
    struct text *text = &one_of(texts);
    const WCHAR *name = one_of(names);
    text->length = (USHORT)(draw(30) ? wcslen(name) * 2 : draw(0x10000));
    text->maximum = (USHORT)(text->length + 2);
    text->buffer = draw(30) ? (unsigned)name : word();
    return text;
}

static void *attributes(void)
{
    static unsigned all[8][6];
    static const unsigned bits[] = {0, 0, 0, 0, 2, 0x40, 0x80, 0x80, 0xc2, 0x7f2, 1};
    unsigned *out = one_of(all);
    out[0] = draw(40) ? 24 : word();
    out[1] = draw(20) ? 0 : handle(draw(2) ? File : Directory);
    out[2] = draw(5) ? (unsigned)string() : 0;
    out[3] = one_of(bits);
    return out;
}

static void *attribute_list(void)
{
    static unsigned list[1 + 3 * 4], told[4];
    static const WCHAR image[] = L"\\??\\C:\\PROGRAMS\\hostile.exe";
    const unsigned good[] = {
        sizeof list, 0x20005, sizeof image - 2,   (unsigned)image,   0, 0x10003, 8, (unsigned)told, 0,
        0x10004,     4,       (unsigned)&told[2], (unsigned)&told[3]};
    memcpy(list, good, sizeof list);
    if (draw(4) == 0)
        list[draw(13)] = word();
    return list;
}

/* RTL_USER_PROCESS_PARAMETERS with a command line and an environment. */
static void *parameters(void)
{
    static unsigned block[0x300 / 4];
    static WCHAR environment[] = L"A=B\0C=D\0";
    static const WCHAR line[] = L"hostile.exe nothing at all";
    memset(block, 0, sizeof block);
    block[0] = block[1] = sizeof block;
    block[2] = 1;
    memcpy((char *)block + 0x298, line, sizeof line);
    *(struct text *)((char *)block + 0x40) =
        (struct text){sizeof line - 2, sizeof line, (unsigned)block + 0x298};
    block[0x48 / 4] = (unsigned)environment;
    block[0x290 / 4] = sizeof environment;
    for (int i = 0; i < 3; i++)
        block[6 + i] = handle(File);
    if (draw(4) == 0)
        block[draw(sizeof block / 4)] = word();
    return block;
}

static void begin_again(void);

/* Goes on at a place where a thread can, with flags, segments and floating point as they come. */
static void *context(void)
{
    static CONTEXT contexts[4];
    CONTEXT *out = &one_of(contexts);
    for (unsigned i = 0; i < sizeof *out / 4; i++)
        ((unsigned *)out)[i] = draw(2) ? word() : draw(0xffffffff);
    out->ContextFlags = 0x10000 | draw(0x40);
    if (draw(20) == 0)
        return out;
    out->Eip = (unsigned)begin_again;
    out->Esp = (unsigned)one_of(stacks) + sizeof stacks[0] - 64;
    out->EFlags = draw(2) ? draw(0xffffffff) & ~0x100u : 0x202;
    out->Dr7 &= draw(4) ? 0 : 0xffffffff;
    return out;
}

static void *time_out(void)
{
    static LONGLONG times[8];
    static const LONGLONG choice[] = {0, -1, -1000, -100000, 1, 0x7fffffffffffffff, (LONGLONG)(1ull << 63)};
    LONGLONG *out = &one_of(times);
    *out = draw(30) ? choice[draw(5)] : one_of(choice);
    return out;
}

static void *pair(void)
{
    static unsigned pairs[8][2];
    unsigned *out = one_of(pairs);
    out[0] = draw(3) ? GetCurrentProcessId() : draw(3) ? draw(0x400) & ~3u : word();
    out[1] = draw(3) ? 0 : draw(0x400) & ~3u;
    return out;
}

static void *place(const char *name)
{
    static unsigned places[16];
    unsigned *out = &one_of(places);
    if (!strcmp(name, "base"))
        *out = draw(4) ? base() : 0;
    else
        *out = draw(3) ? draw(8) * 0x1000 : word();
    return out;
}

/* ---- arguments ---- */

/* Also some of disks and of no device: drivers and volumes have none of these. */
static const unsigned device_codes[] = {
    CONSOLE_GET,         CONSOLE_SET,  CONSOLE_SET,  CONSOLE_SET_TITLE, CONSOLE_GET_TITLE,
    CONSOLE_FILL,        CONSOLE_FILL, CONSOLE_PEEK, CONSOLE_FLUSH,     CONSOLE_TAKE,
    CONSOLE_SET_CONTROL, 0x70000,      0x222003};

/* With which a call gets far: `service` begins the names of those meant. */
static const struct {
    const char *service, *argument;
    unsigned values[6];
} sensible[] = {
    {"NtCreateNamedPipeFile",
     "access",
     {0xc0100000, 0xc0100000, 0x2100000, 0x80100000, 0x40100000, 0x2000000}},
    {"NtCreateNamedPipeFile", "disposition", {1, 2, 3, 3, 3, 4}},
    {"NtCreateNamedPipeFile", "options", {0x20, 0, 0x20, 0, 0x20, 0x30}},
    {"NtCreateNamedPipeFile", "share", {3, 3, 3, 1, 2, 0}},
    {"NtCreateNamedPipeFile", "type", {0, 1, 0, 1, 1, 2}},
    {"NtCreateNamedPipeFile", "read_mode", {0, 1, 0, 1, 0, 0}},
    {"NtCreateNamedPipeFile", "completion_mode", {0, 1, 0, 1, 0, 2}},
    {"NtCreateNamedPipeFile", "instances", {1, 2, 3, 255, 0xffffffff, 0}},
    {"NtCreateNamedPipeFile", "inbound_quota", {0, 16, 4096, 100000, 1, 64}},
    {"NtCreateNamedPipeFile", "outbound_quota", {0, 16, 4096, 100000, 1, 64}},
    {"NtFsControlFile", "code", {0x110004, 0x110008, 0x11400c, 0x110018, 0x11c017, 0x90028}},
    {"NtFsControlFile", "in_bytes", {0, 14, 20, 100, 4000, 16}},
    {"NtFsControlFile", "out_bytes", {0, 14, 20, 100, 4000, 16}},
    {"NtDeviceIoControlFile", "in_bytes", {8, 8, 12, 4, 510, 3}},
    {"NtDeviceIoControlFile", "out_bytes", {sizeof(struct console_state), 36, 512, 1, 100, 4000}},
    {"NtCreateUserProcess", "process_flags", {0, 4, 0, 4, 0, 4}},
    {"NtCreateUserProcess", "thread_flags", {0, 1, 0, 1, 0, 1}},
    {"NtCreateThreadEx", "flags", {0, 1, 0, 1, 4, 5}},
    {"NtCreateThreadEx", "zero_bits", {0, 0, 0, 0, 1, 21}},
    {"NtCreateThreadEx", "stack_", {0, 0, 0x1000, 0x10000, 0x3000, 1}},
    {"NtAllocate", "type", {0x1000, 0x2000, 0x3000, 0x3000, 0x102000, 0x103000}},
    {"NtAllocate", "zero_bits", {0, 0, 0, 0, 1, 21}},
    {"NtFree", "type", {0x4000, 0x4000, 0x8000, 0x8000, 0x8000, 0x8000}},
    {"NtCreateSection", "kind", {0x8000000, 0x8000000, 0x8000000, 0x1000000, 0x1000000, 0x4000000}},
    {"NtMap", "type", {0, 0, 0, 0, 0, 0x100000}},
    {"NtMap", "inherit", {1, 2, 1, 2, 1, 2}},
    {"NtMap", "zero_bits", {0, 0, 0, 0, 1, 21}},
    {"Nt", "protect", {1, 2, 4, 0x104, 0x40, 8}},
    {"NtCreateFile", "access", {0x2110000, 0x2110000, 0x2100000, 0x2110000, 0x2110000, 0x80100000}},
    {"NtDuplicateObject", "options", {0, 2, 2, 4, 6, 3}},
    {"NtOpenFile", "access", {0x2110000, 0x2110000, 0x2100000, 0x2110000, 0x2110000, 0x80100000}},
    {"NtCreateFile", "disposition", {0, 1, 2, 3, 4, 5}},
    {"Nt", "access", {0x2000000, 0x2000000, 0x2100000, 0x2110000, 0x2100000, 0x80000000}},
    {"Nt", "file_attributes", {0, 0, 0, 0x80, 0x20, 1}},
    {"Nt", "share", {7, 7, 7, 3, 1, 0}},
    {"Nt", "allocation", {0, 0, 0, 0, 0, 0}},
    {"NtCreateEvent", "type", {0, 1, 0, 1, 0, 1}},
    {"NtWait", "type", {0, 1, 0, 1, 0, 1}},
    {"NtQueryEvent", "", {0, 8, 0, 8, 8, 8}},
    {"NtCreateFile", "options", {0x20, 0x60, 0x20, 0x21, 0x1020, 0}},
    {"NtOpenFile", "options", {0x20, 0x60, 0x20, 0x21, 0x1020, 0}},
    {"NtCreateFile", "ea_bytes", {0, 0, 0, 0, 0, 4}},
    {"NtQueryDirectoryFile", "information_class", {3, 3, 3, 3, 3, 1}},
    {"NtQueryDirectoryFile", "bytes", {96, 100, 200, 1000, 4000, 97}},
    {"NtRead", "bytes", {1, 16, 4096, 8000, 0, 0x10000}},
    {"NtWrite", "bytes", {1, 16, 4096, 8000, 0, 0x10000}},
    {"NtQueryEvent", "bytes", {8, 8, 8, 8, 8, 4}},
    {"NtQueryEvent", "information_class", {0, 0, 0, 0, 0, 1}},
    {"NtQueryObject", "information_class", {0, 4, 1, 2, 2, 1}},
    {"NtQueryObject", "bytes", {56, 2, 200, 200, 8, 100}},
    {"NtQueryDirectoryObject", "bytes", {16, 100, 200, 1000, 4000, 15}},
    {"NtQueryIoCompletion", "information_class", {0, 0, 0, 0, 0, 1}},
    {"NtQueryIoCompletion", "bytes", {4, 4, 4, 4, 4, 8}},
    {"NtSetInformationObject", "information_class", {4, 4, 4, 4, 4, 4}},
    {"NtSetInformationObject", "bytes", {2, 2, 2, 2, 2, 2}},
    {"NtSetInformationFile", "information_class", {4, 10, 13, 30, 41, 23}},
    {"NtSetInformationFile", "bytes", {40, 40, 40, 100, 64, 8}},
    {"NtQueryInformationFile", "information_class", {4, 5, 23, 24, 14, 34}},
    {"NtQueryInformationFile", "bytes", {56, 56, 56, 56, 40, 8}},
    {"NtQuerySection", "information_class", {0, 0, 0, 0, 0, 1}},
    {"NtQueryInformationJobObject", "information_class", {1, 2, 3, 8, 9, 7}},
    {"NtQueryInformationJobObject", "bytes", {48, 48, 64, 96, 112, 4}},
    {"NtSetInformationJobObject", "information_class", {2, 9, 7, 9, 2, 7}},
    {"NtSetInformationJobObject", "bytes", {48, 112, 8, 112, 48, 8}},
    {"NtLockFile", "at_once", {0, 1, 0, 1, 1, 1}},
    {"NtQueryInformationProcess", "information_class", {0, 3, 4, 12, 18, 20}},
    {"NtSetInformationProcess", "information_class", {12, 18, 12, 18, 12, 18}},
    {"NtQueryInformationThread", "information_class", {0, 1, 12, 0, 1, 12}},
    {"NtSetInformationThread", "information_class", {3, 10, 3, 10, 3, 10}},
    {"NtQueryInformationThread", "bytes", {28, 32, 4, 28, 32, 4}},
    {"NtSetInformationThread", "bytes", {4, 4, 4, 4, 4, 8}},
    {"NtSetInformationProcess", "bytes", {4, 2, 4, 2, 4, 2}},
    {"NtQueryInformationProcess", "bytes", {24, 44, 32, 4, 2, 4}},
    {"NtQueryVirtualMemory", "information_class", {0, 0, 0, 0, 0, 1}},
    {"NtQueryVolume", "information_class", {1, 3, 4, 5, 3, 1}},
    {"NtQueryVolume", "bytes", {24, 40, 64, 24, 16, 8}},
    {"Nt", "bytes", {4, 8, 24, 32, 40, 56}},
    {"Nt", "count", {1, 2, 3, 4, 5, 64}},
};

static const unsigned *sensible_values(const char *service, const char *argument)
{
    for (unsigned i = 0; i < sizeof sensible / sizeof sensible[0]; i++)
        if (!strncmp(service, sensible[i].service, strlen(sensible[i].service)) &&
            !strncmp(argument, sensible[i].argument, strlen(sensible[i].argument)))
            return sensible[i].values;
    return NULL;
}

static unsigned pointer(const struct argument *argument)
{
    const char *name = argument->name;
    if (!strcmp(name, "context"))
        return (unsigned)context();
    if (!strcmp(name, "list"))
        return draw(3) ? (unsigned)attribute_list() : 0;
    if (!strcmp(name, "parameters"))
        return (unsigned)parameters();
    if (!strcmp(name, "timeout") || !strcmp(name, "interval"))
        return draw(60) ? (unsigned)time_out() : 0;
    if (!strcmp(name, "id"))
        return (unsigned)pair();
    if (!strcmp(name, "objects")) {
        unsigned *some = noise(64 * 4);
        for (int i = 0; i < 64; i++)
            some[i] = handle(Any);
        return (unsigned)some;
    }
    if (argument->bytes == 4 && (!strcmp(name, "base") || !strcmp(name, "size")))
        return (unsigned)place(name);
    if (argument->bytes == 8 && (!strcmp(name, "size") || !strcmp(name, "offset"))) {
        unsigned *number = noise(8);
        number[0] = draw(2) ? draw(8) << 16 : word();
        number[1] = draw(8) ? 0 : word();
        return (unsigned)number;
    }
    if ((!strcmp(name, "previous") || !strcmp(name, "returned") || !strcmp(name, "done")) && draw(2))
        return 0;
    return (unsigned)noise(argument->bytes ? argument->bytes : 64);
}

static unsigned value(const char *service, const struct argument *argument)
{
    const unsigned *values = sensible_values(service, argument->name);
    if (draw(40) == 0)
        return word();
    if (!strcmp(service, "NtDeviceIoControlFile") && !strcmp(argument->name, "code") && draw(20))
        return one_of(device_codes);
    if (values && draw(20))
        return values[draw(6)];
    switch (argument->kind) {
    case HANDLE_OF:
        return (!strcmp(argument->name, "event") && draw(2)) ||
                       (!strcmp(argument->name, "file") && argument[1].name == NULL && draw(2))
                   ? 0
                   : handle(draw(20) ? argument->type : Any);
    case POINTER:
        return pointer(argument);
    case ATTRIBUTES:
        return draw(12) ? (unsigned)attributes() : 0;
    case STRING:
        return draw(2) ? (unsigned)string() : 0;
    case ADDRESS:
        return strcmp(argument->name, "start") && strcmp(argument->name, "routine") ? base()
                                                                                    : (unsigned)begin_again;
    case CLASS:
        return draw(40);
    case FLAGS:
        return draw(8) ? one_of(flags) : one_of(flags) | one_of(flags);
    case STATUS:
        return word();
    default:
        return draw(3) ? draw(9) : one_of(telling);
    }
}

/* ---- calling ---- */

static unsigned call(unsigned number, const unsigned *arguments)
{
    unsigned status;
    __asm__ volatile("int $0x2e" : "=a"(status) : "a"(number), "d"(arguments) : "ecx", "memory");
    return status;
}

static int by_sysenter; /* the machine takes it */

/* As a stub would, but now and then with flags that an interrupt gate would have cleared, or no segments. */
static unsigned call_by_sysenter(unsigned number, const unsigned *arguments)
{
    static const unsigned unusual[] = {0x302, 0x602, 0x4202, 0x40202, 0x244602};
    unsigned stack, status, flag = draw(30) ? 0x202 : one_of(unusual), segment = draw(30) ? 0x23 : 0;
    __asm__ volatile(
        "movl %%esp, %[stack]\n\t"
        ".irp place, 44, 40, 36, 32, 28, 24, 20, 16, 12, 8, 4, 0\n\tpushl \\place(%%ebx)\n\t.endr\n\t"
        "pushl $0\n\tpushl $1f\n\tmovl %%esp, %%edx\n\t"
        "movl %%edi, %%ds\n\tmovl %%edi, %%es\n\tpushl %%ecx\n\tpopfl\n\t"
        "sysenter\n1:\tmovl %[stack], %%esp\n\tpushl $0x202\n\tpopfl"
        : "=a"(status), "+c"(flag), [stack] "=m"(stack) /* no register: the kernel may be told to change it */
        : "a"(number), "b"(arguments), "D"(segment)
        : "edx", "memory", "cc");
    return status;
}

/* What comes back to a stack that is none ends the process. */
static void call_with_stack(unsigned place)
{
    __asm__ volatile("movl %%edx, %%esp\n\tsysenter" : : "a"(one_of(telling)), "d"(place) : "ecx", "memory");
}

static unsigned call_either_way(unsigned number, const unsigned *arguments)
{
    if (by_sysenter && draw(2))
        return call_by_sysenter(number, arguments);
    return call(number, arguments);
}

static unsigned number_of(const char *name)
{
    unsigned number = 0;
    while (number < SERVICES && strcmp(services[number].name, name))
        number++;
    return number;
}

static void keep_results(const struct service *service, const unsigned *arguments)
{
    for (const struct argument *argument = service->arguments; argument->name; argument++) {
        unsigned place = arguments[argument - service->arguments];
        if (argument->kind != POINTER || argument->bytes != 4 || !place)
            continue;
        if (!strcmp(argument->name, "base"))
            one_of(bases) = *(unsigned *)place;
        else if (!strcmp(argument->name, "out") || !strcmp(argument->name, "target"))
            keep_handle(*(unsigned *)place, type_of(service->name));
        else if (!strcmp(argument->name, "process") || !strcmp(argument->name, "thread"))
            keep_handle(*(unsigned *)place, argument->name[0] == 'p' ? Process : Thread);
    }
}

static void forget_handles(const struct service *service, const unsigned *arguments)
{
    for (const struct argument *argument = service->arguments; argument->name; argument++)
        if (argument->kind == HANDLE_OF)
            forget_handle(arguments[argument - service->arguments]);
}

static unsigned draw_service(void)
{
    unsigned number = draw(SERVICES + 1);
    for (unsigned i = 0; number < SERVICES && i < sizeof rare / sizeof rare[0]; i++)
        if (!strcmp(services[number].name, rare[i].name) && (rare[i].of == 0 || draw(rare[i].of)))
            return draw_service();
    return number;
}

static int calls_left;
static unsigned *calls_made; /* by this child; shared with the parent, so a child may spoil it */
static unsigned alive;       /* threads that have not finished */

static void __attribute__((noinline)) one_call(void)
{
    ++*calls_made;
    unsigned arguments[12] = {0}, number = draw_service();
    if (number == SERVICES) {
        call(one_of(telling), draw(2) ? arguments : (unsigned *)word());
        return;
    }
    const struct service *service = &services[number];
    for (int i = 0; service->arguments[i].name; i++)
        arguments[i] = value(service->name, &service->arguments[i]);
    if (by_sysenter && draw(3000) == 0)
        call_with_stack(word());
    unsigned status = draw(60) ? call_either_way(number, arguments) : call(number, (unsigned *)word());
    if (status == INVALID_HANDLE || !strcmp(service->name, "NtClose"))
        forget_handles(service, arguments);
    if (!(status >> 31))
        keep_results(service, arguments);
}

static void begin_again(void)
{
    __asm__ volatile("cld\n\tfninit");
    while (calls_left-- > 0)
        one_call();
    call(number_of("NtTerminateProcess"), (const unsigned[]){0xffffffff, 0});
}

/* Any. A call by SYSENTER has its return address there as long as it waits: another thread on the same stack
 * would send it anywhere, and whatever loops there is never ended. */
static char *clean_stack(void)
{
    return by_sysenter ? stacks[GetCurrentThreadId() / 4 % (sizeof stacks / sizeof stacks[0])]
                       : one_of(stacks);
}

static LONG CALLBACK caught(EXCEPTION_POINTERS *exception)
{
    CONTEXT *context = exception->ContextRecord;
    if (calls_left < 0 || draw(1000) == 0) /* nothing works any more */
        return EXCEPTION_CONTINUE_SEARCH;
    context->ContextFlags = CONTEXT_CONTROL | CONTEXT_DEBUG_REGISTERS;
    context->Dr7 = 0;
    context->EFlags = 0x202;
    context->Eip = (unsigned)begin_again;
    context->Esp = (unsigned)clean_stack() + sizeof stacks[0] - 64;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD WINAPI one_thread(void *unused)
{
    (void)unused;
    begin_again();
    return 0;
}

/* In memory that all share. */
static void count_calls(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "hostile calls");
    calls_made = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
}

static int child(unsigned with_seed, int calls)
{
    seed = with_seed * 2654435761u + 1;
    calls_left = calls;
    by_sysenter =
        *(void **)0x7ffe0300 == (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "KiFastSystemCall");
    count_calls();
    for (unsigned i = 1; i < 8; i++) /* the console: it would wait for somebody to type */
        CloseHandle((HANDLE)(i * 4));
    AddVectoredExceptionHandler(1, caught);
    for (alive = 1; alive < THREADS; alive++)
        keep_handle((unsigned)CreateThread(NULL, 0, one_thread, NULL, 0, NULL), Thread);
    begin_again();
    return 0;
}

/* ---- the parent ---- */

static DWORD WINAPI nothing(void *unused)
{
    (void)unused;
    return 0;
}

static BOOL for_each_process(DWORD id, DWORD end, void (*what)(HANDLE process))
{
    BOOL any = FALSE;
    for (; id < end; id += 4) {
        HANDLE process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, id);
        if (!process)
            continue;
        what(process);
        CloseHandle(process);
        any = TRUE;
    }
    return any;
}

static void end_process(HANDLE process)
{
    TerminateProcess(process, 0xdead);
}

static void await_process(HANDLE process)
{
    WaitForSingleObject(process, INFINITE);
}

/* Ends what the child has started: every process whose id is behind the child's. All are told to end before
 * one is waited for: meanwhile the others would start more. */
static void clean_up(DWORD child_id)
{
    DWORD end;
    do {
        end = 0;
        CloseHandle(CreateThread(NULL, 0, nothing, NULL, 0, &end));
        for_each_process(child_id + 4, end, end_process);
    } while (for_each_process(child_id + 4, end, await_process));
}

/* What ends with this process, should a child end it: its children, and theirs. */
static HANDLE children;

static void bind_children(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limit = {.BasicLimitInformation.LimitFlags =
                                                      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE};
    children = CreateJobObjectA(NULL, NULL);
    SetInformationJobObject(children, JobObjectExtendedLimitInformation, &limit, sizeof limit);
}

static unsigned calls_of_all; /* a child's that are more than it was to make are not counted */

static void run_child(unsigned number, int calls)
{
    *calls_made = 0;
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION process;
    char command[64];
    snprintf(command, sizeof command, "C:\\PROGRAMS\\hostile.exe child %u %d", number, calls);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &process)) {
        printf("child %u: error %lu\n", number, GetLastError());
        return;
    }
    AssignProcessToJobObject(children, process.hProcess);
    ResumeThread(process.hThread);
    if (WaitForSingleObject(process.hProcess, 60000) == WAIT_TIMEOUT)
        TerminateProcess(process.hProcess, 0xdead);
    WaitForSingleObject(process.hProcess, INFINITE);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    calls_of_all += *calls_made <= (unsigned)calls ? *calls_made : 0;
    clean_up(process.dwProcessId);
}

/* Commits all there is and gives it back: how much the children will have used at most tells nothing then. */
static void use_all_memory(void)
{
    enum { MOST = 64 << 20 };
    char *region = VirtualAlloc(NULL, MOST, MEM_RESERVE, PAGE_READWRITE), *at = region;
    for (unsigned bytes = MOST; bytes >= 4096; bytes /= 2)
        while (VirtualAlloc(at, bytes, MEM_COMMIT, PAGE_READWRITE))
            at += bytes;
    VirtualFree(region, 0, MEM_RELEASE);
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child"))
        return child((unsigned)atoi(argv[2]), argc > 3 ? atoi(argv[3]) : FIRST_CALLS);
    if (argc > 1 && !strcmp(argv[1], "nothing"))
        return 0;
    unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 8, first = argc > 3 ? (unsigned)atoi(argv[3]) : 1;
    count_calls();
    use_all_memory();
    bind_children();
    for (unsigned i = 0; i < count; i++) {
        run_child(first + i, argc > 2 ? atoi(argv[2]) : FIRST_CALLS);
        if (argc > 4 && (i % 10 == 9 || i + 1 == count))
            printf("%u children, %u calls\n", i + 1, calls_of_all);
    }
    printf("%u children, and the machine goes on\n", count);
    return 0;
}
