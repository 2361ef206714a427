# Stopping at a line of the log: the kernel calls log_stop(text) when the line of number log_stop_at is whole and not yet
# written out (firmware/log.h). What the line tells of stands a few frames above.

define line_go
    set $line_number = $arg0
    fault_retake
    set $fault_number = 0
    set $fault_soft = 0
    kernel_view
    set var log_stop_at = $line_number
    own_view
    go_to &log_stop
    set $line_text = *(char **) ($esp + 4)
    up-silently 2
    showline
    frame
end
document line_go
line_go N: goes on to line N of the log, which must not have been written yet, and stops where it is written.
end

define showline
    if $line_text == 0
        printf "the machine stands before a fault, not at a line of the log: showfault shows it\n"
    else
        showline_known
    end
end
document showline
showline: the line of the log at which the machine was stopped: its text, the thread that writes it, and the registers of the
program in this thread and in the one that the line names first.
end

define showline_known
    downuser
    kernel_view
    printf "%s\n", $line_text
    if thread_running == 0
        printf "written before there is a thread\n"
    else
        printf "written by %d.%d\n", thread_running->process_id, thread_running->id
        if thread_running->teb != 0
            userregs
        end
        showline_other
    end
    own_view
end
document showline_known
showline_known: showline, where there is a line.
end

define showline_other
    if $line_thread != 0 && $line_thread != thread_running->id
        userregs $line_thread
    end
end
document showline_other
showline_other: the part of `showline` for a thread that the line names and that does not run.
end

define nextline
    kernel_view
    set $line_next = 'firmware/log.c'::lines + 1
    own_view
    line_go $line_next
end
document nextline
nextline: goes on to the next line of the log and stops where it is written.
end
