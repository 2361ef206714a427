# What the emulator's monitor has said of its processor (tests/whereabouts.sh) as addresses, from the innermost on: eip, the words on the
# stack up to the first frame, then who has called, by the frame pointers that kernel and drivers keep. A function has no frame at its
# first instruction, and a short one never: who called it is one of those words. Nothing for a processor that is in a program. Needs
# hex.awk.

{ sub(/\r$/, "") }
match($0, / EBP=[0-9a-f]+/) { frame = substr($0, RSTART + 5, 8) }
match($0, / ESP=[0-9a-f]+/) { stack = substr($0, RSTART + 5, 8) }
/^EIP=/ { kernel = / CPL=0 /; eip = substr($1, 5) }
/^[0-9a-f]+: 0x/ { note(substr($1, 1, 8)) }
END { if (kernel) tell() }

function note(address,    i) {
    for (i = 2; i <= NF; i++)
        word[to_hex(from_hex(address) + 4 * (i - 2))] = substr($i, 3)
}

function tell(    more) {
    printf "%s", eip
    for (; stack != frame && stack in word; stack = to_hex(from_hex(stack) + 4))
        printf " %s", word[stack]
    for (more = 32; more > 0 && frame in word; more--) {
        printf " %s", word[to_hex(from_hex(frame) + 4)]
        frame = word[frame]
    }
    print ""
}
