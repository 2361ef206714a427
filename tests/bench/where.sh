#!/bin/sh
# Where the instructions of operations go: for each with a figure to reach, the functions that take most of one time, as a
# table for docs/performance.md. One traced run of build/bench/exact/operations.
#
#   tests/bench/where.sh WORK      WORK: the folder of tests/bench/exact.sh
set -eu
[ $# = 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")/.." && pwd)
work=$1

# KEY, its function in opcost.c, and which call of that: up to the next one is one time.
parts='op.syscall-fails close_nothing 3
op.demand-zero write_page 30
op.page-in read_page 30
op.copy-on-write write_page 150
op.soft-fault read_page 150
op.thread-switch yield 80
op.thread-made make_thread 3
op.process-switch yield 150
op.process-made-bare make_bare 3
op.process-made-stock make_stock 3
op.library-loaded load 3'
functions=$(echo "$parts" | sed 's/[^ ]* \([^ ]*\) .*/opcost.exe:\1/' | tr '\n' ' ')

sh "$tests/profile.sh" "$work/operations" "$functions" "$functions" "$(echo "$parts" | sed 's/.* //' | tr '\n' ' ')" \
    >"$work/profile"
printf '%s\n' '| one time of | instructions | most of them |' '|---|---:|---|'
echo "$parts" | cut -d ' ' -f 1 | LC_ALL=C awk -f "$tests/bench/where.awk" "$tests/bench/rows" "$work/profile" -
