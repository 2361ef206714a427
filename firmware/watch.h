/*
 * Somebody who looks on: he is told of every way back to user mode and of every thread switch, when nothing
 * of it is left to be done. He must not wait, fault, write to the log or change what he sees.
 */
#ifndef FIRMWARE_WATCH_H
#define FIRMWARE_WATCH_H

/* NULL: nobody. Only watch.c changes it. */
extern void (*watcher)(void);

/* At start, once. */
void watch_by(void (*handler)(void));

/* One question where nobody looks on, because system calls come this way. */
static inline void watch(void)
{
    if (__builtin_expect(watcher != 0, 0))
        watcher();
}

#endif
