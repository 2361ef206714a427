# The picture of a run as SVG: the volume's clusters beside the page frames, and the walk of an address. Numbers are whole, so that every
# awk prints the same; each cell says in its title what it is.
#
#   awk -v at=LINE -v address=HEX -v end=yes -f hex.awk -f look_volume.awk -f look_log.awk -f look_walk.awk -f look.awk
#
# `end`: the volume is that of the end of the run. `chosen`: the line was asked for.

BEGIN {
    cell = 8
    own_colour = "#8a8a8a"
    split("#4e79a7 #f28e2b #59a14f #b07aa1 #9c755f #76b7b2 #edc948 #ff9da7 #86bcb6 #d37295 #a0cbe8 #8cd17d", file_palette, " ")
    split("#d62728 #0b5394 #2e7d32 #7b1fa2 #e65100 #00838f #ad1457 #827717", process_palette, " ")
}

END { draw() }

function draw(    columns, frame_columns, right, top, bottom, height) {
    colours_give()
    columns = volume_cells > 16384 ? 256 : 96
    frame_columns = frame_count > 16384 ? 256 : 64
    right = 40 + columns * cell
    top = 60
    bottom = top + rows(volume_cells, columns) * cell
    height = top + rows(frame_count, frame_columns) * cell + 40 + (files + processes + 7) * 16
    if (bottom < height)
        bottom = height
    page_begin(right + 40 + frame_columns * cell + 320, bottom + (address == "" ? 20 : 70 * (alive() + 2)))
    label(20, 24, 16, "The volume and the page frames")
    label(20, 44, 12, "Volume " (end ? "as it was at the end" : "as it was at the start") ": " volume_cells " times 4 KB")
    label(right, 44, 12, "Frames behind line " at (chosen == "" ? ", when the most were in use" : "") ": " frame_count " frames of 4 KB")
    volume_draw(20, top, columns)
    frames_draw(right, top, frame_columns)
    legend_draw(right, top + rows(frame_count, frame_columns) * cell + 30)
    if (address != "") {
        address = substr("00000000", 1, 8 - length(address)) tolower(address)
        walk_draw(20, bottom + 30)
    }
    print "</svg>"
}

function rows(count, columns) { return int((count + columns - 1) / columns) }

function alive(    process, count) {
    for (process in directory)
        count++
    return count + 0
}

# --- Colours: one for each file that a section shows, one for each process

function colours_give(    i) {
    for (i = 1; i <= files; i++)
        colour["file " toupper(file_order[i])] = file_palette[(i - 1) % 12 + 1]
    for (i = 1; i <= processes; i++)
        colour["process " process_order[i]] = process_palette[(i - 1) % 8 + 1]
}

function process_colour(process) { return ("process " process) in colour ? colour["process " process] : own_colour }
function file_colour(name) { return ("file " toupper(name)) in colour ? colour["file " toupper(name)] : "#cfcfcf" }

# page=P:ADDRESS, section=N:PAGE; all else is the system's own.
function owner_colour(text,    part) {
    split(text, part, "[=:]")
    if (part[1] == "page")
        return process_colour(part[2])
    if (part[1] == "section")
        return section_file[part[2]] == "" ? "#5a5a5a" : file_colour(section_file[part[2]])
    return own_colour
}

function owner_words(text,    part) {
    split(text, part, "[=:]")
    if (part[1] == "page")
        return "process " part[2] ", " part[3]
    if (part[1] == "section")
        return (section_file[part[2]] == "" ? "section " part[2] : file_base(section_file[part[2]])) ", page " part[3]
    return text
}

function file_base(name) { sub(/.*\\/, "", name); return name }

# --- The two grids

# Cells that look alike side by side in a row are one rectangle.
function volume_draw(x, y, columns,    i, from, what, before) {
    rect(x, y, columns * cell, rows(volume_cells, columns) * cell, "#f4f4f4", "")
    before = ""
    for (i = 0; i <= volume_cells; i++) {
        what = i < volume_cells ? volume_what(i) : ""
        if (what != before || i % columns == 0) {
            if (before != "")
                run_draw(x, y, columns, from, i, before)
            from = i
        }
        before = what
    }
}

# Colour, blank, words; nothing for a free cluster.
function volume_what(i,    slot) {
    if (i < volume_own)
        return own_colour " boot sector, loader, FAT, root directory"
    if (!(i in cell_file))
        return ""
    slot = cell_slot[i]
    if (slot != "" && !slots_moved && slot in slot_owner)
        return owner_colour(slot_owner[slot]) " " cell_file[i] ", slot " slot " at this line: " owner_words(slot_owner[slot])
    return file_colour(cell_file[i]) " " cell_file[i]
}

function run_draw(x, y, columns, from, behind, what) {
    rect(x + from % columns * cell, y + int(from / columns) * cell, (behind - from) * cell, cell, substr(what, 1, 7), substr(what, 9))
}

function frames_draw(x, y, columns,    i, frame) {
    rect(x, y, columns * cell, rows(frame_count, columns) * cell, "#f4f4f4", "")
    for (i = 0; i < frame_count; i++) {
        frame = frame_name(i)
        if (frame in owner)
            frame_draw(x + i % columns * cell, y + int(i / columns) * cell, frame)
    }
}

function frame_name(i,    name) {
    name = to_hex(i < frame_low ? frame_first + i : frame_high + i - frame_low)
    while (length(name) > 5 && substr(name, 1, 1) == "0")
        name = substr(name, 2)
    return name
}

function frame_draw(x, y, frame,    what, name) {
    what = owner[frame]
    name = frame ": " owner_words(what) ", " state[frame]
    if (shown[frame] > 1)
        name = name ", shown " shown[frame] " times"
    rect_faint(x, y, owner_colour(what), state[frame] == "Active" ? "1" : state[frame] == "Standby" ? "0.4" : "0.7", name)
    frames_of[what ~ /^page=/ ? "process " part_of(what) : what ~ /^section=/ ? "file " toupper(section_file[part_of(what)]) : "own"]++
}

function part_of(text,    part) { split(text, part, "[=:]"); return part[2] }

# --- What the colours are

function legend_draw(x, y,    i, name) {
    for (i = 1; i <= processes; i++)
        y = legend_row(x, y, process_colour(process_order[i]), "process " process_order[i] " " file_base(process_image[process_order[i]]) ": " frames_of["process " process_order[i]] + 0 " frames of its own")
    for (i = 1; i <= files; i++) {
        name = "file " toupper(file_order[i])
        y = legend_row(x, y, colour[name], file_order[i] ": " file_clusters[toupper(file_order[i])] + 0 " clusters, " frames_of[name] + 0 " frames")
    }
    y = legend_row(x, y, own_colour, "the system's own: FAT and directories there; directories, page tables, stacks, pool here: " frames_of["own"] + 0 " frames")
    y = legend_row(x, y, "#5a5a5a", "pages of a section that has no file: " frames_of["file "] + 0 " frames")
    y = legend_row(x, y, "#cfcfcf", "files that no section shows; of the page file, slots that hold nothing at this line")
    label(x, y + 10, 11, "full: in use; fainter: Modified or being written; faint: Standby; none: free")
}

function legend_row(x, y, fill, words) {
    rect(x, y, 10, 10, fill, "")
    label(x + 16, y + 9, 11, words)
    return y + 16
}

# --- SVG

function page_begin(width, height) {
    print "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>"
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\">\n", width, height
    printf "<title>%s</title>\n", escaped("Line " at ": " at_line)
    rect(0, 0, width, height, "#ffffff", "")
}

function escaped(words) {
    gsub(/[^ -~]/, "?", words)
    gsub(/&/, "\\&amp;", words)
    gsub(/</, "\\&lt;", words)
    gsub(/>/, "\\&gt;", words)
    return words
}

function rect(x, y, width, height, fill, title) {
    printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"", x, y, width, height, fill
    if (fill == "#ffffff" && height < 100)
        printf " stroke=\"#555555\""
    titled(title)
}

function rect_faint(x, y, fill, opacity, title) {
    printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"%s\"", x, y, cell - 1, cell - 1, fill, opacity
    titled(title)
}

function titled(title) {
    if (title == "")
        print "/>"
    else
        printf "><title>%s</title></rect>\n", escaped(title)
}

function label(x, y, size, words) { printf "<text x=\"%d\" y=\"%d\" font-size=\"%d\">%s</text>\n", x, y, size, escaped(words) }
