#!/bin/sh
# shellcheck disable=SC2154,SC2034  # the variables are those of who reads it
# The half of tests/volume.sh that puts a user's program on the volume: read by it, with its variables and fail().

# fat_names FOLDER: fails for the first name on standard input, a path in FOLDER a line, that no file of the volume can have.
fat_names() {
    cat >"$out/names"
    # NT's upper case; C's would know twins by ASCII letters alone.
    LC_ALL=C.UTF-8 sed 's/.*/\U&/' "$out/names" >"$out/upper"
    odd=$(LC_ALL=C awk -f "$tests/fatnames.awk" "$out/upper" "$out/names")
    rm "$out/names" "$out/upper"
    [ -z "$odd" ] || fail "$1/${odd#./}"
}

# Copies a file to the volume, if a FAT name can say its name.
place() {
    [ -f "$1" ] || fail "there is no file $1"
    case ${1##*/} in *"$newline"*) fail "$1 has a newline in its name" ;; esac
    printf '%s\n' "${1##*/}" | fat_names "$(dirname -- "$1")" || exit 1
    cp -- "$1" "$tree/$2" || fail "cannot copy $1"
}

# A name with a blank or quote is quoted as for a shell; xargs reads that, and does no more.
stage_dlls() {
    case $DLLS in *"$newline"*) fail "DLLS: a newline in \"$DLLS\"" ;; esac
    list=$(printf '%s\n' "$DLLS" | xargs -n 1 printf '%s\n' 2>/dev/null) || fail "DLLS: a quote is not closed: $DLLS"
    printf '%s\n' "$list" | while IFS= read -r file; do place "$file" PROGRAMS/; done
}

# found REASON: fails for the name on standard input, if there is one.
found() {
    if IFS= read -r odd; then fail "$SEND/${odd#./} $1"; fi
}

# Files and folders; anything else of the host's has no likeness on a FAT volume. What is far too much is not copied first.
stage_work() {
    (cd -- "$SEND" && find . ! -type f ! -type d) | found "is neither a file nor a folder"
    (cd -- "$SEND" && find . -name "*$newline*") | found "has a newline in its name"
    (cd -- "$SEND" && find . | LC_ALL=C sort) | fat_names "$SEND"
    megabytes=$(du -s -m --apparent-size -- "$SEND/." 2>/dev/null | cut -f 1)
    [ "$megabytes" -le 255 ] || fail "$SEND has $megabytes MB, and a volume 255 at most"
    cp -R -- "$SEND/." "$tree/WORK" || fail "cannot copy $SEND"
    # It is ours: also a folder that nobody may write in can be taken away again.
    chmod -R u+rwX "$tree/WORK"
}

# The symbols of the machine's images, and of what lies in C:\PROGRAMS so far: what the user brings.
stage_symbols() {
    rm -rf "$out/sym"
    mkdir "$out/sym"
    ln -s "$build_path"/sym/* "$out/sym/"
    for file in "$tree"/PROGRAMS/*; do
        rm -f "$out/sym/${file##*/}.sym" # of one of ours that has the same name
        sh "$tests/symbols.sh" --into "$out/sym" "$file" 2>/dev/null || :
    done
}

stage_program() {
    case ${ARGS-} in *"$newline"*) fail "ARGS: a newline, which would begin another program: $ARGS" ;; esac
    name=${EXE##*/}
    place "$EXE" PROGRAMS/
    [ -z "${DLLS-}" ] || stage_dlls
    [ -z "${SEND-}" ] || stage_work
    stage_symbols
    # A user's program measures itself: its clock counts instructions.
    switches=/CLOCK=TSC
    clock=icount
    ram=${RAM:-64}
    cpu=qemu32,+nx
    case $name in
        *[!A-Za-z0-9._-]*) programs="\"C:\\PROGRAMS\\$name\"" ;;
        *) programs="C:\\PROGRAMS\\$name" ;;
    esac
    programs="$programs${ARGS:+ $ARGS}"
    case $name in *.[Bb][Aa][Tt] | *.[Cc][Mm][Dd]) programs="C:\\WINDOWS\\SYSTEM32\\CMD.EXE /s /c \"$programs\"" ;; esac
    [ ${#programs} -le 32766 ] || fail "a command line has at most 32766 characters, not ${#programs}"
}

# sys_word WORD: sets link (or ''), file, device (or '') of LINK=FILE@VENDOR:DEVICE, or fails.
sys_word() {
    link='' file=$1 device=''
    case $1 in [!/.]*=*) link=${1%%=*} file=${1#*=} ;; esac
    case $link in '') ;; *[!A-Za-z0-9._-]*) fail "$sys: a device is letters, digits, . _ -: $link" ;; esac
    hex='[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]'
    # shellcheck disable=SC2254  # a pattern
    case ${file##*/} in
        *@$hex:$hex) device=${file##*@} file=${file%@*} ;;
        *@*) fail "$sys: behind the @ stand vendor and device, four hexadecimal digits each, as 1234:11e8: $1" ;;
    esac
    [ -z "$device" ] || [ -n "$link" ] || fail "$sys: who waits for a PCI device is opened by a name: NAME=$1"
    case ${file##*/} in '' | *[!A-Za-z0-9._-]*) fail "$sys: the name of a driver is letters, digits, . _ -: $file" ;; esac
    for name in "$link" "${file##*/}"; do [ ${#name} -le 31 ] || fail "$sys: a name has at most 31 characters: $name"; done
}

# The drivers of SYS, words as for a shell: FILE is there from the start, LINK=FILE comes when \\.\LINK is opened, LINK=FILE@VENDOR:DEVICE
# if that PCI device is there. DRIVERS.INI says so (docs/drivers.md). SYS_SWITCH is what the user has called it. By what names the log may
# say that one is not there is kept in the file `drivers` (tests/outcome_drivers.awk).
stage_sys() {
    sys=${SYS_SWITCH:-SYS}
    case $SYS in *"$newline"*) fail "$sys: a newline in \"$SYS\"" ;; esac
    words=$(printf '%s\n' "$SYS" | xargs -n 1 printf '%s\n' 2>/dev/null) || fail "$sys: a quote is not closed: $SYS"
    [ -d "$out/sym" ] || stage_symbols
    config=$tree/WINDOWS/SYSTEM32/CONFIG drivers=$tree/WINDOWS/SYSTEM32/DRIVERS
    mkdir -p "$config" "$drivers"
    [ -e "$config/DRIVERS.INI" ] || : >"$config/DRIVERS.INI"
    printf '%s\n' "$words" | while IFS= read -r word; do
        sys_word "$word"
        twin=$(find "$drivers" -iname "${file##*/}" | head -n 1)
        [ -z "$twin" ] || cmp -s "$twin" "$file" || fail "$sys: two drivers would be ${file##*/}: $file"
        [ -n "$twin" ] || place "$file" WINDOWS/SYSTEM32/DRIVERS/
        if [ -n "$link" ]; then printf '[demand]\n%s = %s%s\n' "$link" "${file##*/}" "${device:+ $device}"
        else printf '[boot]\n%s\n' "${file##*/}"; fi >>"$config/DRIVERS.INI"
        printf '%s\n' "${file##*/}" ${link:+"$link = ${file##*/}${device:+ $device}"} DRIVERS.INI >>"$out/drivers"
        rm -f "$out/sym/${file##*/}.sym"
        sh "$tests/symbols.sh" --into "$out/sym" "$file" 2>/dev/null || :
    done
}
