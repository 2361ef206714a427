/* Interrupts and DPCs. */
#include "sched/driver/hardwarecalls.h"

#include "firmware/interruptline.h"
#include "firmware/level.h"
#include "firmware/trap.h"
#include "sched/driver/dpc.h"
#include "sched/driver/driverbug.h"

uint32_t NTAPI hal_get_interrupt_vector(uint32_t interface, uint32_t bus, uint32_t line, uint32_t bus_vector,
                                        uint8_t *level, uint32_t *affinity)
{
    (void)interface, (void)bus, (void)bus_vector;
    if (!interrupt_line_is_free(line))
        return 0;
    *level = (uint8_t)INTERRUPT_LEVEL(line);
    *affinity = 1;
    return TRAP_DEVICE + line;
}

/* Whoever raises the level to that of a routine keeps it out: the lock needs no word. */
int32_t NTAPI io_connect_interrupt(struct interrupt **out, nt_service_routine *routine, void *context,
                                   uint32_t *lock, uint32_t vector, uint8_t level, uint8_t synchronize_level,
                                   uint32_t mode, uint8_t shared, uint32_t affinity, uint8_t floating)
{
    (void)lock, (void)mode, (void)floating;
    driver_call_at_most(PASSIVE_LEVEL);
    const struct interrupt_wish wish = {vector - TRAP_DEVICE, synchronize_level, shared != 0, routine,
                                        context};
    if (vector < TRAP_DEVICE || synchronize_level < level || !(affinity & 1))
        return STATUS_INVALID_PARAMETER;
    return interrupt_connect(&wish, out);
}

static void check_connected(const struct interrupt *interrupt)
{
    if (!interrupt_is_connected(interrupt))
        driver_call_bug(BUGCHECK_REFERENCE, 0, (uint32_t)interrupt,
                        "a driver names an interrupt that it has not");
}

void NTAPI io_disconnect_interrupt(struct interrupt *interrupt)
{
    driver_call_at_most(PASSIVE_LEVEL);
    check_connected(interrupt);
    interrupt_disconnect(interrupt);
}

uint8_t NTAPI ke_synchronize_execution(struct interrupt *interrupt, uint8_t(NTAPI *routine)(void *context),
                                       void *context)
{
    check_connected(interrupt);
    driver_call_at_most(interrupt_level(interrupt));
    uint32_t level = level_raise(interrupt_level(interrupt));
    uint8_t result = routine(context);
    if (level_now != interrupt_level(interrupt))
        driver_call_bug(BUGCHECK_IRQL_UNEXPECTED, level_now, interrupt_level(interrupt),
                        "a driver came back at another level");
    dpc_lower(level);
    return result;
}

void NTAPI ke_initialize_dpc(struct nt_dpc *dpc, nt_deferred_routine *routine, void *context)
{
    dpc_initialize(dpc, routine, context);
}

uint8_t NTAPI ke_insert_queue_dpc(struct nt_dpc *dpc, void *first, void *second)
{
    return dpc_queue(dpc, first, second);
}

uint8_t NTAPI ke_remove_queue_dpc(struct nt_dpc *dpc)
{
    return dpc_remove(dpc);
}
