/*
 * Delayed expansion: !NAME! is replaced when a command is done, not when it is read, if SETLOCAL or /V:ON has
 * said so. (Microsoft: "setlocal", "cmd".)
 */
#ifndef IMAGES_CMD_DELAYED_H
#define IMAGES_CMD_DELAYED_H

/*
 * `text` with each !NAME! and !NAME:EDIT! replaced, an unknown one by nothing, a sign alone left out; in a
 * text that has such a sign a caret escapes once more. Itself when it has none, otherwise in the arena, cut
 * at LINE_MOST.
 */
const char *delayed_expand(const char *text, const char *(*variable)(const char *name));

#endif
