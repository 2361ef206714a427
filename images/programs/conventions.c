/*
 * Who takes the arguments off the stack: with cdecl the caller, with stdcall the function. Each is called by
 * hand, with three arguments that are pushed from right to left, and asked how many bytes of them it has
 * left. Then a stdcall function is called as if it were cdecl, ten times: it takes what its caller takes once
 * more.
 */
#include <stdio.h>

static int __cdecl sum_cdecl(int one, int two, int three)
{
    return one + two + three;
}

static int __stdcall sum_stdcall(int one, int two, int three)
{
    return one + two + three;
}

/* A call as compilers made it when the conventions were agreed on. What is left is put right, whoever erred.
 */
static int call(void *function, int *left)
{
    int result, before, after;
    __asm__ volatile("movl %%esp, %1\n\t"
                     "pushl $30\n\t"
                     "pushl $20\n\t"
                     "pushl $10\n\t"
                     "call *%3\n\t"
                     "movl %%esp, %2\n\t"
                     "movl %1, %%esp"
                     : "=&a"(result), "=&b"(before), "=&S"(after)
                     : "D"(function)
                     : "ecx", "edx", "memory", "cc");
    *left = before - after;
    return result;
}

/* The caller of a cdecl function: twelve bytes off, whatever the function has done. */
static int drift(void *function, int calls)
{
    int total = 0, left;
    while (calls-- > 0) {
        call(function, &left);
        total += 12 - left;
    }
    return total;
}

int main(void)
{
    int left, result;

    result = call(sum_cdecl, &left);
    printf("cdecl: %d, %d bytes left to the caller\n", result, left);
    result = call(sum_stdcall, &left);
    printf("stdcall: %d, %d bytes left to the caller\n", result, left);
    printf("ten calls as cdecl: cdecl %d bytes too many taken, stdcall %d\n", drift(sum_cdecl, 10),
           drift(sum_stdcall, 10));
    return sum_cdecl(1, 2, 3) - sum_stdcall(1, 2, 3);
}
