/*
 * Resources of drivers (resource.h) and critical regions, by NT's rules. As in kernelcalls.h. Who takes a
 * resource gets TRUE, or FALSE: it would have to wait, and must not.
 */
#ifndef SCHED_RESOURCECALLS_H
#define SCHED_RESOURCECALLS_H

#include "sched/driver/ntdriver.h"

int32_t NTAPI ex_initialize_resource(struct nt_resource *resource);
int32_t NTAPI ex_delete_resource(struct nt_resource *resource);
uint8_t NTAPI ex_acquire_resource_exclusive(struct nt_resource *resource, uint8_t wait);
uint8_t NTAPI ex_acquire_resource_shared(struct nt_resource *resource, uint8_t wait);
uint8_t NTAPI ex_acquire_shared_starve_exclusive(struct nt_resource *resource, uint8_t wait);
void FASTCALL ex_release_resource(struct nt_resource *resource);
void NTAPI ex_convert_exclusive_to_shared(struct nt_resource *resource);
uint8_t NTAPI ex_is_resource_acquired_exclusive(const struct nt_resource *resource);
/* How often; also what it has exclusively. */
uint32_t NTAPI ex_is_resource_acquired_shared(const struct nt_resource *resource);
uint32_t NTAPI ex_get_exclusive_waiter_count(const struct nt_resource *resource);
uint32_t NTAPI ex_get_shared_waiter_count(const struct nt_resource *resource);

/* There is no kernel APC that could come meanwhile: they are counted, for who forgets to leave. */
void NTAPI ke_enter_critical_region(void);
void NTAPI ke_leave_critical_region(void);

#endif
