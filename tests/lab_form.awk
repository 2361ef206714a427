# What of the sessions of a page of docs/lab must be the same in every build of one toolchain: as in a golden log an address of a stack
# or of memory is its page, one of the kernel or of a DLL is `*`; so are lines of their sources, numbers of breakpoints, and what
# registers happened to hold. What is the program's own stays, and so do numbers of faults and frames, as in a
# golden log. Prints the lines of the ```gdb blocks alone.

/^```gdb/ { inside = 1; next }
/^```/ { inside = 0 }
inside { print form($0) }

function form(line) {
    if (line ~ /^\(gdb\) /)
        return line
    foreign_before = foreign
    foreign = 0
    if (foreign_before && line ~ /^[0-9]+\t/)
        return "*"
    sub(/reakpoint [0-9]+/, "reakpoint *", line)
    gsub(/(eb|ec|ed)x=[0-9a-f]+|(es|ed)i=[0-9a-f]+/, "*", line)
    sub(/^#[0-9]+ +(0x[0-9a-f]+ in )?/, "#* ", line)
    if (line ~ /[a-z]\.(c|S|def|h|inc)(:|"|, line )/ && line !~ /images\/programs\//)
        line = form_foreign(line)
    return addresses(line)
}

# Sources that are not the program's: who is called, and in which file.
function form_foreign(line) {
    foreign = 1
    sub(/ \(.*\) at /, " at ", line)
    sub(/:[0-9]+$/, ":*", line)
    sub(/, line [0-9]+/, ", line *", line)
    sub(/^Line [0-9]+ /, "Line * ", line)
    return line
}

function addresses(line,    made, word, digits) {
    for (made = ""; match(line, /0x[0-9a-f]+|[0-9a-f]+/); line = substr(line, RSTART + RLENGTH)) {
        word = substr(line, RSTART, RLENGTH)
        digits = word
        if (sub(/^0x/, "", digits) || length(word) == 8)
            word = place(word, substr("00000000" digits, length(digits) + 1))
        made = made substr(line, 1, RSTART - 1) word
    }
    line = made line
    while (match(line, /\* <[^>+]*\+[0-9]+>/)) {
        made = substr(line, RSTART, RLENGTH)
        sub(/\+[0-9]+>/, ">", made)
        line = substr(line, 1, RSTART - 1) made substr(line, RSTART + RLENGTH)
    }
    return line
}

# Hexadecimal is text (tests/README.md).
function place(word, digits,    text) {
    text = "x" digits
    if (text < "x00010000" || (text >= "x00400000" && text < "x00410000"))
        return word
    if ((text >= "x70000000" && text < "x7f000000") || (text >= "x80000000" && text < "x84000000"))
        return "*"
    return substr(digits, 1, 5) "***"
}
