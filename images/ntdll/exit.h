/*
 * The ends of a thread and of a process, with the detach calls that belong to them.
 */
#ifndef IMAGES_NTDLL_EXIT_H
#define IMAGES_NTDLL_EXIT_H

#include "images/ntdll/nt.h"

/* Ends the thread; the last thread of a process ends the process with the same code. Do not return. */
void NTAPI RtlExitUserThread(NTSTATUS status);
void NTAPI RtlExitUserProcess(NTSTATUS status);

void NTAPI LdrShutdownThread(void);
void NTAPI LdrShutdownProcess(void);
BOOLEAN NTAPI RtlDllShutdownInProgress(void);

#endif
