#!/bin/sh
# Proves that `make shell` gives a program the terminal: keys reach it, a line is edited, control-C ends one that never waits, the
# terminal is left as it was, and without a terminal there is one line that says so. util-linux' script plays the terminal.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/test/shell
bad=0
wrong() { echo "not ok: $*"; bad=$((bad + 1)); }
command -v script >/dev/null || { echo 'script (util-linux) plays the terminal, and is not there'; exit 77; }
rm -rf "$work"
mkdir -p "$work"
edit=$build/volume/PROGRAMS/console_edit.exe
wait=$build/volume/PROGRAMS/console_wait.exe
printf '@echo off\r\n:again\r\necho round\r\nconsole_edit spin\r\ngoto again\r\n' >"$work/loop.bat"

# session NAME PROGRAM: it in the background, with console_edit.exe and loop.bat; what is typed comes from a pipe, what is seen goes to NAME.seen.
session() {
    behind=0
    mkfifo "$work/$1.keys"
    run="trap '' HUP; stty rows 30 cols 60; stty -g >$work/$1.before; EXE=$2 ARGS=${3-} DLLS='$build/volume/PROGRAMS/console_edit.exe $work/loop.bat' OUT=$work/$1 TIMEOUT=60 sh $tests/shell.sh;
        echo status \$?; stty -g >$work/$1.after"
    script -qec "$run" /dev/null <"$work/$1.keys" >"$work/$1.seen" 2>&1 &
    terminal=$!
    exec 3<>"$work/$1.keys"
}

# when NAME TEXT KEYS: types as soon as that is seen, behind what was seen the last time.
when() {
    tries=0 found=
    while [ -z "$found" ]; do
        found=$(tail -c "+$((behind + 1))" "$work/$1.seen" | LC_ALL=C grep -abo -- "$2" | head -n 1)
        tries=$((tries + 1))
        [ $tries -lt 600 ] || { wrong "$1: \"$2\" is not seen"; return 0; }
        [ -n "$found" ] || sleep 0.1
    done
    found_text=${found#*:}
    behind=$((behind + ${found%%:*} + ${#found_text}))
    # shellcheck disable=SC2059  # keys are written as formats
    printf "$3" >&3
}

# shellcheck disable=SC2059  # keys are written as formats
type_in() { printf "$1" >&3; }

ended() {
    wait $terminal || :
    exec 3>&-
    cmp -s "$work/$1.before" "$work/$1.after" || wrong "$1: the terminal is not as it was"
    grep -q "^the log: $work/$1/serial.log" "$work/$1.seen" || wrong "$1: the log is not named"
    tail -n 1 "$work/$1/serial.log" | grep -q ' end ok ' || wrong "$1: the log has no end"
}
seen() { tr -d '\r' <"$work/$1.seen" | grep -q "$2" || wrong "$1: \"$2\" is not seen"; }

# A terminal takes what was typed in the manner of before for itself: the first key comes behind the screen's first sequence.
session lines "$edit"
when lines "$(printf '\033')\[J" 'helxo\033[D\033[D\177l\r'
when lines '^7: h e l x o 0d 0a' 'end\r'
ended lines
seen lines '^5: e n d 0d 0a'
seen lines '^status 0'

session spin "$edit" spin
when spin 'spins' '\003'
ended spin
seen spin '^status 130'

# Also close behind keys that nobody reads: the thread that ends the program is not made to wait for it.
session burst "$edit" spin
when burst 'spins' 'xyz\003x'
ended burst
seen burst '^status 130'

# And behind so much.
session unread "$edit" spin
when unread 'spins' ''
awk 'BEGIN { for (i = 0; i < 60000; i++) printf "x" }' >&3
type_in '\003'
ended unread
seen unread '^status 130'

# Control-C ends a program, a line and, if one says so, a batch file; the interpreter goes on, and shows its prompt again.
session interpreter ""
when interpreter 'C:.>' '\003'
when interpreter '\^C' 'cd \\PROGRAMS\r'
when interpreter 'C:.PROGRAMS>' 'console_edit spin\r'
when interpreter '^spins' '\003'
when interpreter 'C:.PROGRAMS>' 'echo level %%errorlevel%%\r'
when interpreter '^level -1073741510' 'loop\r'
when interpreter '^spins' '\003'
when interpreter 'Terminate batch job' 'n\r'
when interpreter '^spins' '\003'
when interpreter 'Terminate batch job' 'y\r'
when interpreter 'C:.PROGRAMS>' 'exit 7\r'
ended interpreter
seen interpreter '^status 7'

# What waits for a key, or sleeps, does so for as long as it says: the person who types has that time. Resting costs the host nothing.
session wait "$wait"
when wait 'key?' ''
sleep 2
type_in x
when wait 'looks?' ''
sleep 2
type_in y
ended wait
seen wait '^key 0 after [1-9]\.[0-9] s'
seen wait '^it is x'
seen wait '^none 102 after 1\.[5-9] s'
seen wait '^looks 79 after [1-9]\.[0-9] s'
seen wait '^sleep 0 after 0\.[7-9] s'

# What is pasted comes whole, however long the program does not read it.
session paste "$build/volume/PROGRAMS/console_paste.exe"
when paste 'paste' ''
timeout 60 awk 'BEGIN { for (i = 0; i < 65536; i++) printf "%c", 97 + i % 26; printf "!" }' >&3 || wrong 'nobody takes what is pasted'
ended paste
seen paste '^65536 keys, 0 of them wrong'

# What is drawn by cells is on the terminal, too: two lines in yellow on blue, and the screen emptied before.
session cells "$build/volume/PROGRAMS/console_cells.exe"
when cells "$(printf '\033')\[1;1H$(printf '\033')\[0m$(printf '\033')\[J" ''
when cells "$(printf '\033')\[2;5H$(printf '\033')\[0m$(printf '\033')\[93;44m" ''
when cells "$(printf '\033')\[3;5H$(printf '\033')\[0m$(printf '\033')\[93;44m" ''
ended cells
seen cells 'of the input 0 error 6'

# A terminal that goes away takes the machine with it, also where its hang-up is not heard.
session gone "$edit"
when gone "$(printf '\033')\[J" 'lost'
kill -9 $terminal
wait $terminal 2>/dev/null || :
flock -w 20 "$work/gone/lock" true || wrong 'gone: the machine runs on'

if EXE=x.exe OUT="$work/none" sh "$tests/shell.sh" </dev/null >"$work/none.said" 2>&1; then wrong 'a shell without a terminal'; fi
[ "$(wc -l <"$work/none.said")" = 1 ] || wrong "without a terminal it says $(cat "$work/none.said")"

[ $bad = 0 ] && echo 'ok - shell'
[ $bad = 0 ]
