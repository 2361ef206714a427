# A page of docs/lab with the answers of another run. First the answers: each command as `(gdb) COMMAND`, behind it what gdb said.
#
#   awk -f lab.awk ANSWERS PAGE

NR == FNR && /^\(gdb\) / { commands++; next }
NR == FNR { if ($0 ~ /[^ ]/) answer[commands] = answer[commands] $0 "\n"; next }

/^```gdb/ { inside = 1; print; next }
/^```/ { inside = 0 }
!inside || /^\$ / { print; next }
/^\(gdb\) / { print; printf "%s", answer[++asked] }
