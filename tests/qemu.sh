#!/bin/sh
# The one place that knows how the emulator is started. FOLDER was prepared by tests/volume.sh; afterwards it holds
# serial.log and console.log. The exit status is QEMU's: 33 = ended well (firmware/exitcode.h), 0 = a triple fault,
# 124 = TIMEOUT (seconds) is over: 120, many times what a scene needs, for a host that is busy with other things.
#
#   tests/qemu.sh FOLDER [more QEMU options]
#   tests/qemu.sh --print FOLDER [options]   the command line instead, to be run inside FOLDER (for gdb)
#   tests/qemu.sh --can FOLDER               nothing: 0 if the emulator here has what the machine needs, else 1 and why not
set -eu
print='' can=''
case ${1-} in
    --print) print=yes; shift ;;
    --can) can=yes; shift ;;
esac
if [ $# = 0 ] || [ ! -r "$1/machine" ]; then sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; fi
tests=$(cd "$(dirname "$0")" && pwd)
cd "$1"
shift

cpu=$(sed -n 's/^cpu=//p' machine)
ram=$(sed -n 's/^ram=//p' machine)
low=$(sed -n 's/^low=//p' machine)
clock=$(sed -n 's/^clock=//p' machine)
log=$(sed -n 's/^log=//p' machine)
save=$(sed -n 's/^save=//p' machine)
ramdisk=$(($(wc -c <disk.img) / 1048576)) # the whole volume lies in memory

# The log comes by COM1, or, when the machine was told so, by a device that takes a buffer at a time. What the loader
# has to say comes by COM1 all the same: both append to one file.
bulk=
[ "$log" != virtio ] || bulk='-device virtio-serial-pci,ioeventfd=off -chardev file,id=bulk,path=serial.log,append=on
    -device virtconsole,chardev=bulk'

# Where memory lies above 4 GB page tables may, too. qemu-system-i386 (7.2) walks them with the lower 32 bits of their
# addresses and finds others; its sister for 64 bits, which is in the same package, plays the same processor without that.
emulator=qemu-system-i386
[ -z "$low" ] && [ $((ram + ramdisk)) -le 3072 ] || emulator=qemu-system-x86_64

# Memory that outlives the machine, for tests/save.sh.
memory=
[ -z "$save" ] || memory="-object memory-backend-file,id=memory,size=$((ram + ramdisk))M,mem-path=memory.img,share=on"

# What a scene adds, for a driver.
devices=$(sed -n 's/^device=/-device /p' machine)
whereabouts=$(sed -n 's/^whereabouts=//p' machine)

# A folder of the host's, drive D: by HOST.SYS: it is known as `dir` here, so that no character of its name means anything to QEMU. A
# scene's is a copy whose files are as old as the century (`dated`), a debugging session's a copy as it is (tests/gdb.sh), any other the folder itself.
copy=$(sed -n 's/^copy=//p' machine)
live=$(sed -n 's/^folder=//p' machine)
dated=$(sed -n 's/^dated=//p' machine)
shared=
if [ -n "$copy$live" ]; then
    "${QEMU:-$emulator}" -device help 2>/dev/null | grep -q '"virtio-9p-pci"' ||
        { echo "${QEMU:-$emulator} has no virtio-9p here: no folder can be drive D:" >&2; exit 1; }
    shared='-fsdev local,id=shared,path=dir,security_model=none -device virtio-9p-pci,fsdev=shared,mount_tag=D,addr=11'
fi
[ -z "$can" ] || exit 0
if [ -n "$shared" ]; then
    # Also what nobody may write in.
    [ -h dir ] || [ ! -d dir ] || chmod -R u+rwX dir
    rm -rf dir
    if [ -n "$live" ]; then ln -s "$live" dir; else cp -Rp "$copy" dir; fi
    [ -z "$dated" ] || find dir -exec touch -d "$dated" {} +
fi

# An own program's clock counts instructions (-icount); what it rests is jumped over, but beside a terminal. In scenes the kernel's
# clock is logical.
case $clock in '') count='' ;; icount) count='-icount shift=0,sleep=off' ;; *) count='-icount shift=0,sleep=on' ;; esac
# shellcheck disable=SC2086  # options are words
set -- -accel tcg -machine pc${low:+,max-ram-below-4g=$((low + ramdisk))M}${save:+,memory-backend=memory} -cpu "$cpu" -nodefaults -no-user-config -display none -no-reboot \
    -m $((ram + ramdisk)) $memory -drive file=disk.img,format=raw,if=virtio,readonly=on \
    -chardev file,id=log,path=serial.log,append=on -serial chardev:log $bulk \
    -chardev pipe,id=console,path=console -serial chardev:console \
    -device isa-debug-exit,iobase=0xf4,iosize=4 $devices $shared -rtc base=2026-01-01T00:00:00,clock=vm \
    $count "$@"

# Where it is when time is over (tests/whereabouts.sh).
rm -f monitor.in monitor.out
if [ "$whereabouts" = yes ] && [ -z "$print" ]; then
    mkfifo monitor.in
    : >monitor.out
    set -- "$@" -chardev pipe,id=monitor,path=monitor -mon chardev=monitor,mode=readline
fi

# A "pipe" takes plain files too: it reads console.in and writes console.out. Who wants both as they come has made pipes.
if [ ! -p console.out ]; then
    rm -f console.out
    : >console.log
    ln -s console.log console.out
fi
: >serial.log
rm -f memory.img # what lay in it would be this machine's memory

if [ -n "$print" ]; then
    echo "${QEMU:-$emulator} $*"
    exit 0
fi
if [ "$whereabouts" = yes ]; then
    sh "$tests/whereabouts.sh" . $$ "${TIMEOUT:-120}" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 9>&- &
fi
exec timeout --foreground -k 2 "${TIMEOUT:-120}" "${QEMU:-$emulator}" "$@" </dev/null
