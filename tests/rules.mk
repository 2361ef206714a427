# Unit tests: tests/unit/test_*.c, fuzz_*.c and torture_*.c run on the host. The first lines of each say what is linked
# with it: `// sources: a.c b.c` name files, `// machine` means the kernel on the host (tests/unit/machine.h); and
# `// flags: -DX` what the compiler is told beside UNIT_FLAGS.

UNIT_SOURCES := $(wildcard tests/unit/test_*.c tests/unit/fuzz_*.c tests/unit/torture_*.c)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))
UNIT_LEVEL := -O1
UNIT_FLAGS := -std=c11 -g $(UNIT_LEVEL) -Wall -Wextra $(if $(CI),-Werror) -fsanitize=address,undefined -fno-sanitize-recover=all \
	-I. -Immu/$(PAGETABLE_FORMAT)
MACHINE_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(shell grep -l '^// machine' $(UNIT_SOURCES)))
unit_sources = $(foreach name,$(shell sed -n 's,^// sources: *,,p' tests/unit/$(1).c),$(or $(wildcard $(name)),$(name))) \
	$(wildcard tests/unit/host.c)
unit_flags = $(UNIT_FLAGS) $(shell sed -n 's,^// flags: *,,p' tests/unit/$(1).c)

# The list of sources is given to the compiler as it stands here: the dependencies of an earlier build may name others.
define unit_rule
$(BUILD)/unit/$(1): tests/unit/$(1).c $(call unit_sources,$(1))
	@mkdir -p $$(@D)
	$$(HOST_CC) $(call unit_flags,$(1)) tests/unit/$(1).c $(call unit_sources,$(1)) -o $$@
	@# A compiler writes dependencies of one source only when it compiles several; -MM lists them all.
	@$$(HOST_CC) $(call unit_flags,$(1)) -MM -MP -MT $$@ tests/unit/$(1).c $(call unit_sources,$(1)) >$$@.d
endef
$(foreach test,$(notdir $(filter-out $(MACHINE_TESTS),$(UNIT_TESTS))),$(eval $(call unit_rule,$(test))))

# The machine is a 32-bit process, so that the kernel's addresses are its own; it lies above the kernel's, so that the
# lower half is the programs'. Where no such program can be made or run, each test is one that says so.
MACHINE_FLAGS := -m32 -fno-pie -Itests/unit/machine $(UNIT_FLAGS) -Wno-array-bounds
MACHINE_LINK := -m32 -no-pie -Wl,-Ttext-segment=0xc8000000
MACHINE_SOURCES := $(wildcard mmu/*.c mmu/x86/*.c storage/*.c sched/dispatch/*.c tests/unit/machine/*.c) \
	sched/dispatch/switch.S firmware/log.c firmware/clock.c firmware/trap.c
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
	    printf '#!/bin/sh\necho "no 32-bit programs with sanitizers here (gcc-multilib, amd64)"\nexit 77\n' >$@; \
	    chmod +x $@; \
	else $(HOST_CC) $(MACHINE_FLAGS) $(MACHINE_LINK) $^ -o $@; fi

-include $(UNIT_TESTS:%=%.d) $(MACHINE_OBJECTS:%.o=%.d) $(MACHINE_TESTS:$(BUILD)/unit/%=$(BUILD)/unit/machine/tests/unit/%.d)

# Dependencies of an earlier build may name a source that has moved since. That is no error: what was made of it is
# made anew, and a source that is really missing is missed by the compiler.
%.c: ;
%.h: ;

# The unit tests once more, each with counters of the lines it reaches (tests/coverage.sh).
.PHONY: unit coverage
unit: $(UNIT_TESTS)

coverage:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/coverage HOST_CC='$(HOST_CC) --coverage' UNIT_LEVEL=-O0 unit
	@sh tests/coverage.sh
