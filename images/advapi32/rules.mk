# ADVAPI32.DLL
ADVAPI32         := $(BUILD)/disk/WINDOWS/SYSTEM32/ADVAPI32.DLL
ADVAPI32_OBJECTS := $(patsubst images/advapi32/%,$(BUILD)/images/advapi32/%.o,$(wildcard images/advapi32/*.c))

$(BUILD)/images/advapi32/%.c.o: images/advapi32/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(ADVAPI32): $(ADVAPI32_OBJECTS) $(KERNEL32_IMPORT) $(NTDLL_IMPORT) images/advapi32/advapi32.def
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_LDFLAGS) -Wl,--image-base,0x77DD0000 -Wl,-e,_advapi32_main@12 -o $@ \
		$(ADVAPI32_OBJECTS) images/advapi32/advapi32.def $(KERNEL32_IMPORT) $(NTDLL_IMPORT) -lgcc

-include $(ADVAPI32_OBJECTS:.o=.d)
