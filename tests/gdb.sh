#!/bin/sh
# `make gdb`: runs a machine twice. The first run's log tells the line that is wanted and which images lay where; the second
# stands under gdb, which stops it there: before the instruction of a fault, at any other line where it is written. Both are the
# same run, that is the point. All words come from the environment:
#
#   SCENE, or EXE with ARGS and DLLS     what runs (the scene `default`)
#   FAULT=17, LINE=36 or EXCEPTION=1     where it stops (FAULT=1); LINE= of a fault's line is that fault
#   OUT=FOLDER                           keeps what the session is made of; else it is gone with it
#   DRIVE_D=FOLDER                       drive D: is a copy of it, made anew for each run; the folder stays as it is
#
#   tests/gdb.sh [gdb option...]         options come after the session's own, e.g. --batch -ex stepfault
#
# What tests/volume.sh and tests/qemu.sh read counts, too. Exit status 2, and one line that says why: there is no such place.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
project=$(dirname "$tests")
build=$(cd "${BUILD:-build}" && pwd)
scenes=${SCENES:-$tests/scenes}
newline='
'
# shellcheck source=tests/lock.sh
. "$tests/lock.sh"
fail() { printf 'gdb: %s\n' "$*" >&2; exit 2; }

# Where to stop: kind and number, from the one word that is given.
kind='' number=''
wanted() {
    [ -n "$2" ] || return 0
    [ -z "$kind" ] || fail "one of FAULT, LINE and EXCEPTION, not two"
    case $2 in
        *[!0-9]*) fail "$1=$2 is not a number" ;;
        *[1-9]*) kind=$3 number=$2 ;;
        *) fail "$1=$2: they are counted from 1" ;;
    esac
}
wanted FAULT "${FAULT-}" fault
wanted LINE "${LINE-}" line
wanted EXCEPTION "${EXCEPTION-}" exception
[ -n "$kind" ] || wanted FAULT 1 fault

if [ -n "${EXE-}" ]; then
    [ -z "${SCENE-}" ] || fail "EXE=$EXE or SCENE=$SCENE, not both"
    case $EXE in *"$newline"*) fail "EXE: a newline in \"$EXE\"" ;; esac
    sh "$tests/pe/kind.sh" "$EXE" || exit 2
    WHAT=$EXE
else
    SCENE=${SCENE:-default}
    case $SCENE in '' | .* | */* | *"$newline"*) fail "there is no scene $SCENE" ;; esac
    [ -d "$scenes/$SCENE" ] || fail "there is no scene $SCENE"
    WHAT="the scene $SCENE"
fi
command -v gdb-multiarch >/dev/null || fail "gdb-multiarch is not installed"

out=''
# Whatever ends this script ends the emulator; control-C is gdb's.
# shellcheck disable=SC2317  # called by traps
clean() {
    [ -z "${child-}" ] || sh "$tests/end.sh" "$child" 2>/dev/null || :
    if [ -n "${OUT-}" ] || [ -z "$out" ]; then return; fi
    chmod -R u+rwX "$out" 2>/dev/null || :
    rm -rf "$out"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -n "${OUT-}" ]; then
    take_folder "$OUT" "gdb: OUT=" || exit 2
    out=$(cd -- "$OUT" && pwd)
else
    out=$(mktemp -d "${TMPDIR:-/tmp}/faultline.XXXXXX") || fail "no room for a working folder in ${TMPDIR:-/tmp}"
fi

# The files of SYS (tests/volume_program.sh, stage_sys), and the scene's own drivers.
list_sys() {
    [ -z "${SYS-}" ] || printf '%s\n' "$SYS" | xargs -n 1 printf '%s\n' | sed -e '/^[^/.][^=]*=/s/^[^=]*=//' -e 's/@[^@/]*:[^@/]*$//'
    [ -z "${SCENE-}" ] || find "$scenes/$SCENE/" -name '*.[Ss][Yy][Ss]'
}

# Absolute paths of what the user brought, a line each: the machine has copies, gdb reads these.
list_own() {
    {
        list_sys
        if [ -n "${EXE-}" ]; then
            printf '%s\n' "$EXE"
            [ -z "${DLLS-}" ] || printf '%s\n' "$DLLS" | xargs -n 1 printf '%s\n'
        else
            find "$scenes/$SCENE/" -name '*.[Ee][Xx][Ee]' -o -name '*.[Dd][Ll][Ll]'
            [ ! -e "$scenes/$SCENE/files" ] || sed -e '/^$/d' -e '/^\//!s|^|./|' "$scenes/$SCENE/files" |
                while IFS= read -r file; do case $file in ./*) printf '%s\n' "$scenes/$SCENE/$file" ;; *) printf '%s\n' "$file" ;; esac; done
        fi
    } | while IFS= read -r file; do case $file in /*) printf '%s\n' "$file" ;; *) printf '%s\n' "$PWD/$file" ;; esac; done
}

# As one word for a shell.
quoted() { printf '%s' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"; }

# own_folder FOLDER: the machine there has a fresh copy of the user's folder each time it starts: what a run writes does not reach
# the next, which would be another run then, nor the user.
own_folder() {
    sed 's/^folder=/copy=/' "$1/machine" >"$1/machine.new"
    mv "$1/machine.new" "$1/machine"
}

# run FOLDER: makes the machine there and runs it to its end; `ended` is QEMU's exit status.
run() {
    if [ -n "${EXE-}" ]; then
        sh "$tests/volume.sh" program "$1" || exit 2
    else
        sh "$tests/volume.sh" scene "$SCENE" "$1" || exit 2
    fi
    own_folder "$1"
    : >"$1/serial.log"
    ended=0
    sh "$tests/qemu.sh" "$1" 2>"$1/qemu.err" &
    child=$!
    wait $child || ended=$?
    child=
}

run "$out"
list_own >"$out/own"
place=$(WHAT=$WHAT LC_ALL=C awk -v kind="$kind" -v number="$number" -f "$tests/gdb/number.awk" -f "$tests/gdb/place.awk" \
    "$out/serial.log") || {
    if [ $ended = 124 ]; then
        place="$place; it was stopped after ${TIMEOUT:-120} seconds (TIMEOUT=)"
        ! grep -q '^log=virtio' "$out/machine" || place="$place and lost its last 32 KB, which BOOT=/DEBUGPORT=COM1 keeps"
    elif [ ! -s "$out/serial.log" ]; then
        place="$place: $(head -n 1 "$out/qemu.err")"
    fi
    fail "$place"
}
line=${place#*"$newline"}
read -r line_number fault thread process <<END
$place
END
line_shown=$line_number

# A log without images is that of the same run all the same: what lies where is asked of one that tells it.
images=$out
if ! grep -q '^[0-9]* image+ ' "$out/serial.log"; then
    images=$out/images
    line_shown=0
    BOOT="${BOOT-} /LOG=-all,+process,+image"
    export BOOT
    run "$images"
fi

symbols=$out/sym
[ -d "$symbols" ] || symbols=$build/sym
{
    SYMBOLS=$symbols DISK=$build/disk OWN=$out/own LC_ALL=C awk -v process="$process" -v line="$line_shown" \
        -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/gdb/symbols.awk" "$images/serial.log"
    echo "target remote | sh $(quoted "$tests/gdb/serve.sh") $(quoted "$out")"
    echo "set \$fault_wanted = $fault"
    echo "set \$line_wanted = $line_number"
    echo "set \$line_thread = $thread"
} >"$out/session.gdb"

printf '%s\n' "$line"
set -- -q -nx -iex 'set confirm off' -d "$project" -x "$tests/gdb/settings.gdb" -x "$tests/gdb/view.gdb" -x "$tests/gdb/pte.gdb" \
    -x "$tests/gdb/threads.gdb" -x "$tests/gdb/registers.gdb" -x "$tests/gdb/fault.gdb" -x "$tests/gdb/line.gdb" \
    -x "$out/session.gdb" -x "$tests/gdb/start.gdb" "$@"
# In the background, so that a signal to this script is not kept until gdb has ended; with the terminal all the same.
trap : INT
exec 3<&0
gdb-multiarch "$@" <&3 3<&- &
child=$!
status=0
while :; do
    wait $child && status=0 || status=$?
    kill -0 $child 2>/dev/null || break
done
child=
exit $status
