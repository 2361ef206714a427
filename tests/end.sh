#!/bin/sh
# Ends a process and all that it has started: xargs would leave its workers behind, and an emulator would run on until its
# time is over. Parents go first, so that none starts another.
#
#   tests/end.sh PID
set -eu
[ $# = 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

end() {
    # The list is read before its parent is gone: then the children are another's.
    # shellcheck disable=SC2046  # a list of numbers
    set -- "$1" $(cat "/proc/$1/task/$1/children" 2>/dev/null || :)
    kill "$1" 2>/dev/null || :
    shift
    for child in "$@"; do end "$child"; done
}
end "$1"
