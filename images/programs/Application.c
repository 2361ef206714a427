/*
 * The default scene runs two of these: each has a second thread, both write to their own copy of the same
 * variable, and text and USER32.DLL are shared. The argument names the instance. With a second one it takes
 * part in the scene `objects`: both open a file, and one asks for the picture when all are in their places.
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

/* The moment of the object picture: this thread and process two's can run, the second thread waits. */
static void show_picture(const char *name)
{
    HANDLE picture = OpenEventA(EVENT_MODIFY_STATE, FALSE, "picture");
    HANDLE thread = CreateThread(NULL, 0, second_thread, (void *)name, 0, NULL);
    SwitchToThread();
    SetEvent(picture);
    SwitchToThread();
    SetEvent(turn);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(picture);
}

static int take_part(const char *name)
{
    HANDLE file = CreateFileA("C:\\TEMP\\temp", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_ALWAYS, 0, NULL);
    turn = CreateEventA(NULL, FALSE, FALSE, NULL);
    if (name[0] == 'o')
        show_picture(name);
    else
        SwitchToThread();
    CloseHandle(turn);
    CloseHandle(file);
    return 0;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "one";
    char line[80];
    DWORD code;

    if (argc > 2)
        return take_part(name);
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
