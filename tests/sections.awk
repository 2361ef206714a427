# Who refers to code of the kernel that is not always there: the section INIT, which goes before the first program starts, and
# those whose names begin with PAGE, which are held by who enters them.
#
#   objdump -h -t -r OBJECT... | awk -v allowed="FILE:SECTION>SECTION ..." -f sections.awk
#
# Prints each reference from another section that is not allowed, and each allowed one that there is not: exit status 1. INIT
# may refer to everything; what debuggers read does not count.

BEGIN {
    count = split(allowed, list, " ")
    for (i = 1; i <= count; i++)
        may[list[i]] = 1
    bad = 0
}

/:     file format / { object = $1; sub(/:$/, "", object); sub(/.*\/kernel\//, "", object); sub(/\.o$/, "", object) }

#   0 .text         00001190  00000000  00000000  00000244  2**4
NF == 7 && $7 ~ /^2\*\*/ { section_name[object, $1 + 1] = $2 }

# [ 21](sec  1)(fl 0x00)(ty    0)(scl   3) (nx 1) 0x00000000 .text
/^\[ *[0-9]+\]\(sec/ { symbol() }

/^RELOCATION RECORDS FOR/ { from = substr($4, 2); sub(/\].*/, "", from) }

# 0000000e DISP32            _serial_start
$1 ~ /^[0-9a-f]+$/ && length($1) == 8 && NF == 3 && from !~ /^\.(debug|eh_frame)/ { refer($3) }

function symbol(    section, name, local) {
    section = $0
    sub(/^[^(]*\(sec +/, "", section)
    sub(/\).*/, "", section)
    name = $NF
    local = $0 ~ /\(scl +3\)/
    if (section > 0)
        place[local ? object SUBSEP name : name] = object SUBSEP section
}

function refer(name) {
    sub(/[-+]0x[0-9a-f]*$/, "", name)
    references++
    who[references] = object
    whence[references] = from
    what[references] = name
}

# A table of its own functions: read by what is held then.
function own_constant(i) { return whence[i] == ".rdata" && (what[i] == ".text" || (who[i] SUBSEP what[i]) in place) }

# The section that a name lies in.
function section_of(object, name) {
    if ((object SUBSEP name) in place)
        return section_name[place[object SUBSEP name]]
    return name in place ? section_name[place[name]] : ""
}

function passing(section) { return section == "INIT" || section ~ /^PAGE/ }

END {
    for (i = 1; i <= references; i++) {
        to = section_of(who[i], what[i])
        if (!passing(to) || to == whence[i] || whence[i] == "INIT" || own_constant(i))
            continue
        key = who[i] ":" whence[i] ">" to
        used[key] = 1
        if (!(key in may)) {
            print who[i] ": " whence[i] " refers to " what[i] ", which lies in " to
            bad = 1
        }
    }
    for (key in may)
        if (!(key in used)) {
            print key ": there is no such reference"
            bad = 1
        }
    exit bad
}
