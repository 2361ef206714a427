# The table of tests/coverage.sh, from the arrays of coverage.awk: the files, then their rooms (docs/design.md, Floors),
# then all together. Each row begins with a number to sort by. The last file that is read is no output of gcov, but a
# list of the sources that should be there.

/\.c$/ && !/:/ { wanted[$0] = 1 }

END {
    for (name in last) {
        lines = hit = 0
        for (line = 1; line <= last[name]; line++)
            if ((name, line) in reached) {
                lines++
                hit += reached[name, line] > 0
            }
        row(percent(hit, lines), lines, hit, name)
        room_lines[room(name)] += lines
        room_hit[room(name)] += hit
        all_lines += lines
        all_hit += hit
    }
    for (name in wanted)
        if (!(name in last))
            printf "-1\t%7s %7s %8s  %s: no unit test is linked with it\n", "-", "-", "-", name
    for (name in room_lines)
        row(101, room_lines[name], room_hit[name], name "/")
    row(102, all_lines, all_hit, "together")
}

# sched has rooms of its own; the format of page tables is a part of mmu.
function room(name,    folders) {
    split(name, folders, "/")
    return folders[1] == "sched" ? folders[1] "/" folders[2] : folders[1]
}

function percent(hit, lines) { return lines ? 100 * hit / lines : 0 }

function row(key, lines, hit, name) {
    printf "%.3f\t%7d %7d %7.1f%%  %s\n", key, lines, hit, percent(hit, lines), name
}
