/*
 * A digest of words: two rows of them that differ give, but for one chance in 2^64, another one. For
 * comparing what is too large to be kept; nobody who would forge one is thought of. Hardware-free.
 */
#ifndef FIRMWARE_DIGEST_H
#define FIRMWARE_DIGEST_H

#include <stdint.h>

struct digest {
    uint32_t low, high;
};

static inline uint32_t digest_mixed(uint32_t value)
{
    value = (value ^ value >> 15) * 0x2c1b3c6du;
    value = (value ^ value >> 12) * 0x297a2d39u;
    return value ^ value >> 15;
}

/* The words come behind those that it has. The halves take each word in two different ways. */
static inline void digest_words(struct digest *digest, const uint32_t *words, uint32_t count)
{
    uint32_t low = digest->low, high = digest->high;
    for (uint32_t i = 0; i < count; i++) {
        low = (low ^ words[i]) * 0x9e3779b1u;
        low ^= low >> 16;
        high = (high + words[i] + 0x7f4a7c15u) * 0x85ebca6bu;
        high ^= high >> 13;
    }
    *digest = (struct digest){low, high};
}

/* Begins one. What it begins with is mixed like what follows: bare numbers would be made up for by the next
 * word. */
static inline struct digest digest_of(uint32_t first, uint32_t second)
{
    struct digest digest = {0, 0};
    const uint32_t words[] = {first, second};
    digest_words(&digest, words, 2);
    return digest;
}

static inline void digest_number(struct digest *digest, uint32_t number)
{
    digest_words(digest, &number, 1);
}

static inline void digest_number64(struct digest *digest, uint64_t number)
{
    digest_number(digest, (uint32_t)number);
    digest_number(digest, (uint32_t)(number >> 32));
}

/* Of things without an order, each with a digest of its own: their sum. */
static inline void digest_add(struct digest *sum, struct digest one)
{
    sum->low += digest_mixed(one.low ^ one.high >> 7);
    sum->high += digest_mixed(one.high + 0x6a09e667u) ^ one.low;
}

static inline uint64_t digest_value(const struct digest *digest)
{
    return (uint64_t)digest->high << 32 | digest->low;
}

#endif
