# CMD.EXE: an ordinary program without a C run time. Its strings are NTDLL's, and what NTDLL has not comes from Newlib's libc.a. Needs
# images/newlib.mk before it.
CMD := $(BUILD)/disk/WINDOWS/SYSTEM32/CMD.EXE
# Where it begins comes first, so that this is the same address however it grows.
CMD_SOURCES := images/cmd/main.c $(filter-out images/cmd/main.c,$(wildcard images/cmd/*.c))
CMD_OBJECTS := $(CMD_SOURCES:images/cmd/%=$(BUILD)/images/cmd/%.o)

$(BUILD)/images/cmd/%.c.o: images/cmd/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -Wstack-usage=3900 -c $< -o $@

$(CMD): $(CMD_OBJECTS) $(KERNEL32_IMPORT) $(NTDLL_IMPORT) $(NEWLIB_STAMP) images/cmd/rules.mk
	@mkdir -p $(@D)
	$(CROSS)gcc -nostdlib -Wl,--no-insert-timestamp -Wl,--section-alignment,4096 -Wl,--file-alignment,512 -Wl,--dynamicbase \
		-Wl,--subsystem,console -Wl,--image-base,0x4AD00000 -Wl,-e,_cmd_start -o $@ \
		$(CMD_OBJECTS) $(KERNEL32_IMPORT) $(NTDLL_IMPORT) $(NEWLIB_LIBC) -lgcc

-include $(CMD_OBJECTS:.o=.d)
