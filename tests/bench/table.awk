# The tables of `make bench`: tests/bench/rows, then figures (KEY NUMBER). -v form=markdown for docs/performance.md.
#
#   awk [-v form=markdown] -f table.awk rows figures

/^#/ || NF == 0 { next }
FNR == NR { row($1, $2, $3); next }
{ figure[$1] = $2; note($1, $2) }

function row(key, less, reach) {
    rows++
    keys[rows] = key
    off[key] = less
    goal[key] = reach
    $1 = $2 = $3 = ""
    sub(/^ +/, "")
    words[key] = $0
}

# growth.WHAT.limit.ERROR NUMBER and growth.WHAT.late NUMBER: where a thing stopped.
function note(key, number,    part) {
    split(key, part, ".")
    if (part[3] == "limit")
        stopped[part[2]] = commas(number) " could be made, then error " part[4]
    if (part[3] == "late")
        stopped[part[2]] = commas(number) " were made when the time was over"
    if (part[4] == "failed")
        stopped[part[2]] = part[3] " failed, error " number
}

function commas(number,    text) {
    text = number ""
    while (match(text, /[0-9][0-9][0-9][0-9]($|,)/))
        text = substr(text, 1, RSTART) "," substr(text, RSTART + 1)
    return text
}

# Cells of one table are collected, so that the columns can be made as wide as they must.
function cell(text) {
    columns = ++column > columns ? column : columns
    cells[lines, column] = text
    if (length(text) > width[column])
        width[column] = length(text)
}

function line() { lines++; column = 0 }

function pad(text, to, left) { return sprintf("%" (left ? "-" : "") to "s", text) }

function table(title,    i, j, text) {
    print form == "markdown" ? "## " title "\n" : title
    for (i = 1; i <= lines; i++) {
        text = ""
        for (j = 1; j <= columns; j++)
            text = text (form == "markdown" ? "| " cells[i, j] " " : "  " pad(cells[i, j], width[j], j == 1))
        sub(/ +$/, "", text)
        print text (form == "markdown" ? " |" : "")
        if (i == 1 && form == "markdown") {
            text = "|---|"
            for (j = 2; j <= columns; j++) text = text "---:|"
            print text
        }
    }
    for (i = 1; i <= lines; i++)
        for (j = 1; j <= columns; j++)
            delete cells[i, j]
    for (j = 1; j <= columns; j++)
        delete width[j]
    lines = columns = 0
    print ""
}

function mark(key) {
    if (goal[key] == "-") return ""
    return figure[key] - off[key] <= goal[key] ? "reached" : "missed"
}

function operations(    i, key) {
    line(); cell("guest instructions, exact"); cell("now"); cell("to reach"); cell("")
    for (i = 1; i <= rows; i++) {
        key = keys[i]
        if (key !~ /^op\./ && key !~ /\.[0-9]+$/) continue
        line()
        cell(words[key])
        cell(key in figure ? commas(figure[key] - off[key]) : "-")
        cell(goal[key] == "-" ? "" : commas(goal[key]))
        cell(key in figure ? mark(key) : "")
    }
    table("Operations")
}

function growth(    i, j, key, part, first, last, thing) {
    split("10 100 1000 4000 10000 30000", counts, " ")
    line(); cell("guest instructions, when there are")
    for (j = 1; j in counts; j++) cell(commas(counts[j]))
    cell("last/first"); cell("")
    for (i = 1; i <= rows; i++) {
        key = keys[i]
        if (key !~ /^growth\./ || key ~ /\.[0-9]+$/) continue
        split(key, part, ".")
        if (part[2] != thing) thing = heading(part[2])
        line()
        cell("  " words[key])
        first = last = 0
        for (j = 1; j in counts; j++) {
            cell(key "." counts[j] in figure ? commas(figure[key "." counts[j]]) : "")
            if (!(key "." counts[j] in figure)) continue
            last = figure[key "." counts[j]]
            if (!first) first = last
        }
        cell(first > 0 ? sprintf("%.2f", last / first) : "-")
        cell(growth_mark(part[2], first, last))
    }
    table("Growth")
}

function growth_mark(thing, first, last) {
    if (last > first * 1.05) return "grows"
    return thing in stopped ? "not all" : ""
}

function heading(thing,    j) {
    line()
    cell(thing (thing in stopped ? ": " stopped[thing] : ""))
    return thing
}

function host(    i, key) {
    line(); cell("of this host"); cell("")
    for (i = 1; i <= rows; i++) {
        key = keys[i]
        if (key !~ /^host\./) continue
        line()
        cell(words[key])
        if (!(key in figure)) cell("not measured")
        else cell(key ~ /lines/ ? commas(figure[key]) : sprintf("%.0f ms", figure[key] / 1000))
    }
    table("Time")
}

# Where the kernel lives with the program, and where it has an address space of its own; calls by int 0x2e, and by SYSENTER.
function kernel(    i, key) {
    line(); cell("one way into the kernel and back"); places("instructions, "); places("host\047s ns, ")
    for (i = 1; i <= rows; i++) {
        key = keys[i]
        if (key !~ /^kernel\./) continue
        line()
        cell(words[key])
        numbers(key, ""); numbers(key, "-ns")
    }
    table("Where the kernel lives")
}

function places(what) { cell(what "shared"); cell("by SYSENTER"); cell("apart"); cell("by SYSENTER") }

function numbers(key, end) {
    cell(number(key ".shared" end)); cell(number(key ".shared-sysenter" end))
    cell(number(key ".apart" end)); cell(number(key ".apart-sysenter" end))
}

function number(key) { return key in figure ? commas(figure[key]) : "-" }

END {
    operations()
    kernel()
    growth()
    host()
}
