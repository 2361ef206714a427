#!/bin/sh
# Brings out what a run left on its volume:
#
#   tests/command/fetch.sh FOLDER CODE DIRECTORY SAVE GETS
#
# FOLDER holds the run, CODE is what became of it (tests/outcome.sh): after a failure of the machine nothing is brought back,
# because its volume may be half written. DIRECTORY is the host's folder behind C:\WORK, SAVE a file for the whole volume, GETS
# names of files of the volume, a line each; any of them may be empty.
set -eu
[ $# = 5 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$1 code=$2 directory=$3 save=$4 gets=$5
tests=$(cd "$(dirname "$0")/.." && pwd)
fail() { printf 'faultline: %s\n' "$*" >&2; exit 1; }
# mtools wants to be told that names are UTF-8.
export MTOOLSRC=/dev/null LC_ALL=C.UTF-8
image=$out/disk.img

sh "$tests/save.sh" "$out" || exit 1
[ -z "$save" ] || cp -- "$image" "$save" || fail "--save-disk: cannot write $save"

case $code in 120 | 121 | 124)
    [ -z "$directory$gets" ] || fail "the machine did not come to its end, so nothing is brought back" ;;
esac

# Nothing of the host's is touched but what the program changed: C:\WORK as it is now is held against what was sent.
if [ -n "$directory" ]; then
    mkdir "$out/back"
    mcopy -s -n -m -i "$image" '::WORK' "$out/back" 2>"$out/mcopy.err" || fail "C:\\WORK is gone: $(cat "$out/mcopy.err")"
    sh "$tests/command/merge.sh" "$out/sent" "$out/back/WORK" "$directory" || exit 1
fi

printf '%s' "$gets" | while IFS= read -r name; do
    # shellcheck disable=SC1003  # a backslash
    inside=$(printf '%s' "${name#[Cc]:}" | tr '\\' /)
    mcopy -n -i "$image" "::$inside" "./${inside##*/}" 2>"$out/mcopy.err" || fail "--get: $name: $(tail -n 1 "$out/mcopy.err")"
done
