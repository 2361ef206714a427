#!/bin/sh
# Judges one run of the machine: prints VERDICT and the reason in one line.
#
#   tests/verdict.sh FOLDER STATUS EXPECTED GOLDEN
#
# FOLDER holds serial.log, STATUS is QEMU's exit status, EXPECTED the one that the scene should end with, GOLDEN the
# file to compare with. FOLDER then holds `golden` and, when they differ, `diff`. Where GOLDEN names another toolchain
# than that of the images, the portable forms of both are compared (tests/portable.awk): `portable.golden`, `portable`.
# With FORM=policy only what no policy changes is compared (tests/policy.awk), in files of the same names.
#
#   PASS       exit status, first line with this build's id, last line with the count, empty diff
#   DIFF       the machine came to its end, the log or its exit status is another one
#   PANIC      it stopped with a bugcheck          TRIPLE     a triple fault, or power was cut: QEMU ended with 0
#   HANG       time is over, or a deadlock         TRUNCATED  the log has no proper begin or end
#   STALE      the log comes from another build    ERROR      there was no run to judge, or nothing to compare with
set -eu
[ $# = 4 ] || { sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$1 status=$2 expected=$3 golden=$4
tests=$(dirname "$0")
log=$folder/serial.log

verdict() { printf '%s\n' "$*"; exit 0; }
last_words() { tail -n 1 "$log" | cut -c1-100; }
portable() { LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/speakers.awk" -f "$tests/places.awk" -f "$tests/portable.awk" "$1"; }
# form LOG: what is compared of it.
form() {
    case $form in
        policy) LC_ALL=C awk -f "$tests/speakers.awk" -f "$tests/policy.awk" "$1" ;;
        portable) portable "$1" ;;
        portable-policy) portable "$1" | sed 's, /POLICY=[^ "]*,,' ;;
    esac
}

# golden COMMAND: its form of the log, headed by what the images are made with.
golden() {
    { echo "# toolchain: $(cat "${BUILD:-build}/toolchain")"; "$@" "$log"; } >"$folder/golden"
}

# The toolchain that a golden log names, if any.
toolchain() { sed -n '1s/^# toolchain: //p' "$1"; }

[ -s "${BUILD:-build}/toolchain" ] || verdict ERROR "${BUILD:-build}/toolchain is missing: what are the images made with?"

if [ "$status" != "$expected" ]; then
    case $status in
        0) verdict TRIPLE "triple fault; the last line was: $(last_words)" ;;
        124 | 137) verdict HANG "time is over; the last line was: $(last_words)" ;;
        43) verdict HANG "deadlock: every thread waits for ever" ;;
        35) verdict PANIC "$(grep -m 1 '^[0-9]* bugcheck' "$log" || echo 'bugcheck, without a line in the log')" ;;
        37 | 39 | 45 | 47 | 49 | 51) verdict ERROR "the loader gave up: $(last_words)" ;;
        33 | 41) ;;
        *) verdict ERROR "QEMU ended with $status: $(tail -n 1 "$folder/qemu.err" 2>/dev/null)" ;;
    esac
fi

# A loader that gives up, as a scene may want, has no log: its one line is compared as it is.
case $status in
    37 | 39 | 45 | 47 | 49 | 51) golden cat ;;
    *)
        broken=$(LC_ALL=C awk -v id="$(cat "${BUILD:-build}/build-id")" -f "$tests/frame.awk" "$log")
        [ -z "$broken" ] || verdict "$broken"
        golden sh "$tests/golden.sh"
        ;;
esac

# FLEETING: the folder goes with the call that made it (tests/command/test.sh).
seen="look at $folder/golden, then bless it" all="all in $folder/diff"
[ -z "${FLEETING-}" ] || seen='--bless shows what it would be' all='--keep FOLDER keeps all of it'
[ -e "$golden" ] || verdict ERROR "no golden log yet; $seen"
case ${FORM-} in
    '' | policy) ;;
    *) verdict ERROR "FORM=$FORM: there is no such form" ;;
esac
form=${FORM-} note=${FORM:+ (what no policy changes)}
case $(toolchain "$golden") in
    '' | "$(toolchain "$folder/golden")") ;;
    *) form=portable${FORM:+-$FORM} note=' (portable form: other toolchain)' ;;
esac
old=$golden new=$folder/golden
if [ -n "$form" ]; then
    old=$folder/portable.golden new=$folder/portable
    form "$golden" >"$old"
    form "$folder/golden" >"$new"
fi
if ! diff -u "$old" "$new" >"$folder/diff"; then
    verdict DIFF "$(grep -c '^[-+][^-+]' "$folder/diff" || :) lines differ$note (exit status $status); $all"
fi
rm "$folder/diff"
[ "$status" = "$expected" ] || verdict DIFF "exit status $status, not $expected$note"
verdict "PASS$note"
