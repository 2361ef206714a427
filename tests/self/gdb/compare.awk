# Holds what gdb has shown against the log and against QEMU's own trace of exceptions: three files, TRACE LOG SESSION. Prints
# what differs, then how many faults and lines were compared. A fault's number is its place in the trace. The registers that a
# line shows must be those of some entry from user mode, behind the instruction that makes one; eax may be the
# status of the system call already. Those of a thread that has not run yet begin at LdrInitializeThunk, and NtContinue goes on
# with others, of which its line says eax. A call's number is its place in `services`, the list of them. Needs hex.awk, number.awk.

BEGIN {
    while (services != "" && (getline row < services) > 0)
        if (match(row, /^SERVICE\([A-Za-z0-9]+/))
            number_of[substr(row, 9, RLENGTH - 8)] = to_hex(known++)
}

FNR == 1 { file++ }

# 12: v=0e e=0006 i=0 cpl=3 IP=001b:00401500 pc=00401500 SP=0023:0022ff2c CR2=0022fe1c, then the registers
file == 1 && / v=[0-9a-f]+ / {
    entry = ""
    is_fault = / v=0e .* i=0 /
    address = substr($0, match($0, / CR2=/) + 5, 8)
    is_user = / cpl=3 /
    is_service = / v=2e /
    length_of_int = / i=1 / ? 2 : 0
}
file == 1 && /^E[A-Z]+=/ { entry = entry " " tolower($0) }
file == 1 && /^EIP=/ {
    entry = registers(entry)
    if (is_fault)
        traced[++faults] = address entry
    if (is_user)
        from_user[behind(entry, length_of_int)] = 1
    if (is_user && is_service)
        answered[substr(behind(entry, length_of_int), 14)] = 1
    is_fault = is_user = 0
}

file == 2 { text[$1] = $0 }
file == 2 && $2 == "fault" { fault[fault_number(++fault_lines)] = $4 " " $6 " " $7 }

file == 3 && $1 == "@fault" { check_fault() }
file == 3 && expected == "text" { expected = ""; check_text(); next }
file == 3 && /^[0-9]+ / { line = "" }
file == 3 && $1 == "@line" { expected = "text" }
file == 3 && /^user registers of / { thread = $4 }
file == 3 && /^eax=/ { entry = $0 }
file == 3 && /^eip=/ && line != "" { check_registers(registers(entry " " $0)) }

END { print checked_faults + 0 " faults and " checked_lines + 0 " lines" }

# The same words in the same order, whoever wrote them. Without RF, bit 16 of the flags: a processor sets it in what it pushes for a
# fault (SDM vol. 3B, 18.3.1.1), the trace shows the flags before that, and not every QEMU sets it.
function registers(words,    name, i, result, at) {
    split("eax ebx ecx edx esi edi ebp esp eip efl", name, " ")
    for (i = 1; i <= 10; i++) {
        match(words, "(^| )" name[i] "=[0-9a-f]+")
        result = result " " name[i] "=" substr(words, RSTART + RLENGTH - 8, 8)
    }
    at = length(result) - 4
    return substr(result, 1, at - 1) substr("0022446688aaccee", from_hex(substr(result, at, 1)) + 1, 1) substr(result, at + 1)
}

# Without the flags, and with eip so many bytes further on.
function behind(entry, bytes,    at) {
    at = match(entry, / eip=/) + 5
    return substr(entry, 1, at - 1) to_hex(from_hex(substr(entry, at, 8)) + bytes)
}

# @fault NUMBER THREAD ADDRESS registers
function check_fault(    shown, said, number) {
    number = $2
    shown = registers($0)
    said = $3 " " $4 " pc=" substr(shown, match(shown, / eip=/) + 5, 8)
    if (said != fault[number])
        print "fault " number ": gdb shows " said ", the log says " fault[number]
    if ($4 shown != traced[number])
        print "fault " number ": gdb shows " $4 shown ", QEMU had " traced[number]
    checked_faults++
}

function check_text() {
    line = $1
    if ($0 != text[line])
        print "line " line ": gdb shows \"" $0 "\", the log says \"" text[line] "\""
    checked_lines++
    thread = ""
}

function check_registers(shown,    word) {
    split(text[line], word, " ")
    if (word[2] == "sysret" && (word[4] == "NtContinue" || word[4] == "NtRaiseException") && word[3] == thread) {
        if (word[5] != substr(shown, 6, 8))
            print "line " line ": gdb shows" shown ", the log says " text[line]
        return
    }
    if (!(behind(shown, 0) in from_user) && !(substr(behind(shown, 0), 14) in answered) && !/LdrInitializeThunk/)
        print "line " line ": nobody came into the kernel with" shown
    if (word[2] == "exception" && word[3] == thread && word[5] != "pc=" substr(shown, match(shown, / eip=/) + 5, 8))
        print "line " line ": gdb shows" shown ", the log says " text[line]
    if (word[2] == "syscall" && word[3] == thread && substr(shown, 6, 8) != number_of[word[4]])
        print "line " line ": gdb shows " $0 ", the log says " text[line]
}
