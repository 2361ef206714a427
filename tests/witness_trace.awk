# From QEMU's trace (-d int) to lines MODE ADDRESS pc=PC ACCESS, one for each page fault. A line of the trace is
#     12: v=0e e=0006 i=0 cpl=3 IP=001b:00401500 pc=00401500 SP=0023:0022ff2c CR2=0022fe1c
# where the emulator for 64 bits writes sixteen digits. With i=1 it is an `int 14` of a program: its gate refuses it, and no page
# is at fault. ACCESS is r or w: bit 1 of the error code, x: bit 4, which the processor sets only where execution is forbidden. One
# that becomes a double fault (v=08) is no fault of the log: what it says is the bugcheck.

/ v=0e .* i=0 / {
    mode = $0 ~ / cpl=3 / ? "u" : "k"
    access = $0 ~ / e=..[13579bdf]. / ? "x" : $0 ~ / e=...[2367abef] / ? "w" : "r"
    if (last)
        print last
    last = mode " " address("CR2") " pc=" address("pc") " " access
}
/ v=08 / { last = "" }
END { if (last) print last }

# The lower 32 bits.
function address(key) {
    match($0, " " key "=[0-9a-f]+")
    return substr($0, RSTART + RLENGTH - 8, 8)
}
