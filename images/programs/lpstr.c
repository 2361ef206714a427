/*
 * LPSTR*, the address of a pointer to text: a function that hands out a pointer, and a list of pointers with
 * NULL behind the last. Pointers and texts lie in pages of their own, so that the log shows each step from
 * one to the other. At last a list that nobody has filled: its pointer is NULL, and that is followed, too.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static LPSTR texts;

static void *page_new(void)
{
    return VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

/* The text first, then the pointer to it: *result is the caller's variable. */
static void text_new(LPCSTR text, LPSTR *result)
{
    LPSTR place = texts;
    texts = strcpy(place, text) + strlen(text) + 1;
    *result = place;
}

/* Two reads for each: the pointer, and what it points to. */
static char first_letter(LPSTR *list)
{
    LPSTR text = *list;
    return *text;
}

int main(void)
{
    char path[MAX_PATH];
    LPSTR file;
    LPSTR *list = page_new(), *empty = page_new();

    texts = page_new();
    text_new("one", &list[0]);
    text_new("two", &list[1]);
    for (LPSTR *each = list; *each != NULL; each++)
        printf("%d: %s, %c\n", (int)(each - list), *each, first_letter(each));
    GetFullPathNameA("temp\\..\\lpstr.exe", sizeof(path), path, &file);
    printf("%s, from %d on: %s\n", path, (int)(file - path), file);
    fflush(stdout);
    return first_letter(empty);
}
