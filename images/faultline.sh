#!/bin/sh
# The command `faultline`, as it is installed: what it runs lies in ../share/faultline from here.
here=$(dirname "$(readlink -f "$0")")
exec sh "$here/../share/faultline/tests/command/main.sh" "$@"
