#!/bin/sh
# `make bench`: medians of ten runs.
#   - from the start of QEMU to the end of the scene hello, in milliseconds of this host;
#   - guest instructions from kernel entry to the first user instruction, and to the end: the same on every host. The
#     kernel tells them with /BENCH in a line `clock kernel= first-user= end=`;
#   - guest instructions of a fault on a fresh page with its line in the log: by a write, and how many more by a read, of
#     which the kernel looks at the instruction (mmu/faultaccess.h), and by one that reads and writes;
#   - guest instructions for a fault line of the scene pressure: with those lines less without them;
#   - log lines a second by COM1 and by the bulk device: what a long log takes more than the same run without a log, in
#     processor time of QEMU and by the clock; the least of ten each. A byte by COM1 is a write of the host, so its log
#     is shorter.
set -eu
tests=$(dirname "$0")
work=${BUILD:-build}/bench
runs=10

# run FOLDER: one run of a prepared folder.
run() {
    sh "$tests/qemu.sh" "$1" 2>/dev/null || [ $? = 33 ] || { echo "bench: $1 did not end well" >&2; exit 1; }
}

# Prints the milliseconds of one run of a prepared folder.
milliseconds() {
    begin=$(date +%s%N)
    run "$1"
    echo $((($(date +%s%N) - begin) / 1000000))
}

# instructions FOLDER KEY: that number of the clock line of one run; nothing without such a line.
instructions() {
    sh "$tests/qemu.sh" "$1" 2>/dev/null || :
    sed -n "s/^[0-9]* clock .*\\<$2=\\([0-9]*\\).*/\\1/p" "$1/serial.log"
}

# The text of `times`, 1m2.345s, in milliseconds.
from_times() {
    seconds=${1#*m}
    seconds=${seconds%s}
    fraction=${seconds#*.}000
    echo $((${1%%m*} * 60000 + ${seconds%.*} * 1000 + 1${fraction%"${fraction#???}"} - 1000))
}

# Prints the milliseconds of processor time that one run of a prepared folder takes.
processor() {
    (run "$1"; times) | {
        read -r _
        read -r user system
        echo $(($(from_times "$user") + $(from_times "$system")))
    }
}

# The numbers that a command prints in ten runs, in order.
ordered() {
    run=0
    while [ $run -lt $runs ]; do
        "$@"
        run=$((run + 1))
    done | sort -n
}

# Their median: the mean of the two in the middle.
median() {
    ordered "$@" | sed -n "$((runs / 2))p;$((runs / 2 + 1))p" | {
        if read -r low && read -r high; then echo $(((low + high) / 2)); else echo 'not measured:'; fi
    }
}

# The least of them: whatever else the host does can only add to it.
least() { ordered "$@" | head -n 1; }

lines() { wc -l <"$1/serial.log"; }
show() { printf '%-40s %s\n' "$1" "$2"; }

# counted SCENE FOLDER SWITCHES: prepares a scene whose instructions are counted.
counted() {
    BOOT="/BENCH $3" sh "$tests/volume.sh" scene "$1" "$2"
    sed -i 's/^clock=.*/clock=icount/' "$2/machine"
}

# fault_line SWITCHES: instructions for one.
fault_line() {
    counted pressure "$work/with" "/LOG=-all,+fault $1"
    counted pressure "$work/without" "/LOG=-all $1"
    more=$(($(median instructions "$work/with" end) - $(median instructions "$work/without" end)))
    echo $((more / $(grep -c '^[0-9]* fault ' "$work/with/serial.log")))
}

# long FOLDER TIMES SWITCHES: prepares a run of churn.exe that logs some eleven lines a time.
long() {
    mkdir -p "$work/scenes/churn"
    printf 'C:\\PROGRAMS\\churn.exe %s\n' "$2" >"$work/scenes/churn/programs"
    SCENES=$work/scenes BOOT="$3" sh "$tests/volume.sh" scene churn "$1"
}

# rate KIND: lines a second, by how many milliseconds of that kind (processor, milliseconds) the log takes. A busy host may
# hide a log that takes few.
rate() {
    took=$(($(least "$1" "$work/with") - $(least "$1" "$work/without")))
    [ $took -gt 0 ] || { echo 'not measured:'; return; }
    echo $(((log_lines - $(lines "$work/without")) * 1000 / took))
}

# way NAME TIMES SWITCHES: the rate of one way out.
way() {
    long "$work/with" "$2" "/LOG=all $3"
    long "$work/without" "$2" "/LOG=-all $3"
    run "$work/with"
    log_lines=$(lines "$work/with")
    show "log by $1" "$(rate processor) lines a second of processor time, $(rate milliseconds) by the clock ($log_lines lines)"
}

# fault KEY: that number of images/programs/faultcost.c.
fault() { sed -n "s/.*\\<$1=\\([0-9]*\\).*/\\1/p" "$work/fault/console.log"; }

sh "$tests/volume.sh" scene hello "$work/hello"
EXE=${BUILD:-build}/volume/PROGRAMS/faultcost.exe sh "$tests/volume.sh" program "$work/fault"
counted hello "$work/count" /CLOCK=TSC
show 'start of QEMU to the end of hello' "$(median milliseconds "$work/hello") ms"
show 'kernel entry to first user instruction' "$(median instructions "$work/count" first-user) instructions"
show 'kernel entry to the end of hello' "$(median instructions "$work/count" end) instructions"
run "$work/fault"
show 'fault on a fresh page, by a write' "$(fault write) instructions"
show '  by a read' "$(($(fault read) - $(fault write))) more"
show '  by one that reads and writes' "$(($(fault modify) - $(fault write))) more"
show 'a fault line by COM1' "$(fault_line /DEBUGPORT=COM1) instructions"
show 'a fault line by the bulk device' "$(fault_line /DEBUGPORT=VIRTIO) instructions"
way COM1 1000 /DEBUGPORT=COM1
way 'the bulk device' 20000 /DEBUGPORT=VIRTIO
