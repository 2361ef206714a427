/* Lines that are typed and edited at a terminal: each as the program gets it. With an argument it spins, and
 * never gives way. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static void say(const char *line, DWORD count)
{
    char text[100];
    int used = sprintf(text, "%lu:", count);
    for (DWORD i = 0; i < count && i < 20; i++)
        used += sprintf(text + used, line[i] >= ' ' && line[i] < 127 ? " %c" : " %02x", (BYTE)line[i]);
    puts(text);
    fflush(stdout);
}

static void spin(void)
{
    puts("spins");
    fflush(stdout);
    for (volatile int i = 0;; i++)
        ;
}

int main(int argc, char **argv)
{
    char line[600];
    DWORD count = 0;
    (void)argv;
    if (argc > 1)
        spin();
    do {
        if (!ReadFile(GetStdHandle(STD_INPUT_HANDLE), line, sizeof line, &count, NULL))
            return 1;
        say(line, count);
    } while (count != 5 || memcmp(line, "end\r\n", 5) != 0);
    return 0;
}
