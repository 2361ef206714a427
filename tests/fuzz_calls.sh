#!/bin/sh
# `make fuzz-calls`: system calls with everything they should not be called with (images/programs/hostile.c), ten million of
# them, over seeds, layouts and numbers of frames, with and without a kernel that pages itself, while the books of memory are
# checked (/VERIFY). The scenes hostile and torture play a share of it. Prints a line for each run and the count of all; exit
# status 0 when every machine went on, nothing was left over and no law was broken.
#
#   tests/fuzz_calls.sh
#
# Environment: CALLS how many in all (10000000), SEED of the first child (1), JOBS runs at a time (all processors), TIMEOUT of a
# machine in seconds (400).
set -eu
export TIMEOUT="${TIMEOUT:-400}"
[ $# = 0 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/fuzz-calls
each=400 # calls that a child is to make; it has its own seed, and some end themselves before
calls=${CALLS:-10000000}

# The runs: a number, the machine's frames in MB, a processor, switches.
list() {
    number=0
    while read -r layout cpu switches; do
        for kernel in '' /PAGEKERNEL; do
            for frames in 3 4 16; do
                number=$((number + 1))
                echo "$number $frames $cpu $layout $switches $kernel"
            done
        done
    done <"$tests/layouts/table"
}

# A child may have sent itself into a loop of its own code, which without /QUANTUM nobody takes the processor from: time is over,
# with the processor in a program. In the kernel it must not be then.
loops() { [ $status = 124 ] && grep -q " CPL=3 " "$folder/monitor.out"; }

# play SWITCHES: a machine with the children that have not been played. One of them may end their parent, which tells of every
# ten, or keep the processor: the rest of those ten is left out, and another machine has the others.
play() {
    status=0
    EXE=${BUILD:-build}/volume/PROGRAMS/hostile.exe ARGS="$((CHILDREN - played)) $each $((seed + played)) count" CPU=$cpu \
        WHEREABOUTS=yes BOOT="/MAXMEM=$frames /LOG=-all,+console /VERIFY=500 $*" sh "$tests/volume.sh" program "$folder"
    sh "$tests/qemu.sh" "$folder" 2>"$folder/qemu.err" || status=$?
    rm -f "$folder/disk.img"
    if loops; then
        looped=$((looped + 1))
    elif [ $status != 33 ] || ! grep -q ' end ok ' "$folder/serial.log"; then
        verdict='not ok'
    fi
    told=$(tr -d '\r' <"$folder/console.log" | sed -n 's/^\([0-9]*\) children, \([0-9]*\) calls$/\1 \2/p' | tail -n 1)
    told=${told:-0 0}
    played=$((played + ${told% *} + 10)) all=$((all + ${told#* }))
}

if [ -n "${FUZZ_RUN-}" ]; then
    # shellcheck disable=SC2086  # a line of list(), as words
    set -- $FUZZ_RUN
    number=$1 frames=$2 cpu=$3 layout=$4
    shift 4
    folder=$work/$number
    seed=$((${SEED:-1} + (number - 1) * CHILDREN))
    all=0 played=0 looped=0 verdict=ok
    while [ "$verdict" = ok ] && [ "$played" -lt "$CHILDREN" ]; do play "$@"; done
    [ $all -gt 0 ] || verdict='not ok'
    echo "$verdict: $layout $*, $frames MB, seeds from $seed, $looped looped: $all calls (exit status $status)" | tee "$folder/result"
    exit 0
fi

rm -rf "$work"
mkdir -p "$work"
list >"$work/list"
CHILDREN=$((calls * 12 / 10 / each / $(wc -l <"$work/list") + 1))
export CHILDREN
tr '\n' '\0' <"$work/list" | xargs -0 -P "${JOBS:-$(nproc)}" -I '{}' env FUZZ_RUN='{}' sh "$0" &
workers=$!
trap 'sh "$tests/end.sh" $workers; exit 130' INT TERM
wait $workers || :
cat "$work"/*/result | LC_ALL=C awk '{ total += $(NF - 4) ; good += /^ok/; runs++ }
    END { printf "%d of %d runs ok, %d calls\n", good, runs, total; exit good != runs }'
