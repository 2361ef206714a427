#!/bin/sh
# The runner's self-test: with a QEMU that only plays outcomes, each verdict must occur when it should and never else.
# Needs mtools, but no kernel.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/test/self
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
bad=0

export BUILD="$work/build" SCENES="$work/scenes" QEMU="$tests/self/fake_qemu.sh"
unset BOOT RAM DISK STDIN JUNIT TEST_WORK WITNESS FORM
mkdir -p "$BUILD/volume/WINDOWS/SYSTEM32" "$BUILD/volume/PROGRAMS" "$BUILD/sym"
echo 12345678 >"$BUILD/build-id"
head -n 1 "$tests/self/golden" | sed "s/^# toolchain: //" >"$BUILD/toolchain"
echo kernel >"$BUILD/volume/WINDOWS/SYSTEM32/KERNEL.EXE"
echo loader >"$BUILD/loader.bin"
dd if=/dev/zero of="$BUILD/boot.bin" bs=512 count=1 status=none
printf '%s\n' 'section 00001000 .text' 'function 00001500 main' 'section 00003000 .data' >"$BUILD/sym/a  b.exe.sym"
printf '%s\n' 'section 00001000 .text' 'function 00001000 kernel_start' 'function 00001010 touch' 'function 00001020 behind' >"$BUILD/sym/KERNEL.EXE.sym"

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# scene NAME OUTCOME: a scene whose golden log is what the outcome `good` gives.
scene() {
    mkdir -p "$SCENES/$1"
    echo "/PLAY=$2" >"$SCENES/$1/switches"
    cat "$tests/self/golden" >"$SCENES/$1/golden" # cp would make it read-only where the sources are
}

# expect VERDICT NAME: the scene's verdict must begin with these words.
expect() {
    TIMEOUT=1 sh "$tests/scene.sh" "$2" "$work/out/$2" >"$work/said" 2>&1 || :
    case $(cat "$work/out/$2/verdict") in
        "$1"*) ;;
        *) wrong "$2 should be $1 but is: $(cat "$work/said")" ;;
    esac
}

# ok and failed runs of one kind of outcome, each a scene of that name.
for outcome in good changed liar reads hides fetches leak panic triple hang deadlock cut gap count silent stale loader memory broken; do
    scene $outcome $outcome
done
expect PASS good
expect DIFF changed
expect DIFF leak
expect PANIC panic
expect TRIPLE triple
expect HANG hang
expect HANG deadlock
expect TRUNCATED cut
expect TRUNCATED gap
expect TRUNCATED count
expect TRUNCATED silent
expect STALE stale
expect 'ERROR the loader' loader
expect 'ERROR the loader gave up: faultline: loader: memory: 5 MB' memory
expect 'ERROR QEMU ended with 1: qemu: cannot do that' broken

scene skipped good
echo 'not today' >"$SCENES/skipped/skip"
expect 'SKIP not today' skipped
scene virgin good
rm "$SCENES/virgin/golden"
expect 'ERROR no golden' virgin
expect 'ERROR volume: there is no scene nowhere' nowhere

# A golden log that another toolchain has made is compared in its portable form, one that names none as it is.
other_toolchain() { sed -i '1s/gcc 1/gcc 2/' "$SCENES/$1/golden"; }
scene elsewhere changed
other_toolchain elsewhere
expect 'PASS (portable form: other toolchain)' elsewhere
scene elsewhere-dies dies
other_toolchain elsewhere-dies
expect 'DIFF 2 lines differ (portable form: other toolchain)' elsewhere-dies
grep -q '^+process- 8 exit=00000000$' "$work/said" || wrong 'the portable difference is not shown'
scene elsewhere-leaks leak
other_toolchain elsewhere-leaks
expect 'DIFF exit status 41, not 33 (portable form: other toolchain)' elsewhere-leaks
scene unbound good
sed -i 1d "$SCENES/unbound/golden"
expect 'DIFF 1 lines differ (exit' unbound
mv "$BUILD/toolchain" "$BUILD/toolchain.away"
expect 'ERROR' good
mv "$BUILD/toolchain.away" "$BUILD/toolchain"
expect PASS good

# An ending other than 33 can be what a scene is about.
scene no-kernel loader
echo 39 >"$SCENES/no-kernel/expect"
{ head -n 1 "$tests/self/golden"; echo 'faultline: loader: C:\WINDOWS\SYSTEM32\KERNEL.EXE is missing'; } >"$SCENES/no-kernel/golden"
expect PASS no-kernel
scene no-memory memory
echo 51 >"$SCENES/no-memory/expect"
{ head -n 1 "$tests/self/golden"; echo 'faultline: loader: memory: 5 MB are there, the kernel needs 8'; } >"$SCENES/no-memory/golden"
expect PASS no-memory
scene wanted-panic good
echo 35 >"$SCENES/wanted-panic/expect"
expect DIFF wanted-panic

[ "$(cat "$work/out/good/status")" = 3221225785 ] || wrong "exit code: $(cat "$work/out/good/status")"

# `make run` of a scene ends well when the machine did what the scene is about.
play() {
    expected=$1
    status=0
    SCENE=$2 OUT=$work/play sh "$tests/play.sh" >"$work/said" 2>&1 || status=$?
    [ "$status" = "$expected" ] || wrong "make run of $2 ended with $status, not $expected: $(cat "$work/said")"
}
play 0 good
play 0 no-kernel
grep -q '^faultline: the machine did not start: .*KERNEL.EXE is missing$' "$work/said" || wrong 'make run does not say why'
play 1 loader
play 1 panic
play 1 leak
scene untold untold
play 0 untold
! grep -q '/LOG=' "$work/said" || wrong 'a scene is blamed for its choice of classes'

# The runner as a whole: counts, the witness, its last line, its exit status, and a job that leaves no result.
run() {
    status=0
    TIMEOUT=5 sh "$tests/run.sh" "$@" >"$work/run.out" 2>"$work/run.err" || status=$?
    summary="$status: $(tail -n 1 "$work/run.out")"
}
run 'scene good' 'scene skipped'
[ "$summary" = '0: 1 passed, 0 failed' ] || wrong "good run: $summary"
mkdir "$BUILD/reader"
printf '%s\n' "#!/bin/sh" "echo log: no contradiction" >"$BUILD/reader/read"
chmod +x "$BUILD/reader/read"
JUNIT=$work/junit.xml run 'scene good' 'scene changed' 'reader liar' 'reader reads' 'reader hides' 'reader fetches'
[ "$summary" = '1: 6 passed, 4 failed' ] || wrong "bad run: $summary"
grep -q '^not ok 4 - witness liar: DIFF' "$work/run.out" || wrong 'a log that lies was believed'
grep -q '^ok 6 - witness reads' "$work/run.out" || wrong 'a read that the instruction makes a write was doubted'
grep -q '^not ok 8 - witness hides: DIFF' "$work/run.out" || wrong 'a log that calls a write a read was believed'
grep -q '^not ok 10 - witness fetches: DIFF' "$work/run.out" || wrong 'a log that calls a fetch a write was believed'
grep -q 'tests="10" failures="4"' "$work/junit.xml" || wrong 'JUnit report'
run 'reader good' 'reader panic'
[ "$summary" = '1: 3 passed, 1 failed' ] || wrong "checked run: $summary"
grep -q '^not ok 3 - reader panic: DIFF exit status 35, not 33$' "$work/run.out" || wrong 'a machine that stopped was believed'
grep -q ' /VERIFY /BUILD=' "$BUILD/test/reader/good/boot.ini" || wrong 'a scene was not run with its books checked'
scene pressed pressed
scene partial partial
run 'policy pressed' 'policy partial' 'policy leak' 'policy elsewhere'
[ "$summary" = '1: 2 passed, 2 failed' ] || wrong "run under policies: $summary"
grep -q '^not ok 2 - policy partial: DIFF 2 lines differ (what no policy changes) .*, under /POLICY=ad$' "$work/run.out" ||
    wrong "a policy that changes an exit code was believed: $(cat "$work/run.out")"
grep -q '^not ok 3 - policy leak: .*, under /POLICY=fifo$' "$work/run.out" || wrong 'a policy that leaks was believed'
export FORM=nothing
expect "ERROR FORM=nothing: there is no such form" good
unset FORM
# Those under which no page has to go, or only by the policy they name, are not run under others.
SCENES=$work/few
for name in few enough chosen; do scene $name pressed; done
sed -i 's/frames=1480/frames=2048/' "$SCENES/enough/golden"
echo '/PLAY=pressed /POLICY=ws' >"$SCENES/chosen/switches"
run policy
[ "$summary" = '0: 1 passed, 0 failed' ] || wrong "kind policy: $summary"
SCENES=$work/scenes
run 'scene elsewhere'
grep -q '^ok 1 - scene elsewhere (portable form: other toolchain)$' "$work/run.out" || wrong 'the runner does not say which form'
run 'unknown job'
[ "$summary" = '1: 0 passed, 1 failed' ] || wrong "lost job: $summary"
grep -q 'ERROR did not run' "$work/run.out" || wrong 'a lost job was not noticed'

# A golden log is not changed in CI, nor from a run that did not end.
SCENE=changed CI=true sh "$tests/bless.sh" >"$work/said" 2>&1 && wrong 'bless in CI'
SCENE=panic CI='' sh "$tests/bless.sh" >"$work/said" 2>&1 && wrong 'bless of a panic'
cmp -s "$SCENES/changed/golden" "$tests/self/golden" || wrong 'bless in CI changed a golden log'
SCENE=changed CI='' sh "$tests/bless.sh" >"$work/said" 2>&1 || wrong "bless: $(cat "$work/said")"
expect PASS changed

SCENE=elsewhere-dies CI='' sh "$tests/bless.sh" >"$work/said" 2>&1 || wrong "bless: $(cat "$work/said")"
expect PASS elsewhere-dies
[ "$(head -n 1 "$SCENES/elsewhere-dies/golden")" = "$(head -n 1 "$tests/self/golden")" ] || wrong 'bless did not bind to this toolchain'

# Who is interrupted ends all that he has started, a worker's worker too.
rm -f "$work/worker"
# shellcheck disable=SC2016  # the worker's own words
echo "$work/worker" | xargs -n 1 sh -c 'sleep 60 & echo $! >"$0"; wait' &
workers=$!
until [ -s "$work/worker" ]; do sleep 0.05; done
sh "$tests/end.sh" $workers
sleep 0.2
if readlink "/proc/$(cat "$work/worker")/exe" >/dev/null; then wrong 'a worker of a worker goes on'; fi

# The same files give the same disk.
mkdir -p "$work/tree/TEMP"
echo text >"$work/tree/Long Name.txt"
for image in one two; do
    touch "$work/tree/Long Name.txt"
    sh "$tests/../images/mkdisk.sh" "$work/tree" "$BUILD/boot.bin" "$BUILD/loader.bin" "$work/$image.img"
done
cmp "$work/one.img" "$work/two.img" || wrong 'two disks of the same files differ'

# It is as large as was asked for, if its files fit into that.
sized() {
    DISK_MB=$1 sh "$tests/../images/mkdisk.sh" "$work/tree" "$BUILD/boot.bin" "$BUILD/loader.bin" "$work/one.img" >"$work/said" 2>&1
}
for pair in 8:32 40:40; do
    sized "${pair%:*}" || wrong "no disk of ${pair%:*} MB: $(cat "$work/said")"
    [ "$(wc -c <"$work/one.img")" = $((${pair#*:} * 1048576)) ] || wrong "a disk of ${pair%:*} MB is not of ${pair#*:}"
done
for size in 256 1000 032 8x; do
    sized $size && wrong "a disk of $size MB"
    grep -q "\"$size\"" "$work/said" || wrong "a disk of $size MB: $(cat "$work/said")"
done
rm -f "$work"/*.img "$work"/out/*/disk.img

# Dependencies of an earlier build may name a source that is gone: no reason to stop.
stale() {
    mkdir -p "$BUILD/$(dirname "$1")"
    echo "$BUILD/$1: mmu/gone.c mmu/gone.h" >"$BUILD/$2"
    MAKEFLAGS='' make -C "$tests/.." -n BUILD="$BUILD" "$BUILD/$1" >"$work/said" 2>&1 ||
        wrong "a source that is gone stops $1: $(cat "$work/said")"
}
stale kernel/mmu/vad.c.o kernel/mmu/vad.c.d
stale images/ntdll/heap.c.o images/ntdll/heap.c.d
stale unit/test_vad unit/test_vad.d

sh "$tests/golden.sh" "$tests/self/golden_form.log" >"$work/form"
diff "$tests/self/golden_form.golden" "$work/form" || wrong 'the golden form'

[ $bad = 0 ] && echo "all verdicts occur as they should"
