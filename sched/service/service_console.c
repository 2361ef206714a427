#include "sched/service/service_console.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/pool.h"
#include "mmu/usercopy.h"
#include "sched/object/console.h"
#include "sched/object/screen.h"
#include "sched/process/process.h"

#define PEEK_MOST 512u
#define TAG_CELLS POOL_TAG('C', 'e', 'l', 'l')

static uint8_t title[CONSOLE_TITLE_BYTES];
static uint32_t title_bytes;

static ntstatus take_in(const struct nt_device_io_control_file *a, void *to, uint32_t bytes)
{
    return a->in_bytes < bytes ? STATUS_INVALID_PARAMETER : user_read(to, a->in, bytes);
}

static ntstatus give_out(const struct nt_device_io_control_file *a, const void *from, uint32_t bytes,
                         uint32_t *count)
{
    *count = bytes;
    return a->out_bytes < bytes ? STATUS_BUFFER_TOO_SMALL : user_write(a->out, from, bytes);
}

static ntstatus get(const struct device *end, const struct nt_device_io_control_file *a, uint32_t *count)
{
    struct console_state state = screen_state;
    state.fields[CONSOLE_IS_OUTPUT] = end == &console_output;
    return give_out(a, &state, sizeof state, count);
}

/* The code pages have no end of their own: calls that have no handle set them. */
static bool is_of_end(const struct device *end, uint32_t field)
{
    if (field == CONSOLE_INPUT_PAGE || field == CONSOLE_OUTPUT_PAGE || field >= CONSOLE_FIELDS)
        return true;
    return end == (field == CONSOLE_INPUT_MODE ? &console_input : &console_output);
}

static ntstatus set(const struct device *end, const struct nt_device_io_control_file *a)
{
    struct console_change change;
    ntstatus status = take_in(a, &change, sizeof change);
    if (status_ok(status) && !is_of_end(end, change.field))
        status = STATUS_INVALID_HANDLE;
    return status_ok(status) ? screen_change(&change) : status;
}

static ntstatus fill(const struct nt_device_io_control_file *a,
                     ntstatus (*by)(const struct console_fill *what))
{
    struct console_fill what;
    ntstatus status = take_in(a, &what, sizeof what);
    return status_ok(status) ? by(&what) : status;
}

static ntstatus get_cells(const struct nt_device_io_control_file *a, uint32_t *count)
{
    uint32_t at, most = a->out_bytes / sizeof(struct console_cell);
    ntstatus status = take_in(a, &at, sizeof at);
    const struct console_cell *cells = status_ok(status) ? screen_cells(at, &most) : NULL;
    if (status_ok(status) && !cells)
        status = STATUS_INVALID_PARAMETER;
    return status_ok(status) && most ? give_out(a, cells, most * sizeof *cells, count) : status;
}

static ntstatus put_cells(const struct nt_device_io_control_file *a)
{
    const uint32_t head = offsetof(struct console_put, cells);
    if (a->in_bytes < head || a->in_bytes > sizeof(struct console_put))
        return STATUS_INVALID_PARAMETER;
    struct console_put *what = pool_alloc_raw(sizeof *what, TAG_CELLS);
    ntstatus status = what ? user_read(what, a->in, a->in_bytes) : STATUS_INSUFFICIENT_RESOURCES;
    if (status_ok(status))
        status = screen_put(what->at, what->cells, (a->in_bytes - head) / sizeof *what->cells);
    pool_free(what);
    return status;
}

/* Read as a whole before the old one goes. */
static ntstatus set_title(const struct nt_device_io_control_file *a)
{
    uint8_t wanted[CONSOLE_TITLE_BYTES];
    if (a->in_bytes > sizeof wanted || a->in_bytes % 2)
        return STATUS_INVALID_PARAMETER;
    ntstatus status = a->in_bytes ? user_read(wanted, a->in, a->in_bytes) : STATUS_SUCCESS;
    if (!status_ok(status))
        return status;
    memcpy(title, wanted, a->in_bytes);
    title_bytes = a->in_bytes;
    return STATUS_SUCCESS;
}

static ntstatus peek(const struct nt_device_io_control_file *a, uint32_t *count)
{
    char bytes[PEEK_MOST];
    uint32_t room = a->out_bytes < sizeof bytes ? a->out_bytes : sizeof bytes;
    uint32_t there = console_peek(bytes, room);
    return there ? give_out(a, bytes, there, count) : STATUS_SUCCESS;
}

/* The buffer is tried before anything is taken. */
static ntstatus take_keys(const struct nt_device_io_control_file *a, uint32_t *count)
{
    char bytes[PEEK_MOST];
    uint32_t room = a->out_bytes < sizeof bytes ? a->out_bytes : sizeof bytes;
    ntstatus status = room ? user_probe(a->out, room) : STATUS_INVALID_PARAMETER;
    if (status_ok(status))
        status = console_take(bytes, room, count);
    return status == STATUS_SUCCESS && *count ? user_write(a->out, bytes, *count) : status;
}

static ntstatus of_input(const struct nt_device_io_control_file *a, uint32_t *count)
{
    if (a->code == CONSOLE_PEEK)
        return peek(a, count);
    if (a->code == CONSOLE_TAKE)
        return take_keys(a, count);
    console_flush();
    return STATUS_SUCCESS;
}

ntstatus console_control(const struct device *end, const struct nt_device_io_control_file *a, uint32_t *count)
{
    ASSERT(device_is_console(end));
    switch (a->code) {
    case CONSOLE_GET:
        return get(end, a, count);
    case CONSOLE_SET:
        return set(end, a);
    case CONSOLE_GET_TITLE:
        return give_out(a, title, title_bytes, count);
    case CONSOLE_SET_TITLE:
        return set_title(a);
    case CONSOLE_FILL:
        return end == &console_output ? fill(a, screen_fill) : STATUS_INVALID_HANDLE;
    case CONSOLE_COLOUR:
        return end == &console_output ? fill(a, screen_colour) : STATUS_INVALID_HANDLE;
    case CONSOLE_GET_CELLS:
        return end == &console_output ? get_cells(a, count) : STATUS_INVALID_HANDLE;
    case CONSOLE_PUT_CELLS:
        return end == &console_output ? put_cells(a) : STATUS_INVALID_HANDLE;
    case CONSOLE_PEEK:
    case CONSOLE_TAKE:
    case CONSOLE_FLUSH:
        return end == &console_input ? of_input(a, count) : STATUS_INVALID_HANDLE;
    case CONSOLE_SET_CONTROL:
        return take_in(a, &process_current()->control_routine, sizeof(uint32_t));
    default:
        return STATUS_INVALID_DEVICE_REQUEST;
    }
}
