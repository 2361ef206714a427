#!/bin/sh
# Prints what became of a run: on the first line an exit status and a word, behind it what is to be said of it, or nothing.
#
#   tests/outcome.sh FOLDER STATUS      STATUS is the emulator's, FOLDER as tests/qemu.sh left it
set -eu
[ $# = 2 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
symbols=$1/sym
[ -d "$symbols" ] || symbols=${BUILD:-build}/sym
complaint=$(tail -n 1 "$1/qemu.err" 2>/dev/null || :)
drivers=$(cat "$1/drivers" 2>/dev/null || :)
export DRIVERS="$drivers" COMPLAINT="$complaint" SYMBOLS="$symbols" NAMES="${BUILD:-build}/status-names"
where=
[ ! -s "$1/monitor.out" ] || where=$(LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/whereabouts.awk" "$1/monitor.out")
LC_ALL=C exec awk -v status="$2" -v limit="${TIMEOUT:-120}" -v where="$where" -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/outcome_drivers.awk" -f "$tests/outcome.awk" "$1/serial.log"
