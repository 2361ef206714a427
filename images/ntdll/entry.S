/*
 * The places where C cannot go: entries that the kernel jumps to, and functions that must see their caller's registers.
 *
 * CONTEXT offsets (winnt.h, i386), used below:
 */
#define CONTEXT_FLAGS  0x00
#define CONTEXT_GS     0x8c
#define CONTEXT_FS     0x90
#define CONTEXT_ES     0x94
#define CONTEXT_DS     0x98
#define CONTEXT_EDI    0x9c
#define CONTEXT_ESI    0xa0
#define CONTEXT_EBX    0xa4
#define CONTEXT_EDX    0xa8
#define CONTEXT_ECX    0xac
#define CONTEXT_EAX    0xb0
#define CONTEXT_EBP    0xb4
#define CONTEXT_EIP    0xb8
#define CONTEXT_CS     0xbc
#define CONTEXT_EFLAGS 0xc0
#define CONTEXT_ESP    0xc4
#define CONTEXT_SS     0xc8
#define CONTEXT_BYTES  0x2cc
#define CONTEXT_CONTROL_INTEGER_SEGMENTS 0x10007

.macro function name
    .globl \name
    .def \name; .scl 2; .type 32; .endef
    .p2align 4
\name:
.endm

    .text

/* The kernel lands here with esp at two pointers, EXCEPTION_RECORD and CONTEXT, and no return address. */
function _KiUserExceptionDispatcher
    cld
    xorl %ebp, %ebp
    call _exception_dispatch    /* cdecl: the two pointers are its arguments; does not return */
    int3

/*
 * The kernel lands here with esp at an APC: routine, its three arguments, and the CONTEXT to go on with; no return
 * address. NtContinue looks for the next APC.
 */
function _KiUserApcDispatcher
    cld
    leal 16(%esp), %edi
    popl %eax
    call *%eax                  /* stdcall: takes its arguments off */
    pushl $1
    pushl %edi
    call _NtContinue@8          /* comes back only when the context cannot be read */
    pushl %eax
    call _RtlRaiseStatus@4
    int3

/*
 * Every thread begins here once LdrInitializeThunk is through: eax = start address, ebx = parameter.
 * The frame that is put up here is the last of the chain; its handler asks the unhandled-exception filter.
 */
function _RtlUserThreadStart
    xorl %ebp, %ebp
    pushl $_exception_last_handler
    pushl %fs:0
    movl %esp, %fs:0
    pushl %ebx
    pushl %eax
    call _thread_main           /* cdecl (start, parameter); does not return */
    int3

/*
 * void RtlCaptureContext(CONTEXT *context): the registers of the caller, as they will be when this returns.
 */
function _RtlCaptureContext@4
    pushl %eax
    movl 8(%esp), %eax
    movl %ecx, CONTEXT_ECX(%eax)
    movl %edx, CONTEXT_EDX(%eax)
    movl %ebx, CONTEXT_EBX(%eax)
    movl %esi, CONTEXT_ESI(%eax)
    movl %edi, CONTEXT_EDI(%eax)
    movl %ebp, CONTEXT_EBP(%eax)
    popl %ecx
    movl %ecx, CONTEXT_EAX(%eax)
    pushfl
    popl CONTEXT_EFLAGS(%eax)
    movl (%esp), %ecx
    movl %ecx, CONTEXT_EIP(%eax)
    leal 8(%esp), %ecx
    movl %ecx, CONTEXT_ESP(%eax)
    call context_segments
    movl $CONTEXT_CONTROL_INTEGER_SEGMENTS, CONTEXT_FLAGS(%eax)
    ret $4

/* Stores the segment registers into the CONTEXT at eax; changes ecx. */
context_segments:
    movl %cs, %ecx
    movl %ecx, CONTEXT_CS(%eax)
    movl %ss, %ecx
    movl %ecx, CONTEXT_SS(%eax)
    movl %ds, %ecx
    movl %ecx, CONTEXT_DS(%eax)
    movl %es, %ecx
    movl %ecx, CONTEXT_ES(%eax)
    movl %fs, %ecx
    movl %ecx, CONTEXT_FS(%eax)
    movl %gs, %ecx
    movl %ecx, CONTEXT_GS(%eax)
    ret

/*
 * void RtlRaiseException(EXCEPTION_RECORD *record)
 * The context that handlers see, and that execution continues with, is the caller's just after the call.
 */
function _RtlRaiseException@4
    pushl %ebp
    movl %esp, %ebp
    subl $CONTEXT_BYTES, %esp
    pushl %esp
    call _RtlCaptureContext@4
    leal 12(%ebp), %ecx
    movl %ecx, CONTEXT_ESP(%esp)
    movl 4(%ebp), %ecx
    movl %ecx, CONTEXT_EIP(%esp)
    movl (%ebp), %ecx
    movl %ecx, CONTEXT_EBP(%esp)
    movl %esp, %ecx
    pushl %ecx
    pushl 8(%ebp)
    call _exception_raise       /* cdecl (record, context); does not return */
    int3

/*
 * void RtlUnwind(void *frame, void *ip, EXCEPTION_RECORD *record, void *value)
 * Comes back to its caller by NtContinue, with eax = value: so the caller's registers are taken here.
 */
function _RtlUnwind@16
    pushl %ebp
    movl %esp, %ebp
    subl $CONTEXT_BYTES, %esp
    pushl %esp
    call _RtlCaptureContext@4
    leal 24(%ebp), %ecx
    movl %ecx, CONTEXT_ESP(%esp)
    movl 4(%ebp), %ecx
    movl %ecx, CONTEXT_EIP(%esp)
    movl (%ebp), %ecx
    movl %ecx, CONTEXT_EBP(%esp)
    movl 20(%ebp), %ecx
    movl %ecx, CONTEXT_EAX(%esp)
    movl %esp, %ecx
    pushl %ecx
    pushl 16(%ebp)
    pushl 8(%ebp)
    call _unwind_to             /* cdecl (frame, record, context); does not return */
    int3

/*
 * EXCEPTION_DISPOSITION handler_call(record, frame, context, dispatcher, handler, guard), cdecl.
 * Calls an exception handler with `guard` up as the innermost frame, so that an exception inside the handler is
 * seen as nested (or an unwind as collided). [guard frame + 8] = `frame`, which guards read.
 * Handlers of some compilers change ebx, esi and edi: they are kept here.
 */
function _handler_call
    pushl %ebp
    movl %esp, %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl 12(%ebp)
    pushl 28(%ebp)
    pushl %fs:0
    movl %esp, %fs:0
    pushl 20(%ebp)
    pushl 16(%ebp)
    pushl 12(%ebp)
    pushl 8(%ebp)
    call *24(%ebp)
    movl %fs:0, %esp
    popl %fs:0
    leal -12(%ebp), %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

/*
 * BOOL entry_call(entry, base, reason, reserved), cdecl: a DLL entry point or a TLS callback. Some are written with the
 * wrong calling convention and come back with a shifted stack: ebp puts it right, as NT's loader does.
 */
function _entry_call
    pushl %ebp
    movl %esp, %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl 20(%ebp)
    pushl 16(%ebp)
    pushl 12(%ebp)
    call *8(%ebp)
    leal -12(%ebp), %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

/* Touches every page that a compiler's big stack frame will use, eax = its bytes, so that the guard page sees them. */
function __chkstk
function __alloca_probe
    pushl %ecx
    leal 8(%esp), %ecx
1:  cmpl $0x1000, %eax
    jb 2f
    subl $0x1000, %ecx
    orl $0, (%ecx)
    subl $0x1000, %eax
    jmp 1b
2:  subl %eax, %ecx
    orl $0, (%ecx)
    movl %esp, %eax
    movl %ecx, %esp
    movl (%eax), %ecx
    pushl 4(%eax)
    ret

function _DbgBreakPoint@0
    int3
    ret

/* 64-bit arithmetic that compilers call: __alldiv and its kin take two 64-bit numbers on the stack, callee cleans up. */
.macro divide_helper name, target
function \name
    pushl %ebp
    movl %esp, %ebp
    pushl 20(%ebp)
    pushl 16(%ebp)
    pushl 12(%ebp)
    pushl 8(%ebp)
    call \target
    leave
    ret $16
.endm
    divide_helper __alldiv, ___divdi3
    divide_helper __allrem, ___moddi3
    divide_helper __aulldiv, ___udivdi3
    divide_helper __aullrem, ___umoddi3
