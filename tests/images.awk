# Which image lies where in which process, from the log's layout, image+ and image- lines, and their symbol files (made
# by tests/symbols.sh, in the folder `symbols`; a program's own may lie in `symbols_first`). Needs hex.awk; who uses this calls
# images_note() for each line of the log, with FS a single space.

function images_note(    ends, id) {
    if ($2 == "layout")
        layout_note()
    if ($2 == "registers" && match($0, / eip=[0-9a-f]+/))
        interrupted = substr($0, RSTART + 5, RLENGTH - 5)
    if ($2 == "driver+" || $2 == "driver-")
        driver_note()
    if ($2 != "image+" && $2 != "image-")
        return
    split($4, ends, "-")
    id = $3 " " ends[1]
    if ($2 == "image-") {
        delete image_end[id]
        sub(" " ends[1], "", image_bases[$3])
        return
    }
    image_end[id] = ends[2]
    if (!index(image_bases[$3] " ", " " ends[1] " "))
        image_bases[$3] = image_bases[$3] " " ends[1]
    image_file[id] = module_of_path($0)
}

# A driver is an image of the kernel's: NUMBER driver+ "file" RANGE ...
function driver_note(    ends, id) {
    split($4, ends, "-")
    id = kernel_pid " " ends[1]
    delete image_end[id]
    sub(" " ends[1], "", image_bases[kernel_pid])
    if ($2 == "driver-")
        return
    image_bases[kernel_pid] = image_bases[kernel_pid] " " ends[1]
    image_end[id] = ends[2]
    image_file[id] = module_of_path($3)
}

# A process is gone; nothing of it is asked any more.
function images_forget(pid,    base, count, i) {
    count = split(image_bases[pid], base, " ")
    for (i = 1; i <= count; i++) {
        delete image_end[pid " " base[i]]
        delete image_file[pid " " base[i]]
    }
    delete image_bases[pid]
}

# The file's name at the end of a line or path, without the quote, and the dots of one that was cut.
function module_of_path(text) {
    sub(/"(\.\.\.)?$/, "", text)
    sub(/.*["\\]/, "", text)
    return text
}

# Is it the system's? Where that has an address space of its own, an address alone does not tell: only its code is spoken of, and by
# lines of its own.
function of_system(address, code) {
    return !below(address, system_low) && (!apart || code && kernel_speaks())
}

function kernel_speaks() { return $2 == "caller" || $2 == "driver+" || $2 == "dpc" || $2 == "fault" && $5 ~ /^k/ || $2 == "thread+" && pid_of($3) == kernel_pid }

# The image that holds an address of a process, of `code` or not, as an id for the functions below; "" if there is none.
function image_at(pid, address, code,    base, count, i) {
    if (of_system(address, code))
        pid = kernel_pid
    count = split(image_bases[pid], base, " ")
    for (i = 1; i <= count; i++)
        if (!below(address, base[i]) && below(address, image_end[pid " " base[i]]))
            return pid " " base[i]
    return pid == kernel_pid && !below(address, kernel_base) && below(address, kernel_top) ? "kernel" : ""
}

function image_rva(id, address,    part) {
    if (id == "kernel")
        return from_hex(address) - from_hex(kernel_base)
    split(id, part, " ")
    return from_hex(address) - from_hex(part[2])
}

function image_module(id) { return id == "kernel" ? "KERNEL.EXE" : image_file[id] }

# An address of code as module!function, "" if it lies in no image; code_offset is how far behind the function's beginning.
function code_name(pid, address,    image, rva, name) {
    image = image_at(pid, address, 1)
    if (image == "")
        return ""
    rva = image_rva(image, address)
    name = symbol_before(image_module(image), "function", rva)
    code_offset = rva - symbol_found
    return image_module(image) "!" name
}

# The same of a value that may be anything else: "" if it is no code of the kernel or of a driver.
function kernel_code(value,    image, section) {
    image = length(value) == 8 ? image_at(kernel_pid, value, 1) : ""
    section = image == "" ? "" : symbol_before(image_module(image), "section", image_rva(image, value))
    return section ~ /^(\.text|PAGE|INIT)/ ? code_name(kernel_pid, value) : ""
}

# A name that these have found, with the offset, in hex and left out if it is 0; the address where there is none.
function code_text(name, address) {
    if (name == "")
        return address
    if (sub(/!\?$/, "", name))
        return name "+" short_hex(code_offset)
    return name (code_offset ? "+" short_hex(code_offset) : "")
}

# The same of a `caller`, whose process is the kernel: the interrupted instruction, which a line `registers` has named and
# which comes first, or a return address, which may be the next function's beginning where a call is the last that one does.
function caller_name(address,    name) {
    if (address == interrupted) {
        interrupted = ""
        return code_name(kernel_pid, address)
    }
    name = code_name(kernel_pid, to_hex(from_hex(address) - 1))
    code_offset++
    return name
}

function pid_of(thread) { sub(/\..*/, "", thread); return thread }

# The process whose code a line speaks of: the thread is field 4 of a fault and field 3 of everything else.
function line_pid() { return pid_of($2 == "fault" ? $4 : $3) }

# The kernel is there before the first image+ line; it ends where the pool begins.
BEGIN { kernel_pid = 4; system_low = kernel_base = kernel_top = pool_top = "ffffffff" }
BEGIN { kernel_file = "KERNEL.EXE" }

# Two lines: the program's half, then the system's. The kernel is KERNEL.EXE by name, whichever image of it runs.
function layout_note() {
    if (/ tables=3-level /)
        kernel_file = "KRNLPAE.EXE"
    if (!index($0, " kernel="))
        return
    system_low = layout_value("system")
    kernel_base = layout_value("kernel")
    kernel_top = layout_value("pool")
    pool_top = layout_value("frames")
    page_tables = layout_value("ptes")
    paged_low = paged_high = ""
    if (index($0, " pagedpool=")) {
        paged_low = layout_value("pagedpool")
        match($0, / pagedpool=[0-9a-f]+-/)
        paged_high = substr($0, RSTART + RLENGTH, 8)
    }
    table_span = layout_value("span")
    system_directory = layout_value("dir")
    apart = index($0, " trampoline=") > 0
    trampoline = apart ? layout_value("trampoline") : ""
    system_tables = apart ? layout_value("system-ptes") : page_tables
}

function layout_value(key) {
    match($0, " " key "=[0-9a-f]+")
    return substr($0, RSTART + length(key) + 2, RLENGTH - length(key) - 2)
}

# How many of a kind are known of a module.
function symbols_of(module, kind) {
    symbols_read(module)
    return symbol_count[toupper(module), kind] + 0
}

# The last symbol of a kind (`section`, `function`) that begins at or before a place; its place in symbol_found.
function symbol_before(module, kind, rva,    key, low, high, middle) {
    symbols_read(module)
    key = toupper(module) SUBSEP kind
    low = 0
    high = symbol_count[key]
    while (low < high) {
        middle = int((low + high + 1) / 2)
        if (symbol_rva[key, middle] <= rva)
            low = middle
        else
            high = middle - 1
    }
    symbol_found = low == 0 ? 0 : symbol_rva[key, low]
    if (low == 0)
        return kind == "section" ? "header" : "?"
    return symbol_name[key, low]
}

function symbols_read(module,    upper) {
    upper = toupper(module)
    if (upper in symbols_known)
        return
    symbols_known[upper] = 1
    if (symbols_first != "" && (symbols_read_file(upper, symbols_first "/" module ".sym") || symbols_read_file(upper, symbols_first "/" upper ".sym")))
        return
    if (upper == "KERNEL.EXE")
        module = kernel_file
    # A program's file is named as on the disk, a DLL's as an import table may spell it.
    if (!symbols_read_file(upper, symbols "/" module ".sym"))
        symbols_read_file(upper, symbols "/" upper ".sym")
}

function symbols_read_file(upper, file,    line, part, key, lines) {
    lines = 0
    while ((getline line < file) > 0) {
        lines++
        split(line, part, " ")
        key = upper SUBSEP part[1]
        symbol_count[key]++
        symbol_rva[key, symbol_count[key]] = from_hex(part[2])
        symbol_name[key, symbol_count[key]] = substr(line, length(part[1]) + 11)
    }
    close(file)
    return lines
}
