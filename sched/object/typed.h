/*
 * What was typed on the console and is not read yet: keys in the order in which they came, and the line that
 * is made of them where lines are read. There is one of each. Thread context and the idle loop;
 * hardware-free.
 */
#ifndef SCHED_TYPED_H
#define SCHED_TYPED_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/object/lineedit.h"

#define TYPED_OWN     4096u  /* keys that wait, without memory of others */
#define TYPED_LITERAL 0x100u /* beside a key: it is that byte, whatever it would mean */
#define TYPED_END     0x200u /* nothing comes any more; it is read again and again */

/* How a line is made. */
struct typed_manner {
    bool lines;                           /* a line at a time; else what there is */
    const struct lineedit_screen *editor; /* it is edited there, and a control-Z at its start is the end of
                                             input once; NULL: keys become its bytes, 510 at most */
};

/* From now on so many keys may wait, in that memory; those that do are moved there and have room (asserted).
 */
void typed_start(uint16_t *memory, uint32_t room);

/* Adds a key. A line feed is the key that ends a line, with a carriage return before it or without. False if
 * there is no room: it is lost. */
bool typed_put(uint32_t key);
bool typed_has_room(void);

/* Would a read not wait? Makes a line of what there is, as far as it goes. */
bool typed_is_readable(const struct typed_manner *manner);

/* Takes at most `room` bytes: up to and with the end of the line (CR LF, as Windows gives it), or what is
 * left of it; or of the keys, where the end of a line is CR. 0: the end of input. It must be readable. */
uint32_t typed_read(const struct typed_manner *manner, char *bytes, uint32_t room);

/* Is nothing there at all, no key, no line? */
bool typed_is_empty(void);

/* The keys that wait, as a read without lines would take them; they stay. */
uint32_t typed_peek(char *bytes, uint32_t room);

/* Keys and line are forgotten. The end is not: behind it nothing comes. */
void typed_drop(void);

#endif
