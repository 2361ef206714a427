#include "firmware/sysenter.h"

#include "firmware/cpu.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "firmware/trampoline.h"
#include "firmware/trap.h"

#define MSR_SYSENTER_CS  0x174
#define MSR_SYSENTER_ESP 0x175
#define MSR_SYSENTER_EIP 0x176

/* ss is the descriptor behind cs, and SYSEXIT takes the two behind that one. */
_Static_assert(SELECTOR_KERNEL_DATA == SELECTOR_KERNEL_CODE + 8 &&
                   SELECTOR_USER_CODE == ((SELECTOR_KERNEL_CODE + 16) | 3) &&
                   SELECTOR_USER_DATA == ((SELECTOR_KERNEL_CODE + 24) | 3),
               "descriptors lie as SYSENTER and SYSEXIT want them");

/* For trap.S: what the frame says of where the program goes on. */
uint32_t sysenter_return;

void trap_sysenter(void);
void trampoline_sysenter(void);

INIT_CODE bool sysenter_is_there(void)
{
    uint32_t signature = 1, features;
    __asm__ volatile("cpuid" : "+a"(signature), "=d"(features) : : "ebx", "ecx");
    return sysenter_is_of(signature, features);
}

INIT_CODE static void write_register(uint32_t number, uint32_t value)
{
    __asm__ volatile("wrmsr" : : "a"(value), "d"(0), "c"(number));
}

INIT_CODE void sysenter_start(uint32_t return_address)
{
    bool apart = trampoline_entry != 0;
    uint32_t tables = apart ? TRAMPOLINE_TABLES : (uint32_t)cpu_tables();
    ASSERT(sysenter_return == 0 && return_address != 0);
    sysenter_return = return_address;
    cpu_set_program_return(return_address);
    write_register(MSR_SYSENTER_ESP, tables + CPU_TABLES_BYTES);
    write_register(MSR_SYSENTER_EIP,
                   apart ? trampoline_place((uint32_t)trampoline_sysenter) : (uint32_t)trap_sysenter);
    write_register(MSR_SYSENTER_CS, SELECTOR_KERNEL_CODE);
}
