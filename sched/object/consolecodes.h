/*
 * What NtDeviceIoControlFile does on a handle to the console: the codes and what goes in and out. The
 * kernel's and KERNEL32's; NT's own console driver has others. A code that asks for access asks it of the
 * handle, and what one end of the console has is STATUS_INVALID_HANDLE at the other.
 */
#ifndef SCHED_CONSOLECODES_H
#define SCHED_CONSOLECODES_H

#include <stdint.h>

/* CTL_CODE(FILE_DEVICE_CONSOLE, function, METHOD_BUFFERED, access) */
#define CONSOLE_CODE(function, access) (0x500000u | (access) << 14 | (function) << 2)

enum console_code {
    CONSOLE_GET = CONSOLE_CODE(0x800, 0),       /* out: struct console_state */
    CONSOLE_SET = CONSOLE_CODE(0x801, 0),       /* in: struct console_change */
    CONSOLE_GET_TITLE = CONSOLE_CODE(0x802, 0), /* out: UTF-16, as many bytes as it has */
    CONSOLE_SET_TITLE = CONSOLE_CODE(0x803, 0), /* in: the same */
    CONSOLE_FILL = CONSOLE_CODE(0x804, 2),      /* in: struct console_fill, of characters */
    CONSOLE_PEEK = CONSOLE_CODE(0x805, 1),      /* out: bytes that are there to be read; they stay */
    CONSOLE_FLUSH = CONSOLE_CODE(0x806, 1),     /* they go */
    CONSOLE_TAKE = CONSOLE_CODE(0x808, 1), /* out: keys as bytes, waited for, also while lines are read */
    CONSOLE_SET_CONTROL = CONSOLE_CODE(0x807, 0), /* in: the address at which a thread of the caller's process
                                                     shall begin when control-C was typed, with the event */
    CONSOLE_COLOUR = CONSOLE_CODE(0x809, 2),      /* in: struct console_fill, of attributes */
    CONSOLE_GET_CELLS = CONSOLE_CODE(0x80a, 0),   /* in: a place, y << 16 | x; out: the cells from there on */
    CONSOLE_PUT_CELLS = CONSOLE_CODE(0x80b, 2), /* in: struct console_put, with CONSOLE_CELLS_MOST at most */
};

#define CONSOLE_UTF8        65001u
#define CONSOLE_TITLE_BYTES 510 /* 255 characters */
#define CONSOLE_CELLS_MOST  512

/* Modes: ENABLE_ bits of the Microsoft console functions. */
#define CONSOLE_PROCESSED_INPUT  0x1u
#define CONSOLE_LINE_INPUT       0x2u
#define CONSOLE_ECHO_INPUT       0x4u
#define CONSOLE_INPUT_MODES      0x3ffu
#define CONSOLE_PROCESSED_OUTPUT 0x1u
#define CONSOLE_WRAP_AT_EOL      0x2u
#define CONSOLE_OUTPUT_MODES     0x1fu

enum console_field {
    CONSOLE_INPUT_MODE,
    CONSOLE_OUTPUT_MODE,
    CONSOLE_INPUT_PAGE,
    CONSOLE_OUTPUT_PAGE,
    CONSOLE_CURSOR,      /* y << 16 | x */
    CONSOLE_CURSOR_SIZE, /* 1 .. 100 per cent of a cell */
    CONSOLE_CURSOR_SHOWN,
    CONSOLE_ATTRIBUTES,
    CONSOLE_SIZE,      /* height << 16 | width, as long as the machine runs */
    CONSOLE_IS_OUTPUT, /* of the handle that was asked: it is the end that is written to, not the one that is
                          read */
    CONSOLE_FIELDS
};

struct console_state {
    uint32_t fields[CONSOLE_FIELDS];
};

struct console_change {
    uint32_t field, value; /* what cannot be is STATUS_INVALID_PARAMETER */
};

/* CHAR_INFO */
struct console_cell {
    uint16_t character, attributes;
};

/* Cells from a place on, line after line, as far as there are any; the cursor stays. */
struct console_fill {
    uint32_t at; /* y << 16 | x */
    uint32_t count;
    uint32_t value; /* 16 bits */
};

struct console_put {
    uint32_t at;
    struct console_cell cells[CONSOLE_CELLS_MOST]; /* as many as the bytes that are handed in have */
};

#endif
