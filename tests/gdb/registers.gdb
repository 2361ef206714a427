# The program's side of a thread: the registers with which it came into the kernel lie at the top of its kernel stack
# (thread_user_frame() in sched/process/process.h). Of a thread that has not run yet they are those it will begin with.

define userregs
    downuser
    kernel_view
    if $argc == 0
        set $userregs_thread = thread_running
    else
        set $userregs_thread = (struct thread *) 0
        userregs_find $arg0
    end
    if $userregs_thread == 0
        printf "there is no such thread now\n"
    else
        if $userregs_thread->teb == 0
            printf "%d.%d is a thread of the kernel: it has no program\n", $userregs_thread->process_id, $userregs_thread->id
        else
            userregs_show
        end
    end
    own_view
end
document userregs
userregs [ID]: the registers of the program in the thread that runs, or in thread ID, as it came into the kernel with them.
end

define userregs_find
    set $userregs_process = 'sched/process/process.c'::all.next
    while $userregs_process != &'sched/process/process.c'::all
        set $userregs_list = &((struct process *) ((char *) $userregs_process - (int) &((struct process *) 0)->link))->threads
        set $userregs_link = $userregs_list->next
        while $userregs_link != $userregs_list
            set $userregs_each = (struct thread *) ((char *) $userregs_link - (int) &((struct thread *) 0)->process_link)
            if $userregs_each->id == $arg0
                set $userregs_thread = $userregs_each
            end
            set $userregs_link = $userregs_link->next
        end
        set $userregs_process = $userregs_process->next
    end
end
document userregs_find
userregs_find ID: the part of `userregs` that looks for a thread by its id.
end

define userregs_show
    set $userregs_frame = (struct trap_frame *) $userregs_thread->kernel_stack_top - 1
    printf "user registers of %d.%d\n", $userregs_thread->process_id, $userregs_thread->id
    printf "eax=%08x ebx=%08x ecx=%08x edx=%08x esi=%08x edi=%08x\n", $userregs_frame->eax, $userregs_frame->ebx, $userregs_frame->ecx, $userregs_frame->edx, $userregs_frame->esi, $userregs_frame->edi
    printf "eip=%08x esp=%08x ebp=%08x efl=%08x  ", $userregs_frame->eip, $userregs_frame->esp, $userregs_frame->ebp, $userregs_frame->eflags
    info symbol $userregs_frame->eip
end
document userregs_show
userregs_show: the part of `userregs` that prints.
end

define upuser
    kernel_view
    set $userregs_thread = thread_running
    set $userregs_teb = $userregs_thread == 0 ? 0 : $userregs_thread->teb
    own_view
    if $userregs_teb == 0
        printf "a thread of the kernel runs: it has no program\n"
    else
        if $layout_apart && ($cs & 3) == 0 && $user_shown == 0
            user_show
        else
            while ($cs & 3) == 0 && $user_shown == 0
                up-silently
            end
        end
        frame
    end
end
document upuser
upuser: up from the kernel to the program's frame, with its registers and variables; `frame 0` goes back, with /4GB
`downuser`.
end
