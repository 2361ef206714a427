#define _GNU_SOURCE
#include "tests/unit/machine/hostmemory.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include "tests/unit/machine/fail.h"

#define PAGE 4096u

/* Of the kernel's half, in either place that it may have: all but where this program lies, behind its first
 * kernel stacks. And the paged pool, where it usually is. */
static const struct {
    uint32_t start, end;
} halves[] = {{0x80000000u, 0xc8000000u}, {0xd0000000u, 0xd4000000u}, {0xe1000000u, 0xe5000000u}};

#define ERROR_WRITE 2 /* of a page fault's error code */

static int memory_file;
static bool (*resolve)(uint32_t address, bool write);
static struct sigaction before; /* the sanitizer's */

/* Taken before anything else can be put there. */
__attribute__((constructor)) static void keep_kernel_half_free(void)
{
    for (unsigned i = 0; i < sizeof halves / sizeof halves[0]; i++) {
        void *start = (void *)halves[i].start;
        void *at = mmap(start, halves[i].end - halves[i].start, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
        if (at != start)
            machine_fail("the kernel's half of the address space is in use");
    }
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

static void on_fault(int signal, siginfo_t *what, void *context)
{
    bool write = ((const ucontext_t *)context)->uc_mcontext.gregs[REG_ERR] & ERROR_WRITE;
    if (!resolve((uint32_t)what->si_addr, write))
        before.sa_sigaction(signal, what, context);
}

/* On the stack of the thread that faults, and others may fault before it returns. */
void host_memory_on_fault(bool (*handler)(uint32_t address, bool write))
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    resolve = handler;
    sigaction(SIGSEGV, &action, &before);
}

void *host_memory_stack(uint32_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        machine_fail("no stack");
    return at;
}
