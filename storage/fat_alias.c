#include "storage/fat_alias.h"

#include <stddef.h>
#include <string.h>
#include "firmware/ascii.h"
#include "firmware/panic.h"
#include "storage/unicode.h"

struct basis {
    uint8_t base[8], extension[3]; /* not padded */
    uint32_t base_length, extension_length;
    bool lossy;      /* something had to be left out or replaced */
    bool lower_case; /* something had to be made upper case */
};

static uint8_t basis_char(struct basis *basis, char c)
{
    char upper = ascii_upper(c);
    if ((uint8_t)c < 0x80 && fat_short_char_valid((uint8_t)upper)) {
        basis->lower_case |= upper != c;
        return (uint8_t)upper;
    }
    basis->lossy = true;
    return '_';
}

static bool is_continuation(char c)
{
    return ((uint8_t)c & 0xc0) == 0x80;
}

/* Copies a part of the name, without blanks and dots, one '_' for each character that cannot stand there. */
static uint32_t basis_part(struct basis *basis, const char *from, uint32_t length, uint8_t *part,
                           uint32_t room)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < length; i++) {
        if (is_continuation(from[i]))
            continue;
        if (from[i] == ' ' || from[i] == '.' || used == room) {
            basis->lossy = true;
            continue;
        }
        part[used++] = basis_char(basis, from[i]);
    }
    return used;
}

/* Where the extension's dot stands; the dots that a name begins with begin none. */
static uint32_t extension_dot(const char *name, uint32_t length)
{
    uint32_t begin = 0;
    while (begin < length && name[begin] == '.')
        begin++;
    for (uint32_t at = length; at-- > begin;)
        if (name[at] == '.')
            return at;
    return length;
}

static void basis_make(struct basis *basis, const char *name, uint32_t length)
{
    uint32_t dot = extension_dot(name, length);
    memset(basis, 0, sizeof *basis);
    basis->base_length = basis_part(basis, name, dot, basis->base, sizeof basis->base);
    if (basis->base_length == 0) {
        basis->base[basis->base_length++] = '_';
        basis->lossy = true;
    }
    if (dot < length) {
        basis->extension_length =
            basis_part(basis, name + dot + 1, length - dot - 1, basis->extension, sizeof basis->extension);
    }
}

static void raw_make(const struct basis *basis, uint32_t base_length, uint8_t raw[FAT_SHORT_RAW])
{
    memset(raw, ' ', FAT_SHORT_RAW);
    memcpy(raw, basis->base, base_length);
    memcpy(raw + 8, basis->extension, basis->extension_length);
}

/* "LONGNA~1", "LONGN~10": the tail eats the basis from its end. At most 6 digits. */
static void raw_with_tail(const struct basis *basis, uint32_t number, uint8_t raw[FAT_SHORT_RAW])
{
    uint8_t tail[7];
    uint32_t length = 0;
    do {
        tail[sizeof tail - ++length] = (uint8_t)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    tail[sizeof tail - ++length] = '~';
    uint32_t base_length = basis->base_length < 8 - length ? basis->base_length : 8 - length;
    raw_make(basis, base_length, raw);
    memcpy(raw + base_length, tail + sizeof tail - length, length);
}

/* The number behind the last '~' of an 8.3 name; 0 if there is none. */
static uint32_t tail_number(const uint8_t raw[FAT_SHORT_RAW])
{
    uint32_t number = 0, place = 1, at = 8;
    while (at != 0 && raw[at - 1] == ' ')
        at--;
    for (; at != 0 && raw[at - 1] >= '0' && raw[at - 1] <= '9'; at--, place *= 10)
        number += place * (uint32_t)(raw[at - 1] - '0');
    return at != 0 && raw[at - 1] == '~' ? number : 0;
}

#define NUMBERS_A_PASS 256u
#define MAX_NUMBER     999999u

struct numbers {
    uint32_t first; /* .. first + NUMBERS_A_PASS - 1 are looked for */
    bool used[NUMBERS_A_PASS];
};

static void numbers_note(struct numbers *numbers, const struct basis *basis, const uint8_t *bytes)
{
    uint8_t raw[FAT_SHORT_RAW];
    uint32_t number = tail_number(bytes);
    if (number - numbers->first < NUMBERS_A_PASS) {
        raw_with_tail(basis, number, raw);
        numbers->used[number - numbers->first] |= memcmp(raw, bytes, FAT_SHORT_RAW) == 0;
    }
}

/* One walk through the directory for many numbers, so that many similar names do not cost a walk for each. */
static ntstatus numbers_read(struct fat_volume *volume, uint32_t cluster, const struct basis *basis,
                             uint32_t except, struct numbers *numbers)
{
    struct fat_directory directory;
    fat_directory_open(&directory, cluster);
    memset(numbers->used, 0, sizeof numbers->used);
    for (uint32_t position = 0;; position++) {
        uint8_t *bytes;
        ntstatus status = fat_directory_place(volume, &directory, position, &bytes, NULL);
        if (status == STATUS_NO_MORE_FILES || (status_ok(status) && bytes[0] == FAT_PLACE_END))
            return STATUS_SUCCESS;
        if (!status_ok(status))
            return status;
        if (position != except && bytes[0] != FAT_PLACE_FREE && !(bytes[PLACE_ATTRIBUTES] & FAT_LABEL))
            numbers_note(numbers, basis, bytes);
    }
}

static ntstatus free_number(struct fat_volume *volume, uint32_t cluster, const struct basis *basis,
                            uint32_t except, uint32_t *number)
{
    struct numbers numbers;
    for (numbers.first = 1; numbers.first <= MAX_NUMBER - NUMBERS_A_PASS; numbers.first += NUMBERS_A_PASS) {
        ntstatus status = numbers_read(volume, cluster, basis, except, &numbers);
        if (!status_ok(status))
            return status;
        for (uint32_t i = 0; i < NUMBERS_A_PASS; i++) {
            if (!numbers.used[i]) {
                *number = numbers.first + i;
                return STATUS_SUCCESS;
            }
        }
    }
    return STATUS_DISK_FULL;
}

ntstatus fat_alias_make(struct fat_volume *volume, uint32_t cluster, const char *name, uint32_t length,
                        uint32_t except, uint8_t raw[FAT_SHORT_RAW], bool *exact)
{
    struct basis basis;
    uint32_t number;
    ASSERT(fat_name_valid(name, length));
    basis_make(&basis, name, length);
    *exact = !basis.lossy && !basis.lower_case;
    if (!basis.lossy) {
        raw_make(&basis, basis.base_length, raw);
        return STATUS_SUCCESS;
    }
    ntstatus status = free_number(volume, cluster, &basis, except, &number);
    if (status_ok(status))
        raw_with_tail(&basis, number, raw);
    return status;
}
