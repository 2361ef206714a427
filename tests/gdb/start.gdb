# From power-on to the wanted line. The kernel's first instruction is the first moment at which its variables are there.
set $fault_number = 0
set $fault_soft = 0
set $line_text = 0
hbreak *kernel_start
continue
delete
if $fault_wanted
    fault_go $fault_wanted
    frame
else
    line_go $line_wanted
end
printf "stepfault, nextfault, showfault, nextline, showline, userregs, upuser, pte ADDRESS, threads, faultline-process PID: each has help\n"
