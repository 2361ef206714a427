# Which scene shows each event of the log: reads docs/log-format.md first, then golden logs. Prints `event scene lines`
# for the scene with the fewest lines that has it, in the page's order; an event without a scene, and one in a golden
# that the page does not know, are problems, and make the exit status 1.
#
#   awk -f events.awk docs/log-format.md tests/scenes/*/golden

# A row of an event: | class | `event` ... | ...; a row may have two.
FNR == NR && /^\| [a-z]+ \| `/ {
    split($0, columns, "|")
    words = split(columns[3], word, "`")
    for (i = 2; i <= words; i += 2)
        if (word[i] ~ /^[A-Za-z]/) {
            sub(/ .*/, "", word[i])
            if (!(word[i] in known))
                order[++events] = word[i]
            known[word[i]] = 1
        }
    next
}
FNR == NR { next }

FNR == 1 { end_of_scene(); lines = 0; scene = FILENAME; sub(/\/golden$/, "", scene); sub(/.*\//, "", scene) }
/^# / { next }
{ lines++ }
# A loader that gives up writes no log.
/^[0-9]+ / { here[$2] = 1 }

function end_of_scene(    event) {
    for (event in here) {
        if (!(event in known) && !(event in strange)) {
            strange[event] = 1
            print event, "stands in", scene, "but not in the page"
            bad = 1
        }
        if (!(event in best) || lines < least[event]) {
            best[event] = scene
            least[event] = lines
        }
        delete here[event]
    }
}

END {
    end_of_scene()
    for (i = 1; i <= events; i++)
        if (order[i] in best)
            printf "%-14s %-16s %d\n", order[i], best[order[i]], least[order[i]]
        else {
            print order[i], "is shown by no scene"
            bad = 1
        }
    exit bad
}
