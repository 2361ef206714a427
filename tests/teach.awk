# Holds docs/teach.md to the scenes. A block that begins with ```log NAME quotes lines of that scene's golden log, without
# their numbers and in their order. In a quoted line `*` stands for anything but blanks; and a capital letter alone, for
# the same thing wherever it stands in its block: numbers of frames move with every page of code. Each line that is not there is said,
# with what could be meant, and makes the exit status 1.
#
#   SCENES=FOLDER awk -f teach.awk docs/teach.md

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

/^```log / {
    scene = $2
    inside = 1
    at = 0
    split("", value)
    if (!read_golden(scene))
        wrong("there is no scene " scene)
    next
}
/^```/ { inside = 0; next }
inside && count { quote($0) }

# A scene in a command must be there, too.
!inside && match($0, /SCENE=[a-z0-9-]+/) {
    name = substr($0, RSTART + 6, RLENGTH - 6)
    if (!read_golden(name))
        wrong("there is no scene " name)
}

END {
    if (FNR && !lines) {
        print FILENAME ": no line is quoted"
        bad = 1
    }
    exit bad
}
