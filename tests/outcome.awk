# What became of a run: first the exit status of `faultline run` and a word (ended, crashed, refused, driver, untold, machine), then what is
# to be said of it; nothing for a program that ended by itself with a code that fits. Needs hex.awk, images.awk, outcome_drivers.awk. Variables: `status` QEMU's exit status,
# `limit` seconds, `where` the processor was then: addresses, from the innermost on. In the environment, because -v would read backslashes: COMPLAINT what QEMU said,
# NAMES a file of lines `c0000005 STATUS_ACCESS_VIOLATION`, SYMBOLS the folder of symbol files.
# docs/command.md has the table of exit statuses.

BEGIN { FS = "[ ]"; names = ENVIRON["NAMES"]; complaint = ENVIRON["COMPLAINT"]; symbols = ENVIRON["SYMBOLS"] }

{ images_note(); last = $0 }

$2 == "process+" && $3 != 4 && program == "" { program = $3 }
$2 == "process-" && $3 == program { code = substr($4, 6) }
$2 == "startfail" && program == "" { program = "none"; refused = $3; line = text_of(1) }
$2 == "harderror" { hard[++hards] = hard_error() }
$2 == "fault" && $3 == "AccessViolation" { touch[$4 " " $7] = touched() " " $6 }
$2 == "exception" && $6 == "unhandled" { crash = $4; place = crash_place() }
$2 == "bugcheck" { stop = stop_words() }
$2 == "caller" && stop_place == "" { stop_place = stop_caller(substr($3, 4)) }
$2 == "waiter" { waiters++ }
$2 == "books" { left = rest_of_line(3) }

# The n-th text of the line, as it stands.
function text_of(n,    part) { split($0, part, "\""); return part[2 * n] }

function rest_of_line(first,    i, rest) {
    for (i = first; i <= NF; i++)
        rest = rest (i > first ? " " : "") $i
    return rest
}

function touched(    how) {
    how = substr($5, 2, 1)
    return how == "w" ? "writing" : how == "x" ? "executing" : "reading"
}

function hard_error(    first, second) {
    first = text_of(1)
    second = text_of(2)
    if ($4 == "c0000135")
        return first " is missing" (second == "" ? "" : "; " second " needs it")
    if ($4 == "c0000139" || $4 == "c0000138")
        return second " has no " first
    return name_of($4) ": " first (second == "" ? "" : ", " second)
}

# module!function+offset, where the machine knows it; the address where not.
function crash_place(    pid, address) {
    pid = $3
    sub(/\..*/, "", pid)
    address = substr($5, 4)
    return code_text(code_name(pid, address), address) touch_of(address)
}

function touch_of(address,    key) {
    key = $3 " pc=" address
    return $4 == "c0000005" && key in touch ? " " touch[key] : ""
}

function name_of(code,    line, found) {
    while (found == "" && (getline line < names) > 0)
        if (substr(line, 1, 8) == code)
            found = substr(line, 10)
    close(names)
    return found == "" ? code : found " (" code ")"
}

# Like a shell's for a program that a signal ended, where there is such a signal.
function fitting(code) {
    if (code ~ /^000000/)
        return from_hex(code)
    if (code == "c0000005" || code == "c00000fd")
        return 139
    if (code == "c000001d" || code == "c0000096")
        return 132
    if (code == "80000003" || code == "80000004")
        return 133
    if (code == "c0000409")
        return 134
    if (code ~ /^c000008[def]$/ || code ~ /^c000009[0-5]$/)
        return 136
    if (code == "c000013a")
        return 130
    if (code == "c0000135" || code == "c0000138" || code == "c0000139")
        return 127
    return code == "c000007b" ? 126 : 255
}

# A bugcheck with names for what of its parameters is code; and where it was, if none of these says so.
function stop_words(    i, name) {
    stop_driver = match($0, / driver="[^"]*"$/) ? substr($0, RSTART + 9, RLENGTH - 10) : ""
    for (i = 4; i <= 7; i++) {
        name = kernel_code($i)
        $i = code_text(name, $i)
        if (name != "" && stop_concerns(name))
            stop_place = "told"
    }
    return rest_of_line(3)
}

# Of a bugcheck that names a driver its code, of any other all.
function stop_concerns(name) { return stop_driver == "" || index(name, stop_driver "!") == 1 }

function stop_caller(address,    name) {
    name = caller_name(address)
    return name != "" && stop_concerns(name) ? code_text(name) : ""
}

# The innermost code of a driver: it has not come back. A word of the stack may also be a pointer to a function, which is its beginning,
# or to data.
function driver_at(addresses,    address, count, i, name) {
    count = split(addresses, address, " ")
    for (i = 1; i <= count; i++) {
        name = kernel_code(address[i])
        if (tolower(name) ~ /\.sys![^?]/ && (i == 1 || code_offset))
            return ", in " name
    }
    return ""
}

# How it went: ended by itself; crashed, or could not start, it or one of its DLLs; a driver that was asked for was not there; or the
# machine failed, which is first to be known.
function say(number, kind, words) {
    if (drivers_lacking && kind != "machine")
        print 125, "driver"
    else
        print number, kind
    if (driver_lines != "")
        print driver_lines
    if (words != "" && (kind != "untold" || !drivers_lacking))
        print words
}

function hard_lines(    i, lines) {
    for (i = 1; i <= hards; i++)
        lines = lines "\n  " hard[i]
    return lines
}

function program_ended() {
    if (crash != "" && crash == code)
        return name_of(crash) " at " place
    if (hards)
        return name_of(code) ":" hard_lines()
    return code ~ /^000000/ ? "" : "the program ended with " name_of(code) ", " sprintf("%.0f", from_hex(code))
}

function not_started() {
    return refused == "c0000034" || refused == "c000003a" ? 127 : 126
}

END {
    if (status == 124)
        say(124, "machine", "time is over: stopped after " limit " seconds" driver_at(where))
    else if (status == 137)
        say(125, "machine", "the emulator was killed: by somebody, or because the host has no memory left")
    else if (status == 35)
        say(121, "machine", "bugcheck " stop (stop_place ~ /!|[+]/ ? ", in " stop_place : ""))
    else if (status == 43)
        say(123, "machine", "deadlock: each of " waiters " threads waits for ever")
    else if (status == 0)
        say(120, "machine", "triple fault; the last line was: " last)
    else if (status >= 37 && status <= 51 && status != 41)
        say(120, "machine", "the machine did not start: " last)
    else if (status != 33 && status != 41)
        say(125, "machine", "the emulator ended with " status (complaint == "" ? "" : ": " complaint))
    else if (status == 41)
        say(122, "machine", "leak: " left "; the program had ended with " name_of(code))
    else if (refused != "")
        say(not_started(), "refused", name_of(refused) ": cannot start " line)
    else if (code == "")
        say(125, "untold", "the log does not say how the program ended; does /LOG= leave out its classes?")
    else
        say(fitting(code), hards ? "refused" : code ~ /^[89a-f]/ ? "crashed" : "ended", program_ended())
}
