#!/bin/sh
# Two logs are compared as diff compares them, and counted as grep counts them: files, pipes, standard input, one that ends early, the
# same file twice, a long one. Under each awk, and one verdict under all shells.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/test/diff
fixture=$tests/self/awk
shell='sh'
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# compare STATUS ARGUMENTS...: what is said goes to $work/said.
compare() {
    expected=$1 status=0
    shift
    # shellcheck disable=SC2086  # busybox sh are two words
    timeout 60 $shell "$tests/diff.sh" "$@" >"$work/said" 2>"$work/complained" || status=$?
    [ $status = "$expected" ] || wrong "diff $*: exit status $status under $name: $(head -n 1 "$work/complained")"
}

says() { grep -qx -e "$1" "$work/said" || wrong "\"$1\" is not said under $name"; }

# shellcheck disable=SC2094  # nobody writes it
same() {
    compare 0 "$work/a" "$work/a"
    says 'the same 54 lines'
    compare 0 - "$work/a" <"$work/a"
    compare 0 --golden "$work/a" - <"$work/a"
    compare 0 --all "$work/a" "$work/a"
    says ' *16 *16 *0  fault'
}

# One kind of fault is another in B, an event is gone, a line is moved.
other() {
    compare 1 "$work/a" "$work/b"
    cp "$work/said" "$work/other"
    says 'they part at line 11'
    says '  10 image+ 24 7e9e9999-7f000000 "C:.PROGRAMS.late.dll"'
    says '- 11 detach 4.8 dir=00012'
    says '+ 12 thread+ 24.28 user .*'
    says ' *16 *15 *-1  fault'
    says ' *1 *0 *-1  detach'
    says ' *[0-9]* *[0-9]* *-[0-9]*  AccessViolation'
    ! grep -q ' TransitionFault$\|  image+$' "$work/said" || wrong "what is the same is said under $name"
    compare 1 - "$work/b" <"$work/a"
    diff "$work/other" "$work/said" || wrong "standard input gives something else under $name"
    compare 1 "$work/a" - <"$work/b"
    diff "$work/other" "$work/said" || wrong "standard input as B gives something else under $name"
    mkfifo "$work/pipe"
    cat "$work/b" >"$work/pipe" &
    compare 1 "$work/a" "$work/pipe"
    diff "$work/other" "$work/said" || wrong "a pipe gives something else under $name"
    rm "$work/pipe"
    compare 1 --golden "$work/a" "$work/b"
    says '- 11 detach 4.8 dir=System'
}

# The counts are those of the lines.
counted() {
    compare 1 --all "$work/a" "$work/b"
    for event in fault image+ console; do
        says " *$(grep -c "^[0-9]* $event " "$work/a") *$(grep -c "^[0-9]* $event " "$work/b") *[-+]*[0-9]*  $event"
    done
    says ' *[0-9]* *[0-9]* *[-+0-9]*  KERNEL.EXE'
    says ' *[0-9]* *[0-9]* *[-+0-9]*  KERNEL.EXE!kernel_start'
}

ends() {
    head -n 50 "$work/a" >"$work/short"
    compare 1 "$work/a" "$work/short"
    says 'they part at line 51'
    says '+ (it has ended)'
    : >"$work/empty"
    compare 1 "$work/empty" "$work/a"
    says 'they part at line 1'
    printf '1e1\n' >"$work/ten"
    printf '10\n' >"$work/tens"
    compare 1 "$work/ten" "$work/tens"
    compare 2 - -
    compare 2 "$work/a" "$work/nothing"
    compare 2 "$work/a" "$work"
    compare 2 "$work/a"
}

for name in mawk gawk busybox; do
    command -v $name >/dev/null || { echo "$name is not installed"; exit 77; }
done
rm -rf "$work"
mkdir -p "$work/build"
work=$(cd "$work" && pwd)
cp -R "$fixture/sym" "$work/build/sym"
export BUILD="$work/build"
cp "$fixture/serial.log" "$work/a"
sed -e 11d -e 23d "$work/a" >"$work/b"
path=$PATH
for name in mawk gawk busybox; do
    PATH=$(BUILD=$build sh "$tests/awk.sh" $name):$path
    same
    other
    counted
    ends
done
for name in bash 'busybox sh'; do
    shell=$name
    ${shell} -c : 2>/dev/null || continue
    other
done
[ $bad = 0 ] && echo "logs are compared as they are"
