# For look.awk: what lies where on the volume, in cells of a page (4 KB), which is a cluster. Cell 0 is sector 0; the boot sector, the
# loader, the tables and the root directory are the volume's own, then come the clusters.
#
# Input: `boot` and bytes of the first sector, `file` and what mshowfat says of a file: its name, <FIRST-LAST> or <ONE>....

$1 == "boot" && !in_log { for (i = 2; i <= NF; i++) boot[boot_bytes++] = $i; next }
$1 == "file" && !in_log { chain(substr($0, 6)); next }
$1 == "log" && NF == 1 && !in_log { in_log = 1; next }

function word_at(offset) { return boot[offset] + 256 * boot[offset + 1] }

# The cell of cluster 2, and how many there are.
function volume_measure(    sectors) {
    if (volume_cells || !boot[13])
        return
    sectors = word_at(19) ? word_at(19) : word_at(32) + 65536 * word_at(34)
    volume_own = int((word_at(14) + boot[16] * word_at(22) + word_at(17) / 16) / boot[13])
    volume_cells = int(sectors / boot[13])
}

function chain(text,    name, runs, i, count, ends, first, last) {
    volume_measure()
    if (!match(text, / *<[0-9].*$/))
        return
    name = substr(text, 1, RSTART - 1)
    count = split(substr(text, RSTART), runs, /[^0-9-]+/)
    sub(/^::/, "C:", name)
    gsub(/\//, "\\", name)
    for (i = 1; i <= count; i++)
        if (runs[i] != "") {
            split(runs[i] "-" runs[i], ends, "-")
            first = ends[1] + 0
            last = ends[2] + 0
            chain_run(name, first, last)
        }
}

# A page file's clusters are slots, one behind the other, from slot 1 on.
function chain_run(name, first, last,    cluster) {
    for (cluster = first; cluster <= last; cluster++) {
        cell_file[volume_own + cluster - 2] = name
        if (toupper(name) == "C:\\PAGEFILE.SYS")
            cell_slot[volume_own + cluster - 2] = sprintf("%05x", ++slot_cells)
    }
    file_clusters[toupper(name)] += last - first + 1
}
