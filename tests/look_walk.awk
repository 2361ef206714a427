# For look.awk: how the processor finds an address in each process, as the log tells it: directory, page table, PTE, frame. One row a
# process. Draws with the functions of look.awk.

function walk_draw(x, y,    i, process) {
    label(x, y, 14, "The walk of " address)
    label(x, y + 16, 11, "CR3 names the directory's frame; the address's upper bits choose its entry, that names the table's frame; the next bits choose the PTE.")
    for (i = 1; i <= processes; i++) {
        process = process_order[i]
        if (!(process in directory))
            continue
        y += 70
        walk_process(process, x, y - 40)
        drawn++
    }
    if (!drawn)
        label(x, y + 40, 12, "No process is there at this line.")
    return y + 40
}

function walk_process(process, x, y,    page, first, table, entry, said) {
    page = int(from_hex(address) / 4096) * 4096
    first = to_hex(int(page / span) * span)
    page = to_hex(page)
    table = table_frame[process ":" first]
    entry = pte[process ":" page]
    box(x, y, process_colour(process), "process " process, file_base(process_image[process]))
    arrow(x + 160, y)
    box(x + 190, y, own_colour, "directory " directory[process], "entry " int(from_hex(address) / span))
    arrow(x + 350, y)
    if ((process ":" first) in table_away) {
        box(x + 380, y, "#dddddd", "the table is away", table_away[process ":" first])
        arrow(x + 540, y)
        walk_pte(entry == "" ? "none" : entry, x + 570, y)
        return
    }
    if (table == "") {
        box(x + 380, y, "#ffffff", "no page table", "a touch is a fault")
        return
    }
    box(x + 380, y, own_colour, "table " table, "entry " int(from_hex(address) / 4096) % (span / 4096))
    arrow(x + 540, y)
    walk_pte(entry == "" ? "none" : entry, x + 570, y)
}

# What the PTE says, and where that is.
function walk_pte(entry, x, y,    part, count) {
    count = split(entry, part, ":")
    box(x, y, walk_colour(part[1]), "PTE " part[1], part[count > 2 ? 3 : 2] (entry ~ /:dirty$/ ? ", dirty" : ""))
    if (part[1] == "valid" || part[1] == "shared" || part[1] == "transition") {
        arrow(x + 160, y)
        box(x + 190, y, owner_colour(owner[part[2]]), "frame " part[2] " (" state[part[2]] ")", owner_words(owner[part[2]]))
    } else if (part[1] == "slot") {
        arrow(x + 160, y)
        box(x + 190, y, "#dddddd", "page file", "slot " part[2])
    } else if (part[1] == "none")
        label(x + 170, y + 20, 11, "what the page is, its region tells")
    else
        label(x + 170, y + 20, 11, part[1] == "zero" ? "zeros, when it is touched" : part[1] == "prototype" ? "the page of its section" : "")
}

function walk_colour(kind) {
    return kind == "valid" || kind == "shared" ? "#b7e4c7" : kind == "transition" ? "#ffe0a3" : kind == "slot" ? "#dddddd" : "#ffffff"
}

function box(x, y, fill, first, second) {
    printf "<rect x=\"%d\" y=\"%d\" width=\"160\" height=\"40\" fill=\"%s\" fill-opacity=\"0.5\" stroke=\"#555555\"/>\n", x, y, fill
    label(x + 6, y + 16, 12, first)
    label(x + 6, y + 32, 11, substr(second, 1, 26))
}

function arrow(x, y) { printf "<path d=\"M%d %d h24 m-6 -4 l6 4 l-6 4\" fill=\"none\" stroke=\"#000000\"/>\n", x + 3, y + 20 }
