// sources: mmu/pechecksum.c
/*
 * The checksum of a file: by hand.
 */
#include "mmu/pechecksum.h"
#include "tests/unit/unit.h"

static void words(void)
{
    static const uint8_t bytes[] = {0x01, 0x00, 0x02, 0x10};
    CHECK(pe_checksum_add(0, bytes, 4) == 0x1003);
    CHECK(pe_checksum_add(pe_checksum_add(0, bytes, 2), bytes + 2, 2) == 0x1003);
    CHECK(pe_checksum_add(7, bytes, 0) == 7);
}

static void carries(void)
{
    static const uint8_t bytes[] = {0xff, 0xff, 0xff, 0xff, 0x02, 0x00};
    CHECK(pe_checksum_add(0, bytes, 4) == 0xffff);
    CHECK(pe_checksum_add(0, bytes, 6) == 0x0002);
}

static void odd_end(void)
{
    static const uint8_t bytes[] = {0xfe, 0xff, 0x03};
    CHECK(pe_checksum_add(0, bytes, 3) == 0x0002);
    CHECK(pe_checksum_add(0, bytes, 1) == 0xfe);
}

static void place(void)
{
    uint8_t header[0x40] = {[0x3c] = 0x80};
    CHECK(pe_checksum_place(header) == 0x80 + 88);
}

int main(void)
{
    RUN(words);
    RUN(carries);
    RUN(odd_end);
    RUN(place);
    return unit_end();
}
