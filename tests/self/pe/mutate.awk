# Prints a shell program that makes `count` broken copies of a file of `size` bytes, $1, as $2.N: one byte or 4 changed, most
# of them in its headers and tables, or the end cut off. What is drawn begins with `seed`: each awk draws the same.

BEGIN {
    split("\\000\\000\\000\\000 \\377\\377\\377\\377 \\377\\377\\377\\177 \\001 \\377 \\200 \\000\\020\\000\\000 \\374\\377\\377\\377", value, " ")
    for (i = 1; i <= count; i++) {
        if (draw(8) == 0) {
            print "head -c " draw(size) " \"$1\" >\"$2." i "\""
            continue
        }
        print "cp \"$1\" \"$2." i "\""
        for (j = draw(4); j >= 0; j--)
            print "printf '" value[1 + draw(8)] "' | dd of=\"$2." i "\" bs=1 conv=notrunc seek=" place() " 2>/dev/null"
    }
}

function place() { return draw(3) ? 56 + draw(1024) : draw(size) }

function draw(limit) {
    seed = (seed * 1103 + 12345) % 65521
    return seed % limit
}
