#!/bin/sh
# Prints the golden form of a log (docs/log-format.md).
#
#   tests/golden.sh serial.log
#
# The symbols are those of a folder `sym` beside the log, where a run has brought images of its own, else the build's.
set -eu
[ $# = 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
symbols=$(dirname "$1")/sym
[ -d "$symbols" ] || symbols=${BUILD:-build}/sym
SYMBOLS=$symbols LC_ALL=C exec awk -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/golden.awk" "$1"
