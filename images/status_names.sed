# From `#define STATUS_X ((NTSTATUS)0xC0000005)` to `c0000005 STATUS_X`, hex in lower case.
/^#define \(STATUS_\|DBG_\)[A-Z0-9_]* ((NTSTATUS)0x[0-9A-Fa-f]\{8\}[UL]*)$/!d
s/^#define \([A-Z0-9_]*\) ((NTSTATUS)0x\([0-9A-Fa-f]*\).*/\2 \1/
h
s/ .*//
y/ABCDEF/abcdef/
G
s/\n[^ ]*//
p
