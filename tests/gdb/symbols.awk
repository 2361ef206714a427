# The gdb commands that say where the page tables appear, and load the symbols of a run's images at their places: the
# kernel's, those of process `pid`, and of the other processes what lies elsewhere. `symbols` is the folder of the symbol
# files. Needs hex.awk and images.awk.

BEGIN { FS = "[ ]" }

$2 == "layout" { layout_note() }
$2 == "image+" { image[++images] = $0 }

END {
    load("KERNEL.EXE", kernel_base)
    print "set $layout_ptes = 0x" page_tables
    for (turn = 1; turn <= 2; turn++)
        for (i = 1; i <= images; i++) {
            split(image[i], field, " ")
            if ((field[3] == pid) == (turn == 1))
                load(module_of_path(image[i]), substr(field[4], 1, 8))
        }
}

# An image is linked for one base and may lie at another; gdb wants the distance.
function load(module, base,    linked, distance) {
    linked = symbol_before(module, "base", 0)
    if (base in taken || linked == "?")
        return
    taken[base] = 1
    distance = from_hex(base) - from_hex(linked)
    if (distance < 0)
        distance += 4294967296
    print "add-symbol-file \"" symbol_before(module, "file", 0) "\" -o 0x" to_hex(distance)
}
