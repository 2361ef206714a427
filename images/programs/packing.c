/*
 * Structures in memory: the compiler puts each field where its type wants to lie, with gaps, and #pragma
 * pack(1) leaves them out, as a file or a network has it. A packed field may lie across the border of two
 * pages: then one instruction touches two pages, and takes two faults.
 */
#include <stddef.h>
#include <stdio.h>
#include <windows.h>

struct record {
    char kind;
    int value;
    short count;
    double weight;
};

#pragma pack(push, 1)
struct packed {
    char kind;
    int value;
    short count;
    double weight;
};
#pragma pack(pop)

static struct record record = {'r', 0x11223344, 0x5566, 1.0};
static struct packed packed = {'p', 0x11223344, 0x5566, 1.0};

static void value_set(struct packed *where)
{
    where->value = 0x778899aa;
}

int main(void)
{
    char *pages = VirtualAlloc(NULL, 8192, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    printf("record: %u bytes, fields at %u %u %u %u\n", (unsigned)sizeof(record),
           (unsigned)offsetof(struct record, kind), (unsigned)offsetof(struct record, value),
           (unsigned)offsetof(struct record, count), (unsigned)offsetof(struct record, weight));
    printf("packed: %u bytes, fields at %u %u %u %u\n", (unsigned)sizeof(packed),
           (unsigned)offsetof(struct packed, kind), (unsigned)offsetof(struct packed, value),
           (unsigned)offsetof(struct packed, count), (unsigned)offsetof(struct packed, weight));
    struct packed *across = (struct packed *)(pages + 4096 - 3);
    value_set(across);
    printf("across two pages: %02x %02x | %02x %02x\n", pages[4094] & 255, pages[4095] & 255,
           pages[4096] & 255, pages[4097] & 255);
    return (int)(record.weight - packed.weight);
}
