/*
 * From a file to an image that lies in the kernel's space, relocated and bound. Thread context; may wait.
 */
#ifndef SCHED_DRIVERLOAD_H
#define SCHED_DRIVERLOAD_H

#include "sched/driver/driver.h"
#include "sched/driver/driverimage.h"

/* What is needed only while a driver is loaded. */
struct loading {
    struct driver *driver;
    struct file *file;
    uint8_t header[PE_PAGE], piece[PE_PAGE];
    uint32_t header_bytes;
    struct pe_image image;
    struct driver_refusal refusal;
};

/* Reads the file that driver->name names into pages of driverspace.h, which are driver->image and
 * driver->pages from then on, also where it fails later. Every page can be read and written. What keeps it
 * from that: its status, and loading->refusal. */
ntstatus driver_image_load(struct loading *loading);

/* Each section has the protection that it asks for from now on, and may leave memory if it is to. */
void driver_image_protect(struct loading *loading);

/* The sections that are needed only by DriverEntry go. */
void driver_image_discard(struct loading *loading);

/* Where a place of the image lies. */
void *driver_image_at(const struct loading *loading, uint32_t rva);

/* Notes a reason; `status`. */
ntstatus driver_refuse(struct loading *loading, const char *reason, ntstatus status);

#endif
