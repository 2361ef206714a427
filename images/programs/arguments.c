/*
 * System services called with arguments that are wrong in one way each. What must be seen: the status that NT
 * gives, and that nothing was done: what cannot tell its result has no effect. The services are called by
 * their names, so the same program runs under Windows.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

typedef unsigned(WINAPI *service)(); /* as many words as it is given */

static unsigned tried, wrong;

static service nt(const char *name)
{
    return (service)GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

static void check(const char *call, unsigned expected, unsigned got)
{
    tried++;
    if (got != expected)
        wrong++, printf("%s: %x, not %x\n", call, got, expected);
}

#define EXPECT(expected, name, ...)   check(#name " " #__VA_ARGS__, expected, nt(#name)(__VA_ARGS__))
#define EXPECT_VALUE(expected, value) check(#value, expected, value)

#define NAME_EXISTS       0x40000000u
#define MISALIGNED        0x80000002u
#define INVALID_CLASS     0xc0000003u
#define LENGTH_MISMATCH   0xc0000004u
#define ACCESS_FAULT      0xc0000005u
#define BAD_HANDLE        0xc0000008u
#define INVALID_CID       0xc000000bu
#define INVALID           0xc000000du
#define WRONG_TYPE        0xc0000024u
#define INVALID_MIX       0xc0000030u
#define NAME_INVALID      0xc0000033u
#define NAME_NOT_FOUND    0xc0000034u
#define NAME_COLLISION    0xc0000035u
#define PATH_NOT_FOUND    0xc000003au
#define PATH_SYNTAX       0xc000003bu
#define NO_ROOM           0xc0000017u
#define ALREADY_COMMITTED 0xc0000021u
#define NO_RIGHT          0xc0000022u
#define BAD_PROTECTION    0xc0000045u
#define SECTION_BOUND     0xc000004eu
#define NO_EAS            0xc000004fu
#define CANNOT_END_ITSELF 0xc00000dbu
#define BAD_ALIGNMENT     0xc0000220u
#define CONFLICTING       0xc0000018u
#define NOT_CLOSABLE      0xc0000235u
#define FILE_IS_MAPPED    0xc0000243u
#define INVALID_NUMBER(n) (0xc00000eeu + (n)) /* STATUS_INVALID_PARAMETER_n */

#define ME     ((HANDLE)-1)
#define KERNEL ((void *)0x80400000)

struct string {
    USHORT length, room;
    WCHAR *text;
};

struct attributes {
    ULONG length;
    HANDLE root;
    struct string *name;
    ULONG bits;
    void *security, *quality;
};

static ULONG words[256]; /* room for whatever is asked */
static char *const odd = (char *)words + 1;
static ULONG returned;
static HANDLE event, semaphore, section, file, out;

static void begin(const char *subject)
{
    printf("%s\n", subject);
    returned = 0;
}

/* ---- ---- */

static void places(void)
{
    LARGE_INTEGER zero = {.QuadPart = 0};
    SIZE_T size = 4096;
    void *base = NULL, *page = VirtualAlloc(NULL, 4096, MEM_COMMIT, PAGE_READWRITE);
    MEMORY_BASIC_INFORMATION information;
    DWORD old;
    begin("where results go");
    EXPECT(ACCESS_FAULT, NtCreateEvent, NULL, EVENT_ALL_ACCESS, NULL, 0, FALSE);
    EXPECT(ACCESS_FAULT, NtCreateEvent, KERNEL, EVENT_ALL_ACCESS, NULL, 0, FALSE);
    EXPECT(ACCESS_FAULT, NtSetEvent, event, KERNEL);
    EXPECT_VALUE(WAIT_TIMEOUT, WaitForSingleObject(event, 0));
    EXPECT(ACCESS_FAULT, NtReleaseSemaphore, semaphore, 1, KERNEL);
    EXPECT_VALUE(WAIT_TIMEOUT, WaitForSingleObject(semaphore, 0));
    EXPECT(ACCESS_FAULT, NtDuplicateObject, ME, event, ME, KERNEL, 0, 0,
           DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    EXPECT_VALUE(WAIT_TIMEOUT, WaitForSingleObject(event, 0));
    EXPECT(ACCESS_FAULT, NtMapViewOfSection, section, ME, &base, 0, 0, &zero, KERNEL, 2, 0, PAGE_READWRITE);
    EXPECT_VALUE(0, (unsigned)base);
    EXPECT(ACCESS_FAULT, NtProtectVirtualMemory, ME, &page, &size, PAGE_READONLY, NULL);
    VirtualQuery(page, &information, sizeof information);
    EXPECT_VALUE(PAGE_READWRITE, information.Protect);
    VirtualProtect(page, 4096, PAGE_READONLY, &old);
    EXPECT(ACCESS_FAULT, NtQuerySystemTime, page);
    EXPECT(ACCESS_FAULT, NtDelayExecution, FALSE, NULL);
}

static void named_file(HANDLE *handle, DWORD disposition, unsigned expected)
{
    static WCHAR path[] = L"\\??\\C:\\TEMP\\arguments.dat";
    struct string name = {sizeof path - 2, sizeof path, path};
    struct attributes attributes = {sizeof attributes, NULL, &name};
    EXPECT(expected, NtCreateFile, handle, FILE_ALL_ACCESS, &attributes, words, NULL, 0, 7, disposition, 0x20,
           NULL, 0);
}

static void file_kept(void)
{
    enum { OVERWRITE_IF = 5 };
    DWORD done;
    WriteFile(file, "five!", 5, &done, NULL);
    named_file(NULL, OVERWRITE_IF, ACCESS_FAULT);
    named_file(KERNEL, OVERWRITE_IF, ACCESS_FAULT);
    EXPECT_VALUE(5, GetFileSize(file, NULL));
}

static void alignment(void)
{
    static WCHAR text[] = L"\\BaseNamedObjects\\odd";
    struct string name = {8, 8, (WCHAR *)((char *)text + 1)};
    struct attributes attributes = {sizeof attributes, NULL, &name};
    begin("how structures lie");
    EXPECT(MISALIGNED, NtCreateEvent, &out, EVENT_ALL_ACCESS, odd, 0, FALSE);
    EXPECT(MISALIGNED, NtOpenEvent, &out, EVENT_ALL_ACCESS, &attributes);
    EXPECT(MISALIGNED, NtGetContextThread, (HANDLE)-2, odd);
    EXPECT(MISALIGNED, NtContinue, odd, FALSE);
    EXPECT(MISALIGNED, NtQueryInformationProcess, ME, 0, odd, 24, NULL);
    EXPECT(MISALIGNED, NtQueryInformationThread, (HANDLE)-2, 0, odd, 28, NULL);
    EXPECT(MISALIGNED, NtQueryEvent, event, 0, odd, 8, NULL);
    EXPECT(MISALIGNED, NtQuerySection, section, 0, odd, 16, NULL);
    EXPECT(MISALIGNED, NtQuerySystemInformation, 0, odd, 44, NULL);
    EXPECT(MISALIGNED, NtQueryVirtualMemory, ME, words, 0, odd, 28, NULL);
    EXPECT(MISALIGNED, NtQueryInformationFile, file, words, odd, 40, 4);
    EXPECT(MISALIGNED, NtQueryVolumeInformationFile, file, words, odd, 24, 3);
    EXPECT(MISALIGNED, NtQueryAttributesFile, NULL, odd);
    EXPECT(0, NtQueryObject, event, 4, odd, 2, NULL);
    EXPECT(0, NtSetEvent, event, odd);
    EXPECT(0, NtResetEvent, event, odd);
}

static void lengths(void)
{
    begin("lengths, and what they should be");
    EXPECT(LENGTH_MISMATCH, NtQueryInformationProcess, ME, 0, words, 20, &returned);
    EXPECT_VALUE(24, returned);
    EXPECT(LENGTH_MISMATCH, NtQueryInformationProcess, ME, 3, words, 0, &returned);
    EXPECT_VALUE(44, returned);
    EXPECT(LENGTH_MISMATCH, NtSetInformationProcess, ME, 12, words, 3);
    EXPECT(LENGTH_MISMATCH, NtQueryInformationThread, (HANDLE)-2, 0, words, 29, &returned);
    EXPECT_VALUE(28, returned);
    EXPECT(LENGTH_MISMATCH, NtSetInformationThread, (HANDLE)-2, 3, words, 5);
    EXPECT(LENGTH_MISMATCH, NtQueryEvent, event, 0, words, 4, &returned);
    EXPECT_VALUE(8, returned);
    EXPECT(LENGTH_MISMATCH, NtQuerySection, section, 0, words, 15, &returned);
    EXPECT_VALUE(16, returned);
    EXPECT(0, NtQuerySection, section, 0, words, 100, &returned);
    EXPECT_VALUE(16, returned);
    EXPECT(LENGTH_MISMATCH, NtQueryObject, event, 0, words, 55, &returned);
    EXPECT_VALUE(56, returned);
    EXPECT(LENGTH_MISMATCH, NtSetInformationObject, event, 4, words, 1);
    EXPECT(LENGTH_MISMATCH, NtQuerySystemInformation, 2, words, 8, &returned);
    EXPECT_VALUE(312, returned);
    EXPECT(LENGTH_MISMATCH, NtQueryVirtualMemory, ME, words, 0, words, 27, &returned);
    EXPECT_VALUE(28, returned);
    EXPECT(LENGTH_MISMATCH, NtQueryInformationFile, file, words, words, 23, 5);
    EXPECT(LENGTH_MISMATCH, NtSetInformationFile, file, words, words, 7, 14);
    EXPECT(LENGTH_MISMATCH, NtQueryVolumeInformationFile, file, words, words, 7, 4);
    EXPECT(LENGTH_MISMATCH, NtQueryDirectoryFile, file, NULL, NULL, NULL, words, words, 95, 3, TRUE, NULL,
           TRUE);
}

static void classes(void)
{
    begin("classes that are none");
    EXPECT(INVALID_CLASS, NtQueryInformationProcess, ME, 999, words, 4, NULL);
    EXPECT(INVALID_CLASS, NtSetInformationProcess, ME, 999, words, 4);
    EXPECT(INVALID_CLASS, NtQueryInformationThread, (HANDLE)-2, 999, words, 4, NULL);
    EXPECT(INVALID_CLASS, NtSetInformationThread, (HANDLE)-2, 999, words, 4);
    EXPECT(INVALID_CLASS, NtQueryEvent, event, 1, words, 8, NULL);
    EXPECT(INVALID_CLASS, NtQuerySection, section, 9, words, 16, NULL);
    EXPECT(INVALID_CLASS, NtQueryObject, event, 99, words, 56, NULL);
    EXPECT(INVALID_CLASS, NtSetInformationObject, event, 99, words, 2);
    EXPECT(INVALID_CLASS, NtQuerySystemInformation, 999, words, 4, NULL);
    EXPECT(INVALID_CLASS, NtQueryVirtualMemory, ME, words, 99, words, 28, NULL);
    EXPECT(INVALID_CLASS, NtQueryInformationFile, file, words, words, 40, 999);
    EXPECT(INVALID_CLASS, NtSetInformationFile, file, words, words, 40, 999);
    EXPECT(INVALID_CLASS, NtQueryVolumeInformationFile, file, words, words, 40, 99);
    EXPECT(INVALID_CLASS, NtQueryDirectoryFile, file, NULL, NULL, NULL, words, words, 200, 5, TRUE, NULL,
           TRUE);
}

static void waiting(void)
{
    HANDLE twice[] = {event, event};
    LARGE_INTEGER now = {.QuadPart = 0};
    begin("waiting and signalling");
    EXPECT(INVALID, NtCreateEvent, &out, EVENT_ALL_ACCESS, NULL, 2, FALSE);
    EXPECT(INVALID, NtCreateSemaphore, &out, SEMAPHORE_ALL_ACCESS, NULL, 2, 1);
    EXPECT(INVALID, NtCreateSemaphore, &out, SEMAPHORE_ALL_ACCESS, NULL, 0, 0);
    EXPECT(INVALID, NtReleaseSemaphore, semaphore, 0, NULL);
    EXPECT(INVALID_NUMBER(1), NtWaitForMultipleObjects, 0, twice, 1, FALSE, &now);
    EXPECT(INVALID_NUMBER(1), NtWaitForMultipleObjects, 65, twice, 1, FALSE, &now);
    EXPECT(INVALID_NUMBER(3), NtWaitForMultipleObjects, 2, twice, 2, FALSE, &now);
    EXPECT(INVALID_MIX, NtWaitForMultipleObjects, 2, twice, 0, FALSE, &now);
    EXPECT(WAIT_TIMEOUT, NtWaitForMultipleObjects, 2, twice, 1, 0xffffff00, &now);
}

/* A timer that is refused something stays what it is: set, and silent. */
static void timers(void)
{
    HANDLE timer = NULL, asks = NULL, changes = NULL;
    LARGE_INTEGER due = {.QuadPart = -10000000}, soon = {.QuadPart = -1};
    BYTE state = 7;
    LONGLONG *told = (LONGLONG *)words;
    begin("timers");
    EXPECT(INVALID_NUMBER(4), NtCreateTimer, &timer, TIMER_ALL_ACCESS, NULL, 2);
    EXPECT(ACCESS_FAULT, NtCreateTimer, KERNEL, TIMER_ALL_ACCESS, NULL, 0);
    EXPECT(0, NtCreateTimer, &timer, TIMER_ALL_ACCESS, NULL, 1);
    EXPECT(0, NtDuplicateObject, ME, timer, ME, &asks, TIMER_QUERY_STATE, 0, 0);
    EXPECT(0, NtDuplicateObject, ME, timer, ME, &changes, TIMER_MODIFY_STATE, 0, 0);
    EXPECT(0, NtSetTimer, timer, &due, NULL, NULL, FALSE, 0, &state);
    EXPECT_VALUE(0, state);
    EXPECT(INVALID_NUMBER(6), NtSetTimer, timer, &soon, NULL, NULL, FALSE, -1, NULL);
    EXPECT(ACCESS_FAULT, NtSetTimer, timer, NULL, NULL, NULL, FALSE, 0, NULL);
    EXPECT(ACCESS_FAULT, NtSetTimer, timer, KERNEL, NULL, NULL, FALSE, 0, NULL);
    EXPECT(ACCESS_FAULT, NtSetTimer, timer, &soon, NULL, NULL, FALSE, 0, KERNEL);
    EXPECT(NO_RIGHT, NtSetTimer, asks, &soon, NULL, NULL, FALSE, 0, NULL);
    EXPECT(WRONG_TYPE, NtSetTimer, event, &soon, NULL, NULL, FALSE, 0, NULL);
    EXPECT(BAD_HANDLE, NtSetTimer, (HANDLE)0xdead0, &soon, NULL, NULL, FALSE, 0, NULL);
    EXPECT(ACCESS_FAULT, NtCancelTimer, timer, KERNEL);
    EXPECT(NO_RIGHT, NtCancelTimer, asks, NULL);
    EXPECT(WRONG_TYPE, NtCancelTimer, event, NULL);
    EXPECT(INVALID_CLASS, NtQueryTimer, timer, 1, words, 16, NULL);
    EXPECT(LENGTH_MISMATCH, NtQueryTimer, timer, 0, words, 15, NULL);
    EXPECT(NO_RIGHT, NtQueryTimer, changes, 0, words, 16, NULL);
    EXPECT(WRONG_TYPE, NtSignalAndWaitForSingleObject, timer, event, FALSE, &soon);
    EXPECT(NO_RIGHT, NtWaitForSingleObject, asks, FALSE, &soon);
    EXPECT(WAIT_TIMEOUT, NtWaitForSingleObject, timer, FALSE, &soon);
    EXPECT(0, NtQueryTimer, asks, 0, words, 16, &returned);
    EXPECT_VALUE(16, returned);
    EXPECT_VALUE(TRUE, *told > 9000000 && *told < 10000000);
    EXPECT(0x40000025, NtSetTimer, changes, &soon, NULL, NULL, TRUE, 0x7fffffff, NULL);
    EXPECT(0, NtWaitForSingleObject, timer, FALSE, NULL);
    EXPECT(0, NtSetTimer, timer, &(LARGE_INTEGER){.QuadPart = 0}, NULL, NULL, FALSE, 0, NULL);
    EXPECT(0, NtCancelTimer, timer, &state);
    EXPECT_VALUE(1, state);
    EXPECT(0, NtSetTimer, timer, &(LARGE_INTEGER){.QuadPart = LLONG_MIN}, NULL, NULL, FALSE, 1, NULL);
    EXPECT(0, NtSetTimer, timer, &(LARGE_INTEGER){.QuadPart = LLONG_MAX}, KERNEL, NULL, FALSE, 1, NULL);
    EXPECT(WAIT_TIMEOUT, NtWaitForSingleObject, timer, TRUE, &soon);
}

static void naming(void)
{
    static WCHAR text[] = L"somewhere";
    struct string name = {sizeof text - 2, sizeof text, text}, empty = {0};
    struct attributes attributes = {sizeof attributes, NULL, &name};
    begin("names");
    EXPECT(INVALID, NtOpenEvent, &out, EVENT_ALL_ACCESS, NULL);
    EXPECT(PATH_SYNTAX, NtOpenEvent, &out, EVENT_ALL_ACCESS, &attributes);
    attributes.name = &empty;
    EXPECT(PATH_SYNTAX, NtOpenMutant, &out, MUTEX_ALL_ACCESS, &attributes);
    attributes.bits = 1;
    EXPECT(INVALID, NtCreateMutant, &out, MUTEX_ALL_ACCESS, &attributes, FALSE);
    attributes.bits = 0x10000;
    EXPECT(INVALID, NtCreateMutant, &out, MUTEX_ALL_ACCESS, &attributes, FALSE);
    attributes = (struct attributes){0};
    EXPECT(INVALID, NtCreateMutant, &out, MUTEX_ALL_ACCESS, &attributes, FALSE);
    EXPECT(INVALID, NtOpenFile, &out, FILE_READ_DATA, NULL, words, 7, 0);
    attributes = (struct attributes){.length = sizeof attributes};
    for (unsigned i = 0; i < 2; i++, attributes.name = &empty) {
        EXPECT(PATH_SYNTAX, NtOpenEvent, &out, EVENT_ALL_ACCESS, &attributes);
        EXPECT(PATH_SYNTAX, NtOpenMutant, &out, MUTEX_ALL_ACCESS, &attributes);
        EXPECT(PATH_SYNTAX, NtOpenSemaphore, &out, SEMAPHORE_ALL_ACCESS, &attributes);
        EXPECT(PATH_SYNTAX, NtOpenSection, &out, SECTION_ALL_ACCESS, &attributes);
        EXPECT(PATH_SYNTAX, NtOpenFile, &out, FILE_READ_DATA, &attributes, words, 7, 0);
        EXPECT(PATH_SYNTAX, NtCreateFile, &out, FILE_READ_DATA, &attributes, words, NULL, 0, 7, 1, 0, NULL,
               0);
        EXPECT(PATH_SYNTAX, NtQueryAttributesFile, &attributes, words);
        EXPECT(PATH_SYNTAX, NtQueryFullAttributesFile, &attributes, words);
        EXPECT(PATH_SYNTAX, NtDeleteFile, &attributes);
    }
    EXPECT(INVALID, NtQueryAttributesFile, NULL, words);
    EXPECT(INVALID, NtDeleteFile, NULL);
}

/* Names of objects differ by case, unless the caller says that they do not. */
static void by_case(void)
{
    enum { INSENSITIVE = 0x40, OPEN_IF = 0x80 };
    const struct {
        const WCHAR *name;
        ULONG bits;
        unsigned open, create;
    } cases[] = {
        {L"\\BaseNamedObjects\\Caf\u00e9", 0, 0, NAME_COLLISION},
        {L"\\BaseNamedObjects\\CAF\u00c9", 0, NAME_NOT_FOUND, 0},
        {L"\\BaseNamedObjects\\CAF\u00c9", INSENSITIVE, 0, NAME_COLLISION},
        {L"\\BASENAMEDOBJECTS\\caf\u00c9", INSENSITIVE, 0, NAME_COLLISION},
        {L"\\BASENAMEDOBJECTS\\caf\u00c9", INSENSITIVE | OPEN_IF, INVALID, NAME_EXISTS},
        {L"\\BASENAMEDOBJECTS\\Caf\u00e9", 0, PATH_NOT_FOUND, PATH_NOT_FOUND},
        {L"\\BaseNamedObjects\\Caf\u00e9\\below", 0, WRONG_TYPE, WRONG_TYPE},
        {L"\\BaseNamedObjects\\none\\below", 0, PATH_NOT_FOUND, PATH_NOT_FOUND},
        {L"\\BaseNamedObjects\\\\none", 0, NAME_INVALID, NAME_INVALID},
        {L"\\BaseNamedObjects\\", 0, NAME_INVALID, NAME_INVALID},
        {L"\\BaseNamedObjects", 0, WRONG_TYPE, NAME_COLLISION},
        {L"\\BaseNamedObjects", OPEN_IF, WRONG_TYPE, WRONG_TYPE},
    };
    HANDLE first = CreateEventW(NULL, TRUE, FALSE, L"Caf\u00e9"), made;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct string name = {(USHORT)(wcslen(cases[i].name) * 2), 0, (WCHAR *)cases[i].name};
        struct attributes attributes = {sizeof attributes, NULL, &name, cases[i].bits};
        if (cases[i].open != INVALID)
            EXPECT(cases[i].open, NtOpenEvent, &out, EVENT_ALL_ACCESS, &attributes);
        made = NULL;
        EXPECT(cases[i].create, NtCreateEvent, &made, EVENT_ALL_ACCESS, &attributes, 0, FALSE);
        CloseHandle(made);
    }
    CloseHandle(first);
}

static void starting(void)
{
    ULONG list[5] = {5}, id[2] = {GetCurrentProcessId(), 4};
    struct attributes attributes = {sizeof attributes};
    begin("processes and threads");
    EXPECT(INVALID_NUMBER(7), NtCreateThreadEx, &out, 0x1fffff, NULL, ME, NULL, NULL, 0x100, 0, 0, 0, NULL);
    EXPECT(INVALID_NUMBER(8), NtCreateThreadEx, &out, 0x1fffff, NULL, ME, NULL, NULL, 1, 22, 0, 0, NULL);
    EXPECT(INVALID, NtCreateThreadEx, &out, 0x1fffff, NULL, ME, NULL, NULL, 1, 0, 0, 0, list);
    list[0] = 20, list[1] = 0x10003, list[2] = 4, list[3] = (ULONG)words; /* a client id has 8 bytes */
    EXPECT(INVALID, NtCreateThreadEx, &out, 0x1fffff, NULL, ME, NULL, NULL, 1, 0, 0, 0, list);
    list[2] = 8, list[3] = (ULONG)KERNEL;
    EXPECT(ACCESS_FAULT, NtCreateThreadEx, &out, 0x1fffff, NULL, ME, NULL, NULL, 1, 0, 0, 0, list);
    EXPECT(INVALID_CID, NtOpenProcess, &out, PROCESS_QUERY_INFORMATION, &attributes, id);
    id[0] = 4, id[1] = GetCurrentThreadId();
    EXPECT(INVALID_CID, NtOpenThread, &out, THREAD_QUERY_INFORMATION, &attributes, id);
    words[0] = 0x700; /* priority class 7 */
    EXPECT(INVALID, NtSetInformationProcess, ME, 18, words, 2);
}

static void memory(void)
{
    void *base = NULL, *high = KERNEL;
    SIZE_T size = 4096, none = 0, much = 0x80000000;
    DWORD old;
    begin("memory");
    EXPECT(INVALID_NUMBER(3), NtAllocateVirtualMemory, ME, &base, 22, &size, MEM_RESERVE, PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(5), NtAllocateVirtualMemory, ME, &base, 0, &size, 0, PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(5), NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_RESERVE | 1, PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(5), NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_TOP_DOWN, PAGE_READWRITE);
    EXPECT(BAD_PROTECTION, NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_RESERVE, 3);
    EXPECT(INVALID_NUMBER(4), NtAllocateVirtualMemory, ME, &base, 0, &none, MEM_RESERVE, PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(2), NtAllocateVirtualMemory, ME, &high, 0, &size, MEM_RESERVE, PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(4), NtAllocateVirtualMemory, ME, &base, 0, &much, MEM_RESERVE, PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(4), NtFreeVirtualMemory, ME, &base, &none, 0);
    EXPECT(INVALID_NUMBER(4), NtFreeVirtualMemory, ME, &base, &none, MEM_RELEASE | MEM_DECOMMIT);
    EXPECT(INVALID_NUMBER(2), NtFreeVirtualMemory, ME, &high, &none, MEM_RELEASE);
    EXPECT(INVALID_NUMBER(3), NtFreeVirtualMemory, ME, &base, &much, MEM_RELEASE);
    EXPECT(BAD_PROTECTION, NtProtectVirtualMemory, ME, &base, &size, 0, &old);
    EXPECT(INVALID_NUMBER(2), NtProtectVirtualMemory, ME, &high, &size, PAGE_READONLY, &old);
    EXPECT(INVALID_NUMBER(3), NtProtectVirtualMemory, ME, &base, &none, PAGE_READONLY, &old);
    EXPECT(ACCESS_FAULT, NtReadVirtualMemory, ME, words, KERNEL, 4, NULL);
}

/* How many bits are 0 decides where, not more; reaching it from above is the farthest that it may be. */
static void low_places(void)
{
    void *base = NULL;
    SIZE_T size = 4096;
    begin("zero bits");
    for (unsigned bits = 1; bits <= 10; bits++, base = NULL) {
        EXPECT(0, NtAllocateVirtualMemory, ME, &base, bits, &size, MEM_RESERVE | MEM_TOP_DOWN,
               PAGE_READWRITE);
        EXPECT_VALUE(1, (unsigned)base + size - 1 < 1u << (32 - bits) && base);
        VirtualFree(base, 0, MEM_RELEASE);
    }
    EXPECT(NO_ROOM, NtAllocateVirtualMemory, ME, &base, 16, &size, MEM_RESERVE, PAGE_READWRITE);
    EXPECT(NO_ROOM, NtAllocateVirtualMemory, ME, &base, 21, &size, MEM_COMMIT, PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(3), NtAllocateVirtualMemory, ME, &base, 0xffff, &size, MEM_RESERVE, PAGE_READWRITE);
    EXPECT(0, NtMapViewOfSection, section, ME, &base, 9, 0, NULL, &size, 2, 0, PAGE_READWRITE);
    EXPECT_VALUE(1, (unsigned)base < 1u << 23 && base);
    UnmapViewOfFile(base);
    base = NULL, size = 0;
    EXPECT(NO_ROOM, NtMapViewOfSection, section, ME, &base, 21, 0, NULL, &size, 2, 0, PAGE_READWRITE);
    base = (void *)0x20000000;
    EXPECT(INVALID_NUMBER(4), NtMapViewOfSection, section, ME, &base, 3, 0, NULL, &size, 2, 0,
           PAGE_READWRITE);
}

/* A hint leaves committed pages committed and may leave them what they hold. */
static void resets(void)
{
    char *page = VirtualAlloc(NULL, 0x3000, MEM_COMMIT, PAGE_READWRITE), *inner = page + 1;
    void *base = page, *image = GetModuleHandleA(NULL), *nothing = (void *)0x60000000;
    SIZE_T size = 0x3000, nearly = 0x2ffe;
    begin("what is not needed any more");
    EXPECT(0, NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_RESET, PAGE_NOACCESS);
    EXPECT_VALUE((unsigned)page, (unsigned)base);
    page[0] = 1;
    EXPECT(0, NtAllocateVirtualMemory, ME, &inner, 0, &nearly, MEM_RESET, PAGE_NOACCESS);
    EXPECT_VALUE((unsigned)page + 0x1000, (unsigned)inner);
    EXPECT_VALUE(0x1000, nearly);
    EXPECT(INVALID_NUMBER(5), NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_RESET | MEM_COMMIT,
           PAGE_READWRITE);
    EXPECT(BAD_PROTECTION, NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_RESET, 0);
    EXPECT(CONFLICTING, NtAllocateVirtualMemory, ME, &nothing, 0, &size, MEM_RESET, PAGE_NOACCESS);
    EXPECT(FILE_IS_MAPPED, NtAllocateVirtualMemory, ME, &image, 0, &size, MEM_RESET, PAGE_NOACCESS);
}

/* What bounds a view: the section, then the handle, then what the view itself was mapped for. */
static void bounds(void)
{
    void *base = NULL, *image = GetModuleHandleA(NULL);
    SIZE_T size = 0;
    LARGE_INTEGER bytes = {.QuadPart = 4090};
    HANDLE to_read, to_execute;
    DWORD old;
    begin("what bounds a view");
    EXPECT(SECTION_BOUND, NtMapViewOfSection, section, ME, &base, 0, 0, NULL, &size, 2, 0,
           PAGE_EXECUTE_READWRITE);
    EXPECT(SECTION_BOUND, NtMapViewOfSection, section, ME, &base, 0, 0, NULL, &size, 2, 0, PAGE_EXECUTE_READ);
    EXPECT(0, NtCreateSection, &to_read, 4, NULL, &bytes, PAGE_READWRITE, SEC_COMMIT, NULL);
    EXPECT(NO_RIGHT, NtMapViewOfSection, to_read, ME, &base, 0, 0, NULL, &size, 2, 0, PAGE_READWRITE);
    EXPECT(0, NtMapViewOfSection, to_read, ME, &base, 0, 0, NULL, &size, 2, 0, PAGE_READONLY);
    EXPECT(ALREADY_COMMITTED, NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_COMMIT, PAGE_READWRITE);
    EXPECT(0, NtAllocateVirtualMemory, ME, &base, 0, &size, MEM_COMMIT, PAGE_READONLY);
    EXPECT(SECTION_BOUND, NtProtectVirtualMemory, ME, &base, &size, PAGE_READWRITE, &old);
    EXPECT(ALREADY_COMMITTED, NtAllocateVirtualMemory, ME, &image, 0, &size, MEM_COMMIT, PAGE_READWRITE);
    EXPECT(0, NtCreateSection, &to_execute, SECTION_ALL_ACCESS, NULL, &bytes, PAGE_EXECUTE_READWRITE,
           SEC_COMMIT, NULL);
    EXPECT(0, NtQuerySection, to_execute, 0, words, 16, NULL);
    EXPECT_VALUE(4096, words[2]); /* whole pages */
    base = NULL, size = 0;
    EXPECT(0, NtMapViewOfSection, to_execute, ME, &base, 0, 0, NULL, &size, 2, 0, PAGE_EXECUTE_READWRITE);
}

static void sections(void)
{
    void *base = NULL, *odd_base = (void *)0x10001, *high = KERNEL;
    SIZE_T size = 0;
    LARGE_INTEGER bytes = {.QuadPart = 4096}, odd_offset = {.QuadPart = 4096};
    begin("sections");
    EXPECT(INVALID_NUMBER(6), NtCreateSection, &out, SECTION_ALL_ACCESS, NULL, &bytes, PAGE_READWRITE, 0,
           NULL);
    EXPECT(INVALID_NUMBER(6), NtCreateSection, &out, SECTION_ALL_ACCESS, NULL, &bytes, PAGE_READWRITE,
           SEC_COMMIT | SEC_RESERVE, NULL);
    EXPECT(INVALID_NUMBER(6), NtCreateSection, &out, SECTION_ALL_ACCESS, NULL, &bytes, PAGE_READWRITE,
           SEC_COMMIT | 1, NULL);
    EXPECT(BAD_PROTECTION, NtCreateSection, &out, SECTION_ALL_ACCESS, NULL, &bytes, 0, SEC_COMMIT, NULL);
    EXPECT(BAD_PROTECTION, NtCreateSection, &out, SECTION_ALL_ACCESS, NULL, &bytes, PAGE_NOACCESS, SEC_COMMIT,
           NULL);
    EXPECT(BAD_PROTECTION, NtCreateSection, &out, SECTION_ALL_ACCESS, NULL, &bytes,
           PAGE_READWRITE | PAGE_GUARD, SEC_COMMIT, NULL);
    EXPECT(INVALID_NUMBER(4), NtCreateSection, &out, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READWRITE,
           SEC_COMMIT, NULL);
    EXPECT(INVALID_NUMBER(4), NtMapViewOfSection, section, ME, &base, 22, 0, NULL, &size, 2, 0,
           PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(8), NtMapViewOfSection, section, ME, &base, 0, 0, NULL, &size, 0, 0,
           PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(8), NtMapViewOfSection, section, ME, &base, 0, 0, NULL, &size, 3, 0,
           PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(9), NtMapViewOfSection, section, ME, &base, 0, 0, NULL, &size, 2, 1,
           PAGE_READWRITE);
    EXPECT(INVALID_NUMBER(3), NtMapViewOfSection, section, ME, &high, 0, 0, NULL, &size, 2, 0,
           PAGE_READWRITE);
    EXPECT(BAD_ALIGNMENT, NtMapViewOfSection, section, ME, &odd_base, 0, 0, NULL, &size, 2, 0,
           PAGE_READWRITE);
    EXPECT(BAD_ALIGNMENT, NtMapViewOfSection, section, ME, &base, 0, 0, &odd_offset, &size, 2, 0,
           PAGE_READWRITE);
    EXPECT(BAD_PROTECTION, NtMapViewOfSection, section, ME, &base, 0, 0, NULL, &size, 2, 0, 3);
}

static struct attributes *elsewhere(void)
{
    static WCHAR path[] = L"\\??\\C:\\TEMP\\not there.dat";
    static struct string name = {sizeof path - 2, sizeof path, path};
    static struct attributes attributes = {sizeof attributes, NULL, &name};
    return &attributes;
}

#define CREATE(expected, access, allocation, attributes, share, disposition, options, ea)                    \
    EXPECT(expected, NtCreateFile, &out, access, elsewhere(), words, allocation, attributes, share,          \
           disposition, options, NULL, ea)

static ULONG io_told[3];

static void NTAPI io_done(void *context, ULONG *io, ULONG reserved)
{
    io_told[0] = (ULONG)context;
    io_told[1] = io[1];
    io_told[2] = reserved + 1;
}

/* A transfer that was begun with an APC tells its end by it, to a thread that waits alertably; one that was
 * refused does not. */
static void completion(HANDLE from)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    EXPECT(0, NtReadFile, from, NULL, io_done, (void *)7, words, words + 8, 4, &start, NULL);
    EXPECT_VALUE(WAIT_IO_COMPLETION, SleepEx(0, TRUE));
    EXPECT_VALUE(7, io_told[0]);
    EXPECT_VALUE(4, io_told[1]);
    EXPECT_VALUE(1, io_told[2]);
    EXPECT(0, NtWriteFile, file, NULL, io_done, (void *)8, words, words + 8, 3, &start, NULL);
    EXPECT_VALUE(WAIT_IO_COMPLETION, SleepEx(0, TRUE));
    EXPECT_VALUE(8, io_told[0]);
    EXPECT_VALUE(3, io_told[1]);
    EXPECT(INVALID, NtReadFile, from, NULL, io_done, NULL, words, words, 4, NULL, NULL);
    EXPECT_VALUE(0, SleepEx(0, TRUE));
}

static void files(void)
{
    enum {
        OPEN = 1,
        CREATE_NEW_ONE = 2,
        OVERWRITE_IF = 5,
        DIRECTORY = 1,
        NO_BUFFERING = 8,
        SYNCHRONOUS = 0x20
    };
    enum { NO_DIRECTORY = 0x40, DELETE_LATER = 0x1000 };
    LARGE_INTEGER negative = {.QuadPart = -1}, below = {.HighPart = (LONG)0x80000000},
                  start = {.QuadPart = 0};
    HANDLE asynchronous;
    begin("files");
    CREATE(INVALID, FILE_ALL_ACCESS, NULL, 0x8000, 7, CREATE_NEW_ONE, SYNCHRONOUS, 0);
    CREATE(INVALID, FILE_ALL_ACCESS, NULL, 0, 8, CREATE_NEW_ONE, SYNCHRONOUS, 0);
    CREATE(INVALID, FILE_ALL_ACCESS, NULL, 0, 7, 6, SYNCHRONOUS, 0);
    CREATE(INVALID, FILE_ALL_ACCESS, NULL, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS | 0x01000000, 0);
    CREATE(INVALID, FILE_ALL_ACCESS, NULL, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS | DIRECTORY | NO_DIRECTORY, 0);
    CREATE(INVALID, FILE_ALL_ACCESS, NULL, 0, 7, OVERWRITE_IF, SYNCHRONOUS | DIRECTORY, 0);
    CREATE(INVALID, FILE_ALL_ACCESS, NULL, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS | 0x10, 0);
    CREATE(INVALID, FILE_WRITE_DATA, NULL, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS, 0);
    CREATE(INVALID, FILE_WRITE_DATA | SYNCHRONIZE, NULL, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS | DELETE_LATER, 0);
    CREATE(INVALID, FILE_APPEND_DATA | SYNCHRONIZE, NULL, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS | NO_BUFFERING,
           0);
    CREATE(INVALID, FILE_ALL_ACCESS, &negative, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS, 0);
    CREATE(NO_EAS, FILE_ALL_ACCESS, NULL, 0, 7, CREATE_NEW_ONE, SYNCHRONOUS, 8);
    EXPECT_VALUE(INVALID_FILE_ATTRIBUTES, GetFileAttributesA("C:\\TEMP\\not there.dat"));
    EXPECT(INVALID, NtReadFile, file, NULL, NULL, NULL, words, words, 4, &below, NULL);
    EXPECT(INVALID, NtWriteFile, file, NULL, NULL, NULL, words, words, 4, &below, NULL);
    asynchronous = CreateFileA("C:\\TEMP\\arguments.dat", GENERIC_READ, 7, NULL, OPEN_EXISTING,
                               FILE_FLAG_OVERLAPPED, NULL);
    EXPECT(INVALID, NtReadFile, asynchronous, NULL, NULL, NULL, words, words, 4, NULL, NULL);
    EXPECT(0, NtReadFile, asynchronous, event, NULL, NULL, words, words, 4, &start, NULL);
    EXPECT_VALUE(0, SetFilePointer(asynchronous, 0, NULL, FILE_CURRENT));
    EXPECT_VALUE(WAIT_OBJECT_0, WaitForSingleObject(event, 0));
    completion(asynchronous);
}

static void handles(void)
{
    enum { PROTECT = 1, INHERIT = 2, SAME_ATTRIBUTES = 4 };
    HANDLE kept = NULL, same = NULL;
    begin("handles and the rest");
    EXPECT(0, NtClose, ME);
    EXPECT(0, NtClose, (HANDLE)-2);
    EXPECT(BAD_HANDLE, NtClose, NULL);
    EXPECT(0, NtDuplicateObject, ME, event, ME, &kept, 0, PROTECT | INHERIT, DUPLICATE_SAME_ACCESS);
    EXPECT(NOT_CLOSABLE, NtClose, kept);
    EXPECT(0, NtDuplicateObject, ME, kept, ME, &same, 0, 0, DUPLICATE_SAME_ACCESS | SAME_ATTRIBUTES);
    EXPECT(NOT_CLOSABLE, NtClose, same);
    EXPECT(0, NtQueryObject, same, 0, words, 56, NULL);
    EXPECT_VALUE(PROTECT | INHERIT, words[0]);
    EXPECT(0, NtSetInformationObject, kept, 4, "\0", 2);
    EXPECT(0, NtClose, kept);
    EXPECT(INVALID_NUMBER(2), NtRaiseHardError, 0, 5, 0, words, 1, &returned);
    EXPECT(INVALID_NUMBER(4), NtRaiseHardError, 0, 1, 0, words, 9, &returned);
    EXPECT(INVALID, NtShutdownSystem, 3);
    EXPECT(CANNOT_END_ITSELF, NtTerminateThread, NULL, 0);
}

int main(void)
{
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    semaphore = CreateSemaphoreA(NULL, 0, 10, NULL);
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x20000, NULL);
    file =
        CreateFileA("C:\\TEMP\\arguments.dat", GENERIC_READ | GENERIC_WRITE, 7, NULL, CREATE_ALWAYS, 0, NULL);
    places();
    file_kept();
    alignment();
    lengths();
    classes();
    waiting();
    timers();
    naming();
    by_case();
    starting();
    memory();
    low_places();
    resets();
    bounds();
    sections();
    files();
    handles();
    printf("%u tried, %u wrong\n", tried, wrong);
    return 0;
}
