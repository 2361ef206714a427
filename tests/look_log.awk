# For look.awk: what frames, slots and PTEs are behind line `at` of the log, by docs/log-format.md.

in_log && $1 + 0 > at + 0 { next }
in_log && $1 + 0 == at + 0 { at_line = $0 }
in_log && $2 == "faultline" { frame_count = value("frames") + 0 }
in_log && $2 == "layout" && / span=/ { span = from_hex(value("span")); frame_first = from_hex(value("first")); high_frames() }
in_log && $2 == "process+" { process_begins() }
in_log && $2 == "process-" { delete directory[$3] }
in_log && $2 == "section+" { section_begins() }
in_log && $2 == "section-" { delete section_file[$3] }
in_log && $2 == "frame" { frame_moves() }
in_log && $2 == "use" { frame_used() }
in_log && $2 == "pte" { pte_changes($3, $4, $5, $7) }
in_log && $2 == "table-" { table_away[$3 ":" $4] = "in frame " value("pfn") }
in_log && $2 == "table+" { delete table_away[$3 ":" $4]; table_frame[$3 ":" $4] = value("pfn") }
in_log && $2 == "drop" { page_home(value("pfn"), value("slot"), value("home")) }
in_log && $2 == "read" && / status=/ { page_home(value("pfn"), value("slot"), "") }
in_log && $2 == "write" && / slot=/ { slot_owner[value("slot")] = owner[value("pfn")] }
in_log && $2 == "slot-" { delete slot_owner[$3] }
in_log && $2 == "pagefile" { slots_moved = 1 }

# Some may lie above 4 GB, behind the low ones in the picture.
function high_frames() {
    frame_low = value("low") == "" ? frame_count : value("low") + 0
    frame_high = from_hex(value("high"))
}

# The value of key=, "" if there is none; what stands in quotes is not looked for.
function value(key,    i) {
    for (i = 3; i <= NF; i++)
        if (index($i, key "=") == 1)
            return substr($i, length(key) + 2)
    return ""
}

function quoted(    parts) { return split($0, parts, "\"") > 2 ? parts[2] : "" }

function process_begins() {
    directory[$3] = value("dir")
    process_image[$3] = quoted()
    process_order[++processes] = $3
}

function section_begins() {
    section_file[$3] = $4 == "pagefile" ? "" : quoted()
    if (section_file[$3] != "" && !(toupper(section_file[$3]) in file_known)) {
        file_known[toupper(section_file[$3])] = 1
        file_order[++files] = section_file[$3]
    }
}

function frame_moves(    list) {
    split($4, list, ">")
    state[$3] = list[2]
    if (list[2] != "Free" && list[2] != "Zeroed")
        return
    if (owner[$3] ~ /^table=/ && !(substr(owner[$3], 7) in table_away))
        delete table_frame[substr(owner[$3], 7)]
    delete owner[$3]
}

# A private page that is being filled is in transition from here on.
function frame_used(    page) {
    owner[$3] = $4
    if ($4 ~ /^table=/)
        table_frame[substr($4, 7)] = $3
    page = substr($4, 6)
    if ($4 ~ /^page=/ && $5 == "reading")
        pte[page] = "transition:" $3 ":" pte_protection(pte[page])
}

function pte_protection(text) { sub(/:dirty$/, "", text); sub(/.*:/, "", text); return text }

function pte_changes(process, page, before, after) {
    show(before, -1)
    show(after, 1)
    pte[process ":" page] = after
}

function show(text, by,    part) {
    if (split(text, part, ":") > 2 && (part[1] == "shared" || part[1] == "valid"))
        shown[part[2]] += by
}

# The page in the frame has its home again, a private one's PTE says so.
function page_home(frame, slot, home,    page, protection) {
    if (owner[frame] ~ /^table=/)
        table_is_home(substr(owner[frame], 7), slot)
    if (owner[frame] !~ /^page=/)
        return
    page = substr(owner[frame], 6)
    protection = pte_protection(pte[page])
    pte[page] = slot != "" ? "slot:" slot ":" protection : "zero:" protection
}

function table_is_home(table, slot) {
    table_away[table] = "in slot " slot
    delete table_frame[table]
}
