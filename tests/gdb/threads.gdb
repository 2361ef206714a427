# threads: every thread of every process, from the kernel's own lists (sched/process/process.h, sched/dispatch/thread.h).

define threads
    kernel_view
    printf "thread      state          start     what it is, what it waits for\n"
    set $threads_process_link = 'sched/process/process.c'::all.next
    while $threads_process_link != &'sched/process/process.c'::all
        set $threads_process = (struct process *) ((char *) $threads_process_link - (int) &((struct process *) 0)->link)
        set $threads_link = $threads_process->threads.next
        while $threads_link != &$threads_process->threads
            set $threads_thread = (struct thread *) ((char *) $threads_link - (int) &((struct thread *) 0)->process_link)
            threads_show
            set $threads_link = $threads_link->next
        end
        set $threads_process_link = $threads_process_link->next
    end
    own_view
end
document threads
threads: every thread of every process: process.thread, state, where it began, and what it waits for.
The running one is marked with *.
end

define threads_show
    if $threads_thread == thread_running
        printf "*"
    else
        printf " "
    end
    printf "%4d.%-5d ", $threads_thread->process_id, $threads_thread->id
    output $threads_thread->state
    printf "  %08x  ", $threads_thread->start
    if $threads_thread->name != 0
        printf "%s  ", $threads_thread->name
    end
    if $threads_thread->state == THREAD_WAITING
        output $threads_thread->wait_reason
        if $threads_thread->wait_count != 0
            printf " on %d, first at %p", $threads_thread->wait_count, $threads_thread->wait_blocks->object
        end
    end
    printf "\n"
end
document threads_show
threads_show: one line of `threads`.
end
