# KERNEL32.DLL
KERNEL32         := $(BUILD)/disk/WINDOWS/SYSTEM32/KERNEL32.DLL
KERNEL32_IMPORT  := $(BUILD)/images/kernel32/libkernel32.a
# Here those come last, beside the jumps to NTDLL.
KERNEL32_START   := $(addprefix images/kernel32/,ansi.c codepage.c environment.c exception.c file.c handle.c heap.c module.c process.c \
	startup.c system.c time.c tls.c)
# And these behind the jumps: hardly a program asks for them, and what others touch stays together.
KERNEL32_BEHIND  := $(addprefix images/kernel32/,console_ask.c console_input.c console_screen.c batch_file.c console_cells.c toolhelp_heap.c global_memory.c \
	drives.c file_elsewhere.c)
KERNEL32_SOURCES := $(call in_order,$(filter-out $(KERNEL32_BEHIND),$(wildcard images/kernel32/*.c images/kernel32/*.S)),$(KERNEL32_START))
KERNEL32_FRONT   := $(KERNEL32_SOURCES:images/kernel32/%=$(BUILD)/images/kernel32/%.o)
KERNEL32_BACK    := $(KERNEL32_BEHIND:images/kernel32/%=$(BUILD)/images/kernel32/%.o) $(BUILD)/images/kernel32/heap_walk.c.o
KERNEL32_OBJECTS := $(KERNEL32_FRONT) $(KERNEL32_BACK)

$(BUILD)/images/kernel32/%.c.o: images/kernel32/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

# The walk over a heap, which here is one of another process.
$(BUILD)/images/kernel32/heap_walk.c.o: images/ntdll/heap_walk.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(BUILD)/images/kernel32/%.S.o: images/kernel32/%.S
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(KERNEL32): $(KERNEL32_OBJECTS) $(NTDLL_IMPORT) images/kernel32/kernel32.def
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_LDFLAGS) -Wl,--image-base,0x7C800000 -Wl,-e,_kernel32_main@12 -o $@ \
		$(KERNEL32_FRONT) images/kernel32/kernel32.def $(NTDLL_IMPORT) $(KERNEL32_BACK) $(NTDLL_IMPORT) -lgcc

$(KERNEL32_IMPORT): images/kernel32/kernel32.def
	@mkdir -p $(@D)
	cd $(@D) && $(CROSS)dlltool -k -d $(abspath $<) -l $(notdir $@) # its own files go where it is

-include $(KERNEL32_OBJECTS:.o=.d)
