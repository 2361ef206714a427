/* What comes in: lines, numbers, characters until the end, from stdin as it is. */
#define __USE_MINGW_ANSI_STDIO 0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    char line[32];
    int number = 0, c, count = 0;
    double real = 0;
    printf("line? ");
    if (fgets(line, sizeof line, stdin))
        printf("<%.*s>\n", (int)strcspn(line, "\n"), line);
    printf("%d ", scanf("%d %lf", &number, &real));
    printf("%d %g\n", number, real);
    c = getchar();
    printf("%d ", c);
    ungetc(c, stdin);
    printf("%s\n", gets(line) ? line : "none");
    while ((c = getchar()) != EOF)
        printf("%02x ", c), count++;
    printf("%d %d %d\n", count, feof(stdin) != 0, getchar());
    return 0;
}
