#!/bin/sh
# `make test-layouts`: every scene in every layout (tests/layouts/table), plain and with /VERIFY: the log must be the golden
# one, but for what the layout's switches explain by themselves. Prints a table of scenes and layouts, then the reason of
# each cell that says neither `same` nor `portable`, and ends with a line `N passed, N failed, N skipped`; exit status 0 when nothing
# failed.
#
#   tests/layouts.sh
#
# Environment: SCENE these scenes only, JOBS how many at a time (all processors).
set -eu
[ $# = 0 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034  # grid.sh's, as the two below
work=${BUILD:-build}/layouts
# shellcheck disable=SC2034
places=$(sed 's/ .*//' "$tests/layouts/table") good='same|portable'
# shellcheck source=tests/grid.sh
. "$tests/grid.sh"
grid "$tests/layouts/scene.sh"
