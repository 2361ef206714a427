/*
 * System-call stubs: one for each service of sched/service/services.def. (The Zw names are export aliases, made by rules.mk.)
 * A service takes its number in eax and the address of its arguments in edx; the kernel reads them from the caller's
 * stack, so that the stub itself only has to take them off again: stdcall's `ret n`.
 */
    .cfi_sections .debug_frame      /* for a debugger: the caller's frame is above the return address */
    .text
    .altmacro
    .set service_number, 0

.macro stub name, number, bytes
    .globl _\name\()@\bytes
    .def _\name\()@\bytes; .scl 2; .type 32; .endef
    .p2align 4
_\name\()@\bytes:
    .cfi_startproc
    movl $\number, %eax
    leal 4(%esp), %edx
    int $0x2e
    ret $\bytes
    .cfi_endproc
.endm

.macro next_stub name, bytes
    stub \name, %service_number, %(\bytes)
    .set service_number, service_number+1
.endm

/* Each argument is a slot of four bytes. */
#define ARG(name, kind) +4
#define SERVICE(nt_name, name, arguments) next_stub nt_name, (0 arguments)
#include "sched/service/services.def"
