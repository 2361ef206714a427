#!/bin/sh
# The picture of a run (tests/look.sh) is XML, the same bytes under each awk; it says of a page what the machine's own walk says at the
# same line, and of a file as many clusters as it has; what cannot be drawn is refused in words.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
[ $# = 0 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
build=${BUILD:-build}
work=$build/test/look
bad=0
unset AT ADDRESS OUT SCENE
wrong() { echo "not ok: $*"; bad=$((bad + 1)); }
look() { sh "$tests/look.sh" "$@" >"$work/said" 2>"$work/complaint"; }

path=$PATH
# The awk that `awk` is from now on.
use() { PATH=$(sh "$tests/awk.sh" "$1"):$path; }

for name in mawk gawk busybox; do
    command -v $name >/dev/null || { echo "$name is not installed"; exit 77; }
done
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
run=$work/run
SAVE=yes BOOT='/LOG=all' sh "$tests/volume.sh" scene walks "$run"
sh "$tests/qemu.sh" "$run" || [ $? = 33 ] || wrong "the run ended with $?"
picture=$run/look.svg

# ---- the volume of the start, and that of the end ----
look "$run" || wrong "$(cat "$work/complaint")"
grep -q '>Volume as it was at the start:' "$picture" || wrong 'the volume of the start is not called so'
in_use=$(sed -n 's/^frames  *\([0-9]*\)   of [0-9]* in use (Active) at a time, at most$/\1/p' "$work/said")
grep -q "^picture .*: $in_use in use (Active), the most at a time)" "$work/said" || wrong "table and picture differ: $(grep -E '^(frames|picture)' "$work/said")"
sh "$tests/save.sh" "$run"
for name in mawk gawk busybox; do
    use $name
    look --address 401000 "$run" || wrong "$name: $(cat "$work/complaint")"
    cmp "$picture" "${first:=$work/first.svg}" 2>/dev/null || { [ ! -e "$first" ] || wrong "$name draws another picture"; cp "$picture" "$first"; }
    LC_ALL=C awk -f "$tests/self/look/xml.awk" "$picture" || wrong 'the picture is no XML'
    sed '3s/<title>/<title>\&/' "$picture" >"$work/broken"
    if LC_ALL=C awk -f "$tests/self/look/xml.awk" "$work/broken" >"$work/said"; then wrong "$name: a raw & was not seen"; fi
    sed '$d' "$picture" >"$work/broken"
    if LC_ALL=C awk -f "$tests/self/look/xml.awk" "$work/broken" >"$work/said"; then wrong "$name: a picture without an end was not seen"; fi
done
if command -v xmllint >/dev/null; then xmllint --noout "$picture" || wrong 'xmllint refuses the picture'; fi
grep -q '>Volume as it was at the end:' "$picture" || wrong 'the volume of the end is not called so'
clusters=$((($(wc -c <"$build/volume/WINDOWS/SYSTEM32/NTDLL.DLL") + 4095) / 4096))
grep -q "NTDLL.DLL: $clusters clusters" "$picture" || wrong "NTDLL.DLL has not $clusters clusters"
grep -q 'pagefile.sys, slot [0-9a-f]* at this line: process 24, ' "$picture" || wrong 'no slot of the page file shows whose it is'

# ---- what the machine itself says of an address: directory, table, PTE without what only the processor knows ----
grep ' walk 24 [0-7]' "$run/serial.log" | sed 's/:dirty$//' >"$work/walks"
while read -r line _ _ address words; do
    look --at "$line" --address "$address" "$run" || wrong "$(cat "$work/complaint")"
    set -- "$(expr "$words" : 'dir=\([0-9a-f]*\)')" "$(expr "$words" : '.*table=\([0-9a-f]*\)' || :)" "$(expr "$words" : '.*pte=\([a-z]*\)')" \
        "$(expr "$words" : '.*pte=[a-z]*:\([0-9a-f]\{5\}\):' || :)"
    for word in "directory $1" "${2:+table $2}" "${2:+PTE $3}" "${4:+$4}"; do
        sed -n '/>The walk of /,$p' "$picture" | grep -q ">.*$word" || wrong "line $line, $address: no $word"
    done
    [ -n "$2" ] || grep -q '>no page table<' "$picture" || wrong "line $line, $address: a table that is not there"
done <"$work/walks"
[ "$(wc -l <"$work/walks")" -gt 10 ] || wrong 'the run has too few walks'

# ---- a page table that is not in memory ----
away=$work/away
BOOT='/LOG=all' sh "$tests/volume.sh" scene tables "$away"
sh "$tests/qemu.sh" "$away" || [ $? = 33 ] || wrong "the run of tables ended with $?"
line=$(grep ' walk .* away=slot:' "$away/serial.log")
set -- "$(expr "$line" : '.* walk 24 \([0-9a-f]*\)')" "$(expr "$line" : '.*away=slot:\([0-9a-f]*\)')"
look --at "${line%% *}" --address "$1" "$away" || wrong "$(cat "$work/complaint")"
grep -q ">in slot $2<" "$away/look.svg" || wrong "the page table for $1 is not shown in slot $2"
look --address "$1" --at "$(($(grep -n ' table- 24 00c00000 ' "$away/serial.log" | cut -d : -f 1)))" "$away" || wrong "$(cat "$work/complaint")"
grep -q ">in frame " "$away/look.svg" || wrong "the page table that has just left is not shown in its frame"

# ---- the object picture: each box of the lecture ----
objects=$work/objects
sh "$tests/volume.sh" scene objects "$objects"
sh "$tests/qemu.sh" "$objects" || [ $? = 33 ] || wrong "the run of objects ended with $?"
for name in mawk gawk busybox; do
    use $name
    look "$objects" || wrong "$name: $(cat "$work/complaint")"
    [ -e "$work/objects.svg" ] || cp "$objects/objects.svg" "$work/objects.svg"
    cmp "$objects/objects.svg" "$work/objects.svg" || wrong "$name draws other objects"
    LC_ALL=C awk -f "$tests/self/look/xml.awk" "$objects/objects.svg" || wrong 'the object picture is no XML'
done
for words in NT PID=123 PID=321 'TID=11  user' 'TID=22  user' 'TID=33  user' 'TID=44  kernel' 'TID=55  kernel' \
    'C:.PROGRAMS.Application.exe' 'C:.TEMP.temp' 'C:.WINDOWS.SYSTEM32.USER32.DLL'; do
    [ "$(grep -c ">$words<" "$objects/objects.svg")" = 1 ] || wrong "the object picture has not one $words"
done

# ---- what cannot be drawn ----
# refused WORDS ARGUMENT...
refused() {
    words=$1
    shift
    if look "$@"; then wrong "$* was drawn"; fi
    grep -q "^look: .*$words" "$work/complaint" || wrong "$*: $(cat "$work/complaint")"
}
refused 'there is no line 999999: ' --at 999999 "$run"
refused 'there is no line 1e3: ' --at 1e3 "$run"
refused 'there is no line 0: ' --at 0 "$run"
refused 'xyz is no address' --address xyz "$run"
refused '123456789 is no address' --address 123456789 "$run"
refused 'there is no switch --line' --line 3 "$run"
refused 'no log in ' "$work/nowhere"
grep -Ev '^[0-9]+ (frame|use) ' "$run/serial.log" >"$work/log"
cp "$work/log" "$run/serial.log"
refused 'tells nothing of frames' --at 10 "$run"
look "$run" || wrong "a log without frames: $(cat "$work/complaint")"
grep -q '^picture  *none: ' "$work/said" || wrong 'a log without frames has a picture'
exit $bad
