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
# Only mawk has to be told that somebody is looking on: it would wait for a whole buffer.
case $(awk -W version 2>&1 </dev/null) in mawk*) eager="-W interactive" ;; *) eager= ;; esac
# shellcheck disable=SC2086  # an option and its word, or none
SYMBOLS=${BUILD:-build}/sym SYMBOLS_FIRST=$1/sym LC_ALL=C exec awk $eager -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/names.awk"
