# The programs are ordinary mingw-w64 programs: one source, one command, no special header and no flag but -g, so that
# gdb has lines to show. The same .EXE runs under Windows.

$(BUILD)/disk/PROGRAMS/%.exe: images/programs/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc -g $< -o $@
