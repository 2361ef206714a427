/*
 * Objects whose last handle is gone while something else keeps them: an event by the thread that waits for
 * it, a section by its view, a process by its thread. What must be seen: nobody finds them by name any more,
 * they do what they did, and each goes when what kept it does; nothing is left.
 */
#include <stdio.h>
#include <windows.h>

static HANDLE asked, go;

static void say_counts(const char *what, HANDLE handle)
{
    LONG(NTAPI * query)
    (HANDLE, ULONG, void *, ULONG, ULONG *) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtQueryObject");
    ULONG basic[14];
    LONG status = query(handle, 0, basic, sizeof basic, NULL);
    printf("%s: %lx, handles %lu, references %lu\n", what, status, basic[2], basic[3]);
}

static DWORD WINAPI wait_for_asked(void *unused)
{
    (void)unused;
    return WaitForSingleObject(asked, 100);
}

/* Its time-out ends the wait: nobody can set the event any more. */
static void event_by_a_wait(void)
{
    DWORD result = 0;
    asked = CreateEventA(NULL, TRUE, FALSE, "kept.event");
    say_counts("event", asked);
    HANDLE thread = CreateThread(NULL, 0, wait_for_asked, NULL, 0, NULL);
    Sleep(1);
    say_counts("event, waited for", asked);
    CloseHandle(asked);
    printf("found by name: %d\n", OpenEventA(EVENT_ALL_ACCESS, FALSE, "kept.event") != NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &result);
    printf("the wait ended with %lx\n", result);
    CloseHandle(thread);
}

static void section_by_a_view(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "kept.section");
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    say_counts("section, with a view", section);
    CloseHandle(section);
    printf("found by name: %d\n", OpenFileMappingA(FILE_MAP_READ, FALSE, "kept.section") != NULL);
    view[4095] = 'v';
    printf("the view has %c\n", view[4095]);
    UnmapViewOfFile(view);
}

static void process_by_its_thread(void)
{
    char line[] = "C:\\PROGRAMS\\kept.exe child";
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION child;
    go = CreateEventA(NULL, TRUE, FALSE, "kept.go");
    CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &child);
    CloseHandle(child.hProcess);
    CloseHandle(child.hThread);
    Sleep(1);
    HANDLE again = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, child.dwProcessId);
    say_counts("process, by its id", again);
    CloseHandle(again);
    SetEvent(go);
    Sleep(1);
    printf("found by id: %d\n", OpenProcess(SYNCHRONIZE, FALSE, child.dwProcessId) != NULL);
    CloseHandle(go);
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        go = OpenEventA(SYNCHRONIZE, FALSE, "kept.go");
        return (int)WaitForSingleObject(go, INFINITE);
    }
    event_by_a_wait();
    section_by_a_view();
    process_by_its_thread();
    return 0;
}
