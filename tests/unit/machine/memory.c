#include "tests/unit/machine.h"

#include <string.h>
#include "firmware/clock.h"
#include "firmware/cpu.h"
#include "firmware/log.h"
#include "hosttables.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/layout.h"
#include "mmu/pe.h"
#include "mmu/start.h"
#include "mmu/verify.h"
#include "storage/slots.h"
#include "tests/unit/image.h"
#include "tests/unit/machine/hostmemory.h"
#include "tests/unit/machine/parts.h"

#define POOL_BYTES (1u << 20) /* what mmu/start.c takes for the first pool */
#define DISK_SPARE (2u << 20) /* room on the volume beside the page file */

bool machine_high;
static uint8_t *physical_memory;
static uint32_t physical_bytes;

void *machine_physical(uint32_t address)
{
    if (address >= physical_bytes)
        machine_fail("physical address %08x does not exist", (unsigned)address);
    return physical_memory + address;
}

bool machine_is_empty(void)
{
    return commit_total() == 0 && slots_in_use() == 0 && frames_available() == frames_total();
}

uint32_t *memory_word(uint32_t physical)
{
    return machine_physical(physical);
}

/* With the page tables that takes. */
static void map_range(struct boot_info *info, uint32_t address, uint32_t physical, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i += PAGE_SIZE) {
        uint32_t *entry = memory_word(host_directory_place(info->directory, address + i));
        if (!*entry) {
            *entry = info->tables_end | BIT_PRESENT | BIT_WRITE;
            info->tables_end += PAGE_SIZE;
        }
        *memory_word(host_table_place(*entry & BITS_PAGE, address + i)) =
            (physical + i) | BIT_PRESENT | BIT_WRITE;
    }
}

/* A kernel image, the directory and tables, as firmware/loader.c leaves them. */
static void load(struct boot_info *info)
{
    static uint8_t file[IMAGE_FILE_BYTES];
    struct pe_image image;
    image_make(file);
    if (!status_ok(pe_parse(file, sizeof file, sizeof file, &image)))
        machine_fail("the image that stands for the kernel");
    image_map(&image, file, machine_physical(BOOT_KERNEL_PHYSICAL));
    info->kernel_bytes = image.size;
    info->directory = BOOT_KERNEL_PHYSICAL + image.size;
    info->tables_end = host_directory_page(info->directory, DIRECTORY_PAGES);
    host_tables_begin(info->directory);
    for (uint32_t i = 0; i < DIRECTORY_PAGES; i++)
        *memory_word(host_directory_place(info->directory, layout.page_tables + i * SPAN)) =
            host_directory_page(info->directory, i) | BIT_PRESENT | BIT_WRITE;
    map_range(info, 0, 0, BOOT_FRAMES_PHYSICAL);
    map_range(info, layout.kernel, BOOT_KERNEL_PHYSICAL, image.size);
}

void memory_start(uint32_t frames, uint32_t disk_bytes, struct boot_info *info)
{
    uint32_t records = pages_of(frames * sizeof(struct frame)) + 16;
    *info = (struct boot_info){.magic = BOOT_INFO_MAGIC,
                               .ramdisk = BOOT_FRAMES_PHYSICAL + (frames + records) * PAGE_SIZE + POOL_BYTES,
                               .ramdisk_bytes = disk_bytes,
                               .levels = PAGETABLE_LEVELS};
    physical_bytes = info->ramdisk + disk_bytes;
    physical_memory = host_memory_make(physical_bytes);
    load(info);
}

void machine_start(uint32_t frames, uint32_t slots)
{
    struct boot_info info;
    uint32_t disk_bytes = slots * PAGE_SIZE + DISK_SPARE;
    struct layout_choice choice = layout_usual();
    choice.high = machine_high;
    choice.user_megabytes = machine_high ? LAYOUT_MOST_USERVA : choice.user_megabytes;
    layout_start(&choice);
    log_choose("all");
    memory_start(frames, disk_bytes, &info);
    processor_start(info.directory);
    if (pte_can_forbid_execution()) {
        cpu_forbid_execution();
        pte_forbid_execution();
    }
    clock_start();
    mmu_start(&info, frames, true);
    disk_start(disk_bytes, slots);
    commit_start(frames_total(), slots_total());
    if (!verify_start())
        machine_fail("no memory for the books");
    threads_start();
    program_start();
}
