# What a session needs before it has symbols and a machine.
set architecture i386
set pagination off
set height 0
set print pretty on
# A host that is busy lets the machine answer late; when it has gone, gdb sees that at once.
set remotetimeout 60
