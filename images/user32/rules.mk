# USER32.DLL
USER32         := $(BUILD)/disk/WINDOWS/SYSTEM32/USER32.DLL
USER32_OBJECTS := $(patsubst images/user32/%,$(BUILD)/images/user32/%.o,$(wildcard images/user32/*.c))

$(BUILD)/images/user32/%.c.o: images/user32/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(USER32): $(USER32_OBJECTS) $(KERNEL32_IMPORT) $(NTDLL_IMPORT) images/user32/user32.def
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_LDFLAGS) -Wl,--image-base,0x7E410000 -Wl,-e,_user32_main@12 -o $@ \
		$(USER32_OBJECTS) images/user32/user32.def $(KERNEL32_IMPORT) $(NTDLL_IMPORT) -lgcc

-include $(USER32_OBJECTS:.o=.d)
