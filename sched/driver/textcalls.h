/*
 * Counted strings of drivers, by NT's rules. As in kernelcalls.h. The ANSI code page is UTF-8, as programs
 * have it. PASSIVE_LEVEL on NT; here any level, for all of it stays in memory.
 */
#ifndef SCHED_TEXTCALLS_H
#define SCHED_TEXTCALLS_H

#include "sched/driver/ntdriver.h"

void NTAPI rtl_init_unicode_string(struct nt_counted_string *string, const uint16_t *units);
void NTAPI rtl_init_ansi_string(struct nt_counted_bytes *string, const char *text);

/* What does not fit is cut. */
void NTAPI rtl_copy_unicode_string(struct nt_counted_string *to, const struct nt_counted_string *from);
/* STATUS_BUFFER_TOO_SMALL changes nothing. */
int32_t NTAPI rtl_append_unicode_string_to_string(struct nt_counted_string *to,
                                                  const struct nt_counted_string *from);
int32_t NTAPI rtl_append_unicode_to_string(struct nt_counted_string *to, const uint16_t *units);

/* Below 0, 0, above. */
int32_t NTAPI rtl_compare_unicode_string(const struct nt_counted_string *a, const struct nt_counted_string *b,
                                         uint8_t any_case);
uint8_t NTAPI rtl_equal_unicode_string(const struct nt_counted_string *a, const struct nt_counted_string *b,
                                       uint8_t any_case);

/* With `allocate` the text is of the pool, for rtl_free_…; else STATUS_BUFFER_OVERFLOW if it does not fit.
 * STATUS_NO_MEMORY; STATUS_INVALID_PARAMETER_2: it is longer than a counted string can be. */
int32_t NTAPI rtl_ansi_string_to_unicode_string(struct nt_counted_string *to,
                                                const struct nt_counted_bytes *from, uint8_t allocate);
int32_t NTAPI rtl_unicode_string_to_ansi_string(struct nt_counted_bytes *to,
                                                const struct nt_counted_string *from, uint8_t allocate);
void NTAPI rtl_free_unicode_string(struct nt_counted_string *string);
void NTAPI rtl_free_ansi_string(struct nt_counted_bytes *string);

/* How many bytes are the same from the first on. */
uint32_t NTAPI rtl_compare_memory(const void *a, const void *b, uint32_t bytes);

#endif
