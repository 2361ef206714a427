# What the emulator's monitor has said of its processor (tests/whereabouts.sh) as addresses of code: eip, then who has called, by the
# frame pointers that kernel and drivers keep; nothing for one that is in a program. Needs hex.awk.

{ sub(/\r$/, "") }
match($0, / EBP=[0-9a-f]+/) { frame = substr($0, RSTART + 5, 8) }
/^EIP=/ { kernel = / CPL=0 /; eip = substr($1, 5) }
/^[0-9a-f]+: 0x/ { note(substr($1, 1, 8)) }
END { if (kernel) tell() }

function note(address,    i) {
    for (i = 2; i <= NF; i++)
        word[to_hex(from_hex(address) + 4 * (i - 2))] = substr($i, 3)
}

function tell(    more) {
    printf "%s", eip
    for (more = 32; more > 0 && frame in word; more--) {
        printf " %s", word[to_hex(from_hex(frame) + 4)]
        frame = word[frame]
    }
    print ""
}
