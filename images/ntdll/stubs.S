/*
 * System-call stubs: one for each service of sched/service/services.def. (The Zw names are export aliases, made by rules.mk.)
 * As those of NT from XP SP2 on: the number in eax, then through the pointer at 7FFE0300 (KUSER_SHARED_DATA.SystemCall), where the
 * kernel has put one of the two functions below. There the arguments lie above two return addresses. The kernel reads them from the
 * stack, so that a stub itself only has to take them off again: stdcall's `ret n`.
 */
#define SYSTEM_CALL 0x7ffe0300

    .cfi_sections .debug_frame      /* for a debugger: the caller's frame is above the return address */
    .text
    .altmacro
    .set service_number, 0

.macro function name
    .globl \name
    .def \name; .scl 2; .type 32; .endef
\name:
.endm

/* By int 0x2e: edx is the address of the arguments. */
    .p2align 4
function _KiIntSystemCall
    .cfi_startproc
    leal 8(%esp), %edx
    int $0x2e
    ret
    .cfi_endproc

/* By SYSENTER, which keeps no place to come back to: edx is the stack pointer, and the kernel goes on at
 * KUSER_SHARED_DATA.SystemCallReturn, which is the `ret`. It changes ecx and edx. */
    .p2align 4
function _KiFastSystemCall
    .cfi_startproc
    movl %esp, %edx
    sysenter
function _KiFastSystemCallRet
    ret
    .cfi_endproc

.macro stub name, number, bytes
    .globl _\name\()@\bytes
    .def _\name\()@\bytes; .scl 2; .type 32; .endef
    .p2align 4
_\name\()@\bytes:
    .cfi_startproc
    movl $\number, %eax
    movl $SYSTEM_CALL, %edx
    call *(%edx)
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
