/* Arguments that Win32 refuses, and the error that says so; pointers that lead nowhere. */
#include <stdio.h>
#include <windows.h>

#define NOWHERE ((void *)0xdeadbeef)

/* Prints the result and the error of CALL, which begins with the error 0. */
#define TRY(call)                                                                                            \
    do {                                                                                                     \
        SetLastError(0);                                                                                     \
        long result = (long)(call);                                                                          \
        DWORD error = GetLastError();                                                                        \
        printf("%s: %ld %lu\n", #call, result, error);                                                       \
    } while (0)

static char narrow[20];
static WCHAR wide[20];

static void conversions(void)
{
    BOOL used;
    TRY(MultiByteToWideChar(CP_ACP, 0x10, "abc", -1, wide, 20));
    TRY(MultiByteToWideChar(CP_ACP, MB_PRECOMPOSED | MB_COMPOSITE, "abc", -1, wide, 20));
    TRY(MultiByteToWideChar(CP_ACP, MB_PRECOMPOSED, "abc", -1, wide, 20));
    TRY(MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "abc", -1, wide, 20));
    TRY(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\x80", -1, wide, 20));
    TRY(MultiByteToWideChar(12345, 0, "abc", -1, wide, 20));
    TRY(MultiByteToWideChar(CP_ACP, 0, NULL, -1, wide, 20));
    TRY(MultiByteToWideChar(CP_ACP, 0, "abc", 0, wide, 20));
    TRY(MultiByteToWideChar(CP_ACP, 0, "abc", -5, wide, 20));
    TRY(MultiByteToWideChar(CP_ACP, 0, "abc", -1, NULL, 20));
    TRY(MultiByteToWideChar(CP_ACP, 0, "abc", -1, wide, -1));
    TRY(MultiByteToWideChar(CP_ACP, 0, "abc", -1, wide, 3));
    TRY(MultiByteToWideChar(CP_ACP, 0, "abc", -1, NULL, 0));
    TRY(MultiByteToWideChar(CP_ACP, 0, narrow, -1, (WCHAR *)narrow, 5));
    TRY(WideCharToMultiByte(CP_ACP, 0x100, L"abc", -1, narrow, 20, NULL, NULL));
    TRY(WideCharToMultiByte(CP_ACP, WC_ERR_INVALID_CHARS, L"abc", -1, narrow, 20, NULL, NULL));
    TRY(WideCharToMultiByte(CP_ACP, WC_NO_BEST_FIT_CHARS, L"abc", -1, narrow, 20, NULL, &used));
    TRY(WideCharToMultiByte(CP_UTF8, WC_NO_BEST_FIT_CHARS, L"abc", -1, narrow, 20, NULL, NULL));
    TRY(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"\xd800", -1, narrow, 20, NULL, NULL));
    TRY(WideCharToMultiByte(CP_UTF8, 0, L"abc", -1, narrow, 20, "?", NULL));
    TRY(WideCharToMultiByte(CP_ACP, 0, NULL, -1, NULL, 0, NULL, NULL));
    TRY(WideCharToMultiByte(CP_ACP, 0, L"abc", 0, narrow, 20, NULL, NULL));
    TRY(WideCharToMultiByte(CP_ACP, 0, L"abc", -5, narrow, 20, NULL, NULL));
    TRY(WideCharToMultiByte(CP_ACP, 0, L"abc", -1, narrow, 3, NULL, NULL));
    TRY(WideCharToMultiByte(CP_ACP, 0, wide, -1, (char *)wide, 5, NULL, NULL));
    TRY(GetCPInfo(CP_ACP, NULL));
    TRY(IsDBCSLeadByteEx(12345, 0x80));
}

static void locale(void)
{
    const LCID user = LOCALE_USER_DEFAULT;
    WORD types[4];
    TRY(LCMapStringW(user, 0x80000000, L"abc", -1, wide, 20));
    TRY(LCMapStringW(user, LCMAP_UPPERCASE | LCMAP_LOWERCASE, L"abc", -1, wide, 20));
    TRY(LCMapStringW(user, LCMAP_SORTKEY, L"abc", -1, wide, 20));
    TRY(LCMapStringW(user, LCMAP_UPPERCASE, NULL, -1, wide, 20));
    TRY(LCMapStringA(user, LCMAP_UPPERCASE, NULL, -1, narrow, 20));
    TRY(LCMapStringA(user, LCMAP_UPPERCASE, "abc", -1, NULL, 20));
    TRY(LCMapStringA(user, LCMAP_UPPERCASE, "abc", -1, narrow, 20));
    TRY(CompareStringW(user, 0x80000000, L"a", -1, L"b", -1));
    TRY(CompareStringA(user, 0, NULL, -1, "b", -1));
    TRY(GetStringTypeW(CT_CTYPE1, NULL, -1, types));
    TRY(GetStringTypeW(CT_CTYPE3, L"abc", 3, types));
    TRY(GetStringTypeW(3, L"abc", 3, types));
    TRY(GetStringTypeA(user, CT_CTYPE1, NULL, -1, types));
    TRY(GetLocaleInfoA(user, LOCALE_SDECIMAL, NULL, 4));
}

static void strings(void)
{
    TRY(lstrlenA(NOWHERE));
    TRY(lstrlenW(NOWHERE));
    TRY(lstrlenA(NULL));
    TRY(lstrcpyA(NOWHERE, "abc"));
    TRY(lstrcpyW(wide, NOWHERE));
    TRY(lstrcpynA(narrow, NOWHERE, 20));
    TRY(lstrcpynW(NULL, L"abc", 20));
    TRY(lstrcatA(NULL, "abc"));
    TRY(lstrcatW(wide, NULL));
    TRY(lstrcmpA(NULL, "abc"));
    TRY(lstrcmpiW(L"abc", NULL));
    TRY(lstrcmpW(NULL, NULL));
    TRY(lstrcpynA(narrow, "abcdef", 4) == narrow && !strcmp(narrow, "abc"));
    TRY(lstrcatA(narrow, "def") == narrow && lstrlenA(narrow) == 6);
    TRY(IsBadStringPtrA(NOWHERE, 1));
    TRY(IsBadStringPtrW(NOWHERE, 0));
    TRY(IsBadStringPtrA(narrow, 100));
    TRY(IsBadReadPtr(NOWHERE, 1));
    TRY(IsBadWritePtr((void *)"abc", 1));
}

static void modules(void)
{
    HMODULE module = NULL;
    const DWORD from_address = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
    TRY(GetModuleHandleExA(0, "kernel32.dll", NULL));
    TRY(GetModuleHandleExW(8, L"kernel32.dll", &module));
    TRY(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                           "kernel32.dll", &module));
    TRY(GetModuleHandleExA(from_address, NULL, &module));
    TRY(GetModuleHandleExA(from_address, NOWHERE, &module));
    TRY(GetModuleHandleExA(from_address, (char *)strings, &module) && module == GetModuleHandleA(NULL));
    TRY(GetModuleHandleExA(0, "nowhere.dll", &module));
    TRY(SearchPathA(NULL, NULL, NULL, 20, narrow, NULL));
    TRY(SearchPathW(L"C:\\", NULL, L".exe", 20, wide, NULL));
}

static void volumes(void)
{
    SetCurrentDirectoryA("C:\\WINDOWS");
    TRY(GetVolumeInformationA(NULL, narrow, 20, NULL, NULL, NULL, NULL, 0));
    TRY(GetVolumeInformationA("C:\\", narrow, 20, NULL, NULL, NULL, NULL, 0));
    TRY(GetVolumeInformationA("C:", narrow, 20, NULL, NULL, NULL, NULL, 0));
    TRY(GetVolumeInformationW(L"C:\\WINDOWS", wide, 20, NULL, NULL, NULL, NULL, 0));
    TRY(GetVolumeInformationW(L"C:\\WINDOWS\\", wide, 20, NULL, NULL, NULL, NULL, 0));
    TRY(GetVolumeInformationW(L"D:\\", wide, 20, NULL, NULL, NULL, NULL, 0));
    TRY(GetVolumeInformationA("C:\\", narrow, 3, NULL, NULL, NULL, NULL, 0));
}

static void objects(void)
{
    HANDLE process = GetCurrentProcess();
    TRY(OpenMutexA(SYNCHRONIZE, FALSE, NULL));
    TRY(OpenEventW(SYNCHRONIZE, FALSE, NULL));
    TRY(OpenSemaphoreA(SYNCHRONIZE, FALSE, NULL));
    TRY(OpenFileMappingW(FILE_MAP_READ, FALSE, NULL));
    TRY(OpenMutexW(SYNCHRONIZE, FALSE, L""));
    TRY(OpenMutexA(SYNCHRONIZE, FALSE, "nowhere"));
    TRY(CreateEventExW(NULL, NULL, 4, EVENT_ALL_ACCESS));
    TRY(OpenWaitableTimerA(SYNCHRONIZE, FALSE, NULL));
    TRY(OpenWaitableTimerW(SYNCHRONIZE, FALSE, L"nowhere"));
    TRY(CreateWaitableTimerExW(NULL, NULL, 4, TIMER_ALL_ACCESS));
    TRY(CloseHandle(GetCurrentProcess()));
    TRY(CloseHandle(GetCurrentThread()));
    TRY(CloseHandle(NULL));
    TRY(VirtualLock(narrow, 1)); /* which is not there */
    TRY(WaitForMultipleObjects(1, &process, FALSE, 10));
    TRY(WaitForSingleObject(process, 10));
}

static void CALLBACK nothing(void *argument, BOOLEAN timed)
{
    (void)argument, (void)timed;
}

static void timers(void)
{
    const LARGE_INTEGER due = {.QuadPart = -1};
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL), queue = CreateTimerQueue(), queued = NULL;
    TRY(SetWaitableTimer(timer, &due, -1, NULL, NULL, FALSE));
    TRY(SetWaitableTimer(timer, NULL, 0, NULL, NULL, FALSE));
    TRY(SetWaitableTimer(timer, NOWHERE, 0, NULL, NULL, FALSE));
    TRY(SetWaitableTimer(NULL, &due, 0, NULL, NULL, FALSE));
    TRY(SetWaitableTimer(timer, &due, 0, NULL, NULL, TRUE));
    TRY(SetWaitableTimerEx(timer, &due, 0, NULL, NULL, NULL, 1000));
    TRY(CancelWaitableTimer(queue));
    TRY(CreateTimerQueueTimer(&queued, queue, NULL, NULL, 1, 0, 0));
    TRY(CreateTimerQueueTimer(&queued, queue, nothing, NULL, 1, 0, WT_EXECUTEINUITHREAD));
    TRY(CreateTimerQueueTimer(&queued, queue, nothing, NULL, 1, 0, WT_EXECUTEINWAITTHREAD));
    TRY(CreateTimerQueueTimer(&queued, queue, nothing, NULL, 1, 1, WT_EXECUTEONLYONCE));
    TRY(CreateTimerQueueTimer(&queued, NOWHERE, nothing, NULL, 1, 0, 0));
    TRY(CreateTimerQueueTimer(&queued, queue, nothing, NULL, 1, 0, WT_EXECUTEONLYONCE));
    TRY(ChangeTimerQueueTimer(queue, NULL, 1, 0));
    TRY(ChangeTimerQueueTimer(queue, NOWHERE, 1, 0));
    TRY(DeleteTimerQueueTimer(NULL, queued, NULL)); /* another queue's */
    TRY(DeleteTimerQueueTimer(queue, NULL, NULL));
    TRY(DeleteTimerQueueTimer(queue, queued, (HANDLE)0xdead0));
    TRY(DeleteTimerQueueTimer(queue, queued, NULL));
    TRY(DeleteTimerQueueTimer(queue, queued, NULL));
    TRY(DeleteTimerQueueEx(NULL, NULL));
    TRY(DeleteTimerQueueEx(queue, NULL));
    TRY(DeleteTimerQueue(queue));
}

/* Statuses of all heights, some of which the table has only as a rule. */
static void statuses(void)
{
    ULONG(WINAPI * error_of)
    (LONG) = (void *)GetProcAddress(GetModuleHandleA("ntdll"), "RtlNtStatusToDosError");
    static const ULONG some[] = {0,          0x102,      0x10c,      0x40000002, 0x80000005, 0xc0000002,
                                 0xc0000037, 0xc0000040, 0xc0000048, 0xc0000057, 0xc0000086, 0xc0000087,
                                 0xc0000088, 0xc0000098, 0xc000011e, 0xc0000135, 0xc0000235, 0xc0000243,
                                 0xc0000409, 0x80070005, 0xc0010007, 0xd0000034, 0xe0000001, 0xc1234567};
    for (unsigned i = 0; i < sizeof some / sizeof some[0]; i++)
        printf("%08lx %lu\n", some[i], error_of(some[i]));
    int known = 0;
    for (ULONG high = 0; high < 4; high++)
        for (ULONG low = 0; low < 0x500; low++)
            known += error_of(high << 30 | low) != ERROR_MR_MID_NOT_FOUND;
    printf("known: %d\n", known);
}

int main(void)
{
    int (*compare)(const WCHAR *, const WCHAR *) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll"), "_wcsicmp");
    conversions();
    locale();
    strings();
    modules();
    volumes();
    objects();
    timers();
    statuses();
    printf("%d %d\n", compare(L"\xc0", L"\xe0"), compare(L"Az", L"aZ"));
    return 0;
}
