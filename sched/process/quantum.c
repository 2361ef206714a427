#include "sched/process/quantum.h"

#include "firmware/breakpoint.h"
#include "firmware/clock.h"
#include "firmware/cpu.h"
#include "firmware/initcode.h"
#include "firmware/instruction.h"
#include "firmware/panic.h"
#include "mmu/address.h"
#include "mmu/usercopy.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"

static uint32_t quantum;       /* 0: there is none */
static uint32_t counted;       /* by the thread that runs, */
static uint32_t counted_since; /* since this switch */

/* How the running thread has left for user mode. Until it is back no other one runs. */
static struct {
    bool steps;                     /* TF is the quantum's */
    bool own;                       /* and the program's, too */
    uint32_t eip, last, opcode_end; /* the step's instruction is the last of those that hold it back */
    enum instruction_step next;     /* of that one */
} left;

static bool only_ours; /* the trap that has just come in tells the program nothing */

INIT_CODE void quantum_start(uint32_t instructions)
{
    ASSERT(quantum == 0 && instructions <= QUANTUM_MOST);
    quantum = instructions;
    if (quantum)
        trap_register_user(quantum_enter, quantum_leave);
}

bool quantum_is_on(void)
{
    return quantum != 0;
}

/* ---- into the kernel ---- */

static void show(struct trap_frame *frame, bool trap)
{
    frame->eflags = trap ? frame->eflags | FLAG_TRAP : frame->eflags & ~FLAG_TRAP;
}

/* The word that PUSHF has pushed lies in memory, because it has just been written. */
static void hide_pushed(const struct trap_frame *frame)
{
    uint8_t byte;
    uint32_t address = frame->esp + 1;
    if (!user_peek(&byte, address, 1))
        return;
    byte &= (uint8_t) ~(FLAG_TRAP >> 8);
    user_write(address, &byte, 1);
}

/* A processor that holds back fewer steps stops before the instruction that was looked ahead for. */
static bool has_taken_flags(const struct trap_frame *frame)
{
    bool before = frame->eip > left.eip && frame->eip <= left.last;
    return left.next == STEP_TAKES_FLAGS && !before;
}

/* What the step has done with TF. A step that the program wanted when it began is its own, whatever TF is
 * now. */
static void step(struct trap_frame *frame, uint32_t status)
{
    uint32_t hits = breakpoints_hit(status);
    only_ours = !left.own && hits == 0;
    if (left.next != STEP_REPEATS || frame->eip != left.eip)
        counted++;
    if (left.next == STEP_PUSHES_FLAGS && frame->eip == left.opcode_end && !left.own)
        hide_pushed(frame);
    if (!left.own)
        breakpoints_set_status(hits); /* also of what that write has met */
    if (has_taken_flags(frame))
        left.own = (frame->eflags & FLAG_TRAP) != 0;
}

void quantum_enter(struct trap_frame *frame)
{
    only_ours = false;
    if (!left.steps)
        return;
    if (frame->vector == TRAP_DEBUG) {
        uint32_t status = breakpoints_status();
        if (status & DEBUG_STEP)
            step(frame, status);
    }
    show(frame, left.own);
}

static void end(void)
{
    counted = 0;
    clock_computed(quantum);
    wait_expire();
    dispatcher_preempt();
}

bool quantum_took_step(void)
{
    bool took = only_ours;
    if (took && counted >= quantum)
        end();
    return took;
}

/* ---- out of it ---- */

/* A program's own threads begin to count anew each time that they are switched to. */
static void count_since_switch(void)
{
    if (counted_since == dispatcher_switches())
        return;
    counted_since = dispatcher_switches();
    counted = 0;
}

/* As many bytes as can be read without a touch; those of the next page are not needed if they are not there,
 * because then a fault comes before the step. */
static enum instruction_step look(uint32_t eip, uint32_t *length)
{
    uint8_t bytes[INSTRUCTION_LONGEST];
    uint32_t count = bytes_in_page(eip, sizeof bytes);
    if (!user_peek(bytes, eip, count))
        count = 0;
    else if (count < sizeof bytes && user_peek(bytes + count, eip + count, sizeof bytes - count))
        count = sizeof bytes;
    return instruction_step(bytes, count, length);
}

static void look_ahead(uint32_t eip)
{
    uint32_t length, held_back = 0;
    left.eip = left.last = eip;
    left.next = look(eip, &length);
    while (left.next == STEP_HELD_BACK && held_back++ < QUANTUM_HELD_BACK) {
        left.last += length;
        left.next = look(left.last, &length);
    }
    left.opcode_end = left.last + length;
}

void quantum_leave(struct trap_frame *frame)
{
    left.steps = quantum && (dispatcher_has_rival() || wait_is_timed());
    if (!left.steps)
        return;
    count_since_switch();
    left.own = (frame->eflags & FLAG_TRAP) != 0;
    look_ahead(frame->eip);
    show(frame, true);
    trap_restores_all(frame);
}
