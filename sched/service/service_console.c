#include "sched/service/service_console.h"

#include <string.h>
#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/object/console.h"
#include "sched/object/screen.h"
#include "sched/process/process.h"

#define PEEK_MOST 512u

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

static ntstatus fill(const struct nt_device_io_control_file *a)
{
    struct console_fill what;
    ntstatus status = take_in(a, &what, sizeof what);
    return status_ok(status) ? screen_fill(&what) : status;
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
        return end == &console_output ? fill(a) : STATUS_INVALID_HANDLE;
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
