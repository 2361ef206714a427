/*
 * Reads its input to the end and writes it in capitals: something to stand in a pipe. Its exit code is the
 * number of lines.
 */
#include <ctype.h>
#include <stdio.h>

int main(void)
{
    char line[256];
    int lines = 0;
    for (; fgets(line, sizeof line, stdin); lines++) {
        for (char *at = line; *at; at++)
            *at = (char)toupper((unsigned char)*at);
        fputs(line, stdout);
    }
    return lines;
}
