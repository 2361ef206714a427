#!/bin/sh
# Proves `make gdb` in batch mode: at a fault in the program, one in a DLL and one in the kernel, gdb shows the source
# line, goes from the faulting instruction into the handler, and comes back to the same instruction; so, too, where the
# log and the emulator have each their own word for the access.
set -eu
tests=$(dirname "$0")
work=${BUILD:-build}/test/gdb
command -v gdb-multiarch >/dev/null || { echo "gdb-multiarch is not installed"; exit 77; }
mkdir -p "$work"
bad=0

wrong() { echo "not ok: fault in the $place: $*, see $work/$place.out"; bad=$((bad + 1)); }

# has WHAT PATTERN: the session's output must have such a line.
has() { grep -Eq -- "$2" "$work/$place.out" || wrong "$1 is missing ($2)"; }

# The instruction that step N of stepfault shows, as gdb marks it.
instruction() { sed -n "/^--- $1/,/^--- $(($1 + 1))/s/^=> \\(0x[0-9a-f]*\\).*/\\1/p" "$work/$place.out"; }

# step PLACE SCENE PATTERN FILE: at the first fault of a run whose golden line matches, the instruction is in FILE.
step() {
    place=$1
    sh "$tests/scene.sh" "$2" "$work/$2" >/dev/null 2>&1 || :
    number=$(LC_ALL=C awk -v pattern="$3" -f "$tests/gdb/number.awk" -f "$tests/gdb/find.awk" "$work/$2/golden")
    [ -n "$number" ] || { wrong "$2 has none that matches $3"; return 0; }
    SCENE=$2 FAULT=$number OUT=$work/$place timeout -k 2 200 sh "$tests/gdb.sh" --batch -ex stepfault -ex 'info locals' \
        -ex threads >"$work/$place.out" 2>&1 || :
    has 'the source line' "^Line [0-9]+ of \"[^\"]*$4\""
    has 'the way into the handler' '^cr2 = '
    has 'the line of the handler' '^#1 .* (fault_take|fault_trap) .* at mmu/fault\.c:[0-9]+$'
    has 'the running thread' '^\* .*THREAD_RUNNING'
    before=$(instruction 1)
    after=$(instruction 4)
    if [ -z "$before" ] || [ "$before" != "$after" ]; then
        wrong "began at ${before:-nowhere}, came back at ${after:-nowhere}"
    fi
}

step program stack-grows 'DemandZeroFault .* pc=deep.exe!descend ' 'deep\.c'
has 'the argument' 'descend \(left=[0-9]+\)'
has 'the local variable' '^frame = .*repeats'
step DLL hello 'pc=NTDLL.DLL!LdrInitializeThunk ' 'images/ntdll/.*\.c'
has 'the argument' 'LdrInitializeThunk \(context=0x[0-9a-f]+'
step operand read-write 'DemandZeroFault .* uw .* pc=readwrite.exe!addl ' 'readwrite\.c'
has 'the access of the log' '^fault [0-9]+: user write of '
has "the emulator's word" '^cr2 = .* error code 4,'
step kernel hello ' k[rw] .* pc=KERNEL.EXE!' '\.[cS]'

# The same where the kernel has an address space of its own: its variables are not there when the program stands, nor the
# program's stack when the kernel does; and what the kernel asks for is no fault of a processor's.
BOOT=/4GB
export BOOT
step apart stack-grows 'DemandZeroFault .* pc=deep.exe!descend ' 'deep\.c'
has 'the argument' 'descend \(left=[0-9]+\)'
step apart-own prototypes 'HardPageFault .* kr .*!pagecode_hold ' 'mmu/pagecode\.c' # System's own
place=apart-kernel
SCENE=hello FAULT=2 OUT=$work/$place timeout -k 2 200 sh "$tests/gdb.sh" --batch -ex stepfault -ex nextfault -ex threads \
    >"$work/$place.out" 2>&1 || :
has 'the kernel that asks' '^#[23] .* fault_touch .* at mmu/fault\.c:[0-9]+$'
has 'the page, before' '^ *table entry .*: 00000000 none$'
has 'the page, behind' '^ *table entry .* valid, frame .* writable, user'
has 'the next one' '^fault 3: kernel write of '
has 'the running thread' '^\* .*THREAD_RUNNING'
place=apart-line
line=$(sed -n "s/^\([0-9]*\) console .*/\1/p" "$work/hello/serial.log" | head -n 1) # the same in either layout
SCENE=hello LINE=$line OUT=$work/$place timeout -k 2 200 sh "$tests/gdb.sh" --batch -ex upuser -ex 'frame function main' \
    -ex downuser -ex frame -ex nextline >"$work/$place.out" 2>&1 || :
has 'the program' '^#[0-9]+ .* main \(argc=3, .* at images/programs/hello\.c:[0-9]+$'
has 'the kernel again' '^#0 +log_stop \(text=.* at firmware/log\.c:[0-9]+$'
has "the next line" "^$((line + 1)) "
unset BOOT

# All of it (`make gdb-all`): in every layout, the page tables that the session walks before the fault and behind it, too.
if [ "${COUNT-}" = all ]; then
    while read -r name CPU BOOT; do
        export CPU BOOT
        step "program-$name" stack-grows 'DemandZeroFault .* pc=deep.exe!descend ' 'deep\.c'
        has 'the page, before' '^ *table entry .* (none|demand-zero, protection 04)$'
        has 'the page, behind' '^ *table entry .* valid, frame .* writable, user'
        step "DLL-$name" hello 'pc=NTDLL.DLL!LdrInitializeThunk ' 'images/ntdll/.*\.c'
    done <"$tests/layouts/table"
fi
[ $bad = 0 ] && echo "stepped through faults of the program, a DLL and the kernel, wherever that lives"
