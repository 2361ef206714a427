#include "firmware/cpu.h"

#include <stdbool.h>
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

#define LEAST_STACK 256u

#define ACCESS_KERNEL_CODE 0x9a
#define ACCESS_KERNEL_DATA 0x92
#define ACCESS_USER_CODE   0xfa
#define ACCESS_USER_DATA   0xf2
#define ACCESS_TASK        0x89
#define GATE_KERNEL        0x8e /* interrupt gate, IF off: the kernel is never interrupted */
#define GATE_USER          0xee /* the same, and user mode may call it by int n */
#define GATE_TASK          0x85
#define MSR_EFER           0xc0000080
#define EFER_NXE           0x800

#define VECTORS_OF_PROCESSOR 20u

extern const uint32_t trap_stubs[VECTORS_OF_PROCESSOR], trap_stub_debug_service, trap_stub_service,
    trap_stub_other, trap_stub_device;
extern const uint32_t trampoline_stubs[VECTORS_OF_PROCESSOR], trampoline_stub_debug_service,
    trampoline_stub_service, trampoline_stub_other, trampoline_stub_device;
void trap_double_fault(void);
void trap_double_fault_panic(void);

/* What the processor looks at while it enters the kernel, and in /4GB the trampoline, too: the first three
 * words are its (trampoline.S). It has a page, which can be shown elsewhere; the small stack is the rest of
 * that page. */
static struct tables {
    uint32_t kernel_directory, program_directory, program_return;
    struct descriptor gdt[11];
    struct gate idt[256];
    struct task way_in, fault_task;
} tables __attribute__((aligned(CPU_TABLES_BYTES)));
_Static_assert(sizeof(struct tables) <= CPU_TABLES_BYTES - LEAST_STACK, "tables and stack have a page");

/* Its esp0 is the running thread's kernel stack, wherever traps begin. */
struct task cpu_task;
uint32_t cpu_cr3_loads;
static const struct task *interrupted = &cpu_task; /* where a task gate leaves what the processor was doing */
static uint8_t fault_stack[4096] __attribute__((aligned(16)));
static struct fpu_state fpu_initial;

static void descriptor_set(uint32_t selector, uint32_t base, uint32_t limit, uint8_t access, uint8_t flags)
{
    ASSERT(selector % 8 == 0 && selector / 8 < sizeof tables.gdt / sizeof tables.gdt[0]);
    tables.gdt[selector / 8] = (struct descriptor){
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
    ASSERT(vector < sizeof tables.idt / sizeof tables.idt[0]);
    tables.idt[vector] = (struct gate){(uint16_t)offset, selector, 0, access, (uint16_t)(offset >> 16)};
}

static void build_gdt(void)
{
    descriptor_set(SELECTOR_KERNEL_CODE, 0, 0xfffff, ACCESS_KERNEL_CODE, 0xc0);
    descriptor_set(SELECTOR_KERNEL_DATA, 0, 0xfffff, ACCESS_KERNEL_DATA, 0xc0);
    descriptor_set(SELECTOR_USER_CODE & ~3u, 0, 0xfffff, ACCESS_USER_CODE, 0xc0);
    descriptor_set(SELECTOR_USER_DATA & ~3u, 0, 0xfffff, ACCESS_USER_DATA, 0xc0);
    descriptor_set(SELECTOR_TSS, (uint32_t)&cpu_task, sizeof cpu_task - 1, ACCESS_TASK, 0);
    descriptor_set(SELECTOR_TEB & ~3u, 0, 0xfff, ACCESS_USER_DATA, 0x40);
    descriptor_set(SELECTOR_FAULT_TSS, (uint32_t)&tables.fault_task, sizeof(struct task) - 1, ACCESS_TASK, 0);
    cpu_task.ss0 = SELECTOR_KERNEL_DATA;
    cpu_task.io_map = sizeof cpu_task;
}

static void build_fault_task(void)
{
    tables.fault_task = (struct task){
        .cr3 = cpu_cr3(),
        .eip = (uint32_t)trap_double_fault,
        .eflags = 2,
        .esp = (uint32_t)(fault_stack + sizeof fault_stack),
        .cs = SELECTOR_KERNEL_CODE,
        .ss = SELECTOR_KERNEL_DATA,
        .ds = SELECTOR_USER_DATA,
        .es = SELECTOR_USER_DATA,
        .io_map = sizeof(struct task),
    };
}

/* Where each vector goes: a stub lies `by` bytes from where the kernel's image has it. */
struct ways {
    const uint32_t *stubs;
    uint32_t debug_service, service, other, device, by;
};

static void build_idt(const struct ways *ways)
{
    for (uint32_t vector = 0; vector < 256; vector++)
        gate_set(vector, ways->other + ways->by, SELECTOR_KERNEL_CODE, GATE_KERNEL);
    for (uint32_t vector = 0; vector < VECTORS_OF_PROCESSOR; vector++) {
        bool user = vector == TRAP_BREAKPOINT || vector == TRAP_OVERFLOW;
        if (ways->stubs[vector])
            gate_set(vector, ways->stubs[vector] + ways->by, SELECTOR_KERNEL_CODE,
                     user ? GATE_USER : GATE_KERNEL);
    }
    for (uint32_t vector = TRAP_DEVICE; vector < TRAP_DEVICE + TRAP_DEVICES; vector++)
        gate_set(vector, ways->device + ways->by, SELECTOR_KERNEL_CODE, GATE_KERNEL);
    gate_set(TRAP_DEBUG_SERVICE, ways->debug_service + ways->by, SELECTOR_KERNEL_CODE, GATE_USER);
    gate_set(TRAP_SERVICE, ways->service + ways->by, SELECTOR_KERNEL_CODE, GATE_USER);
    gate_set(TRAP_DOUBLE, 0, SELECTOR_FAULT_TSS, GATE_TASK);
}

/* They are shown at `at`. */
static void load_tables(const struct tables *at)
{
    struct pointer gdt_pointer = {0, sizeof at->gdt - 1, at->gdt},
                   idt_pointer = {0, sizeof at->idt - 1, at->idt};
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

/* CR0: MP, NE, WP, AM (programs may ask for alignment checks, as on NT), no EM, no TS. CR4: OSFXSR,
 * OSXMMEXCPT. */
static void prepare_fpu(void)
{
    uint32_t cr0, cr4;
    __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
    cr0 = (cr0 & ~0xcu) | 0x50022u;
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
    port_out8(0x21, 0xff); /* both interrupt controllers: nothing comes in but where interruptline.h says */
    port_out8(0xa1, 0xff);
    build_gdt();
    build_fault_task();
    const struct ways ways = {trap_stubs,      trap_stub_debug_service, trap_stub_service,
                              trap_stub_other, trap_stub_device,        0};
    build_idt(&ways);
    load_tables(&tables);
    prepare_fpu();
}

const void *cpu_tables(void)
{
    return &tables;
}

void cpu_move_tables(uint32_t address, uint32_t by)
{
    struct tables *at = (struct tables *)address;
    const struct ways ways = {trampoline_stubs,      trampoline_stub_debug_service, trampoline_stub_service,
                              trampoline_stub_other, trampoline_stub_device,        by};
    tables.kernel_directory = cpu_cr3();
    tables.way_in = cpu_task;
    tables.way_in.esp0 = address + CPU_TABLES_BYTES;
    interrupted = &tables.way_in;
    descriptor_set(SELECTOR_TSS, (uint32_t)&at->way_in, sizeof(struct task) - 1, ACCESS_TASK, 0);
    descriptor_set(SELECTOR_FAULT_TSS, (uint32_t)&at->fault_task, sizeof(struct task) - 1, ACCESS_TASK, 0);
    build_idt(&ways);
    load_tables(at);
}

void cpu_set_program_directory(uint32_t directory)
{
    tables.program_directory = directory;
}

void cpu_set_program_return(uint32_t address)
{
    tables.program_return = address;
}

void cpu_set_kernel_stack(uint32_t top)
{
    cpu_task.esp0 = top;
}

/* Only the base differs from one thread to the next. */
void cpu_set_teb(uint32_t address)
{
    struct descriptor *teb = &tables.gdt[SELECTOR_TEB / 8];
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
    const struct registers registers = {.eax = interrupted->eax,
                                        .ebx = interrupted->ebx,
                                        .ecx = interrupted->ecx,
                                        .edx = interrupted->edx,
                                        .esi = interrupted->esi,
                                        .edi = interrupted->edi,
                                        .ebp = interrupted->ebp,
                                        .esp = interrupted->esp,
                                        .eip = interrupted->eip,
                                        .cs = interrupted->cs,
                                        .eflags = interrupted->eflags,
                                        .trap = TRAP_DOUBLE};
    bugcheck_at(&registers, BUGCHECK_KERNEL_TRAP, TRAP_DOUBLE, 0, 0, 0,
                "double fault: kernel stack exhausted or unmapped");
}

static uint32_t extended_features(void)
{
    uint32_t eax = 0x80000000, edx;
    __asm__ volatile("cpuid" : "+a"(eax) : : "ebx", "ecx", "edx");
    if (eax < 0x80000001)
        return 0;
    eax = 0x80000001;
    __asm__ volatile("cpuid" : "+a"(eax), "=d"(edx) : : "ebx", "ecx");
    return edx;
}

bool cpu_can_forbid_execution(void)
{
    return extended_features() >> 20 & 1;
}

void cpu_forbid_execution(void)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_EFER));
    __asm__ volatile("wrmsr" : : "a"(low | EFER_NXE), "d"(high), "c"(MSR_EFER));
}
