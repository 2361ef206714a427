/* same A B: are two files the same bytes? */
#include <stdio.h>

int main(int argc, char **argv)
{
    FILE *a = argc == 3 ? fopen(argv[1], "rb") : NULL, *b = a ? fopen(argv[2], "rb") : NULL;
    unsigned long bytes = 0;
    if (!b) {
        printf("usage: same A B\n");
        return 2;
    }
    for (;; bytes++) {
        int one = getc(a), other = getc(b);
        if (one != other) {
            printf("they differ at byte %lu\n", bytes);
            return 1;
        }
        if (one == EOF)
            break;
    }
    printf("the same %lu bytes\n", bytes);
    return 0;
}
