# Newlib, built once. The kernel takes its string functions from libc.a; MSVCRT.DLL is libc.a and libm.a.

NEWLIB         := $(BUILD)/newlib
NEWLIB_STAMP   := $(NEWLIB)/stamp
NEWLIB_INCLUDE := $(NEWLIB)/include
NEWLIB_LIBC    := $(NEWLIB)/lib/libc.a
NEWLIB_LIBM    := $(NEWLIB)/lib/libm.a

$(NEWLIB_STAMP): images/newlib.sh
	@mkdir -p $(NEWLIB)
	@echo "newlib (once; about a minute; what it says is in $(NEWLIB)/log)"
	@sh images/newlib.sh $(NEWLIB) $(CROSS) >$(NEWLIB)/log 2>&1 || { tail -n 20 $(NEWLIB)/log; exit 1; }
	@touch $@

# Whoever links one of these waits for the whole of Newlib.
$(NEWLIB_LIBC) $(NEWLIB_LIBM): $(NEWLIB_STAMP) ;
