#!/bin/sh
# A user's own driver (docs/drivers.md): made in a folder outside of the tree by the command of that page, loaded, opened by a
# program, read, unloaded, and stepped in gdb with its source.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
cross=${CROSS:-i686-w64-mingw32-}
work=$(mktemp -d "${TMPDIR:-/tmp}/driver.XXXXXX")
trap 'rm -rf "$work"' EXIT
bad=0
wrong() { echo "not ok: $*"; bad=$((bad + 1)); }
# has FILE WORDS...: each must stand there.
has() { file=$1; shift; for words in "$@"; do grep -qF "$words" "$file" || wrong "\"$words\" is missing: $(tail -n 3 "$file")"; done; }

cd "$work"
sed -e 's/Hello/Mine/g' -e 's/hello/mine/g' "$tests/../images/drivers/hello.c" >mine.c
# The command as the page has it.
sed -n '/^    i686-w64-mingw32-gcc /,/^$/p' "$tests/../docs/drivers.md" | sed -e "s/i686-w64-mingw32-/$cross/" -e 's/my\./mine./g' >compile.sh
sh -eu compile.sh || wrong "docs/drivers.md's command fails"

export BUILD="$build" EXE="$build/volume/PROGRAMS/drivers.exe" ARGS=Mine TIMEOUT=120
for sys in mine.sys Mine=mine.sys; do
    SYS=$sys OUT=$work/run sh "$tests/play.sh" >said 2>&1 || wrong "SYS=$sys: $(tail -n 1 said)"
    has run/serial.log ' driver+ "mine.sys" ' 'Device by=' 'driver="mine.sys"'
    has run/console.log 'Mine: open' 'read: GOOD MORNING'
done
has run/serial.log ' driver- "mine.sys" '
SYS="Mine=mine.sys@dead:beef" OUT=$work/run sh "$tests/play.sh" >said 2>&1 || :
has run/serial.log 'no-device'
SYS=none.sys OUT=$work/run sh "$tests/play.sh" >said 2>&1 && wrong 'a driver that is not there is no error'
has said 'there is no file none.sys'

# What a driver does wrong is a bugcheck with NT's code, and names it.
faulty_run() {
    SYS=Faulty=$build/disk/DRIVERS/faulty.sys EXE=$build/volume/PROGRAMS/driverbug.exe ARGS=$1 OUT=$work/run sh "$tests/play.sh" >said 2>&1 || :
}
faulty() {
    faulty_run "$1"
    grep -q "^[0-9]* bugcheck $2 .* driver=\"faulty.sys\"$" run/serial.log ||
        wrong "$1 is no bugcheck $2: $(grep -E '^[0-9]+ (bugcheck|books) |^[^0-9]' run/serial.log | tail -n 1)"
}
while read -r kind code; do
    case $kind in bare) kind="bare ${code%% *}" code=${code#* } ;; esac
    faulty "$kind" "$code" </dev/null
done <<END
free 000000c2 00000046
unmap 000000da
reference 00000018
pending 000000c9 00000006
function 00000050
callback 0000001e c0000005
unload 000000c8 00000002 00000101
cancel 000000c8 00000002 00000102
timer 000000c7
deleted-timer 000000c7
mutex 00000001
held 4000008a
semaphore 0000001e c0000047
dpc 000000d1
raised 000000c8
step 0000001e 80000004
backwards 000000c4
nested 000000c4
resource 000000e3
freed-resource 000000c4 000000d2
region 00000001
overrun 00000019 00000020
overrun-much 00000019 00000020
overrun-pages 00000019 00000020
overrun-end 00000019 00000020
overrun-many 00000019 00000020
bare read 0000001e c0000005
bare write 0000001e c0000005
END
faulty_run interrupts
has run/serial.log " end ok "
faulty_run "bare neither"
has run/console.log "neither: 42, 4 bytes"
BOOT=/4GB faulty_run "bare neither"
has run/console.log "error 50" "neither: 0, 0 bytes"
# What is said at the end names the driver's function, whether or not a parameter is its address.
SCENE=driver-bug-address EXE='' OUT=$work/run sh "$tests/play.sh" >said 2>&1 || :
has said 'faultline: bugcheck 00000050 ffd00010 00000000 faulty.sys!reads_nothing+' 'driver="faulty.sys"'
SCENE=driver-bug-twice EXE='' OUT=$work/run sh "$tests/play.sh" >said 2>&1 || :
has said 'driver="faulty.sys", in faulty.sys!completes_twice+'

# One that never comes back is named when time is over, also if it calls the kernel meanwhile: in a function, a DPC, DriverEntry. All at
# once, as each takes all of its time.
awk '{ print } /DriverEntry\(PDRIVER_OBJECT/ { entry = 1 } entry && /^\{/ { print "static volatile ULONG ready; while (!ready) ;"; entry = 0 }' mine.c >begins.c
sed -e 's/mine\./begins./g' compile.sh | sh -eu || wrong 'a driver that does not begin is not made'
never() {
    SYS=$2 EXE=$3 ARGS=$1 OUT=$work/never-$1 TIMEOUT=9 sh "$tests/play.sh" >"said-$1" 2>&1 || :
}
for kind in endless stalls endless-dpc; do
    never $kind "Faulty=$build/disk/DRIVERS/faulty.sys" "$build/volume/PROGRAMS/driverbug.exe" &
done
never entry begins.sys "$build/volume/PROGRAMS/drivers.exe" &
wait
has said-endless 'stopped after 9 seconds, in faulty.sys!never_ready'
has said-stalls 'stopped after 9 seconds, in faulty.sys!never_comes'
has said-endless-dpc 'stopped after 9 seconds, in faulty.sys!never_done'
has said-entry 'stopped after 9 seconds, in begins.sys!DriverEntry'

if command -v gdb-multiarch >/dev/null; then
    SYS=Mine=mine.sys LINE=1 sh "$tests/gdb.sh" -batch -ex 'break mine_write' -ex continue -ex 'info args' -ex next -ex 'print/x bytes' \
        -ex 'info symbol $pc' >said 2>&1 </dev/null || :
    has said 'mine.c:' 'mine_write' 'device = ' 'irp = '
else
    echo 'gdb-multiarch is not installed: not stepped'
fi
[ $bad = 0 ] && echo "a driver made elsewhere is loaded, used, unloaded and stepped"
