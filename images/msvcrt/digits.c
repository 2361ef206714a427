/* Floating-point numbers as bare digits. */
#include "float_text.h"
#include "stdio_calls.h"
#include "thread.h"

#include <string.h>

/* The text stays good until the thread's next call. */
char *_ecvt(double value, int count, int *point, int *sign)
{
    struct thread *thread = thread_current();
    *sign = value < 0;
    *point = float_digits(thread->digits, sizeof thread->digits, value, count);
    return thread->digits;
}

char *_fcvt(double value, int places, int *point, int *sign)
{
    struct thread *thread = thread_current();
    *sign = value < 0;
    *point = float_digits_to_place(thread->digits, sizeof thread->digits, value, places);
    return thread->digits;
}

/* As %g with the given digits, but always with a point. */
char *ms_gcvt(double value, int digits, char *text)
{
    char exponent[16] = "";
    ms_sprintf(text, "%.*g", digits, value);
    char *e = strchr(text, 'e');
    if (e) {
        strcpy(exponent, e);
        *e = 0;
    }
    if (!strchr(text, '.'))
        strcat(text, ".");
    strcat(text, exponent);
    return text;
}
