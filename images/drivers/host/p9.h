/*
 * Messages of 9P2000.L, the protocol of QEMU's virtio-9p (Linux, "v9fs: Plan 9 Resource Sharing"; diod,
 * "9P2000.L protocol"): written into a buffer, and read from one that nobody vouches for. Free of hardware
 * and of Windows, so that the host tests it (tests/unit/test_p9.c).
 */
#ifndef DRIVERS_HOST_P9_H
#define DRIVERS_HOST_P9_H

#include <stdbool.h>
#include <stdint.h>

#define P9_HEADER_BYTES   7u
#define P9_TRANSFER_BYTES 24u /* of a message that moves data, without the data: at most */
#define P9_NO_FID         0xffffffffu

/* What is asked for; the answer to it is the next number. */
enum p9_kind {
    P9_ERROR = 6, /* only its answer */
    P9_STATFS = 8,
    P9_OPEN = 12,
    P9_CREATE = 14,
    P9_RENAME = 20,
    P9_GETATTR = 24,
    P9_SETATTR = 26,
    P9_READDIR = 40,
    P9_FSYNC = 50,
    P9_MKDIR = 72,
    P9_VERSION = 100,
    P9_ATTACH = 104,
    P9_WALK = 110,
    P9_READ = 116,
    P9_WRITE = 118,
    P9_CLUNK = 120,
    P9_REMOVE = 122,
};

/* ---- what is asked ---- */

struct p9_message {
    uint8_t *bytes;
    uint32_t room, used;
    bool full; /* it did not fit: p9_finish() says so */
};

void p9_begin(struct p9_message *message, uint8_t *bytes, uint32_t room, enum p9_kind kind, uint16_t tag);
void p9_put8(struct p9_message *message, uint8_t value);
void p9_put16(struct p9_message *message, uint16_t value);
void p9_put32(struct p9_message *message, uint32_t value);
void p9_put64(struct p9_message *message, uint64_t value);
void p9_put_text(struct p9_message *message, const char *text, uint16_t bytes);
/* A count of 32 bits and the bytes. */
void p9_put_data(struct p9_message *message, const void *data, uint32_t bytes);
/* Its length goes to its head. False: it did not fit. */
bool p9_finish(struct p9_message *message);

/* ---- what is answered ---- */

enum p9_outcome {
    P9_GOOD,
    P9_REFUSED, /* by an error number, Linux's */
    P9_BROKEN,  /* it is no answer to what was asked */
};

struct p9_reply {
    const uint8_t *at;
    uint32_t left;
    bool broken; /* more was taken from it than there is, or what cannot be */
};

/* Looks at the head of `received` bytes. What is taken then stays within the message. */
enum p9_outcome p9_receive(struct p9_reply *reply, const uint8_t *bytes, uint32_t received,
                           enum p9_kind asked, uint16_t tag, uint32_t *error);

/* 0 or nothing where there is no more. */
uint8_t p9_get8(struct p9_reply *reply);
uint16_t p9_get16(struct p9_reply *reply);
uint32_t p9_get32(struct p9_reply *reply);
uint64_t p9_get64(struct p9_reply *reply);
/* In the message, without a NUL. */
const char *p9_get_text(struct p9_reply *reply, uint16_t *bytes);
/* At most that many, else it is broken. */
const uint8_t *p9_get_data(struct p9_reply *reply, uint32_t most, uint32_t *bytes);
/* All was taken, and nothing was missing. */
bool p9_ends(const struct p9_reply *reply);

#define P9_KIND_FOLDER 0x80u /* of a qid; a file has 0, whatever else it is not */

struct p9_qid {
    uint8_t kind;
    uint32_t version;
    uint64_t path; /* which file it is, as long as it is there */
};

struct p9_time {
    uint64_t seconds, nanoseconds; /* since 1970 */
};

#define P9_MODE_KIND     0170000u
#define P9_MODE_FOLDER   0040000u
#define P9_MODE_FILE     0100000u
#define P9_MODE_WRITABLE 0000200u /* by its owner */

struct p9_attributes {
    struct p9_qid qid;
    uint32_t mode;
    uint64_t size;
    struct p9_time accessed, written, changed;
};

struct p9_space {
    uint32_t block_bytes;
    uint64_t blocks, available;
};

struct p9_entry {
    uint64_t next; /* where to go on behind it */
    const char *name;
    uint16_t name_bytes;
};

void p9_get_qid(struct p9_reply *reply, struct p9_qid *qid);
void p9_get_attributes(struct p9_reply *reply, struct p9_attributes *attributes);
void p9_get_space(struct p9_reply *reply, struct p9_space *space);
/* The next of the data of a P9_READDIR. False: there is none more, or it is broken. */
bool p9_get_entry(struct p9_reply *data, struct p9_entry *entry);

#endif
