# Faultline: the one entry point. `make help` lists what it can do; README.md tells what it is.
#
# Everything that is built lies in build/: disk/ images with debug information, volume/ the same stripped, as they go
# on the C: volume, sym/ their symbols for the golden form, test/ and run/ what the machine wrote.

BUILD := build
CROSS := i686-w64-mingw32-
HOST_CC := cc

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
# As many at a time as there are processors, if nobody says how many. A make that make has started has its share.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(or $(JOBS),$(shell nproc))
endif

# What a user may say on the command line; the scripts read it from the environment, so any text may stand in it.
export EXE ARGS DLLS SYS STDIN BOOT RAM DISK RAW QUIET OUT SCENE FAULT LINE EXCEPTION JUNIT JOBS FILE COUNT SEED VERIFY POLICIES PATTERNS
export BUILD CROSS
# A folder of the user's is given by himself, and not by what his environment happens to call so.
export DRIVE_D = $(if $(filter command,$(firstword $(origin DIR))),$(DIR))
# With it `cd` prints where it went, and looks elsewhere first.
unexport CDPATH
# AWK=gawk, mawk or busybox: the awk of every script.
ifneq ($(filter-out awk,$(AWK)),)
AWK_FOLDER := $(shell BUILD=$(BUILD) sh tests/awk.sh $(AWK))
$(if $(AWK_FOLDER),,$(error AWK=$(AWK) cannot be had))
export PATH := $(AWK_FOLDER):$(PATH)
endif
# One date for everything that writes dates (ld, mtools): the same sources give the same bytes.
export SOURCE_DATE_EPOCH := 1767225600

# The packages are made sure of before anything else, for the rules ask the compiler. Where they cannot be installed, what is to
# be typed is all that is said.
groups_of_test := gdb awk
groups_of_gdb := gdb
groups_of_gdb-all := gdb
groups_of_lint := lint machine
groups_of_lint-quick := lint machine
groups_of_emulators := emulators
quiet_goals := help clean events
ifneq ($(if $(MAKECMDGOALS),$(filter-out $(quiet_goals),$(MAKECMDGOALS)),all),)
PACKAGES_MISSING := $(shell sh images/packages.sh $(sort $(foreach goal,$(MAKECMDGOALS),$(groups_of_$(goal)))))
$(if $(PACKAGES_MISSING),$(error $(PACKAGES_MISSING)))
include firmware/rules.mk tests/unit/machine/rules.mk
include images/newlib.mk
include images/ntdll/rules.mk images/kernel32/rules.mk images/user32/rules.mk images/advapi32/rules.mk images/psapi/rules.mk images/cmd/rules.mk images/msvcrt/rules.mk
include images/rules.mk images/install.mk images/programs/rules.mk images/drivers/rules.mk tests/rules.mk tests/reader/rules.mk tests/lint.mk
endif

.PHONY: always all run shell test test-layouts test-programs scene bless repeat emulators gdb gdb-all look events bench bench-policies crowd torture fuzz-calls failures orders mutants clean help
always:

all: $(IMAGES_READY)

run: all
	@sh tests/play.sh

shell: all
	@sh tests/shell.sh

scene: all
	@sh tests/scene.sh "$${SCENE:-default}" "$${OUT:-$(BUILD)/scene}"

test: all $(UNIT_TESTS) reader
	@sh tests/run.sh

bless: all
	@sh tests/bless.sh

test-layouts: all
	@sh tests/layouts.sh
	@[ -n "$$SCENE" ] || sh tests/upper.sh

repeat: all
	@sh tests/repeat.sh

test-programs: all
	@sh images/packages.sh programs
	@sh tests/programs.sh $(PROGRAMS)

emulators: all
	@$(MAKE) --no-print-directory $(V86)
	@sh tests/emulators.sh

gdb: all
	@sh tests/gdb.sh

gdb-all: all
	@COUNT=all TIMEOUT=3600 sh tests/gdb_log_test.sh
	@COUNT=all sh tests/gdb_test.sh

look: all
	@sh tests/look.sh

events:
	@sh tests/events.sh

bench: all
	@sh tests/bench.sh

bench-policies: all $(BUILD)/policies-optimum
	@sh tests/policies.sh

crowd: all
	@sh tests/crowd.sh

orders: all
	@sh tests/orders.sh

fuzz-calls: all
	@sh tests/fuzz_calls.sh

failures: all
	@sh tests/failures.sh

torture: all
	@sh tests/torture.sh

mutants: all
	@$(MAKE) --no-print-directory $(UNIT_TESTS) reader
	@sh tests/mutants.sh $(MUTANTS)

clean:
	rm -rf $(BUILD)

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: make                         build everything: kernel, DLLs, programs, symbols
#: make run                     run the default scene: two processes that share USER32.DLL; the log as it comes
#: make run SCENE=x             the scene x of tests/scenes instead; docs/teach.md says what each shows
#: make run EXE=path/to/any.exe run a stock 32-bit Windows console program, or a batch file (docs/cmd.md)
#:      ARGS="one two"          its arguments
#:      DLLS="a.dll b.txt"      more files for the program's folder
#:      SYS="my.sys X=on.sys"   drivers: loaded at the start, or when \\.\X is opened (docs/drivers.md)
#:      DIR=folder              that folder is drive D:, to be read and written, of gdb a copy of it (docs/drivers.md, A host folder)
#:      RAW=1, QUIET=1          the log without names for addresses; only the program's output and the table
#:  Wherever something is run (run, scene, bless, gdb):
#:      STDIN=file              what it reads from the console
#:      BOOT="/MAXMEM=2"        more BOOT.INI switches (docs/design.md, section 8)
#:      RAM=64                  megabytes of memory beside the RAM disk; DISK=64 those of the RAM disk (32, at most 255)
#:      TIMEOUT=300             seconds after which the machine is ended
#:      OUT=folder              where serial.log, console.log, status and disk.img go (build/run, build/scene)
#:      SAVE=yes                keep the volume as it was at the end (make run)
#:      SCENES=folder           scenes of your own, instead of tests/scenes (docs/ci.md)
#: make shell                   CMD.EXE on this terminal, the log in a file (build/shell); EXE= another program, ARGS, DLLS as for run
#: make scene SCENE=x           run one scene and give its verdict: is its log the golden one?
#: make bless SCENE=x           show how its golden log would change, and change it; SCENE=all: every scene's
#: make gdb SCENE=x FAULT=17    stop at the 17th fault of a scene or of EXE=, with all symbols (docs/gdb-guide.md)
#:      LINE=36, EXCEPTION=1    at any line of the log, at the first exception
#: make look                    what the last run, or OUT=, left: the table, its images, its volume; after a run with BOOT=/LOG=all a picture
#:      SCENE=objects           of that scene, which is run first; its object picture as well
#:      AT=1234, ADDRESS=401000 of the frames as they were behind that line of the log; with the walk of an address
#: make install                 the command `faultline` (docs/command.md), with all that it needs beside it
#:      PREFIX=/usr/local       where to; DESTDIR= a folder before it
#: make dist                    the same as an archive, build/faultline-VERSION.tar.xz, that needs no compiler
#: make clean                   remove build/
#:
#: make test                    unit tests, every scene against its golden log, the witness, the books checked, the runner's self-test
#:      JUNIT=file JOBS=n       a JUnit report; how many at a time (all processors)
#:      WITNESS=no              scenes without their witness, QEMU's own trace
#:      AWK=gawk                any of it under this awk: mawk, gawk or busybox (the system's)
#: make lint                    the form of sources, floors, scripts in every shell, awk programs in every awk, cppcheck, clang-tidy
#: make events                  each event of the log and the scene that shows it
#: make coverage [FILE=source]  how many lines of each source the unit tests reach; of one, the lines they do not
#: make gdb-all                 holds every fault of a scene, and lines of others, under gdb against log and emulator; steps one in each layout
#: make test-programs           Lua, SQLite, TinyCC, lz4, Duktape from Debian's sources at work in the machine; their faults by kind
#:      PROGRAMS="lua lz4"      only these
#: make reader-scenes           every scene with all of the log, read by a program that knows only docs/log-format.md
#: make reader-mutants          what of these logs can be changed without the reader seeing it
#:      COUNT=200 SEED=1        how many changes for each event, and where their choice begins
#: make test-layouts [SCENE=x]  each scene in each layout (/3GB, ...), plain and with /VERIFY: what differs must follow from the switch
#: make repeat [SCENE=x]        each scene ten times in a row and two at once: the logs must be the same bytes
#: make emulators [SCENE=x]     each scene on two processors, Bochs and v86: the logs must be the same bytes as QEMU's
#: make bench                   what things cost: operations and growth in instructions, the host's time (tests/bench.sh: compare, write)
#: make bench-policies          what each replacement policy reads back, pattern by pattern, beside the optimum (tests/policies.sh: write)
#: make crowd                   10,000 threads and 4,000 processes at once, what is said at each limit, 100,000 that come and go
#: make orders EXE=my.exe        every order of its threads (BOUND=10000 at most), until one fails; EVERY=1, ARGS, RAM, BOOT
#: make fuzz-calls              ten million system calls with bad arguments, in each layout, with few frames, under /VERIFY
#: make failures                the page file fails once, at one request after the other, under a kernel that pages itself; some minutes
#: make torture                a million random operations on memory in four processes with few frames, books and bytes checked
#:      COUNT=1000000 SEED=1    how many, and where chance begins; VERIFY=61 of how many events one is a check
#: make mutants                plants bugs in a copy of the sources, one after the other, and says what finds each; a quarter of an hour
#:      MUTANTS="slot-leaks"    only these of tests/mutants
#:
#: BUILD=folder for all of them: where everything is built (build). CROSS= and HOST_CC=: the compilers (i686-w64-mingw32-, cc).
