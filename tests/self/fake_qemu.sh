#!/bin/sh
# Stands in for QEMU in the runner's self-test: plays the outcome that the scene's `play` file names, in the folder
# where tests/qemu.sh starts it, with the same files and exit statuses as the real one.
set -eu
build=$(sed -n 's,.*/BUILD=\([0-9a-f]*\).*,\1,p' boot.ini)
policy=$(sed -n 's,.*/POLICY=\([a-z]*\).*,\1,p' boot.ini)
play=$(sed -n 's,.*/PLAY=\([a-z]*\).*,\1,p' boot.ini)

# A log of seven lines; arguments change it: the build id, the pfn of its fault.
log() {
    cat <<END
1 faultline 2 build=$1 frames=1480 slots=4096 boot="/MAXMEM=8"
2 process+ 8 parent=4 dir=00412 image="C:\\PROGRAMS\\a  b.exe"
3 image+ 8 00400000-0040b000 "C:\\PROGRAMS\\a  b.exe"
4 fault DemandZeroFault 8.12 uw 0022fffc pc=00401510 pfn=$2
5 process- 8 exit=c0000139 faults=1
6 books processes=0 handles=0 objects=0 frames=0 slots=0 commit=0
7 end ok lines=7
END
}

# What -d int would have written, if it was asked for.
trace() {
    case " $* " in
        *' -D trace '*) echo "     0: v=0e e=$error i=0 cpl=3 IP=001b:$witness pc=$witness SP=0023:0022fffc CR2=$touched" >trace ;;
    esac
}

witness=00401510 touched=0022fffc error=0006
status=33
case $play in
    good) log "$build" 00400 ;;
    changed) log "$build" 00401 ;;
    liar) log "$build" 00400; witness=00401513 ;;
    reads) log "$build" 00400; error=0004 ;;
    dies) log "$build" 00400 | sed 's/exit=c0000139/exit=00000000/' ;;
    pressed) log "$build" 00400 | sed "s/faults=1/faults=${#policy}/" ;;
    partial) log "$build" 00400 | if [ "$policy" = ad ]; then sed 's/exit=c0000139/exit=00000000/'; else cat; fi ;;
    hides) log "$build" 00400 | sed 's/ uw / ur /' ;;
    fetches) log "$build" 00400 | sed 's/ 0022fffc / 00401510 /'; touched=00401510 error=0004 ;;
    leak) log "$build" 00400; status=41 ;;
    panic) log "$build" 00400 | sed '5,$d'; echo '5 bugcheck 00000050 84000000 00000000 80435f20 00000000 "page fault"'; status=35 ;;
    triple) log "$build" 00400; status=0 ;;
    hang) log "$build" 00400 | sed '5,$d' >serial.log; exec sleep 60 ;;
    deadlock) log "$build" 00400 | sed 's/ok/deadlock/'; status=43 ;;
    cut) log "$build" 00400 | sed '7d' ;;
    gap) log "$build" 00400 | sed '4d' ;;
    count) log "$build" 00400 | sed 's/lines=7/lines=8/' ;;
    untold) log "$build" 00400 | sed "/process[+-]/d" ;;
    silent) ;;
    stale) log 00000000 00400 ;;
    loader) echo 'faultline: loader: C:\WINDOWS\SYSTEM32\KERNEL.EXE is missing'; status=39 ;;
    memory) echo 'faultline: loader: memory: 5 MB are there, the kernel needs 8'; status=51 ;;
    broken) echo 'qemu: cannot do that' >&2; exit 1 ;;
esac >serial.log
trace "$@"
exit $status
