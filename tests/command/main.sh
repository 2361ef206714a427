#!/bin/sh
# Faultline's command, for programs and scenes that lie anywhere:
#
#   faultline run [switch...] PROG.EXE [argument...]   run a program; its exit status is the program's
#   faultline test FOLDER [NAME...]                    run the scenes of a folder against their golden logs
#   faultline gdb PROG.EXE | SCENE [--fault N]         stop at a line of the log, with all symbols
#   faultline look FOLDER                              what a run left, and a picture of it
#   faultline imports PROG.EXE                         what a program needs, and what of it is missing
#   faultline symbolize LOG [IMAGE...]                 a log with names for addresses of code
#   faultline diff A B                                 where two logs part, and their counts side by side
#   faultline version
#
# `faultline COMMAND --help` says more.
set -eu
# With it `cd` prints where it went, and looks elsewhere first.
unset CDPATH
tests=$(cd "$(dirname "$0")/.." && pwd)
usage() { sed -n '2,13s/^# \{0,1\}//p' "$0"; }

# What is built lies beside the scripts, wherever the command is called from.
BUILD=${BUILD:-$tests/../build}
[ -s "$BUILD/build-id" ] || { printf 'faultline: nothing is built in %s; make builds it\n' "$BUILD" >&2; exit 125; }
BUILD=$(cd "$BUILD" && pwd)
[ -z "${TMPDIR-}" ] || {
    [ -d "$TMPDIR" ] || { printf 'faultline: TMPDIR: there is no folder %s\n' "$TMPDIR" >&2; exit 125; }
    TMPDIR=$(cd "$TMPDIR" && pwd)
}
export BUILD

command=${1-}
[ $# = 0 ] || shift
# What the head of a script says that a checkout calls by its path.
explain() { sed -n '2,/^set -eu$/s/^# \{0,1\}//p' "$1" | sed "s,tests/[a-z/]*\.sh,faultline $command,"; exit 0; }

script=$tests/$command.sh
[ "$command" != imports ] || script=$tests/pe/imports.sh
case $command:${1-} in
    look:--help | imports:--help | symbolize:--help | diff:--help) explain "$script" ;;
    look:) echo "faultline: which folder? faultline look --help says more" >&2; exit 2 ;;
esac
case $command in
    run | test | gdb) exec sh "$tests/command/$command.sh" "$@" ;;
    look) unset AT ADDRESS; exec sh "$script" "$@" ;;
    imports | symbolize | diff) exec sh "$script" "$@" ;;
    version | --version) echo "faultline $(cat "$BUILD/version") build $(cat "$BUILD/build-id")" ;;
    help | --help | -h) usage ;;
    '') usage >&2; exit 125 ;;
    *) printf 'faultline: there is no command %s\n' "$command" >&2; usage >&2; exit 125 ;;
esac
