# Unit tests: tests/unit/test_*.c and fuzz_*.c run on the host. The first lines of each, `// sources: a.c b.c`, name
# what is linked with it.

UNIT_SOURCES := $(wildcard tests/unit/test_*.c tests/unit/fuzz_*.c)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))
UNIT_FLAGS := -std=c11 -g -O1 -Wall -Wextra $(if $(CI),-Werror) -fsanitize=address,undefined -fno-sanitize-recover=all -I. -Immu/x86
unit_sources = $(shell sed -n 's,^// sources: *,,p' tests/unit/$(1).c) $(wildcard tests/unit/host.c)

define unit_rule
$(BUILD)/unit/$(1): tests/unit/$(1).c $(call unit_sources,$(1))
	@mkdir -p $$(@D)
	$$(HOST_CC) $$(UNIT_FLAGS) $$(filter %.c,$$^) -o $$@
	@# A compiler writes dependencies of one source only when it compiles several; -MM lists them all.
	@$$(HOST_CC) $$(UNIT_FLAGS) -MM -MP -MT $$@ $$(filter %.c,$$^) >$$@.d
endef
$(foreach test,$(notdir $(UNIT_TESTS)),$(eval $(call unit_rule,$(test))))

-include $(UNIT_TESTS:%=%.d)
