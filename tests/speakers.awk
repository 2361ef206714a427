# Lines of a golden log by who they are about, for portable.awk and policy.awk. Where `apart` is set, those of one thread,
# process or of nobody are said together, and not who follows whom.

# Says the line without its number; it belongs to a thread, to a process, or to nobody.
function keep(who) { say(who, substr($0, index($0, " ") + 1)) }

function say(who, text) {
    if (!apart) {
        print text
        return
    }
    if (!(who in count))
        order[++speakers] = who
    spoken[who, ++count[who]] = text
}

# By their ids: whose first line comes first is the compiler's choice, too.
function say_apart(    i, j, who) {
    for (i = 2; i <= speakers; i++) {
        who = order[i]
        for (j = i - 1; j >= 1 && comes_before(who, order[j]); j--)
            order[j + 1] = order[j]
        order[j + 1] = who
    }
    for (i = 1; i <= speakers; i++)
        for (j = 1; j <= count[order[i]]; j++)
            print spoken[order[i], j]
}

# P or P.T, decimal, or nothing for what is nobody's.
function comes_before(one, other,    a, b) {
    split(one, a, ".")
    split(other, b, ".")
    return a[1] + 0 != b[1] + 0 ? a[1] + 0 < b[1] + 0 : a[2] + 0 < b[2] + 0
}

# A value of these has neither quote nor blank, and no text stands before it.
function without(name) { sub(" " name "=[^ ]*", "") }

function value(name) {
    if (!match($0, " " name "=[^ ]*"))
        return ""
    return substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2)
}

function text_of(line) { return match(line, /".*/) ? substr(line, RSTART) : "" }
function pid_of(thread) { sub(/\..*/, "", thread); return thread }

# Waits for a frame, a transfer or a lock of the kernel's, and their ends; all that the kernel's own threads wait for.
function for_a_page() {
    return pid_of($3) == 4 || page_reason($4) || $5 ~ /^(FrameAvailable|TransferDone|TransferTurn|SpaceLock|FileLock|VolumeLock)$/
}

function page_reason(reason) { return reason ~ /^(Executive|FreePage|PageIn|PoolAllocation)$/ }
