#include "sched/start/crash.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "firmware/level.h"
#include "firmware/panic.h"
#include "mmu/address.h"
#include "mmu/layout.h"
#include "sched/process/process.h"

#define PRIORITY_CRASH 15 /* above every program's */

/* Functions of their own in the log: not drawn into their callers, and no call becomes a jump, because of
 * what stands behind it. */
#define OWN    __attribute__((noinline))
#define BEHIND __asm__ volatile("")

struct crash {
    const char *kind;
    void (*how)(void);
};

static const struct crash *chosen;

/* ---- irql: a buffer of a program is filled in a routine that may not wait ---- */

static OWN void fill_buffer(volatile uint32_t *buffer)
{
    volatile uint32_t value = 0;
    *buffer = value;
}

static OWN void deferred_routine(void)
{
    uint32_t level = level_raise(DISPATCH_LEVEL);
    fill_buffer((volatile uint32_t *)layout.parameters);
    level_lower(level);
}

/* ---- address: the last page of all, which no layout maps ---- */

#define NO_DEVICE 0xfffff000u

static OWN uint32_t read_device(const volatile uint32_t *device)
{
    volatile uint32_t value = *device;
    return value;
}

static OWN void poll_device(void)
{
    while (read_device((const volatile uint32_t *)NO_DEVICE) == 0)
        ;
}

/* ---- stack: a list whose end points at its beginning, followed by calls ---- */

struct node {
    const struct node *next;
    uint32_t value;
};

static OWN uint32_t sum_of(const struct node *node)
{
    if (!node)
        return 0;
    uint32_t rest = sum_of(node->next);
    BEHIND;
    return rest + node->value;
}

static OWN void add_up(void)
{
    struct node last = {NULL, 1}, first = {&last, 2};
    last.next = &first;
    sum_of(&first);
    BEHIND;
}

/* ---- assert: a reference is given back twice ---- */

static OWN void release(uint32_t *references)
{
    ASSERT(*references > 0);
    --*references;
}

static OWN void release_twice(void)
{
    uint32_t references = 1;
    release(&references);
    release(&references);
    BEHIND;
}

/* ---- execute: code is put on the stack and called, as a driver does that makes its thunks there ---- */

#define RETURN 0xc3 /* the instruction */

static OWN void call_thunk(const volatile uint8_t *thunk)
{
    ((void (*)(void))(uintptr_t)thunk)();
    BEHIND;
}

/* At the beginning of the page, which the stack has not come to: its address does not hang on the compiler.
 */
static OWN void make_thunk(void)
{
    volatile uint8_t here = 0;
    volatile uint8_t *thunk = (volatile uint8_t *)(uintptr_t)page_of((uint32_t)&here).address;
    *thunk = RETURN;
    call_thunk(thunk);
    BEHIND;
}

/* ---- leak: a process is looked up, and the reference forgotten. No bugcheck: the end of the log says it
 * ---- */

static OWN void look_up(void)
{
    struct process *last = list_member(processes()->previous, struct process, link);
    object_reference(&last->object);
}

static const struct crash kinds[] = {{"irql", deferred_routine}, {"address", poll_device}, {"stack", add_up},
                                     {"assert", release_twice},  {"execute", make_thunk},  {"leak", look_up}};

static void crash_thread(void *crash)
{
    ((const struct crash *)crash)->how();
    thread_exit(STATUS_SUCCESS); /* it went well */
}

bool crash_choose(const char *kind)
{
    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kind, kinds[i].kind) == 0)
            chosen = &kinds[i];
    return chosen != NULL;
}

void crash_start(void)
{
    if (chosen)
        process_create_kernel_thread("Crash", PRIORITY_CRASH, crash_thread, (void *)chosen);
}
