#!/bin/sh
# What the host takes: other figures on each. Prints a line `KEY NUMBER` for each (tests/bench/rows): microseconds of QEMU's
# processor time where that says nothing else.
#   - where the time of the scene hello goes: machines that end ever later, each less the one before; the mean of ten.
#     `out 0xf4` of the number 10 ends one well (firmware/exitcode.h): it stands at the reset vector of a BIOS of its
#     own, in the boot sector, at the kernel's entry; a machine without a program comes up and ends; then hello;
#   - log lines a second by COM1 and by the bulk device: what a long log takes more than the same run without it, the
#     least of five, because whatever else the host does can only add. A byte by COM1 is a write of the host, so its
#     log is shorter. A busy host may hide a log that takes little: no line then.
#   - ways into the kernel and back, where that lives with the program and apart from it: what many of one way take more than
#     none, in nanoseconds for one.
#   - a million instructions of a program that spins, and the same while a quantum counts them.
#
#   tests/bench/host.sh WORK      WORK: a folder for the runs
set -eu
[ $# = 1 ] || { sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-build}
cross=${CROSS-i686-w64-mingw32-}
work=$1

run() {
    sh "$tests/qemu.sh" "$@" 2>/dev/null || [ $? = 33 ] || { echo "bench: $1 did not end well" >&2; exit 1; }
}

# The text of `times`, 1m2.345s, in microseconds.
from_times() {
    seconds=${1#*m}
    seconds=${seconds%s}
    fraction=${seconds#*.}000000
    fraction=1${fraction%"${fraction#??????}"}
    echo $((${1%%m*} * 60000000 + ${seconds%.*} * 1000000 + fraction - 1000000))
}

# mean TIMES FOLDER [options]: microseconds of processor time, and by the clock, of a run.
mean() {
    times=$1
    shift
    begin=$(date +%s%N)
    (for _ in $(seq "$times"); do run "$@"; done; times) | {
        read -r _
        read -r user system
        echo $((($(from_times "$user") + $(from_times "$system")) / times)) $((($(date +%s%N) - begin) / times / 1000))
    }
}

# Where a machine ends. Bytes of: mov al,0x10; out 0xf4,al.
ending() { printf '\260\020\346\364'; }

# replace FILE OFFSET: the end stands there.
replace() { ending | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }

end_at_reset() {
    dd if=/dev/zero of="$work/bios" bs=65536 count=1 2>/dev/null
    replace "$work/bios" 65520
}

end_at_boot() { replace "$work/boot/disk.img" 0; }

# header COLUMN: that number of the kernel's section .text: 2 its place in memory, 4 its place in the file.
header() { "${cross}objdump" -h "$kernel" | sed -n 's/^ *[0-9]* \.text  *//p' | tr -s ' ' | cut -d ' ' -f "$1"; }

end_at_kernel() {
    kernel=$build/volume/WINDOWS/SYSTEM32/KERNEL.EXE
    cp "$kernel" "$work/KERNEL.EXE"
    entry=$("${cross}objdump" -f "$kernel" | sed -n 's/^start address //p')
    replace "$work/KERNEL.EXE" $((entry - 0x$(header 2) + 0x$(header 4)))
    MTOOLSRC=/dev/null mcopy -o -i "$work/entry/disk.img" "$work/KERNEL.EXE" ::WINDOWS/SYSTEM32/KERNEL.EXE
}

# Each machine is hello's, but for where it ends.
prepare() {
    mkdir -p "$work/scenes/nothing"
    cp "$tests/scenes/hello/switches" "$work/scenes/nothing/"
    for folder in hello boot entry; do
        sh "$tests/volume.sh" scene hello "$work/$folder"
    done
    SCENES=$work/scenes sh "$tests/volume.sh" scene nothing "$work/nothing"
    end_at_reset
    end_at_boot
    end_at_kernel
}

# stage NAME FOLDER [options]: what it takes more than the stage before.
before=0
stage() {
    name=$1
    shift
    mean 10 "$@" >"$work/took"
    read -r processor clock <"$work/took"
    echo "host.$name $((processor - before))"
    before=$processor
}

stages() {
    prepare
    stage emulator "$work/boot" -bios "$(cd "$work" && pwd)/bios"
    stage bios "$work/boot"
    stage loader "$work/entry"
    stage kernel "$work/nothing"
    stage program "$work/hello"
    echo "host.hello-wall $clock"
}

# long FOLDER TIMES SWITCHES: prepares a run of churn.exe that logs some eleven lines a time.
long() {
    mkdir -p "$work/scenes/churn"
    printf 'C:\\PROGRAMS\\churn.exe %s\n' "$2" >"$work/scenes/churn/programs"
    SCENES=$work/scenes BOOT="$3" sh "$tests/volume.sh" scene churn "$1"
}

lines() { wc -l <"$1/serial.log"; }

# least COLUMN FOLDER: of five runs.
least() { sort -n -k"$1","$1" "$2/runs" | cut -d ' ' -f "$1" | head -n 1; }

# rate KEY COLUMN: lines a second.
rate() {
    took=$(($(least "$2" "$work/with") - $(least "$2" "$work/without")))
    [ $took -le 0 ] || echo "host.$1 $((($(lines "$work/with") - $(lines "$work/without")) * 1000000 / took))"
}

# way NAME TIMES SWITCHES: the rates of one way out.
way() {
    long "$work/with" "$2" "/LOG=all $3"
    long "$work/without" "$2" "/LOG=-all $3"
    for folder in with without; do
        for _ in 1 2 3 4 5; do mean 1 "$work/$folder"; done >"$work/$folder/runs"
    done
    rate "$1-lines" 1
    rate "$1-lines-wall" 2
}

# took WAY TIMES SWITCH: microseconds of a machine that goes this way so often (images/programs/crossing.c), the least of three.
# The emulator counts no instructions here, and forgets translations as the processor does.
took() {
    EXE=$build/volume/PROGRAMS/crossing.exe ARGS="$1 $2" BOOT="/LOG=-all /DEBUGPORT=VIRTIO $3" RAM=192 \
        sh "$tests/volume.sh" program "$work/crossing"
    sed -i 's/^clock=.*/clock=/' "$work/crossing/machine"
    for _ in 1 2 3; do mean 1 "$work/crossing"; done | sort -n | head -n 1 | cut -d ' ' -f 1
}

# crossing LAYOUT SWITCH: nanoseconds for one time; a switch is half of there and back.
crossing() {
    none=$(took nothing 1 "$2")
    for way in call:100000:1 fault:20000:1 read:20000:1 thread:50000:2 process:30000:2; do
        name=${way%%:*} parts=${way##*:} times=${way#*:}
        times=${times%:*}
        echo "kernel.$name.$1-ns $((($(took "$name" "$times" "$2") - none) * 1000 / times / parts))"
    done
}

# Where many are needed to be seen, their mean.
spins() {
    none=$(took nothing 1 '')
    echo "host.spin $((($(took spin 1000000 '') - none) / 1000))"
    echo "host.spin-quantum $(($(took spin 1000 /QUANTUM=1000000000) - none))"
}

stages
spins
way com1 1000 /DEBUGPORT=COM1
way virtio 20000 /DEBUGPORT=VIRTIO
crossing shared ''
crossing shared-sysenter /SYSENTER
crossing apart /4GB
crossing apart-sysenter '/4GB /SYSENTER'
