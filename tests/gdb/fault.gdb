# Stopping at a fault, and stepping one through.
#
# The kernel calls fault_stop(frame, address, write) as the first thing in its page-fault handler, before anything has
# changed, when the fault being handled is number fault_stop_at of the log. From there the trap can be taken back: with
# the registers of the trap frame the machine stands at the faulting instruction again, in the mode it was in, as if it
# had not been executed yet. That is where the commands below leave you.

# On to an address, without a word.
define go_to
    break *$arg0
    commands
        silent
    end
    set $go_to_breakpoint = $bpnum
    continue
    delete $go_to_breakpoint
end
document go_to
go_to ADDRESS: goes on until the machine stands before the instruction there.
end

define fault_take_back
    fault_look
    if $fault_soft
        # The kernel has asked, no instruction: there is none to go back to.
        select-frame function fault_touch
    else
        fault_back
    end
end
document fault_take_back
fault_take_back: at fault_stop(), takes the trap back: the machine stands at the faulting instruction again. Where the kernel has
asked for a program's page by another way than its address, it stands there.
end

define fault_look
    set $fault_frame = *(struct trap_frame **) ($esp + 4)
    set $fault_address = *(unsigned int *) ($esp + 8)
    set $fault_write = *(unsigned char *) ($esp + 12)
    set $fault_eip = $fault_frame->eip
    set $fault_cs = $fault_frame->cs
    set $fault_process = thread_running->process_id
    set $fault_thread = thread_running->id
    # A processor pushes flags, of which bit 1 is always set; fault_touch() has none.
    set $fault_soft = ($fault_frame->eflags & 2) == 0
end
document fault_look
fault_look: the part of fault_take_back that finds out what fault it is.
end

define fault_back
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
    # The kernel's own way back, by the processor: exact in one step, wherever the registers then point. gdb would ask its
    # memory after each register that it sets, and stop halfway where the stack's page is not there.
    set $esp = (unsigned int) $fault_frame
    set $eip = $fault_cs & 3 ? *(unsigned int *) &trap_way_out : (unsigned int) &trap_leave
    go_to $fault_eip
    # Where gdb cannot find the frame, because its stack is not there, the first command that wants it fails: it shall be this
    # one. After that gdb shows what it knows.
    thread apply 1 -s -q set $fault_frame = 0
end
document fault_back
fault_back: the part of fault_take_back for a trap.
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
    if $fault_number == 0
        printf "the machine stands at a line of the log, not before a fault: showline shows it\n"
    else
        showfault_known
    end
end
document showfault
showfault: the fault at which the machine was stopped: its number, access, address, thread, instruction.
end

define showfault_known
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
    printf "%08x, process.thread %d.%d, instruction:\n", $fault_address, $fault_process, $fault_thread
    fault_instruction
    info line *$fault_eip
end
document showfault_known
showfault_known: showfault, where there is a fault.
end

# A fault that was taken back has not been counted again yet: on into its handler first, for at the instruction gdb may be unable
# to look at a stack that is not there, and the fault would be the next one to be found.
define fault_retake
    kernel_view
    set $fault_counted = 'mmu/fault.c'::fault_number
    own_view
    if $fault_counted < $fault_number && $pc != $fault_stub
        go_to $fault_stub
    end
end
document fault_retake
fault_retake: goes on into the handler of the fault before which the machine stands, if it does.
end

define fault_go
    set $fault_wanted = $arg0
    fault_retake
    set $line_text = 0
    set $fault_number = $fault_wanted
    kernel_view
    set var 'mmu/fault.c'::fault_stop_at = $fault_number
    own_view
    go_to &fault_stop
    fault_take_back
    showfault
end
document fault_go
fault_go N: goes on to fault N of the log, which must not have happened yet, and stops before the faulting instruction.
end

define nextfault
    kernel_view
    set $fault_next = 'mmu/fault.c'::fault_number + 1
    own_view
    if $fault_next == $fault_number
        set $fault_next = $fault_next + 1
    end
    fault_go $fault_next
    frame
end
document nextfault
nextfault: goes on to the next fault of the log and stops before the faulting instruction.
end

define stepfault
    kernel_view
    set $fault_counted = 'mmu/fault.c'::fault_number
    own_view
    if $fault_counted >= $fault_number && $fault_soft == 0
        printf "the machine does not stand before a fault: nextfault goes on to one\n"
    else
        if $fault_soft
            stepfault_soft
        else
            stepfault_whole
        end
    end
end
document stepfault
stepfault: from the faulting instruction through the handler and back to the same instruction, shown in four steps with
the page's entry before and after. If the fault cannot be resolved it ends in NTDLL's KiUserExceptionDispatcher. Use it
where `make gdb` or `nextfault` has stopped.
end

define stepfault_whole
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
document stepfault_whole
stepfault_whole: stepfault, where there is a fault.
end
define stepfault_soft
    printf "--- 1. the kernel asks for the program's page\n"
    frame
    pte $fault_address
    printf "--- 2. no processor does\n"
    printf "--- 3. in the handler\n"
    select-frame 1
    frame
    info locals
    printf "--- 4. back where it was asked\n"
    set var 'mmu/fault.c'::fault_stop_at = 0
    select-frame function fault_touch
    set $fault_asked_from = *(unsigned int *) ($ebp + 4)
    go_to $fault_asked_from
    set $fault_soft = 0
    frame
    pte $fault_address
end
document stepfault_soft
stepfault_soft: stepfault, where the kernel has asked by another way than the program's address.
end

