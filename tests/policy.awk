# What no policy changes in a log (tests/README.md, "Under three policies"): all but where a page is at a moment, how
# often it went and came, and whose turn it is when a thread waits for one.
#
#   awk -f speakers.awk -f policy.awk golden

BEGIN { FS = "[ ]"; OFS = " "; apart = 1 }

/^# toolchain: / { next }
# A loader that gives up writes one line without a number.
!/^[0-9]+ / { say("", $0); next }

$2 ~ /^(frame|use|read|discard|keep|write|slot[-+]|table[-+]|drop|trim|pte|part|clock|time)$/ { next }
$2 == "faultline" { sub(/ \/POLICY=[^ "]*/, ""); keep(""); next }
$2 == "end" { without("lines"); keep(""); next }
$2 == "books" { without("peak"); keep(""); next }
$2 == "writefail" { say("", "writefail " $NF); next }
$2 == "walk" { say($3, "walk " $3 " " $4); next }

$2 == "process+" { making = $3; without("dir"); keep($3); next }
$2 == "thread+" && pid_of($3) == making { making = "" }
$2 == "process-" { without("faults"); keep($3); next }
$2 == "attach" || $2 == "detach" { if ($3 == "4.8") say($3, $2 " " $3); next }
$2 == "CSwitch" { if (pid_of($3) != 4 && !page_state($4)) say($3, "CSwitch " $3 " " $4); next }
$2 ~ /^(wait|waiter|ready)$/ { if (!for_a_page()) { sub(/ due=[1-9][0-9]*/, " due=*"); keep($3) } next }

# What of the kernel is in memory, and what a policy keeps there.
$2 == "resident" || ($2 == "pool" && $3 == "nonpaged") { next }
$2 == "fault" { fault(); next }
# A page table goes when nothing is mapped by it and may come again; frames by number come in as many pieces as some are free.
$2 == "charge" { if ($5 !~ /^(table|awe)$/) { without("total"); keep($3) } next }
$2 == "refuse" { without("total"); keep($3); next }
$2 == "sysret" { sub(/ counter=[0-9a-f]+ /, " counter=* ") }
$2 == "syscall" || $2 == "sysret" { sub(/ now=[0-9a-f]*/, " now=*"); keep($3); next }
$2 == "object+" { maker[$3] = substr($5, 4); keep(maker[$3]); next }
$2 == "object-" { keep(maker[$3]); next }
$2 ~ /^(console|exception|unimplemented|suspend|limits|thread[-+]|image[-+]|handle[-+=])$/ ||
$2 ~ /^(reserve|commit|decommit|release|protect|watch|reset|lock|unlock)$/ { keep($3); next }
{ keep("") }

END { say_apart() }

function page_state(state) { return match(state, /\(.*\)/) && page_reason(substr(state, RSTART + 1, RLENGTH - 2)) }

# NUMBER fault KIND P.T MA PLACE pc=…: the place of an image may have blanks in it. What went may come again: of a page the
# first touch stays, without how it came. What nobody may touch, and the guard of a stack, stay as they are.
function fault(    at, where) {
    at = index($0, " pc=")
    where = substr($0, 1, at - 1)
    sub(/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* /, "", where)
    if ($3 ~ /^(AccessViolation|GuardPageFault)$/ || /^[^"]* status=/)
        keep($4)
    else if (pid_of($4) == 4 || where ~ /^(KERNEL\.EXE:|pagedpool\+)/)
        known[where] # who makes a process touches pages for it; System's own are anybody's
    else if (making != "" && $5 ~ /^k/)
        known[making, where] # so does a program that makes one
    else if (!(where in known) && !((pid_of($4), where) in known) && !seen[pid_of($4), where]++)
        say($4, "touch " $4 " " $5 " " where pc_of(substr($0, at)))
}

# " pc=module name!function rest": up to what the kind of fault has to say.
function pc_of(text) {
    sub(/ (from|pfn|old|slot|number)=.*/, "", text)
    return text
}
