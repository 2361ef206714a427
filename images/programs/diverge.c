/*
 * Two processes of one program: the same page at the same address, first shared, then not. Each writes its
 * own number, yields to the other, and finds its own number again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static volatile int number[1024] = {7};         /* a data page: copied by whoever writes */
static const char constant[4096] = "read only"; /* never copied */

int main(int argc, char **argv)
{
    int mine = argc > 1 ? atoi(argv[1]) : 1;
    int before = number[0];
    Sleep(1);
    number[0] = mine;
    Sleep(1);
    printf("%d: was %d, is %d, %s\n", mine, before, number[0], constant);
    return number[0] == mine ? 0 : 1;
}
