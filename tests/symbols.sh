#!/bin/sh
# Prints the sections and functions of a PE image, by their distance from its base, for the golden form and for gdb:
#
#   section RVA NAME   function RVA NAME   base 00000000 LINKED-BASE   file 00000000 IMAGE
#
# RVA in 8 hex digits, sorted by it. A stripped image has the functions that it exports, if any.
#
#   tests/symbols.sh image.exe
set -eu
[ $# = 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
[ -f "$1" ] || { echo "symbols: there is no file $1" >&2; exit 1; }
case $1 in /*) file=$1 ;; *) file=./$1 ;; esac
table=$(PE_FILE=$file PE_NAME=$1 LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/pe/bytes.awk" -f "$tests/pe/image.awk" \
    -f "$tests/pe/exports.awk" -f "$tests/pe/symbols.awk" -f "$tests/pe/table.awk" </dev/null 2>&1) ||
    { echo "symbols: $1 $table" >&2; exit 1; }
# Of several names at one place the first is kept, so that the choice does not hang on the linker's order.
printf '%s\n' "$table" | LC_ALL=C sort -k2,2 -k1,1r -k3,3 | LC_ALL=C sort -s -u -k2,2 -k1,1r
