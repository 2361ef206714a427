# The sections and functions of an image, from its own tables: PE/COFF specification, "COFF Symbol Table". To lines
# `section RVA NAME`, `function RVA NAME`, `base 00000000 BASE`, `file 00000000 NAME`; tests/symbols.sh sorts them.
# A stripped image has the functions that it exports. Needs hex.awk, bytes.awk, image.awk, exports.awk.

BEGIN {
    SYMBOL_BYTES = 18
    CLASS_EXTERNAL = 2; CLASS_STATIC = 3; CLASS_LABEL = 6
    FLAG_CODE = 32; FLAG_DATA = 64; FLAG_ZEROS = 128
}

# All of them; "" or why the table cannot be read. `name` is what the table calls the image.
function symbols_print(path, name,    why) {
    why = pe_open(path)
    if (why == "")
        why = symbols_place()
    if (why != "")
        return why
    strings_read()
    print "file 00000000", name
    print "base 00000000", to_hex(pe_base[pe])
    symbols_sections()
    if (pe_symbols[pe])
        symbols_functions()
    else
        symbols_exports()
    return ""
}

function symbols_place(    end) {
    if (!pe_symbols_at[pe])
        pe_symbols[pe] = 0
    end = pe_symbols_at[pe] + pe_symbols[pe] * SYMBOL_BYTES
    if (pe_symbols[pe] && end > bytes_size())
        return "is cut off: its symbols end at byte " sprintf("%.0f", end) ", but the file has " bytes_size()
    return ""
}

# The names behind the table that are longer than 8 bytes, by their place. They end with 0, which no awk reads well.
function strings_read(    at, count, command, line, place) {
    split("", string)
    strings = 0
    if (!pe_symbols_at[pe])
        return
    at = pe_symbols_at[pe] + pe_symbols[pe] * SYMBOL_BYTES
    count = u32(at)
    if (count > bytes_size() - at)
        count = bytes_size() - at
    if (count <= 4)
        return
    place = 4
    command = "tail -c +" (at + 5) " " shell_word(bytes_path) " 2>/dev/null | head -c " (count - 4) " | tr '\\000' '\\n'"
    while ((command | getline line) > 0) {
        string[place] = line
        string_place[++strings] = place
        place += length(line) + 1
    }
    close(command)
}

# A linker may let a name be the end of another.
function string_at(place,    low, high, middle) {
    if (place in string)
        return string[place]
    low = 0
    high = strings
    while (low < high) {
        middle = int((low + high + 1) / 2)
        if (string_place[middle] <= place)
            low = middle
        else
            high = middle - 1
    }
    low = string_place[low] + 0
    # Not every awk takes a place far behind the end for an empty text.
    return place - low < length(string[low]) ? substr(string[low], place - low + 1) : ""
}

# What is loaded: code, data, zeros, but nothing that only a debugger reads.
function symbols_sections(    i, name, flags) {
    for (i = 1; i <= pe_sections[pe]; i++) {
        name = section_name[pe, i]
        if (name ~ /^\/[0-9]+$/)
            name = string_at(substr(name, 2) + 0)
        flags = section_flags[pe, i]
        is_code[i] = has_bit(flags, FLAG_CODE)
        if ((is_code[i] || has_bit(flags, FLAG_DATA) || has_bit(flags, FLAG_ZEROS)) && name !~ /^\.(z?debug|stab|gnu\.linkonce\.w[it]\.|gnu\.debuglto_)/)
            print "section", to_hex(section_rva[pe, i]), name == "" ? "?" : printable(name)
    }
}

# A line of od for each record; one is followed by as many others as its last byte says.
function symbols_functions(    command, line, b, skip) {
    command = "od -An -v -tu1 -w" SYMBOL_BYTES " -j " pe_symbols_at[pe] " -N " (pe_symbols[pe] * SYMBOL_BYTES) " " shell_word(bytes_path) " 2>/dev/null"
    skip = 0
    while ((command | getline line) > 0) {
        if (skip-- > 0)
            continue
        split(line, b, " ")
        skip = b[18]
        if (b[13] + 256 * b[14] <= pe_sections[pe] && is_code[b[13] + 0] && (b[17] == CLASS_EXTERNAL || b[17] == CLASS_STATIC || b[17] == CLASS_LABEL))
            symbol_print(record_name(b), section_rva[pe, b[13] + 0] + b[9] + 256 * (b[10] + 256 * (b[11] + 256 * b[12])))
    }
    close(command)
}

function record_name(b,    i, name) {
    if (b[1] + b[2] + b[3] + b[4] == 0)
        return string_at(b[5] + 256 * (b[6] + 256 * (b[7] + 256 * b[8])))
    name = ""
    for (i = 1; i <= 8 && b[i] + 0; i++)
        name = name byte_text(b[i])
    return name
}

# Sections have symbols of their own, which begin with a dot.
function symbol_print(name, rva) {
    if (name ~ /^\./ || rva > 4294967295)
        return
    name = printable(source_name(name))
    if (name != "")
        print "function", to_hex(rva), name
}

# As the source says it: without the C underscore, stdcall's @N and what the optimiser appends.
function source_name(name) {
    sub(/^[_@]/, "", name)
    sub(/@[0-9]+$/, "", name)
    sub(/\.(part|constprop|isra|cold|lto_priv).*$/, "", name)
    return name
}

function printable(name) {
    gsub(/[\001-\037\177]/, "?", name)
    return name
}

function symbols_exports(    i, name, function_at) {
    if (exports_open() != "")
        return
    for (i = 0; i < export_names[pe] + 0; i++) {
        name = export_name(i)
        if (rva_good && name != "" && export_there(name, 0, i) && export_forwarder == "") {
            function_at = export_rva
            if (is_code_at(function_at))
                print "function", to_hex(function_at), printable(name)
        }
    }
}

function is_code_at(rva,    i) {
    for (i = 1; i <= pe_sections[pe]; i++)
        if (rva >= section_rva[pe, i] && rva < section_rva[pe, i] + page_up(section_bytes[pe, i]))
            return is_code[i]
    return 0
}
