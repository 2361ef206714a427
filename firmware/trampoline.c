#include "firmware/trampoline.h"

#include "firmware/panic.h"
#include "firmware/trap.h"

#define ENTRY_PRESENT  0x1u
#define ENTRY_WRITABLE 0x2u

void trampoline_way_out(void);
void trampoline_sysexit(void);

uint32_t *trampoline_entry;

void trampoline_start(uint32_t *entry)
{
    ASSERT(!trampoline_entry && *entry == 0);
    trampoline_entry = entry;
    trap_way_out = trampoline_place((uint32_t)trampoline_way_out);
    trap_sysexit = trampoline_place((uint32_t)trampoline_sysexit);
    cpu_move_tables(TRAMPOLINE_TABLES, TRAMPOLINE_CODE - (uint32_t)trampoline_code);
}

/* System's threads see no program's tables: who looks for some faults. The load is for what the processor
 * remembers of the last ones. */
void trampoline_load(uint32_t directory)
{
    uint32_t kernel = cpu_cr3();
    *trampoline_entry = directory == kernel ? 0 : directory | ENTRY_WRITABLE | ENTRY_PRESENT;
    cpu_set_program_directory(directory);
    cpu_load_cr3(kernel);
}
