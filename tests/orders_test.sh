#!/bin/sh
# With /SCHEDULE=distinct fewer orders are seen than with /SCHEDULE=all, and no outcome is missed: what `orders mix` has written
# at its end, of all orders together, is the same.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/test/orders
export EXE="$build/volume/PROGRAMS/orders.exe" ARGS='mix 3 2' TIMEOUT=300
mkdir -p "$work"

# outcomes MANNER: what was written, each once; the run's last words are in MANNER.said.
outcomes() {
    EVERY=$([ "$1" = distinct ] || echo yes) OUT=$work/$1 sh "$tests/orders.sh" >"$work/$1.said"
    sort -u "$work/$1/console.log"
}

outcomes every >"$work/every.outcomes"
outcomes distinct >"$work/distinct.outcomes"
every=$(sed 's/ .*//' "$work/every.said")
distinct=$(sed 's/ .*//' "$work/distinct.said")
[ "$(wc -l <"$work/every.outcomes")" -gt 5 ] || { echo 'orders: hardly any outcomes' >&2; exit 1; }
cmp "$work/every.outcomes" "$work/distinct.outcomes"
[ "$distinct" -lt "$every" ] || { echo "orders: $distinct are not fewer than $every" >&2; exit 1; }
