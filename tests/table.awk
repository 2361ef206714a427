# The short table at the end of `make run`, all of it from the log: what its classes leave out is not counted, and says so. FOLDER is where
# the files lie, `status` the first program's exit code. Needs hex.awk, classes.awk.

$2 == "faultline" { classes_note(); frames_all = value("frames"); slots_all = value("slots") }
$2 == "fault" { kinds[$3]++; faults++; take(value("pfn")); slot(value("slot")) }
$2 == "frame" { frame_moves($4) }
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

# Frames and slots that are named, each once; copy-on-write says old>new.
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

# In use is what is Active, as in the picture of look.awk.
function frame_moves(lists,    list) {
    split(lists, list, ">")
    active += (list[2] == "Active") - (list[1] == "Active")
    if (active > most_active)
        most_active = active
}

# Without a first line there is only what the loader said, which stands above.
END {
    print ""
    if (frames_all == "") {
        machine()
        exit
    }
    faults_row()
    if (class_told("switch"))
        row("switches", switches + 0, loads + 0 " of them loaded CR3")
    else
        untold("switches", "switch")
    frames_row()
    slots_row()
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

function row(name, number, words) { printf "%-12s %6s%s\n", name, number, (words == "" ? "" : "   " words) }

function untold(name, class) { row(name, "-", "not in this log (class " class ")") }

function faults_row(    order, i, kinds_told, sum) {
    if (class_told("fault")) {
        split("DemandZeroFault TransitionFault CopyOnWrite HardPageFault GuardPageFault AccessViolation", order, " ")
        for (i = 1; i in order; i++)
            if (order[i] in kinds)
                kinds_told = kinds_told (kinds_told == "" ? "" : ", ") order[i] " " kinds[order[i]]
        row("faults", faults + 0, kinds_told)
        return
    }
    for (i = 1; i <= processes; i++)
        sum += fault_count[ended[i]]
    if (processes)
        row("faults", sum + 0, "of the processes that ended, as these tell; the faults are not in this log (class fault)")
    else
        untold("faults", "fault")
}

function frames_row() {
    if (class_told("frame"))
        row("frames", most_active + 0, "of " frames_all " in use (Active) at a time, at most")
    else if (class_told("fault"))
        row("frames", frames + 0, "of " frames_all " named by faults and processes; class frame tells how many are in use")
    else
        untold("frames", "frame")
}

function slots_row() {
    if (class_told("paging"))
        row("slots", slots + 0, "of " slots_all " in the page file named, each once" (writes ? ", " writes " writes" : ""))
    else if (class_told("fault"))
        row("slots", slots + 0, "of " slots_all " in the page file read by faults; class paging tells of writes")
    else
        untold("slots", "paging")
}

function machine() {
    print "machine      " (last == "" ? "did not come to its end" : last) ", first program's exit code " (status == "none" && frames_all != "" && !class_told("process") ? "not in this log (class process)" : status)
    print "files        " ENVIRON["FOLDER"] "/: serial.log console.log status disk.img boot.ini"
}
