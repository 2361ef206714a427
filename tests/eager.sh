#!/bin/sh
# awk for somebody who is looking on: each line is there as soon as it is written. Only mawk has to be told so; it would wait for a
# whole buffer.
case $(awk -W version 2>&1 </dev/null) in
    mawk*) LC_ALL=C exec awk -W interactive "$@" ;;
    *) LC_ALL=C exec awk "$@" ;;
esac
