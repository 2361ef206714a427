# 5 MB of words in an order that repeats only now and then.
BEGIN {
    words = split("page frame fault table entry space section view commit slot stack heap image thread wait", word, " ")
    seed = 1
    for (bytes = 0; bytes < 5242880; bytes += length(line) + 1) {
        line = ""
        for (i = 0; i < 12; i++) {
            seed = (seed * 16807) % 2147483647
            line = line word[1 + seed % words] " " seed % 1000 " "
        }
        print line
    }
}
