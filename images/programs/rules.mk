# The programs are ordinary mingw-w64 programs: one source, one command, no special header and no flag but -g, so that
# gdb has lines to show, and one that leaves out what <windows.h> has of windows and sockets: two thirds of a compiler's time.
# The same .EXE runs under Windows. What is named dll_*.c becomes a DLL, just as plainly; what ends in .cpp is C++.
#
# The linker sorts import tables by the paths of the archives that it gets, so these are named from their own folder: wherever
# the build lies, a program asks for its DLLs in the same order. The maps make the debug information the same, too.

PROGRAMS_LIB := $(BUILD)/images/programs
PROGRAM_BY = mkdir -p $(PROGRAMS_LIB) $(@D) && cd $(PROGRAMS_LIB) && $(CROSS)$(1) -g -DWIN32_LEAN_AND_MEAN \
    -ffile-prefix-map=$(CURDIR)/= -ffile-prefix-map=$(abspath $(PROGRAMS_LIB))=.
PROGRAM_GCC = $(call PROGRAM_BY,gcc)
PROGRAM_GXX = $(call PROGRAM_BY,g++)
# Sources from where they lie, archives by their names, what is only depended on not at all.
program_inputs = $(addprefix $(CURDIR)/,$(filter images/%.c images/%.cpp images/%.def,$^)) $(notdir $(filter $(PROGRAMS_LIB)/%,$^))

# Who is linked with whom.
$(BUILD)/disk/PROGRAMS/dlls.exe: $(PROGRAMS_LIB)/dll_base.a $(PROGRAMS_LIB)/dll_front.a
$(BUILD)/disk/PROGRAMS/dll_front.dll: $(PROGRAMS_LIB)/dll_base.a
$(BUILD)/disk/PROGRAMS/dll_late.dll: $(PROGRAMS_LIB)/dll_base.a $(PROGRAMS_LIB)/dll_front.a
$(BUILD)/disk/PROGRAMS/cxx_throw.exe: $(PROGRAMS_LIB)/dll_cxx.a

# No C run time: the entry point is the sources' own.
$(BUILD)/disk/PROGRAMS/bare.exe $(BUILD)/disk/PROGRAMS/fibers.exe $(BUILD)/disk/PROGRAMS/pageable.exe $(BUILD)/disk/PROGRAMS/pagedpool.exe \
    $(BUILD)/disk/PROGRAMS/prototypes.exe \
    $(BUILD)/disk/PROGRAMS/spaces.exe: LINK_MORE := -nostartfiles

# Sections that begin below pages, in the file where they lie in memory: images that are mapped as one piece. The linker
# leaves the symbols out, because who takes them out later moves the sections.
$(BUILD)/disk/PROGRAMS/flat.exe $(BUILD)/disk/PROGRAMS/dll_flat.dll: LINK_MORE := -nostartfiles -s -Wl,--section-alignment,64,--file-alignment,64,--image-base,0x400000

# These may have addresses above 2 GB where the layout has any for programs.
$(BUILD)/disk/PROGRAMS/ladder.exe $(BUILD)/disk/PROGRAMS/ladder_large.exe: images/programs/ladder.h
$(BUILD)/disk/PROGRAMS/upper.exe $(BUILD)/disk/PROGRAMS/upper_large.exe: images/programs/upper.h
$(BUILD)/disk/PROGRAMS/sparse.exe $(BUILD)/disk/PROGRAMS/sparse_large.exe: images/programs/sparse.h
$(BUILD)/disk/PROGRAMS/ladder_large.exe $(BUILD)/disk/PROGRAMS/high.exe $(BUILD)/disk/PROGRAMS/sparse_large.exe \
    $(BUILD)/disk/PROGRAMS/upper_large.exe: LINK_MORE := -Wl,--large-address-aware

# A .def beside the source has its exports; otherwise what the source marks dllexport is exported.
$(foreach def,$(wildcard images/programs/*.def),$(eval $(BUILD)/disk/PROGRAMS/$(notdir $(def:.def=.dll)): $(def)))

# Both for one place. The linker is told, not the .def: __image_base__ follows from the one only (binutils 2.44).
$(BUILD)/disk/PROGRAMS/dll_base.dll $(BUILD)/disk/PROGRAMS/dll_front.dll: LINK_MORE := -Wl,--image-base,0x62000000
# The linker would make the others' of their paths.
$(BUILD)/disk/PROGRAMS/dll_late.dll: LINK_MORE := -Wl,--image-base,0x65c40000
$(BUILD)/disk/PROGRAMS/dll_small.dll: LINK_MORE := -Wl,--image-base,0x70d40000
$(BUILD)/disk/PROGRAMS/dll_cxx.dll: LINK_MORE := -Wl,--image-base,0x6b340000

# C++: one program with its run time in itself, and one whose exceptions cross from image to image. For that all must have one
# run time: the compiler's DLLs, which lie beside the programs.
$(BUILD)/disk/PROGRAMS/cxx.exe $(BUILD)/disk/PROGRAMS/cxx_threads.exe $(BUILD)/disk/PROGRAMS/cxx_throw.exe \
    $(BUILD)/disk/PROGRAMS/dll_cxx.dll: images/programs/cxx.h
$(BUILD)/disk/PROGRAMS/cxx_throw.exe $(BUILD)/disk/PROGRAMS/dll_cxx.dll: images/programs/dll_cxx.h
$(BUILD)/disk/PROGRAMS/cxx.exe: LINK_MORE := -static

CXX_RUNTIME := $(addprefix $(BUILD)/volume/PROGRAMS/,libgcc_s_dw2-1.dll libstdc++-6.dll)
IMAGES_READY += $(CXX_RUNTIME)
$(CXX_RUNTIME):
	@mkdir -p $(@D)
	$(CROSS)objcopy --strip-all "$$($(CROSS)g++ -print-file-name=$(@F))" $@

# POSIX threads are a DLL of the toolchain, which lies beside the program.
$(BUILD)/disk/PROGRAMS/pthreads.exe: LINK_MORE := -lpthread
POSIX_RUNTIME := $(BUILD)/volume/PROGRAMS/libwinpthread-1.dll
IMAGES_READY += $(POSIX_RUNTIME)
$(POSIX_RUNTIME):
	@mkdir -p $(@D)
	$(CROSS)objcopy --strip-all "$$($(CROSS)gcc -print-file-name=$(@F))" $@

# C++'s own threads are in the compiler's variant with POSIX threads alone. Its DLLs have the names of the others', so they lie
# in a folder of their own; to choose them says so in full, because the plain name is either variant's.
$(BUILD)/disk/PROGRAMS/cxx_threads.exe: PROGRAM_GXX = $(call PROGRAM_BY,g++-posix)
$(BUILD)/disk/PROGRAMS/cxx_threads.exe: LINK_MORE := -std=c++20
CXX_THREADS_RUNTIME := $(addprefix $(BUILD)/volume/PROGRAMS/posix/,libgcc_s_dw2-1.dll libstdc++-6.dll libwinpthread-1.dll)
IMAGES_READY += $(CXX_THREADS_RUNTIME)
$(CXX_THREADS_RUNTIME):
	@mkdir -p $(@D)
	$(CROSS)objcopy --strip-all "$$($(CROSS)g++-posix -print-file-name=$(@F))" $@

# What its touches are, the host knows, too.
$(BUILD)/disk/PROGRAMS/patterns.exe: images/programs/patterns.h
$(BUILD)/disk/PROGRAMS/ageing.exe $(BUILD)/disk/PROGRAMS/pageable.exe $(BUILD)/disk/PROGRAMS/pagedpool.exe $(BUILD)/disk/PROGRAMS/prototypes.exe $(BUILD)/disk/PROGRAMS/tables.exe: images/programs/lockmemory.h

# These go through the kernel's own list of services.
$(BUILD)/disk/PROGRAMS/rights.exe $(BUILD)/disk/PROGRAMS/calls.exe $(BUILD)/disk/PROGRAMS/hostile.exe \
    $(BUILD)/disk/PROGRAMS/sysenter.exe: sched/service/services.def

$(BUILD)/disk/PROGRAMS/%.exe: images/programs/%.c
	$(PROGRAM_GCC) $(program_inputs) -o $(abspath $@) $(LINK_MORE)

$(BUILD)/disk/PROGRAMS/%.dll: images/programs/%.c
	$(PROGRAM_GCC) -shared $(program_inputs) -o $(abspath $@) $(LINK_MORE) -Wl,--out-implib,$*.a

$(BUILD)/disk/PROGRAMS/%.exe: images/programs/%.cpp
	$(PROGRAM_GXX) $(program_inputs) -o $(abspath $@) $(LINK_MORE)

$(BUILD)/disk/PROGRAMS/%.dll: images/programs/%.cpp
	$(PROGRAM_GXX) -shared $(program_inputs) -o $(abspath $@) $(LINK_MORE) -Wl,--out-implib,$*.a

# Written together with the DLL; the touch makes it the younger of the two.
$(PROGRAMS_LIB)/%.a: $(BUILD)/disk/PROGRAMS/%.dll
	@touch $@
