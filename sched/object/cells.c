#include "sched/object/cells.h"

#include <string.h>
#include "firmware/panic.h"
#include "storage/codepage.h"
#include "storage/unicode.h"

#define ANSI 1252u
#define OEM  437u

static struct console_cell own[CELLS_OWN], *cells = own;
static uint32_t width, height;
/* The character in UTF-8 that has begun, and the cell where it stands. Until it is whole, and if a cell
 * cannot say it, the sign for that is there. */
static char begun[UNICODE_UTF8_BYTES];
static uint32_t begun_bytes, begun_at;

static void clear(uint32_t from, uint32_t count, uint32_t colours)
{
    ASSERT(from + count <= width * height);
    for (uint32_t i = from; i < from + count; i++)
        cells[i] = (struct console_cell){' ', (uint16_t)colours};
}

void cells_start(struct console_cell *memory, uint32_t columns, uint32_t lines, uint32_t colours)
{
    ASSERT(columns > 0 && lines > 0 && (memory || columns * lines <= CELLS_OWN));
    cells = memory ? memory : own;
    width = columns;
    height = lines;
    begun_bytes = 0;
    clear(0, width * height, colours);
}

static uint32_t index_of(uint32_t column, uint32_t line)
{
    ASSERT(column < width && line < height);
    return line * width + column;
}

struct console_cell *cells_at(uint32_t column, uint32_t line)
{
    return &cells[index_of(column, line)];
}

uint32_t cells_room(uint32_t column, uint32_t line)
{
    return width * height - index_of(column, line);
}

/* ---- text ---- */

static uint16_t of_page(uint8_t byte, uint32_t page)
{
    if (byte < 0x80)
        return byte;
    if (page == OEM)
        return codepage_437[byte - 0x80];
    return page == ANSI ? codepage_1252[byte - 0x80] : UNICODE_REPLACEMENT;
}

void cells_put(uint32_t column, uint32_t line, char byte, uint32_t page, uint32_t colours)
{
    uint32_t at = index_of(column, line);
    cells[at] = (struct console_cell){of_page((uint8_t)byte, page), (uint16_t)colours};
    begun[0] = byte;
    begun_bytes = 1;
    begun_at = at;
}

void cells_go_on(char byte)
{
    uint32_t code;
    if (begun_bytes == 0 || begun_bytes == sizeof begun)
        return;
    begun[begun_bytes++] = byte;
    if (unicode_get(begun, begun_bytes, &code) == begun_bytes && code <= 0xffff)
        cells[begun_at].character = (uint16_t)code;
}

void cells_scroll(uint32_t colours)
{
    uint32_t last = (height - 1) * width;
    memmove(cells, cells + width, last * sizeof *cells);
    clear(last, width, colours);
    if (begun_at < width)
        begun_bytes = 0;
    else
        begun_at -= width;
}
