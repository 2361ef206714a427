/* Structured exception handling for compiled __try, and longjmp, which unwinds such frames. */
#include "frames.h"

#include <stdint.h>
#include <stddef.h>

enum {
    UNWINDING = 2 | 4, /* of the record's flags: an unwind, or the end of one, and no new exception */
    CONTINUE_EXECUTION = 0,
    CONTINUE_SEARCH = 1,
    NO_LEVEL = -1,
};

struct exception_record {
    uint32_t code;
    uint32_t flags;
};

/* One __try of a function: FILTER is null for a __finally. */
struct scope {
    int enclosing;
    void *filter;
    void *handler;
};

/* What a function with __try puts on its stack, just below the place that its ebp points to. */
struct registration {
    struct registration *previous;
    void *handler;
    const struct scope *scopes;
    int level; /* the innermost __try that it is in */
};

struct exception_pointers {
    void *record;
    void *context;
};

struct jump_buffer {
    uint32_t ebp, ebx, edi, esi, esp, eip;
    struct registration *registration;
    int level;
    uint32_t cookie;
    void(STDCALL *unwind)(struct jump_buffer *);
    uint32_t data[6];
};

static void *frame_of(struct registration *registration)
{
    return registration + 1;
}

/* The compiler keeps a place for the pointers below the registration: GetExceptionInformation() reads it. */
static void tell_pointers(struct registration *registration, struct exception_pointers *pointers)
{
    ((struct exception_pointers **)registration)[-1] = pointers;
}

void _local_unwind2(struct registration *registration, int stop)
{
    while (registration->level != stop && registration->level != NO_LEVEL) {
        const struct scope *scope = &registration->scopes[registration->level];
        registration->level = scope->enclosing;
        if (!scope->filter)
            frame_call(frame_of(registration), scope->handler);
    }
}

/* Does not come back: the __except block goes on in its function. */
static void enter_handler(struct registration *registration, int level)
{
    const struct scope *scope = &registration->scopes[level];
    _global_unwind2(registration);
    _local_unwind2(registration, level);
    registration->level = scope->enclosing;
    frame_enter(frame_of(registration), scope->handler);
}

int _except_handler3(struct exception_record *record, struct registration *registration, void *context,
                     void *dispatcher)
{
    struct exception_pointers pointers = {record, context};
    (void)dispatcher;
    __asm__ volatile("cld");
    if (record->flags & UNWINDING) {
        _local_unwind2(registration, NO_LEVEL);
        return CONTINUE_SEARCH;
    }
    tell_pointers(registration, &pointers);
    for (int level = registration->level; level != NO_LEVEL; level = registration->scopes[level].enclosing) {
        if (!registration->scopes[level].filter)
            continue;
        int answer = frame_call(frame_of(registration), registration->scopes[level].filter);
        if (answer < 0)
            return CONTINUE_EXECUTION;
        if (answer > 0)
            enter_handler(registration, level);
    }
    return CONTINUE_SEARCH;
}

/* The first version differed only in its scope table's name. */
int _except_handler2(struct exception_record *record, struct registration *registration, void *context,
                     void *dispatcher)
{
    return _except_handler3(record, registration, context, dispatcher);
}

static struct registration *innermost(void)
{
    struct registration *registration;
    __asm__("movl %%fs:0, %0" : "=r"(registration));
    return registration;
}

/* A __finally block asks whether it runs because of an unwind: then RtlUnwind's own frame, whose handler is
 * not ours, is the innermost one. No compiler that links with this DLL asks, so the answer is always no. */
int _abnormal_termination(void)
{
    return 0;
}

/* A frame of another kind may hold anything where ours holds its level, so only ours is unwound by level. */
static void unwind_to(struct jump_buffer *buffer)
{
    enum { COOKIE = 0x56433230 };
    struct registration *target = buffer->registration;
    if (target == (void *)-1)
        return;
    if (target != innermost())
        _global_unwind2(target);
    if (buffer->cookie == COOKIE && buffer->unwind)
        buffer->unwind(buffer);
    else if (target->handler == (void *)_except_handler3)
        _local_unwind2(target, buffer->level);
}

void ms_longjmp(struct jump_buffer *buffer, int value)
{
    unwind_to(buffer);
    frame_jump(buffer, value ? value : 1);
}

void STDCALL _seh_longjmp_unwind(struct jump_buffer *buffer)
{
    _local_unwind2(buffer->registration, buffer->level);
}
