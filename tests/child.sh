#!/bin/sh
# Read by scripts that start something long: what ends them ends it. The reader has `tests`.

child_pid=''

# child COMMAND...: runs it and gives its exit status. A shell hears of a signal only when what it waits for in the foreground has
# ended; here it waits for the signal, too.
child() {
    "$@" &
    child_pid=$!
    child_status=0
    wait "$child_pid" || child_status=$?
    child_pid=
    return "$child_status"
}

# shellcheck disable=SC2154,SC2317  # the variable of who reads it; called by traps
child_stop() {
    trap '' HUP INT TERM
    if [ -n "$child_pid" ]; then
        sh "$tests/end.sh" "$child_pid" 2>/dev/null || :
        wait "$child_pid" 2>/dev/null || :
    fi
    exit "$1"
}
trap 'child_stop 129' HUP
trap 'child_stop 130' INT
trap 'child_stop 143' TERM

# remove FOLDER: also when somebody who is just ending still writes in it.
remove() { rm -rf "$1" 2>/dev/null || { sleep 0.3; rm -rf "$1"; }; }
