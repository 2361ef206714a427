# Reads two lists of the same faults, QEMU's (tests/witness_trace.awk) and the log's (witness_log.awk), and prints those
# whose accesses do not go together. The log follows the instruction, and QEMU reads first where a program's instruction
# reads and writes one operand: so the log may say `w` for its `r`, but in user mode only, never where the instruction
# itself is what was not there, and never the other way round.
FNR == NR { qemu[FNR] = $0; next }
{
    split(qemu[FNR], seen)
    same = $4 == seen[4]
    modifies = $4 == "w" && $1 == "u" && $3 != "pc=" $2
    if (!same && !modifies) {
        print "< " qemu[FNR]
        print "> " $0
    }
}
