/*
 * The right that each system service needs of a handle, against the rights that the handle has. What must be
 * seen: for every handle argument of every service, a handle with all rights but the needed one is refused
 * with STATUS_ACCESS_DENIED, and one with just the needed right is not. The list of services and rights is
 * the kernel's own; where a right depends on the other arguments there is a case by hand. The services are
 * called by their names, so the same program runs under Windows.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define ACCESS_DENIED             0xc0000022u
#define NOT_IMPLEMENTED           0xc0000002u
#define EVENT_QUERY_STATE         1 /* in no header of Windows, but its documentation */
#define THREAD_ALERT              4 /* likewise */
#define KEYEDEVENT_WAIT           1 /* in none at all, but of WDK headers */
#define KEYEDEVENT_WAKE           2
#define KEYEDEVENT_ALL_ACCESS     0xf0003
#define DIRECTORY_QUERY           1 /* likewise */
#define DIRECTORY_ALL_ACCESS      0xf000f
#define SYMBOLIC_LINK_QUERY       1
#define SYMBOLIC_LINK_ALL_ACCESS  0xf0001
#define IO_COMPLETION_QUERY_STATE 1
#define DEBUG_READ_EVENT          1
#define DEBUG_PROCESS_ASSIGN      2
#define DEBUG_SET_INFORMATION     4
#define DEBUG_ALL_ACCESS          0x1f000f

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

static const ACCESS_MASK all_rights[TYPES] = {
    EVENT_ALL_ACCESS,
    EVENT_ALL_ACCESS,
    MUTEX_ALL_ACCESS,
    SEMAPHORE_ALL_ACCESS,
    SECTION_ALL_ACCESS,
    FILE_ALL_ACCESS,
    0x1fffff,
    0x1fffff,
    JOB_OBJECT_ALL_ACCESS,
    KEYEDEVENT_ALL_ACCESS,
    TOKEN_ALL_ACCESS,
    TIMER_ALL_ACCESS,
    DIRECTORY_ALL_ACCESS,
    SYMBOLIC_LINK_ALL_ACCESS,
    IO_COMPLETION_ALL_ACCESS,
    DEBUG_ALL_ACCESS,
};

/* ---- the services, as the kernel describes them ---- */

/* No access mask has this bit; the right is a case by hand. */
#define BY_HAND       0x00800000u
#define BY_CLASS      BY_HAND
#define BY_PROTECTION BY_HAND
#define BY_TYPE       BY_HAND

enum kind { KIND_NUMBER, KIND_ADDRESS, KIND_HANDLE };

struct argument {
    const char *name;
    enum kind kind;
    enum type type;
    ACCESS_MASK right;
};

#define FILL_HANDLE(type, right) KIND_HANDLE, type, right
#define FILL_IN(bytes)           KIND_ADDRESS
#define FILL_OUT(bytes)          KIND_ADDRESS
#define FILL_INOUT(bytes)        KIND_ADDRESS
#define FILL_IN_OR_0(bytes)      KIND_ADDRESS
#define FILL_OUT_OR_0(bytes)     KIND_ADDRESS
#define FILL_INOUT_OR_0(bytes)   KIND_ADDRESS
#define FILL_IN_BYTES            KIND_ADDRESS
#define FILL_OUT_BYTES           KIND_ADDRESS
#define FILL_ATTRIBUTES          KIND_NUMBER
#define FILL_STRING              KIND_NUMBER
#define FILL_ADDRESS             KIND_NUMBER
#define FILL_CLASS               KIND_NUMBER
#define FILL_FLAGS               KIND_NUMBER
#define FILL_NUMBER              KIND_NUMBER
#define FILL_SIGNED              KIND_NUMBER
#define FILL_STATUS              KIND_NUMBER
#define FILL_BOOLEAN             KIND_NUMBER

#define MOST_ARGUMENTS 14

struct service {
    const char *name;
    struct argument arguments[MOST_ARGUMENTS + 1]; /* ends with one without a name */
};

static const struct service services[] = {
#define ARG(name, kind)                     {#name, FILL_##kind},
#define SERVICE(nt_name, name, description) {#nt_name, {description}},
#include "../../sched/service/services.def"
};
#define SERVICES (sizeof services / sizeof services[0])

/* ---- arguments with which a service gets as far as looking at its handles; 0 and zeroed memory for the rest
 * ---- */

static const struct {
    const char *service, *argument;
    unsigned value;
} given[] = {
    {"NtAllocateVirtualMemory", "type", MEM_RESERVE},
    {"NtAllocateVirtualMemory", "protect", PAGE_READWRITE},
    {"NtFreeVirtualMemory", "type", MEM_RELEASE},
    {"NtProtectVirtualMemory", "protect", PAGE_READONLY},
    {"NtQueryVirtualMemory", "base", 0x10000},
    {"NtQueryVirtualMemory", "bytes", sizeof(MEMORY_BASIC_INFORMATION)},
    {"NtReadVirtualMemory", "there", 0x7ffe0000},
    {"NtReadVirtualMemory", "bytes", 4},
    {"NtWriteVirtualMemory", "there", 0x7ffe0000},
    {"NtWriteVirtualMemory", "bytes", 4},
    {"NtLockVirtualMemory", "kind", 1},
    {"NtUnlockVirtualMemory", "kind", 1},
    {"NtSetInformationVirtualMemory", "count", 1},
    {"NtSetInformationVirtualMemory", "bytes", 4},
    {"NtGetWriteWatch", "bytes", 1},
    {"NtResetWriteWatch", "bytes", 1},
    {"NtQuerySection", "bytes", 16},
    {"NtMapViewOfSection", "inherit", 2},
    {"NtMapViewOfSection", "protect", PAGE_READONLY},
    {"NtCreateSection", "kind", SEC_IMAGE},
    {"NtCreateSection", "protect", PAGE_READONLY},
    {"NtQueryInformationProcess", "bytes", 24},
    {"NtSetInformationProcess", "information_class", 12},
    {"NtSetInformationProcess", "bytes", 4},
    {"NtCreateThreadEx", "access", 0x1fffff},
    {"NtCreateThreadEx", "flags", 1},
    {"NtCreateThreadEx", "list", 0},
    {"NtQueryInformationThread", "bytes", 28},
    {"NtSetInformationThread", "information_class", 3},
    {"NtSetInformationThread", "bytes", 4},
    {"NtLockFile", "at_once", 1},
    {"NtQueryInformationJobObject", "information_class", 4},
    {"NtQueryInformationJobObject", "bytes", 4},
    {"NtSetInformationJobObject", "information_class", 2},
    {"NtSetInformationJobObject", "bytes", 48},
    {"NtQueryEvent", "bytes", 8},
    {"NtQueryTimer", "bytes", 16},
    {"NtQueryDirectoryObject", "bytes", 1024},
    {"NtQueryIoCompletion", "bytes", 4},
    {"NtRemoveIoCompletionEx", "count", 1},
    {"NtReleaseSemaphore", "count", 1},
    {"NtDebugContinue", "status", 0x10002},
    {"NtSetInformationDebugObject", "information_class", 1},
    {"NtSetInformationDebugObject", "bytes", 4},
    {"NtQueryObject", "bytes", 56},
    {"NtSetInformationObject", "information_class", 4},
    {"NtSetInformationObject", "bytes", 2},
    {"NtReadFile", "bytes", 1},
    {"NtWriteFile", "bytes", 1},
    {"NtQueryDirectoryFile", "information_class", 3},
    {"NtQueryDirectoryFile", "bytes", 1024},
    {"NtQueryVolumeInformationFile", "information_class", 3},
    {"NtQueryVolumeInformationFile", "bytes", 24},
    {"NtQueryInformationFile", "bytes", 56},
    {"NtDuplicateObject", "source", 0xffffffff}, /* the process itself */
    {"NtSetInformationFile", "bytes", 40},
    {"NtAdjustPrivilegesToken", "previous", 0}, /* to be told needs the right to ask, too */
    {"NtQueryInformationToken", "information_class", 8},
    {"NtQueryInformationToken", "bytes", 4},
};

/* ---- where the right depends on another argument, which is named with its value ---- */

static const struct by_hand {
    const char *service, *argument, *decider;
    unsigned value;
    enum type type;
    ACCESS_MASK right; /* each of its bits is enough */
} by_hand[] = {
    {"NtSetInformationProcess", "process", "information_class", 12, Process, PROCESS_SET_INFORMATION},
    {"NtSignalAndWaitForSingleObject", "signal", NULL, 0, Event, EVENT_MODIFY_STATE},
    {"NtSignalAndWaitForSingleObject", "signal", NULL, 0, Semaphore, SEMAPHORE_MODIFY_STATE},
    {"NtSignalAndWaitForSingleObject", "signal", NULL, 0, Mutant, 0},
    {"NtWriteFile", "file", NULL, 0, File, FILE_WRITE_DATA | FILE_APPEND_DATA},
    {"NtFlushBuffersFile", "file", NULL, 0, File, FILE_WRITE_DATA | FILE_APPEND_DATA},
    {"NtLockFile", "file", NULL, 0, File, FILE_READ_DATA | FILE_WRITE_DATA},
    {"NtUnlockFile", "file", NULL, 0, File, FILE_READ_DATA | FILE_WRITE_DATA},
    {"NtFsControlFile", "file", "code", 0x90028, File, 0},
    {"NtFsControlFile", "file", "code", 0x94028, File, FILE_READ_DATA},
    {"NtFsControlFile", "file", "code", 0x98028, File, FILE_WRITE_DATA},
    {"NtDeviceIoControlFile", "file", "code", 0x70000, File, 0},
    {"NtDeviceIoControlFile", "file", "code", 0x74004, File, FILE_READ_DATA},
    {"NtCreateSection", "file", "protect", PAGE_READONLY, File, FILE_READ_DATA},
    {"NtMapViewOfSection", "section", "protect", PAGE_READONLY, Section, SECTION_MAP_READ},
    {"NtMapViewOfSection", "section", "protect", PAGE_WRITECOPY, Section, SECTION_MAP_READ},
    {"NtMapViewOfSection", "section", "protect", PAGE_READWRITE, Section, SECTION_MAP_WRITE},
    {"NtMapViewOfSection", "section", "protect", PAGE_EXECUTE, Section, SECTION_MAP_EXECUTE},
    {"NtQueryInformationFile", "file", "information_class", 4, File, FILE_READ_ATTRIBUTES},
    {"NtQueryInformationFile", "file", "information_class", 5, File, 0},
    {"NtQueryInformationFile", "file", "information_class", 6, File, 0},
    {"NtQueryInformationFile", "file", "information_class", 8, File, 0},
    {"NtQueryInformationFile", "file", "information_class", 14, File, 0},
    {"NtQueryInformationFile", "file", "information_class", 34, File, FILE_READ_ATTRIBUTES},
    {"NtSetInformationFile", "file", "information_class", 4, File, FILE_WRITE_ATTRIBUTES},
    {"NtSetInformationFile", "file", "information_class", 10, File, DELETE},
    {"NtSetInformationFile", "file", "information_class", 13, File, DELETE},
    {"NtSetInformationFile", "file", "information_class", 14, File, 0},
    {"NtSetInformationFile", "file", "information_class", 20, File, FILE_WRITE_DATA},
    {"NtSetInformationFile", "file", "information_class", 30, File, 0},
    {"NtSetInformationFile", "file", "information_class", 41, File, 0},
};
#define BY_HANDS (sizeof by_hand / sizeof by_hand[0])

/* ---- objects, and handles with few rights ---- */

static HANDLE full[TYPES];
static HANDLE spare; /* a process that is in no job yet */

static void *service_of_ntdll(const char *name)
{
    return (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

/* An object by one of the services that take a name, made without one. */
static HANDLE nameless(const char *service, ACCESS_MASK access, void *more)
{
    ULONG attributes[6] = {sizeof attributes};
    HANDLE handle = NULL;
    LONG(NTAPI * create)
    (HANDLE *, ACCESS_MASK, void *, void *) = service_of_ntdll(service);
    create(&handle, access, attributes, more);
    return handle;
}

static void objects(void)
{
    ULONG attributes[6] = {sizeof attributes};
    static WCHAR text[] = L"\\BaseNamedObjects";
    struct {
        USHORT length, maximum;
        WCHAR *text;
    } target = {sizeof text - 2, sizeof text, text};
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION victim, other;
    CreateProcessA(NULL, "C:\\PROGRAMS\\rights.exe child", NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL,
                   &startup, &victim);
    CreateProcessA(NULL, "C:\\PROGRAMS\\rights.exe child", NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL,
                   &startup, &other);
    spare = other.hProcess;
    full[Any] = CreateEventA(NULL, TRUE, TRUE, NULL);
    full[Event] = CreateEventA(NULL, TRUE, TRUE, NULL);
    full[Mutant] = CreateMutexA(NULL, FALSE, NULL);
    full[Semaphore] = CreateSemaphoreA(NULL, 0, 1000, NULL);
    full[Section] = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, 4096, NULL);
    full[File] = CreateFileA("C:\\TEMP\\rights.dat", FILE_ALL_ACCESS, 0, NULL, CREATE_ALWAYS, 0, NULL);
    full[Process] = victim.hProcess;
    full[Thread] = victim.hThread;
    full[Job] = CreateJobObjectA(NULL, NULL);
    full[KeyedEvent] = nameless("NtCreateKeyedEvent", all_rights[KeyedEvent], NULL);
    OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &full[Token]);
    full[Timer] = CreateWaitableTimerA(NULL, TRUE, NULL);
    LONG(NTAPI * create)
    (HANDLE *, ACCESS_MASK, void *) = service_of_ntdll("NtCreateDirectoryObject");
    create(&full[Directory], all_rights[Directory], attributes);
    full[SymbolicLink] = nameless("NtCreateSymbolicLinkObject", all_rights[SymbolicLink], &target);
    full[IoCompletion] = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    full[DebugObject] = nameless("NtCreateDebugObject", all_rights[DebugObject], NULL);
}

static HANDLE with(enum type type, ACCESS_MASK rights)
{
    HANDLE handle = NULL;
    if (!DuplicateHandle(GetCurrentProcess(), full[type], GetCurrentProcess(), &handle, rights, FALSE, 0))
        printf("no handle of type %d with %lx: error %lu\n", type, rights, GetLastError());
    return handle;
}

/* Full information includes the limited one. */
static ACCESS_MASK all_but(enum type type, ACCESS_MASK right)
{
    if (type == Process && right == PROCESS_QUERY_LIMITED_INFORMATION)
        right |= PROCESS_QUERY_INFORMATION;
    if (type == Thread && right == THREAD_QUERY_LIMITED_INFORMATION)
        right |= THREAD_QUERY_INFORMATION;
    return all_rights[type] & ~right;
}

/* ---- calling ---- */

static char memory[MOST_ARGUMENTS][1024];

static unsigned call(void *function, const unsigned *arguments, unsigned count)
{
    unsigned status;
    __asm__ volatile("movl %%esp, %%esi\n\t"
                     "1: testl %%ecx, %%ecx\n\t"
                     "jz 2f\n\t"
                     "pushl -4(%%edi,%%ecx,4)\n\t"
                     "decl %%ecx\n\t"
                     "jmp 1b\n\t"
                     "2: call *%%eax\n\t"
                     "movl %%esi, %%esp"
                     : "=a"(status), "+c"(count)
                     : "a"(function), "D"(arguments)
                     : "esi", "edx", "memory", "cc");
    return status;
}

static unsigned value_for(const struct service *service, unsigned index)
{
    const struct argument *argument = &service->arguments[index];
    for (unsigned i = 0; i < sizeof given / sizeof given[0]; i++)
        if (!strcmp(given[i].service, service->name) && !strcmp(given[i].argument, argument->name))
            return given[i].value;
    if (!strcmp(service->name, "NtAssignProcessToJobObject") && argument->type == Process)
        return (unsigned)spare; /* a process can be assigned once */
    if (argument->kind == KIND_HANDLE)
        return (unsigned)full[argument->type];
    return argument->kind == KIND_ADDRESS ? (unsigned)memory[index] : 0;
}

/* The argument `index` is the handle; `decider`, if any, is the index of an argument with a value of its own.
 */
static unsigned try(const struct service *service, unsigned index, HANDLE handle, int decider, unsigned value)
{
    void *function = (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), service->name);
    unsigned arguments[MOST_ARGUMENTS], count = 0;
    memset(memory, 0, sizeof memory);
    for (; service->arguments[count].name; count++)
        arguments[count] = value_for(service, count);
    if (decider >= 0)
        arguments[decider] = value;
    arguments[index] = (unsigned)handle;
    unsigned status = call(function, arguments, count);
    CloseHandle(handle);
    return status;
}

/* ---- the experiment ---- */

static unsigned tried, wrong;

static void expect(const struct service *service, unsigned index, enum type type, ACCESS_MASK right,
                   int decider, unsigned value)
{
    const char *name = service->arguments[index].name;
    tried++;
    if (right) {
        unsigned status = try(service, index, with(type, all_but(type, right)), decider, value);
        if (status == NOT_IMPLEMENTED) {
            printf("%s.%s: not there\n", service->name, name);
            return;
        }
        if (status != ACCESS_DENIED)
            wrong++, printf("%s.%s: without %lx: %x\n", service->name, name, right, status);
    }
    for (ACCESS_MASK bit = right & -right, left = right; bit || !right; left &= ~bit, bit = left & -left) {
        unsigned status = try(service, index, with(type, bit), decider, value);
        if (status == ACCESS_DENIED)
            wrong++, printf("%s.%s: with %lx: refused\n", service->name, name, bit);
        if (!right)
            break;
    }
}

/* Of several bits each is needed. */
static void expect_whole(const struct service *service, unsigned index, enum type type, ACCESS_MASK right)
{
    if (!(right & (right - 1))) {
        expect(service, index, type, right, -1, 0);
        return;
    }
    tried++;
    for (ACCESS_MASK left = right; left; left &= left - 1)
        if (try(service, index, with(type, all_but(type, left & -left)), -1, 0) != ACCESS_DENIED)
            wrong++,
                printf("%s.%s: without %lx\n", service->name, service->arguments[index].name, left & -left);
    if (try(service, index, with(type, right), -1, 0) == ACCESS_DENIED)
        wrong++, printf("%s.%s: refused\n", service->name, service->arguments[index].name);
}

static int index_of(const struct service *service, const char *argument)
{
    for (int i = 0; argument && service->arguments[i].name; i++)
        if (!strcmp(service->arguments[i].name, argument))
            return i;
    return -1;
}

static void expect_by_hand(const struct service *service, unsigned index)
{
    unsigned cases = 0;
    for (unsigned i = 0; i < BY_HANDS; i++) {
        const struct by_hand *c = &by_hand[i];
        if (strcmp(c->service, service->name) || strcmp(c->argument, service->arguments[index].name))
            continue;
        cases++;
        expect(service, index, c->type, c->right, index_of(service, c->decider), c->value);
    }
    if (cases == 0)
        wrong++, printf("%s.%s: no case by hand\n", service->name, service->arguments[index].name);
}

static void walk(int terminating)
{
    for (unsigned s = 0; s < SERVICES; s++) {
        const struct service *service = &services[s];
        if ((strstr(service->name, "Terminate") != NULL) != terminating)
            continue;
        for (unsigned i = 0; service->arguments[i].name; i++) {
            const struct argument *argument = &service->arguments[i];
            if (argument->kind == KIND_HANDLE && argument->right == BY_HAND)
                expect_by_hand(service, i);
            else if (argument->kind == KIND_HANDLE)
                expect_whole(service, i, argument->type, argument->right);
        }
    }
}

/* An array of handles is no handle argument, but it needs the same right. */
static void wait_for_many(void)
{
    HANDLE handles[2] = {full[Event], with(Event, EVENT_ALL_ACCESS & ~SYNCHRONIZE)};
    DWORD result = WaitForMultipleObjects(2, handles, FALSE, 0);
    printf("an array with one that may not be waited for: %lx, error %lu\n", result, GetLastError());
}

/* Whoever may ask for everything may ask for the little that anybody may. */
static void imply(void)
{
    DWORD code = 0;
    BOOL process = GetExitCodeProcess(with(Process, PROCESS_QUERY_INFORMATION), &code);
    printf("exit codes by full information: %d, %d\n", process,
           GetExitCodeThread(with(Thread, THREAD_QUERY_INFORMATION), &code));
}

static void widen(void)
{
    HANDLE handle = with(File, FILE_READ_DATA), wider = NULL;
    BOOL widened =
        DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &wider, FILE_WRITE_DATA, FALSE, 0);
    printf("a file's handle becomes wider: %d, error %lu\n", widened, GetLastError());
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        Sleep(INFINITE);
    objects();
    walk(FALSE);
    walk(TRUE);
    printf("%u rights tried, %u wrong\n", tried, wrong);
    wait_for_many();
    imply();
    widen();
    return 0;
}
