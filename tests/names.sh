#!/bin/sh
# Writes a log as it comes, with addresses of code as module!function+offset (tests/names.awk).
#
#   tests/names.sh FOLDER           the log FOLDER/serial.log, which may be a pipe
#   tests/names.sh FOLDER -         the log that comes on standard input
#
# The machine's own images have their symbols in the build; FOLDER/sym may hold those of others, and comes first. They are made by
# tests/symbols.sh --into FOLDER/sym IMAGE...
set -eu
case $#:${2--} in 1:* | 2:-) ;; *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
tests=$(dirname "$0")
if [ $# = 1 ]; then
    [ -r "$1/serial.log" ] || { echo "names: there is no log $1/serial.log" >&2; exit 1; }
    exec <"$1/serial.log"
fi
SYMBOLS=${BUILD:-build}/sym SYMBOLS_FIRST=$1/sym exec sh "$tests/eager.sh" -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/names.awk"
