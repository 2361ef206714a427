#!/bin/sh
# Brings out what a run left on its volume:
#
#   tests/command/fetch.sh FOLDER STATUS DIRECTORY SAVE GETS
#
# FOLDER holds the run, STATUS is the emulator's: unless the machine came to its end, nothing is brought back, because its volume
# may be half written. DIRECTORY is the host's folder behind C:\WORK, SAVE a file for the whole volume, GETS names of files of the
# volume, a line each; any of them may be empty.
set -eu
[ $# = 5 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$1 status=$2 directory=$3 save=$4 gets=$5
tests=$(cd "$(dirname "$0")/.." && pwd)
fail() { printf 'faultline: %s\n' "$*" >&2; exit 1; }
# shellcheck source=tests/command/whole.sh
. "$tests/command/whole.sh"
# mtools wants to be told that names are UTF-8.
export MTOOLSRC=/dev/null LC_ALL=C.UTF-8
image=/dev/fd/8 # mtools reads backslashes and @@ in a path

sh "$tests/save.sh" "$out" || exit 1
[ -z "$save" ] || whole "$out/disk.img" "$save" || fail "--save-disk: cannot write $save"

exec 8<"$out/disk.img"

# It ended well, with a leak, or in a deadlock.
case $status in
    33 | 41 | 43) ;;
    *) [ -z "$directory$gets" ] || fail "the machine did not come to its end, so nothing is brought back" ;;
esac

# Nothing of the host's is touched but what the program changed: C:\WORK as it is now is held against what was sent. Who stops
# us now gets the whole of it or nothing.
if [ -n "$directory" ]; then
    rm -rf "$out/back"
    mkdir "$out/back" || exit 1
    mcopy -s -n -m -i "$image" '::WORK' "$out/back" 2>"$out/mcopy.err" || fail "C:\\WORK cannot be read: $(cat "$out/mcopy.err")"
    [ ! -s "$out/mcopy.err" ] || fail "C:\\WORK cannot be read as a whole: $(cat "$out/mcopy.err")"
    [ -d "$out/back/WORK" ] || fail "C:\\WORK is a folder no more"
    trap '' HUP INT TERM
    sh "$tests/command/merge.sh" "$out/sent" "$out/back/WORK" "$directory" || exit 1
    trap - HUP INT TERM
fi

# get NAME: says what is against it. mtools takes "[" for a pattern.
get() {
    # shellcheck disable=SC1003  # a backslash
    inside=$(printf '%s' "${1#[Cc]:}" | tr '\\' /)
    rm -rf "$out/got"
    if ! mcopy -n -i "$image" "::$(printf '%s' "$inside" | sed 's/\[/[[]/g')" "$out/got" 2>"$out/mcopy.err"; then
        tail -n 1 "$out/mcopy.err"
    elif [ ! -f "$out/got" ]; then
        echo 'is a folder'
    else
        whole "$out/got" "./${inside##*/}" 2>/dev/null || echo 'cannot be written here'
    fi
}

# Each of them that can be had.
[ -z "$gets" ] || printf '%s' "$gets" | {
    missing=0
    while IFS= read -r name; do
        reason=$(get "$name")
        [ -z "$reason" ] || { missing=1; printf 'faultline: --get: %s: %s\n' "$name" "$reason" >&2; }
    done
    exit $missing
}
