#!/bin/sh
# `make crowd`: how many can be there at once, and what is said at the limit. Takes some minutes, so it is no scene.
# Each run is the program crowd.exe (images/programs/crowd.c) with some MB of memory; it must say what stands here, and
# nothing may be left when it has ended.
set -eu
tests=$(dirname "$0")
work=${BUILD:-build}/crowd
failed=0

# crowd RAM WANTED ARGUMENTS: one run; WANTED is a regular expression of all that it says.
crowd() {
    EXE=${BUILD:-build}/volume/PROGRAMS/crowd.exe ARGS=$3 RAM=$1 BOOT='/LOG=-all /CLOCK=LOGICAL' \
        sh "$tests/volume.sh" program "$work"
    sed -i 's/^clock=.*/clock=/' "$work/machine"
    status=0
    TIMEOUT=${TIMEOUT:-900} sh "$tests/qemu.sh" "$work" 2>/dev/null || status=$?
    said=$(tr -d '\r' <"$work/console.log" | tr '\n' ';')
    if [ $status = 33 ] && echo "$said" | grep -qx "$2" && grep -q ' end ok ' "$work/serial.log"; then
        echo "ok: $1 MB, $3: $said"
    else
        echo "not ok: $1 MB, $3: wanted $2, got $said (exit status $status)"
        failed=1
    fi
}

crowd 512 '10000 threads were there, 10000 ended;' 'threads 10000'
crowd 1024 '4000 processes were there, 4000 ended;' 'processes 4000'
# Kernel stacks: 12288 (mmu/layout.h), some are the kernel's own. ERROR_NO_SYSTEM_RESOURCES.
crowd 512 'error 1450 after \(122[0-9][0-9]\);\1 threads were there, \1 ended;' 'threads'
# Memory that is promised: ERROR_COMMITMENT_LIMIT.
crowd 64 'error 1455 after \([0-9]*\);\1 threads were there, \1 ended;' 'threads'
crowd 64 'error 1455 after \([0-9]*\);\1 processes were there, \1 ended;' 'processes'
exit $failed
