#!/bin/sh
# Proves that the log is the same whichever way it goes: by COM1, and by the bulk device of /DEBUGPORT=VIRTIO. A run that
# ends, one that bugchecks and one that deadlocks give the same bytes; of one that is killed at its time limit the bulk
# device has all whole lines up to the last flush, and lacks less than a buffer.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/test/wayout
buffer=$(sed -n 's/^#define LOG_BUFFER_BYTES \([0-9]*\)u$/\1/p' "$tests/../firmware/logsink.h")
limit=6 # seconds for the run that is killed
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# prepare SCENE FOLDER SWITCHES
prepare() { BOOT="$3" sh "$tests/volume.sh" scene "$1" "$2"; }

# start FOLDER: one run; its exit status is left there.
start() {
    status=0
    sh "$tests/qemu.sh" "$1" 2>"$1/qemu.err" || status=$?
    echo $status >"$1/exit"
}

# both NAME SCENE STATUS: it runs both ways at once, and must end with that status.
both() {
    prepare "$2" "$work/$1/com1" '/LOG=all /DEBUGPORT=COM1'
    prepare "$2" "$work/$1/bulk" '/LOG=all /DEBUGPORT=VIRTIO'
    start "$work/$1/com1" & first=$!
    start "$work/$1/bulk"
    wait $first
    for way in com1 bulk; do
        [ "$(cat "$work/$1/$way/exit")" = "$3" ] || wrong "$1 by $way ended with $(cat "$work/$1/$way/exit"), not $3"
    done
}

bytes() { wc -c <"$1/serial.log"; }

# same NAME SCENE STATUS LEAST: the same bytes, and at least so many of them that the buffer was full before.
same() {
    both "$1" "$2" "$3"
    cmp "$work/$1/com1/serial.log" "$work/$1/bulk/serial.log" || wrong "$1: two logs, see $work/$1"
    [ "$(bytes "$work/$1/bulk")" -gt "$4" ] || wrong "$1: the log has only $(bytes "$work/$1/bulk") bytes"
}

# A host that is busy may not even have filled the buffer by then: it is given more time.
kill_late() {
    while TIMEOUT=$limit both killed killed 124 && [ "$(bytes "$work/killed/bulk")" -le "$buffer" ] && [ $limit -lt 100 ]; do
        limit=$((limit * 4))
    done
}

# A host that is busy may come less far with one of them: the longer log is cut to the length of the shorter one.
killed() {
    com1=$work/killed/com1 bulk=$work/killed/bulk
    [ -z "$(tail -c 1 "$bulk/serial.log" | tr -d '\n')" ] || wrong 'killed: the bulk log ends within a line'
    cmp -s -n "$(bytes "$bulk")" "$com1/serial.log" "$bulk/serial.log" ||
        cmp -n "$(bytes "$com1")" "$com1/serial.log" "$bulk/serial.log" || wrong "killed: two logs, see $work/killed"
    [ "$(bytes "$bulk")" -gt "$buffer" ] || wrong "killed: the log has only $(bytes "$bulk") bytes"
    if grep -q 'console .* times' "$com1/serial.log"; then
        lost=$(($(bytes "$com1") - $(bytes "$bulk")))
        if [ $lost -le 0 ] || [ $lost -ge "$buffer" ]; then wrong "killed: the bulk log lacks $lost bytes"; fi
    fi
}

# Without the device the log comes by COM1 and says so.
missing() {
    prepare hello "$work/missing" /DEBUGPORT=VIRTIO
    sed -i 's/^log=.*/log=/' "$work/missing/machine"
    start "$work/missing"
    [ "$(cat "$work/missing/exit")" = 33 ] || wrong "without the device it ended with $(cat "$work/missing/exit")"
    grep -q '^[0-9]* bootini "DEBUGPORT" missing$' "$work/missing/serial.log" || wrong 'a missing device is not told'
}

rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
mkdir -p "$work/scenes/bugcheck" "$work/scenes/killed"
cp -R "$tests/scenes/hello" "$tests/scenes/pressure" "$tests/scenes/deadlock" "$work/scenes"
echo 'rm WINDOWS/SYSTEM32/NTDLL.DLL' >"$work/scenes/bugcheck/volume"
printf '%s\n' 'C:\PROGRAMS\hello.exe' >"$work/scenes/bugcheck/programs"
printf '%s\n' 'C:\PROGRAMS\churn.exe 400 forever' >"$work/scenes/killed/programs"
export SCENES="$work/scenes"
unset BOOT RAM STDIN

same ends pressure 33 "$buffer"
same bugchecks bugcheck 35 1000
same deadlocks deadlock 43 1000
kill_late
killed
missing
[ $bad = 0 ] && echo 'one log, whichever way it goes'
