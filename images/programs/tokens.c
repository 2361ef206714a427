/*
 * Two threads change the privileges of their process at once. One wants to be told what was, in a page that
 * has to come from the disk first; the other takes a privilege away meanwhile, for good. The same under
 * Windows.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE 4096u

enum { LOCK_MEMORY = 4, DEBUG = 20 };

static HANDLE token;
static char *told; /* a page of a file */

static BOOL change(DWORD privilege, DWORD attributes, TOKEN_PRIVILEGES *before)
{
    TOKEN_PRIVILEGES wanted = {1, {{{privilege, 0}, attributes}}};
    DWORD bytes;
    return AdjustTokenPrivileges(token, FALSE, &wanted, before ? PAGE : 0, before, &bytes);
}

static const char *state(DWORD privilege)
{
    static DWORD memory[512];
    const TOKEN_PRIVILEGES *held = (TOKEN_PRIVILEGES *)memory;
    DWORD bytes;
    GetTokenInformation(token, TokenPrivileges, memory, sizeof memory, &bytes);
    for (DWORD i = 0; i < held->PrivilegeCount; i++)
        if (held->Privileges[i].Luid.LowPart == privilege)
            return held->Privileges[i].Attributes & SE_PRIVILEGE_ENABLED ? "enabled" : "held";
    return "not held";
}

static void say(const char *when)
{
    printf("%s: memory may be locked: %s; others may be debugged: %s\n", when, state(LOCK_MEMORY),
           state(DEBUG));
}

static DWORD WINAPI enable(void *unused)
{
    (void)unused;
    BOOL done = change(LOCK_MEMORY, SE_PRIVILEGE_ENABLED, (TOKEN_PRIVILEGES *)told);
    const TOKEN_PRIVILEGES *before = (TOKEN_PRIVILEGES *)told;
    printf("one is enabled: %s, %lu was otherwise\n", done ? "yes" : "no", before->PrivilegeCount);
    return 0;
}

/* A page that nobody has touched since it was written to the file by another way. */
static char *page_of_file(void)
{
    static const char zeros[2 * PAGE];
    HANDLE file = CreateFileA("tokens.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    DWORD written;
    WriteFile(file, zeros, sizeof zeros, &written, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    return (char *)MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0) + PAGE;
}

int main(void)
{
    OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES, &token);
    told = page_of_file();
    say("at first");
    HANDLE thread = CreateThread(NULL, 0, enable, NULL, 0, NULL);
    Sleep(1); /* it runs, and waits for the disk */
    printf("the other is taken away: %s\n", change(DEBUG, SE_PRIVILEGE_REMOVED, NULL) ? "yes" : "no");
    say("meanwhile");
    WaitForSingleObject(thread, INFINITE);
    say("at last");
    return 0;
}
