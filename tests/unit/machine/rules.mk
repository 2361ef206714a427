# Tests on the host machine: those of tests/unit whose first line is `// machine`. Read before tests/rules.mk, which leaves
# them out.
#
# The machine is a 32-bit process, so that the kernel's addresses are its own; it lies above the kernel's, so that the
# lower half is the programs'. Where no such program can be made or run, each test is one that says so. There is one machine
# for each format of page tables: test_tables has two-level ones, test_tables-x86pae three-level ones.

MACHINE_NAMES := $(patsubst tests/unit/%.c,%,$(shell grep -l '^// machine' tests/unit/*.c))
MACHINE_TESTS := $(foreach format,$(PAGETABLE_FORMATS),$(MACHINE_NAMES:%=$(BUILD)/unit/%$(suffix_of_$(format))))
MACHINE_BASE_FLAGS = -m32 -fno-pie -Itests/unit/machine $(UNIT_FLAGS) -Wno-array-bounds
MACHINE_LINK := -no-pie -Wl,-Ttext-segment=0xc8000000
# What a test puts in the place of a kernel function, for whoever calls it from another file: `// wrap: NAME…`.
machine_wrap = $(addprefix -Xlinker --wrap=,$(shell sed -n "s,^// wrap: *,,p" tests/unit/$(1).c))
MACHINE_SOURCES := $(wildcard mmu/*.c storage/*.c sched/dispatch/*.c tests/unit/machine/*.c) \
	sched/dispatch/switch.S firmware/bootini.c firmware/noexecute.c firmware/log.c firmware/clock.c firmware/instruction.c firmware/trap.c firmware/watch.c firmware/level.c
MACHINE_CAN := $(BUILD)/unit/machine/can

$(MACHINE_CAN): images/packages.sh
	@mkdir -p $(@D)
	@sh images/packages.sh machine || :
	@echo 'int main(void) { return 0; }' >$@.c
	@if $(HOST_CC) $(MACHINE_BASE_FLAGS) $(MACHINE_LINK) $@.c -o $@.out 2>$@.said && $@.out; then \
	    echo yes >$@; else echo no >$@; fi

# $(1): a format; its objects lie in a folder of their own. The assembler names of PE images begin with an underscore, those of
# this host do not.
define machine_rules
MACHINE_OBJECTS_$(1) := $(patsubst %,$(BUILD)/unit/machine/$(1)/%.o,$(basename $(MACHINE_SOURCES)))
MACHINE_FLAGS_$(1) = $$(MACHINE_BASE_FLAGS) -Itests/unit/machine/$(1) -Immu/$(1)

$(BUILD)/unit/machine/$(1)/%.o: %.c $(MACHINE_CAN)
	@mkdir -p $$(@D)
	@[ "$$$$(cat $(MACHINE_CAN))" = no ] || $(HOST_CC) $$(MACHINE_FLAGS_$(1)) -MMD -MP -c $$< -o $$@

$(BUILD)/unit/machine/$(1)/%.o: %.S $(MACHINE_CAN)
	@mkdir -p $$(@D)
	@[ "$$$$(cat $(MACHINE_CAN))" = no ] || $(HOST_CC) -m32 -Wa,--noexecstack -D_switch_stacks=switch_stacks \
	    -D_switch_first=switch_first -D_dispatcher_first=dispatcher_first -c $$< -o $$@

$(MACHINE_NAMES:%=$(BUILD)/unit/%$(suffix_of_$(1))): $(BUILD)/unit/%$(suffix_of_$(1)): $(BUILD)/unit/machine/$(1)/tests/unit/%.o $$(MACHINE_OBJECTS_$(1))
	@if [ "$$$$(cat $(MACHINE_CAN))" = no ]; then \
	    printf '#!/bin/sh\necho "no 32-bit programs with sanitizers here (amd64 with gcc-multilib)"\nexit 77\n' >$$@; \
	    chmod +x $$@; \
	else $(HOST_CC) $$(MACHINE_FLAGS_$(1)) $(MACHINE_LINK) $$(call machine_wrap,$$*) $$(filter %.o,$$^) -o $$@; fi

-include $$(MACHINE_OBJECTS_$(1):.o=.d) $(MACHINE_NAMES:%=$(BUILD)/unit/machine/$(1)/tests/unit/%.d)
endef
$(foreach format,$(PAGETABLE_FORMATS),$(eval $(call machine_rules,$(format))))
