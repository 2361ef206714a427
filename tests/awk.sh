#!/bin/sh
# Makes a folder that holds one command, awk, which is the awk of that name, and prints its path. With it first in PATH
# a script runs under that awk, and nothing else changes.
#
#   tests/awk.sh NAME       mawk, gawk or busybox
set -eu
[ $# = 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command=$(command -v "$1") || { echo "awk: $1 is not installed" >&2; exit 1; }
mkdir -p "${BUILD:-build}/awk/$1"
folder=$(cd "${BUILD:-build}/awk/$1" && pwd)
ln -sf "$command" "$folder/awk"
echo "$folder"
