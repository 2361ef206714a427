# The reader of logs, a program of the host: read and mutate as they are used, read.checked for the tests, which looks for
# its own faults as well.

READER := $(BUILD)/reader
READER_SHARED := $(filter-out tests/reader/main.c tests/reader/mutate.c,$(wildcard tests/reader/*.c))
READER_FLAGS := -std=c11 -D_POSIX_C_SOURCE=200809L -g -Wall -Wextra $(if $(CI),-Werror)
READER_TOOLS := $(READER)/read $(READER)/mutate $(READER)/read.checked

$(READER)/read: tests/reader/main.c $(READER_SHARED)
$(READER)/mutate: tests/reader/mutate.c $(READER_SHARED)
$(READER)/read.checked: tests/reader/main.c $(READER_SHARED)
$(READER)/read.checked: READER_FLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all
$(READER_TOOLS): $(wildcard tests/reader/*.h)
	@mkdir -p $(@D)
	$(HOST_CC) $(READER_FLAGS) -O2 $(filter %.c,$^) -o $@

.PHONY: reader reader-scenes reader-mutants
reader: $(READER_TOOLS)

reader-scenes: all reader
	@sh tests/reader.sh table

reader-mutants: all reader
	@sh tests/reader.sh mutants
