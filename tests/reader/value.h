/*
 * Values: what may stand in a field of the log, and how each is written (docs/log-format.md, Grammar).
 */
#ifndef READER_VALUE_H
#define READER_VALUE_H

#include <stdbool.h>
#include <stdint.h>

enum value_type {
    VALUE_FLAG, /* the field is its name and nothing else */
    VALUE_WORD, /* one of the words that the form lists; number: its place there */
    VALUE_NAME, /* letters, digits, '-', '_', ':' and '.'; text */
    VALUE_DECIMAL,
    VALUE_SIGNED,
    VALUE_CHANGE,  /* decimal, its sign always written */
    VALUE_ADDRESS, /* 8 hex digits */
    VALUE_HEX8,    /* the same, no address */
    VALUE_FRAME,   /* 5 hex digits, frame or slot */
    VALUE_HANDLE,  /* 4 hex digits or more */
    VALUE_HEX,     /* any count of them */
    VALUE_RESULT,  /* 8 or 16 hex digits, or ? */
    VALUE_THREAD,  /* P.T; number: the thread, other: the process */
    VALUE_RANGE,   /* LOW-HIGH; number: LOW, other: HIGH */
    VALUE_PAGES,   /* the same in decimal */
    VALUE_PAGE,    /* decimal:address of a page; number: the address, other: the process */
    VALUE_INDEX,   /* decimal:decimal; number: the second, other: the first */
    VALUE_TEXT,    /* "..."; text, without the quotes; flag: it was cut */
    VALUE_ORIGIN,  /* "file":page; text, number: the page */
    VALUE_OBJECT,  /* TYPE:NUMBER; text: the type. Without ":" other is 0 */
    VALUE_PROTECTION,
    VALUE_PTE,    /* pte */
    VALUE_MOVE,   /* LIST>LIST; number: the new, other: the old */
    VALUE_MOMENT, /* the same, and Initialized, Running, Transition */
    VALUE_STATE   /* Ready, Terminated, Waiting(reason); number: enum thread_state, other: the reason */
};

/* Lists that a frame may be on. */
enum list { LIST_ZEROED, LIST_FREE, LIST_STANDBY, LIST_MODIFIED, LIST_ACTIVE, LIST_WRITING, LISTS };
extern const char *const list_names[LISTS];

/* A thread is Initialized before the first of these can be said of it. */
enum thread_state {
    STATE_READY,
    STATE_WAITING,
    STATE_TERMINATED,
    STATE_INITIALIZED,
    STATE_RUNNING,
    STATE_TRANSITION,
    STATES
};
extern const char *const state_names[STATES];

enum { REASONS = 7 };
extern const char *const reason_names[REASONS];

/* One of eight words, and what may stand behind it. */
enum protection {
    NOACCESS,
    READONLY,
    READWRITE,
    WRITECOPY,
    EXECUTE,
    EXECUTE_READ,
    EXECUTE_READWRITE,
    EXECUTE_WRITECOPY,
    PROTECTION_WORDS,
    GUARD = 8,
    NOCACHE = 16
};
extern const char *const protection_names[PROTECTION_WORDS];

bool protection_copies(unsigned protection); /* a write makes a private copy */
bool protection_writes(unsigned protection); /* a write is allowed, with a copy or without */
bool protection_executes(unsigned protection);
unsigned protection_of_copy(unsigned protection);     /* of a page that a write has copied */
unsigned protection_of_original(unsigned protection); /* of one that it would have to copy */
unsigned protection_shown(unsigned protection);       /* what is left of it in a PTE that is mapped */

enum pte_kind {
    PTE_NONE,
    PTE_DECOMMITTED,
    PTE_ZERO,
    PTE_SLOT,
    PTE_TRANSITION,
    PTE_PROTOTYPE,
    PTE_VALID,
    PTE_SHARED,
    PTE_KINDS
};

struct pte {
    enum pte_kind kind;
    uint32_t frame; /* or the slot */
    unsigned protection;
    bool dirty;
};

struct value {
    const char *start; /* where it stands in the line, with its key */
    unsigned length;   /* of that */
    int64_t number, other;
    const char *text;
    unsigned text_length;
    bool flag;
    struct pte pte;
};

/*
 * Reads a value of this type from `text`, `length` bytes, which stays where it is. `words` are those of
 * VALUE_WORD, parted by commas. False: it is written in another way.
 */
bool value_read(enum value_type type, const char *words, const char *text, unsigned length,
                struct value *value);

bool text_is(const char *text, unsigned length, const char *word);

#endif
