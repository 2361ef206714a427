#!/bin/sh
# `make mutants`: plants one bug after the other in a copy of the sources and says what finds it.
#
#   tests/mutants.sh [NAME...]     all of tests/mutants, or these
#
# tests/mutants/NAME.sed is a bug: what changes one source, which its first line names, and in words what is wrong then. Each is
# built in build/mutants/tree and meets, until 60 seconds are over,
#   /VERIFY    the scene `torture` with the books checked at every event, on a disk that is prompt and on one that is slow, and
#              the scene `regions`: the law, or the assertion, that stops the machine
#   torture    the same scenes without: bytes that are wrong, or an assertion
#   reader     the prompt one, with all of its log
#   scenes     the golden logs of some others
#   host       if none of them finds it, the same core on the host: test_pageio, torture_mmu, torture_race
# Prints a table, and fails when a bug is found by nothing. Takes a quarter of an hour.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$tests/.." && pwd)
build=$(cd "${BUILD:-build}" && pwd)
work=$build/mutants
tree=$work/tree
out=$work/out
slow=/IOLATENCY=2000
export TIMEOUT="${TIMEOUT:-60}"

fail() { echo "mutants: $*" >&2; exit 2; }

# The sources, and of what was built all that a kernel needs, so that only what has changed is built.
copy_tree() {
    rm -rf "$work"
    mkdir -p "$tree/build" "$out"
    for entry in "$root"/*; do
        [ "$entry" = "$root/build" ] || cp -Rp "$entry" "$tree/"
    done
    for entry in "$build"/*; do
        case ${entry##*/} in
            mutants | test | coverage | lint | bench | emulators | dist | crowd | torture | run | bless | awk) ;;
            *) cp -Rp "$entry" "$tree/build/" ;;
        esac
    done
}

make_tree() { (cd "$tree" && MAKEFLAGS='' make BUILD=build all reader >"$out/make" 2>&1); }

# run SCENE SWITCHES: leaves $out/machine.
run() { BUILD="$tree/build" SCENES="$tree/tests/scenes" BOOT=$2 sh "$tree/tests/scene.sh" "$1" "$out/machine" >"$out/said" 2>&1 || :; }

# What stopped the machine, if anything did: a law, or a file and what was asserted there.
stopped_by() {
    case $(cat "$out/machine/verdict") in
        PANIC*) sed -n 's/^[0-9]* bugcheck \([0-9a-f]*\) [0-9a-f ]* "\(.*\)"$/\1 \2/p' "$out/machine/serial.log" ;;
        HANG* | TRIPLE* | TRUNCATED*) cut -d ' ' -f 1 "$out/machine/verdict" ;;
    esac | sed -e 's/^0000001a /law: /' -e 's/^[0-9a-f]\{8\} /assertion: /' | head -n 1
}

# Programs that say that something is wrong, or do not come to say anything.
wrong_bytes() {
    grep -q '[1-9][0-9]* wrong' "$out/machine/console.log" && { echo 'bytes'; return; }
    [ "$(grep -c ', 0 wrong' "$out/machine/console.log")" = 3 ] || echo 'programs end early'
}

by_verify() {
    for with in torture: "torture:$slow" regions:; do
        run "${with%%:*}" "/VERIFY ${with#*:}"
        found=$(stopped_by)
        [ -z "$found" ] || { echo "$found"; return; }
    done
}

by_torture() {
    for more in '' "$slow"; do
        run torture "$more"
        found=$(stopped_by)
        [ -n "$found" ] || found=$(wrong_bytes)
        [ -z "$found" ] || { echo "$found"; return; }
    done
}

by_reader() {
    rm -rf "$out/reader"
    verdict=$(BUILD="$tree/build" SCENES="$tree/tests/scenes" sh "$tree/tests/reader.sh" scene torture "$out/reader" 2>&1)
    case $verdict in DIFF*) echo "yes" ;; esac
}

by_scenes() {
    for scene in default pressure page-life views protect regions; do
        run $scene ''
        case $(cat "$out/machine/verdict") in PASS*) ;; *) echo $scene ;; esac
    done | paste -s -d ' ' -
}

# Which programs of the host fail.
by_host() {
    set -- test_pageio torture_mmu torture_race
    for program in "$@"; do
        (cd "$tree" && MAKEFLAGS='' make BUILD=build "build/unit/$program" >"$out/make" 2>&1) || fail "$program cannot be built: $out/make"
        timeout "$TIMEOUT" "$tree/build/unit/$program" >"$out/said" 2>&1 || echo "$program"
    done | paste -s -d ' ' -
}

is_found() { [ -n "$verify$torture$reader$scenes$host" ]; }

meet_all() {
    verify=$(by_verify) torture=$(by_torture) reader=$(by_reader) scenes=$(by_scenes) host=
    is_found || host=$(by_host)
}

# Cells that say something: the text of each, or a dash.
cells() {
    for text in "$@"; do
        printf '%s | ' "$(printf '%s' "${text:--}" | sed -e 's/%22//g' -e 's/|/or/g' | cut -c 1-90)"
    done
}

row() {
    source=$(sed -n '1s/^# \([^:]*\): .*/\1/p' "$bug")
    words=$(sed -n '1s/^# [^:]*: //p' "$bug")
    [ -f "$root/$source" ] || fail "$bug: its first line names no source"
    sed -f "$bug" "$root/$source" >"$tree/$source"
    ! cmp -s "$root/$source" "$tree/$source" || fail "$bug changes nothing in $source"
    make_tree || fail "$bug: it cannot be built: $out/make"
    meet_all
    cp "$root/$source" "$tree/$source"
    printf '| %s: %s | %s\n' "$source" "$words" "$(cells "$verify" "$torture" "$reader" "$scenes" "$host" | sed 's, $,,')"
    is_found || missed=$((missed + 1))
}

[ $# -gt 0 ] || for bug in "$tests"/mutants/*.sed; do set -- "$@" "$(basename "$bug" .sed)"; done
copy_tree
make_tree || fail "the sources as they are cannot be built: $out/make"
meet_all
! is_found || fail "without a bug they find: $verify $torture $reader $scenes $host"
missed=0
printf '| bug | /VERIFY | torture | reader | scenes | host |\n|---|---|---|---|---|---|\n'
for name in "$@"; do
    bug=$tests/mutants/$name.sed
    [ -f "$bug" ] || fail "there is no bug $name; tests/mutants has: $(cd "$tests/mutants" && echo *.sed)"
    row
done
[ "$missed" = 0 ] || { echo "$missed found by nothing"; exit 1; }
