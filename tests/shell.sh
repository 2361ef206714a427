#!/bin/sh
# `make shell`: a machine with a program on this terminal, CMD.EXE or the program EXE with ARGS; all words come from the
# environment, as for tests/play.sh (DLLS, BOOT, RAM, DISK, OUT, TIMEOUT in seconds: no limit). What the program prints and what is
# typed goes by COM2, each key as it is; the log goes to a file, which is named at the end. The machine ends with the program.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
out=${OUT:-$build/shell}
fail() { printf 'shell: %s\n' "$*" >&2; exit 2; }
# shellcheck source=tests/lock.sh
. "$tests/lock.sh"

{ [ -t 0 ] && [ -t 1 ]; } || fail "standard input and output must be a terminal; make run EXE= takes STDIN="
if [ -z "${EXE-}" ]; then
    EXE=$build/volume/WINDOWS/SYSTEM32/CMD.EXE
    [ -f "$EXE" ] || fail "there is no CMD.EXE in $build; EXE=my.exe names a program"
fi
take_folder "$out" "shell: OUT=" || exit 1

# The size that the console has for programs. Who does not know it says 0.
size=$(stty size)
rows=${size% *} columns=${size#* }
[ "$rows" -ge 5 ] && [ "$rows" -le 200 ] || rows=25
[ "$columns" -ge 20 ] && [ "$columns" -le 500 ] || columns=80
BOOT="/TERMINAL=${columns}x$rows /DEBUGPORT=VIRTIO ${BOOT-}"
export EXE BOOT
sh "$tests/volume.sh" program "$out"
rm -f "$out/console.in" "$out/console.out" "$out/console.log"
mkfifo "$out/console.in" "$out/console.out"

before=$(stty -g)
machine='' typist=''
# Whatever ends this script leaves the terminal as it was, and nothing running.
# shellcheck disable=SC2317  # called by traps
clean() {
    [ -z "$machine" ] || sh "$tests/end.sh" "$machine" 2>/dev/null || :
    [ -z "$typist" ] || sh "$tests/end.sh" "$typist" 2>/dev/null || :
    stty "$before" 2>/dev/null || :
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Both pipes are held open: neither side waits for the other to come, and the end of the machine is the end of the text.
exec 3<&0 4<>"$out/console.in" 5<>"$out/console.out"
stty raw -echo
# Who has hung up types no more: that ends the machine also where nobody is told of it (nohup).
{
    typed=0
    cat <&3 >"$out/console.in" || typed=$?
    [ $typed -ge 128 ] || kill $$
} 4>&- 5>&- &
typist=$!
cat <"$out/console.out" 3<&- 4>&- 5>&- &
reader=$!
TIMEOUT=${TIMEOUT:-0} sh "$tests/qemu.sh" "$out" 3<&- 4>&- 5>&- 2>"$out/qemu.err" &
machine=$!
status=0
wait $machine || status=$?
machine=''
exec 4>&- 5>&-
wait $reader || :
clean
typist=''

TIMEOUT=${TIMEOUT:-0} sh "$tests/outcome.sh" "$out" "$status" >"$out/outcome"
read -r code _ <"$out/outcome"
sed -e 1d -e '/^ /!s/^/faultline: /' "$out/outcome" >&2
echo "the log: $out/serial.log"
exit "$code"
