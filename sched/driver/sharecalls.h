/*
 * What drivers of file systems call, by NT's rules (Microsoft, "Windows Driver Kit": the page of each name in
 * exports.def). As in kernelcalls.h.
 */
#ifndef SCHED_SHARECALLS_H
#define SCHED_SHARECALLS_H

#include "sched/driver/ntdriver.h"
#include "sched/object/sharecount.h"

/* Who has a file open and what they let others do. It lies in the driver's memory, and the driver lets one at
 * a time have it. What a file object wants and lets is noted in it. STATUS_SHARING_VIOLATION. */
int32_t NTAPI io_check_share_access(uint32_t access, uint32_t share, struct nt_file_object *file,
                                    struct share_count *others, uint8_t update);
/* The first one. */
void NTAPI io_set_share_access(uint32_t access, uint32_t share, struct nt_file_object *file,
                               struct share_count *others);
void NTAPI io_remove_share_access(struct nt_file_object *file, struct share_count *others);

uint16_t NTAPI rtl_upcase_unicode_char(uint16_t unit);

#endif
