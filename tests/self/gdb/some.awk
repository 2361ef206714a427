# `some` of the lines, spread evenly, the first and the last among them.
{ line[NR] = $0 }
END {
    for (i = 0; i < some && i < NR; i++)
        print line[NR <= some ? i + 1 : 1 + int(i * (NR - 1) / (some - 1))]
}
