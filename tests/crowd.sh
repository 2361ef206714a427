#!/bin/sh
# `make crowd`: how many can be there at once, what is said at the limit, and that nothing is left of many that come and
# go. Takes some minutes, so it is no scene. Each run is the program crowd.exe or waves.exe (images/programs) with some MB
# of memory; it must say what stands here, and nothing may be left when it has ended.
set -eu
tests=$(dirname "$0")
build=${BUILD:-build}
work=$build/crowd
failed=0

# verdict NAME WANTED SAID: WANTED is a regular expression of all of SAID.
verdict() {
    if echo "$3" | grep -qx "$2"; then
        echo "ok: $1: $3"
    else
        echo "not ok: $1: wanted $2, got $3"
        failed=1
    fi
}

# play RAM PROGRAM ARGUMENTS SWITCHES CLOCK: what it said, and how it ended if not well.
play() {
    EXE=$build/volume/PROGRAMS/$2.exe ARGS=$3 RAM=$1 BOOT=$4 sh "$tests/volume.sh" program "$work"
    sed -i "s/^clock=.*/clock=$5/" "$work/machine"
    status=0
    TIMEOUT=${TIMEOUT:-900} sh "$tests/qemu.sh" "$work" 2>/dev/null || status=$?
    tr -d '\r' <"$work/console.log" | tr '\n' ';'
    if [ $status != 33 ] || ! grep -q ' end ok ' "$work/serial.log"; then
        echo "exit status $status"
    fi
}

# crowd RAM WANTED ARGUMENTS [SWITCHES]: how many at once. DISK= is the volume's size.
crowd() {
    said=$(play "$1" crowd "$3" "/LOG=-all /CLOCK=LOGICAL${4:+ $4}" '')
    verdict "$1 MB, $3${4:+, $4}" "$2" "$said"
}

# waves RAM KIND COUNT AT-ONCE: many come and go; the machine counts instructions, so that time is work.
waves() {
    said=$(play "$1" waves "$2 $3 $4" '/LOG=-all /CLOCK=TSC' icount)
    verdict "$1 MB, $2 $3 $4" "$3 $2, $4 at a time: $3 ended;$level;$steady;" "$said"
}
level='since the first wave: commit 0, nonpaged pool 0, handles 0,;  processes 0, threads 0'
steady="the last tenth took \\(9[5-9]\\|10[0-5]\\)% of the second's time"

# pools COUNT AT-ONCE: who has taken what of the pools, when each wave of processes has ended.
pools() {
    play 64 waves "processes $1 $2" '/LOG=-all,+pool,+process /DEBUGPORT=VIRTIO' icount >/dev/null
    said=$(LC_ALL=C awk -v wave="$2" -f "$tests/crowd_pool.awk" "$work/serial.log")
    verdict "pools, processes $1 $2" "$(($1 / $2)) waves leave the same pool" "$said"
}

crowd 512 '10000 threads were there, 10000 ended;' 'threads 10000'
crowd 1024 '3800 processes were there, 3800 ended;' 'processes 3800'
DISK=255 crowd 64 '1000 processes were there, 1000 ended;' 'processes 1000' /PAGEFILE=200
# Kernel stacks: 12032 (mmu/kernelstack.c), some are the kernel's own. ERROR_NO_SYSTEM_RESOURCES.
crowd 512 'error 1450 after \(120[0-9][0-9]\);\1 threads were there, \1 ended;' 'threads'
# Memory that is promised: ERROR_COMMITMENT_LIMIT, or, where the process is there and loads what it needs, its end; which of them is a
# matter of a few pages.
short="\\(error 1455 after [0-9]*\\|one ended with c000\\(0017\\|012d\\) before it began\\)"
crowd 64 'error 1455 after \([0-9]*\);\1 threads were there, \1 ended;' 'threads'
crowd 64 "$short;\\([0-9]*\\) processes were there, \\3 ended;" 'processes'
DISK=255 crowd 64 "$short;\\(1[0-9]*\\) processes were there, \\3 ended;" 'processes' /PAGEFILE=200

waves 64 threads 100000 1000
waves 64 processes 10000 100
pools 400 40
exit $failed
