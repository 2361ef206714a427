/*
 * What drivers call, by NT's rules (Microsoft, "Windows Driver Kit": the page of each name in exports.def).
 * The arguments that mean nothing here are named as NT has them and not looked at: quantum boosts, processor
 * modes, security. What NT forbids at a level is asserted.
 */
#ifndef SCHED_KERNELCALLS_H
#define SCHED_KERNELCALLS_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/driver/ntdriver.h"

/* Memory, texts. Paged pool is nonpaged here: what a driver is given may be touched at any level. NULL: no
 * memory, or more than 4 MB. */
void *NTAPI ex_allocate_pool_with_tag(uint32_t type, uint32_t bytes, uint32_t tag);
void *NTAPI ex_allocate_pool(uint32_t type, uint32_t bytes);
void NTAPI ex_free_pool_with_tag(void *block, uint32_t tag);
void NTAPI ex_free_pool(void *block);
uint32_t __attribute__((cdecl)) dbg_print(const char *format, ...);
int32_t FASTCALL interlocked_increment(volatile int32_t *word);
int32_t FASTCALL interlocked_decrement(volatile int32_t *word);
int32_t FASTCALL interlocked_exchange(volatile int32_t *word, int32_t value);
int32_t FASTCALL interlocked_exchange_add(volatile int32_t *word, int32_t value);
int32_t FASTCALL interlocked_compare_exchange(volatile int32_t *word, int32_t value, int32_t comparand);

/* Addresses of programs, for METHOD_NEITHER. NT raises an exception for one that is none, and no driver can
 * be prepared for that here: a bugcheck that names it. The second touches each page. PASSIVE_LEVEL. */
void NTAPI probe_for_read(const void *address, uint32_t bytes, uint32_t alignment);
void NTAPI probe_for_write(void *address, uint32_t bytes, uint32_t alignment);

/* Levels and locks: one processor, so to hold a spin lock is to be at DISPATCH_LEVEL. */
uint8_t NTAPI ke_get_current_irql(void);
uint8_t FASTCALL kf_raise_irql(uint8_t level);
void FASTCALL kf_lower_irql(uint8_t level);
void NTAPI ke_initialize_spin_lock(uint32_t *lock);
uint8_t FASTCALL kf_acquire_spin_lock(uint32_t *lock);
void FASTCALL kf_release_spin_lock(uint32_t *lock, uint8_t level);
void FASTCALL kef_acquire_spin_lock_at_dpc_level(uint32_t *lock);
void FASTCALL kef_release_spin_lock_from_dpc_level(uint32_t *lock);
void NTAPI io_acquire_cancel_spin_lock(uint8_t *level);
void NTAPI io_release_cancel_spin_lock(uint8_t level);

/* Events, mutexes, semaphores and timers, which lie in the driver's memory (waitobject.h), and waiting for
 * any or all. Threads are waited for as events. */
void NTAPI ke_initialize_event(struct nt_event *event, uint32_t type, uint8_t state);
int32_t NTAPI ke_set_event(struct nt_event *event, int32_t increment, uint8_t wait);
int32_t NTAPI ke_reset_event(struct nt_event *event);
void NTAPI ke_clear_event(struct nt_event *event);
/* Of an event, a mutex, a semaphore, a timer. */
int32_t NTAPI ke_read_state(const struct nt_header *object);
void NTAPI ke_initialize_mutex(struct nt_mutex *mutex, uint32_t level);
int32_t NTAPI ke_release_mutex(struct nt_mutex *mutex, uint8_t wait);
void NTAPI ke_initialize_semaphore(struct nt_semaphore *semaphore, int32_t count, int32_t limit);
int32_t NTAPI ke_release_semaphore(struct nt_semaphore *semaphore, int32_t increment, int32_t adjustment,
                                   uint8_t wait);
int32_t NTAPI ke_wait_for_single_object(struct nt_header *object, uint32_t reason, uint32_t mode,
                                        uint8_t alertable, const int64_t *timeout);
int32_t NTAPI ke_wait_for_multiple_objects(uint32_t count, struct nt_header *const *objects, uint32_t kind,
                                           uint32_t reason, uint32_t mode, uint8_t alertable,
                                           const int64_t *timeout, void *blocks);
int32_t NTAPI ke_delay_execution_thread(uint32_t mode, uint8_t alertable, const int64_t *interval);
void FASTCALL ex_acquire_fast_mutex(struct nt_fast_mutex *mutex);
uint8_t FASTCALL ex_try_to_acquire_fast_mutex(struct nt_fast_mutex *mutex);
void FASTCALL ex_release_fast_mutex(struct nt_fast_mutex *mutex);

/* Timers, which ring as drivertimer.h says, and time, on the clock of the machine (firmware/clock.h). */
void NTAPI ke_initialize_timer(struct nt_timer *timer);
void NTAPI ke_initialize_timer_ex(struct nt_timer *timer, uint32_t type);
uint8_t NTAPI ke_set_timer(struct nt_timer *timer, int64_t due, struct nt_dpc *dpc);
uint8_t NTAPI ke_set_timer_ex(struct nt_timer *timer, int64_t due, int32_t period, struct nt_dpc *dpc);
uint8_t NTAPI ke_cancel_timer(struct nt_timer *timer);
void NTAPI ke_query_system_time(int64_t *time);
uint64_t NTAPI ke_query_interrupt_time(void);
uint32_t NTAPI ke_query_time_increment(void);
uint64_t NTAPI ke_query_performance_counter(uint64_t *frequency);
void NTAPI ke_stall_execution_processor(uint32_t microseconds);

/* Threads in System. The handle is for the two that follow only. */
int32_t NTAPI ps_create_system_thread(uint32_t *handle, uint32_t access, void *attributes, uint32_t process,
                                      void *client, void(NTAPI *routine)(void *context), void *context);
int32_t NTAPI ps_terminate_system_thread(int32_t status);
int32_t NTAPI ob_reference_object_by_handle(uint32_t handle, uint32_t access, void *type, uint32_t mode,
                                            void **object, void *information);
int32_t NTAPI zw_close(uint32_t handle);
int32_t FASTCALL obf_dereference_object(void *object);

/* Devices and requests. */
int32_t NTAPI io_create_device(struct nt_driver_object *driver, uint32_t extension_bytes,
                               const struct nt_counted_string *name, uint32_t type, uint32_t characteristics,
                               uint8_t exclusive, struct nt_device_object **out);
void NTAPI io_delete_device(struct nt_device_object *device);
int32_t NTAPI io_create_symbolic_link(const struct nt_counted_string *name,
                                      const struct nt_counted_string *target);
int32_t NTAPI io_delete_symbolic_link(const struct nt_counted_string *name);
void FASTCALL iof_complete_request(struct nt_irp *irp, int8_t boost);

/* The machine stops, by the driver's will. */
_Noreturn void NTAPI ke_bug_check_ex(uint32_t code, uint32_t first, uint32_t second, uint32_t third,
                                     uint32_t fourth);

#endif
