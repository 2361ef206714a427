#!/bin/sh
# `faultline run` with files there and back, where something is in the way: nothing of the host's may be lost.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
work=$build/test/command-files
errand=$build/disk/PROGRAMS/errand.exe
rm -rf "$work"
mkdir -p "$work/tmp"
cd "$work"
export TMPDIR="$work/tmp" BUILD="$build" TIMEOUT=60
unset CI BOOT RAM DISK DLLS ARGS EXE STDIN OUT QEMU
bad=0
wrong() { printf 'not ok: %s\n' "$*"; bad=$((bad + 1)); }

# expect STATUS ERR word...: `faultline run` ends with STATUS and says the pattern ERR on standard error; nothing if it is empty.
expect() {
    status=$1 complaint=$2
    shift 2
    ended=0
    sh "$tests/command/main.sh" run "$@" >out 2>err || ended=$?
    [ $ended = "$status" ] || wrong "$*: exit status $ended, not $status: $(cat err)"
    if [ -z "$complaint" ]; then [ ! -s err ]; else grep -q -e "$complaint" err; fi || wrong "$*: said \"$(cat err)\", not \"$complaint\""
    rm -rf tmp/*
}

# all FOLDER: its files with what is in them.
all() { (cd "$1" && find . -type f | LC_ALL=C sort | while IFS= read -r name; do printf '%s=%s;' "${name#./}" "$(cat "$name")"; done); }
fresh() { rm -rf files; mkdir files; }
left() { [ "$(all files)" = "$2" ] || wrong "$1: the host has $(all files), not $2"; }

# Names that FAT cannot say are named before anything runs, and nothing is touched. What Windows would make of the last ones is
# the name of another file.
while IFS='|' read -r name reason; do
    fresh
    echo mine >"files/$name"
    expect 125 "files/.*$reason" --dir files "$errand" put new text
    left "$name" "$name=mine;"
done <<'END'
a:b|letter in its name
a?b|letter in its name
a\b|letter in its name
con|the name of a device
Nul.txt|the name of a device
ends.|ends in a dot
ends |ends in a dot or a blank
END
for name in 'two
lines' 'a	tab'; do
    fresh
    echo mine >"files/$name"
    expect 125 'has a \(newline\|control character\) in its name' --dir files "$errand" put new text
done
fresh
echo mine >"files/$(printf 'a\377b')"
expect 125 'the name is no UTF-8' --dir files "$errand" put new text
for twins in 'Ab aB' 'Ä ä'; do
    fresh
    for name in $twins; do echo "$name" >"files/$name"; done
    expect 125 'only in the case of its letters' --dir files "$errand" put new text
done
fresh
ln -s . files/loop
expect 125 'files/loop is neither' --dir files "$errand" put new text

# Names that are only odd travel, and so does a folder that is called by a link.
fresh
mkdir 'files/[a]'
echo one >'files/[a]/[b]'
echo two >'files/-dash'
echo three >"files/it's \$x; & [c]"
rm -f link
ln -s files link
expect 0 '' --dir link "$errand" put '[a]\new' four rename -dash 'moved [d]'
left 'odd names' "[a]/[b]=one;[a]/new=four;it's \$x; & [c]=three;moved [d]=two;"

# Who may read and run a file does not change when a program writes it; a file may become a folder, and the other way.
fresh
mkdir files/inner
echo one >files/script
echo two >files/secret
echo three >files/inner/deep
echo four >files/grows
chmod 755 files/script
chmod 400 files/secret
expect 0 '' --dir files "$errand" put script new put secret new delete 'inner\deep' rmdir inner put inner file delete grows mkdir grows \
    put 'grows\leaf' green
left 'kinds' 'grows/leaf=green;inner=file;script=new;secret=new;'
[ "$(stat -c %a files/script files/secret | tr '\n' ' ')" = '755 400 ' ] || wrong "rights: $(ls -l files)"

# An emulator at whose end something happens on the host: the words of AFTER.
cat >emulator <<'END'
#!/bin/sh
status=0
qemu-system-i386 "$@" || status=$?
eval "$AFTER"
exit $status
END
chmod +x emulator

# meanwhile COMMAND STATUS PATTERN: three files are changed by the program, and in their folder COMMAND is done meanwhile.
meanwhile() {
    fresh
    echo one >files/written
    echo two >files/deleted
    export AFTER="cd '$work/files'; $1" QEMU="$work/emulator"
    expect "$2" "$3" --dir files "$errand" put written prog delete deleted put made prog
    unset QEMU
}
meanwhile 'echo host >written' 125 'files/written was changed while the program ran'
left 'a file that both wrote' 'deleted=two;written=host;'
meanwhile 'echo host >deleted' 125 'files/deleted was changed while'
left 'a file that one wrote and one deleted' 'deleted=host;written=one;'
meanwhile 'rm written' 125 'files/written was changed while'
left 'a file that one deleted and one wrote' 'deleted=two;'
meanwhile 'echo host >made' 125 'files/made was changed while'
left 'a file that both made' 'deleted=two;made=host;written=one;'
meanwhile 'printf prog >made; rm deleted; echo host >else' 0 ''
left 'the same done by both' 'else=host;made=prog;written=prog;'
ln -s /dev/null sink
meanwhile 'ln -s ../sink made' 125 'files/made was changed while'
left 'a link in the way' 'deleted=two;written=one;'

# An emulator that dies leaves a volume that nobody may trust, whatever stands on it.
for death in 'status=139;the emulator ended with 139' 'status=137;the emulator was killed' 'status=1;the emulator ended with 1' \
    'status=0;triple fault'; do
    meanwhile "${death%%;*}" 125 "${death#*;}"
    left "$death" 'deleted=two;written=one;'
done

# A folder of the host's that is full, or may not be written in: what was there stays, and so does the volume. (A shell's limit
# stands for the disk: no file larger than 1 KB can be written.)
fresh
echo one >files/written
head -c 3000 /dev/zero | tr '\0' x >big
small() { (trap '' XFSZ; ulimit -f 2 2>/dev/null; "$@"); }
mkdir -p sent back/WORK
cp files/written sent/
cp big back/WORK/written
if small sh "$tests/command/merge.sh" sent back/WORK files 2>err; then wrong 'a full disk is no error'; fi
grep -q 'cannot write .*files/written' err || wrong "a full disk: $(cat err)"
left 'a full disk' 'written=one;'
[ "$(ls -A files)" = written ] || wrong "a full disk: $(ls -A files) are left"

# Files that are asked for by name: what is wrong with a name is said before the program runs.
get() {
    status=$1 complaint=$2
    shift 2
    expect "$status" "$complaint" "$@" "$errand" say ran mkdir 'C:\D' put 'C:\D\x' one put 'C:\TEMP\x' two put 'C:\TEMP\[y]' three
}
# shellcheck disable=SC1003  # words that end in a backslash
for name in 'x' 'TEMP\x' 'D:\TEMP\x' 'C:\TEMP\*' 'C:\' 'C:\TEMP\' 'C:\TEMP\..' ''; do
    get 125 '--get: ".*" ' --get "$name"
    [ ! -s out ] || wrong "--get \"$name\": the program ran"
done
get 125 'two files would be x here' --get 'C:\TEMP\x' --get 'C:\D\x'
get 0 '' --get 'c:/temp/x' --get 'C:\TEMP\[y]'
[ "$(cat x '[y]')" = twothree ] || wrong "--get: $(cat x '[y]')"
chmod 600 x
echo mine >x
get 125 '--get: C:.TEMP.none: ' --get 'C:\TEMP\none' --get 'C:\D\x'
[ "$(cat x)" = one ] || wrong '--get of one that is missing keeps the other away'
[ "$(stat -c %a x)" = 600 ] || wrong '--get changes who may read a file'
get 125 '--get: C:.D: is a folder' --get 'C:\D'
[ ! -e D ] || wrong '--get of a folder leaves one'
rm x
mkdir x
get 125 'there is a folder x here' --get 'C:\TEMP\x'

# A working folder that is named from here.
TMPDIR=tmp expect 0 '' --dir files "$errand" put written new
left 'a relative TMPDIR' 'written=new;'
TMPDIR=nowhere expect 125 'TMPDIR: there is no folder nowhere' "$errand"
# A folder that is used twice.
for text in one two; do expect 0 '' --keep kept --dir files "$errand" put written $text; done
left '--keep twice' 'written=two;'
mkdir -p elsewhere/tests
CDPATH=$work/elsewhere expect 0 '' --dir files "$errand" put written three

# Folders whose names awk would read escapes in: everything that is told of them is told as it stands.
mkdir 'a\new' 'ends\t'
ln -s "$build" 'a\new/build'
mkdir -p scenes/one
cp "$errand" scenes/one/own.exe
echo 'C:\PROGRAMS\own.exe say ü null' >scenes/one/programs
(
    export BUILD="$work/a\\new/build" TMPDIR="$work/a\\new"
    expect 0 '' --keep 'ends\t' --dir files "$errand" put ü named
    sh "$tests/command/main.sh" look 'ends\t' >out
    grep -q '^files  *ends\\t/: ' out || wrong "look: $(grep '^files ' out)"
    sh "$tests/command/main.sh" imports "$errand" >out || wrong "imports: $(cat out)"
    sh "$tests/command/main.sh" test --keep 'ends\t/scenes' --bless scenes one >out 2>&1 || wrong "bless: $(cat out)"
    grep -q 'pc=own.exe!ends raised' scenes/one/golden || wrong 'a golden log without names'
    mkdir plain
    cp 'ends\t/serial.log' plain/
    sh "$tests/golden.sh" plain/serial.log >out
    grep -q 'pc=NTDLL.DLL!LdrInitializeThunk ' out || wrong 'the golden form of a log elsewhere has no names'
    exit $bad
) || bad=1
[ "$(cat files/ü)" = named ] || wrong 'a name that is not ASCII, with a backslash before it'

[ $bad = 0 ] || exit 1
echo "nothing of the host's is lost"
