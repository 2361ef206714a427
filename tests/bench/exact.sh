#!/bin/sh
# What counts guest instructions: the same on every host. Prints a line `KEY NUMBER` for each (tests/bench/rows).
#   - images/programs/opcost.c and growth.c measure themselves by the time-stamp counter, which counts instructions, with
#     the log off; growth.c stops at a number of instructions, so that what grows too fast does not hold up the rest;
#   - the kernel tells by /BENCH what it took to the first user instruction and to the end of hello;
#   - images/programs/crossing.c goes into the kernel and back where that lives with the program, and apart from it;
#   - the same program spins beside another thread, under a quantum that does not end and one that does;
#   - a fault line: the scene pressure with these lines less without them.
#
#   tests/bench/exact.sh WORK      WORK: a folder for the runs
set -eu
[ $# = 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")/.." && pwd)
programs=${BUILD:-build}/volume/PROGRAMS
work=$1
millions=3000

run() {
    sh "$tests/qemu.sh" "$1" 2>/dev/null || [ $? = 33 ] || { echo "bench: $1 did not end well" >&2; exit 1; }
}

# program FOLDER NAME ARGUMENTS SWITCHES RAM: what it printed of lines with keys. The folder stays, for tests/profile.sh.
program() {
    EXE=$programs/$2.exe ARGS=$3 DLLS="$programs/bare.exe $programs/dll_small.dll" BOOT="/LOG=-all /DEBUGPORT=VIRTIO $4" \
        RAM=$5 sh "$tests/volume.sh" program "$work/$1"
    run "$work/$1"
    tr -d '\r' <"$work/$1/console.log" | grep -E '^(op|growth)\.' || { echo "bench: $2 $3 says nothing" >&2; exit 1; }
}

growth() { program "$1" growth "$1 $2 $millions" '' "$3"; }

# counted SCENE SWITCHES: runs a scene whose instructions the kernel counts.
counted() {
    BOOT="/BENCH $2" sh "$tests/volume.sh" scene "$1" "$work/run"
    sed -i 's/^clock=.*/clock=icount/' "$work/run/machine"
    run "$work/run"
}

# clock KEY: that number of its clock line.
clock() { sed -n "s/^[0-9]* clock .*\\<$1=\\([0-9]*\\).*/\\1/p" "$work/run/serial.log"; }

# fault_line SWITCHES: instructions for one.
fault_line() {
    counted pressure "/LOG=-all,+fault $1"
    with=$(clock end)
    faults=$(grep -c '^[0-9]* fault ' "$work/run/serial.log")
    counted pressure "/LOG=-all $1"
    echo $(((with - $(clock end)) / faults))
}

# images/programs/faultcost.c, with the log on.
fault_kinds() {
    EXE=$programs/faultcost.exe sh "$tests/volume.sh" program "$work/run"
    run "$work/run"
    tr -d '\r' <"$work/run/console.log" | tr ' ' '\n' | sed -n 's/^\(write\|read\|modify\)=\([0-9]*\).*/op.fault-\1 \2/p'
}

# checked MB RAM: a system call of a machine with so many MB of frames, when each is a check of its books.
checked() {
    program "verify-$1" opcost calls "/MAXMEM=$1 /VERIFY" "$2" | sed -n "s/^op\.syscall-fails /op.verify-$1 /p"
}

# spin QUANTUM: a thousand instructions beside another thread that would run.
spin() {
    EXE=$programs/crossing.exe ARGS="spin 64" BOOT="/LOG=-all /DEBUGPORT=VIRTIO /QUANTUM=$1" sh "$tests/volume.sh" program "$work/run"
    run "$work/run"
    tr -d '\r' <"$work/run/console.log"
}

# An instruction that is counted, less itself; the end of a quantum of ten and the switch: half of what is more when both run.
quanta() {
    endless=$(spin 1000000000)
    echo "op.quantum-step $(((endless - 1000) / 1000))"
    echo "op.quantum-end $((($(spin 10) / 2 - endless) / 100))"
}

# crossing LAYOUT SWITCH: images/programs/crossing.c, where the kernel lives so.
crossing() {
    for way in call fault read thread process; do
        EXE=$programs/crossing.exe ARGS="$way 64" BOOT="/LOG=-all /DEBUGPORT=VIRTIO $2" RAM=64 \
            sh "$tests/volume.sh" program "$work/run"
        run "$work/run"
        echo "kernel.$way.$1 $(tr -d '\r' <"$work/run/console.log")"
    done
}

program operations opcost '' '' 64
program pressure opcost 'pressure 1500' /MAXMEM=4 64
counted hello /CLOCK=TSC
echo "op.first-user $(clock first-user)"
echo "op.hello-end $(clock end)"
crossing shared ''
crossing shared-sysenter /SYSENTER
crossing apart /4GB
crossing apart-sysenter '/4GB /SYSENTER'
quanta
fault_kinds
checked 8 16
checked 64 80
echo "op.log-line-com1 $(fault_line /DEBUGPORT=COM1)"
echo "op.log-line-virtio $(fault_line /DEBUGPORT=VIRTIO)"
growth handles 10000 64
growth names 10000 64
growth threads 10000 640
growth timers 10000 640
growth files 10000 64
growth regions 30000 64
growth processes 4000 768
