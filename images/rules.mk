# From the linked images to what goes on a volume. The pieces' own rules put images with debug information into
# $(BUILD)/disk, which is laid out as the C: volume; here each is stripped into $(BUILD)/volume (the loader reads every
# megabyte, and addresses do not change by stripping) and gets a table of its symbols in $(BUILD)/sym.

SYSTEM32 := WINDOWS/SYSTEM32
SYSTEM_IMAGES := $(addprefix $(SYSTEM32)/,KERNEL.EXE KRNLPAE.EXE NTDLL.DLL KERNEL32.DLL USER32.DLL ADVAPI32.DLL PSAPI.DLL MSVCRT.DLL)
PROGRAM_NAMES := $(basename $(notdir $(wildcard images/programs/*.c images/programs/*.cpp)))
PROGRAM_IMAGES := $(patsubst %,PROGRAMS/%.exe,$(filter-out dll_%,$(PROGRAM_NAMES))) \
                  $(patsubst %,PROGRAMS/%.dll,$(filter dll_%,$(PROGRAM_NAMES)))
SHELL_IMAGE := $(SYSTEM32)/CMD.EXE
DISK_IMAGES := $(SYSTEM_IMAGES) $(SHELL_IMAGE) $(PROGRAM_IMAGES)

VOLUME_FILES := $(addprefix $(BUILD)/volume/,$(DISK_IMAGES))
SYMBOL_FILES := $(addprefix $(BUILD)/sym/,$(addsuffix .sym,$(notdir $(DISK_IMAGES))))
BUILD_ID := $(BUILD)/build-id
# The unstripped images are named too: gdb reads them, so they are no mere steps on the way.
IMAGES_READY := $(addprefix $(BUILD)/disk/,$(DISK_IMAGES)) $(VOLUME_FILES) $(SYMBOL_FILES) $(BUILD_ID)

$(BUILD)/volume/%: $(BUILD)/disk/%
	@mkdir -p $(@D)
	$(CROSS)objcopy --strip-all $< $@

$(BUILD)/sym/%.sym: $(BUILD)/disk/$(SYSTEM32)/% tests/symbols.sh $(wildcard tests/pe/*.awk)
	@mkdir -p $(@D)
	sh tests/symbols.sh $< >$@

$(BUILD)/sym/%.sym: $(BUILD)/disk/PROGRAMS/% tests/symbols.sh $(wildcard tests/pe/*.awk)
	@mkdir -p $(@D)
	sh tests/symbols.sh $< >$@

# What the log's first line calls build=: any change of the machine or of its DLLs changes it.
$(BUILD_ID): $(BUILD)/boot.bin $(BUILD)/loader.bin $(addprefix $(BUILD)/volume/,$(SYSTEM_IMAGES))
	cat $^ | sha256sum | cut -c1-8 >$@

# The words for what a program can end with: the compiler's own list of NTSTATUS.
STATUS_NAMES := $(BUILD)/status-names
IMAGES_READY += $(STATUS_NAMES)
$(STATUS_NAMES): images/status_names.sed
	@mkdir -p $(@D)
	echo '#include <ntstatus.h>' | $(CROSS)gcc -E -dM - | sed -n -f $< | LC_ALL=C sort -u -k1,1 >$@
