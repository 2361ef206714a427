# `make lint`: everything that reads the sources and does not run them. Packages for it are asked for only here.
#
# clang-tidy takes minutes, so each source has a stamp in build/lint; a changed header makes all of them anew.

LINT := $(BUILD)/lint
LINT_HEADERS := $(filter-out $(BUILD)/%,$(wildcard */*.h */*/*.h */*/*/*.h */*/*/*/*.h))
LINT_KERNEL := $(wildcard firmware/*.c mmu/*.c sched/*/*.c storage/*.c)
LINT_DLLS := $(wildcard images/ntdll/*.c images/kernel32/*.c images/user32/*.c images/advapi32/*.c images/psapi/*.c images/cmd/*.c)
LINT_MSVCRT := $(wildcard images/msvcrt/*.c)
LINT_MACHINE := $(wildcard tests/unit/machine/*.c) $(MACHINE_NAMES:%=tests/unit/%.c)
LINT_UNIT := $(filter-out $(LINT_MACHINE),$(wildcard tests/unit/*.c))
LINT_READER := $(wildcard tests/reader/*.c)
LINT_SOURCES := $(LINT_KERNEL) $(LINT_DLLS) $(LINT_MSVCRT) $(LINT_UNIT) $(LINT_MACHINE) $(LINT_READER)
LINT_STAMPS := $(LINT_SOURCES:%=$(LINT)/%.tidy)

# What the compiler is told that matters to a reader: the target, the headers. The programs are left out: doing wrong is
# what they are for.
LINT_WINDOWS := -target i686-w64-mingw32 -std=gnu11 -ffreestanding -I. -Immu/x86
$(LINT_KERNEL:%=$(LINT)/%.tidy): LINT_FLAGS = $(LINT_WINDOWS) -isystem $(NEWLIB_INCLUDE) -DFAULTLINE_VERSION='"0"'
$(LINT_DLLS:%=$(LINT)/%.tidy): LINT_FLAGS = $(LINT_WINDOWS) -D_WIN32_WINNT=0x0601
$(LINT_MSVCRT:%=$(LINT)/%.tidy): LINT_FLAGS = $(LINT_WINDOWS) -D__DYNAMIC_REENT__ -U_WIN32 -U__WIN32__ -U__WIN32 -UWIN32 \
	-U__MINGW32__ -U__MSVCRT__ -UWINNT -nostdlibinc -isystem $(NEWLIB_INCLUDE)
LINT_HOST = -std=c11 -I. -Immu/x86 $(shell sed -n 's,^// flags: *,,p' $<)
$(LINT_UNIT:%=$(LINT)/%.tidy): LINT_FLAGS = $(LINT_HOST)
$(LINT_READER:%=$(LINT)/%.tidy): LINT_FLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L
$(LINT_MACHINE:%=$(LINT)/%.tidy): LINT_FLAGS = -m32 -Itests/unit/machine -Itests/unit/machine/x86 $(LINT_HOST)

$(LINT)/%.tidy: % $(LINT_HEADERS) .clang-tidy | $(NEWLIB_STAMP)
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- $(LINT_FLAGS) >$@.said 2>/dev/null || { cat $@.said; exit 1; }
	@rm -f $@.said
	@: >$@

.PHONY: lint lint-quick
lint: lint-quick $(LINT_STAMPS)
	@echo 'lint: nothing found'

lint-quick:
	@sh tests/lint.sh

$(LINT_STAMPS):
