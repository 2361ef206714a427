/*
 * Lists, numbers and lookaside lists of drivers, by NT's rules. As in kernelcalls.h; what is said to be
 * inserted or removed is returned as NT has it: the first or last before, NULL when there was none.
 */
#ifndef SCHED_LISTCALLS_H
#define SCHED_LISTCALLS_H

#include "sched/driver/ntdriver.h"

struct link *FASTCALL exf_insert_head_list(struct link *head, struct link *entry, uint32_t *lock);
struct link *FASTCALL exf_insert_tail_list(struct link *head, struct link *entry, uint32_t *lock);
struct link *FASTCALL exf_remove_head_list(struct link *head, uint32_t *lock);
struct nt_single_entry *FASTCALL exf_push_entry_list(struct nt_single_entry *head,
                                                     struct nt_single_entry *entry, uint32_t *lock);
struct nt_single_entry *FASTCALL exf_pop_entry_list(struct nt_single_entry *head, uint32_t *lock);
struct nt_single_entry *FASTCALL interlocked_push_entry_slist(struct nt_slist *list,
                                                              struct nt_single_entry *entry);
struct nt_single_entry *FASTCALL interlocked_pop_entry_slist(struct nt_slist *list);
struct nt_single_entry *FASTCALL interlocked_flush_slist(struct nt_slist *list);
uint32_t FASTCALL exf_add_ulong(uint32_t *word, uint32_t value, uint32_t *lock);

/* Blocks of one size, of which four at most are kept (NT begins with as many). `allocate` and `release` NULL:
 * of the pool. The headers do the rest. */
void NTAPI ex_initialize_lookaside_list(struct nt_lookaside *list, nt_allocate *allocate, nt_free *release,
                                        uint32_t flags, uint32_t bytes, uint32_t tag, uint16_t depth);
void NTAPI ex_delete_lookaside_list(struct nt_lookaside *list);

#endif
