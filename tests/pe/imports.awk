# What an image imports, by the rules of the machine's loader (images/ntdll/ldr_import.c). Needs bytes.awk and image.awk.
# For each import N of the image, from 1 on: import_dll, import_name ("" if by ordinal), import_ordinal, import_hint,
# import_late (delayed: asked for by the program itself at the first call).

# More than that is garbage, or made to keep its reader busy.
BEGIN { IMPORTS_MOST = 65536; IMPORT_DLLS_MOST = 1024; IMPORT_TEXT_MOST = 524288 }

# Reads all; "" or why they cannot be read. What was read until then stays.
function imports_read(    why) {
    if (pe in import_count)
        return ""
    import_count[pe] = 0
    import_dlls[pe] = 0
    why = imports_at_start()
    return why == "" ? imports_delayed() : why
}

function imports_at_start(    at, names, addresses, dll, why) {
    at = pe_directory_at(DIRECTORY_IMPORT)
    for (; at; at += 20) {
        if (pe_readable(at) < 20)
            return "has an import table that leaves its section"
        addresses = rva32(at + 16)
        dll = rva32(at + 12)
        if (!dll || !addresses)
            return ""
        names = rva32(at)
        why = imports_of(dll, names ? names : addresses, 0, 0)
        if (why != "")
            return why
    }
    return ""
}

# Its descriptors hold addresses instead of RVAs when the first bit is 0, as old linkers made them.
function imports_delayed(    at, base, names, why) {
    at = pe_directory_at(DIRECTORY_DELAY)
    for (; at; at += 32) {
        if (pe_readable(at) < 32)
            return "has a table of delayed imports that leaves its section"
        base = has_bit(rva32(at), 1) ? 0 : pe_base[pe]
        if (!rva32(at + 4))
            return ""
        names = rva32(at + 16) - base
        why = imports_of(rva32(at + 4) - base, names, base, 1)
        if (why != "")
            return why
    }
    return ""
}

function imports_of(dll_at, at, base, late,    dll, left, why) {
    dll = rva_text(dll_at)
    if (!rva_good || dll == "")
        return "imports from a DLL whose name cannot be read"
    imports_dll(dll, late)
    if (import_dlls[pe] > IMPORT_DLLS_MOST)
        return "imports from more than " IMPORT_DLLS_MOST " DLLs"
    for (left = int(pe_readable(at) / 4); left > 0; left--) {
        if (!rva32(at))
            return ""
        why = import_add(dll, rva32(at), base, late)
        if (why != "")
            return why
        at += 4
    }
    return "has imports from " shown(dll) " that leave their section"
}

# A DLL of which nothing is taken is needed, too.
function imports_dll(dll, late,    n) {
    n = ++import_dlls[pe]
    import_dll_name[pe, n] = dll
    import_dll_late[pe, n] = late
    import_dll_first[pe, n] = import_count[pe] + 1
}

function import_add(dll, thunk, base, late,    n) {
    n = ++import_count[pe]
    if (n > IMPORTS_MOST)
        return "imports more than " IMPORTS_MOST " functions"
    import_dll[pe, n] = dll
    import_late[pe, n] = late
    import_name[pe, n] = ""
    import_ordinal[pe, n] = thunk % 65536
    if (thunk >= 2147483648)
        return ""
    thunk -= base
    import_hint[pe, n] = rva16(thunk)
    import_name[pe, n] = rva_text(thunk + 2)
    import_text[pe] += length(import_name[pe, n])
    if (import_text[pe] > IMPORT_TEXT_MOST)
        return "imports functions whose names are longer than " IMPORT_TEXT_MOST " bytes together"
    return rva_good && import_name[pe, n] != "" ? "" : "imports a function of " shown(dll) " whose name cannot be read"
}
