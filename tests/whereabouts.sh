#!/bin/sh
# Asks the emulator where its processor is, in the last second before time is over: FOLDER/monitor.out has its answer then. For
# tests/qemu.sh, in the background, beside a machine that has drivers: one that never comes back says nothing in the log.
#
#   tests/whereabouts.sh FOLDER PROCESS SECONDS      PROCESS is the emulator's, or whose it is; SECONDS after which it is stopped
set -eu
[ $# = 3 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
seconds=1
while kill -0 "$2" 2>/dev/null; do
    if [ "$seconds" -ge "$3" ]; then
        # Stopped meanwhile: registers and stack are of one moment. Nobody reads where the emulator has just ended.
        # shellcheck disable=SC2016  # the inner shell's
        timeout 1 sh -c 'printf "stop\ninfo registers\nx/1024xw \$esp\ncont\n" >"$1"' sh "$1/monitor.in" || :
        exit 0
    fi
    sleep 1
    seconds=$((seconds + 1))
done
