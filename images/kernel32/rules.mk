# KERNEL32.DLL
KERNEL32         := $(BUILD)/disk/WINDOWS/SYSTEM32/KERNEL32.DLL
KERNEL32_IMPORT  := $(BUILD)/images/kernel32/libkernel32.a
# Here those come last, beside the jumps to NTDLL.
KERNEL32_START   := $(addprefix images/kernel32/,ansi.c codepage.c environment.c exception.c file.c handle.c heap.c module.c process.c \
	startup.c system.c time.c tls.c)
KERNEL32_SOURCES := $(call in_order,$(wildcard images/kernel32/*.c images/kernel32/*.S),$(KERNEL32_START))
KERNEL32_OBJECTS := $(KERNEL32_SOURCES:images/kernel32/%=$(BUILD)/images/kernel32/%.o)

$(BUILD)/images/kernel32/%.c.o: images/kernel32/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(BUILD)/images/kernel32/%.S.o: images/kernel32/%.S
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(KERNEL32): $(KERNEL32_OBJECTS) $(NTDLL_IMPORT) images/kernel32/kernel32.def
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_LDFLAGS) -Wl,--image-base,0x7C800000 -Wl,-e,_kernel32_main@12 -o $@ \
		$(KERNEL32_OBJECTS) images/kernel32/kernel32.def $(NTDLL_IMPORT) -lgcc

$(KERNEL32_IMPORT): images/kernel32/kernel32.def
	@mkdir -p $(@D)
	cd $(@D) && $(CROSS)dlltool -k -d $(abspath $<) -l $(notdir $@) # its own files go where it is

-include $(KERNEL32_OBJECTS:.o=.d)
