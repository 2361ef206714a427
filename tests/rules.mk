# Unit tests: tests/unit/test_*.c, fuzz_*.c and torture_*.c run on the host. The first lines of each say what is linked
# with it: `// sources: a.c b.c` name files, `// machine` means the kernel on the host (tests/unit/machine.h); and
# `// flags: -DX` what the compiler is told beside UNIT_FLAGS. With `// machine` or `// formats` there is one for each format of
# page tables.

UNIT_SOURCES := $(wildcard tests/unit/test_*.c tests/unit/fuzz_*.c tests/unit/torture_*.c)
PLAIN_NAMES := $(filter-out $(MACHINE_NAMES),$(patsubst tests/unit/%.c,%,$(UNIT_SOURCES)))
FORMAT_NAMES := $(patsubst tests/unit/%.c,%,$(shell grep -l '^// formats' tests/unit/*.c))
UNIT_TESTS := $(MACHINE_TESTS) $(PLAIN_NAMES:%=$(BUILD)/unit/%) $(FORMAT_NAMES:%=$(BUILD)/unit/%$(suffix_of_x86pae))
UNIT_LEVEL := -O1
# Of the debug information a report of the sanitizers needs lines, and nobody is there to step.
UNIT_FLAGS := -std=c11 $(if $(CI),-g1,-g) $(UNIT_LEVEL) -Wall -Wextra $(if $(CI),-Werror) -fsanitize=address,undefined -fno-sanitize-recover=all \
	-I.
unit_sources = $(foreach name,$(shell sed -n 's,^// sources: *,,p' tests/unit/$(1).c),$(or $(wildcard $(name)),$(name))) \
	$(wildcard tests/unit/host.c)
unit_flags = $(shell sed -n 's,^// flags: *,,p' tests/unit/$(1).c)
empty :=
space := $(empty) $(empty)

# $(1): the test, $(2): the format. Its objects lie in a folder that is named by the format and by what flags it has: several tests
# may be linked with them.
unit_folder = $(BUILD)/unit/objects/$(2)$(subst =,_,$(subst /,_,$(subst $(space),,$(call unit_flags,$(1)))))
unit_objects = $(patsubst %.c,$(call unit_folder,$(1),$(2))/%.o,tests/unit/$(1).c $(call unit_sources,$(1)))
define unit_rule
$(BUILD)/unit/$(1)$(suffix_of_$(2)): $(call unit_objects,$(1),$(2))
	$$(HOST_CC) $(UNIT_FLAGS) $$^ -o $$@
UNIT_FOLDERS += $(call unit_folder,$(1),$(2))
UNIT_FORMAT_OF_$(call unit_folder,$(1),$(2)) := $(2)
UNIT_FLAGS_OF_$(call unit_folder,$(1),$(2)) := $(call unit_flags,$(1))
UNIT_OBJECTS += $(call unit_objects,$(1),$(2))
endef
$(foreach test,$(PLAIN_NAMES),$(eval $(call unit_rule,$(test),x86)))
$(foreach test,$(FORMAT_NAMES),$(eval $(call unit_rule,$(test),x86pae)))

define unit_folder_rule
$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(HOST_CC) $(UNIT_FLAGS) -Immu/$(UNIT_FORMAT_OF_$(1)) $(UNIT_FLAGS_OF_$(1)) -MMD -MP -c $$< -o $$@
endef
$(foreach folder,$(sort $(UNIT_FOLDERS)),$(eval $(call unit_folder_rule,$(folder))))

-include $(sort $(UNIT_OBJECTS:.o=.d))

# Dependencies of an earlier build may name a source that has moved since. That is no error: what was made of it is
# made anew, and a source that is really missing is missed by the compiler.
%.c: ;
%.h: ;

# The unit tests once more, each with counters of the lines it reaches (tests/coverage.sh).
.PHONY: unit coverage
unit: $(UNIT_TESTS)

coverage:
	@$(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(or $(JOBS),$(shell nproc))) BUILD=$(BUILD)/coverage HOST_CC='$(HOST_CC) --coverage' UNIT_LEVEL=-O0 unit
	@sh tests/coverage.sh

# The emulator that comes by npm, in the version and with the checksum of the lock file; asked for by `make emulators` only.
V86 := $(BUILD)/emulators/node_modules/v86/package.json
$(V86): tests/emulators/package.json tests/emulators/package-lock.json
	@mkdir -p $(BUILD)/emulators
	cp $^ $(BUILD)/emulators/
	npm ci --prefix $(BUILD)/emulators --ignore-scripts --no-audit --no-fund
	@touch $@

# What the best possible policy would read of each pattern (tests/policies.sh).
$(BUILD)/policies-optimum: tests/policies/optimum.c tests/policies/optimum.h tests/policies/touches.h images/programs/patterns.h
	$(HOST_CC) -std=c11 -O2 -Wall -Wextra $(if $(CI),-Werror) -I. $< -o $@

# Goldens are bound to what the images are made with; written anew with them.
$(BUILD)/toolchain: tests/toolchain.sh $(NEWLIB_STAMP) $(addprefix $(BUILD)/disk/,$(SYSTEM_IMAGES))
	@sh tests/toolchain.sh $(NEWLIB) >$@
IMAGES_READY += $(BUILD)/toolchain
