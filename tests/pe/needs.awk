# What a program needs of DLLs, and they of others, and whether it is there. Input as dlls.awk has it; the program is the file
# WORK/program and has the name PE_NAME, both from the environment. With `only` = missing the rest is not written.
#
#   IMAGE DLL FUNCTION ok|missing [NOTE...]
#
# A FUNCTION is a name or #ORDINAL, or - in the line of a DLL that is missing itself, before its functions. The last line
# counts. Exit status 0, 1 if something is missing, 2 if the program cannot be read. Needs hex.awk and tests/pe/ but kind.awk.

BEGIN { FORWARDER_CHAIN = 16; work = ENVIRON["WORK"] }

END {
    if (ENVIRON["PE_NAME"] == "")
        exit
    why = program_open(work "/program", ENVIRON["PE_NAME"])
    if (why != "") {
        complain(ENVIRON["PE_NAME"], why)
        exit 2
    }
    # What is needed at the start comes before what the program asks for later, if it does.
    for (late = 0; late <= 1; late++)
        for (next_image = 1; next_image <= images; next_image++)
            image_needs(image[next_image])
    summary()
    exit functions_missing + dlls_missing > 0
}

function complain(name, why) { print "imports: " shown_name(name) " " why | "cat >&2" }

function shown_name(name) {
    gsub(/[^ -~]/, "?", name)
    return name
}

# The program is a module like any other: what imports from it finds it by its name. NTDLL is there before it, and is the
# machine's, whatever lies beside the program.
function program_open(path, name,    why) {
    why = pe_open(path)
    if (why == "")
        why = imports_read()
    dll_file[toupper(name)] = path
    dll_file["NTDLL.DLL"] = work "/3/NTDLL.DLL"
    image_add(path, name, 0)
    return why
}

function image_add(path, name, is_late) {
    if (path in image_name)
        return
    image[++images] = path
    image_name[path] = name
    image_late[path] = is_late
}

# All that one image needs of one kind. What only a delayed DLL needs is late as a whole.
function image_needs(path,    i, wanted) {
    for (i = 1; i <= import_dlls[path]; i++) {
        wanted = image_late[path] || import_dll_late[path, i]
        if (wanted == late)
            dll_needs(path, i)
    }
}

function dll_needs(path, i,    name, target, n, last) {
    name = dll_complete(import_dll_name[path, i])
    target = dll_open(name, late)
    dll_count(name, target)
    if (target == "")
        row(path, name, "-", "missing", dll_trouble(name))
    last = i < import_dlls[path] ? import_dll_first[path, i + 1] - 1 : import_count[path]
    for (n = import_dll_first[path, i]; n <= last; n++)
        function_needs(path, n, name, target)
}

function dll_count(name, target) {
    name = toupper(name)
    if (name in dll_counted)
        return
    dll_counted[name] = 1
    dlls++
    dlls_missing += target == ""
}

# The file of a DLL, its tables read; "" if it is not there or is none.
function dll_open(name, is_late,    path, why) {
    path = dll_find(name)
    if (path == "" || path in dll_bad)
        return ""
    if (!(path in image_name)) {
        why = pe_open(path)
        if (why == "")
            why = dll_check()
        if (why != "") {
            dll_bad[path] = why
            complain(name, why)
            return ""
        }
        image_add(path, base_name(path), is_late)
    }
    return path
}

function dll_check(    why) {
    if (pe_machine[pe] != MACHINE_I386 || pe_magic[pe] != 267)
        return "is no 32-bit image for i386"
    why = pe_check()
    if (why == "")
        why = exports_open()
    return why == "" ? imports_read() : why
}

function dll_trouble(name) { return dll_find(name) == "" ? "no-file" : "unusable-file" }

function base_name(path) {
    sub(/.*\//, "", path)
    return path
}

function function_needs(path, n, dll, target,    name, state, key) {
    name = import_name[path, n] == "" ? "#" import_ordinal[path, n] : import_name[path, n]
    notes = ""
    state = target != "" && function_there(target, import_name[path, n], import_ordinal[path, n], import_hint[path, n])
    key = toupper(dll) SUBSEP name
    if (!(key in function_counted)) {
        function_counted[key] = 1
        functions++
        functions_missing += !state
    }
    row(path, dll, name, state ? "ok" : "missing", target == "" ? "no-dll" : notes)
}

# Follows forwarders, and says in `notes` where they lead. A circle ends as the loader ends it.
function function_there(path, name, ordinal, hint,    links, dll, dot) {
    for (links = 0; links < FORWARDER_CHAIN; links++) {
        pe_use(path)
        if (exports_open() != "" || !export_there(name, ordinal, hint))
            return 0
        if (export_forwarder == "")
            return 1
        notes = notes (notes == "" ? "" : " ") "forwarded=" shown(export_forwarder)
        dot = last_dot(export_forwarder)
        dll = substr(export_forwarder, 1, dot - 1)
        name = substr(export_forwarder, dot + 1)
        if (dot < 2 || name == "" || (path = dll_open(dll, late)) == "") {
            notes = notes " no-dll"
            return 0
        }
        hint = ordinal = 0
        if (name ~ /^#/) {
            ordinal = substr(name, 2) + 0
            name = ""
        }
    }
    sub(/ .*/, " circle", notes)
    return 0
}

function last_dot(text,    i) {
    for (i = length(text); i > 0; i--)
        if (substr(text, i, 1) == ".")
            return i
    return 0
}

function row(path, dll, name, state, more) {
    if (only == "missing" && state == "ok")
        return
    printf "%-16s %-16s %-32s %s%s%s\n", shown(image_name[path]), shown(dll), shown(name), state, (late ? " delayed" : ""), (more == "" ? "" : " " more)
}

function summary() {
    printf "%d functions of %d DLLs, %d missing", functions, dlls, functions_missing
    if (dlls_missing)
        printf ", %d of the DLLs missing", dlls_missing
    print ""
}
