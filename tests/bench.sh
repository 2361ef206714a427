#!/bin/sh
# `make bench`: medians of ten runs.
#   - from the start of QEMU to the end of the scene hello, in milliseconds of this host;
#   - guest instructions from kernel entry to the first user instruction, and to the end: the same on every host. The
#     kernel tells them with /BENCH in a line `clock kernel= first-user= end=`;
#   - guest instructions of a fault on a fresh page with its line in the log: by a write, and how many more by a read, of
#     which the kernel looks at the instruction (mmu/faultaccess.h), and by one that reads and writes;
#   - log lines a second: how much longer the longest scene with /LOG=all takes than hello, for its additional lines.
set -eu
tests=$(dirname "$0")
work=${BUILD:-build}/bench
runs=10

# Prints the milliseconds of one run of a prepared folder.
milliseconds() {
    begin=$(date +%s%N)
    sh "$tests/qemu.sh" "$1" 2>/dev/null || [ $? = 33 ] || { echo "bench: $1 did not end well" >&2; exit 1; }
    echo $((($(date +%s%N) - begin) / 1000000))
}

# instructions KEY: that number of the clock line of one run; nothing without such a line.
instructions() {
    sh "$tests/qemu.sh" "$work/count" 2>/dev/null || :
    sed -n "s/^[0-9]* clock .*\\<$1=\\([0-9]*\\).*/\\1/p" "$work/count/serial.log"
}

# The median of the numbers that a command prints in ten runs: the mean of the two in the middle.
median() {
    run=0
    while [ $run -lt $runs ]; do
        "$@"
        run=$((run + 1))
    done | sort -n | sed -n "$((runs / 2))p;$((runs / 2 + 1))p" | {
        if read -r low && read -r high; then echo $(((low + high) / 2)); else echo 'not measured:'; fi
    }
}

lines() { wc -l <"$1/serial.log"; }
show() { printf '%-40s %s\n' "$1" "$2"; }

# fault KEY: that number of images/programs/faultcost.c.
fault() { sed -n "s/.*\\<$1=\\([0-9]*\\).*/\\1/p" "$work/fault/console.log"; }

longest=$(cd "$tests/scenes" && wc -l -- */golden | sort -n | sed -n 's,.* \(.*\)/golden$,\1,p' | tail -n 1)
sh "$tests/volume.sh" scene hello "$work/hello"
BOOT='/CLOCK=TSC /BENCH' sh "$tests/volume.sh" scene hello "$work/count"
sed -i 's/^clock=.*/clock=icount/' "$work/count/machine"
EXE=${BUILD:-build}/volume/PROGRAMS/faultcost.exe sh "$tests/volume.sh" program "$work/fault"
BOOT='/LOG=all' sh "$tests/volume.sh" scene "$longest" "$work/lines"

hello=$(median milliseconds "$work/hello")
show 'start of QEMU to the end of hello' "$hello ms"
show 'kernel entry to first user instruction' "$(median instructions first-user) instructions"
show 'kernel entry to the end of hello' "$(median instructions end) instructions"
milliseconds "$work/fault" >/dev/null
show 'fault on a fresh page, by a write' "$(fault write) instructions"
show '  by a read' "$(($(fault read) - $(fault write))) more"
show '  by one that reads and writes' "$(($(fault modify) - $(fault write))) more"
all=$(median milliseconds "$work/lines")
more=$(($(lines "$work/lines") - $(lines "$work/hello")))
show 'log' "$((more * 1000 / (all - hello))) lines a second ($longest, /LOG=all: $more lines in $((all - hello)) ms)"
