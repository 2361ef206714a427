#!/bin/sh
# The machine of a session, at the other end of gdb's pipe: it ends with the session. The limit is for one that gdb has lost
# without a word.
#
#   target remote | sh tests/gdb/serve.sh FOLDER
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/child.sh
. "$tests/child.sh"
machine=$(sh "$tests/qemu.sh" --print "$1")
cd "$1"
exec 3<&0
child eval "exec timeout 36000 $machine -S -gdb stdio <&3 2>qemu.err" || :
# What gdb still has to say when the emulator has gone, an acknowledgement of its last word, somebody must take; for a moment,
# for as long as its connection is open gdb does not know that the machine has ended.
exec timeout 1 cat <&3 >/dev/null 2>&1
