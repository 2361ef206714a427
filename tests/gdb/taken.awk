# Faults are numbered in the log as they end, in the processor and in the kernel's fault_number as they begin; a fault
# that waits for a frame is overtaken. Prints when fault `number` of the log began, as a number.
# Reads two lists of lines `MODE ADDRESS pc=PC ACCESS`: QEMU's (tests/witness_trace.awk), then the log's
# (witness_log.awk). They may differ in the access.
{ fault = $1 " " $2 " " $3 }
FNR == NR { begun[fault, ++times[fault]] = FNR; next }
FNR == number { print begun[fault, seen[fault] + 1]; exit }
{ seen[fault]++ }
