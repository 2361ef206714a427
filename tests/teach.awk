# Holds docs/teach.md to the scenes. A block that begins with ```log NAME quotes lines of that scene's golden log, without
# their numbers and in their order. In a quoted line `*` stands for anything but blanks; and a capital letter alone, for
# the same thing wherever it stands in its block: numbers of frames move with every page of code. Each line that is not there is said,
# with what could be meant, and makes the exit status 1.
#
# So is each command and table that names a scene, and a table of faults; each scene of `all` must be named somewhere.
#
#   SCENES=FOLDER awk -v all="NAME..." -f teach.awk docs/teach.md

function wrong(what) { print FILENAME ":" FNR ": " what; bad = 1 }

# The golden log of a scene without the numbers of its lines.
function read_golden(scene,    file, line) {
    file = ENVIRON["SCENES"] "/" scene "/golden"
    for (count = 0; (getline line < file) > 0;) {
        sub(/^[0-9]+ /, "", line)
        golden[++count] = line
    }
    close(file)
    return count
}

# A quoted line with what its letters stand for, as far as that is known, else a star; letter[N] is that of the N-th star.
function known(quoted,    made, stars, name) {
    split("", letter)
    for (made = ""; match(quoted, /\*|[=: +][A-Z]([: ]|$)/); quoted = substr(quoted, RSTART + (name == "" ? 1 : 2))) {
        name = substr(quoted, RSTART, 1) == "*" ? "" : substr(quoted, RSTART + 1, 1)
        made = made substr(quoted, 1, RSTART - (name == ""))
        if (name != "" && name in value)
            made = made value[name]
        else {
            made = made "*"
            letter[++stars] = name
        }
    }
    return made quoted
}

# Whether a text is what was quoted: the pieces between the stars stand in it one behind the other, without blanks between.
# gap[N] is what the N-th star stands for.
function fits(text, quoted,    pieces, piece, i, at) {
    pieces = split(quoted, piece, "*")
    if (pieces < 2)
        return text == quoted
    if (substr(text, 1, length(piece[1])) != piece[1])
        return 0
    text = substr(text, length(piece[1]) + 1)
    for (i = 2; i <= pieces; i++) {
        at = i < pieces ? index(text, piece[i]) : length(text) - length(piece[i]) + 1
        if (at < 1 || substr(text, at, length(piece[i])) != piece[i])
            return 0
        gap[i - 1] = substr(text, 1, at - 1)
        if (index(gap[i - 1], " "))
            return 0
        text = substr(text, at + length(piece[i]))
    }
    return 1
}

# What is left of a line when its numbers are taken away: it may be the one that was meant.
function without_numbers(line) {
    gsub(/ (pfn|old|dir|slot|total|peak|faults)=[^ ]*/, "", line)
    return line
}

function suggest(quoted,    i, said) {
    for (i = 1; i <= count && said < 3; i++)
        if (fits(without_numbers(golden[i]), without_numbers(quoted))) {
            print "    there is: " golden[i]
            said++
        }
}

function quote(line,    i, star, wanted) {
    lines++
    wanted = known(line)
    for (i = at + 1; i <= count; i++)
        if (fits(golden[i], wanted)) {
            for (star in letter)
                if (letter[star] != "")
                    value[letter[star]] = gap[star]
            at = i
            return
        }
    wrong("the scene " scene " has no line here: " line (line == wanted ? "" : ", or " wanted))
    suggest(wanted)
}

# The number of a fault is its place among the faults, or what its line says (docs/gdb-guide.md, Good to know).
function number_of(line, place) {
    return match(line, / number=[0-9]+$/) ? substr(line, RSTART + 8) : place
}

# A command `SCENE=x FAULT=n`, at `LINE`.
function hold_fault(command,    number, i, faults) {
    match(command, /FAULT=[0-9]+/)
    number = substr(command, RSTART + 6, RLENGTH - 6)
    sub(/.*, at `/, "", command)
    sub(/`$/, "", command)
    for (i = 1; i <= count; i++)
        if (golden[i] ~ /^fault / && number_of(golden[i], ++faults) == number)
            break
    if (i > count || index(golden[i], command) != 1)
        wrong("fault " number " of the scene " name " is not " command (i > count ? "" : ", but " golden[i]))
}

# A name in a table of scenes, `x-…` for all that begin so.
function list_scene(name,    i, scenes_named) {
    if (name !~ /…$/) {
        named[name] = 1
        if (!read_golden(name))
            wrong("there is no scene " name)
        return
    }
    sub(/…$/, "", name)
    for (i = 1; i in every; i++)
        if (index(every[i], name) == 1)
            scenes_named += named[every[i]] = 1
    if (!scenes_named)
        wrong("there is no scene " name "…")
}

# How many faults the process had that ends behind the line that begins so.
function hold_faults(name, what, faults,    i) {
    read_golden(name)
    for (i = 1; i <= count && !index(golden[i], "\"" what ", "); i++)
        ;
    for (; i <= count && golden[i] !~ /^process- /; i++)
        ;
    if (i > count || golden[i] !~ (" faults=" faults "$"))
        wrong("the scene " name " has not " faults " faults of " what (i > count ? "" : ", but " golden[i]))
}

/^```log / {
    scene = $2
    named[scene] = 1
    inside = 1
    at = 0
    split("", value)
    if (!read_golden(scene))
        wrong("there is no scene " scene)
    next
}
/^```/ { inside = 0; next }
inside && count { quote($0) }

# A scene in a command must be there, too. Where a command stops at a fault, what is quoted behind it in the same line must be the
# beginning of that fault's line.
!inside {
    for (rest = $0; match(rest, /SCENE=[a-z0-9-]+/); rest = substr(rest, behind)) {
        behind = RSTART + RLENGTH
        name = substr(rest, RSTART + 6, RLENGTH - 6)
        named[name] = 1
        if (!read_golden(name))
            wrong("there is no scene " name)
        else if (match(rest, /SCENE=[a-z0-9-]+ FAULT=[0-9]+`, at `[^`]+`/))
            hold_fault(substr(rest, RSTART, RLENGTH))
    }
}

# The tables of scenes, of an hour and of the rest, name them in backquotes.
/^\| (about|min) \|/ { listing = 1 }
!/^\|/ { listing = 0 }
listing {
    for (rest = $0; match(rest, /`[a-z0-9-]+(…)?`/); rest = substr(rest, behind)) {
        behind = RSTART + RLENGTH
        list_scene(substr(rest, RSTART + 1, RLENGTH - 2))
    }
}

# A table of faults: its head names scenes, each row what their programs print.
/^\| faults of a loop \|/ { columns = split($0, head, /[ `]*\|[ `]*/) }
!/^\|/ { columns = 0 }
columns && /^\| [0-9]/ {
    split($0, cell, / *\| */)
    for (i = 3; i < columns; i++)
        hold_faults(head[i], cell[2], cell[i])
}

BEGIN { split(all, every, " ") }

END {
    for (i = 1; FNR && i in every; i++)
        if (!(every[i] in named))
            wrong("the scene " every[i] " is not named")
    if (FNR && !lines) {
        print FILENAME ": no line is quoted"
        bad = 1
    }
    exit bad
}
