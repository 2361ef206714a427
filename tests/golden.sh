#!/bin/sh
# Prints the golden form of a log (docs/log-format.md).
#
#   tests/golden.sh serial.log
set -eu
[ $# = 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
LC_ALL=C exec awk -v symbols="${BUILD:-build}/sym" -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/golden.awk" "$1"
