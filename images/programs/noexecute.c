/*
 * Code in the program's data, in a constant, on the stack, in the heap and in memory of its own: is it
 * executed, and if it is refused, how is that told? Then the same memory, made executable. Under Windows the
 * same: where data is not executed, the exception says 8.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define CODE_BYTES 6
/* mov eax, 42; ret */
#define CODE                                                                                                 \
    {                                                                                                        \
        0xb8, 42, 0, 0, 0, 0xc3                                                                              \
    }

static unsigned char data[CODE_BYTES] = CODE;
static const unsigned char constant[CODE_BYTES] = CODE;
static ULONG_PTR kind, place;

/* As if the call had come back at once. */
static LONG CALLBACK give_up(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    CONTEXT *context = exception->ContextRecord;
    if (record->ExceptionCode != STATUS_ACCESS_VIOLATION)
        return EXCEPTION_CONTINUE_SEARCH;
    kind = record->ExceptionInformation[0];
    place = record->ExceptionInformation[1];
    context->Eax = 0;
    context->Eip = *(const DWORD *)context->Esp;
    context->Esp += 4;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void call(const char *what, const void *code)
{
    int (*volatile function)(void) = (int (*)(void))code;
    int result = function();
    if (result)
        printf("%-12s %d\n", what, result);
    else
        printf("%-12s refused: %u, at %s\n", what, (unsigned)kind,
               place == (ULONG_PTR)code ? "the code" : "another place");
}

static void on_the_stack(void)
{
    unsigned char code[CODE_BYTES] = CODE;
    DWORD old;
    call("stack", code);
    VirtualProtect(code, sizeof code, PAGE_EXECUTE_READWRITE, &old);
    call("  allowed", code);
    VirtualProtect(code, sizeof code, old, &old);
    call("  taken back", code);
}

static void in_own_memory(void)
{
    unsigned char *code = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old;
    memcpy(code, constant, CODE_BYTES);
    call("own memory", code);
    VirtualProtect(code, 4096, PAGE_EXECUTE, &old);
    call("  allowed", code);
    VirtualProtect(code, 4096, PAGE_READONLY, &old);
    call("  read only", code);
    VirtualFree(code, 0, MEM_RELEASE);
    call("  released", code);
}

int main(void)
{
    DWORD old;
    AddVectoredExceptionHandler(1, give_up);
    call("data", data);
    VirtualProtect(data, sizeof data, PAGE_EXECUTE_READWRITE, &old);
    call("  allowed", data);
    call("constant", constant);
    on_the_stack();
    unsigned char *heap = malloc(CODE_BYTES);
    memcpy(heap, constant, CODE_BYTES);
    call("heap", heap);
    free(heap);
    in_own_memory();
    return 0;
}
