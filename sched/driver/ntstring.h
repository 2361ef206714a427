/* UNICODE_STRING with an address that the kernel may follow. Hardware-free. */
#ifndef SCHED_NTSTRING_H
#define SCHED_NTSTRING_H

#include <stdint.h>

struct nt_counted_string {
    uint16_t length, maximum; /* bytes */
    uint16_t *buffer;
};

/* ANSI_STRING */
struct nt_counted_bytes {
    uint16_t length, maximum;
    char *buffer;
};

#endif
