# For tests/gdb_log_test.sh: where the session stands, in a line or more that compare.awk reads.

define check_fault
    printf "@fault %d %d.%d %08x", $fault_number, thread_running->process_id, thread_running->id, $fault_address
    printf " eax=%08x ebx=%08x ecx=%08x edx=%08x esi=%08x edi=%08x", $eax, $ebx, $ecx, $edx, $esi, $edi
    printf " ebp=%08x esp=%08x eip=%08x efl=%08x\n", $ebp, $esp, $eip, $eflags
end

define check_line
    echo @line\n
    showline
end
