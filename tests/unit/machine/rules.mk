# Tests on the host machine: those of tests/unit whose first line is `// machine`. Read before tests/rules.mk, which leaves
# them out.
#
# The machine is a 32-bit process, so that the kernel's addresses are its own; it lies above the kernel's, so that the
# lower half is the programs'. Where no such program can be made or run, each test is one that says so.

MACHINE_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(shell grep -l '^// machine' tests/unit/*.c))
MACHINE_FLAGS = -m32 -fno-pie -Itests/unit/machine $(UNIT_FLAGS) -Wno-array-bounds
MACHINE_LINK := -no-pie -Wl,-Ttext-segment=0xc8000000
# What a test puts in the place of a kernel function, for whoever calls it from another file: `// wrap: NAME…`.
machine_wrap = $(addprefix -Xlinker --wrap=,$(shell sed -n "s,^// wrap: *,,p" tests/unit/$(1).c))
MACHINE_SOURCES := $(wildcard mmu/*.c mmu/$(PAGETABLE_FORMAT)/*.c storage/*.c sched/dispatch/*.c tests/unit/machine/*.c) \
	sched/dispatch/switch.S firmware/bootini.c firmware/log.c firmware/clock.c firmware/instruction.c firmware/trap.c firmware/watch.c
MACHINE_OBJECTS := $(patsubst %,$(BUILD)/unit/machine/%.o,$(basename $(MACHINE_SOURCES)))
MACHINE_CAN := $(BUILD)/unit/machine/can

$(MACHINE_CAN): images/packages.sh
	@mkdir -p $(@D)
	@sh images/packages.sh machine || :
	@echo 'int main(void) { return 0; }' >$@.c
	@if $(HOST_CC) $(MACHINE_FLAGS) $(MACHINE_LINK) $@.c -o $@.out 2>$@.said && $@.out; then \
	    echo yes >$@; else echo no >$@; fi

$(BUILD)/unit/machine/%.o: %.c $(MACHINE_CAN)
	@mkdir -p $(@D)
	@[ "$$(cat $(MACHINE_CAN))" = no ] || $(HOST_CC) $(MACHINE_FLAGS) -MMD -MP -c $< -o $@

# The assembler names of PE images begin with an underscore, those of this host do not.
$(BUILD)/unit/machine/%.o: %.S $(MACHINE_CAN)
	@mkdir -p $(@D)
	@[ "$$(cat $(MACHINE_CAN))" = no ] || $(HOST_CC) -m32 -Wa,--noexecstack -D_switch_stacks=switch_stacks \
	    -D_switch_first=switch_first -D_dispatcher_first=dispatcher_first -c $< -o $@

$(MACHINE_TESTS): $(BUILD)/unit/%: $(BUILD)/unit/machine/tests/unit/%.o $(MACHINE_OBJECTS)
	@if [ "$$(cat $(MACHINE_CAN))" = no ]; then \
	    printf '#!/bin/sh\necho "no 32-bit programs with sanitizers here (amd64 with gcc-multilib)"\nexit 77\n' >$@; \
	    chmod +x $@; \
	else $(HOST_CC) $(MACHINE_FLAGS) $(MACHINE_LINK) $(call machine_wrap,$*) $(filter %.o,$^) -o $@; fi

-include $(MACHINE_OBJECTS:.o=.d) $(MACHINE_TESTS:$(BUILD)/unit/%=$(BUILD)/unit/machine/tests/unit/%.d)
