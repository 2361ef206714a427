# The gdb commands that say where the page tables appear, and load the symbols of a run's images at their places: the
# kernel's, and those of one process at a time, because another program may lie at the same base. Variables: `process` whose
# they are at first, `line` the number of the line at which the session stops. In the environment, because -v would read
# backslashes: SYMBOLS the folder of symbol files, DISK that of the machine's own images as they lie on C:, OWN a file of
# the paths of what the user brought. Needs hex.awk and images.awk.

BEGIN {
    FS = "[ ]"
    symbols = ENVIRON["SYMBOLS"]
    disk = ENVIRON["DISK"]
    list = ENVIRON["OWN"]
    while (list != "" && (getline path < list) > 0)
        own[toupper(base_name(path))] = path
}

$2 == "layout" { layout_note() }
$2 == "process+" { process_add($3, image_path($0)) }
$2 == "image+" { process_add($3, ""); image_add($3, $4, image_path($0)) }
$2 == "image-" { image_gone($3, $4) }
$2 == "driver+" { driver_add($4, image_path($0)) }

END {
    print "set $layout_ptes = 0x" page_tables
    print "set $layout_span = 0x" table_span
    load_kernel()
    load_drivers()
    define_views()
    for (i = 1; i <= processes; i++)
        define_process(order[i])
    define_choice()
    if (!(process in program))
        process = order[1]
    if (process != "")
        print "faultline-process " process
}

# The log may leave out processes and tell of their images.
function process_add(pid, path) {
    if (!(pid in program))
        order[++processes] = pid
    if (path != "" || !(pid in program))
        program[pid] = path
}

function base_name(path) { sub(/.*[\/\\]/, "", path); return path }

# As on the host: %HH stands for a byte.
function image_path(text,    part, result) {
    split(text, part, "\"")
    text = part[2]
    while (match(text, /%[0-9a-f][0-9a-f]/)) {
        result = result substr(text, 1, RSTART - 1) sprintf("%c", from_hex(substr(text, RSTART + 1, 2)))
        text = substr(text, RSTART + 3)
    }
    return result text
}

# Kept also when it is gone: it may be what somebody wants to stop in. First whatever is there at the line.
function image_add(pid, range, path) {
    count[pid]++
    low[pid, count[pid]] = substr(range, 1, 8)
    high[pid, count[pid]] = substr(range, 10, 8)
    name[pid, count[pid]] = path
    rank[pid, count[pid]] = $1 + 0 <= line + 0 ? 1 : 2
}

function image_gone(pid, range,    i) {
    for (i = 1; i <= count[pid]; i++)
        if (low[pid, i] == substr(range, 1, 8) && rank[pid, i] == 1 && $1 + 0 <= line + 0)
            rank[pid, i] = 3
}

# The file with debug information: the user's own, or the machine's. A DLL is said as an import table spells it.
function host_file(path,    module) {
    module = base_name(path)
    if (toupper(path) ~ /^C:\\PROGRAMS\\/ && toupper(module) in own)
        return own[toupper(module)]
    gsub(/\\/, "/", path)
    sub(/^[A-Za-z]:/, "", path)
    if (toupper(path) ~ /^\/WINDOWS\//)
        path = toupper(path)
    return disk path
}

# As one word of gdb's.
function quoted(text) {
    gsub(/[\\"]/, "\\\\&", text)
    return "\"" text "\""
}

# As what gdb prints, on a line of its own.
function quoted_format(text) {
    gsub(/%/, "%%", text)
    text = quoted(text)
    return substr(text, 1, length(text) - 1) "\\n\""
}

# An image is linked for one base and may lie at another; gdb wants the distance, and reckons in 64 bits.
function distance_of(module, base,    linked, distance) {
    linked = symbol_before(module, "base", 0)
    if (linked == "?")
        return ""
    distance = from_hex(base) - from_hex(linked)
    return distance < 0 ? "0-0x" to_hex(-distance) "LL" : "0x" to_hex(distance)
}

function load_kernel(    distance) {
    distance = distance_of("KERNEL.EXE", kernel_base)
    print "add-symbol-file " quoted(disk "/WINDOWS/SYSTEM32/" kernel_file) " -o " distance
}

# Drivers lie in every address space. One that has gone may be what somebody wants to stop in: the first that lay at a place
# has it, unless it is the same again.
function driver_add(range, path) {
    if (substr(range, 1, 8) in driver)
        return
    driver[substr(range, 1, 8)] = path
    driver_order[++drivers] = substr(range, 1, 8)
}

function load_drivers(    i, path, file, distance) {
    for (i = 1; i <= drivers; i++) {
        path = driver[driver_order[i]]
        file = toupper(path) in own ? own[toupper(path)] : disk "/DRIVERS/" path
        distance = distance_of(path, driver_order[i])
        if (distance != "" && is_there(file))
            print "add-symbol-file " quoted(file) " -o " distance
    }
}

# Where the kernel has an address space of its own: its CR3, and where the trampoline shows the stub of a page fault.
function define_views() {
    print "set $layout_apart = " (apart ? 1 : 0)
    print "set $kernel_cr3 = 0x" system_directory "000"
    print "set $layout_system_ptes = 0x" system_tables
    print "set $fault_stub = (unsigned int) " (apart ? "&way_in_14 - (unsigned int) &trampoline_code + 0x" trampoline : "&trap_stub_14")
}

function overlaps(pid, i,    j) {
    for (j in loaded)
        if (below(low[pid, i], high[pid, j]) && below(low[pid, j], high[pid, i]))
            return 1
    return 0
}

function define_process(pid,    turn, i, distance, file) {
    print "define symbols-of-" pid
    split("", loaded)
    for (turn = 1; turn <= 3; turn++)
        for (i = 1; i <= count[pid]; i++) {
            if (rank[pid, i] != turn || overlaps(pid, i))
                continue
            file = host_file(name[pid, i])
            distance = distance_of(base_name(file), low[pid, i])
            if (distance == "" || !is_there(file))
                continue
            loaded[i] = 1
            print "    add-symbol-file " quoted(file) " -o " distance
        }
    print "end"
    print "define symbols-drop-" pid
    for (i = 1; i <= count[pid]; i++)
        if (i in loaded)
            print "    remove-symbol-file " quoted(host_file(name[pid, i]))
    print "end"
}

function is_there(file,    line, there) {
    there = (getline line < file) >= 0
    close(file)
    return there
}

function define_choice(    i) {
    print "set $symbols_process = 0"
    print "define faultline-process"
    print "    set $symbols_next = 0"
    print "    if $argc == 1"
    for (i = 1; i <= processes; i++)
        print "        if $arg0 == " order[i] "\n            set $symbols_next = " order[i] "\n        end"
    print "    end"
    print "    if $symbols_next == 0"
    print "        printf \"faultline-process PID: one of\\n\""
    for (i = 1; i <= processes; i++)
        print "        printf " quoted_format(order[i] "  " program[order[i]])
    print "    else"
    print "        if $symbols_next != $symbols_process"
    print "            if $symbols_process != 0"
    print "                eval \"symbols-drop-%d\", $symbols_process"
    print "            end"
    print "            set $symbols_process = $symbols_next"
    print "            eval \"symbols-of-%d\", $symbols_process"
    print "        end"
    print "    end"
    print "end"
    print "document faultline-process"
    print "faultline-process PID: from now on the symbols are those of this process; they were those of the line's."
    print "end"
}
