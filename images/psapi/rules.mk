# PSAPI.DLL
PSAPI         := $(BUILD)/disk/WINDOWS/SYSTEM32/PSAPI.DLL
PSAPI_OBJECTS := $(patsubst images/psapi/%,$(BUILD)/images/psapi/%.o,$(wildcard images/psapi/*.c))

$(BUILD)/images/psapi/%.c.o: images/psapi/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(PSAPI): $(PSAPI_OBJECTS) $(KERNEL32_IMPORT) $(NTDLL_IMPORT) images/psapi/psapi.def
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_LDFLAGS) -Wl,--image-base,0x76BF0000 -Wl,-e,_psapi_main@12 -o $@ \
		$(PSAPI_OBJECTS) images/psapi/psapi.def $(KERNEL32_IMPORT) $(NTDLL_IMPORT) -lgcc

-include $(PSAPI_OBJECTS:.o=.d)
