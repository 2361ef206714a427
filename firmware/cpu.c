#include "firmware/cpu.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/ports.h"
#include "firmware/trap.h"

struct descriptor {
    uint16_t limit_low, base_low;
    uint8_t base_middle, access, limit_high_flags, base_high;
};

struct gate {
    uint16_t offset_low, selector;
    uint8_t zero, access;
    uint16_t offset_high;
};

struct pointer {
    uint16_t unused, limit; /* the base must be aligned, so the limit is not */
    const void *base;
};

struct task { /* SDM vol. 3A, 7.2.1 */
    uint32_t link, esp0, ss0, esp1, ss1, esp2, ss2, cr3, eip, eflags;
    uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
    uint32_t es, cs, ss, ds, fs, gs, ldt;
    uint16_t trap, io_map;
};

#define ACCESS_KERNEL_CODE 0x9a
#define ACCESS_KERNEL_DATA 0x92
#define ACCESS_USER_CODE   0xfa
#define ACCESS_USER_DATA   0xf2
#define ACCESS_TASK        0x89
#define GATE_KERNEL        0x8e /* interrupt gate, IF off: the kernel is never interrupted */
#define GATE_USER          0xee /* the same, and user mode may call it by int n */
#define GATE_TASK          0x85

extern const uint32_t trap_stubs[20], trap_stub_debug_service, trap_stub_service, trap_stub_other;
void trap_double_fault(void);
void trap_double_fault_panic(void);

static struct descriptor gdt[11];
static struct gate idt[256];
static struct task task, fault_task;
static uint8_t fault_stack[4096] __attribute__((aligned(16)));
static struct fpu_state fpu_initial;

static void descriptor_set(uint32_t selector, uint32_t base, uint32_t limit, uint8_t access, uint8_t flags)
{
    ASSERT(selector % 8 == 0 && selector / 8 < sizeof gdt / sizeof gdt[0]);
    gdt[selector / 8] = (struct descriptor){
        .limit_low = (uint16_t)limit,
        .base_low = (uint16_t)base,
        .base_middle = (uint8_t)(base >> 16),
        .access = access,
        .limit_high_flags = (uint8_t)((limit >> 16 & 0xf) | flags),
        .base_high = (uint8_t)(base >> 24),
    };
}

static void gate_set(uint32_t vector, uint32_t offset, uint16_t selector, uint8_t access)
{
    ASSERT(vector < sizeof idt / sizeof idt[0]);
    idt[vector] = (struct gate){(uint16_t)offset, selector, 0, access, (uint16_t)(offset >> 16)};
}

static void build_gdt(void)
{
    descriptor_set(SELECTOR_KERNEL_CODE, 0, 0xfffff, ACCESS_KERNEL_CODE, 0xc0);
    descriptor_set(SELECTOR_KERNEL_DATA, 0, 0xfffff, ACCESS_KERNEL_DATA, 0xc0);
    descriptor_set(SELECTOR_USER_CODE & ~3u, 0, 0xfffff, ACCESS_USER_CODE, 0xc0);
    descriptor_set(SELECTOR_USER_DATA & ~3u, 0, 0xfffff, ACCESS_USER_DATA, 0xc0);
    descriptor_set(SELECTOR_TSS, (uint32_t)&task, sizeof task - 1, ACCESS_TASK, 0);
    descriptor_set(SELECTOR_TEB & ~3u, 0, 0xfff, ACCESS_USER_DATA, 0x40);
    descriptor_set(SELECTOR_FAULT_TSS, (uint32_t)&fault_task, sizeof fault_task - 1, ACCESS_TASK, 0);
    task.ss0 = SELECTOR_KERNEL_DATA;
    task.io_map = sizeof task;
}

static void build_fault_task(void)
{
    fault_task = (struct task){
        .cr3 = cpu_cr3(),
        .eip = (uint32_t)trap_double_fault,
        .eflags = 2,
        .esp = (uint32_t)(fault_stack + sizeof fault_stack),
        .cs = SELECTOR_KERNEL_CODE,
        .ss = SELECTOR_KERNEL_DATA,
        .ds = SELECTOR_USER_DATA,
        .es = SELECTOR_USER_DATA,
        .io_map = sizeof fault_task,
    };
}

static void build_idt(void)
{
    for (uint32_t vector = 0; vector < 256; vector++)
        gate_set(vector, trap_stub_other, SELECTOR_KERNEL_CODE, GATE_KERNEL);
    for (uint32_t vector = 0; vector < 20; vector++)
        if (trap_stubs[vector])
            gate_set(vector, trap_stubs[vector], SELECTOR_KERNEL_CODE, GATE_KERNEL);
    gate_set(TRAP_BREAKPOINT, trap_stubs[TRAP_BREAKPOINT], SELECTOR_KERNEL_CODE, GATE_USER);
    gate_set(TRAP_OVERFLOW, trap_stubs[TRAP_OVERFLOW], SELECTOR_KERNEL_CODE, GATE_USER);
    gate_set(TRAP_DEBUG_SERVICE, trap_stub_debug_service, SELECTOR_KERNEL_CODE, GATE_USER);
    gate_set(TRAP_SERVICE, trap_stub_service, SELECTOR_KERNEL_CODE, GATE_USER);
    gate_set(TRAP_DOUBLE, 0, SELECTOR_FAULT_TSS, GATE_TASK);
}

static void load_tables(void)
{
    struct pointer gdt_pointer = {0, sizeof gdt - 1, gdt}, idt_pointer = {0, sizeof idt - 1, idt};
    __asm__ volatile("lgdt %0\n\t"
                     "lidt %1\n\t"
                     "ljmp %2, $1f\n"
                     "1:\tmovw %w3, %%ds\n\t"
                     "movw %w3, %%es\n\t"
                     "movw %w4, %%ss\n\t"
                     "movw %w5, %%fs\n\t"
                     "movw %w5, %%gs\n\t"
                     "ltr %w6"
                     :
                     : "m"(gdt_pointer.limit), "m"(idt_pointer.limit), "i"(SELECTOR_KERNEL_CODE),
                       "r"(SELECTOR_USER_DATA), "r"(SELECTOR_KERNEL_DATA), "r"(0), "r"(SELECTOR_TSS)
                     : "memory");
}

/* CR0: MP, NE, WP, no EM, no TS. CR4: OSFXSR, OSXMMEXCPT. */
static void prepare_fpu(void)
{
    uint32_t cr0, cr4;
    __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
    cr0 = (cr0 & ~0xcu) | 0x10022u;
    __asm__ volatile("mov %0, %%cr0" : : "r"(cr0));
    __asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
    cr4 |= 0x600u;
    __asm__ volatile("mov %0, %%cr4" : : "r"(cr4));
    uint16_t control = 0x27f;
    uint32_t mxcsr = 0x1f80;
    __asm__ volatile("fninit\n\tfldcw %0\n\tldmxcsr %1" : : "m"(control), "m"(mxcsr));
    cpu_fpu_save(&fpu_initial);
}

INIT_CODE void cpu_start(void)
{
    port_out8(0x21, 0xff); /* both interrupt controllers: nothing comes in, scheduling is cooperative */
    port_out8(0xa1, 0xff);
    build_gdt();
    build_fault_task();
    build_idt();
    load_tables();
    prepare_fpu();
}

void cpu_set_kernel_stack(uint32_t top)
{
    task.esp0 = top;
}

/* Only the base differs from one thread to the next. */
void cpu_set_teb(uint32_t address)
{
    struct descriptor *teb = &gdt[SELECTOR_TEB / 8];
    ASSERT(address % 4096 == 0);
    teb->base_low = (uint16_t)address;
    teb->base_middle = (uint8_t)(address >> 16);
    teb->base_high = (uint8_t)(address >> 24);
    cpu_load_teb_selector();
}

const struct fpu_state *cpu_fpu_initial(void)
{
    return &fpu_initial;
}

/* What the processor was doing stands in the TSS that the task gate saved. */
void trap_double_fault_panic(void)
{
    const struct registers registers = {.eax = task.eax,
                                        .ebx = task.ebx,
                                        .ecx = task.ecx,
                                        .edx = task.edx,
                                        .esi = task.esi,
                                        .edi = task.edi,
                                        .ebp = task.ebp,
                                        .esp = task.esp,
                                        .eip = task.eip,
                                        .cs = task.cs,
                                        .eflags = task.eflags,
                                        .trap = TRAP_DOUBLE};
    bugcheck_at(&registers, BUGCHECK_KERNEL_TRAP, TRAP_DOUBLE, 0, 0, 0,
                "double fault: kernel stack exhausted or unmapped");
}
