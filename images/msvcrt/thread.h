/* What the C library keeps for each thread, and how threads begin and end. */
#ifndef MSVCRT_THREAD_H
#define MSVCRT_THREAD_H

#include <reent.h>
#include <stdint.h>
#include <time.h>

struct thread {
    struct _reent newlib; /* Newlib's own: errno, strtok's place, number conversion memory */
    int error;            /* errno, with msvcrt's numbers */
    uint32_t dos_error;   /* _doserrno: the Win32 error behind errno */
    uint32_t random;      /* the state of rand() */
    void *handle;         /* of a thread that _beginthread made, closed when it ends; else null */
    void *exception;      /* __pxcptinfoptrs: the EXCEPTION_POINTERS while a signal handler runs */
    int fp_code;          /* __fpecode: why SIGFPE came */
    wchar_t *wcstok_at;
    struct tm tm; /* what gmtime and localtime return */
    char text[128];
    wchar_t wide_text[128]; /* what strerror, asctime and their like return */
    char digits[349];       /* of _ecvt and _fcvt, as many as msvcrt has room for */
};

/* The calling thread's block, made at its first use. Leaves GetLastError() as it was. Never null. */
struct thread *thread_current(void);

/* At process attach, before any other function here. */
int thread_attach(void);

/* Gives the calling thread's block back; at thread detach. */
void thread_detach(void);

#endif
