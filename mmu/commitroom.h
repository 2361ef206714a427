/*
 * More commit by a larger page file. A charge that is refused waits for nothing; who asked for it, and may
 * wait, lets the page file grow by what was lacking and asks again:
 *
 *     do
 *         status = …;
 *     while (commit_room_made(status));
 */
#ifndef MMU_COMMITROOM_H
#define MMU_COMMITROOM_H

#include <stdbool.h>
#include "firmware/status.h"

/* True: the status was a refusal for want of commit, the page file has grown since, and the log says so. May
 * wait. Thread context. */
bool commit_room_made(ntstatus status);

#endif
