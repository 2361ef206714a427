/* Signals, with msvcrt's numbers. */
#ifndef MSVCRT_SIGNALS_H
#define MSVCRT_SIGNALS_H

enum {
    MS_SIGINT = 2,
    MS_SIGILL = 4,
    MS_SIGFPE = 8,
    MS_SIGSEGV = 11,
    MS_SIGTERM = 15,
    MS_SIGBREAK = 21,
    MS_SIGABRT = 22,
    MS_SIGNALS = 23,
};

/* Calls the handler, which is forgotten first; without one the process ends with 3. 0, or -1 for no such
 * signal. */
int ms_raise(int number);

#endif
