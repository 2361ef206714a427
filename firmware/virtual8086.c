/*
 * An emulator may let a program into virtual-8086 mode, by an IRET from user mode whose flags say so; a
 * processor ignores that flag there (Intel SDM vol. 2, IRET). The kernel has no use for the mode and does not
 * know its frames: such a program comes back in its own segments, at the linear address of its instruction.
 * Its next trap is a violation, unless it is a page fault: those all stand in the log.
 */
#include <string.h>
#include "firmware/cpu.h"
#include "firmware/trap.h"

#define SEGMENTS 4u /* es, ds, fs, gs: above the frame, and cleared */

void virtual_8086_leave(struct trap_frame *frame);

/* Called by trap.S: the frame comes to lie where that of any other trap from user mode lies. */
void virtual_8086_leave(struct trap_frame *frame)
{
    struct trap_frame *plain = (struct trap_frame *)((uint32_t *)frame + SEGMENTS);
    memmove(plain, frame, sizeof *plain);
    plain->eip += plain->cs << 4;
    plain->cs = SELECTOR_USER_CODE;
    plain->ss = SELECTOR_USER_DATA;
    plain->eflags &= ~FLAG_VIRTUAL_8086;
    if (plain->vector != TRAP_PAGE_FAULT) {
        plain->vector = TRAP_PROTECTION;
        plain->error = 0;
    }
    cpu_load_teb_selector();
}
