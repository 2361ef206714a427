# Drivers, each by one command of the stock compiler with its stock headers (ddk/) and import libraries: what the kernel
# exports (sched/driver/exports.def) is found when a driver is loaded. The same command makes a user's own (docs/drivers.md).
# They lie beside the volume's folders: a scene's `drivers` says which are on it.

DRIVER_NAMES := $(filter-out layout,$(basename $(notdir $(wildcard images/drivers/*.c))))
# One that is a folder of sources.
DRIVER_NAMES += host
DRIVER_IMAGES := $(DRIVER_NAMES:%=DRIVERS/%.sys)
DRIVER_CFLAGS := -std=gnu11 -O1 -g -Wall -Wextra -fno-omit-frame-pointer -fno-asynchronous-unwind-tables \
                 -ffile-prefix-map=$(CURDIR)=.
# Where <ddk/ntddk.h> looks for its sister <wdm.h>.
DRIVER_HEADERS = $(patsubst %/wdm.h,%,$(shell $(CROSS)gcc -E -M -include ddk/wdm.h -x c /dev/null | grep -o '[^ ]*/ddk/wdm[.]h'))
DRIVER_LDFLAGS := -shared -nostdlib -Wl,--subsystem,native -Wl,-e,_DriverEntry@8 -Wl,--no-insert-timestamp

IMAGES_READY += $(addprefix $(BUILD)/disk/,$(DRIVER_IMAGES)) $(addprefix $(BUILD)/volume/,$(DRIVER_IMAGES)) \
                $(DRIVER_NAMES:%=$(BUILD)/sym/%.sys.sym) $(BUILD)/drivers-layout

# Divisions of 64 bits are the compiler's own library's.
define link_driver
	@mkdir -p $(@D)
	$(CROSS)gcc $(DRIVER_CFLAGS) -isystem $(DRIVER_HEADERS) $(filter %.c,$^) -o $@ $(DRIVER_LDFLAGS) $(LINK_MORE) -lntoskrnl -lhal -lgcc
endef

$(BUILD)/disk/DRIVERS/%.sys: images/drivers/%.c
	$(link_driver)

$(BUILD)/disk/DRIVERS/edu.sys: images/drivers/edu.h

$(BUILD)/disk/DRIVERS/host.sys: $(wildcard images/drivers/host/*.[ch])
	$(link_driver)

$(BUILD)/sym/%.sys.sym: $(BUILD)/disk/DRIVERS/%.sys tests/symbols.sh $(wildcard tests/pe/*.awk)
	@mkdir -p $(@D)
	sh tests/symbols.sh $< >$@

# The kernel's idea of NT's structures against the stock headers.
$(BUILD)/drivers-layout: images/drivers/layout.c sched/driver/ntdriver.h
	$(CROSS)gcc -std=gnu11 -Wall -I. -isystem $(DRIVER_HEADERS) -c $< -o $@
