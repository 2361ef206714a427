#!/bin/sh
# Writes a log with addresses of code as module!function+offset, with the symbols of these images.
#
#   tests/symbolize.sh LOG [IMAGE...]       LOG may be - for standard input
#
# The machine's own images need not be named.
set -eu
[ $# -ge 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
log=$1
shift
[ "$log" = - ] || { [ -f "$log" ] && [ -r "$log" ]; } || { printf 'symbolize: there is no log %s\n' "$log" >&2; exit 1; }
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
work=$(mktemp -d "${TMPDIR:-/tmp}/symbolize.XXXXXX")
mkdir "$work/sym"
[ $# = 0 ] || sh "$tests/symbols.sh" --into "$work/sym" "$@"
[ "$log" = - ] || exec <"$log"
status=0
sh "$tests/names.sh" "$work" - || status=$?
exit $status
