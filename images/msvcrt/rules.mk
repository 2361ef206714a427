# MSVCRT.DLL: Newlib and the ABI around it. Needs images/newlib.mk before it.

MSVCRT      := $(BUILD)/disk/WINDOWS/SYSTEM32/MSVCRT.DLL
MSVCRT_OBJ  := $(BUILD)/msvcrt
# What each start of a process runs through lies together (images/ntdll/rules.mk).
MSVCRT_START := $(addprefix images/msvcrt/,data.c exit.c heap.c lock.c startup.c stream.c stream_lock.c stream_std.c text.c thread.c times.c)
# And this behind everything: it came late, and moves nothing there.
MSVCRT_LAST := images/msvcrt/conio_key.c
MSVCRT_SRC  := $(call in_order,$(filter-out $(MSVCRT_LAST),$(wildcard images/msvcrt/*.c images/msvcrt/*.S)),$(MSVCRT_START))
MSVCRT_FRONT := $(addprefix $(MSVCRT_OBJ)/,$(addsuffix .o,$(notdir $(MSVCRT_SRC))))
MSVCRT_BACK := $(addprefix $(MSVCRT_OBJ)/,$(addsuffix .o,$(notdir $(MSVCRT_LAST))))
MSVCRT_OBJS := $(MSVCRT_FRONT) $(MSVCRT_BACK)

# The compiler must see Newlib's headers and not take the target for Windows, as when it built Newlib itself.
MSVCRT_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra $(if $(CI),-Werror) -ffreestanding -fno-stack-protector -mno-stack-arg-probe \
    -Wstack-usage=3900 -fno-asynchronous-unwind-tables -march=i686 -D__DYNAMIC_REENT__ \
    -U_WIN32 -U__WIN32__ -U__WIN32 -UWIN32 -U__MINGW32__ -U__MSVCRT__ -UWINNT \
    -ffile-prefix-map=$(CURDIR)=. -nostdinc -isystem $(shell gcc -print-file-name=include) -isystem $(NEWLIB_INCLUDE)

# What hardly any program calls lies behind all else, where the linker puts .text$NAME: so it moves nothing.
$(addprefix $(MSVCRT_OBJ)/,popen.c.o shell.c.o): MSVCRT_CFLAGS += -ffunction-sections

$(MSVCRT_OBJ)/%.o: images/msvcrt/% images/msvcrt/rules.mk $(NEWLIB_STAMP)
	@mkdir -p $(@D)
	@echo "cc    $<"
	@$(CROSS)gcc $(MSVCRT_CFLAGS) -MMD -MP -c $< -o $@

$(MSVCRT): $(MSVCRT_OBJS) $(KERNEL32_IMPORT) images/msvcrt/msvcrt.def images/msvcrt/rules.mk $(NEWLIB_STAMP)
	@mkdir -p $(@D)
	@echo "link  $@"
	@$(CROSS)gcc -shared -nostdlib -Wl,--image-base,0x77c10000,--no-insert-timestamp,--kill-at,-e,_dll_main@12 \
	    -o $@ $(MSVCRT_FRONT) images/msvcrt/msvcrt.def $(NEWLIB_LIBM) $(NEWLIB_LIBC) $(KERNEL32_IMPORT) $(MSVCRT_BACK) $(KERNEL32_IMPORT) -lgcc
	@# KERNEL32 by our own import library: its hints are places in our table of exports, the stock one's are not.
	@# Nothing but Windows may be asked for: a name of Newlib's that is missing must not become an import.
	@$(CROSS)objdump -p $@ | LC_ALL=C awk '/DLL Name/ && !/KERNEL32.DLL/ { print "$@ imports", $$3; bad = 1 } END { exit bad }'

-include $(MSVCRT_OBJS:.o=.d)
