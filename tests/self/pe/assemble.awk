# Makes a small PE image of one section from a description: prints a shell program that writes its bytes.
#
#   awk -f hex.awk -f assemble.awk needs.txt | sh >needs.exe
#
# A description is words: `at HEX` a place in the file, `name:` a label, bN wN dN a byte, 16 and 32 bits in hex, r(label) its RVA,
# t(text) a text and its 0, without blanks. Behind a # with blanks around it is a comment. What lies between is 0. The file is as long as `size HEX`.

BEGIN { SECTION_FILE = 512; SECTION_RVA = 4096 }

{
    sub(/(^| +)# .*/, "")
    for (i = 1; i <= NF; i++)
        word[++words] = $i
}

END {
    for (pass = 1; pass <= 2; pass++)
        assemble()
    for (i = 0; i < size; i += 16) {
        line = ""
        for (j = i; j < i + 16; j++)
            line = line sprintf("\\%03o", byte[j])
        print "printf '" line "'"
    }
}

function assemble(    i, kind, rest) {
    here = 0
    for (i = 1; i <= words; i++) {
        kind = substr(word[i], 1, 1)
        rest = substr(word[i], 2)
        if (word[i] == "at")
            here = from_hex(word[++i])
        else if (word[i] == "size")
            size = from_hex(word[++i])
        else if (word[i] ~ /:$/)
            label[word[i]] = here
        else if (rest ~ /^\(/)
            bracket(kind, substr(rest, 2, length(rest) - 2))
        else
            put(from_hex(rest), kind == "b" ? 1 : kind == "w" ? 2 : 4)
    }
}

function bracket(kind, text,    i) {
    if (kind == "r") {
        put(label[text ":"] - SECTION_FILE + SECTION_RVA, 4)
        return
    }
    for (i = 1; i <= length(text); i++)
        put(32 + index("!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~", substr(text, i, 1)), 1)
    put(0, 1)
}

function put(value, bytes) {
    for (; bytes > 0; bytes--) {
        byte[here++] = value % 256
        value = int(value / 256)
    }
}
