# What a user of the machine needs at use: the images, the scripts that run it, the scenes as models, the docs. The scripts find
# what is built beside them, so the tree can lie anywhere. The compiler's own DLLs, which one scene takes along, stay with the compiler.

PREFIX := /usr/local
DIST := faultline-$(VERSION)
SHARE = $(DESTDIR)$(PREFIX)/share/faultline

VERSION_FILE := $(BUILD)/version
IMAGES_READY += $(VERSION_FILE)
$(VERSION_FILE): docs/CHANGELOG.md
	@mkdir -p $(@D)
	echo $(VERSION) >$@

INSTALLED := README.md LICENSE docs images/mkdisk.sh images/longnames.awk images/drivers \
             $(wildcard tests/*.sh tests/*.awk) tests/command tests/pe tests/gdb tests/scenes
INSTALLED_BUILT := $(addprefix $(BUILD)/,boot.bin loader.bin build-id version toolchain status-names volume sym disk/WINDOWS)

.PHONY: install dist
install: all
	rm -rf "$(SHARE)"
	mkdir -p "$(SHARE)/build" "$(DESTDIR)$(PREFIX)/bin"
	tar -cf - $(INSTALLED) | tar -xf - -C "$(SHARE)"
	tar -C $(BUILD) --exclude='volume/PROGRAMS/lib*' -cf - $(INSTALLED_BUILT:$(BUILD)/%=%) | tar -xf - -C "$(SHARE)/build"
	install -m 755 images/faultline.sh "$(DESTDIR)$(PREFIX)/bin/faultline"

# The same commit gives the same bytes: no dates, owners or orders of this host.
dist: all
	rm -rf $(BUILD)/dist
	@$(MAKE) --no-print-directory install DESTDIR=$(abspath $(BUILD))/dist/ PREFIX=$(DIST)
	find $(BUILD)/dist -type d -exec chmod 755 {} + -o -type f -perm -u+x -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
	tar -C $(BUILD)/dist --sort=name --mtime=@$(SOURCE_DATE_EPOCH) --owner=0 --group=0 --numeric-owner --format=ustar \
	    -cf - $(DIST) | xz -9 -T1 >$(BUILD)/$(DIST).tar.xz
	@ls -l $(BUILD)/$(DIST).tar.xz
