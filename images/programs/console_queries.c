/*
 * What a program asks its console: each call with its result, and the error of what fails. On Windows the
 * sizes are others.
 */
#include <stdio.h>
#include <windows.h>

static HANDLE in, out;

static void say(const char *what, BOOL done)
{
    printf("%s %d error %lu\n", what, done, done ? 0 : GetLastError());
}

static void modes(void)
{
    DWORD mode = 0;
    say("input mode", GetConsoleMode(in, &mode));
    printf("  %lx\n", mode);
    say("echo without lines", SetConsoleMode(in, ENABLE_ECHO_INPUT));
    say("no such mode", SetConsoleMode(in, 0x8000));
    say("set", SetConsoleMode(in, ENABLE_LINE_INPUT));
    GetConsoleMode(in, &mode);
    printf("  %lx\n", mode);
    SetConsoleMode(in, ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT);
    say("output mode", GetConsoleMode(out, &mode));
    printf("  %lx\n", mode);
    say("set", SetConsoleMode(out, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING));
    SetConsoleMode(out, mode);
    say("of no console", GetConsoleMode(CreateEventA(NULL, 0, 0, NULL), &mode));
    printf("type %lx\n", GetFileType(in));
}

static void screen(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    COORD size = GetLargestConsoleWindowSize(out), place = {10, 5};
    SMALL_RECT window = {0, 0, 79, 24}, small = {0, 0, 9, 9};
    printf("abc");
    fflush(stdout);
    say("\rinfo", GetConsoleScreenBufferInfo(out, &info));
    printf("  size %d %d cursor %d %d colours %x window %d %d %d %d most %d %d %d %d\n", info.dwSize.X,
           info.dwSize.Y, info.dwCursorPosition.X, info.dwCursorPosition.Y, info.wAttributes,
           info.srWindow.Left, info.srWindow.Top, info.srWindow.Right, info.srWindow.Bottom,
           info.dwMaximumWindowSize.X, info.dwMaximumWindowSize.Y, size.X, size.Y);
    say("colours", SetConsoleTextAttribute(out, 0x1f));
    say("cursor", SetConsoleCursorPosition(out, place));
    GetConsoleScreenBufferInfo(out, &info);
    printf("  cursor %d %d colours %x\n", info.dwCursorPosition.X, info.dwCursorPosition.Y, info.wAttributes);
    SetConsoleTextAttribute(out, 7);
    place.X = 80;
    say("cursor outside", SetConsoleCursorPosition(out, place));
    say("another size", SetConsoleScreenBufferSize(out, place));
    say("the same window", SetConsoleWindowInfo(out, TRUE, &window));
    say("another", SetConsoleWindowInfo(out, TRUE, &small));
}

static void cells(void)
{
    COORD home = {0, 24};
    CONSOLE_CURSOR_INFO cursor;
    DWORD written = 0;
    CHAR_INFO cell;
    SMALL_RECT region = {0, 0, 0, 0};
    say("cursor info", GetConsoleCursorInfo(out, &cursor));
    printf("  %lu %d\n", cursor.dwSize, cursor.bVisible);
    cursor.dwSize = 101;
    say("too large", SetConsoleCursorInfo(out, &cursor));
    cursor.dwSize = 100;
    say("large", SetConsoleCursorInfo(out, &cursor));
    say("fill", FillConsoleOutputCharacterA(out, ' ', 1000, home, &written));
    printf("  %lu\n", written);
    say("fill colours", FillConsoleOutputAttribute(out, 7, 80, home, &written));
    say("read cells", ReadConsoleOutputA(out, &cell, home, home, &region));
    say("a second screen",
        CreateConsoleScreenBuffer(GENERIC_WRITE, 0, NULL, 1, NULL) != INVALID_HANDLE_VALUE);
}

static void pages_and_title(void)
{
    WCHAR title[20];
    char narrow[5] = "";
    printf("pages %u %u\n", GetConsoleCP(), GetConsoleOutputCP());
    say("input page", SetConsoleCP(1252));
    say("output page", SetConsoleOutputCP(CP_UTF8));
    say("no page", SetConsoleCP(5));
    printf("pages %u %u\n", GetConsoleCP(), GetConsoleOutputCP());
    SetConsoleCP(437);
    SetConsoleOutputCP(437);
    printf("title %lu\n", GetConsoleTitleW(title, 20));
    say("title", SetConsoleTitleA("a title"));
    printf("  %lu %ls\n", GetConsoleTitleW(title, 20), title);
    printf("  %lu %s\n", GetConsoleTitleA(narrow, sizeof narrow), narrow);
}

static void who(void)
{
    DWORD ids[4] = {0}, buttons = 9;
    DWORD count = GetConsoleProcessList(ids, 4);
    printf("processes %lu, the first is this one %d\n", count, ids[0] == GetCurrentProcessId());
    printf("no room %lu\n", GetConsoleProcessList(ids, 0));
    say("mouse", GetNumberOfConsoleMouseButtons(&buttons));
    printf("  %lu buttons, window %p\n", buttons, (void *)GetConsoleWindow());
    say("another console", AllocConsole());
    say("attach", AttachConsole(ATTACH_PARENT_PROCESS));
}

static void opened(void)
{
    DWORD mode = 0, done = 0;
    HANDLE one =
        CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE other = CreateFileA("CONIN$", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    say("CONOUT$", WriteConsoleW(one, L"h\x00e9!\n", 4, &done, NULL));
    printf("  %lu\n", done);
    say("CONIN$", GetConsoleMode(other, &mode));
    say("written to", WriteFile(other, "x", 1, &done, NULL));
    CloseHandle(one);
    CloseHandle(other);
}

/* An end of the console has its own way only, whatever the handle was opened for. */
static void ends(void)
{
    const DWORD both = GENERIC_READ | GENERIC_WRITE, shared = FILE_SHARE_READ | FILE_SHARE_WRITE;
    HANDLE input = CreateFileA("CONIN$", both, shared, NULL, OPEN_EXISTING, 0, NULL),
           output = CreateFileA("CONOUT$", both, shared, NULL, OPEN_EXISTING, 0, NULL),
           read = CreateFileA("CON", GENERIC_READ, shared, NULL, OPEN_EXISTING, 0, NULL),
           written = CreateFileA("CON", GENERIC_WRITE, shared, NULL, OPEN_EXISTING, 0, NULL);
    CONSOLE_SCREEN_BUFFER_INFO info;
    DWORD mode = 0, done = 0;
    WCHAR c = 'x';
    say("input: write", WriteFile(input, "x", 1, &done, NULL));
    say("input: write text", WriteConsoleW(input, &c, 1, &done, NULL));
    say("input: screen", GetConsoleScreenBufferInfo(input, &info));
    say("input: colours", SetConsoleTextAttribute(input, 7));
    say("input: mode", GetConsoleMode(input, &mode));
    printf("  %lx\n", mode);
    say("input: set", SetConsoleMode(input, mode));
    say("input: of output", SetConsoleMode(input, 0x8000));
    say("output: read", ReadFile(output, &c, 1, &done, NULL));
    say("output: read text", ReadConsoleW(output, &c, 1, &done, NULL));
    say("output: events", GetNumberOfConsoleInputEvents(output, &done));
    say("output: flush", FlushConsoleInputBuffer(output));
    say("output: mode", GetConsoleMode(output, &mode));
    printf("  %lx\n", mode);
    say("output: of input", SetConsoleMode(output, ENABLE_QUICK_EDIT_MODE));
    say("CON, read: events", GetNumberOfConsoleInputEvents(read, &done));
    say("CON, written: screen", GetConsoleScreenBufferInfo(written, &info));
    say("CON, both", CreateFileA("CON", both, shared, NULL, OPEN_EXISTING, 0, NULL) != INVALID_HANDLE_VALUE);
    CloseHandle(input);
    CloseHandle(output);
    CloseHandle(read);
    CloseHandle(written);
}

static void show(const char *what, BOOL done, const INPUT_RECORD *records, DWORD count)
{
    printf("%s %d:", what, done);
    for (DWORD i = 0; done && i < count; i++)
        printf(" %d/%x/%x", records[i].EventType, records[i].Event.KeyEvent.wVirtualKeyCode,
               records[i].Event.KeyEvent.uChar.AsciiChar);
    printf(" error %lu\n", done ? 0 : GetLastError());
}

/* Lines are read; the keys can be had all the same. */
static void keys(void)
{
    INPUT_RECORD records[8];
    DWORD count = 0;
    WCHAR wide[20];
    GetNumberOfConsoleInputEvents(in, &count);
    printf("nothing was asked for: %lu\n", count);
    Sleep(1);
    GetNumberOfConsoleInputEvents(in, &count);
    printf("a line was: %lu\n", count);
    BOOL done = PeekConsoleInputA(in, records, 3, &count);
    show("peek", done, records, count);
    done = ReadConsoleInputA(in, records, 2, &count);
    show("read", done, records, count);
    SetConsoleCP(CP_UTF8);
    say("the rest", ReadConsoleW(in, wide, 2, &count, NULL));
    printf("  %lu: %x %x\n", count, wide[0], wide[1]);
    say("flush", FlushConsoleInputBuffer(in));
    SetConsoleMode(in, 0);
    say("a key", ReadConsoleA(in, wide, 20, &count, NULL));
    printf("  %lu: %x\n", count, *(char *)wide);
    say("the end", ReadConsoleInputA(in, records, 2, &count));
    say("the end", ReadConsoleA(in, wide, 20, &count, NULL));
    printf("  %lu\n", count);
}

int main(void)
{
    in = GetStdHandle(STD_INPUT_HANDLE);
    out = GetStdHandle(STD_OUTPUT_HANDLE);
    modes();
    screen();
    cells();
    pages_and_title();
    who();
    opened();
    ends();
    keys();
    return 0;
}
