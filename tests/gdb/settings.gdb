# What a session needs before it has symbols and a machine.
set architecture i386
set pagination off
set height 0
set print pretty on
