/*
 * Two threads and a disk that takes its time. What the one does while the other waits for a page stands in
 * the log; here each says in which order things came about. The same under Windows, where the disk is fast.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE 4096

/* Pages of the image that nobody has touched yet; each has its number in it. */
static const volatile struct {
    int number[PAGE / sizeof(int)];
} pages[3] __attribute__((aligned(PAGE))) = {{{1}}, {{2}}, {{3}}};

static HANDLE go;
static volatile LONG read_first;

static DWORD WINAPI wait_for_a_page(void *unused)
{
    (void)unused;
    WaitForSingleObject(go, INFINITE);
    read_first = pages[0].number[0];
    return 0;
}

static DWORD WINAPI run_meanwhile(void *unused)
{
    (void)unused;
    WaitForSingleObject(go, INFINITE);
    return (DWORD)read_first; /* 0: the other still waits */
}

static DWORD WINAPI want_the_same(void *unused)
{
    (void)unused;
    WaitForSingleObject(go, INFINITE);
    return (DWORD)pages[1].number[0];
}

static void together(const char *what, LPTHREAD_START_ROUTINE a, LPTHREAD_START_ROUTINE b)
{
    DWORD code[2];
    HANDLE threads[2] = {CreateThread(NULL, 0, a, NULL, 0, NULL), CreateThread(NULL, 0, b, NULL, 0, NULL)};
    Sleep(100); /* both have come as far as `go` */
    puts(what);
    SetEvent(go);
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    for (int i = 0; i < 2; i++) {
        GetExitCodeThread(threads[i], &code[i]);
        CloseHandle(threads[i]);
    }
    ResetEvent(go);
    printf("%lu %lu\n", code[0], code[1]);
}

int main(void)
{
    go = CreateEventA(NULL, TRUE, FALSE, NULL);
    together("one waits for a page, the other goes on", wait_for_a_page, run_meanwhile);
    together("both want one page", want_the_same, want_the_same);
    return 0;
}
