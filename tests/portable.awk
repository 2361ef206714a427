# The portable form of a golden log (tests/README.md): what programs do and what happens to them, without what follows
# from where a compiler has put each function. It is the same of two logs whose images different toolchains have made.
#
#   awk -f hex.awk -f speakers.awk -f places.awk -f portable.awk golden

# Every single space separates, so that a line is put together again as it was.
BEGIN { FS = "[ ]"; OFS = " " }

# How many pages of a stack or heap must have been touched for it to be called large: a program that does nothing special
# touches two or three.
BEGIN { LARGE = 7 }

/^# toolchain: / { next }
# A loader that gives up writes one line without a number.
!/^[0-9]+ / { say("", $0); next }

$2 != "console" { console_end() }
$2 == "faultline" { apart = threads_are_apart(); without("build"); keep(""); next }
$2 ~ /^(layout|bootini|startfail|harderror|driver[-+]|driverfail|print|interrupt[-+]?|dpc|pci|state|section-)$/ { keep(""); next }
$2 == "end" { without("lines"); keep(""); next }
$2 == "books" { switches_end(); books(); keep(""); next }
$2 == "bugcheck" { say("", "bugcheck " $3 " " text_of($0)); next }
$2 == "writefail" { say("", "writefail " $NF); next }

$2 == "process+" { without("dir"); keep($3); next }
$2 == "process-" { without("faults"); keep($3); next }
$2 == "thread+" { thread_begins(); keep($3); next }
$2 ~ /^(thread-|suspend|unimplemented)$/ { keep($3); next }
# Page writer and working-set manager go where pages are.
$2 == "attach" || $2 == "detach" { if ($3 == "4.8") say($3, $2 " " $3); next }
$2 == "CSwitch" { switched(); next }
$2 ~ /^(wait|waiter|ready)$/ { if (!for_a_page()) { sub(/ due=[1-9][0-9]*/, " due=*"); sub(/ address=[0-9a-f]+/, " address=*"); keep($3) } next }

$2 ~ /^(driver)?timer$/ { sub(/ due=[1-9][0-9]*/, " due=*"); keep(""); next }

$2 == "fault" { fault(); next }
$2 == "exception" { say($3, "exception " $3 " " $4 " " $NF); next }
$2 == "console" { console(); next }
$2 ~ /^(image|handle)[-+=]$/ { keep($3); next }
$2 == "object+" { maker[$3] = substr($5, 4); keep(maker[$3]); next }
$2 == "object-" { keep(maker[$3]); next }
$2 ~ /^graph/ { keep(""); next }
$2 == "syscall" { arguments(); if (waits_for_its_end()) held[$3] = $0; else keep($3); next }
$2 == "sysret" { arguments(); returned(); next }

$2 == "section+" { without("parts"); if ($4 == "image") without("pages"); keep(""); next }
$2 == "charge" { if ($5 == "region") charged = $4; next }
$2 == "limits" { without("maximum"); keep($3); next }
$2 ~ /^(reserve|commit|decommit|release|protect|lock|unlock|watch|reset)$/ { region(); next }
$2 == "refuse" { without("total"); without("limit"); keep($3); next }
$2 == "pte" { if (pte_matters()) keep($3); next }

# All other events are about frames, slots and transfers, the parts of images, the clock.

END { console_end(); say_apart() }

# Where frames are short or transfers take time, a thread that needs a page of an image waits, and others run meanwhile.
# Which page that is, is the compiler's choice: there each thread's lines are said apart, and not who follows whom.
function threads_are_apart() { return value("frames") + 0 < 512 || /\/IOLATENCY=/ }

# --- Faults

# NUMBER fault KIND P.T MA PLACE pc=…: the place of an image may have blanks in it.
function fault(    pid, at, where) {
    pid = pid_of($4)
    at = index($0, " pc=")
    where = substr($0, 1, at - 1)
    sub(/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* /, "", where)
    if (fault_matters(pid, where))
        say($4, "fault " $3 " " $4 " " $5 " " place(pid, where) more_of_it(substr($0, at)))
}

# Pages of images are the compiler's, but not what nobody may touch. How much of a stack a function takes, and how much
# of the heap the run time, is its choice, too: only that the heap is used, and that either has become large, is said.
function fault_matters(pid, where) {
    if ($3 == "AccessViolation" || /^[^"]* status=/)
        return 1
    if (where ~ /:/ || where ~ /^pagedpool\+/) # what of the kernel is in memory is its compiler's choice, too
        return 0
    heap_note(pid, where)
    if (is_loose(pid, where)) {
        if ($3 == "DemandZeroFault" && !seen[pid, where]++)
            loose_page(pid, place(pid, where))
        return 0
    }
    if ($3 == "TransitionFault")
        return / from=Active / && !apart
    if (/ slot=/)
        return 0
    return !apart || !seen[pid, where]++
}

# The n-th page of a stack or heap.
function loose_page(pid, title) {
    if (++touched[pid, title] == LARGE)
        say($4, title " has become large")
    else if (title ~ /^heap/ && touched[pid, title] == 1)
        say($4, title " is touched")
}

# What is said of a fault behind its pc=: a file that is no image, a page that another has in memory, a status.
function more_of_it(text,    more) {
    more = ""
    if (match(text, / from=("[^"]*"|Active)/))
        more = substr(text, RSTART, RLENGTH)
    if (match(text, / status=[0-9a-f]+/))
        more = more substr(text, RSTART, RLENGTH)
    return more
}

# --- Who runs

# The kernel's own threads step in between as frames and transfers want it: they are one, System, and what another thread
# finds when it is back as if it had never left is no switch.
function switched(    old, new, at) {
    at = $5 == "->" ? 6 : 7
    old = $3
    new = $at
    if (pid_of(old) != 4 && left == "") {
        left = old
        state = $4
    }
    if (pid_of(new) == 4)
        return
    if (left "" != new "") # as text: as numbers 24.28 would be 24.280
        say_switch(new)
    left = ""
}

function say_switch(new) {
    if (!apart)
        say("", "CSwitch " (left == "" ? "System" : left " " state) " -> " new)
    else if (left != "" && state !~ /\((Executive|FreePage|PageIn|PoolAllocation)\)/)
        say(left, "CSwitch " left " " state)
}

function switches_end() {
    if (left != "")
        say_switch("System")
}

# --- What programs print: a thread's text up to the end of its line is one, however it was cut.

function console(    text) {
    text = text_of($0)
    if (talker "" != $3 "")
        console_end()
    talker = $3
    said = said substr(text, 2, length(text) - 2)
    if (said ~ /%0a$/)
        console_end()
}

function console_end() {
    if (talker != "")
        say(talker, "console " talker " \"" without_addresses(said) "\"")
    talker = said = ""
}

# What lies in the program's image, or above it, lies where the compiler puts it: an address there, in 8 digits, is one.
function without_addresses(text,    done, rest) {
    done = ""
    rest = " " text " "
    while (match(rest, /[^0-9a-f]00[4-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][^0-9a-f]/)) {
        done = done substr(rest, 1, RSTART) "*"
        rest = substr(rest, RSTART + 9)
    }
    done = done rest
    return substr(done, 2, length(done) - 2)
}

# --- Memory

# charge P +N region: what it was for is said by the line that follows.
function region(    name, change) {
    change = charged
    charged = ""
    name = region_name()
    # Where import tables are read-only (by binutils 2.44) the loader opens and closes them.
    if (name == "" || $2 == "protect" && name ~ /:\.idata$/)
        return
    $4 = name
    if (change != "" && name ~ /\+/)
        say($3, "charge " $3 " " change)
    keep($3)
}

# pte P PLACE BEFORE -> AFTER, or more fields when an image has blanks in its name: of a page that is a program's own, what it is and may; not whether it is in memory.
function pte_matters() {
    if (NF != 7 || $4 ~ /:/ || is_loose($3, $4))
        return 0
    $4 = place($3, $4)
    $5 = pte_kind($5)
    $7 = pte_kind($7)
    return $5 != $7
}

function pte_kind(text,    part) {
    split(text, part, ":")
    if (part[1] ~ /^(valid|transition|slot)$/)
        return "own:" part[3]
    return part[1] == "shared" ? "shared:" part[3] : text
}

# What is left at the end, yes or no: how many frames, blocks and pages that are, hangs on the images.
function books() {
    without("peak")
    for (i = 3; i <= NF; i++)
        if ($i ~ /^(frames|slots|commit|pool)=[1-9]/)
            sub(/=.*/, "=some", $i)
}

# --- System calls

# NtProtectVirtualMemory says its range when it returns.
function waits_for_its_end() { return $4 == "NtProtectVirtualMemory" }

function returned() {
    if ($3 in held) {
        if (!/ base=[^=]*:\.idata/)
            say($3, substr(held[$3], index(held[$3], " ") + 1))
        else
            $2 = ""
        delete held[$3]
    }
    if ($2 != "")
        keep($3)
}

# An image's size is the compiler's, the clock follows from how many faults there were.
function arguments(    i) {
    for (i = 5; i <= NF; i++)
        argument(i)
    if (/ base=[^=]*:/)
        without("size")
    sub(/ now=[0-9a-f]*/, " now=*")
    if ($2 == "sysret")
        sub(/ counter=[0-9a-f]+ /, " counter=* ") # the clock, told by NtQueryPerformanceCounter
}

# name=VALUE, where the value may be an address
function argument(i,    at, text) {
    at = index($i, "=")
    if (substr($i, 1, at - 1) ~ /^(access|type|kind|protect|options|share|commit)$/ || $2 == "sysret" && $i ~ /^size=/)
        return
    text = substr($i, at + 1)
    if (text ~ /:/ || length(text) == 8 && !below(text, "00010000") && below(text, "fffff000"))
        $i = substr($i, 1, at) place(pid_of($3), text)
}
