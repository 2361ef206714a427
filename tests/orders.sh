#!/bin/sh
# `make orders EXE=my.exe`: runs a program once for every order in which its threads could run, in one machine, until one order
# ends with another exit code than 0 or with threads that wait for ever. Orders that come to a state in which another one has
# been are not gone into further, but with EVERY=1 they are. Says how many orders were seen and, of the one that failed, how to
# see it again. Exit status 0: every order there is, or as many as were asked for, ended well.
#
#   tests/orders.sh
#
# Environment: EXE the program, BOUND how many orders at most (10000), EVERY=1 each of them to its end, OUT the folder of the run;
# ARGS, DLLS, RAM, BOOT, TIMEOUT as for `make run`.
set -eu
[ $# = 0 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ -n "${EXE-}" ] || { echo 'orders: EXE=my.exe is missing' >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-${BUILD:-build}/orders}
switches=${BOOT-}
manner=distinct
[ -z "${EVERY-}" ] || manner=all
# The time of events, because instructions are not the same ones in each order: pages are found elsewhere.
clock=/CLOCK=LOGICAL
export BOOT="/LOG=-all $clock $switches /SCHEDULE=$manner:${BOUND:-10000}"
sh "$tests/volume.sh" program "$out"
status=0
TIMEOUT=${TIMEOUT:-600} sh "$tests/qemu.sh" "$out" 2>"$out/qemu.err" || status=$?
verdict=$(sed -n 's/^[0-9]* orders //p' "$out/serial.log")
case $verdict in
    *' failed')
        schedule=$(printf '%s\n' "$verdict" | sed 's/.*schedule="\(.*\)".*/\1/')
        again="make run EXE=$EXE ARGS='${ARGS-}' BOOT='$clock $switches /SCHEDULE=$schedule'"
        echo "order ${verdict%% *} fails; $again shows it again"
        exit 1
        ;;
    '') echo "orders: the machine stopped before the end (exit status $status): $out/serial.log" >&2; exit 1 ;;
    *' met='*' all')
        met=${verdict#* met=}
        echo "${verdict%% *} orders, ${met% all} of them up to where another one had been, stand for all there are, which end well"
        ;;
    *' all') echo "${verdict% all} orders, all there are, end well" ;;
    *) echo "${verdict%% *} orders end well; there are more" ;;
esac
