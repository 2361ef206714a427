#!/bin/sh
# Prints the sections and functions of a PE image, by their distance from its base, for names in logs and for gdb:
#
#   section RVA NAME   function RVA NAME   base 00000000 LINKED-BASE   file 00000000 IMAGE
#
# RVA in 8 hex digits, sorted by it. A stripped image has the functions that it exports, if any.
#
#   tests/symbols.sh IMAGE
#   tests/symbols.sh --into FOLDER IMAGE...     files that programs find by the images' names in a log (tests/images.awk)
set -eu
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
pe=$tests/pe

# Of several names at one place the first is kept, so that the choice does not hang on the linker's order.
in_order() { LC_ALL=C sort -k2,2 -k1,1r -k3,3 | LC_ALL=C sort -s -u -k2,2 -k1,1r; }

table() {
    if [ ! -f "$1" ] || [ ! -r "$1" ]; then printf 'symbols: there is no file %s\n' "$1" >&2; return 1; fi
    case $1 in /*) file=$1 ;; *) file=./$1 ;; esac
    rows=$(PE_FILE=$file PE_NAME=$1 LC_ALL=C awk -f "$tests/hex.awk" -f "$pe/bytes.awk" -f "$pe/image.awk" \
        -f "$pe/exports.awk" -f "$pe/symbols.awk" -f "$pe/table.awk" </dev/null 2>&1) ||
        { printf 'symbols: %s %s\n' "$1" "$rows" >&2; return 1; }
    printf '%s\n' "$rows" | in_order
}

# The name as the log writes it, in capitals: a DLL is called there as who imports from it spells it.
log_name() { LOG_NAME=$1 LC_ALL=C awk -f "$pe/bytes.awk" -f "$pe/logname.awk" </dev/null; }

if [ "${1-}" = --into ]; then
    [ $# -gt 2 ] || usage
    folder=$2
    shift 2
    mkdir -p "$folder"
    for image in "$@"; do
        table "$image" >"$folder/$(log_name "${image##*/}").sym"
    done
else
    [ $# = 1 ] || usage
    table "$1"
fi
