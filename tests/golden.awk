# The golden form of a log (docs/log-format.md): what a compiler may move is named by what it belongs to, everything
# else stays as the machine wrote it.
#
#   SYMBOLS=FOLDER awk -f hex.awk -f images.awk -f golden.awk serial.log
#
# Functions take a process's id, because each process has images of its own; images.awk keeps track of them.

# Every single space separates, so that a line is put together again as it was.
BEGIN { FS = "[ ]"; OFS = " "; symbols = ENVIRON["SYMBOLS"] }

{ images_note() }

$2 == "faultline" { replace_value("version", "*"); replace_value("build", "*") }
$2 == "clock" { replace_value("first-user", "*"); replace_value("end", "*") }
$2 == "fault" { fault() }
$2 == "image+" || $2 == "image-" { sub(/-.*/, "-*", $4) }
$2 == "graph-view" && /"$/ { sub(/-.*/, "-*", $4) }
# Where a driver lies hangs on the layout, how long it is on the compiler.
$2 == "driver+" || $2 == "driver-" { $4 = "*"; code_value("entry") }
# Where the firmware puts devices hangs on which there are.
$2 == "dpc" { code_value("routine") }
$2 == "pci" { for (i = 6; i <= NF; i++) sub(/=.*-.*/, "=*", $i) }
$2 == "thread+" { code_value("start") }
# The System process's page directory lies behind the kernel image, below the frames that are handed out.
/ dir=00[0-3]/ { replace_value("dir", "System") }
# And so do the page tables of the kernel's half.
/ table=00[0-3]/ { replace_value("table", "System") }
# How many frames lie below what the kernel has set aside, and the kernel grows.
$2 == "layout" && / low=/ { replace_value("low", "*") }
$2 == "exception" { code_value("pc") }
$2 == "debug" { code_value("pc"); code_value("start") }
$2 == "bugcheck" { for (i = 4; i <= 7; i++) $i = parameter($i) }
$2 == "registers" { registers() }
$2 == "caller" { replace_value("pc", caller_or_page(value_of("pc"))) }
$2 == "trim" || $2 == "pte" { $4 = data_name($3, $4) }
$2 == "walk" { walk() }
$2 == "use" { $4 = use_name($4) }
$2 == "read" { name_file_page() }
$2 ~ /^(reserve|commit|decommit|release|protect|lock|unlock|watch|reset)$/ { region() }
$2 == "section+" && $4 == "image" { section_module[$3] = module_of_path($5); replace_value("pages", "*") }
$2 == "part" { part() }
$2 == "syscall" || $2 == "sysret" { for (i = 5; i <= NF; i++) argument(i) }
# What these give back is eax of the context that they go on with.
$2 == "sysret" && ($4 == "NtContinue" || $4 == "NtRaiseException") { $5 = value_name($5) }
# How large the kernel is, and its records, are no matter here.
$2 == "resident" { replace_value("image", "*"); replace_value("pool", "*") }
$2 == "pool" && $3 == "nonpaged" { replace_value("bytes", "*") }
{ print }

# NUMBER fault KIND P.T MA ADDRESS pc=ADDRESS [from="file":page] ...
function fault(    pid) {
    pid = pid_of($4)
    $6 = data_name(pid, $6)
    code_value("pc")
    name_file_page()
}

# from="file":page: the page's number within the file becomes that within its section.
function name_file_page(    at) {
    if (match($0, /from="[^"]*":[0-9]+/)) {
        at = RSTART + RLENGTH
        $0 = substr($0, 1, RSTART - 1) file_page(substr($0, RSTART, RLENGTH)) substr($0, at)
    }
}

# NUMBER walk P ADDRESS dir=FRAME table=FRAME at=ADDRESS pte=PTE: where the PTE of a page lies moves with the page.
function walk(    name) {
    name = data_name($3, $4)
    if (name != page_of($4))
        replace_value("at", "*")
    $4 = name
}

# page=P:ADDRESS, table=P:ADDRESS, section=N:PAGE
function use_name(text,    parts) {
    split(text, parts, "[=:]")
    if (parts[1] == "page" || parts[1] == "table")
        return parts[1] "=" parts[2] ":" data_name(parts[2], parts[3])
    if (parts[1] == "section" && parts[2] in section_module)
        return "section=" parts[2] ":" section_page(section_module[parts[2]], parts[3] * 4096)
    return text
}

# name=VALUE
function argument(i,    at) {
    at = index($i, "=")
    if (at)
        $i = substr($i, 1, at) value_name(substr($i, at + 1))
}

# A value may be an address, but nothing lies in the first 64 KB, and the last page is pseudo handles. Two words are none.
function value_name(value) {
    if (length(value) != 8 || below(value, "00010000") || !below(value, "fffff000"))
        return value
    return data_name(pid_of($3), value)
}

function replace_value(key, value,    i) {
    for (i = 3; i <= NF; i++)
        if (index($i, key "=") == 1)
            $i = key "=" value
}

function code_value(key,    i) {
    for (i = 3; i <= NF; i++)
        if (index($i, key "=") == 1)
            $i = key "=" code_or_page(substr($i, length(key) + 2))
}

# Of what the machine stopped for: an address in the kernel, or in a driver, the nonpaged pool, or what it is.
function parameter(value,    image, name) {
    if (kernel_top != "" && !below(value, kernel_top) && below(value, pool_top))
        return "pool"
    image = image_at(kernel_pid, value)
    if (image == "")
        return value
    return image_rva(image, value) == 0 ? image_module(image) : code_name(kernel_pid, value)
}

# What they held is the compiler's choice, but for where the machine stopped and why.
function registers(    i, key) {
    for (i = 3; i <= NF; i++) {
        key = substr($i, 1, 3)
        if (key == "eip")
            code_value(key)
        else if (key == "cr2")
            replace_value(key, page_of(value_of(key)))
        else if (key != "tra" && key != "err")
            replace_value(key, "*")
    }
}

function value_of(key,    i) {
    for (i = 3; i <= NF; i++)
        if (index($i, key "=") == 1)
            return substr($i, length(key) + 2)
    return ""
}

function caller_or_page(address,    name) {
    name = caller_name(address)
    return name == "" ? page_of(address) : name
}

function code_or_page(address,    name) {
    name = code_name(line_pid(), address)
    return name == "" ? page_of(address) : name
}

# module:section+page, pagedpool+page, or the page
function data_name(pid, address,    image) {
    image = image_at(pid, address)
    if (paged_low != "" && !below(address, paged_low) && below(address, paged_high))
        return "pagedpool+" int((from_hex(address) - from_hex(paged_low)) / 4096)
    return image == "" ? page_of(address) : image_module(image) ":" section_page(image_module(image), image_rva(image, address))
}

# The end of an image is where the compiler put it.
function region(    id) {
    id = $3 " " substr($4, 1, 8)
    if ($2 == "reserve" && $5 == "image")
        image_region[id] = 1
    $4 = range_name($3, $4)
    if (id in image_region)
        sub(/-.*/, "-*", $4)
    if ($2 == "release")
        delete image_region[id]
}

# How many pages a part of an image has is the compiler's choice; that none of them holds bytes of the file is not.
function part() {
    replace_value("pages", "*")
    if (!/ file=0$/)
        replace_value("file", "*")
}

function range_name(pid, range,    ends) {
    split(range, ends, "-")
    return data_name(pid, ends[1]) "-" data_name(pid, ends[2])
}

# from="file":7 to from="file":.data+0, if it is an image's
function file_page(text,    parts) {
    split(text, parts, "\"")
    if (!symbols_of(module_of_path(parts[2]), "section"))
        return text
    return "from=\"" parts[2] "\":" section_page(module_of_path(parts[2]), substr(parts[3], 2) * 4096)
}

function section_page(module, rva,    section) {
    section = symbol_before(module, "section", rva)
    return section "+" (int(rva / 4096) - int(symbol_found / 4096))
}

function page_of(address) { return substr(address, 1, length(address) - 3) "000" }
