#!/bin/sh
# Runs one scene in every layout of tests/layouts/table, plain and with the books checked (/VERIFY), for
# tests/layouts.sh. Each leaves a folder of its name; `result` there has one line:
#
#   same                the golden log, but for what the layout's switches explain (tests/layouts/form.awk)
#   portable            the portable form is the same: frames are short or transfers wait, and page tables take some, too
#   DIFF, HANG, ...     as tests/verdict.sh has it; `verify:` before it where only the run with /VERIFY is to blame
#   SKIP reason         what a layout has not that the scene is about (tests/layouts/lacks)
#
#   tests/layouts/scene.sh NAME
set -eu
[ $# = 1 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
name=$1
here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
scene=${SCENES:-$tests/scenes}/$name
work=${LAYOUTS:-${BUILD:-build}/layouts}/$name
every=
[ ! -e "$scene/verify" ] || every="=$(cat "$scene/verify")"

# run FOLDER SWITCHES CPU: leaves FOLDER/golden of that run, prints its verdict.
run() {
    volume=$(BOOT=$2 CPU=$3 sh "$tests/volume.sh" scene "$name" "$1" 2>&1) || { echo "ERROR $volume"; return; }
    why=$(sh "$tests/qemu.sh" --can "$1" 2>&1) || { echo "SKIP $why"; return; }
    status=0
    sh "$tests/qemu.sh" "$1" 2>"$1/qemu.err" || status=$?
    LC_ALL=C sh "$tests/verdict.sh" "$1" "$status" "$(cat "$scene/expect" 2>/dev/null || echo 33)" "$scene/golden"
    rm -f "$1/disk.img"
}

form() { LC_ALL=C awk -v frames="$1" -f "$tests/hex.awk" -f "$here/form.awk" "$2"; }
portable() { form 0 "$1" | LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/speakers.awk" -f "$tests/places.awk" -f "$tests/portable.awk"; }

# alike FORM FOLDER [ARGUMENT]: is what FORM leaves of both logs the same?
alike() {
    "$1" ${3:+"$3"} "$scene/golden" >"$2/expected.form"
    "$1" ${3:+"$3"} "$2/golden" >"$2/found.form"
    diff -u "$2/expected.form" "$2/found.form" >"$2/diff"
}

# The exit status counts, and what the log says but for the switches.
judge() {
    case $2 in
        PASS*) ;;
        DIFF*lines*) ;;
        *) echo "$2"; return ;;
    esac
    case $2 in *"(exit status $(cat "$scene/expect" 2>/dev/null || echo 33))"* | PASS*) ;; *) echo "$2"; return ;; esac
    if alike form "$1" 1 || alike form "$1" 0; then echo same
    elif alike portable "$1"; then echo portable
    else echo "DIFF $(grep -c '^[-+][^-+]' "$1/diff" || :) lines; $1/diff"; fi
}

# Where the kernel lives is chosen once: /4GB and the other switches exclude each other.
lack() {
    [ ! -e "$scene/skip" ] || { cat "$scene/skip"; return; }
    case "$1 $(cat "$scene/switches" 2>/dev/null) " in
        4GB*" /4GB "*) ;;
        *" /4GB "*) echo 'its own /4GB'; return ;;
        4GB*" /3GB "* | 4GB*" /PAE "* | 4GB*" /NOEXECUTE"*) echo 'its own switches exclude /4GB'; return ;;
    esac
    sed -n "s/^$name $1: *//p" "$here/lacks" 2>/dev/null || :
}

# The books change nothing of what is said. How many events one is a check is the scene's, as in tests/job.sh.
both() {
    plain=$(judge "$1" "$(run "$1" "$2" "$3")")
    case $plain in same | portable) ;; *) echo "$plain"; return ;; esac
    checked=$(run "$1.verify" "$2 /VERIFY$every" "$3")
    if cmp -s "$1/golden" "$1.verify/golden"; then echo "$plain"; else echo "verify: $checked"; fi
}

rm -rf "$work"
mkdir -p "$work"
trap ': >"$work/done"' EXIT
while read -r layout cpu switches; do
    mkdir -p "$work/$layout"
    left=$(lack "$layout")
    if [ -n "$left" ]; then echo "SKIP $left"; else both "$work/$layout" "$switches" "$cpu"; fi >"$work/$layout/result"
done <"$here/table"
