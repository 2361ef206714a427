#!/bin/sh
# Every page above a program's part, in every layout (tests/layouts/table): a program reads and writes a byte of each, and
# all of it must be refused. Part of `make test-layouts`; the scenes upper and upper-apart try a share of the pages.
# Prints a line for each run; exit status 0 when all said what they must.
#
#   tests/upper.sh
set -eu
[ $# = 0 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/upper
failed=0

# Of what the program found: each page from FIRST to the end of all addresses, and two accesses to it.
expected() { echo "from $1: $(((0x100000000 - 0x$1) / 4096)) pages tried, $(((0x100000000 - 0x$1) / 2048)) accesses refused"; }

# upper PROGRAM LAYOUT CPU SWITCHES
upper() {
    EXE=${BUILD:-build}/volume/PROGRAMS/$1.exe ARGS=1 CPU=$3 BOOT="/LOG=-all,+process $4" \
        sh "$tests/volume.sh" program "$work"
    status=0
    TIMEOUT=${TIMEOUT:-300} sh "$tests/qemu.sh" "$work" 2>"$work/qemu.err" || status=$?
    said=$(tr -d '\r' <"$work/console.log")
    first=$(printf '%s\n' "$said" | sed -n 's/^from \([0-9a-f]\{8\}\):.*/\1/p')
    if [ $status = 33 ] && [ "$said" = "$(expected "${first:-0}")" ]; then
        echo "ok: $1, $2: $said"
    else
        echo "not ok: $1, $2: $said (exit status $status)"
        failed=1
    fi
}

while read -r layout cpu switches; do
    upper upper "$layout" "$cpu" "$switches"
    upper upper_large "$layout" "$cpu" "$switches"
done <"$tests/layouts/table"
exit $failed
