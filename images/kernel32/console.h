/* The console as KERNEL32's files ask the kernel for it (sched/object/consolecodes.h). */
#ifndef IMAGES_KERNEL32_CONSOLE_H
#define IMAGES_KERNEL32_CONSOLE_H

#include "images/kernel32/base.h"
#include "sched/object/consolecodes.h"

/* A place on the screen, or its size, as the kernel has it in a number. */
static inline ULONG console_place(COORD at)
{
    return (ULONG)(USHORT)at.Y << 16 | (USHORT)at.X;
}

static inline COORD console_coordinates(ULONG place)
{
    return (COORD){(SHORT)(place & 0xffff), (SHORT)(place >> 16)};
}

/* Is it a console? Of a handle itself, not the number of a standard one. */
bool console_is(HANDLE handle);

/* STATUS_INVALID_HANDLE for what is no console. *count, may be null: bytes that came. */
NTSTATUS console_ask(HANDLE handle, ULONG code, const void *in, ULONG in_bytes, void *out, ULONG out_bytes,
                     ULONG *count);

/* Changes one field; TRUE, or FALSE with the last error set. */
BOOL console_set(HANDLE handle, enum console_field field, ULONG value);
BOOL console_get(HANDLE handle, struct console_state *state);

/* The same of a handle to the output; ERROR_INVALID_HANDLE for one to the input. */
BOOL console_get_screen(HANDLE handle, struct console_state *state);

/* The same on a handle of our own, for functions that get none. */
NTSTATUS console_ask_any(ULONG code, const void *in, ULONG in_bytes, void *out, ULONG out_bytes,
                         ULONG *count);

/* Makes `bytes` bytes that were read UTF-16, `length` characters at most; in `narrow` there is room for three
 * more, which are read if a character lacks them. The number of characters. */
DWORD console_widen(HANDLE handle, char *narrow, DWORD bytes, WCHAR *wide, DWORD length);

#endif
