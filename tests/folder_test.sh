#!/bin/sh
# A folder of the host's as drive D: (docs/drivers.md, A host folder): by `faultline run --dir D:=FOLDER` with names that mean
# something to shells and to QEMU, used by CMD.EXE; what must not pass; what is refused before the start.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/folder.XXXXXX")
trap 'rm -rf "$work"' EXIT
export BUILD="$build"
unset CI BOOT RAM DISK DLLS ARGS EXE STDIN OUT TIMEOUT
bad=0
wrong() { printf 'not ok: %s\n' "$*"; bad=$((bad + 1)); }
faultline() { sh "$tests/command/main.sh" "$@"; }

printf 'folder=/\n' >"$work/machine"
: >"$work/disk.img"
lack=$(sh "$tests/qemu.sh" --can "$work" 2>&1) || { echo "$lack"; exit 77; }

# ---- what is done there ----
cd "$work"
drive="$work/a, =b 'c' \$d;e"
mkdir -p "$drive/sub" "$work/outside"
printf 'from the host\n' >"$drive/in.txt"
printf 'upper\n' >"$drive/Both.txt"
printf 'lower\n' >"$drive/both.txt"
printf 'green\n' >"$drive/$(printf 'gr\303\274n.txt')"
cat >use.bat <<'END'
@echo off
dir /b d:\
type d:\IN.TXT
type d:\Both.txt
type d:\both.txt
copy d:\in.txt c:\temp\x.txt >nul
echo written here>d:\out.txt
echo and more>>d:\OUT.txt
cd /d d:\sub
copy c:\temp\x.txt y.txt >nul
md new
move y.txt new\z.txt >nul
ren new newer
cd
d:
cd \
del in.txt
c:
cd
if exist d:\sub\newer\z.txt echo there
END
# The console's page 437 has a byte for u with dots.
printf 'Both.txt\nboth.txt\ngr\201n.txt\n' >expected
cat >>expected <<'END'
in.txt
sub
from the host
upper
lower
d:\sub
c:\
there
END
faultline run --quiet --dir D:="$drive" use.bat >said 2>err </dev/null || wrong "use.bat: exit status $?: $(cat err)"
tr -d '\r' <said | diff expected - >diff.out || wrong "use.bat says something else: $(cat diff.out)"
[ "$(tr -d '\r' <"$drive/out.txt")" = "written here
and more" ] || wrong "out.txt: $(cat "$drive/out.txt")"
[ "$(cat "$drive/sub/newer/z.txt")" = 'from the host' ] || wrong 'z.txt did not come there'
[ ! -e "$drive/in.txt" ] || wrong 'in.txt was not deleted'
[ -z "$(find "$drive" -perm -o+w ! -type l)" ] || wrong 'what was made there anybody may write'

# ---- what does not pass ----
printf 'secret\n' >outside/secret
ln -s ../outside "$drive/way"
ln -s ../outside/secret "$drive/link"
ln -s nowhere "$drive/dead"
mkfifo "$drive/pipe"
printf 'x\n' >"$drive/a:b"
printf 'x\n' >"$drive/bad$(printf '\377')name"
cat >try.bat <<'END'
@echo off
dir /b d:\
type d:\link
type d:\way\secret
type d:\pipe
type d:\sub\..\..\outside\secret
type \\?\d:\..\outside\secret
echo changed>d:\link
echo changed>d:\way\secret
echo changed>d:\dead
echo changed>d:\..\outside\new
del d:\way\secret
copy d:\link c:\temp\l
END
rm -rf "$drive/sub" "$drive/out.txt" "$drive/Both.txt"
faultline run --quiet --dir D:="$drive" try.bat >said 2>err </dev/null || :
tr -d '\r' <said >said.plain
[ "$(LC_ALL=C grep -a '\.txt$' said.plain)" = "$(printf 'both.txt\ngr\201n.txt')" ] || wrong "links, pipes and odd names are listed: $(cat said.plain)"
! grep -a -q -x -E 'link|way|dead|pipe|a:b' said.plain || wrong "what is neither file nor folder is listed: $(cat said.plain)"
! grep -a -q "^secret" said.plain || wrong "what lies outside was read: $(cat said.plain)"
[ "$(cat outside/*)" = secret ] || wrong "what lies outside was written: $(ls outside)"
[ -L "$drive/dead" ] || wrong 'a link that leads nowhere was replaced'
[ ! -e nowhere ] || wrong 'a link that leads nowhere was followed'

# ---- what is refused ----
# refuse WORDS DRIVE: the one line that is said.
refuse() {
    ended=0
    faultline run --dir D:="$2" use.bat >said 2>err </dev/null || ended=$?
    [ $ended = 125 ] || wrong "$2: exit status $ended"
    [ "$(grep -cF -- "$1" err)/$(wc -l <err)" = 1/1 ] || wrong "$2: said \"$(cat err)\", not \"$1\""
}
refuse "drive D: there is no folder $work/none" "$work/none"
refuse "drive D: $work/use.bat is no folder" "$work/use.bat"
refuse 'drive D: there is no folder' ''
if [ "$(id -u)" != 0 ]; then
    mkdir closed
    chmod 0 closed
    refuse "drive D: the folder $work/closed cannot be read" "$work/closed"
fi
# Nobody has given it: what the environment says is not the user's word.
printf '@if exist d:\\ echo there\r\n' >see.bat
DIR=$drive DRIVE_D=$drive faultline run --quiet see.bat >said 2>err </dev/null || :
[ ! -s said ] || wrong 'a folder was given by the environment'

# ---- in gdb ----
# The program runs twice there: each time in the folder as it is, of which nothing changes, also where the copy may not be written.
if command -v gdb-multiarch >/dev/null; then
    mkdir -p mine/closed tmp
    echo once >mine/once.txt
    echo more >mine/closed/more.txt
    chmod a-w mine/closed
    find mine -printf "%p %m %s %t\n" -type f -exec cat {} + >before
    printf '%s\r\n' '@if not exist d:\once.txt exit /b 9' '@del d:\once.txt' '@echo new>d:\new.txt' '@exit /b 3' >once.bat
    session() { faultline gdb --batch --ex continue --dir D:=mine "$@" once.bat --line 5 >said 2>err </dev/null || :; } # it ends with its machine
    TMPDIR=$work/tmp session
    [ -z "$(ls tmp)" ] || wrong "gdb leaves $(ls tmp)"
    for time in first second; do
        session --keep kept
        grep -q "^[0-9]* process- 24 exit=00000003" kept/serial.log || wrong "gdb, the $time time: $(grep process- kept/serial.log)"
        [ "$(ls kept/dir)" = "$(printf "closed\nnew.txt")" ] || wrong "gdb, the $time time, left $(ls kept/dir)"
    done
    find mine -printf "%p %m %s %t\n" -type f -exec cat {} + | diff before - >diff.out || wrong "gdb has changed the folder: $(cat diff.out)"
else
    echo "gdb-multiarch is not installed: no session"
fi

[ $bad = 0 ] || exit 1
