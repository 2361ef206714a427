/*
 * What stands on the screen: a menu is drawn there in several ways, scrolled and read back; what lies outside
 * is clipped or refused; and the screen is emptied as Microsoft's sample does it. On Windows the sizes are
 * others.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define WIDTH  12
#define HEIGHT 4

static HANDLE out;

static void say(const char *what, BOOL done, DWORD count)
{
    printf("%s %d error %lu, %lu\n", what, done, done ? 0 : GetLastError(), count);
}

/* Where this program's own lines go: the lower half of the screen is theirs. */
static void speak_at(SHORT line)
{
    fflush(stdout);
    SetConsoleCursorPosition(out, (COORD){0, line});
}

/* The upper left corner, as it is now: characters, and behind them the colours of their cells. */
static void show(const char *what)
{
    CHAR_INFO cells[HEIGHT][WIDTH];
    SMALL_RECT region = {0, 0, WIDTH - 1, HEIGHT - 1};
    ReadConsoleOutputA(out, cells[0], (COORD){WIDTH, HEIGHT}, (COORD){0, 0}, &region);
    printf("%s\n", what);
    for (int y = 0; y < HEIGHT; y++) {
        char line[3 * WIDTH + 2] = "";
        for (int x = 0; x < WIDTH; x++)
            line[x] = cells[y][x].Char.AsciiChar;
        line[WIDTH] = ' ';
        for (int x = 0; x < WIDTH; x++)
            sprintf(line + WIDTH + 1 + x, "%x", cells[y][x].Attributes & 15);
        puts(line);
    }
}

/* https://learn.microsoft.com/en-us/windows/console/clearing-the-screen, in few words. */
static void clear(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    DWORD count = 0;
    COORD home = {0, 0};
    GetConsoleScreenBufferInfo(out, &info);
    DWORD size = (DWORD)(info.dwSize.X * info.dwSize.Y);
    BOOL done = FillConsoleOutputCharacter(out, ' ', size, home, &count);
    GetConsoleScreenBufferInfo(out, &info);
    done = done && FillConsoleOutputAttribute(out, info.wAttributes, size, home, &count) &&
           SetConsoleCursorPosition(out, home);
    speak_at(6);
    say("clear", done, count);
}

static void written(void)
{
    printf("one\ttwo\r\n\xc4\xbf\bx");
    SetConsoleTextAttribute(out, 0x0a);
    printf("green");
    SetConsoleTextAttribute(out, 7);
    speak_at(8);
    show("what was written");
}

static void menu(void)
{
    CHAR_INFO box[2][3];
    for (int i = 0; i < 6; i++)
        box[i / 3][i % 3] =
            (CHAR_INFO){.Char.AsciiChar = (CHAR)("\xc9\xcd\xbb\xc8\xcd\xbc"[i]), .Attributes = 0x1e};
    SMALL_RECT region = {4, 1, 6, 2}, half = {-1, 3, 1, 9};
    BOOL done = WriteConsoleOutputA(out, box[0], (COORD){3, 2}, (COORD){0, 0}, &region);
    printf("box %d: %d %d %d %d\n", done, region.Left, region.Top, region.Right, region.Bottom);
    done = WriteConsoleOutputA(out, box[0], (COORD){3, 2}, (COORD){0, 1}, &half);
    printf("half %d: %d %d %d %d\n", done, half.Left, half.Top, half.Right, half.Bottom);
    show("a menu");
}

static void runs(void)
{
    WORD colours[3] = {1, 2, 3};
    WCHAR wide[3] = {0};
    CHAR text[6] = "";
    DWORD count = 0;
    COORD at = {10, 0};
    BOOL done = WriteConsoleOutputCharacterA(out, "ab\x81", 3, at, &count);
    say("characters", done, count);
    done = WriteConsoleOutputAttribute(out, colours, 3, at, &count);
    say("colours", done, count);
    done = ReadConsoleOutputCharacterW(out, wide, 3, at, &count);
    say("read", done, count);
    printf("  %x %x %x\n", wide[0], wide[1], wide[2]);
    memset(colours, 0, sizeof colours);
    done = ReadConsoleOutputAttribute(out, colours, 3, at, &count);
    say("their colours", done, count);
    printf("  %x %x %x\n", colours[0], colours[1], colours[2]);
    at = (COORD){78, 24};
    done = WriteConsoleOutputCharacterW(out, L"xyz", 3, at, &count);
    say("at the end", done, count);
    done = ReadConsoleOutputCharacterA(out, text, 5, at, &count);
    say("read", done, count);
    printf("  \"%s\"\n", text);
}

static void scrolled(void)
{
    const CHAR_INFO dot = {.Char.AsciiChar = '.', .Attributes = 4};
    SMALL_RECT all = {0, 0, 79, 3}, part = {4, 1, 6, 2}, clip = {5, 0, 79, 24};
    say("up", ScrollConsoleScreenBufferA(out, &all, NULL, (COORD){0, -1}, &dot), 0);
    show("a line up");
    say("aside", ScrollConsoleScreenBufferA(out, &part, &clip, (COORD){6, 0}, &dot), 0);
    show("a part aside, clipped");
}

static void refused(void)
{
    CHAR_INFO cell;
    WORD colour = 7;
    CHAR c = 'x';
    DWORD count = 9;
    COORD outside = {80, 0}, one = {1, 1}, none = {0, 0};
    SMALL_RECT region = {80, 0, 81, 1};
    BOOL done = ReadConsoleOutputW(out, &cell, one, none, &region);
    printf("outside %d: %d %d %d %d\n", done, region.Left, region.Top, region.Right, region.Bottom);
    region = (SMALL_RECT){0, 0, 3, 3};
    done = WriteConsoleOutputW(out, &cell, one, one, &region);
    printf("beside the buffer %d: %d %d %d %d\n", done, region.Left, region.Top, region.Right, region.Bottom);
    done = ReadConsoleOutputCharacterA(out, &c, 1, outside, &count);
    say("read outside", done, count);
    done = WriteConsoleOutputCharacterA(out, &c, 1, outside, &count);
    say("write outside", done, count);
    done = WriteConsoleOutputAttribute(out, &colour, 1, outside, &count);
    say("colour outside", done, count);
    done = FillConsoleOutputAttribute(out, 7, 1, outside, &count);
    say("fill outside", done, count);
    done = ReadConsoleOutputAttribute(GetStdHandle(STD_INPUT_HANDLE), &colour, 1, none, &count);
    say("of the input", done, count);
}

/* What no screen has: numbers at the ends of their range, and a block that is said to be larger than it is.
 */
static void edges(void)
{
    CHAR_INFO *last = (CHAR_INFO *)((char *)VirtualAlloc(NULL, 4096, MEM_COMMIT, PAGE_READWRITE) + 4096) - 1;
    COORD none = {0, 0}, one = {1, 1}, most = {32767, 32767}, corner = {79, 0};
    SMALL_RECT region = {-32768, -32768, 0, 0};
    DWORD count = 9;
    *last = (CHAR_INFO){.Char.AsciiChar = 'e', .Attributes = 2};
    BOOL done = ReadConsoleOutputA(out, last, one, none, &region);
    printf("least %d: %d %d %d %d\n", done, region.Left, region.Top, region.Right, region.Bottom);
    region = (SMALL_RECT){9, 3, 9, 3};
    done = WriteConsoleOutputA(out, last, most, none, &region);
    printf("most %d: %d %d %d %d\n", done, region.Left, region.Top, region.Right, region.Bottom);
    show("one cell");
    done = WriteConsoleOutputCharacterA(out, "a\0b", ULONG_MAX, (COORD){77, 24}, &count);
    say("as many as can be said", done, count);
    done = FillConsoleOutputCharacterA(out, '-', ULONG_MAX, corner, &count);
    say("and filled", done, count);
}

/* The bottom line is written full: what is above moves up. */
static void bottom(void)
{
    CHAR text[4] = "";
    DWORD count;
    speak_at(23);
    printf("123\n456\n");
    fflush(stdout);
    ReadConsoleOutputCharacterA(out, text, 3, (COORD){0, 22}, &count);
    printf("above: %s\n", text);
}

int main(void)
{
    out = GetStdHandle(STD_OUTPUT_HANDLE);
    clear();
    speak_at(0);
    written();
    speak_at(9);
    menu();
    speak_at(9);
    runs();
    speak_at(9);
    scrolled();
    speak_at(9);
    refused();
    speak_at(9);
    edges();
    bottom();
    return 0;
}
