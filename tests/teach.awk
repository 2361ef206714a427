# Holds docs/teach.md to the scenes. A block that begins with ```log NAME quotes lines of that scene's golden log, without
# their numbers and in their order; `*` in a quoted line stands for anything but blanks. Each line that is not there is
# said, with what could be meant, and makes the exit status 1.
#
#   awk -v scenes=FOLDER -f teach.awk docs/teach.md

function wrong(what) { print FILENAME ":" FNR ": " what; bad = 1 }

# The golden log of a scene without the numbers of its lines.
function read_golden(scene,    file, line) {
    file = scenes "/" scene "/golden"
    for (count = 0; (getline line < file) > 0;) {
        sub(/^[0-9]+ /, "", line)
        golden[++count] = line
    }
    close(file)
    return count
}

# Whether a text is what was quoted: the pieces between the stars stand in it one behind the other, without blanks between.
function fits(text, quoted,    pieces, piece, i, at) {
    pieces = split(quoted, piece, "*")
    if (pieces < 2)
        return text == quoted
    if (substr(text, 1, length(piece[1])) != piece[1])
        return 0
    text = substr(text, length(piece[1]) + 1)
    for (i = 2; i < pieces; i++) {
        at = index(text, piece[i])
        if (at == 0 || index(substr(text, 1, at - 1), " "))
            return 0
        text = substr(text, at + length(piece[i]))
    }
    at = length(text) - length(piece[pieces]) + 1
    return at > 0 && substr(text, at) == piece[pieces] && !index(substr(text, 1, at - 1), " ")
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

function quote(line,    i) {
    lines++
    for (i = at + 1; i <= count; i++)
        if (fits(golden[i], line)) {
            at = i
            return
        }
    wrong("the scene " scene " has no line here: " line)
    suggest(line)
}

/^```log / {
    scene = $2
    inside = 1
    at = 0
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
