#define _GNU_SOURCE
#include "tests/unit/machine/hostmemory.h"

#include <sys/mman.h>
#include <unistd.h>
#include "tests/unit/machine/fail.h"

#define PAGE            4096u
#define KERNEL_HALF     ((void *)0x80000000u)
#define KERNEL_HALF_END 0xc0c00000u

static int memory_file;

/* Taken before anything else can be put there. */
__attribute__((constructor)) static void keep_kernel_half_free(void)
{
    void *at = mmap(KERNEL_HALF, KERNEL_HALF_END - (uint32_t)KERNEL_HALF, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (at != KERNEL_HALF)
        machine_fail("the kernel's half of the address space is in use");
}

void *host_memory_make(uint32_t bytes)
{
    memory_file = memfd_create("machine", 0);
    if (memory_file < 0 || ftruncate(memory_file, (off_t)bytes) != 0)
        machine_fail("no memory file");
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory_file, 0);
    if (at == MAP_FAILED)
        machine_fail("no physical memory");
    return at;
}

void host_memory_show(uint32_t address, uint32_t physical, bool writable)
{
    if (mmap((void *)address, PAGE, writable ? PROT_READ | PROT_WRITE : PROT_READ,
             MAP_SHARED | MAP_FIXED | MAP_POPULATE, memory_file, (off_t)physical) == MAP_FAILED)
        machine_fail("mmap of %08x", (unsigned)address);
}

void host_memory_hide(uint32_t address)
{
    if (mmap((void *)address, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
             0) == MAP_FAILED)
        machine_fail("munmap of %08x", (unsigned)address);
}

void *host_memory_stack(uint32_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        machine_fail("no stack");
    return at;
}
