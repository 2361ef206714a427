# The boot sector, the loader and the kernel: all PE images by the same compiler.
#
# The kernel is linked low and relocated by the loader (docs/design.md). PAGE and INIT sections, section alignment of a
# page in the file as well: the file is the image.

# The format of page tables is a folder of mmu/: each is another kernel image from the same files, chosen by the loader, as NT
# did it. What belongs to one has its suffix.
PAGETABLE_FORMATS := x86 x86pae
suffix_of_x86 :=
suffix_of_x86pae := -x86pae

KERNEL_WARNINGS := -Wall -Wextra -Wno-missing-field-initializers $(if $(CI),-Werror)
KERNEL_CFLAGS   := -std=gnu11 -O2 -g -ffreestanding -fno-stack-protector -mno-stack-arg-probe \
                   -fno-asynchronous-unwind-tables -fno-omit-frame-pointer -fno-strict-aliasing -mgeneral-regs-only \
                   -march=i686 -ffile-prefix-map=$(CURDIR)=. -I. -isystem $(BUILD)/newlib/include $(KERNEL_WARNINGS)
# The version stands in one place, the newest entry of docs/CHANGELOG.md; the log's first line says it.
VERSION := $(shell sed -n 's/^## \([0-9][0-9.]*\) .*/\1/p' docs/CHANGELOG.md | head -n 1)

# It says what a processor lacks, so it must not need it itself. All of it runs at the start.
LOADER_CFLAGS   := -march=i386 -DINIT_CODE= -Immu/x86
KERNEL_LDFLAGS  := -nostdlib -Wl,--section-alignment,4096 -Wl,--file-alignment,4096 -Wl,--subsystem,native \
                   -Wl,--no-insert-timestamp -Wl,--dynamicbase

# What can leave memory with /PAGEKERNEL: groups of services with what only they use, whole files, each a section of the
# kernel's image (mmu/pagecode.h; at most 8 letters). `self sections` finds who refers from one to another.
PAGEMEM  := zerobits service_workingset service_awe service_memory service_memorylock service_prefetch service_section service_watch
PAGEFILE := filename service_console service_driver service_driverfile service_file service_filecontrol service_fileinfo service_filelock service_pipe service_pipeio
PAGEPROC := service_job service_process service_token

KERNEL_SOURCES := $(filter-out firmware/loader.c firmware/loader.S firmware/loader_tables.c firmware/processor.c firmware/boot.S, \
                    $(sort $(wildcard firmware/*.[cS] mmu/*.[cS] sched/*/*.[cS] storage/*.c)))
LOADER_SOURCES := firmware/loader.S firmware/loader.c firmware/loader_tables.c firmware/noexecute.c firmware/processor.c firmware/bootini.c \
                  mmu/layout.c mmu/layoutchoice.c mmu/pe.c \
                  storage/ramdisk.c storage/fat.c storage/fat_table.c storage/fat_name.c storage/fat_directory.c \
                  storage/fat_data.c storage/unicode.c
LOADER_OBJECTS := $(LOADER_SOURCES:%=$(BUILD)/loader/%.o)

BOOT_PIECES := $(BUILD)/boot.bin $(BUILD)/loader.bin
NEWLIB_LIBC ?= $(BUILD)/newlib/lib/libc.a

$(BUILD)/loader/%.o: | $(NEWLIB_LIBC)

# $(1): a format of page tables, $(2): the folder of its objects, $(3): the name of its image.
define kernel_rules
KERNEL_OBJECTS_$(1) := $(KERNEL_SOURCES:%=$(BUILD)/$(2)/%.o)

$(BUILD)/$(2)/%.o: | $(NEWLIB_LIBC)

$(BUILD)/$(2)/%.c.o: %.c
	@mkdir -p $$(@D)
	$(CROSS)gcc $$(KERNEL_CFLAGS) -Immu/$(1) -MMD -MP -c $$< -o $$@
	$$(if $$(PAGEABLE),$(CROSS)objcopy --rename-section .text=$$(PAGEABLE) $$@)

$(BUILD)/$(2)/%.S.o: %.S
	@mkdir -p $$(@D)
	$(CROSS)gcc -I. -g -ffile-prefix-map=$(CURDIR)=. -MMD -MP -c $$< -o $$@

$(foreach group,PAGEMEM PAGEFILE PAGEPROC,$(patsubst %,$(BUILD)/$(2)/sched/service/%.c.o,$($(group))): PAGEABLE := $(group)
)
$(BUILD)/$(2)/sched/start/banner.c.o: docs/CHANGELOG.md
$(BUILD)/$(2)/sched/start/banner.c.o: KERNEL_CFLAGS += -DFAULTLINE_VERSION='"$(VERSION)"'

$(BUILD)/disk/WINDOWS/SYSTEM32/$(3): $$(KERNEL_OBJECTS_$(1)) $(NEWLIB_LIBC)
	@mkdir -p $$(@D)
	$(CROSS)gcc $(KERNEL_LDFLAGS) -Wl,--image-base,0x400000 -Wl,-e,_kernel_start -o $$@ $$(KERNEL_OBJECTS_$(1)) \
	    $(NEWLIB_LIBC) -lgcc

-include $$(KERNEL_OBJECTS_$(1):.o=.d)
endef
$(eval $(call kernel_rules,x86,kernel,KERNEL.EXE))
$(eval $(call kernel_rules,x86pae,kernelpae,KRNLPAE.EXE))

$(BUILD)/loader/%.c.o: %.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(KERNEL_CFLAGS) -Os $(LOADER_CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/loader/%.S.o: %.S
	@mkdir -p $(@D)
	$(CROSS)gcc -I. -g -ffile-prefix-map=$(CURDIR)=. -MMD -MP -c $< -o $@

# .text must be the first section, at 0x11000, with the real-mode entry at its very beginning: loader.S comes first.
$(BUILD)/loader.exe: $(LOADER_OBJECTS) $(NEWLIB_LIBC)
	$(CROSS)gcc $(KERNEL_LDFLAGS) -Wl,--disable-dynamicbase -Wl,--image-base,0x10000 -Wl,-e,_loader_start -s -o $@ \
	    $(LOADER_OBJECTS) $(NEWLIB_LIBC) -lgcc

# .bss has no bytes in the file, but the boot sector loads the file as it is.
$(BUILD)/loader.bin: $(BUILD)/loader.exe
	$(CROSS)objcopy --set-section-flags .bss=alloc,load,contents,data $< $@

$(BUILD)/boot.bin: firmware/boot.S
	@mkdir -p $(@D)
	$(CROSS)gcc -c $< -o $(BUILD)/boot.o
	$(CROSS)objcopy -O binary -j .text $(BUILD)/boot.o $@

-include $(LOADER_OBJECTS:.o=.d)
