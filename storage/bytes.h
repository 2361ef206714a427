/*
 * Little-endian numbers in byte buffers, at any alignment: how FAT and PE keep theirs on disk.
 */
#ifndef STORAGE_BYTES_H
#define STORAGE_BYTES_H

#include <stdint.h>

static inline uint16_t bytes_get16(const void *at)
{
    const uint8_t *byte = at;
    return (uint16_t)(byte[0] | byte[1] << 8);
}

static inline uint32_t bytes_get32(const void *at)
{
    const uint8_t *byte = at;
    return (uint32_t)byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 | (uint32_t)byte[3] << 24;
}

static inline void bytes_put16(void *at, uint32_t value)
{
    uint8_t *byte = at;
    byte[0] = (uint8_t)value;
    byte[1] = (uint8_t)(value >> 8);
}

static inline void bytes_put32(void *at, uint32_t value)
{
    bytes_put16(at, value & 0xffff);
    bytes_put16((uint8_t *)at + 2, value >> 16);
}

#endif
