/*
 * Pages that came into a working set, noted one after the other for who asks (Microsoft:
 * InitializeProcessForWsWatch): the instruction that touched the page, where, and the thread. A process has
 * one list, from when somebody begins it until its end. It holds a fixed number of notes and counts those
 * that it has no room for until it is emptied.
 */
#ifndef MMU_FAULTWATCH_H
#define MMU_FAULTWATCH_H

#include "firmware/status.h"
#include "mmu/space.h"

#define FAULTWATCH_NOTES 510u /* as many as NT's page of them holds */

struct faultwatch {
    uint32_t count, lost;
    bool telling; /* it is being told: nothing is noted meanwhile */
    struct faultwatch_note {
        uint32_t pc, address, thread; /* the address's lowest bit is set when no disk was asked, as NT's is */
    } notes[FAULTWATCH_NOTES];
};

/* STATUS_PORT_ALREADY_SET: somebody has begun it before; STATUS_INSUFFICIENT_RESOURCES. */
ntstatus faultwatch_begin(struct space *space);

/* Thread context, does not wait. */
void faultwatch_note(struct space *space, uint32_t pc, uint32_t address, bool from_disk);

/* The process is over. */
void faultwatch_end(struct space *space);

#endif
