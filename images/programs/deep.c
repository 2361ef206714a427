/*
 * A stack that grows page by page through its guard page, and at last overflows. First argument: how many
 * frames of 1 KB; 0 or none: until it ends.
 */
#include <stdio.h>
#include <stdlib.h>

static int descend(int left)
{
    volatile char frame[1024];
    frame[0] = (char)left;
    if (left == 1)
        return frame[0];
    return descend(left - 1) + frame[0];
}

int main(int argc, char **argv)
{
    int frames = argc > 1 ? atoi(argv[1]) : 0;
    printf("%d frames\n", frames);
    fflush(stdout);
    int sum = descend(frames);
    printf("came back with %d\n", sum);
    return 0;
}
