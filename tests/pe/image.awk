# A PE image's headers and what lies at an RVA, by the rules of the machine (mmu/pe.c, images/ntdll/image.c); PE/COFF
# specification. Needs bytes.awk. Everything is kept by path: pe_use() goes from one image to another.

BEGIN {
    PE_PAGE = 4096
    DIRECTORY_EXPORT = 0; DIRECTORY_IMPORT = 1; DIRECTORY_DELAY = 13; DIRECTORY_DOTNET = 14
    MACHINE_I386 = 332 # 0x14c
    SECTIONS_MOST = 96
    NAME_MOST = 4096 # a longer name is taken for garbage
    PE_IMAGE_MOST = 2147483648
    WEIGHT_EXECUTABLE = 2; WEIGHT_DLL = 8192
}

# Reads the headers; "" or why there are none. The first bytes decide: `MZ`, then `PE` where it says.
function pe_open(path,    why) {
    if (!bytes_open(path))
        return "cannot be read, or has more than 2 GB"
    pe = path
    pe_low = pe_end = 0
    if (path in pe_sections)
        return ""
    why = pe_find_headers()
    if (why == "")
        why = pe_read_headers()
    return why
}

function pe_use(path) {
    if (path == pe)
        return
    bytes_use(pe = path)
    pe_low = pe_end = 0
}

function pe_find_headers(    at) {
    if (text_at(0, 2) != "MZ")
        return "is no PE file: it does not begin with MZ"
    if (bytes_size() < 64)
        return "is cut off: it has " bytes_size() " bytes"
    at = pe_at[pe] = u32(60)
    if (at + 24 > bytes_size())
        return "is cut off: its PE header should be at byte " sprintf("%.0f", at) ", but the file has " bytes_size()
    if (text_at(at, 2) != "PE" || u16(at + 2))
        return "is no PE file: there is no PE header behind MZ"
    return ""
}

function pe_read_headers(    at, optional, count, i) {
    at = pe_at[pe]
    optional = at + 24
    pe_machine[pe] = u16(at + 4)
    pe_symbols_at[pe] = u32(at + 12)
    pe_symbols[pe] = u32(at + 16)
    pe_optional_bytes[pe] = u16(at + 20)
    pe_flags[pe] = u16(at + 22)
    pe_magic[pe] = u16(optional)
    if (optional + pe_optional_bytes[pe] > bytes_size())
        return "is cut off in its headers"
    pe_entry[pe] = u32(optional + 16)
    pe_base[pe] = u32(optional + 28)
    pe_image_bytes[pe] = u32(optional + 56)
    pe_header_bytes[pe] = u32(optional + 60)
    pe_subsystem[pe] = u16(optional + 68)
    pe_directories(optional)
    count = u16(at + 6)
    if (count > SECTIONS_MOST)
        return "has " count " sections; " SECTIONS_MOST " are possible"
    at = optional + pe_optional_bytes[pe]
    if (at + 40 * count > bytes_size())
        return "is cut off in its table of sections"
    for (i = 1; i <= count; i++)
        pe_read_section(i, at + 40 * (i - 1))
    pe_sections[pe] = count
    return ""
}

# PE32+ has wider addresses before the directories. Those that the header has no room for are empty.
function pe_directories(optional,    i, first, count) {
    first = pe_magic[pe] == 523 ? 112 : 96
    count = u32(optional + first - 4)
    for (i = 0; i < 16; i++) {
        if (i >= count || first + 8 * i + 8 > pe_optional_bytes[pe])
            break
        pe_directory[pe, i] = u32(optional + first + 8 * i)
        pe_directory_bytes[pe, i] = u32(optional + first + 8 * i + 4)
    }
}

# An index of the import table, or 0: one without a length is empty.
function pe_directory_at(i) { return pe_directory_bytes[pe, i] > 0 ? pe_directory[pe, i] + 0 : 0 }

function pe_read_section(i, at) {
    section_name[pe, i] = text_at(at, 8)
    section_bytes[pe, i] = section_virtual[pe, i] = u32(at + 8)
    section_rva[pe, i] = u32(at + 12)
    section_raw_bytes[pe, i] = section_file_bytes[pe, i] = u32(at + 16)
    section_raw[pe, i] = u32(at + 20)
    section_flags[pe, i] = u32(at + 36)
    if (!section_bytes[pe, i])
        section_bytes[pe, i] = section_raw_bytes[pe, i]
    if (!section_raw[pe, i])
        section_raw_bytes[pe, i] = 0
}

function page_up(bytes) { return int((bytes + PE_PAGE - 1) / PE_PAGE) * PE_PAGE }

# Why the machine's section code would refuse it: an image for another machine, or one that does not hold together.
function pe_check(    i, end, align, file_align, why) {
    align = u32(pe_at[pe] + 24 + 32)
    file_align = u32(pe_at[pe] + 24 + 36)
    end = pe_at[pe] + 24 + pe_optional_bytes[pe] + 40 * pe_sections[pe]
    if (pe_optional_bytes[pe] < 96 || !pe_sections[pe] || pe_header_bytes[pe] < end)
        return "has headers that make no sense"
    if (pe_header_bytes[pe] > PE_PAGE)
        return "has more than a page of headers"
    if (pe_header_bytes[pe] > bytes_size())
        return "is cut off in its headers"
    if (pe_is_flat())
        return flat_check(align, file_align)
    if (!is_power(align) || !is_power(file_align) || file_align < 512 || file_align > 65536 || align < file_align)
        return "has sections at " align " bytes, in the file at " file_align ": not as the machine's pages need it"
    why = base_check()
    if (why != "")
        return why
    end = up(pe_header_bytes[pe], align)
    for (i = 1; i <= pe_sections[pe]; i++) {
        why = section_check(i, end)
        if (why != "")
            return why
        end += up(section_bytes[pe, i], align)
    }
    if (pe_image_bytes[pe] > PE_IMAGE_MOST || end > up(pe_image_bytes[pe], align))
        return "has sections behind the end of its image"
    return directories_check(end, end)
}

function section_check(i, end,    name) {
    name = shown(section_name[pe, i])
    if (!section_bytes[pe, i] || section_bytes[pe, i] > PE_IMAGE_MOST || section_rva[pe, i] != end)
        return "has a section " name " that does not lie behind the one before it"
    if (!section_raw_bytes[pe, i])
        return ""
    if (section_raw[pe, i] % 512)
        return "has a section " name " that begins within a sector"
    return file_end_check(i)
}

function file_end_check(i,    file_end) {
    file_end = section_raw[pe, i] + section_raw_bytes[pe, i]
    if (file_end > bytes_size())
        return "is cut off: its section " shown(section_name[pe, i]) " ends at byte " sprintf("%.0f", file_end) ", but the file has " bytes_size()
    return ""
}

function base_check() {
    return pe_base[pe] % 65536 ? "is linked for the address " to_hex(pe_base[pe]) ", which is no multiple of 64 KB" : ""
}

# One whose sections do not begin at pages: it is mapped as one piece, all of it lies in the file as in memory.
function pe_is_flat() { return u32(pe_at[pe] + 24 + 32) < PE_PAGE }

function flat_check(align, file_align,    i, end, why) {
    if (!is_power(align) || align != file_align)
        return "has sections at " align " bytes, in the file at " file_align ": below a page both must be the same"
    why = base_check()
    if (why == "" && pe_image_bytes[pe] > PE_IMAGE_MOST)
        why = "has sections behind the end of its image"
    end = pe_header_bytes[pe]
    for (i = 1; why == "" && i <= pe_sections[pe]; i++) {
        why = flat_section_check(i, end)
        end = section_rva[pe, i] + section_virtual[pe, i]
    }
    return why == "" ? directories_check(end, page_up(pe_image_bytes[pe])) : why
}

function flat_section_check(i, end,    name) {
    name = shown(section_name[pe, i])
    if (section_rva[pe, i] < end)
        return "has a section " name " that does not lie behind the one before it"
    if (section_raw[pe, i] != section_rva[pe, i] || section_virtual[pe, i] > section_file_bytes[pe, i])
        return "has a section " name " that does not lie in the file as in memory"
    if (section_rva[pe, i] + section_virtual[pe, i] > pe_image_bytes[pe])
        return "has sections behind the end of its image"
    return file_end_check(i)
}

# Those that somebody reads: export, import, resource, relocation, TLS, addresses of imports.
function directories_check(end, size,    used, i, count) {
    count = split("0 1 2 5 9 12", used, " ")
    for (i = 1; i <= count; i++)
        if (pe_directory[pe, used[i]] + pe_directory_bytes[pe, used[i]] > size)
            return "has a table that lies outside of it"
    if (pe_entry[pe] >= end)
        return "begins at an address outside of it"
    return ""
}

function is_power(value) {
    while (value > 1 && value % 2 == 0)
        value /= 2
    return value == 1
}

function up(value, align) { return int((value + align - 1) / align) * align }

# How many bytes can be read from an RVA on, to the end of its section or of the headers; 0 for none. Sets where the
# piece of the file lies that it is in: what lies behind that is zeros.
function pe_readable(rva,    i) {
    if (rva >= pe_low && rva < pe_end)
        return pe_end - rva
    if (pe_is_flat())
        return pe_within_flat(rva)
    for (i = 1; i <= pe_sections[pe]; i++)
        if (rva >= section_rva[pe, i] && rva - section_rva[pe, i] < page_up(section_bytes[pe, i]))
            return pe_within(i, rva)
    if (rva >= pe_header_bytes[pe])
        return 0
    pe_low = pe_shift = 0
    pe_end = pe_file_end = pe_header_bytes[pe]
    return pe_end - rva
}

function pe_within_flat(rva) {
    if (rva >= page_up(pe_image_bytes[pe]))
        return 0
    pe_low = pe_shift = 0
    pe_end = page_up(pe_image_bytes[pe])
    pe_file_end = bytes_size() < pe_image_bytes[pe] ? bytes_size() : pe_image_bytes[pe]
    return pe_end - rva
}

# Readable are sections that may be read, run or written: the three highest bits.
function pe_within(i, rva) {
    if (section_flags[pe, i] < 536870912)
        return 0
    pe_low = section_rva[pe, i]
    pe_end = pe_low + page_up(section_bytes[pe, i])
    pe_shift = section_raw[pe, i] - pe_low
    pe_file_end = pe_low + section_raw_bytes[pe, i]
    return pe_end - rva
}

function rva8(rva) {
    if ((rva < pe_low || rva >= pe_end) && !pe_readable(rva))
        return 0
    return rva < pe_file_end ? u8(rva + pe_shift) : 0
}

function rva16(rva) { return rva8(rva) + 256 * rva8(rva + 1) }

function rva32(rva) { return rva16(rva) + 65536 * rva16(rva + 2) }

# The text at an RVA; rva_good says whether it ends inside its section.
function rva_text(rva,    left, value, text) {
    text = ""
    left = pe_readable(rva)
    rva_good = 0
    for (; left > 0 && length(text) <= NAME_MOST; left--) {
        value = rva8(rva++)
        if (!value) {
            rva_good = 1
            return text
        }
        text = text byte_text(value)
    }
    return text
}
