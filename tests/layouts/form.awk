# A golden log without what the switches of a layout explain by themselves (tests/layouts.sh): what they are, the
# `layout` lines, where PTEs and kernel stacks lie, and, as these follow from how many page tables and directories there are, which frame
# is whose.
#
#   awk -v frames=0|1 -f hex.awk -f form.awk golden       frames: whether numbers of frames are left

# Every single space separates, so that a line is put together again as it was.
BEGIN { FS = "[ ]"; OFS = " " }

/^# toolchain: / { next }
$2 == "faultline" { boot() }
$2 == "layout" { layout(); print $1, $2; next }
$2 == "bootini" { replace("frames", "*") }
$2 == "books" { replace("peak", "*") } # page tables and directories are charged
$2 == "fault" || $2 == "bugcheck" || $2 == "registers" || $2 == "caller" { stacks() }
$2 == "walk" { replace("at", "*") }
$2 == "use" { replace("stack", "*"); replace("pool", "*") }
$2 == "use" { replace("driver", "*") }
{ sub(/KRNLPAE\.EXE/, "KERNEL.EXE") } # the image with tables of three levels
{ gsub(/Ki(Fast|Int)SystemCall/, "KiSystemCall") } # what NTDLL's stubs go through
!frames { without_frames() }
{ print }

# The last field may be boot="...", with blanks in it.
function boot() {
    replace("frames", "*") # where there is no limit, those of three levels have longer records
    gsub(/\/(3GB|4GB|PAE|NOEXECUTE|SYSENTER)/, "&\001")
    gsub(/ ?\/(3GB|4GB|PAE|NOEXECUTE|SYSENTER)\001/, "")
    sub(/boot=" /, "boot=\"")
}

function layout(    i) {
    for (i = 3; i <= NF; i++)
        if ($i ~ /^(stacks|ramdisk)=/)
            place[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
}

# An address in a kernel stack is its page behind where the stacks begin.
function stacks(    i, at, value) {
    for (i = 3; i <= NF; i++) {
        at = index($i, "=")
        value = substr($i, at + 1)
        if (length(value) == 8 && !below(value, place["stacks"]) && below(value, place["ramdisk"]))
            $i = substr($i, 1, at) "stacks+" int((from_hex(value) - from_hex(place["stacks"])) / 4096)
    }
}

function replace(key, value,    i) {
    for (i = 3; i <= NF; i++)
        if (index($i, key "=") == 1)
            $i = key "=" value
}

function without_frames() {
    replace("pfn", "*")
    replace("old", "*")
    replace("dir", "*")
    replace("table", "*")
}
