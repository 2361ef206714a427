/*
 * The default scene runs two of these: each has a second thread, both write to their own copy of the same
 * variable, and text and USER32.DLL are shared. The argument names the instance.
 */
#include <stdio.h>
#include <windows.h>

static volatile int shared_name_private_value = 1;
static HANDLE turn;

static DWORD WINAPI second_thread(void *argument)
{
    char line[80];
    WaitForSingleObject(turn, INFINITE);
    shared_name_private_value += 10;
    wsprintfA(line, "%s: thread %u sees %d", (const char *)argument, GetCurrentThreadId(),
              shared_name_private_value);
    puts(line);
    return 22;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "one";
    char line[80];
    DWORD code;

    turn = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, second_thread, (void *)name, 0, NULL);
    shared_name_private_value += name[0] == 'o' ? 100 : 200;
    wsprintfA(line, "%s: process %u, thread %u, value %d at %p", name, GetCurrentProcessId(),
              GetCurrentThreadId(), shared_name_private_value, &shared_name_private_value);
    puts(line);
    Sleep(10);
    SetEvent(turn);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    MessageBoxA(NULL, "both threads have ended", name, MB_OK);
    CloseHandle(thread);
    CloseHandle(turn);
    return (int)code;
}
