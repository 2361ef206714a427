/*
 * Copying between kernel memory and the memory of the running program. A user pointer is never followed in
 * any other way (faultaccess.h looks at the running instruction, which is no pointer of the program's): the
 * range is checked, and a page that cannot be touched ends the copy with a status instead of a bugcheck.
 * Thread context; may wait, because user pages may have to be brought in, so never while the volume's lock is
 * held (asserted). A failed copy may have copied a part.
 */
#ifndef MMU_USERCOPY_H
#define MMU_USERCOPY_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "mmu/layout.h"

/* True if [address, address + bytes) lies in the program's half and does not wrap. */
static inline bool user_range(uint32_t address, uint32_t bytes);

/* The rest of it, for what does not lie below 2 GB, where every program may go. */
bool user_range_above(uint32_t address, uint32_t bytes);

/* One comparison says that the address lies in between: what is left behind it is no longer than all. */
static inline bool user_range(uint32_t address, uint32_t bytes)
{
    uint32_t room = LAYOUT_SMALL_END - address;
    return (room <= LAYOUT_SMALL_END - LAYOUT_USER_LOW && bytes <= room) || user_range_above(address, bytes);
}

/* Copies; 0, or 1 when a page could not be touched: then the running thread's recovery_status tells why. For
 * usercopy.c; usercopy.S has the one for programs that the kernel reaches by their addresses. */
typedef int (*user_copier)(void *to, const void *from, uint32_t bytes, uint32_t *recovery);
int user_copy(void *to, const void *from, uint32_t bytes, uint32_t *recovery);

/* Chooses how, by the layout. At start. */
void user_copy_start(void);

/* STATUS_ACCESS_VIOLATION (also for a bad range), or what the fault said: STATUS_IN_PAGE_ERROR, ... */
ntstatus user_read(void *to, uint32_t from, uint32_t bytes);
ntstatus user_write(uint32_t to, const void *from, uint32_t bytes);

/* Words, for the trap of a system call, whose way is kept short, where the kernel reaches programs by their
 * addresses (mmu/layout.h): inline, and the caller has asked user_range(), is in no other copy and holds no
 * lock. `recovery` is the thread's. False if a page refuses; then the thread's recovery_status tells why. */
static inline bool user_read_words(uint32_t *to, uint32_t from, uint32_t words, uint32_t *recovery)
{
    /* The fault handler goes on behind the copy and leaves the registers as they are: with words left. */
    __asm__ volatile("movl $1f, %[recovery]\n\t"
                     "rep movsl\n"
                     "1:\tmovl $0, %[recovery]"
                     : "+D"(to), "+S"(from), "+c"(words), [recovery] "=m"(*recovery)
                     :
                     : "memory");
    return words == 0;
}

/* One 32-bit word. */
static inline ntstatus user_write32(uint32_t to, uint32_t value)
{
    return user_write(to, &value, sizeof value);
}

/* Makes sure that the bytes can be written: touches each of their pages and changes nothing. */
ntstatus user_probe(uint32_t address, uint32_t bytes);

/* What lies there, if it can be told without a touch: false when a page of it is not in memory. Nothing
 * faults, nothing is marked as accessed, and nothing waits: for the log, which must not change what it tells
 * of. */
bool user_peek(void *to, uint32_t from, uint32_t bytes);

#endif
