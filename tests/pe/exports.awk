# What an image exports, looked up as the machine's loader does (images/ntdll/ldr_export.c): by a binary search, so that a
# table out of order hides here what it hides there. Needs bytes.awk and image.awk.

BEGIN { EXPORTS_MOST = 65536 }

# Looks at the export table of the image in use; "" or why it cannot be used. One that is not there exports nothing.
function exports_open(    at, names) {
    if (pe in exports_known)
        return exports_wrong[pe]
    exports_known[pe] = 1
    at = pe_directory_at(DIRECTORY_EXPORT)
    if (!at)
        return ""
    if (pe_readable(at) < 40)
        return exports_wrong[pe] = "has an export table outside of its sections"
    export_base[pe] = rva32(at + 16)
    export_functions[pe] = rva32(at + 20)
    names = rva32(at + 24)
    export_function_table[pe] = rva32(at + 28)
    export_name_table[pe] = rva32(at + 32)
    export_index_table[pe] = rva32(at + 36)
    if (export_functions[pe] > EXPORTS_MOST || names > EXPORTS_MOST || pe_readable(export_function_table[pe]) < 4 * export_functions[pe] || pe_readable(export_name_table[pe]) < 4 * names || pe_readable(export_index_table[pe]) < 2 * names) {
        export_functions[pe] = 0
        return exports_wrong[pe] = "has an export table that leaves its section"
    }
    export_names[pe] = names
    return ""
}

# The place of a name in the table of functions, -1 if it is not exported. The hint says where the linker saw it.
function export_index(name, hint,    low, high, middle, found) {
    low = 0
    high = export_names[pe] + 0
    if (hint < high && export_name(hint) == name)
        return rva16(export_index_table[pe] + 2 * hint)
    while (low < high) {
        middle = low + int((high - low) / 2)
        found = export_name(middle)
        if (!rva_good)
            return -1
        if (found == name)
            return rva16(export_index_table[pe] + 2 * middle)
        if ("x" name < "x" found)
            high = middle
        else
            low = middle + 1
    }
    return -1
}

function export_name(i) { return rva_text(rva32(export_name_table[pe] + 4 * i)) }

# Is a function there? A name, or without one an ordinal. Sets export_forwarder: "" or the text that names the function
# which stands for it, and export_rva.
function export_there(name, ordinal, hint,    index_wanted, start) {
    export_forwarder = ""
    index_wanted = name == "" ? ordinal - export_base[pe] : export_index(name, hint)
    if (index_wanted < 0 || index_wanted >= export_functions[pe] + 0)
        return 0
    export_rva = rva32(export_function_table[pe] + 4 * index_wanted)
    if (!export_rva)
        return 0
    start = pe_directory_at(DIRECTORY_EXPORT)
    if (export_rva < start || export_rva >= start + pe_directory_bytes[pe, DIRECTORY_EXPORT])
        return export_rva < page_up(pe_image_bytes[pe])
    export_forwarder = rva_text(export_rva)
    return rva_good
}
