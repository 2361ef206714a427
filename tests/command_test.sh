#!/bin/sh
# `faultline run` as a user types it: exit statuses and words, arguments, input and output, files there and back.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
work=$build/test/command
errand=$build/disk/PROGRAMS/errand.exe
rm -rf "$work"
mkdir -p "$work/tmp"
cd "$work"
export TMPDIR="$work/tmp" BUILD="$build"
unset CI BOOT RAM DISK DLLS ARGS EXE STDIN OUT TIMEOUT
bad=0
wrong() { printf 'not ok: %s\n' "$*"; bad=$((bad + 1)); }

faultline() { sh "$tests/command/main.sh" "$@"; }

# expect STATUS OUT ERR word...: `faultline run` ends with STATUS, writes OUT (lines of Windows' are lines here) and, on standard
# error, something in which the pattern ERR is found; nothing if it is empty.
expect() {
    status=$1 text=$2 complaint=$3
    shift 3
    ended=0
    faultline run "$@" >out 2>err </dev/null || ended=$?
    said=$(tr -d '\r' <out)
    [ $ended = "$status" ] || wrong "$*: exit status $ended, not $status: $(cat err)"
    [ "$said" = "$text" ] || wrong "$*: wrote \"$said\", not \"$text\""
    if [ -n "$complaint" ]; then
        grep -q -e "$complaint" err || wrong "$*: said \"$(cat err)\", not \"$complaint\""
    elif [ -s err ]; then
        wrong "$*: said \"$(cat err)\""
    fi
}

# What a program ends with.
expect 0 hello '' "$errand" say hello
expect 7 '' '' "$errand" exit 7
expect 255 '' 'the program ended with 000003e8, 1000$' "$errand" exit 1000
expect 139 '' '^faultline: STATUS_ACCESS_VIOLATION (c0000005) at errand.exe!ends+[0-9a-f]* writing 00000000$' "$errand" null
expect 136 '' 'STATUS_INTEGER_DIVIDE_BY_ZERO (c0000094) at errand.exe!divide+' "$errand" divide
expect 139 '' 'STATUS_STACK_OVERFLOW (c00000fd) at errand.exe!' "$errand" overflow
expect 133 '' 'STATUS_BREAKPOINT (80000003) at errand.exe!ends+' "$errand" breakpoint
expect 139 '' '' --quiet "$errand" null
expect 139 before '' --quiet --boot /LOG=-all "$errand" say before null
expect 127 '' 'KERNEL32.dll has no GetSystemPowerStatus' "$build/disk/PROGRAMS/noimport.exe"
expect 127 '' 'SHELL32.dll is missing; .*nodll.exe needs it' "$build/disk/PROGRAMS/nodll.exe"
expect 124 '' 'time is over: stopped after 2 seconds' --timeout 2 "$errand" spin
expect 123 '' 'deadlock' "$errand" wait

# A batch file, whose words may mean something to its interpreter.
printf '%s\n' '@echo off' 'echo %*' 'echo %~2| "%COMSPEC%" /c "set /p L=& call echo piped %%L%%"' 'exit /b 9' >"a try.bat"
expect 9 '"a&b" "c d" "x=y"
piped c d' '' "a try.bat" 'a&b' 'c d' 'x=y'
expect 126 '' 'nowhere.bat: there is no such file' nowhere.bat

# Drivers: one from the start, one on demand, one whose device is not there.
worker=$build/disk/DRIVERS/worker.sys drivers=$build/disk/PROGRAMS/drivers.exe
expect 0 'Worker: open
read: gninrom doog
control: error 1' '' --sys "$build/disk/DRIVERS/hello.sys" --sys "Worker=$worker" --sys "X=$worker@dead:beef" "$drivers" Worker
# One that is asked for and not there is one line and 125, with --quiet, too; a device that is not there is what the user has provided for.
hello=$build/disk/DRIVERS/hello.sys host=$build/disk/DRIVERS/host.sys
expect 125 'Other: error 2' '^faultline: the driver worker.sys makes no \\\\.\\Other: its DriverEntry has to (IoCreateSymbolicLink)$' \
    --quiet --sys "Other=$worker" "$drivers" Other
expect 125 'Host: error 2' '^faultline: the driver host.sys is not loaded: its DriverEntry returned STATUS_' --sys "Host=$host" "$drivers" Host
expect 0 'Hello: open
read: GOOD MORNING
control: 4 bytes, 12' 'hello.sys is not loaded: it is there already' --sys "$hello" --sys "$hello" "$drivers" Hello
expect 0 'X: error 2' '^faultline: the driver worker.sys is not loaded: there is no PCI device dead:beef$' --sys "X=$worker@dead:beef" "$drivers" X
expect 125 '' '^faultline: the driver errand.exe is not loaded: its subsystem is not native' --sys "$errand" "$errand" null
expect 125 '' '^faultline: STATUS_ACCESS_VIOLATION' --sys "$errand" "$errand" null
expect 124 '' '^faultline: time is over' --timeout 2 --sys "$errand" "$errand" spin
expect 125 '' 'there is no file none.sys' --sys X=none.sys "$drivers"
expect 125 '' 'four hexadecimal digits each, as 1234:11e8: X=.*worker.sys@12:34' --sys "X=$worker@12:34" "$drivers"
expect 125 '' 'who waits for a PCI device is opened by a name' --sys "$worker@1234:11e8" "$drivers"
expect 125 '' 'at most 31 characters: x' --sys "x1234567890123456789012345678901=$worker" "$drivers"
expect 125 '' 'a device is letters, digits' --sys "X Y=$worker" "$drivers"
expect 125 '' 'a quote in' --sys "X=\"$worker" "$drivers"
expect 125 '' '--sys wants a word' --sys

# What cannot be started, and what was typed wrongly.
expect 126 '' 'nowhere.exe: there is no such file' nowhere.exe
expect 125 '' 'wants a number' --memory much "$errand"
expect 125 '' 'there is no switch --wrong' --wrong "$errand"
expect 125 '' 'which program' --quiet
expect 125 '' 'cannot write' --log /nowhere/log "$errand"
expect 125 '' 'argument 2 has a newline' "$errand" args 'a
b'
expect 125 '' 'there is no folder' --dir "$work/nowhere" "$errand"
expect 125 '' 'a command line has at most' "$errand" args "$(head -c 33000 /dev/zero | tr '\0' a)"
expect 126 '' 'STATUS_NOT_A_DIRECTORY (c0000103): cannot start' --boot '/CURDIR=C:\NOWHERE' "$errand"

# Arguments and names are what they are.
# shellcheck disable=SC1003  # a word that ends in a backslash
expect 0 "<two words>
<>
<*.c>
<a\"b>
<back\\>
<\\\\\">
<\$HOME>
<a	b>" '' "$errand" args 'two words' '' '*.c' 'a"b' 'back\' '\\"' "\$HOME" 'a	b'
cp "$errand" "an odd n€me's.exe"
cp "$errand" ./-dash.exe
expect 0 fine '' "an odd n€me's.exe" say fine
expect 0 fine '' ./-dash.exe say fine
expect 0 fine '' -- -dash.exe say fine

# The console is here.
printf 'one\ntwo' >typed
faultline run "$errand" cat <typed >out
tr -d '\r' <out | cmp -s - typed || wrong "a pipe's bytes came back changed"
yes | faultline run "$errand" say enough >out || wrong "input that has no end stops the end"
faultline run --log - --boot /LOG=-all "$errand" >out
head -n 1 out | grep -q '^1 faultline ' || wrong "the log is not on standard output"

# Files there and back, and nothing else touched.
mkdir -p files/inner
echo stays >files/stays
echo old >files/old
echo goes >files/goes
echo moves >"files/moves with blanks.txt"
echo 'ü' >'files/inner/ünï.txt'
touch -d '2001-01-01' files/stays
expect 0 "C:\\WORK
ü" '' --dir files "$errand" cwd show 'inner\ünï.txt' put old new delete goes rename 'moves with blanks.txt' 'inner\moved' \
    put made fresh mkdir 'deep' put 'deep\ä' x
(cd files && find . -type f | LC_ALL=C sort) >list
printf '%s\n' ./deep/ä ./inner/moved ./inner/ünï.txt ./made ./old ./stays | cmp -s - list || wrong "other files are back: $(cat list)"
[ "$(cat files/old files/made files/deep/ä)" = newfreshx ] || wrong "other texts are back"
[ -z "$(find files/stays -newer files/old)" ] || wrong "a file that nobody wrote is newer"
expect 139 '' '' --quiet --dir files "$errand" put last words null
[ "$(cat files/last)" = words ] || wrong "what was written before the crash is lost"
expect 0 '' '' --get 'C:\TEMP\report.txt' "$errand" put 'C:\TEMP\report.txt' text
[ "$(cat report.txt)" = text ] || wrong "--get brought something else"
expect 125 '' 'C:.TEMP.none.*not found' --get 'C:\TEMP\none' "$errand"
rm -rf tmp/*
expect 125 '' 'nothing is brought back' --timeout 2 --dir files "$errand" delete stays spin
[ -e files/stays ] || wrong "a machine that was stopped has deleted a file of the host's"
rm -rf tmp/*
ln -s /dev/null files/odd
expect 125 '' 'files/odd is neither a file nor a folder' --dir files "$errand"

# A reader that has had enough, and a disk that is full: the program comes to its end, and its files come back.
seq 15000 >much
rm -f files/last files/odd
{ ended=0; faultline run --timeout 120 --dir files "$errand" cat put last words exit 3 <much 2>err || ended=$?; echo $ended >ended; } | head -n 1 | tr -d '\r' >out
[ "$(cat ended out)" = "$(printf '3\n1')" ] || wrong "| head: $(cat ended out err)"
[ "$(cat files/last)" = words ] || wrong '| head: the files are not back'
ended=0
faultline run --timeout 120 "$errand" cat <much >/dev/full 2>err || ended=$?
if [ $ended != 125 ] || ! grep -q 'cannot write standard output' err; then wrong "a full disk: $ended $(cat err)"; fi

# What a run left is shown, and whether its volume is that of the start or of the end.
look() { faultline look kept >out 2>err || wrong "look: $(cat err)"; grep -q -e "$1" out || wrong "look does not say \"$1\": $(cat out)"; }
faultline run --keep kept "$errand" put 'C:\TEMP\left' text exit 7 || :
look '^volume .*(as it was at the start: '
look "ok, first program's exit code 7\$"
faultline run --keep kept --save-disk volume.img "$errand" put 'C:\TEMP\left' text exit 7 || :
look '^volume .*(as it was at the end; '
look 'C:.TEMP.left$'

# Scenes of a folder elsewhere: without a golden log, blessed, and when the program is another.
mkdir -p "scenes/a scene"
cp "$errand" "scenes/a scene/own.exe"
echo 'C:\PROGRAMS\own.exe say hello null' >"scenes/a scene/programs"
if faultline test scenes >out; then wrong "a scene without a golden log passes"; fi
grep -q '^not ok 1 - scene a scene: ERROR no golden log yet; --bless shows' out || wrong "no golden log: $(cat out)"
faultline test --bless scenes "a scene" >out || wrong "bless: $(cat out)"
faultline test --junit report.xml scenes >out || wrong "a scene that was blessed: $(cat out)"
grep -q 'tests="1" failures="0"' report.xml || wrong "JUnit: $(cat report.xml)"
cp "$build/disk/PROGRAMS/hello.exe" "scenes/a scene/own.exe"
if faultline test --jobs 1 scenes "a scene" >out 2>err; then wrong "another program passes"; fi
grep -q '^# -exception 24.28 c0000005 pc=own.exe!ends raised' out || wrong "the difference is not shown: $(cat out)"
! grep -q "$TMPDIR" out || wrong "a folder is named that is gone: $(cat out)"
grep -q -- 'status 33); --keep FOLDER keeps all of it$' out || wrong "how to see all is not said: $(cat out)"
mkdir -p 'two/a
b'
: >'two/a
b/programs'
ended=0
faultline test two >out 2>err || ended=$?
if [ $ended != 2 ] || ! grep -q "a newline in a scene's name" err; then wrong "a scene with a newline: $ended $(cat err)"; fi
ended=0
faultline test scenes nowhere 2>err || ended=$?
[ $ended = 2 ] || wrong "a scene that is not there: exit status $ended"

# Each command explains itself, by the name it is called by.
for command in run test gdb look imports symbolize diff; do
    faultline $command --help >out 2>&1 || wrong "$command --help ends with $?"
    grep -q "faultline $command" out || wrong "$command --help says: $(cat out)"
    ! grep -q 'tests/.*\.sh \[' out || wrong "$command --help names a script: $(cat out)"
done
ended=0
faultline look 2>err || ended=$?
[ $ended = 2 ] || wrong "look at nothing: exit status $ended: $(cat err)"

# Who is stopped leaves no emulator and no folder, whatever the stage and whatever was running.
at_work() { find /proc/[0-9]*/cwd -maxdepth 0 -lname "$work/tmp*" 2>/dev/null || :; }
# What is told to end may take its time on a busy machine.
gone() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -n "$(ls tmp)$(at_work)" ] || return 0
        sleep 0.5
    done
    return 1
}
stopped() {
    signal=$1 delay=$2
    shift 2
    sh "$tests/command/main.sh" "$@" >out 2>&1 &
    command=$!
    sleep "$delay"
    kill -s "$signal" $command
    if wait $command; then wrong "$*: ends with 0 when it is stopped"; fi
    gone || wrong "$* after $delay s and $signal: left behind: $(ls tmp) $(at_work)"
    rm -rf tmp/*
}
mkdir -p scenes/spins
cp "$errand" scenes/spins/own.exe
echo 'C:\PROGRAMS\own.exe spin' >scenes/spins/programs
for signal in TERM HUP; do
    for delay in 0.1 1.5; do
        stopped "$signal" "$delay" run "$errand" spin
        TIMEOUT=20 stopped "$signal" "$delay" test scenes spins
    done
    TIMEOUT=20 stopped "$signal" 1 test --bless scenes spins
done

# Also who is stopped while the folder is being made.
mkdir -p hasty
# shellcheck disable=SC2016  # the other shell's
printf '#!/bin/sh\n%s "$@"\nkill -s HUP $PPID\n' "$(command -v mktemp)" >hasty/mktemp
chmod +x hasty/mktemp
cp "$errand" hasty.exe
for words in "run hasty.exe" "test scenes spins" "symbolize said" "diff said said"; do
    : >said
    # shellcheck disable=SC2086  # words
    if PATH=$work/hasty:$PATH faultline $words >out 2>&1; then wrong "$words: ends with 0 when it is stopped"; fi
    [ -z "$(ls tmp)" ] || wrong "$words: stopped at once: left behind: $(ls tmp)"
    rm -rf tmp/*
done

[ $bad = 0 ] || exit 1
echo "the command does what it says"
