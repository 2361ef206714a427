# Bytes of files, as numbers. od reads a file in blocks as they are asked for: of megabytes only some tables are wanted.
# Offsets must lie below bytes_size(): what is read behind it is 0. Several files can be open, one is chosen by its path.

BEGIN { BLOCK = 4096; BYTES_MOST = 2147483647; bytes_room = 0 }

# A word for the shell, whatever stands in it.
function shell_word(text,    parts, count, i, word) {
    count = split(text, parts, "'")
    word = parts[1]
    for (i = 2; i <= count; i++)
        word = word "'\\''" parts[i]
    return "'" word "'"
}

# Chooses the file for the functions below. 0 if its length cannot be told, or is no number that all awks can count to.
function bytes_open(path,    command, line) {
    bytes_use(path)
    if (path in bytes_length)
        return 1
    command = "wc -c <" shell_word(path) " 2>/dev/null"
    line = ""
    command | getline line
    close(command)
    if (line !~ /^ *[0-9]+ *$/ || line + 0 > BYTES_MOST)
        return 0
    bytes_length[path] = line + 0
    return 1
}

function bytes_use(path) {
    bytes_path = path
    bytes_block = -1
}

function bytes_size() { return bytes_length[bytes_path] }

# All bytes that were read lie in one array, with small numbers for subscripts: awks are quick with these.
function u8(at,    block) {
    if (at < 0 || at >= bytes_length[bytes_path])
        return 0
    block = int(at / BLOCK)
    if (block != bytes_block)
        bytes_choose(block)
    return bytes_value[bytes_shift + at] + 0
}

function u16(at) { return u8(at) + 256 * u8(at + 1) }

function u32(at) { return u16(at) + 65536 * u16(at + 2) }

function bytes_choose(block) {
    if (!((bytes_path, block) in bytes_here)) {
        bytes_here[bytes_path, block] = bytes_room - block * BLOCK
        bytes_load(block * BLOCK)
    }
    bytes_shift = bytes_here[bytes_path, block]
    bytes_block = block
}

function bytes_load(at,    command, line, value, count, i, to) {
    to = bytes_room
    bytes_room += BLOCK
    command = od_command(at, BLOCK)
    while ((command | getline line) > 0) {
        count = split(line, value, " ")
        for (i = 1; i <= count; i++)
            bytes_value[to++] = value[i]
    }
    close(command)
}

# -v: else repeated lines are left out.
function od_command(at, length_wanted) {
    return "od -An -v -tu1 -j " at " -N " length_wanted " " shell_word(bytes_path) " 2>/dev/null"
}

# A byte as a character, and the text of `count` bytes up to the first 0.
function byte_text(value) {
    if (!(value in byte_character))
        byte_character[value] = sprintf("%c", value + 0)
    return byte_character[value]
}

function text_at(at, count,    i, value, text) {
    text = ""
    for (i = 0; i < count && (value = u8(at + i)); i++)
        text = text byte_text(value)
    return text
}

# Is a value's bit set that is `weight`?
function has_bit(value, weight) { return int(value / weight) % 2 }

# A name from a file as one word of printable ASCII: what is none, and blank, " and %, is %HH as in the log.
function shown(text,    i, c, out) {
    if (text !~ /[^!#$&-~]/)
        return text
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        out = out (c ~ /[^!#$&-~]/ ? sprintf("%%%02x", byte_number(c)) : c)
    }
    return out
}

function byte_number(c,    i) {
    if (byte_of["!"] == "")
        for (i = 1; i < 256; i++)
            byte_of[sprintf("%c", i)] = i
    return byte_of[c]
}
