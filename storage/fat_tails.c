#include "storage/fat_tails.h"

#include <stddef.h>
#include <string.h>
#include "firmware/panic.h"

#define BASE_BYTES 8u

static uint32_t base_length(const uint8_t *raw)
{
    uint32_t length = BASE_BYTES;
    while (length != 0 && raw[length - 1] == ' ')
        length--;
    return length;
}

void fat_tail_put(const uint8_t basis[FAT_SHORT_RAW], uint32_t number, uint8_t raw[FAT_SHORT_RAW])
{
    uint8_t tail[7];
    uint32_t length = 0;
    ASSERT(number != 0 && number <= FAT_TAIL_MOST);
    do {
        tail[sizeof tail - ++length] = (uint8_t)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    tail[sizeof tail - ++length] = '~';
    uint32_t base = base_length(basis);
    base = base < BASE_BYTES - length ? base : BASE_BYTES - length;
    memcpy(raw, basis, FAT_SHORT_RAW);
    memset(raw + base, ' ', BASE_BYTES - base);
    memcpy(raw + base, tail + sizeof tail - length, length);
}

/* The number behind the last '~' of an 8.3 name; 0 if there is none. */
static uint32_t digits(const uint8_t *raw)
{
    uint32_t number = 0, place = 1, at = base_length(raw);
    for (; at != 0 && raw[at - 1] >= '0' && raw[at - 1] <= '9'; at--, place *= 10)
        number += place * (uint32_t)(raw[at - 1] - '0');
    return at != 0 && raw[at - 1] == '~' && number <= FAT_TAIL_MOST ? number : 0;
}

uint32_t fat_tail_number(const uint8_t basis[FAT_SHORT_RAW], const uint8_t raw[FAT_SHORT_RAW])
{
    uint8_t made[FAT_SHORT_RAW];
    uint32_t number = digits(raw);
    if (number == 0 || raw[0] != (base_length(basis) != 0 ? basis[0] : '~'))
        return 0;
    fat_tail_put(basis, number, made);
    return memcmp(made, raw, FAT_SHORT_RAW) == 0 ? number : 0;
}

static uint32_t find(const struct fat_tails *tails, const uint8_t basis[FAT_SHORT_RAW])
{
    uint32_t i = 0;
    while (i < FAT_TAILS &&
           (tails->known[i].least == 0 || memcmp(tails->known[i].basis, basis, FAT_SHORT_RAW) != 0))
        i++;
    return i;
}

uint32_t fat_tails_least(const struct fat_tails *tails, const uint8_t basis[FAT_SHORT_RAW])
{
    uint32_t i = find(tails, basis);
    return i < FAT_TAILS ? tails->known[i].least : 1;
}

void fat_tails_note(struct fat_tails *tails, const uint8_t basis[FAT_SHORT_RAW], uint32_t number)
{
    uint32_t i = find(tails, basis);
    ASSERT(number != 0);
    if (i == FAT_TAILS) {
        i = tails->oldest;
        tails->oldest = (i + 1) % FAT_TAILS;
        memcpy(tails->known[i].basis, basis, FAT_SHORT_RAW);
    }
    tails->known[i].least = number;
}

void fat_tails_freed(struct fat_tails *tails, const uint8_t raw[FAT_SHORT_RAW])
{
    for (uint32_t i = 0; i < FAT_TAILS; i++) {
        uint32_t number = tails->known[i].least != 0 ? fat_tail_number(tails->known[i].basis, raw) : 0;
        if (number != 0 && number < tails->known[i].least)
            tails->known[i].least = number;
    }
}
