/* What conio.c and conio_key.c share. */
#ifndef IMAGES_MSVCRT_CONIO_KEY_H
#define IMAGES_MSVCRT_CONIO_KEY_H

/* What _ungetch() has put back, or this. */
#define CONIO_NONE (-1)
extern int conio_pushed;

#endif
