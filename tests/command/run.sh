#!/bin/sh
# Runs a Windows console program on the machine, as if it ran here:
#
#   faultline run [switch...] PROG.EXE [argument...]
#
#   --log FILE         the log goes there; - is standard output
#   --dir FOLDER       copies FOLDER to C:\WORK, where the program begins, and brings back what it wrote, renamed, deleted
#   --dir D:=FOLDER    FOLDER is drive D:, to be read and written as it is
#   --get 'C:\X\Y'     brings the file Y out into the folder of the call, when the program has ended
#   --dll FILE         one more file for the program's folder
#   --sys FILE         a driver, there from the start; NAME=FILE: when \\.\NAME is opened; NAME=FILE@1234:11e8: if that PCI device is there
#   --save-disk FILE   the volume as it was at the end (mtools and fsck.fat read it)
#   --timeout SECONDS  300      --memory MB  64, beside the volume      --frames N  page frames, exactly
#   --disk MB          the volume's size, 32 to 255; as large as its files need otherwise
#   --boot "/X /Y=Z"   more switches of BOOT.INI      --keep FOLDER  all that the machine got and left
#   --quiet            nothing of our own on standard error but errors
#
# Arguments reach the program as they are. Standard input is what it reads from the console, standard output what it
# writes there. The exit status is the program's; docs/command.md has what stands for the numbers that do not fit and for the
# machine's own failures (120 to 127).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
# shellcheck source=tests/lock.sh
. "$tests/lock.sh"
fail() { printf 'faultline: %s\n' "$*" >&2; exit 125; }
# shellcheck source=tests/command/machine.sh
. "$here/machine.sh"

machine_begin
log='' save='' keep='' gets='' get_names='' quiet=''

# A wrong --get is not found out when the program has run. Two of one name would be one file here.
get_check() {
    case $1 in
        [Cc]:[\\/]* | [\\/]*) ;;
        *) fail "--get: \"$1\" is no path from C:\\ on" ;;
    esac
    # shellcheck disable=SC1003  # a backslash
    get_name=$(printf '%s' "$1" | tr '\\' / | sed 's|.*/||')
    case ${1#[Cc]:} in *[\"*:\<\>\|\?]*) fail "--get: \"$1\" is the name of no file" ;; esac
    case $get_name in '' | . | ..) fail "--get: \"$1\" names no file" ;; esac
    [ ! -d "./$get_name" ] || fail "--get: there is a folder $get_name here"
    case $newline$get_names in *"$newline$get_name$newline"*) fail "--get: two files would be $get_name here" ;; esac
    get_names=$get_names$get_name$newline
    gets=$gets$1$newline
}

while [ $# -gt 0 ]; do
    case $1 in
        --help) sed -n '2,21s/^# \{0,1\}//p' "$0"; exit 0 ;;
        --quiet) quiet=yes; shift; continue ;;
        --) shift; break ;;
        --log | --dir | --get | --dll | --sys | --save-disk | --timeout | --memory | --disk | --frames | --boot | --keep) ;;
        -*) fail "there is no switch $1; faultline run --help lists them" ;;
        *) break ;;
    esac
    [ $# -gt 1 ] || fail "$1 wants a word behind it"
    case $2 in *"$newline"*) fail "$1: a newline in \"$2\"" ;; esac
    case $1 in
        --log) log=$2 ;;
        --get) get_check "$2" ;;
        --save-disk) save=$2 ;;
        --keep) keep=$2 ;;
        *) machine_switch "$1" "$2" ;;
    esac
    shift 2
done
[ $# -gt 0 ] || fail "which program? faultline run --help says more"
EXE=$1
shift
machine_of_program "$@" || exit 125

out=
# Whatever ends this script ends the emulator and leaves nothing behind.
# shellcheck disable=SC2317  # called by traps
clean() {
    [ -z "${machine-}" ] || sh "$tests/end.sh" "$machine" 2>/dev/null || :
    [ -z "${feeder-}" ] || sh "$tests/end.sh" "$feeder" 2>/dev/null || :
    [ -n "$keep" ] || [ -z "$out" ] || rm -rf "$out"
}
trap clean EXIT

if [ -n "$keep" ]; then
    take_folder "$keep" "faultline: --keep" || exit 125
    out=$(cd -- "$keep" && pwd)
else
    out=$(mktemp -d "${TMPDIR:-/tmp}/faultline.XXXXXX") || fail "no room for a working folder in ${TMPDIR:-/tmp}"
fi

SAVE=
[ -z "$SEND$gets$save" ] || SAVE=yes
export SAVE

sh "$tests/pe/kind.sh" "$EXE" || exit 126
sh "$tests/volume.sh" program "$out" || exit 125
[ -z "$log" ] || [ "$log" = - ] || (: >"$log") 2>/dev/null || fail "--log: cannot write $log"

# The console is two pipes: what comes here goes there as it comes.
rm -f "$out/console.in" "$out/console.out" "$out/console.log" "$out/unwritten"
mkfifo "$out/console.in" "$out/console.out"
exec 3<&0
# Both ends are held open: neither side waits for the other to come, and the end of the machine is the end of the text.
exec 4<>"$out/console.in" 5<>"$out/console.out"
sh "$here/feed.sh" <&3 >"$out/console.in" 3<&- 4>&- 5>&- 2>/dev/null &
feeder=$!
# When nobody takes the text any more the program goes on all the same: the machine would wait for ever.
{ cat || { echo $? >"$out/unwritten"; cat >/dev/null; }; } <"$out/console.out" 3<&- 4>&- 5>&- &
reader=$!
sh "$tests/qemu.sh" "$out" 3<&- 4>&- 5>&- 2>"$out/qemu.err" &
machine=$!
status=0
wait $machine || status=$?
machine=
exec 4>&- 5>&-
wait $reader || :
sh "$tests/end.sh" $feeder 2>/dev/null || :
feeder=

# What cannot be written is said; the rest is brought out all the same, and the folder stays for what is missing.
lost=
if [ -n "$log" ]; then
    { if [ "$log" = - ]; then cat "$out/serial.log"; else cat "$out/serial.log" >"$log"; fi } 2>/dev/null || lost=serial.log
    [ -z "$lost" ] || printf 'faultline: --log: cannot write %s\n' "$log" >&2
fi
sh "$tests/outcome.sh" "$out" "$status" >"$out/outcome"
read -r code _ <"$out/outcome"
case $code in 125 | 126) quiet= ;; esac
[ -n "$quiet" ] || sed -e 1d -e '/^ /!s/^/faultline: /' "$out/outcome" >&2
[ -z "$SAVE" ] || sh "$here/fetch.sh" "$out" "$status" "$SEND" "$save" "$gets" || lost="$lost${lost:+ }disk.img"
# 141 is a pipe whose reader has had enough.
case $(cat "$out/unwritten" 2>/dev/null) in
    '' | 141) ;;
    *) echo 'faultline: cannot write standard output' >&2; code=125 ;;
esac
if [ -n "$lost" ]; then
    keep=$out
    printf 'faultline: what the machine left is kept in %s: %s\n' "$out" "$lost" >&2
    exit 125
fi
exit "$code"
