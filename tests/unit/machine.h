/*
 * A machine in a host process: the kernel's memory, dispatcher and storage run unchanged, at their own
 * addresses, under ASan and UBSan. What stands in for hardware lies in tests/unit/machine/, one file for each
 * part:
 *
 *   memory.c     physical memory is one memory file; what the loader leaves behind
 *   processor.c  the kernel's half of the address space is the file's pages, mapped into this process as the
 * page tables say; the program's half is walked as the processor does it, with a TLB that forgets nothing by
 *                itself
 *   program.c    a program's accesses: translation, page fault, exception
 *   threads.c    threads on stacks of this process; the kernel's switch.S changes between them
 *   disk.c       a FAT volume on the RAM disk, which can fail; its page file
 *   log.c        the log in memory; bugchecks
 *
 * The program is linked into the upper half (tests/rules.mk), so that an address below 0x80000000 is a
 * program's here as on the real machine. A test that is run by RUN_ON_MACHINE() has a process and a machine
 * of its own.
 */
#ifndef TESTS_UNIT_MACHINE_H
#define TESTS_UNIT_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include "firmware/status.h"
#include "firmware/trap.h"
#include "mmu/pte.h"
#include "mmu/space.h"
#include "mmu/virtual.h"
#include "sched/dispatch/thread.h"
#include "storage/file.h"
#include "tests/unit/machine/fail.h"

/* Boots, in the order of sched/start/start.c: `frames` frames to hand out (more than 48), `slots` in the page
 * file. The caller is the first thread, of process 4, in no space. The three threads of pager.h run. Once in
 * a process. */
void machine_start(uint32_t frames, uint32_t slots);

/* ---- the program's side: the running thread's space, as ring 3 touches it ---- */

enum machine_access { MACHINE_READ, MACHINE_WRITE, MACHINE_EXECUTE };

/* Each comes to its end, with as many faults as it takes, or with the status of the exception that a program
 * would get. */
ntstatus machine_touch(uint32_t address, enum machine_access access);
ntstatus machine_read(uint32_t address, void *to, uint32_t bytes);
ntstatus machine_write(uint32_t address, const void *from, uint32_t bytes);

/* The same touch from ring 0, through mmu/usercopy.h. */
ntstatus machine_kernel_touch(uint32_t address, enum machine_access access);

/* What the kernel does to System's space (mmu/systemspace.h), with as many faults as it takes. */
ntstatus machine_system_write(uint32_t address, const void *from, uint32_t bytes);
ntstatus machine_system_read(uint32_t address, void *to, uint32_t bytes);

/* ---- looking from outside: nothing faults, nothing is marked ---- */

/* The PTE of an address of the space; none when there is no page table. */
pte_t machine_pte(const struct space *space, uint32_t address);
/* Physical memory. */
void *machine_physical(uint32_t address);
/* Asserts that no translation that the processor remembers disagrees with the page tables; `all`: the
 * kernel's half too. */
void machine_check_translations(bool all);

/* ---- regions ---- */

/* Gives up the whole region that begins at `start`. */
static inline ntstatus machine_release(struct space *space, uint32_t start)
{
    uint32_t end = 0;
    return virtual_release(space, &start, &end);
}

/* ---- threads ---- */

/* Makes the running thread one of `space`, or of none. */
void machine_enter(struct space *space);
/* The end of a test in `space`: all of it is given up, nobody is in it, it is deleted. The books balance
 * before and after. */
void machine_leave(struct space *space);
/* Nothing is promised, no slot in use, and each frame can be taken. */
bool machine_is_empty(void);
/* Makes a thread that calls body(argument) and then ends. At most 24. */
struct thread *machine_thread(const char *name, int priority, void (*body)(void *), void *argument);
/* Lets every other thread run until it waits. */
void machine_settle(void);

/* ---- disk ---- */

/* That many more transfers succeed, then one fails; -1: none does. */
void machine_disk_fail(int32_t after);
/* The n-th read, and the n-th write, from now on fails; 0: none does. */
void machine_disk_fail_nth(uint32_t read, uint32_t write);
/* From now on every transfer fails, or again none does. */
void machine_disk_dead(bool dead);
/* From now on each transfer takes so many units of the clock, in which other threads run; how many there
 * were. */
void machine_disk_latency(uint32_t units);
uint32_t machine_disk_reads(void);
uint32_t machine_disk_writes(void);
/* What the modified-page writer says when a write is done: the page is in `slot`, or SLOT_NONE, it failed. */
void machine_end_write(pfn_t pfn, slot_t slot);
/* A new file with these bytes, open. */
struct file *machine_file(const char *path, const void *bytes, uint32_t count);

/* ---- log ---- */

/* The lines since the last machine_log_clear(), the newest 64 KB of them. */
const char *machine_log(void);
void machine_log_clear(void);
/* Called by machine_fail() before it ends. */
extern void (*machine_on_fail)(void);
/* From here on the test passes only by a bugcheck, or machine_fail(), whose text contains `text`. */
void machine_expect_end(const char *text);
bool machine_end_missing(void);

/* ---- tests ---- */

/* The machines of the tests that follow have /3GB. */
extern bool machine_high;

/* In the child: true; in the parent: false, when the child has ended, and *failed says how. */
bool machine_fork(bool *failed);

#define RUN_ON_MACHINE(frames, slots, test)                                                                  \
    do {                                                                                                     \
        unit_failed = false;                                                                                 \
        if (machine_fork(&unit_failed)) {                                                                    \
            machine_start(frames, slots);                                                                    \
            test();                                                                                          \
            exit(unit_failed || machine_end_missing());                                                      \
        }                                                                                                    \
        unit_failed_tests += unit_failed;                                                                    \
        printf("%s %d - %s\n", unit_failed ? "not ok" : "ok", ++unit_tests, #test);                          \
    } while (0)

#endif
