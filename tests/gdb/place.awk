# Finds the line of a log at which a session stops, the `number`-th `kind` (fault, line or exception), and prints two lines:
#
#   LINE FAULT THREAD PROCESS     its number; the number of its fault, or 0; the thread that it names first, or 0; the process
#                                 that it tells of, else the one that runs then
#   the line itself
#
# Exit status 1, and one line that says why, when the log has none such. In the environment: WHAT the log is of. Needs number.awk.

BEGIN { FS = "[ ]"; what = ENVIRON["WHAT"] }

$2 == "fault" { fault = fault_number(++faults) }
$2 == "exception" { exceptions++ }
# Who runs from then on.
$2 == "CSwitch" && found == "" { running = $0; sub(/.* -> /, "", running); running = process_of(running) }
$2 == "process+" && program == "" { program = $3 }
{ last = $1 }

found == "" && is_wanted() {
    found = $0
    place = $1 " " ($2 == "fault" ? fault : 0) " " named_thread() " "
    process = named_process()
    late = running
}

function is_wanted() {
    if (kind == "line")
        return $1 == number
    return $2 == kind && (kind == "fault" ? fault : exceptions) == number
}

function process_of(thread) { sub(/[.].*/, "", thread); return thread }

function is_thread(word) { return word ~ /^[0-9]+[.][0-9]+$/ }

# Where a line names a thread first: behind the event, behind a fault's kind, or as who made an object.
function thread_word(    i) {
    if (is_thread($3))
        return $3
    if ($2 == "fault")
        return $4
    if ($2 == "object+")
        for (i = 4; i <= 5; i++)
            if (substr($i, 1, 3) == "by=" && is_thread(substr($i, 4)))
                return substr($i, 4)
    return ""
}

function named_thread(    word) {
    word = thread_word()
    sub(/.*[.]/, "", word)
    return word == "" ? 0 : word
}

# Of a switch from a thread of the kernel, the program that comes is meant.
function named_process(    word, i) {
    word = process_of(thread_word())
    if ($2 == "CSwitch" && word == 4)
        for (i = 5; i <= NF; i++)
            if ($(i - 1) == "->")
                word = process_of($i)
    if (word == "" && $2 ~ /^(process[+-]|image[+-]|handle[+=-]|reserve|commit|protect|decommit|release|pte|trim)$/)
        word = $3
    return word
}

# What a thread of the kernel does is done for programs: the first one's symbols serve then.
END {
    if (found == "") {
        print what " has " (kind == "line" ? lines_there() : count_there())
        exit 1
    }
    if (process == "" || process == 4)
        process = late == "" || late == 4 ? program : late
    print place (process == "" ? 4 : process)
    print found
}

function lines_there() {
    return "no line " number " in its log" (NR == 0 ? ", which is empty" : ": the last is " last)
}

function count_there(    count) {
    count = kind == "fault" ? faults : exceptions
    if (count)
        return "no " kind " " number " in its log: there " (count == 1 ? "is 1" : "are " count)
    return "no " kind "s in its log" (NR == 0 ? ", which is empty" : "")
}
