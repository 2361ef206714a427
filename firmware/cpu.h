/*
 * The processor: control registers, descriptor tables, the floating-point state. Ground floor: knows nothing
 * above it. Intel SDM vol. 3A: 2.5 (control registers), 3.4 (segments), 6 (interrupts), 7 (tasks), 13
 * (FXSAVE).
 */
#ifndef FIRMWARE_CPU_H
#define FIRMWARE_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* NT's selectors. The kernel runs with the user data selector in ds and es: it is flat, and good at every
 * level. */
#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_KERNEL_DATA 0x10
#define SELECTOR_USER_CODE   0x1b
#define SELECTOR_USER_DATA   0x23
#define SELECTOR_TSS         0x28
#define SELECTOR_TEB         0x3b
#define SELECTOR_FAULT_TSS   0x50

#define FLAG_TRAP         0x00000100u
#define FLAG_INTERRUPT    0x00000200u
#define FLAG_DIRECTION    0x00000400u
#define FLAG_NESTED_TASK  0x00004000u
#define FLAG_RESUME       0x00010000u
#define FLAG_VIRTUAL_8086 0x00020000u
/* What a program may set: CF PF AF ZF SF TF DF OF, and RF AC ID. */
#define FLAGS_USER 0x00250dd5u

struct fpu_state { /* FXSAVE area, 16-byte aligned */
    uint8_t bytes[512];
} __attribute__((aligned(16)));

/* What FNSTENV stores. */
struct fpu_environment {
    uint32_t control, status, tags, error_offset, error_selector, data_offset, data_selector;
};

static inline uint32_t cpu_flags(void)
{
    uint32_t flags;
    __asm__ volatile("pushfl\n\tpopl %0" : "=r"(flags) : : "memory");
    return flags;
}

static inline void cpu_set_flags(uint32_t flags)
{
    __asm__ volatile("pushl %0\n\tpopfl" : : "r"(flags) : "memory", "cc");
}

static inline uint32_t cpu_cr2(void)
{
    uint32_t value;
    __asm__ volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}

static inline uint32_t cpu_cr3(void)
{
    uint32_t value;
    __asm__ volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}

/* As if that had been touched last. */
static inline void cpu_set_cr2(uint32_t address)
{
    __asm__ volatile("mov %0, %%cr2" : : "r"(address));
}

/* How often CR3 has been loaded since the kernel's entry; trampoline.S counts, too. */
extern uint32_t cpu_cr3_loads;

static inline void cpu_load_cr3(uint32_t directory)
{
    cpu_cr3_loads++;
    __asm__ volatile("mov %0, %%cr3" : : "r"(directory) : "memory");
}

/* Must follow every change of a present PTE that takes a right away or clears A or D. */
static inline void cpu_invalidate(uint32_t address)
{
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static inline uint64_t cpu_time_stamp(void)
{
    uint64_t value;
    __asm__ volatile("rdtsc" : "=A"(value));
    return value;
}

/* What user mode finds in fs and gs: the TEB, nothing. */
static inline void cpu_load_teb_selector(void)
{
    __asm__ volatile("movw %w0, %%fs\n\tmovw %w1, %%gs" : : "r"(SELECTOR_TEB), "r"(0));
}

static inline void cpu_fpu_save(struct fpu_state *state)
{
    __asm__ volatile("fxsave %0" : "=m"(*state));
}

static inline void cpu_fpu_load(const struct fpu_state *state)
{
    __asm__ volatile("fxrstor %0" : : "m"(*state));
}

/* FNSTENV masks all exceptions; FLDENV takes that back. */
static inline void cpu_fpu_environment(struct fpu_environment *environment)
{
    __asm__ volatile("fnstenv %0\n\tfldenv %0" : "=m"(*environment));
}

/* Loads the kernel's own GDT, IDT and TSS, masks the interrupt controllers, prepares the FPU. Once, at start.
 */
void cpu_start(void);

/* Can it be kept from executing a page (CPUID 80000001, EDX bit 20)? From now on bit 63 of an entry does
 * (EFER.NXE).
 */
bool cpu_can_forbid_execution(void);
void cpu_forbid_execution(void);

#define CPU_TABLES_BYTES 4096u

/* The page of GDT, IDT and TSS, with a small stack at its end. */
const void *cpu_tables(void);

/* For trampoline.c. The processor finds that page at `address` from now on, and each trap begins with
 * trampoline.S, which lies `by` bytes from where the kernel's image has it, on that stack. */
void cpu_move_tables(uint32_t address, uint32_t by);

/* What trampoline.S loads on the way to user mode: CR3, and where a program goes on that came by SYSENTER. */
void cpu_set_program_directory(uint32_t directory);
void cpu_set_program_return(uint32_t address);

/* The stack that a trap from user mode begins on: the top of the running thread's kernel stack, a
 * multiple of 4, which the dispatcher asserts when it prepares a thread. */
void cpu_set_kernel_stack(uint32_t top);

/* What fs points at in user mode: the TEB of the running thread. */
void cpu_set_teb(uint32_t address);

/* The FPU state a new thread starts with: control word 0x27f (53 bits, as on Windows), MXCSR 0x1f80. */
const struct fpu_state *cpu_fpu_initial(void);

#endif
