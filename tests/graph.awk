# The object picture of a log's `graph` lines as SVG, as a lecture draws it: NT on top, the kernel's threads beside it, the processes below
# on either side, their threads under them, between them the files they have mapped or open. The last picture of the log, if there are
# several; nothing without one.
#
#   awk -f graph.awk serial.log
#
# Where /IDS= has chosen ids, only those of System's threads that it names have a box, the others are a line in NT's.

BEGIN { width = 300; height = 54; left = 30; middle = 430; right = 830; step = 76; always = " NTDLL.DLL KERNEL32.DLL MSVCRT.DLL " }

$2 == "faultline" && match($0, /\/IDS=[0-9,]*/) { chosen = "," substr($0, RSTART + 5, RLENGTH - 5) "," }
$2 == "graph" { split("", image); processes = threads = files = links = 0; split("", file_of); split("", handles); moment = $1; others = "" }
$2 == "graph-process" { order[++processes] = $3; image[$3] = quoted() }
$2 == "graph-thread" { thread_add() }
$2 == "graph-view" && /"$/ { link($3, quoted(), "mapped at " substr($4, 1, 8)) }
$2 == "graph-handle" { handles[$3] = handles[$3] $4 " " $5 " " quoted() "\n"; if (quoted() ~ /^[A-Z]:\\/) link($3, quoted(), "open, handle " $4) }

END { if (moment != "") draw() }

function quoted(    part) { return split($0, part, "\"") > 2 ? part[2] : "" }
function base_name(path) { sub(/.*\\/, "", path); return path }

function thread_add(    part, i) {
    split($3, part, ".")
    threads++
    thread_process[threads] = part[1]
    thread_id[threads] = part[2]
    thread_kind[threads] = $4
    thread_state[threads] = $5
    thread_more[threads] = ""
    for (i = 6; i <= NF; i++)
        thread_more[threads] = thread_more[threads] (i > 6 ? " " : "") $i
}

# What every process has is no part of the picture.
function link(process, path, how) {
    if (index(always, " " toupper(base_name(path)) " "))
        return
    if (!(toupper(path) in file_of)) {
        file_of[toupper(path)] = ++files
        file_path[files] = path
    }
    links++
    link_process[links] = process
    link_file[links] = file_of[toupper(path)]
    link_how[links] = how
}

function draw(    i) {
    place()
    print "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>"
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1160\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">\n", bottom + 50
    print "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    for (i = 2; i <= processes; i++)
        line(process_x[order[i]] + width / 2, process_y[order[i]], middle + width / 2, 20 + nt_height, "NT, process " order[i])
    for (i = 1; i <= links; i++)
        draw_link(i)
    for (i = 1; i <= threads; i++)
        if (i in thread_x)
            draw_thread(i)
    draw_nt()
    for (i = 2; i <= processes; i++)
        box(process_x[order[i]], process_y[order[i]], height, "#cfe3f5", "process" (i - 1) ": " base_name(image[order[i]]), "PID=" order[i], handles[order[i]])
    for (i = 1; i <= files; i++)
        box(middle, file_y(i), height, "#fdf1c9", file_path[i], file_path[i] ~ /\.[Dd][Ll][Ll]$/ ? "DLL" : file_path[i] ~ /\.[Ee][Xx][Ee]$/ ? "program" : "file", "")
    text(left, bottom + 30, "Line " moment " of the log. Every process has NTDLL.DLL, KERNEL32.DLL and MSVCRT.DLL besides.")
    print "</svg>"
}

# Processes go left and right in turn, each with its threads below it; the kernel's threads stand beside NT in the same way.
function place(    i, j, side, y, process) {
    others = ""
    side = kernel_bottom = bottom = 0
    for (i = 1; i <= threads; i++)
        if (thread_process[i] == order[1] && (chosen == "" || index(chosen, "," thread_id[i] ",")))
            beside(i, side++)
        else if (thread_process[i] == order[1])
            others = others (others == "" ? "" : ", ") substr(thread_more[i], 6, index(thread_more[i] " ", " ") - 6) " " thread_id[i] " " thread_state[i]
    nt_height = height + 16 * split(others, other, ", ")
    y["left"] = y["right"] = 20 + (nt_height > kernel_bottom ? nt_height : kernel_bottom) + 50
    top = y["left"]
    for (i = 2; i <= processes; i++) {
        process = order[i]
        side = i % 2 ? "right" : "left"
        process_x[process] = side == "left" ? left : right
        process_y[process] = y[side]
        for (j = 1; j <= threads; j++)
            if (thread_process[j] == process) {
                thread_x[j] = process_x[process]
                thread_y[j] = y[side] += step
            }
        y[side] += step
        bottom = y[side] > bottom ? y[side] : bottom
    }
    bottom = file_y(files) + step > bottom ? file_y(files) + step : bottom
}

function beside(i, count) {
    thread_x[i] = count % 2 ? left : right
    thread_y[i] = 20 + int(count / 2) * step
    kernel_bottom = thread_y[i] + height
}

function file_y(i) { return top + (i - 1) * step }

function draw_link(i,    from, x) {
    from = process_x[link_process[i]]
    x = from == left ? middle : middle + width
    line(from == left ? from + width : from, process_y[link_process[i]] + height / 2, x, file_y(link_file[i]) + height / 2, link_how[i])
}

function draw_thread(i,    process) {
    process = thread_process[i]
    if (process == order[1])
        line(thread_x[i] == left ? left + width : right, thread_y[i] + height / 2, middle + (thread_x[i] == left ? 0 : width), 20 + height / 2, "a thread of NT")
    else
        rail(thread_x[i], process_y[process] + height / 2, thread_y[i] + height / 2, "a thread of process " process)
    box(thread_x[i], thread_y[i], height, state_colour(thread_state[i]), "TID=" thread_id[i] "  " thread_kind[i], thread_state[i] , thread_more[i])
}

function draw_nt(    i, count) {
    box(middle, 20, nt_height, "#e3e3e3", "NT", "System, PID=" order[1], others)
    count = split(others, other, ", ")
    for (i = 1; i <= count; i++)
        text(middle + 10, 20 + height + 16 * i - 8, other[i])
}

# Around the boxes that lie between, on the outer side.
function rail(x, from, to, title,    edge, outside) {
    edge = x == left ? x : x + width
    outside = x == left ? x - 14 : edge + 14
    printf "<path d=\"M%d %d H%d V%d H%d\" stroke=\"#333333\" fill=\"none\"><title>%s</title></path>\n", edge, from, outside, to, edge, escaped(title)
}

function state_colour(state) { return state == "Running" ? "#b7e4c7" : state == "Ready" ? "#e4f5d8" : "#f6dcd3" }

function box(x, y, high, fill, first, second, title) {
    printf "<g><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"#333333\"/>\n", escaped(title), x, y, width, high, fill
    text(x + 10, y + 22, first)
    text(x + 10, y + 42, second)
    print "</g>"
}

function text(x, y, words) { printf "<text x=\"%d\" y=\"%d\">%s</text>\n", x, y, escaped(words) }

function line(x1, y1, x2, y2, title) {
    printf "<path d=\"M%d %d L%d %d\" stroke=\"#333333\"><title>%s</title></path>\n", x1, y1, x2, y2, escaped(title)
}

function escaped(words) { gsub(/&/, "\\&amp;", words); gsub(/</, "\\&lt;", words); gsub(/>/, "\\&gt;", words); return words }
