/*
 * What stands in the cells of the screen, as runs from a place on, line after line, and as rectangles; and
 * what needs a second screen, which there is not. The A calls have characters in the output's code page, of
 * one byte each: what such a byte cannot say is read as '?'.
 */
#include "images/kernel32/console.h"

#include <limits.h>

#define BYTES_MOST 4 /* of a character, in any page */

_Static_assert(sizeof(CHAR_INFO) == sizeof(struct console_cell), "a cell is a CHAR_INFO");

static NTSTATUS get_cells(HANDLE handle, ULONG at, CHAR_INFO *cells, ULONG count, ULONG *came)
{
    ULONG bytes = 0;
    NTSTATUS status =
        console_ask(handle, CONSOLE_GET_CELLS, &at, sizeof at, cells, count * sizeof *cells, &bytes);
    *came = NT_SUCCESS(status) ? bytes / sizeof *cells : 0;
    return status;
}

static NTSTATUS put_cells(HANDLE handle, const struct console_put *what, ULONG count)
{
    ULONG bytes = offsetof(struct console_put, cells) + count * sizeof what->cells[0];
    return console_ask(handle, CONSOLE_PUT_CELLS, what, bytes, NULL, 0, NULL);
}

/* ---- characters of one byte ---- */

static CHAR narrow(UINT page, WCHAR wide)
{
    CHAR c;
    return WideCharToMultiByte(page, 0, &wide, 1, &c, 1, NULL, NULL) == 1 ? c : '?';
}

static WCHAR widen(UINT page, CHAR c)
{
    WCHAR wide;
    return MultiByteToWideChar(page, 0, &c, 1, &wide, 1) == 1 ? wide : '?';
}

/* ---- runs ---- */

/* What is done about cells: `done` of the run are behind it. */
typedef void each_fn(CHAR_INFO *cells, ULONG count, void *values, ULONG done);

static bool is_on_screen(const struct console_state *state, COORD at)
{
    COORD size = console_coordinates(state->fields[CONSOLE_SIZE]);
    return at.X >= 0 && at.X < size.X && at.Y >= 0 && at.Y < size.Y;
}

/* So many cells further, which may be behind the last. */
static ULONG further(const struct console_state *state, COORD at, ULONG count)
{
    ULONG width = state->fields[CONSOLE_SIZE] & 0xffff, index = (ULONG)at.Y * width + (ULONG)at.X + count;
    return index / width << 16 | index % width;
}

/* As many as the screen has there. */
static ULONG run_length(const struct console_state *state, COORD at, ULONG length)
{
    COORD size = console_coordinates(state->fields[CONSOLE_SIZE]);
    return min(length, (ULONG)((size.Y - at.Y) * size.X - at.X));
}

/* Of a place outside nothing is read, and that is no error. */
static BOOL read_run(HANDLE handle, COORD at, ULONG length, each_fn *each, void *values, LPDWORD done)
{
    struct console_state state;
    CHAR_INFO cells[CONSOLE_CELLS_MOST];
    NTSTATUS status = STATUS_SUCCESS;
    ULONG came;
    *done = 0;
    if (!console_get_screen(handle, &state))
        return FALSE;
    ULONG left = is_on_screen(&state, at) ? run_length(&state, at, length) : 0;
    for (; NT_SUCCESS(status) && left > 0; left -= came, *done += came) {
        ULONG piece = min(left, CONSOLE_CELLS_MOST);
        status = get_cells(handle, further(&state, at, *done), cells, piece, &came);
        each(cells, came, values, *done);
    }
    return result(status);
}

/* Half of each cell is kept, so it is read first. */
static BOOL change_run(HANDLE handle, COORD at, ULONG length, each_fn *each, void *values, LPDWORD done)
{
    struct console_state state;
    struct console_put what;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG came;
    *done = 0;
    if (!console_get_screen(handle, &state))
        return FALSE;
    if (length > 0 && !is_on_screen(&state, at))
        return fail(ERROR_INVALID_PARAMETER);
    for (ULONG left = length ? run_length(&state, at, length) : 0; NT_SUCCESS(status) && left > 0;
         left -= came, *done += came) {
        what.at = further(&state, at, *done);
        status = get_cells(handle, what.at, (CHAR_INFO *)what.cells, min(left, CONSOLE_CELLS_MOST), &came);
        each((CHAR_INFO *)what.cells, came, values, *done);
        if (NT_SUCCESS(status))
            status = put_cells(handle, &what, came);
    }
    return result(status);
}

static void to_wide(CHAR_INFO *cells, ULONG count, void *values, ULONG done)
{
    for (ULONG i = 0; i < count; i++)
        ((WCHAR *)values)[done + i] = cells[i].Char.UnicodeChar;
}

struct narrow_text {
    CHAR *to;
    UINT page;
};

static void to_narrow(CHAR_INFO *cells, ULONG count, void *values, ULONG done)
{
    const struct narrow_text *text = values;
    for (ULONG i = 0; i < count; i++)
        text->to[done + i] = narrow(text->page, cells[i].Char.UnicodeChar);
}

static void to_attributes(CHAR_INFO *cells, ULONG count, void *values, ULONG done)
{
    for (ULONG i = 0; i < count; i++)
        ((WORD *)values)[done + i] = cells[i].Attributes;
}

static void from_wide(CHAR_INFO *cells, ULONG count, void *values, ULONG done)
{
    for (ULONG i = 0; i < count; i++)
        cells[i].Char.UnicodeChar = ((const WCHAR *)values)[done + i];
}

static void from_attributes(CHAR_INFO *cells, ULONG count, void *values, ULONG done)
{
    for (ULONG i = 0; i < count; i++)
        cells[i].Attributes = ((const WORD *)values)[done + i];
}

WINBOOL WINAPI ReadConsoleOutputCharacterA(HANDLE handle, LPSTR text, DWORD length, COORD at, LPDWORD done)
{
    struct narrow_text narrow = {text, GetConsoleOutputCP()};
    return read_run(handle, at, length, to_narrow, &narrow, done);
}

WINBOOL WINAPI ReadConsoleOutputCharacterW(HANDLE handle, LPWSTR text, DWORD length, COORD at, LPDWORD done)
{
    return read_run(handle, at, length, to_wide, text, done);
}

WINBOOL WINAPI ReadConsoleOutputAttribute(HANDLE handle, LPWORD attributes, DWORD length, COORD at,
                                          LPDWORD done)
{
    return read_run(handle, at, length, to_attributes, attributes, done);
}

WINBOOL WINAPI WriteConsoleOutputCharacterW(HANDLE handle, LPCWSTR text, DWORD length, COORD at, LPDWORD done)
{
    return change_run(handle, at, length, from_wide, (void *)text, done);
}

/* As many bytes as the screen has room for from there on, whatever page they are in: `length` may be
 * anything. */
static int bytes_that_fit(HANDLE handle, COORD at, DWORD length)
{
    struct console_state state;
    if (!console_get_screen(handle, &state) || !is_on_screen(&state, at))
        return (int)min(length, 1);
    return (int)min(length, run_length(&state, at, length) * BYTES_MOST);
}

/* In UTF-8 there are fewer characters than bytes; how many were written is told in characters. */
WINBOOL WINAPI WriteConsoleOutputCharacterA(HANDLE handle, LPCSTR text, DWORD length, COORD at, LPDWORD done)
{
    UINT page = GetConsoleOutputCP();
    int bytes = bytes_that_fit(handle, at, length);
    int count = bytes ? MultiByteToWideChar(page, 0, text, bytes, NULL, 0) : 0;
    WCHAR *wide = allocate((SIZE_T)count * sizeof *wide);
    *done = 0;
    if (!wide)
        return FALSE;
    if (count)
        MultiByteToWideChar(page, 0, text, bytes, wide, count);
    BOOL good = WriteConsoleOutputCharacterW(handle, wide, (DWORD)count, at, done);
    release(wide);
    return good;
}

WINBOOL WINAPI WriteConsoleOutputAttribute(HANDLE handle, const WORD *attributes, DWORD length, COORD at,
                                           LPDWORD done)
{
    return change_run(handle, at, length, from_attributes, (void *)attributes, done);
}

/* As many as there are from that place on: outside none, and that is no error. */
static BOOL fill(HANDLE handle, ULONG code, ULONG value, DWORD length, COORD at, LPDWORD done)
{
    const struct console_fill what = {console_place(at), length, value};
    struct console_state state;
    *done = 0;
    if (!console_get_screen(handle, &state))
        return FALSE;
    if (!is_on_screen(&state, at))
        return TRUE;
    if (!result(console_ask(handle, code, &what, sizeof what, NULL, 0, NULL)))
        return FALSE;
    *done = run_length(&state, at, length);
    return TRUE;
}

WINBOOL WINAPI FillConsoleOutputCharacterW(HANDLE handle, WCHAR c, DWORD length, COORD at, LPDWORD done)
{
    return fill(handle, CONSOLE_FILL, c, length, at, done);
}

WINBOOL WINAPI FillConsoleOutputCharacterA(HANDLE handle, CHAR c, DWORD length, COORD at, LPDWORD done)
{
    return fill(handle, CONSOLE_FILL, widen(GetConsoleOutputCP(), c), length, at, done);
}

WINBOOL WINAPI FillConsoleOutputAttribute(HANDLE handle, WORD attributes, DWORD length, COORD at,
                                          LPDWORD done)
{
    return fill(handle, CONSOLE_COLOUR, attributes, length, at, done);
}

/* ---- rectangles ---- */

/* right and bottom are within it; nothing is in it if they are less than left and top. */
struct area {
    int left, top, right, bottom;
};

static struct area area_of(const SMALL_RECT *from)
{
    return (struct area){from->Left, from->Top, from->Right, from->Bottom};
}

static struct area common(struct area a, struct area b)
{
    return (struct area){max(a.left, b.left), max(a.top, b.top), min(a.right, b.right),
                         min(a.bottom, b.bottom)};
}

static struct area moved(struct area a, int right, int down)
{
    return (struct area){a.left + right, a.top + down, a.right + right, a.bottom + down};
}

static bool is_empty(struct area a)
{
    return a.right < a.left || a.bottom < a.top;
}

static SIZE_T area_cells(struct area a)
{
    return is_empty(a) ? 0 : (SIZE_T)(a.right - a.left + 1) * (SIZE_T)(a.bottom - a.top + 1);
}

static struct area whole(COORD size)
{
    return (struct area){0, 0, size.X - 1, size.Y - 1};
}

static BOOL get_screen_area(HANDLE handle, struct area *screen)
{
    struct console_state state;
    if (!console_get_screen(handle, &state))
        return FALSE;
    *screen = whole(console_coordinates(state.fields[CONSOLE_SIZE]));
    return TRUE;
}

static ULONG place_of(int column, int line)
{
    return (ULONG)line << 16 | (ULONG)column;
}

/* The caller's cells, where the screen's first cell would be among them: `first` + line * `width` + column.
 */
struct block {
    int first, width;
};

/* Cells that lie close together and are those of the area. */
static struct block packed(struct area a)
{
    int width = a.right - a.left + 1;
    return (struct block){-a.top * width - a.left, width};
}

/* Less than nothing, there. Less than the least number cannot be said: it begins one further. */
static SMALL_RECT nothing_at(SHORT left, SHORT top)
{
    left = max(left, SHRT_MIN + 1);
    top = max(top, SHRT_MIN + 1);
    return (SMALL_RECT){left, top, (SHORT)(left - 1), (SHORT)(top - 1)};
}

/* What of the region is on the screen and in the caller's block; it is what the caller is told. Of one that
 * is nowhere: less than nothing. False: there is nothing to be done, and the call returns *good. */
static bool clip(HANDLE handle, COORD size, COORD at, PSMALL_RECT region, struct area *clipped,
                 struct block *block, BOOL *good)
{
    int right = region->Left - at.X, down = region->Top - at.Y;
    struct area screen;
    *good = get_screen_area(handle, &screen);
    if (!*good)
        return false;
    *clipped = common(common(area_of(region), screen), moved(whole(size), right, down));
    if (at.X < 0 || at.Y < 0 || is_empty(*clipped)) {
        *region = nothing_at(region->Left, region->Top);
        return false;
    }
    *block = (struct block){-down * size.X - right, size.X};
    *region = (SMALL_RECT){(SHORT)clipped->left, (SHORT)clipped->top, (SHORT)clipped->right,
                           (SHORT)clipped->bottom};
    return true;
}

static NTSTATUS read_area(HANDLE handle, struct area a, CHAR_INFO *cells, struct block block)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG came;
    for (int line = a.top; NT_SUCCESS(status) && line <= a.bottom; line++)
        status = get_cells(handle, place_of(a.left, line), cells + block.first + line * block.width + a.left,
                           (ULONG)(a.right - a.left + 1), &came);
    return status;
}

static NTSTATUS write_area(HANDLE handle, struct area a, const CHAR_INFO *cells, struct block block)
{
    struct console_put what;
    ULONG count = (ULONG)(a.right - a.left + 1);
    NTSTATUS status = STATUS_SUCCESS;
    for (int line = a.top; NT_SUCCESS(status) && line <= a.bottom; line++) {
        what.at = place_of(a.left, line);
        memcpy(what.cells, cells + block.first + line * block.width + a.left, count * sizeof *cells);
        status = put_cells(handle, &what, count);
    }
    return status;
}

WINBOOL WINAPI ReadConsoleOutputW(HANDLE handle, PCHAR_INFO cells, COORD size, COORD at, PSMALL_RECT region)
{
    struct area clipped;
    struct block block;
    BOOL good;
    if (!clip(handle, size, at, region, &clipped, &block, &good))
        return good;
    return result(read_area(handle, clipped, cells, block));
}

static void narrow_area(struct area a, CHAR_INFO *cells, struct block block)
{
    UINT page = GetConsoleOutputCP();
    for (int line = a.top; line <= a.bottom; line++)
        for (int column = a.left; column <= a.right; column++) {
            CHAR_INFO *cell = &cells[block.first + line * block.width + column];
            cell->Char.UnicodeChar = (BYTE)narrow(page, cell->Char.UnicodeChar);
        }
}

WINBOOL WINAPI ReadConsoleOutputA(HANDLE handle, PCHAR_INFO cells, COORD size, COORD at, PSMALL_RECT region)
{
    struct area clipped;
    struct block block;
    BOOL good;
    if (!clip(handle, size, at, region, &clipped, &block, &good))
        return good;
    if (!result(read_area(handle, clipped, cells, block)))
        return FALSE;
    narrow_area(clipped, cells, block);
    return TRUE;
}

WINBOOL WINAPI WriteConsoleOutputW(HANDLE handle, const CHAR_INFO *cells, COORD size, COORD at,
                                   PSMALL_RECT region)
{
    struct area clipped;
    struct block block;
    BOOL good;
    if (!clip(handle, size, at, region, &clipped, &block, &good))
        return good;
    return result(write_area(handle, clipped, cells, block));
}

/* Of the caller's block nothing is read but what is written: whoever gives a region says how large the rest
 * is, and need not have it. */
static void widen_area(struct area a, const CHAR_INFO *cells, struct block block, CHAR_INFO *wide)
{
    UINT page = GetConsoleOutputCP();
    for (int line = a.top; line <= a.bottom; line++)
        for (int column = a.left; column <= a.right; column++) {
            *wide = cells[block.first + line * block.width + column];
            wide->Char.UnicodeChar = widen(page, wide->Char.AsciiChar);
            wide++;
        }
}

WINBOOL WINAPI WriteConsoleOutputA(HANDLE handle, const CHAR_INFO *cells, COORD size, COORD at,
                                   PSMALL_RECT region)
{
    struct area clipped;
    struct block block;
    BOOL good;
    if (!clip(handle, size, at, region, &clipped, &block, &good))
        return good;
    CHAR_INFO *wide = allocate(area_cells(clipped) * sizeof *wide);
    if (!wide)
        return FALSE;
    widen_area(clipped, cells, block, wide);
    NTSTATUS status = write_area(handle, clipped, wide, packed(clipped));
    release(wide);
    return result(status);
}

/* ---- scrolling ---- */

static NTSTATUS fill_area(HANDLE handle, struct area a, const CHAR_INFO *fill)
{
    CHAR_INFO line[CONSOLE_CELLS_MOST];
    for (int i = 0; i <= a.right - a.left; i++)
        line[i] = *fill;
    return is_empty(a) ? STATUS_SUCCESS : write_area(handle, a, line, (struct block){-a.left, 0});
}

/* Where the cells come from and go to, both on the screen, and may overlap; `block` lies where they come
 * from. */
static NTSTATUS scroll(HANDLE handle, struct area from, int right, int down, struct area clip,
                       const CHAR_INFO *fill)
{
    const struct area to = common(moved(from, right, down), clip);
    const struct block read = packed(from), write = {read.first - down * read.width - right, read.width};
    CHAR_INFO *cells = allocate(area_cells(from) * sizeof *cells);
    if (!cells)
        return STATUS_NO_MEMORY;
    NTSTATUS status = read_area(handle, from, cells, read);
    if (NT_SUCCESS(status))
        status = fill_area(handle, common(from, clip), fill);
    if (NT_SUCCESS(status) && !is_empty(to))
        status = write_area(handle, to, cells, write);
    release(cells);
    return status;
}

/* What leaves the clip, or the screen, is lost; what is left behind within it is filled. */
WINBOOL WINAPI ScrollConsoleScreenBufferW(HANDLE handle, const SMALL_RECT *from, const SMALL_RECT *clip,
                                          COORD to, const CHAR_INFO *fill)
{
    struct area screen;
    if (!get_screen_area(handle, &screen))
        return FALSE;
    struct area moves = common(area_of(from), screen), within = clip ? common(area_of(clip), screen) : screen;
    if (is_empty(moves) || is_empty(within))
        return TRUE;
    return result(scroll(handle, moves, to.X - from->Left, to.Y - from->Top, within, fill));
}

WINBOOL WINAPI ScrollConsoleScreenBufferA(HANDLE handle, const SMALL_RECT *from, const SMALL_RECT *clip,
                                          COORD to, const CHAR_INFO *fill)
{
    CHAR_INFO wide = *fill;
    wide.Char.UnicodeChar = widen(GetConsoleOutputCP(), fill->Char.AsciiChar);
    return ScrollConsoleScreenBufferW(handle, from, clip, to, &wide);
}

/* ---- a second screen ---- */

HANDLE WINAPI CreateConsoleScreenBuffer(DWORD access, DWORD share, const SECURITY_ATTRIBUTES *attributes,
                                        DWORD flags, LPVOID data)
{
    fail(ERROR_CALL_NOT_IMPLEMENTED);
    return INVALID_HANDLE_VALUE;
}

/* There is one, which is active. */
WINBOOL WINAPI SetConsoleActiveScreenBuffer(HANDLE handle)
{
    struct console_state state;
    return console_get_screen(handle, &state);
}
