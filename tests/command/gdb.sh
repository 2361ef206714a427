#!/bin/sh
# Stops under gdb at a line of the log that a run of a program or a scene writes, with all symbols:
#
#   faultline gdb [switch...] PROG.EXE [argument...] [--line N | --fault N | --exception N]
#   faultline gdb [switch...] SCENE [--line N | --fault N | --exception N]
#
#   --line N           the line of that number; of a fault: before its instruction
#   --fault N          the N-th fault, or the one that says number=N      --exception N  the N-th line `exception`
#   --stdin FILE       what the program reads from the console
#   --ex COMMAND       a command of gdb's, when the machine has stopped   --batch  no prompt: ends behind the last of them
#   --keep FOLDER      what the session is made of
#   --dir, --dll, --sys, --memory, --disk, --frames, --boot, --timeout   as in `faultline run`: a log is that of another run of the same call
#                      (--boot /DEBUGPORT=COM1 keeps the log of a program that does not end)
#
# The place may stand behind the program's arguments; if it stands before the program, all that follows is the program's. A
# file that exists is a program, any other name a scene. Without a place it is the first fault. Exit status 2: there is no such
# place, file or scene, and one line says which. docs/gdb-guide.md has the commands.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
fail() { printf 'faultline: %s\n' "$*" >&2; exit 2; }
# shellcheck source=tests/command/machine.sh
. "$here/machine.sh"

machine_begin
FAULT='' LINE='' EXCEPTION='' STDIN='' OUT='' placed=''
place_number() { case $2 in '' | *[!0-9]*) fail "$1 wants a number, not \"$2\"" ;; *[1-9]*) ;; *) fail "$1 $2: they are counted from 1" ;; esac; }

# place SWITCH NUMBER
place() {
    place_number "$1" "$2"
    [ -z "$placed" ] || fail "one of --line, --fault and --exception, not two"
    placed=yes
    case $1 in --line) LINE=$2 ;; --fault) FAULT=$2 ;; --exception) EXCEPTION=$2 ;; esac
}

# What gdb is told beside: words for `eval`.
gdb=''
for_eval() { printf '%s' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"; }

while [ $# -gt 0 ]; do
    case $1 in
        --help) sed -n '2,19s/^# \{0,1\}//p' "$0"; exit 0 ;;
        --batch) gdb="$gdb --batch"; shift; continue ;;
        --) shift; placed=${placed:-no}; break ;;
        --line | --fault | --exception | --stdin | --ex | --keep | --dir | --dll | --sys | --memory | --disk | --frames | --boot | --timeout) ;;
        -*) fail "there is no switch $1; faultline gdb --help lists them" ;;
        *) break ;;
    esac
    [ $# -gt 1 ] || fail "$1 wants a word behind it"
    case $2 in *"$newline"*) fail "$1: a newline in \"$2\"" ;; esac
    case $1 in
        --line | --fault | --exception) place "$1" "$2" ;;
        --stdin) STDIN=$2 ;;
        --ex) gdb="$gdb -ex $(for_eval "$2")" ;;
        --keep) OUT=$2 ;;
        *) machine_switch "$1" "$2" ;;
    esac
    shift 2
done
[ $# -gt 0 ] || fail "which program or scene? faultline gdb --help says more"
what=$1
shift

# The place as the last two words, when it was not said before.
if [ -z "$placed" ] && [ $# -gt 1 ]; then
    eval "last=\${$#} before=\${$(($# - 1))}"
    # shellcheck disable=SC2154  # eval sets it
    case $before in
        --line | --fault | --exception)
            place "$before" "$last"
            count=$(($# - 2))
            while [ $count -gt 0 ]; do
                set -- "$@" "$1"
                shift
                count=$((count - 1))
            done
            shift 2
            ;;
    esac
fi

EXE='' SCENE='' ARGS=''
if [ -f "$what" ]; then
    EXE=$what
    machine_of_program "$@" || exit 2
else
    if [ -d "$what" ] && is_scene "$what"; then
        SCENE=$(basename "$(cd -- "$what" && pwd)")
        SCENES=$(dirname "$(cd -- "$what" && pwd)")
        export SCENES
    else
        case $what in
            '' | .* | */* | *"$newline"*) fail "there is no file $what" ;;
        esac
        SCENE=$what
        is_scene "${SCENES:-$tests/scenes}/$SCENE" || fail "there is neither a file nor a scene $SCENE"
    fi
    [ $# = 0 ] || fail "the scene $SCENE takes no arguments: $*"
    [ -z "$SEND$DLLS" ] || fail "--dir and --dll are for programs, not for the scene $SCENE"
    BOOT=${BOOT# }
fi
export EXE SCENE ARGS DLLS SYS SYS_SWITCH SEND RAM DISK BOOT STDIN OUT FAULT LINE EXCEPTION
eval "set -- $gdb"
exec sh "$tests/gdb.sh" "$@"
