#!/bin/sh
# `faultline gdb` as a user types it: a program of one's own with its DLLs, two programs at one base, what does not exist,
# sessions side by side, and that nothing is left of one, however it ends.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
work=$build/test/gdb-command
programs=$build/disk/PROGRAMS
command -v gdb-multiarch >/dev/null || { echo "gdb-multiarch is not installed"; exit 77; }
rm -rf "$work"
mkdir -p "$work/tmp" "$work/my programs"
cd "$work"
export TMPDIR="$work/tmp" BUILD="$build"
unset BOOT RAM DLLS ARGS EXE STDIN OUT TIMEOUT SCENE SCENES FAULT LINE EXCEPTION
bad=0
wrong() { printf 'not ok: %s\n' "$*"; bad=$((bad + 1)); }
faultline_gdb() { sh "$tests/command/gdb.sh" "$@"; }

# shows PATTERN word...: the session's output has such a line.
shows() {
    pattern=$1
    shift
    faultline_gdb --batch "$@" >out 2>err </dev/null || wrong "$*: exit status $?: $(tail -n 1 err)"
    grep -Eq -e "$pattern" out || wrong "$*: no \"$pattern\" in $(tail -n 5 out)"
    nothing_left "$*"
}

# refuses PATTERN word...: exit status 2 and one line.
refuses() {
    pattern=$1
    shift
    ended=0
    faultline_gdb "$@" >out 2>err </dev/null || ended=$?
    [ $ended = 2 ] || wrong "$*: exit status $ended, not 2"
    [ ! -s out ] || wrong "$*: said \"$(cat out)\" on standard output"
    { [ "$(wc -l <err)" = 1 ] && grep -q -e "$pattern" err; } || wrong "$*: said \"$(cat err)\", not \"$pattern\""
    nothing_left "$*"
}

# Each emulator writes down its process.
# Under gdb it may take SLOW seconds to begin.
# shellcheck disable=SC2016  # its own words
printf '%s\n' '#!/bin/sh' "echo \$\$ >>'$work/emulators'" \
    'case " $* " in *" -gdb "*) sleep "${SLOW:-0}" ;; esac' 'exec qemu-system-i386 "$@"' >qemu
chmod +x qemu
export QEMU="$work/qemu"
: >emulators

gone() {
    try=0
    while [ $try -lt 100 ]; do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.2
        try=$((try + 1))
    done
    return 1
}

nothing_left() {
    [ -z "${beside-}" ] || return 0
    while IFS= read -r emulator; do gone "$emulator" || wrong "$1: the emulator $emulator is left"; done <emulators
    : >emulators
    [ -z "$(ls tmp)" ] || { wrong "$1: left $(ls tmp)"; rm -rf tmp/*; }
}

# A program of one's own, in a folder whose name has a blank: its line, its variables, its DLL where it was moved to.
cp "$programs/errand.exe" "my programs/my errand.exe"
shows '^#[0-9]+ .*ends \(what=0x[0-9a-f]+ "null"\) at .*errand\.c:' --ex upuser "my programs/my errand.exe" say '--line 7' null \
    --exception 1
shows '^argc = 4$' --ex 'frame function main' --ex 'info args' --exception 1 "my programs/my errand.exe" say --line null
# From a line of a system call the way leads into the program, too.
sh "$tests/command/run.sh" --log log "my programs/my errand.exe" say hello >out 2>err || wrong "say hello: $(cat err)"
line=$(sed -n 's/^\([0-9]*\) console .*/\1/p' log | head -n 1)
nothing_left 'a run'
shows '^argc = 3$' --ex 'frame function main' --ex 'info args' "my programs/my errand.exe" say hello --line "$line"

cp "$programs"/dll_*.dll "$programs/dlls.exe" "my programs"
set -- --dll "my programs/dll_base.dll" --dll "my programs/dll_front.dll" --dll "my programs/dll_late.dll"
shows "^#0 .*front_word \\(\\) at .*dll_front\\.c:" "$@" --ex "break front_word" --ex continue --ex frame "my programs/dlls.exe"

# Two programs at 00400000: the symbols are those of the process of the line, and of another when it is asked for.
shows '^#[0-9]+ .* at .*badaccess\.c:' --ex upuser --exception 1 null-read
shows '^main .* of .*/hello\.exe$' --ex 'faultline-process 28' --ex 'faultline-process 32' --ex 'faultline-process 36' \
    --ex 'info symbol main' --exception 1 null-read
shows '^24  C:.PROGRAMS.badaccess\.exe$' --ex 'faultline-process 5' --exception 1 null-read

# What does not exist.
refuses 'neither a file nor a scene nowhere' nowhere --line 3
refuses 'there is no file ./nowhere.exe' ./nowhere.exe
refuses 'is a text file' "$tests/README.md"
refuses 'the scene hello takes no arguments: one' hello one
refuses 'the scene hello has no line 99999999999999999999 in its log: the last is [0-9]*$' hello --line 99999999999999999999
refuses 'the scene hello has no fault 86[0-9]* in its log: there are [0-9]*$' --fault 8600 hello
refuses 'the scene hello has no exceptions in its log$' hello --exception 1
refuses 'the scene corners has no faults in its log$' corners
refuses '--line wants a number, not "x"' hello --line x
refuses '--fault 0: they are counted from 1' hello --fault 0
refuses 'there is no switch --fualt' --fualt 3 hello
refuses 'one of --line, --fault and --exception' --fault 3 --line 4 hello
refuses 'wants a word behind it' --fault
refuses 'which program or scene'
refuses 'argument 1 has a newline' "my programs/my errand.exe" 'a
b'

# Side by side, with a folder that is kept and in use, and left by `kill`, by `quit`, and by a signal.
faultline_gdb --keep kept --batch --fault 17 hello >out.1 2>&1 </dev/null &
first=$!
while [ ! -e kept/lock ]; do sleep 0.05; done
beside=yes # another session has its emulator and its files
refuses 'another run is using the folder' --keep kept hello
beside=''
faultline_gdb --batch --ex kill --fault 18 hello >out.2 2>&1 </dev/null &
second=$!
faultline_gdb --batch --ex quit --line 30 hello >out.3 2>&1 </dev/null || wrong "quit: $(tail -n 1 out.3)"
wait $first || wrong "side by side: $(tail -n 1 out.1)"
wait $second || wrong "kill: $(tail -n 1 out.2)"
grep -q '^fault 17: ' out.1 || wrong "side by side: $(tail -n 3 out.1)"
grep -q '^fault 18: ' out.2 || wrong "side by side: $(tail -n 3 out.2)"
grep -q '^30 ' out.3 || wrong "side by side: $(tail -n 3 out.3)"
nothing_left 'side by side'
[ -s kept/serial.log ] || wrong "--keep kept nothing"

# From a fault that was stepped through to the line that comes behind it, which is none of a fault.
line=$(grep -A 1 ' fault ' kept/serial.log | grep -v -e ' fault ' -e '^--$' | tail -n 1)
line=${line%% *}
fault=$(head -n "$line" kept/serial.log | grep -c ' fault ')
shows "^$line " --ex stepfault --ex nextline --fault "$fault" hello
shows 'stands before a fault, not at a line' --ex showline --fault "$fault" hello
shows 'stands at a line of the log, not before a fault' --ex showfault --line "$line" hello
shows 'does not stand before a fault' --ex stepfault --line "$line" hello

# A busy host lets the machine answer late.
export SLOW=5
shows '^fault 3: ' --fault 3 hello
unset SLOW

# The machine comes to its end under gdb, which is told so: by some emulators with its exit status.
timeout 60 sh "$tests/command/gdb.sh" --batch --ex continue --fault 3 hello >out 2>&1 </dev/null || :
grep -q -e '^Remote connection closed' -e '^\[Inferior 1 (process 1) exited with code 041\]' out || wrong "the end of the machine: $(tail -n 1 out)"
nothing_left 'the end of the machine'

mkfifo commands
exec 4<>commands
: >out # or what the session before has said is taken for this one's
sh "$tests/command/gdb.sh" --fault 3 hello >out 2>&1 <commands 4>&- &
session=$!
tries=0
while ! grep -q '^fault 3: ' out && [ $tries -lt 600 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -TERM $session
ended=0
wait $session || ended=$?
[ $ended = 143 ] || wrong "a signal: exit status $ended, not 143"
[ "$(wc -l <emulators)" = 2 ] || wrong "a signal: $(wc -l <emulators) emulators, not 2"
nothing_left 'a signal'

[ $bad = 0 ] && echo "the program's own symbols, every refusal in words, nothing left behind"
