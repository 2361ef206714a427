#include "mmu/pechecksum.h"

#include "storage/bytes.h"

/* PE/COFF specification: where the header lies, says the file at 3c; the optional header follows the
 * signature and 20 bytes. */
enum { HEADER_PLACE = 0x3c, CHECKSUM = 4 + 20 + 64 };

uint32_t pe_checksum_place(const void *header)
{
    return bytes_get32((const uint8_t *)header + HEADER_PLACE) + CHECKSUM;
}

static uint32_t carried(uint32_t sum)
{
    return (sum & 0xffff) + (sum >> 16);
}

uint32_t pe_checksum_add(uint32_t sum, const void *bytes, uint32_t count)
{
    const uint8_t *at = bytes;
    for (; count > 1; count -= 2, at += 2)
        sum = carried(sum + bytes_get16(at));
    return count ? carried(sum + *at) : sum;
}
