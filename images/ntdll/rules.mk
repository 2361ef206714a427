# NTDLL.DLL, and the flags that the three system DLLs share.
SYSDLL_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Wno-unused-parameter $(if $(CI),-Werror) -I. -D_WIN32_WINNT=0x0601 -ffreestanding \
	-fno-stack-protector -mno-stack-arg-probe -fno-asynchronous-unwind-tables -fno-ident -march=i686 \
	-fno-tree-loop-distribute-patterns -ffile-prefix-map=$(CURDIR)=. -MMD -MP
SYSDLL_LDFLAGS := -nostdlib -shared -Wl,--no-insert-timestamp -Wl,--section-alignment,4096 -Wl,--file-alignment,512 \
	-Wl,--kill-at -Wl,--dynamicbase -Wl,--subsystem,console

NTDLL         := $(BUILD)/disk/WINDOWS/SYSTEM32/NTDLL.DLL
NTDLL_IMPORT  := $(BUILD)/images/ntdll/libntdll.a
NTDLL_EXPORTS := $(BUILD)/images/ntdll/ntdll.def
# What few programs call lies apart from what each start of a process runs through: so that needs fewer pages.
in_order = $(filter-out $(2),$(1)) $(filter $(2),$(1))
NTDLL_SELDOM  := $(addprefix images/ntdll/,address_wait.c condition.c debug_ui.c parking.c runonce.c srwlock.c \
	heap_check.c heap_walk.c timer_queue.c worker.c alarm.c pool.c pool_io.c pool_legacy.c pool_timer.c pool_wait.c waiter.c)
NTDLL_SOURCES := $(call in_order,$(wildcard images/ntdll/*.c images/ntdll/*.S),$(NTDLL_SELDOM))
NTDLL_OBJECTS := $(NTDLL_SOURCES:images/ntdll/%=$(BUILD)/images/ntdll/%.o) $(BUILD)/images/ntdll/timerheap.c.o

$(BUILD)/images/ntdll/%.c.o: images/ntdll/%.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

# Who is due first, of the timers in queues: the kernel's own heap, which is hardware-free.
$(BUILD)/images/ntdll/timerheap.c.o: sched/dispatch/timerheap.c
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

$(BUILD)/images/ntdll/%.S.o: images/ntdll/%.S
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_CFLAGS) -c $< -o $@

# The exports: the written list, and every system service under its two names, as the stubs spell it (Nt...@bytes).
NTDLL_STUBS := $(BUILD)/images/ntdll/stubs.S.o
$(NTDLL_EXPORTS): images/ntdll/ntdll.def $(NTDLL_STUBS)
	@mkdir -p $(@D)
	cp images/ntdll/ntdll.def $@
	$(CROSS)nm -n $(NTDLL_STUBS) | sed -n 's/.* T _Nt\(.*\)/Nt\1\nZw\1 = Nt\1/p' >>$@

$(NTDLL): $(NTDLL_OBJECTS) $(NTDLL_EXPORTS)
	@mkdir -p $(@D)
	$(CROSS)gcc $(SYSDLL_LDFLAGS) -Wl,--image-base,0x7C900000 -Wl,-e,0 -o $@ $^ -lgcc

$(NTDLL_IMPORT): $(NTDLL_EXPORTS)
	cd $(@D) && $(CROSS)dlltool -k -d $(abspath $<) -l $(notdir $@) # its own files go where it is

-include $(NTDLL_OBJECTS:.o=.d)
