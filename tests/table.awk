# The short table at the end of `make run`, all of it from the log. FOLDER is where the files lie, `status`
# the first program's exit code. Needs hex.awk.

$2 == "faultline" { frames_all = value("frames"); slots_all = value("slots") }
$2 == "fault" { kinds[$3]++; faults++; take(value("pfn")); slot(value("slot")) }
$2 == "CSwitch" { switches++; loads += value("dir") != "" }
$2 == "pagefile" { slots_all += value("more") }
$2 == "write" { writes++; slot(value("slot")) }
$2 == "process+" { take(value("dir")); image[$3] = text_after("image=") }
$2 == "process-" { ended[++processes] = $3; code[$3] = value("exit"); fault_count[$3] = value("faults") }
$2 == "startfail" { failed[++fails] = $3 " " text_after("") }
$2 == "harderror" { failed[++fails] = ""; hard[fails] = $4 " in thread " $3 ": " rest_of_line(5) }
$2 == "unimplemented" { if (!($4 in missing)) { missing[$4] = 1; missing_list = missing_list " " $4 } }
$2 == "refuse" { refused++ }
$2 == "waiter" { waiting++ }
$2 == "bugcheck" { stop = $0 }
$2 == "books" { sub(/^[0-9]+ books /, ""); books = $0 }
$2 == "end" { last = $3 }

# The value of key= on this line, "" if there is none.
function value(key,    i) {
    for (i = 3; i <= NF; i++)
        if (index($i, key "=") == 1)
            return substr($i, length(key) + 2)
    return ""
}

function text_after(key,    at, rest) {
    at = index($0, key "\"")
    rest = substr($0, at + length(key) + 1)
    sub(/"(\.\.\.)?$/, "", rest)
    return rest
}

# The fields from `first` on, as they stand.
function rest_of_line(first,    i, rest) {
    rest = $0
    for (i = 1; i < first; i++)
        sub(/^[^ ]+ /, "", rest)
    return rest
}

# Frames and slots that the log shows in use at some time; copy-on-write says old>new.
function take(pfn) {
    sub(/.*>/, "", pfn)
    if (pfn != "" && !(pfn in frame_seen)) {
        frame_seen[pfn] = 1
        frames++
    }
}

function slot(number) {
    if (number != "" && !(number in slot_seen)) {
        slot_seen[number] = 1
        slots++
    }
}

# Without a first line there is only what the loader said, which stands above.
END {
    print ""
    if (frames_all == "") {
        machine()
        exit
    }
    printf "faults       %6d", faults
    split("DemandZeroFault TransitionFault CopyOnWrite HardPageFault GuardPageFault AccessViolation", order, " ")
    separator = "   "
    for (i = 1; i in order; i++)
        if (order[i] in kinds) {
            printf "%s%s %d", separator, order[i], kinds[order[i]]
            separator = ", "
        }
    printf "\nswitches     %6d   %d of them loaded CR3\n", switches, loads
    printf "frames       %6d   of %s\n", frames, frames_all
    printf "slots        %6d   of %s in the page file%s\n", slots, slots_all, writes ? ", " writes " writes" : ""
    for (i = 1; i <= processes; i++)
        printf "process %-6s exit %-10.0f %s %5d faults  %s\n", ended[i], from_hex(code[ended[i]]), (code[ended[i]] ~ /^[89a-f]/ ? "(" code[ended[i]] ")" : "          "), fault_count[ended[i]], image[ended[i]]
    for (i = 1; i <= fails; i++)
        print (i in hard) ? "hard error   " hard[i] : "not started  " failed[i]
    if (refused)
        printf "refused      %6d   charges of commit (the `refuse` lines)\n", refused
    if (waiting)
        printf "deadlock     %6d   threads wait (the `waiter` lines)\n", waiting
    if (missing_list != "")
        print "not there   " missing_list
    if (books != "")
        print "left         " books
    if (stop != "")
        print "bugcheck     " stop
    machine()
}

function machine() {
    print "machine      " (last == "" ? "did not come to its end" : last) ", first program's exit code " status
    print "files        " ENVIRON["FOLDER"] "/: serial.log console.log status disk.img boot.ini"
}
