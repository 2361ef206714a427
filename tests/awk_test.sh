#!/bin/sh
# Every awk program writes the same bytes whichever awk runs it.
#
# tests/self/awk holds what awks disagree about: hex digits that read as decimal numbers, some with an exponent (0040e000,
# 1e100000, 00000010), doubled blanks, backslashes, &, % and bytes that are no ASCII. `golden` there is what all
# programs make of it. The log of a scene has one golden form under all three, too.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/test/awk
fixture=$tests/self/awk
log=$fixture/serial.log
scenes='hello createprocess bugcheck-address'
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# use NAME: from here on `awk` is that one.
path=$PATH
use() { PATH=$(sh "$tests/awk.sh" "$1"):$path; }

# program WHAT ARGUMENTS: a heading, then what awk prints.
program() {
    echo "== $1"
    shift
    LC_ALL=C awk "$@"
}

# frame TITLE SED-SCRIPT: what frame.awk says about a log that was changed so.
frame() { sed "$2" "$log" | program "frame: $1" -v id="${3-1e100000}" -f "$tests/frame.awk"; }

programs() {
    SYMBOLS=$work/sym program golden -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/golden.awk" "$log"
    echo "== names"
    SYMBOLS=$work/sym SYMBOLS_FIRST=$work/none LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/names.awk" "$log"
    portable_programs
    outcomes
    fatnames
    TABLE=$work/longnames program longnames -f "$tests/../images/longnames.awk" "$fixture/paths"
    TABLE=$work/longnames program "longnames: entries" -v rewrite=1 -f "$tests/../images/longnames.awk" "$fixture/entries"
    FOLDER=build/run program table -v status=7 -f "$tests/hex.awk" -f "$tests/classes.awk" -f "$tests/table.awk" "$log"
    for classes in '-all,+process' -all,all,-frame,-paging fault,-fault,-process,switch -all; do
        sed -e "1s;/LOG=all;/LOG=none /log:$classes;" -e '/ fault /d' -e 's/ frame 001e2 .*/ frame 001e2 Zeroed>Active/' "$log" |
            FOLDER=o program "table of $classes" -v status=none -f "$tests/hex.awk" -f "$tests/classes.awk" -f "$tests/table.awk"
    done
    FOLDER=o program "table of nothing" -v status=none -f "$tests/hex.awk" -f "$tests/classes.awk" -f "$tests/table.awk" /dev/null
    program colour -v colour=1 -f "$tests/colour.awk" "$log"
    program whereabouts -f "$tests/hex.awk" -f "$tests/whereabouts.awk" "$fixture/monitor"
    sed s/CPL=0/CPL=3/ "$fixture/monitor" | program "whereabouts: a program" -f "$tests/hex.awk" -f "$tests/whereabouts.awk"
    program status -f "$tests/hex.awk" -f "$tests/status.awk" "$log"
    sed '/startfail/d' "$log" | program 'status of a program that ran' -f "$tests/hex.awk" -f "$tests/status.awk"
    program 'status of nothing' -f "$tests/hex.awk" -f "$tests/status.awk" /dev/null
    frame whole ''
    frame cut 54d
    frame 'a number that only looks like it' 's/^10 /1e1 /'
    frame 'hexadecimal' 's/^10 /0xa /'
    frame stale '' 01e100000
    frame empty 'd'
    frame count 's/lines=54/lines=5.4e1/'
    (cd "$work/results" && program junit -f "$tests/junit.awk" .list)
    program 'witness: trace' -f "$tests/witness_trace.awk" "$fixture/trace"
    program 'witness: log' -f "$tests/witness_log.awk" "$log"
    program said -f "$tests/said.awk" "$log"
    program 'log classes' -f "$tests/log_classes.awk" "$log"
    LC_ALL=C awk -f "$tests/witness_trace.awk" "$fixture/trace" >"$work/begun"
    LC_ALL=C awk -f "$tests/witness_log.awk" "$log" >"$work/ended"
    program 'witness: access' -f "$tests/witness_access.awk" "$work/begun" "$work/ended"
    sed "$ d" "$log" >"$work/shorter"
    program difference -f "$tests/emulators/difference.awk" "$log" "$work/shorter"
    gdb_programs
    bench_programs
    policy_programs
    lab_programs
    coverage_programs
    program 'crowd: pool' -v wave=1 -f "$tests/crowd_pool.awk" "$log"
    program 'reader: number' -f "$tests/reader_number.awk" "$work/shorter"
}

# Names as the host has them, each in a list of its own; and two lists that have twins.
fatnames() {
    for odd in 'a&b\c' 'd.' 'e ' 'Con.1e1' 'com1 .x' 'LPT10' "$(printf 't\tb')" "$(printf '\377 .x')" .hidden; do
        printf '%s\n' "./in.x/$odd" >"$work/names"
        LC_ALL=C tr "[:lower:]" "[:upper:]" <"$work/names" >"$work/upper"
        program fatnames -f "$tests/fatnames.awk" "$work/upper" "$work/names"
    done
    program 'fatnames: twins' -f "$tests/fatnames.awk" "$fixture/upper" "$fixture/names"
}

# What becomes of a run, by how the emulator ended and by how its program did.
outcomes() {
    export COMPLAINT='a\b' NAMES="$fixture/status-names" SYMBOLS="$work/sym"
    for status in 33 124 35 43 0 47 41 1; do
        outcome "outcome $status" "$status" <"$log"
    done
    # Drivers that are not there: a scene's own, and those that were asked for.
    { cat "$log"; cat "$fixture/drivers"; } | DRIVERS=$(sed "s,^[^\"]*\"\(.*\)\" .*,\1,; /own\.sys/d" "$fixture/drivers") outcome "outcome: drivers" 33
    # A bugcheck whose parameters say where it was; the same without its parameters, and without or with the driver.
    cat "$log" "$fixture/stop" | outcome "outcome: a bugcheck" 35
    for who in driver kernel; do
        sed -e '/bugcheck/s/ [0-9a-f]*01[0-9a-f]*/ 00000000/g' -e "/bugcheck/s/ $who=.*//" "$fixture/stop" | cat "$log" - |
            outcome "outcome: no $who is named" 35
    done
    echo "== names: a bugcheck"
    cat "$log" "$fixture/stop" | SYMBOLS=$work/sym SYMBOLS_FIRST=$work/none LC_ALL=C awk \
        -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/names.awk" |
        sed -n '/^5[6-9]/p'
    # In the kernel, called with data, the beginning of a function and a return address on the stack.
    { cat "$log"; echo '99 driver+ "lost.sys" 8fc00000-8fc05000 entry=8fc01040'; } |
        outcome "outcome: a driver" 124 -v where='80401000 8fc04010 8fc01040 8fc01010 8fc01050'
}

# outcome TITLE STATUS ARGUMENTS: what became of a run, of the log on standard input.
outcome() {
    title=$1 status=$2
    shift 2
    program "$title" -v status="$status" -v limit=9 "$@" -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/outcome_drivers.awk" -f "$tests/outcome.awk"
}

portable_programs() {
    SYMBOLS=$work/sym LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/golden.awk" "$log" >"$work/golden"
    portable "portable" "$work/golden"
    sed '1s/=1480/=480/' "$work/golden" | portable "portable, threads apart"
    # As numbers 24.32 and 24.320 would be the same.
    sed 's/24\.28/24.320/g' "$tests/self/portable/golden" | portable "portable: a longer id"
    portable "portable: a loader that gives up" "$tests/scenes/no-kernel/golden"
    program 'layouts: form' -v frames=0 -f "$tests/hex.awk" -f "$tests/layouts/form.awk" "$work/golden"
    program policy -f "$tests/speakers.awk" -f "$tests/policy.awk" "$work/golden"
    program "policy: short of frames" -f "$tests/speakers.awk" -f "$tests/policy.awk" "$tests/self/policy/golden"
}

portable() {
    title=$1
    shift
    program "$title" -f "$tests/hex.awk" -f "$tests/speakers.awk" -f "$tests/places.awk" -f "$tests/portable.awk" "$@"
}

gdb_programs() {
    for place in fault:3 fault:1e1 line:13 line:53 exception:1 exception:2; do
        WHAT='a & \b' program "gdb: place $place" -v kind="${place%:*}" -v number="${place#*:}" -f "$tests/gdb/number.awk" \
            -f "$tests/gdb/place.awk" "$log" || :
    done
    WHAT=it program 'gdb: no place' -v kind=line -v number=1 -f "$tests/gdb/number.awk" -f "$tests/gdb/place.awk" /dev/null || :
    program 'gdb: find' -v pattern='7e410000 .*pfn=' -f "$tests/gdb/number.awk" -f "$tests/gdb/find.awk" "$log"
    (cd "$work/gdb" && SYMBOLS=sym DISK=disk OWN=own program 'gdb: symbols' -v process=32 -v line=30 -f "$tests/hex.awk" \
        -f "$tests/images.awk" -f "$tests/gdb/symbols.awk" "$log")
}

lab_programs() {
    program 'lab: page' -f "$tests/lab.awk" "$fixture/answers" "$fixture/page.md"
    LC_ALL=C awk -f "$tests/lab.awk" "$fixture/answers" "$fixture/page.md" >"$work/page"
    program 'lab: form' -f "$tests/lab_form.awk" "$work/page"
}

coverage_programs() {
    program 'coverage: lines' -v file=mmu/1e5.c -f "$tests/coverage.awk" -f "$tests/coverage_lines.awk" "$fixture/gcov"
    echo '== coverage: table'
    LC_ALL=C awk -f "$tests/coverage_table.awk" -f "$tests/coverage.awk" "$fixture/gcov" "$fixture/sources" | LC_ALL=C sort
}

policy_programs() {
    program "policies: reads" -f "$tests/policies/reads.awk" "$fixture/policies/log"
    program "policies: a run without an end" -f "$tests/policies/reads.awk" /dev/null || :
    program "policies: table" -f "$tests/policies/table.awk" "$fixture/policies/optimum" "$fixture/policies/figures"
}

bench_programs() {
    figures=$fixture/figures
    program "bench: table" -f "$tests/bench/table.awk" "$fixture/rows" "$figures"
    program "bench: document" -v form=markdown -f "$tests/bench/table.awk" "$fixture/rows" "$figures"
    sed "s/1050/1100/; /late/d; s/^host/guest/" "$figures" >"$work/figures"
    program "bench: comparison" -f "$tests/bench/compare.awk" "$figures" "$work/figures"
    profile "bench: profile"
    profile "bench: part" -v from=LOW.DLL:low -v to=KERNEL.EXE:1e5
    profile "bench: no part" -v from=LOW.DLL:high -v to=KERNEL.EXE:1e5
    profile "bench: parts" -v from="KERNEL.EXE:start LOW.DLL:low" -v to="KERNEL.EXE:start LOW.DLL:low" | tee "$work/profile"
    printf "op.soft-fault\nop.demand-zero\n" | program "bench: where" -f "$tests/bench/where.awk" "$fixture/rows" "$work/profile" -
}

profile() {
    title=$1
    shift
    echo "== $title"
    LC_ALL=C awk "$@" -v first=1 -v times=1 -f "$tests/hex.awk" -f "$tests/profile.awk" "$fixture/instructions" | LC_ALL=C sort
}

prepare() {
    rm -rf "$work"
    mkdir -p "$work/sym" "$work/results"
    cp --no-preserve=mode "$fixture"/sym/* "$work/sym/"
    cp --no-preserve=mode "$fixture/sym/PROGRAM.sym" "$work/sym/%c3%bcber & 1e5.exe.sym"
    cp --no-preserve=mode "$fixture/sym/PROGRAM.sym" "$work/sym/two  blanks.exe.sym"
    prepare_gdb
    echo PASS >"$work/results/unit 1e5"
    echo 'SKIP not "today" & not <here>' >"$work/results/scene 0x10"
    printf 'DIFF 100%% \\1 & \303\274\n-40 \377 "%%s" \\& \\\n\n\ttab\r\n' >"$work/results/scene a & b"
    : >"$work/results/self empty"
    printf '%s\n' 'unit 1e5' 'scene 0x10' 'scene a & b' 'self empty' 'self nowhere' >"$work/results/.list"
}

# Each program of the tree is run here, by its name or by the script that is named; those of reading PE files, of names and of
# comparing logs by tests of their own, under each awk, too.
all_are_here() {
    find "$tests" -name '*.awk' ! -path '*/programs/*' ! -path '*/self/*' >"$work/programs"
    while IFS= read -r name; do
        grep -q "/$(basename "$name")\"" "$tests/awk_test.sh" "$tests/events.sh" "$tests/teach_test.sh" "$tests/sections_test.sh" \
            "$tests"/names.sh "$tests"/diff.sh "$tests"/symbols.sh "$tests"/look.sh "$tests"/pe/*.sh || wrong "$name is run under one awk only"
    done <"$work/programs"
}

# The machine's images and those of a user, whose files lie elsewhere and are named as the host has them.
prepare_gdb() {
    foreign=$(printf '\303\274ber & 1E5.exe')
    mkdir -p "$work/gdb/disk/WINDOWS/SYSTEM32" "$work/gdb/disk/PROGRAMS" "$work/gdb/a \"b\""
    cp -R --no-preserve=mode "$fixture/sym" "$work/gdb/"
    cp --no-preserve=mode "$fixture/sym/PROGRAM.sym" "$work/gdb/sym/two  blanks.exe.sym"
    cp --no-preserve=mode "$fixture/sym/PROGRAM.sym" "$work/gdb/sym/$foreign.sym"
    : >"$work/gdb/disk/WINDOWS/SYSTEM32/USER32.DLL"
    : >"$work/gdb/disk/PROGRAMS/low.dll"
    : >"$work/gdb/a \"b\"/two  blanks.exe"
    : >"$work/gdb/$foreign"
    printf '%s\n' 'a "b"/two  blanks.exe' "$foreign" >"$work/gdb/own"
}

# What the machine itself wrote, and what the compiler's tools did.
real() {
    for scene in $scenes; do
        sed 1d "$work/$scene/golden" >"$work/body"
        sh "$tests/golden.sh" "$work/$scene/serial.log" | diff "$work/body" - || wrong "$scene under $1"
    done
    sh "$tests/symbols.sh" "$build/disk/WINDOWS/SYSTEM32/KERNEL.EXE" | diff "$build/sym/KERNEL.EXE.sym" - ||
        wrong "symbols under $1"
    (cd "$tests/.." && LC_ALL=C awk -f "tests/floors.awk" mmu/*.[ch] sched/*/*.[ch]) || wrong "floors under $1"
    for golden in "$tests"/scenes/*/golden; do portable "$golden" "$golden"; done >"$work/portable.$1"
    cmp "$work/portable.mawk" "$work/portable.$1" || wrong "portable forms under $1"
    sh "$tests/events.sh" >"$work/events.$1" || wrong "events under $1"
    diff "$work/events.mawk" "$work/events.$1" || wrong "events under $1 are others"
    sh "$tests/teach_test.sh" || wrong "teach under $1"
    sh "$tests/sections_test.sh" || wrong "sections under $1"
}

for name in mawk gawk busybox; do
    command -v $name >/dev/null || { echo "$name is not installed"; exit 77; }
done
prepare
all_are_here
for scene in $scenes; do
    sh "$tests/scene.sh" "$scene" "$work/$scene" >/dev/null || :
done
for name in mawk gawk busybox; do
    use $name
    programs >"$work/$name.out" 2>&1
    diff "$fixture/golden" "$work/$name.out" || wrong "the programs under $name"
    real $name
done
[ $bad = 0 ] && echo "the same bytes under mawk, gawk and busybox"
