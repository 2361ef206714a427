# What kind of file is it? Prints nothing for an image that the machine starts (with `want` dll: loads), else the reason in
# words, to be read behind the file's name. The environment variable PE_FILE names it. Needs hex.awk, bytes.awk, image.awk.

END {
    if (ENVIRON["PE_FILE"] != "")
        print_reason(kind_of(ENVIRON["PE_FILE"]))
}

function print_reason(why) {
    if (why != "")
        print why
}

function kind_of(path,    why) {
    if (!bytes_open(path))
        return "cannot be read, or has more than 2 GB"
    if (!bytes_size())
        return "is empty"
    if (text_at(0, 2) != "MZ")
        return kind_of_other()
    why = kind_of_mz()
    if (why == "")
        why = pe_open(path)
    if (why == "")
        why = kind_of_pe()
    return why == "" ? pe_check() : why
}

# No MZ: what may lie in a folder of programs.
function kind_of_other() {
    if (text_at(0, 2) == "#!")
        return "is a script (" script_for() "), no Windows program"
    if (u8(0) == 127 && text_at(1, 3) == "ELF")
        return kind_of_elf()
    if (text_at(0, 8) == "!<arch>\n")
        return "is a library of object files; link it into a program first"
    if (text_at(0, 4) == "PK\3\4")
        return "is a ZIP archive, no Windows program"
    if (u16(0) == MACHINE_I386 && bytes_size() >= 20)
        return "is an object file; link it into a program first"
    if (is_text())
        return "is a text file, no Windows program"
    return "is no Windows program: it begins with the bytes " first_bytes() ", not with MZ"
}

# The rest of the first line.
function script_for(    line) {
    line = text_at(2, 64)
    sub(/\n.*/, "", line)
    gsub(/^[ \t]+|[ \t\r]+$/, "", line)
    gsub(/[^ -~]/, "?", line)
    return line == "" ? "for nobody" : "for " line
}

function kind_of_elf(    names, machine, what) {
    names[3] = "i386"; names[62] = "x86-64"; names[40] = "ARM"; names[183] = "ARM64"; names[8] = "MIPS"
    names[20] = "PowerPC"; names[21] = "PowerPC64"; names[22] = "S/390"; names[243] = "RISC-V"; names[258] = "LoongArch"
    what = u16(16) == 1 ? "object file" : u16(16) == 4 ? "core dump" : "program"
    machine = u16(18)
    return "is an ELF " what " for " (machine in names ? names[machine] : "machine " machine) " (Linux and others), no Windows program"
}

# UTF-8 and the older code pages, too: no byte that only binary files have.
function is_text(    i, value) {
    for (i = 0; i < 512 && i < bytes_size(); i++) {
        value = u8(i)
        if (value < 32 && value != 9 && value != 10 && value != 12 && value != 13 && value != 26 && value != 27 || value == 127)
            return 0
    }
    return 1
}

function first_bytes(    i, text) {
    for (i = 0; i < 4 && i < bytes_size(); i++)
        text = text (i ? " " : "") sprintf("%02x", u8(i))
    return text
}

# Behind MZ: a DOS program has its relocations before byte 64, where the newer ones have the place of their header.
function kind_of_mz(    at, mark) {
    if (bytes_size() < 64)
        return "is a DOS program, or cut off: it has only " bytes_size() " bytes"
    at = u32(60)
    if (at + 4 > bytes_size())
        return u16(24) < 64 ? "is a DOS program" : pe_cut(at)
    mark = text_at(at, 2)
    if (mark == "NE")
        return "is a 16-bit Windows or OS/2 program (NE)"
    if (mark == "LE" || mark == "LX")
        return "is a program for OS/2, or a driver of Windows 9x (" mark ")"
    return mark == "PE" ? "" : "is a DOS program"
}

function pe_cut(at) {
    return "is cut off: its PE header should be at byte " sprintf("%.0f", at) ", but the file has " bytes_size()
}

function kind_of_pe(    machine) {
    machine = pe_machine[pe]
    if (machine != MACHINE_I386)
        return "is a program for " pe_machine_name(machine) "; the machine runs 32-bit ones for i386"
    if (pe_magic[pe] != 267) # 0x10b
        return "has no header of a 32-bit image (PE32)"
    if (pe_directory_at(DIRECTORY_DOTNET))
        return "is a .NET program: it needs the .NET runtime"
    if (!has_bit(pe_flags[pe], WEIGHT_EXECUTABLE))
        return "is not marked as executable: its linker has not finished it"
    return want == "dll" ? "" : kind_of_program()
}

function pe_machine_name(machine,    names) {
    names[34404] = "x86-64 (64-bit)"; names[43620] = "ARM64 (64-bit)"; names[512] = "Itanium (64-bit)"
    names[448] = "ARM"; names[450] = "ARM"; names[452] = "ARM"; names[358] = "MIPS"; names[496] = "PowerPC"; names[388] = "Alpha"
    return machine in names ? names[machine] : "machine " substr(to_hex(machine), 5)
}

# As sched/process/processstart.c has it: no DLL, console or GUI, and a place to begin.
function kind_of_program(    names, subsystem) {
    if (has_bit(pe_flags[pe], WEIGHT_DLL))
        return "is a DLL, no program"
    subsystem = pe_subsystem[pe]
    names[1] = "is a driver or another native image, no program for the console"
    names[5] = "is a program for OS/2"; names[7] = "is a program for Windows' POSIX subsystem"
    names[9] = "is a program for Windows CE"
    names[10] = names[11] = names[12] = names[13] = "is an EFI program"
    if (subsystem != 2 && subsystem != 3)
        return subsystem in names ? names[subsystem] : "is for the unknown subsystem " subsystem
    return pe_entry[pe] ? "" : "has no entry point"
}
