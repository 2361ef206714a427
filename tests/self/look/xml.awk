# Is this well-formed XML, as far as a picture uses it: elements that are closed in their order, quoted attributes, one root, known
# entities? Prints the first thing that is wrong; exit status 1.
#
#   awk -f xml.awk FILE

function wrong(what) { print FILENAME ":" FNR ": " what; bad = 1; exit 1 }

function outside(words) {
    gsub(/&(amp|lt|gt|quot);/, "", words)
    if (words ~ /[&<>]/ || words ~ /[^ -~]/)
        wrong("raw text: " words)
    if (depth == 0 && words ~ /[^ ]/)
        wrong("text outside the root: " words)
}

FNR == 1 {
    if ($0 !~ /^<\?xml version="1\.0"[^<>]*\?>$/)
        wrong("no declaration")
    next
}
{
    for (rest = $0; match(rest, /<[^>]*>/); rest = substr(rest, behind)) {
        behind = RSTART + RLENGTH
        outside(substr(rest, 1, RSTART - 1))
        tag = substr(rest, RSTART + 1, RLENGTH - 2)
        if (tag ~ /^\/[a-z]+$/) {
            if (depth < 1 || open[depth--] != substr(tag, 2))
                wrong("closes what is not open: " tag)
        } else if (tag !~ /^[a-z]+( [a-z-]+="[^"<&]*")*\/?$/)
            wrong("no tag: " tag)
        else {
            if (depth == 0 && roots++)
                wrong("a second root")
            if (tag !~ /\/$/) {
                match(tag, /^[a-z]+/)
                open[++depth] = substr(tag, 1, RLENGTH)
            }
        }
    }
    outside(rest)
}

END {
    if (!bad && (depth || !roots)) {
        print FILENAME ": " (roots ? "not closed: " open[depth] : "empty")
        exit 1
    }
    exit bad
}
