# From power-on to the wanted fault. The kernel's first instruction is the first moment at which its variables are there.
hbreak *kernel_start
continue
delete
fault_go $fault_wanted
frame
printf "stepfault, nextfault, showfault, pte ADDRESS, threads: each has help\n"
