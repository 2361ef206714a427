/*
 * The loader: reads the volume into memory as the RAM disk, reads C:\BOOT.INI, puts the kernel at its place,
 * builds the first page tables and jumps high. Runs in flat protected mode without paging; the BIOS is called
 * for disk sectors. Whatever is wrong with the machine or the volume ends in one line on COM1 and an exit
 * code of its own.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "firmware/bootinfo.h"
#include "firmware/bootini.h"
#include "firmware/exitcode.h"
#include "firmware/loader_tables.h"
#include "firmware/noexecute.h"
#include "firmware/panic.h"
#include "firmware/ports.h"
#include "firmware/processor.h"
#include "mmu/layoutchoice.h"
#include "mmu/pe.h"
#include "storage/fat_data.h"
#include "storage/fat_directory.h"
#include "storage/ramdisk.h"

#define BIOS_BUFFER   ((const uint8_t *)0x20000)
#define BIOS_SECTORS  128u /* more in one call, and SeaBIOS's virtio driver refuses */
#define INFO_PLACE    ((struct boot_info *)0x9000)
#define BOOTINI_PLACE ((char *)0x30000) /* BOOTINI_READ bytes */
#define BOOTINI_READ  (BOOTINI_MAX_BYTES + BOOTINI_MOST_TEXT)
#define BOOTINI_WORK  ((struct bootini *)0x40000)
#define SCRATCH       ((uint8_t *)BOOT_FRAMES_PHYSICAL) /* the kernel's file, before its image is made from it */
#define LEAST_MEMORY  (4u << 20)                        /* frames and pool, beside the volume */
#define MEGABYTE      (1u << 20)
#define FOUR_GB       (1ull << 32)

struct memory_range {
    uint64_t base, bytes;
    uint32_t type, attributes;
};

extern uint32_t memory_map_entries;
extern struct memory_range memory_map[];
int loader_bios_read(uint32_t sector, uint32_t count);
_Noreturn void loader_enter(uint32_t directory, uint32_t entry, uint32_t boot_info, uint32_t levels);
void loader_main(void);

/* The BIOS need not have set the line up: a 16550 that was reset sends five bits of each byte. */
static void say_start(void)
{
    port_out8(0x3fb, 0x80); /* the divisor is visible: 1 is 115200 bits a second */
    port_out8(0x3f8, 1);
    port_out8(0x3f9, 0);
    port_out8(0x3fb, 0x03); /* eight bits, no parity, one stop bit */
}

static void say(const char *text)
{
    for (; *text; text++) {
        while (!(port_in8(0x3fd) & 0x20))
            ;
        port_out8(0x3f8, (uint8_t)*text);
    }
}

static void say_number(uint32_t number)
{
    char text[12];
    say(utoa(number, text, 10));
}

static _Noreturn void leave(uint8_t code)
{
    say("\n");
    port_out8(EXIT_PORT, code);
    for (;;)
        __asm__ volatile("cli; hlt");
}

static _Noreturn void stop(uint8_t code, const char *subject, const char *reason)
{
    say("faultline: loader: ");
    say(subject);
    say(": ");
    say(reason);
    leave(code);
}

/* `volume` is 0 as long as it has not been read. */
static _Noreturn void stop_for_memory(uint32_t there, uint32_t volume)
{
    say("faultline: loader: memory: ");
    say_number(there / MEGABYTE);
    say(" MB are there, the kernel needs ");
    say_number((BOOT_FRAMES_PHYSICAL + LEAST_MEMORY) / MEGABYTE);
    if (volume != 0) {
        say(" and the volume ");
        say_number((volume + MEGABYTE - 1) / MEGABYTE);
    }
    leave(EXIT_NO_MEMORY);
}

_Noreturn void assertion_failed(uint32_t code, uint32_t line, const char *file, const char *condition)
{
    (void)code, (void)line, (void)file;
    stop(EXIT_BUGCHECK, "assertion", condition);
}

/* End of the usable memory that begins at 1 MB, in whole megabytes: at the top each BIOS keeps another amount
 * for its tables, and the number of frames should not tell which. */
static uint32_t memory_top(void)
{
    for (uint32_t i = 0; i < memory_map_entries; i++) {
        const struct memory_range *range = &memory_map[i];
        uint64_t end = range->base + range->bytes;
        if (range->type == 1 && range->base <= BOOT_KERNEL_PHYSICAL && end > BOOT_KERNEL_PHYSICAL)
            return (uint32_t)(end > 0xffffffffu ? 0xffffffffu : end) & ~(MEGABYTE - 1);
    }
    stop(EXIT_NO_MEMORY, "memory map", "no usable memory at 1 MB");
}

static uint32_t frame_number(uint64_t address)
{
    return (uint32_t)(address >> 44 ? 0xffffffffu : address >> 12);
}

/* The largest usable range that begins at or above 4 GB, its whole pages. */
static void find_high_memory(struct boot_info *info)
{
    for (uint32_t i = 0; i < memory_map_entries; i++) {
        const struct memory_range *range = &memory_map[i];
        uint32_t first = frame_number(range->base + PE_PAGE - 1);
        uint32_t end = frame_number(range->base + range->bytes);
        if (range->type != 1 || range->base < FOUR_GB || end <= first || end - first <= info->high_frames)
            continue;
        info->high = first;
        info->high_frames = end - first;
    }
}

static void read_sectors(uint8_t *volume, uint32_t from, uint32_t to)
{
    ASSERT(from <= to);
    while (from < to) {
        uint32_t count = to - from < BIOS_SECTORS ? to - from : BIOS_SECTORS;
        if (loader_bios_read(from, count) != 0)
            stop(EXIT_NO_VOLUME, "volume", "the disk cannot be read");
        memcpy(volume + from * SECTOR_SIZE, BIOS_BUFFER, count * SECTOR_SIZE);
        from += count;
    }
}

/* Only what is in use is read: the boot sector says how large the volume is, the FATs where its last used
 * cluster lies. The boot sector is read first, to where the frames will be, then everything in place. */
static void load_volume(struct boot_info *info, struct ramdisk *disk, struct fat_volume *volume)
{
    const uint32_t most = layout.ramdisk_end - layout.ramdisk, least = BOOT_FRAMES_PHYSICAL + LEAST_MEMORY;
    uint32_t top = memory_top(), used;

    if (top < least)
        stop_for_memory(top, 0);
    ramdisk_init(disk, SCRATCH, most);
    read_sectors(SCRATCH, 0, 1);
    if (!status_ok(fat_mount(volume, &disk->disk)))
        stop(EXIT_NO_VOLUME, "volume", "no FAT12 or FAT16 boot sector, or more than 768 MB");
    info->ramdisk_bytes = volume->sectors * SECTOR_SIZE;
    if (info->ramdisk_bytes > top - least)
        stop_for_memory(top, info->ramdisk_bytes);
    info->ramdisk = (top - info->ramdisk_bytes) & ~(PE_PAGE - 1);

    uint8_t *memory = (uint8_t *)info->ramdisk;
    ramdisk_init(disk, memory, info->ramdisk_bytes);
    read_sectors(memory, 0, volume->root_start);
    if (!status_ok(fat_used_sectors(volume, &used)))
        stop(EXIT_NO_VOLUME, "volume", "its file allocation table is damaged");
    read_sectors(memory, volume->root_start, used);
}

/* Reads a file, or the first `room` bytes of one that is longer. False if it is not there or cannot be read.
 */
static bool read_file(struct fat_volume *volume, const char *path, void *buffer, uint32_t room,
                      uint32_t *bytes)
{
    struct fat_entry entry;
    struct fat_chain chain;
    if (!status_ok(fat_lookup(volume, path, &entry)) || (entry.attributes & FAT_DIRECTORY) ||
        !status_ok(fat_entry_check(volume, &entry)))
        return false;
    *bytes = entry.size < room ? entry.size : room;
    fat_chain_init(&chain, entry.cluster);
    return *bytes == 0 || status_ok(fat_read(volume, &chain, 0, buffer, *bytes));
}

static void load_bootini(struct boot_info *info, struct fat_volume *volume, struct bootini *ini)
{
    info->bootini = (uint32_t)BOOTINI_PLACE;
    if (!read_file(volume, "\\BOOT.INI", BOOTINI_PLACE, BOOTINI_READ, &info->bootini_bytes))
        stop(EXIT_NO_BOOTINI, "C:\\BOOT.INI", "missing or unreadable");
    bootini_parse(ini, BOOTINI_PLACE, info->bootini_bytes);
}

/* The kernel reports a switch that is wrong; where it lies decides how much of a volume it can show. */
static void choose_layout(const struct boot_info *info, const struct bootini *ini)
{
    struct layout_choice choice;
    (void)layout_choose(ini, &choice);
    layout_start(&choice);
    uint32_t more =
        LAYOUT_FRAMES_BYTES(info->levels) - LAYOUT_FRAMES_BYTES(2); /* this one is of two levels */
    if (info->ramdisk_bytes > layout.ramdisk_end - layout.ramdisk - more)
        stop(EXIT_NO_VOLUME, "volume", "too large for what /3GB and /PAE leave room for");
}

static void kernel_path(const struct bootini *ini, uint32_t levels, char *path, uint32_t room)
{
    static const char folder[] = "\\WINDOWS\\SYSTEM32\\";
    const struct bootini_switch *kernel = bootini_switch(ini, "KERNEL");
    const char *usual = levels == 3 ? "KRNLPAE.EXE" : "KERNEL.EXE";
    const char *name = kernel && kernel->value ? kernel->value : usual;
    ASSERT(room > strlen(folder));
    if (strlen(name) >= room - strlen(folder))
        stop(EXIT_NO_KERNEL, "/KERNEL=", "the name is too long");
    strcpy(path, folder);
    strcat(path, name);
}

/* The image as a section would map it, made from the file by hand. */
static void place_image(const struct pe_image *image, const uint8_t *file)
{
    uint8_t *memory = (uint8_t *)BOOT_KERNEL_PHYSICAL;
    memset(memory, 0, image->size);
    memcpy(memory, file, image->headers_size);
    for (uint32_t i = 0; i < image->sections; i++) {
        struct pe_section section;
        pe_section(image, file, i, &section);
        memcpy(memory + section.rva, file + section.file_offset, section.file_bytes);
    }
}

/* A program, a DLL or a driver is an image too, and to enter one would be a triple fault. */
static const struct boot_mark *mark_of(const struct pe_image *image, const uint8_t *file)
{
    for (uint32_t i = 0; i < image->sections; i++) {
        struct pe_section section;
        pe_section(image, file, i, &section);
        if (strcmp(section.name, BOOT_MARK_SECTION) != 0 || section.file_bytes < sizeof(struct boot_mark))
            continue;
        const struct boot_mark *mark = (const struct boot_mark *)(file + section.file_offset);
        return mark->magic == BOOT_MARK_MAGIC && mark->protocol == BOOT_PROTOCOL ? mark : NULL;
    }
    return NULL;
}

/* What is wrong with a file as a kernel, or NULL. */
static const char *kernel_fault(const struct boot_info *info, const uint8_t *file, uint32_t bytes,
                                struct pe_image *image)
{
    if (!status_ok(pe_parse(file, bytes < PE_PAGE ? bytes : PE_PAGE, bytes, image)) || image->flat)
        return "not an i386 PE image, or cut off";
    const struct boot_mark *mark = mark_of(image, file);
    if (!mark || image->entry == 0)
        return "not a Faultline kernel, or one for another loader";
    if (mark->levels != info->levels)
        return info->levels == 3 ? "a kernel for page tables of two levels, which /PAE has not"
                                 : "a kernel for page tables of three levels, which needs /PAE";
    if (image->size >
        BOOT_FRAMES_PHYSICAL - BOOT_KERNEL_PHYSICAL - loader_tables_most(info->levels, info->ramdisk_bytes))
        return "too large";
    place_image(image, file);
    return status_ok(pe_relocate((void *)BOOT_KERNEL_PHYSICAL, image, layout.kernel)) ? NULL
                                                                                      : "cannot be relocated";
}

static uint32_t load_kernel(struct boot_info *info, struct fat_volume *volume, const struct bootini *ini)
{
    static char path[300];
    struct pe_image image;
    uint32_t bytes;

    kernel_path(ini, info->levels, path, sizeof path);
    if (!read_file(volume, path, SCRATCH, info->ramdisk - BOOT_FRAMES_PHYSICAL, &bytes))
        stop(EXIT_NO_KERNEL, path, "missing or unreadable");
    const char *fault = kernel_fault(info, SCRATCH, bytes, &image);
    if (fault)
        stop(EXIT_NOT_KERNEL, path, fault);
    info->kernel_bytes = image.size;
    return layout.kernel + image.entry;
}

/* Which format the page tables are to have. */
static uint32_t levels_wanted(const struct bootini *ini)
{
    if (!no_execute_wants_pae(ini))
        return 2;
    if (!processor_has_pae(processor_features()))
        stop(EXIT_PROCESSOR, "processor", "it has no PAE, which /PAE and /NOEXECUTE need");
    return 3;
}

void loader_main(void)
{
    struct boot_info *info = INFO_PLACE;
    const struct layout_choice usual = layout_usual();
    struct ramdisk disk;
    struct fat_volume volume;
    const char *lack = processor_lacks(processor_features());

    say_start();
    layout_start(&usual); /* until BOOT.INI has been read */
    if (lack)
        stop(EXIT_PROCESSOR, "processor", lack);
    memset(info, 0, sizeof *info);
    info->magic = BOOT_INFO_MAGIC;
    load_volume(info, &disk, &volume);
    load_bootini(info, &volume, BOOTINI_WORK);
    info->levels = levels_wanted(BOOTINI_WORK);
    choose_layout(info, BOOTINI_WORK);
    if (processor_reaches_high_memory(processor_features()))
        find_high_memory(info);
    uint32_t entry = load_kernel(info, &volume, BOOTINI_WORK);
    loader_tables_make(info);
    loader_enter(info->directory, entry, (uint32_t)info, info->levels);
}
