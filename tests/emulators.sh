#!/bin/sh
# `make emulators`: every scene's disk image, unchanged, on QEMU with two processors, on Bochs and on v86. What each writes
# on COM1 must be QEMU's bytes. Prints a table, then what differs and why something was left out, and ends with a line
# `N passed, N failed, N skipped`; exit status 0 when nothing failed.
#
#   tests/emulators.sh
#
# Environment: SCENE these scenes only, JOBS how many at a time (all processors), TIMEOUT seconds for one run (600:
# `many` takes Bochs a minute when it has a processor for itself).
set -eu
[ $# = 0 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034  # grid.sh's, as the two below
work=${BUILD:-build}/emulators/scenes
# shellcheck disable=SC2034
places='qemu smp2 bochs v86' good=same
export TIMEOUT="${TIMEOUT:-600}"
# shellcheck source=tests/grid.sh
. "$tests/grid.sh"
grid "$tests/emulators/scene.sh"
