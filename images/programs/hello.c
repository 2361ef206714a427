/* The first program: formatted output, the heap, the command line, an exit code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    char *copy = malloc(strlen(argv[0]) + 1);
    strcpy(copy, argv[0]);
    printf("Hello from %s\n", copy);
    for (int i = 1; i < argc; i++)
        printf("argument %d: %s\n", i, argv[i]);
    printf("%d %s %.3f %lld %p\n", 42, "text", 3.14159, 1LL << 40, (void *)0x1234);
    free(copy);
    return argc;
}
