#!/bin/sh
# Runs one test for tests/run.sh and leaves its result as a file of its name in the folder RESULTS.
#
#   tests/job.sh "KIND NAME"        KIND is unit, scene, reader, policy, self or gdb
set -eu
[ $# = 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
kind=${1%% *} name=${1#* }
tests=$(dirname "$0")
build=${BUILD:-build}
work=${TEST_WORK:-$build/test}

# The result appears whole, with the verdict first: from "PASS", or "DIFF reason", and a file of details.
report() {
    { printf '%s\n' "$2"; [ ! -e "${3-}" ] || cat "$3"; } >"$RESULTS/.$1"
    mv "$RESULTS/.$1" "$RESULTS/$1"
}

# A test that is a program: 0 passes, 77 skips with its last line, anything else fails with what it said.
run_program() {
    log=$work/$kind-$name.out
    status=0
    timeout -k 2 "${TIMEOUT:-300}" "$@" >"$log" 2>&1 || status=$?
    sed '/^ok /d' "$log" >"$log.short"
    case $status in
        0) report "$kind $name" PASS ;;
        77) report "$kind $name" "SKIP $(tail -n 1 "$log")" ;;
        124) report "$kind $name" "HANG time is over" "$log.short" ;;
        *) report "$kind $name" "ERROR exit status $status" "$log.short" ;;
    esac
}

run_scene() {
    out=$work/$name
    sh "$tests/scene.sh" "$name" "$out" >"$out.said" 2>&1 || :
    report "scene $name" "$(cat "$out/verdict" 2>/dev/null || echo 'ERROR no verdict')" "$out.said"
}

# What the reader follows is what the witness has seen.
run_reader() {
    out=$work/reader/$name
    [ "${WITNESS-}" = no ] || export TRACE=yes
    verdict=$(sh "$tests/reader.sh" scene "$name" "$out" 2>&1) || :
    report "reader $name" "$verdict"
    [ "${WITNESS-}" != no ] || return 0
    case $verdict in
        SKIP*) report "witness $name" "$verdict" ;;
        *) report "witness $name" "$(sh "$tests/witness.sh" "$out" 2>&1)" "$out/witness.diff" ;;
    esac
}

# The same scene under each of these policies: what no policy changes is the same.
run_policy() {
    out=$work/policy/$name verdict=
    for policy in fifo ws ad; do
        FORM=policy BOOT="${BOOT:+$BOOT }/POLICY=$policy" sh "$tests/scene.sh" "$name" "$out" >"$out.said" 2>&1 || :
        verdict=$(cat "$out/verdict" 2>/dev/null || echo 'ERROR no verdict')
        case $verdict in PASS*) ;; SKIP*) break ;; *) verdict="$verdict, under /POLICY=$policy" && break ;; esac
    done
    report "policy $name" "$verdict" "$out.said"
    rm -f "$out/disk.img"
}

run_self() {
    case $name in
        verdicts) run_program sh "$tests/selftest.sh" ;;
        awk) run_program sh "$tests/awk_test.sh" ;;
        pe) run_program sh "$tests/pe_test.sh" ;;
        names) run_program sh "$tests/names_test.sh" ;;
        diff) run_program sh "$tests/diff_test.sh" ;;
        portable) run_program sh "$tests/portable_test.sh" ;;
        policy) run_program sh "$tests/policy_test.sh" ;;
        look) run_program sh "$tests/look_test.sh" ;;
        orders) run_program sh "$tests/orders_test.sh" ;;
        log-classes) run_program sh "$tests/log_classes_test.sh" ;;
        reader) run_program sh "$tests/reader_test.sh" ;;
        events) run_program sh "$tests/events.sh" ;;
        wayout) run_program sh "$tests/wayout_test.sh" ;;
        command) run_program sh "$tests/command_test.sh" ;;
        files) run_program sh "$tests/command_files_test.sh" ;;
        teach) run_program sh "$tests/teach_test.sh" ;;
        driver) run_program sh "$tests/driver_test.sh" ;;
        folder) run_program sh "$tests/folder_test.sh" ;;
        readme) run_program sh "$tests/readme_test.sh" ;;
        lab) run_program sh "$tests/lab_test.sh" ;;
        sections) run_program sh "$tests/sections_test.sh" ;;
        shell) run_program sh "$tests/shell_test.sh" ;;
        quantum) run_program sh "$tests/quantum_test.sh" ;;
        *) echo "job: self $name: no such test" >&2; exit 1 ;;
    esac
}

# A scene in every layout: the first that says anything else than that it is the same is the verdict.
run_layouts() {
    rm -rf "$work/layouts/$name"
    mkdir -p "$work/layouts"
    LAYOUTS=$work/layouts sh "$tests/layouts/scene.sh" "$name" >"$work/layouts/$name.said" 2>&1 || :
    verdict=$({ cat "$work/layouts/$name"/*/result || echo 'ERROR did not run'; } | grep -v -E '^(same|portable|SKIP .*)$' | head -n 1) || :
    report "layouts $name" "${verdict:-PASS}" "$work/layouts/$name.said"
}

run_gdb() {
    case $name in
        step) run_program sh "$tests/gdb_test.sh" ;;
        log) run_program sh "$tests/gdb_log_test.sh" ;;
        command) run_program sh "$tests/gdb_command_test.sh" ;;
        *) echo "job: gdb $name: no such test" >&2; exit 1 ;;
    esac
}

mkdir -p "$work/policy"
case $kind in
    unit) run_program "$build/unit/$name" ;;
    scene) run_scene ;;
    policy) run_policy ;;
    reader) run_reader ;;
    self) run_self ;;
    gdb) run_gdb ;;
    layouts) run_layouts ;;
    *) echo "job: $1: no such kind of test" >&2; exit 1 ;;
esac
