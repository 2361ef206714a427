/*
 * Calls of 9P2000.L, each one question to the device and its answer. A fid is a number by which a file of the
 * host's is known: of a name that was walked to, until it is clunked. PASSIVE_LEVEL; one caller at a time.
 *
 * All give what the host says as an NTSTATUS; STATUS_DEVICE_PROTOCOL_ERROR: an answer that cannot be, after
 * which the device is asked no more.
 */
#ifndef DRIVERS_HOST_CLIENT_H
#define DRIVERS_HOST_CLIENT_H

#include <ddk/ntifs.h>

#include "p9.h"

#define CLIENT_ROOT 0u /* the folder's fid */

/* How a file is opened: Linux's numbers. */
#define CLIENT_READS      0x0u
#define CLIENT_WRITES     0x1u
#define CLIENT_READS_BOTH 0x2u  /* and writes */
#define CLIENT_MAKES      0xc0u /* it must not be there yet */

/* Agrees with the device on the protocol, and makes CLIENT_ROOT. */
NTSTATUS client_start(void);
/* Which file is the folder itself: the path of its qid. */
uint64_t client_root(void);

/* Another fid for the same file. */
NTSTATUS client_clone(ULONG fid, PULONG out);
/* For the file of that name in a folder. STATUS_OBJECT_NAME_NOT_FOUND. */
NTSTATUS client_walk(ULONG folder, const char *name, USHORT bytes, PULONG out);
/* For the folder that it lies in. */
NTSTATUS client_walk_up(ULONG fid, PULONG out);
void client_clunk(ULONG fid);

NTSTATUS client_attributes(ULONG fid, struct p9_attributes *attributes);
NTSTATUS client_space(ULONG fid, struct p9_space *space);

NTSTATUS client_open(ULONG fid, ULONG how);
/* Makes a file in a folder; the folder's fid is that of the file from then on. */
NTSTATUS client_create(ULONG fid, const char *name, USHORT bytes, ULONG how);
NTSTATUS client_make_folder(ULONG folder, const char *name, USHORT bytes);
/* The fid is gone in any case. */
NTSTATUS client_remove(ULONG fid);
NTSTATUS client_rename(ULONG fid, ULONG folder, const char *name, USHORT bytes);

/* What is to be changed; NULL: not that. */
struct client_change {
    const uint64_t *size;
    const ULONG *mode;
    const struct p9_time *accessed, *written;
};
NTSTATUS client_set(ULONG fid, const struct client_change *change);

/* As many bytes as one message takes at most; *done of them. */
NTSTATUS client_read(ULONG fid, ULONGLONG offset, PVOID buffer, ULONG bytes, PULONG done);
NTSTATUS client_write(ULONG fid, ULONGLONG offset, const VOID *buffer, ULONG bytes, PULONG done);
NTSTATUS client_flush(ULONG fid);

/* Some entries of an open folder, from *offset on, in the message: `each` is told of them until it fails.
 * *offset goes on behind them; *more: there were any. */
NTSTATUS client_list(ULONG fid, uint64_t *offset, NTSTATUS (*each)(PVOID, const struct p9_entry *),
                     PVOID context, PBOOLEAN more);

#endif
