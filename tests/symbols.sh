#!/bin/sh
# Prints the sections and functions of a PE image, by their distance from its base, for the golden form and for gdb:
#
#   section RVA NAME   function RVA NAME   base 00000000 LINKED-BASE   file 00000000 IMAGE
#
# RVA in 8 hex digits, sorted by it.
#
#   tests/symbols.sh image.exe
set -eu
[ $# = 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cross=${CROSS-i686-w64-mingw32-}
{
    echo "file $1"
    "${cross}objdump" -p "$1" | sed -n 's/^ImageBase[[:space:]]*/base /p'
    "${cross}objdump" -h "$1"
    "${cross}nm" "$1"
} | LC_ALL=C awk -f "$(dirname "$0")/hex.awk" -f "$(dirname "$0")/symbols.awk" |
    LC_ALL=C sort -k2,2 -k1,1r -k3,3 |
    # Of several names at one place the first is kept, so that the choice does not hang on the linker's order.
    LC_ALL=C sort -s -u -k2,2 -k1,1r
