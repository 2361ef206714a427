# Which classes a log has (docs/log-format.md, Classes), by the last /LOG= of its first line; of those that are asked for here: `fault`,
# `switch`, `process`, `frame`, `paging`. What a log has none of may only be left out.

# Called at the first line.
function classes_note(    text, list, word, count, i, class, on) {
    told["fault"] = told["switch"] = told["process"] = 1
    told["frame"] = told["paging"] = 0
    text = $0
    while (match(text, /[ "]\/[Ll][Oo][Gg][=:][^ "]*/)) {
        list = substr(text, RSTART + 6, RLENGTH - 6)
        text = substr(text, RSTART + RLENGTH)
    }
    count = split(list, word, ",")
    for (i = 1; i <= count; i++) {
        on = word[i] !~ /^-/
        sub(/^[-+]/, "", word[i])
        for (class in told)
            if (word[i] == "all" || word[i] == class)
                told[class] = on
    }
}

function class_told(class) { return told[class] }
