# Names that are not ASCII, for images/mkdisk.sh. mtools gives some of them (e.g. those of one letter and an accent) to the
# volume as 8.3 names in a code page, and what that lacks is lost. So each is put there under a stand-in of as many long-name
# entries, 13 units of UTF-16 each, and the entries are rewritten afterwards. Needs LC_ALL=C.
#
# Two turns. First the paths, a line each, from standard input to the same with stand-ins:
#   TABLE=FILE awk -f longnames.awk          FILE gets lines NUMBER NAME
# Then the rows of `od -Ad -tx1 -w32 IMAGE` to lines OFFSET BYTES, bytes in octal for printf, of the entries that change:
#   TABLE=FILE awk -v rewrite=1 -f longnames.awk
#
# Exit status 1, with a word on standard error, for what is no UTF-8, lies beyond U+FFFF or takes more than 19 entries.

BEGIN {
    for (i = 1; i < 256; i++)
        code[sprintf("%c", i)] = i
    table = ENVIRON["TABLE"]
    entry_units = 13
    most_entries = 19
    if (rewrite)
        table_read()
}

rewrite { rewrite_entry(); next }
{ print stand_ins($0) }

END { exit failed }

function fail(name, reason) {
    print name ": " reason | "cat 1>&2"
    failed = 1
    exit 1
}

function stand_ins(path,    part, count, i, result) {
    count = split(path, part, "/")
    for (i = 1; i <= count; i++)
        result = result (i > 1 ? "/" : "") (part[i] ~ /[\200-\377]/ ? stand_in(part[i]) : part[i])
    return result
}

# "+" and the name's number, then the entry's: with "+" no stand-in is an 8.3 name.
function stand_in(name,    entries, i, result) {
    if (!(name in number)) {
        number[name] = ++numbers
        print numbers " " name >table
    }
    entries = int((units_of(name) + entry_units - 1) / entry_units)
    if (entries > most_entries)
        fail(name, "the name is too long for letters that are not ASCII")
    for (i = 1; i <= entries; i++)
        result = result sprintf("+%09d%03d", number[name], i)
    return result
}

# Fills unit[1..] and returns their count.
function units_of(name,    i, c, length_, more, count) {
    length_ = length(name)
    for (i = 1; i <= length_; i += 1 + more) {
        c = code[substr(name, i, 1)]
        more = c < 128 ? 0 : c >= 224 && c < 240 ? 2 : c >= 194 && c < 224 ? 1 : -1
        if (more < 0)
            fail(name, c >= 240 && c < 245 ? "a letter beyond U+FFFF" : "the name is no UTF-8")
        unit[++count] = more == 0 ? c : more == 1 ? (c - 192) * 64 + next_bits(name, i + 1) \
            : (c - 224) * 4096 + next_bits(name, i + 1) * 64 + next_bits(name, i + 2)
    }
    return count
}

function next_bits(name, at,    c) {
    c = code[substr(name, at, 1)]
    if (c < 128 || c >= 192)
        fail(name, "the name is no UTF-8")
    return c - 128
}

function table_read(    line) {
    while ((getline line < table) > 0)
        name_of[substr(line, 1, index(line, " ") - 1)] = substr(line, index(line, " ") + 1)
    close(table)
}

# A row is an entry of a directory; its units lie in three pieces. $1 is the offset, $(2 + k) byte k.
function rewrite_entry(    k, text, number_, entry, count, i) {
    if ($13 != "0f" || $3 != "2b")
        return
    for (k = 1; k <= entry_units; k++)
        text = text sprintf("%c", hex($(2 + unit_place(k))))
    number_ = decimal(substr(text, 2, 9))
    entry = decimal(substr(text, 11, 3))
    if (text !~ /^\+[0-9]+$/ || !(number_ in name_of))
        return
    count = units_of(name_of[number_])
    for (k = 1; k <= entry_units; k++) {
        i = (entry - 1) * entry_units + k
        set_unit(unit_place(k), i <= count ? unit[i] : i == count + 1 ? 0 : 65535)
    }
    printf "%s ", $1
    for (k = 0; k < 32; k++)
        printf "\\%03o", hex($(2 + k))
    print ""
}

# Digits with zeros before them are octal to some awks.
function decimal(digits) { sub(/^0+/, "", digits); return digits + 0 }

# Where the k-th unit of an entry stands.
function unit_place(k) { return k <= 5 ? 2 * k - 1 : k <= 11 ? 2 * k + 2 : 2 * k + 4 }

function set_unit(place, value) {
    $(2 + place) = sprintf("%02x", value % 256)
    $(3 + place) = sprintf("%02x", int(value / 256))
}

function hex(text) {
    return (index("0123456789abcdef", substr(text, 1, 1)) - 1) * 16 + index("0123456789abcdef", substr(text, 2, 1)) - 1
}
