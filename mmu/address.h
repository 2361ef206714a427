/*
 * Addresses and frame numbers as types of their own, so that the compiler finds the mix-up. Hardware-free.
 */
#ifndef MMU_ADDRESS_H
#define MMU_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_SIZE  4096u
#define PAGE_SHIFT 12u

/* Number of a page frame: physical address / 4096. 0 is never handed out and means none. */
typedef struct {
    uint32_t number;
} pfn_t;

/* Virtual address of a page: a multiple of 4096. */
typedef struct {
    uint32_t address;
} page_t;

#define PFN_NONE ((pfn_t){0})

static inline bool pfn_is_none(pfn_t pfn)
{
    return pfn.number == 0;
}

static inline bool pfn_equal(pfn_t a, pfn_t b)
{
    return a.number == b.number;
}

static inline page_t page_of(uint32_t address)
{
    return (page_t){address & ~(PAGE_SIZE - 1)};
}

static inline page_t page_next(page_t page)
{
    return (page_t){page.address + PAGE_SIZE};
}

/* Pages that cover `bytes` bytes. */
static inline uint32_t pages_of(uint32_t bytes)
{
    return bytes / PAGE_SIZE + (bytes % PAGE_SIZE != 0);
}

/* How many of the `bytes` bytes from `address` on lie in the page of the first of them: a step of whatever
 * goes page by page, above 0 while any are left. An offset into a file serves as an address. */
static inline uint32_t bytes_in_page(uint32_t address, uint32_t bytes)
{
    uint32_t room = PAGE_SIZE - address % PAGE_SIZE;
    return bytes < room ? bytes : room;
}

#endif
