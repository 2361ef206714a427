# Stopping at a fault, and stepping one through.
#
# The kernel calls fault_stop(frame, address, write) as the first thing in its page-fault handler, before anything has
# changed, when the fault being handled is number fault_stop_at of the log. From there the trap can be taken back: with
# the registers of the trap frame the machine stands at the faulting instruction again, in the mode it was in, as if it
# had not been executed yet. That is where the commands below leave you.

define fault_take_back
    set $fault_frame = *(struct trap_frame **) ($esp + 4)
    set $fault_address = *(unsigned int *) ($esp + 8)
    set $fault_write = *(unsigned char *) ($esp + 12)
    set $fault_eip = $fault_frame->eip
    set $fault_flags = $fault_frame->eflags
    set $fault_cs = $fault_frame->cs
    if $fault_cs & 3
        set $fault_esp = $fault_frame->esp
        set $fault_ss = $fault_frame->ss
    else
        # From kernel mode the processor pushed neither esp nor ss: the stack goes on behind eflags.
        set $fault_esp = (unsigned int) &$fault_frame->esp
        set $fault_ss = $ss
    end
    # It will be taken, and counted, again.
    set var 'mmu/fault.c'::fault_number = 'mmu/fault.c'::fault_number - 1
    # Values first: from the moment the stack pointer changes, the frame cannot be relied on.
    set $fault_eax = $fault_frame->eax
    set $fault_ebx = $fault_frame->ebx
    set $fault_ecx = $fault_frame->ecx
    set $fault_edx = $fault_frame->edx
    set $fault_esi = $fault_frame->esi
    set $fault_edi = $fault_frame->edi
    set $fault_ebp = $fault_frame->ebp
    set $eax = $fault_eax
    set $ebx = $fault_ebx
    set $ecx = $fault_ecx
    set $edx = $fault_edx
    set $esi = $fault_esi
    set $edi = $fault_edi
    set $ebp = $fault_ebp
    set $ss = $fault_ss
    set $esp = $fault_esp
    set $cs = $fault_cs
    set $eip = $fault_eip
    set $eflags = $fault_flags
end
document fault_take_back
fault_take_back: at fault_stop(), takes the trap back: the machine stands at the faulting instruction again.
end

define fault_instruction
    # Its page may not be there yet; what it holds stands in the image file.
    if $fault_cs & 3
        set trust-readonly-sections on
    end
    x/i $fault_eip
    set trust-readonly-sections off
end
document fault_instruction
fault_instruction: the instruction that faults, also when it is its own page that is not there.
end

define showfault
    printf "fault %d: ", $fault_number
    if $fault_cs & 3
        printf "user "
    else
        printf "kernel "
    end
    if $fault_write
        printf "write of "
    else
        if $fault_address == $fault_eip
            printf "execution of "
        else
            printf "read of "
        end
    end
    printf "%08x, process.thread %d.%d, instruction:\n", $fault_address, thread_running->process_id, thread_running->id
    fault_instruction
    info line *$fault_eip
end
document showfault
showfault: the fault at which the machine was stopped: its number, access, address, thread, instruction.
end

define fault_go
    set $fault_number = $arg0
    set var 'mmu/fault.c'::fault_stop_at = $fault_number
    break *fault_stop
    commands
        silent
    end
    set $fault_breakpoint = $bpnum
    continue
    delete $fault_breakpoint
    fault_take_back
    showfault
end
document fault_go
fault_go N: goes on to fault N of the log, which must not have happened yet, and stops before the faulting instruction.
end

define nextfault
    fault_go $fault_number+1
    frame
end
document nextfault
nextfault: goes on to the next fault of the log and stops before the faulting instruction.
end

define stepfault
    set $step_cr3 = $cr3
    set $step_esp = $esp
    printf "--- 1. the faulting instruction\n"
    frame
    fault_instruction
    pte $fault_address
    printf "--- 2. the processor enters the handler\n"
    stepi
    printf "cr2 = %08x, error code %x, pushed eip = %08x\n", $cr2, *(unsigned int *) $esp, *(unsigned int *) ($esp + 4)
    printf "--- 3. in the handler\n"
    break *fault_stop
    set $fault_breakpoint = $bpnum
    continue
    delete $fault_breakpoint
    up
    info locals
    printf "--- 4. back at the instruction, or at the handler of the exception\n"
    set var 'mmu/fault.c'::fault_stop_at = 0
    break *$fault_eip if $esp == $step_esp && $cr3 == $step_cr3
    set $step_back = $bpnum
    break *KiUserExceptionDispatcher if $cr3 == $step_cr3
    set $step_exception = $bpnum
    continue
    delete $step_back $step_exception
    x/i $pc
    pte $fault_address
end
document stepfault
stepfault: from the faulting instruction through the handler and back to the same instruction, shown in four steps with
the page's entry before and after. If the fault cannot be resolved it ends in NTDLL's KiUserExceptionDispatcher. Use it
where `make gdb` or `nextfault` has stopped.
end
