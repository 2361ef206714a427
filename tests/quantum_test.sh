#!/bin/sh
# Proves that a quantum shows a program nothing: these scenes' programs, which do what they like with flags, traps, debug registers,
# exceptions and stacks, run beside one that is always ready (images/programs/rival.c), preempted after each so many
# instructions. They print what they print alone, by the scene's golden log, and the machine ends as the scene does.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/test/quantum
quantum=997 # is no divisor of anything
bad=0

said() { LC_ALL=C awk -f "$tests/said.awk" "$1"; }

# beside SCENE: a scene with its program, which is the first process, and the other one.
beside() {
    mkdir -p "$work/scenes/$1"
    cp -R "$tests/scenes/$1" "$work/scenes/"
    printf '%s\n' 'C:\PROGRAMS\rival.exe 24' >>"$work/scenes/$1/programs"
    SCENES=$work/scenes BOOT="/LOG=+console,+switch /QUANTUM=$quantum" sh "$tests/volume.sh" scene "$1" "$work/$1"
    status=0
    sh "$tests/qemu.sh" "$work/$1" 2>"$work/$1/qemu.err" || status=$?
    said "$tests/scenes/$1/golden" >"$work/$1/alone"
    said "$work/$1/serial.log" >"$work/$1/preempted"
    switches=$(grep -c "CSwitch .*WrQuantumEnd" "$work/$1/serial.log") || :
    rm -f "$work/$1/disk.img"
    [ $status = 33 ] && [ "$switches" -gt 20 ] && diff "$work/$1/alone" "$work/$1/preempted" && return
    echo "not ok: $1 ended with $status, preempted $switches times, see $work/$1"
    return 1
}

rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
unset BOOT RAM STDIN SCENES
for scene in traps exceptions registers sysenter-steps fibers debugger floats; do
    beside $scene || bad=$((bad + 1))
done
[ $bad = 0 ] && echo 'a quantum shows a program nothing'
