# Faults are numbered in the log as they end, in the processor and in the kernel's fault_number as they begin; a fault
# that waits for a frame is overtaken. Prints when fault `number` of the log began, as a number.
# Reads two lists of lines `MODE ADDRESS pc=PC`: QEMU's (tests/witness_trace.awk), then the log's (witness_log.awk).
FNR == NR { begun[$0, ++times[$0]] = FNR; next }
FNR == number { print begun[$0, seen[$0] + 1]; exit }
{ seen[$0]++ }
