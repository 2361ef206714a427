#!/bin/sh
# Runs a Windows console program on the machine, as if it ran here:
#
#   faultline run [switch...] PROG.EXE [argument...]
#
#   --log FILE         the log goes there; - is standard output
#   --dir FOLDER       copies FOLDER to C:\WORK, where the program begins, and brings back what it wrote, renamed, deleted
#   --get 'C:\X\Y'     brings the file Y out into the folder of the call, when the program has ended
#   --dll FILE         one more file for the program's folder
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

log='' directory='' save='' keep='' gets='' quiet=''
DLLS='' RAM='' DISK='' TIMEOUT=${TIMEOUT:-300} BOOT=''
newline='
'
# A word for xargs, which DLLS is read by.
quoted() { printf '"%s" ' "$1"; }
number() { case $2 in '' | *[!0-9]* | 0*) fail "$1 wants a number, not \"$2\"" ;; esac; }

while [ $# -gt 0 ]; do
    case $1 in
        --help) sed -n '2,20s/^# \{0,1\}//p' "$0"; exit 0 ;;
        --quiet) quiet=yes; shift; continue ;;
        --) shift; break ;;
        --log | --dir | --get | --dll | --save-disk | --timeout | --memory | --disk | --frames | --boot | --keep) ;;
        -*) fail "there is no switch $1; faultline run --help lists them" ;;
        *) break ;;
    esac
    [ $# -gt 1 ] || fail "$1 wants a word behind it"
    case $2 in *"$newline"*) fail "$1: a newline in \"$2\"" ;; esac
    case $1 in
        --log) log=$2 ;;
        --dir) directory=$2 ;;
        --get) gets="$gets$2$newline" ;;
        --dll) case $2 in *\"*) fail "--dll: a quote in the name $2" ;; esac; DLLS="$DLLS$(quoted "$2")" ;;
        --save-disk) save=$2 ;;
        --timeout) number "$1" "$2"; TIMEOUT=$2 ;;
        --memory) number "$1" "$2"; RAM=$2 ;;
        --disk) number "$1" "$2"; DISK=$2 ;;
        --frames) number "$1" "$2"; BOOT="$BOOT /MAXFRAMES=$2" ;;
        --boot) BOOT="$BOOT $2" ;;
        --keep) keep=$2 ;;
    esac
    shift 2
done
[ $# -gt 0 ] || fail "which program? faultline run --help says more"
EXE=$1
shift
ARGS=$(sh "$here/arguments.sh" "$@") || exit 125
[ -z "$directory" ] || [ -d "$directory" ] || fail "--dir: there is no folder $directory"
[ -z "$directory" ] || directory=$(cd -- "$directory" && pwd)

if [ -n "$keep" ]; then
    take_folder "$keep" "faultline: --keep" || exit 125
    out=$(cd -- "$keep" && pwd)
else
    out=$(mktemp -d "${TMPDIR:-/tmp}/faultline.XXXXXX") || fail "no room for a working folder in ${TMPDIR:-/tmp}"
fi

# What the exit status is read from is in the log, whatever else was chosen for it.
BOOT=$(printf '%s' "$BOOT" | sed 's|\(/[Ll][Oo][Gg][=:][^ ]*\)|\1,+process,+exception,+image|g')
BOOT="${BOOT# } /DEBUGPORT=VIRTIO"
[ -z "$directory" ] || BOOT="$BOOT /CURDIR=C:\\WORK"
SEND=$directory
SAVE=
[ -z "$directory$gets$save" ] || SAVE=yes
export EXE ARGS DLLS RAM DISK BOOT SEND SAVE TIMEOUT

# DLLs that the program needs and that lie beside it go with it, as they would be found on Windows. What is missing is the
# machine's to say.
neighbours() {
    folder=$(dirname -- "$EXE")
    for dll in $(sh "$tests/pe/imports.sh" "$EXE" 2>/dev/null | LC_ALL=C awk '$2 ~ /\.[Dd][Ll][Ll]$/ && !(toupper($2) in seen) { seen[toupper($2)]; print $2 }'); do
        found=$(find "$folder" -maxdepth 1 -type f -iname "$dll" | head -n 1)
        [ -z "$found" ] || DLLS="$DLLS$(quoted "$found")"
    done
}

# Whatever ends this script ends the emulator and leaves nothing behind.
# shellcheck disable=SC2317  # called by traps
clean() {
    [ -z "${machine-}" ] || sh "$tests/end.sh" "$machine" 2>/dev/null || :
    [ -z "${feeder-}" ] || sh "$tests/end.sh" "$feeder" 2>/dev/null || :
    [ -n "$keep" ] || rm -rf "$out"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

sh "$tests/pe/kind.sh" "$EXE" || exit 126
neighbours
sh "$tests/volume.sh" program "$out" || exit 125
[ -z "$log" ] || [ "$log" = - ] || (: >"$log") 2>/dev/null || fail "--log: cannot write $log"

# The console is two pipes: what comes here goes there as it comes.
rm -f "$out/console.in" "$out/console.out" "$out/console.log"
mkfifo "$out/console.in" "$out/console.out"
exec 3<&0
# Both ends are held open: neither side waits for the other to come, and the end of the machine is the end of the text.
exec 4<>"$out/console.in" 5<>"$out/console.out"
sh "$here/feed.sh" <&3 >"$out/console.in" 3<&- 4>&- 5>&- 2>/dev/null &
feeder=$!
cat <"$out/console.out" 3<&- 4>&- 5>&- &
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

[ -z "$log" ] || if [ "$log" = - ]; then cat "$out/serial.log"; else cat "$out/serial.log" >"$log"; fi ||
    { printf 'faultline: --log: cannot write %s\n' "$log" >&2; keep=$out; exit 125; }
sh "$tests/outcome.sh" "$out" "$status" >"$out/outcome"
read -r code _ <"$out/outcome"
words=$(sed 1d "$out/outcome")
[ -z "$words" ] || [ -n "$quiet" ] || printf 'faultline: %s\n' "$words" >&2
if [ -n "$SAVE" ]; then
    sh "$here/fetch.sh" "$out" "$code" "$directory" "$save" "$gets" || {
        keep=$out
        echo "faultline: the volume as it was at the end is kept: $out/disk.img" >&2
        exit 125
    }
fi
exit "$code"
