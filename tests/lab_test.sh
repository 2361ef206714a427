#!/bin/sh
# Each session of docs/lab is played again, and what the page shows is what gdb answers, in the form of lab_form.awk; the lines of logs
# that it quotes are the scene's; and what is not so is found. Another toolchain lays the programs out otherwise; there it is skipped.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
[ $# = 0 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
lab=$tests/../docs/lab
work=${BUILD:-build}/test/lab
bad=0
unset OUT FAULT LINE EXCEPTION EXE ARGS DLLS STDIN BOOT RAM SCENE SCENES
command -v gdb-multiarch >/dev/null || { echo 'gdb-multiarch is not installed'; exit 77; }
[ "$(sed -n '1s/^# toolchain: //p' "$tests/scenes/strings/golden")" = "$(cat "${BUILD:-build}/toolchain")" ] ||
    { echo 'docs/lab shows the programs of another toolchain'; exit 77; }
rm -rf "$work"
mkdir -p "$work"
wrong() { printf 'not ok: %s\n' "$*"; bad=$((bad + 1)); }
form() { LC_ALL=C awk -f "$tests/lab_form.awk" "$1"; }

# held PAGE ANSWERED: the answers of the page are those of the page as it was played.
held() {
    form "$1" >"$work/shown"
    form "$2" >"$work/played"
    diff "$work/shown" "$work/played" >"$work/difference"
}

# change WHAT SED-SCRIPT: the page of strings changed so must be refused.
change() {
    sed "$2" "$lab/strings.md" >"$work/changed"
    if cmp -s "$work/changed" "$lab/strings.md"; then
        wrong "nothing to change for $1"
    elif held "$work/changed" "$work/strings.md"; then
        wrong "$1 was not seen"
    fi
}

for page in "$lab"/*.md; do
    name=$(basename "$page" .md)
    [ "$name" != README ] || continue
    grep -q "($name.md)" "$lab/README.md" || wrong "$name.md is not listed"
    sh "$tests/lab.sh" "$page" >"$work/$name.md" || wrong "$name was not played"
    held "$page" "$work/$name.md" || { wrong "$name.md shows what gdb does not answer:"; cat "$work/difference"; }
    grep -q '^(gdb) ' "$work/shown" || wrong "$name.md has no session"
    SCENES=$tests/scenes LC_ALL=C awk -f "$tests/teach.awk" "$page" || wrong "$name.md quotes what is in no log"
done

change 'another byte' 's/0xfc/0xfd/'
change 'another address of the program' 's/0x40a04c/0x40a048/'
change 'another page' 's/address 0x11000/address 0x12000/'
change 'another number of a fault' 's/^fault 88:/fault 87:/'
change 'another frame' 's/frame 00462/frame 00461/'
change 'another frame of a page table' 's/0040c067/0040b067/'
change 'another physical address' 's/physical address 00462/physical address 00461/'
change 'a command that was not played' 's/^(gdb) whatis wide/(gdb) whatis ansi/'
# shellcheck disable=SC2016  # gdb's own $1
change 'an answer that is gone' '/^\$1 = 8$/d'
[ $bad = 0 ] && echo 'the sessions of docs/lab are what gdb answers'
