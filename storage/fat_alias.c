#include "storage/fat_alias.h"

#include <stddef.h>
#include <string.h>
#include "firmware/ascii.h"
#include "firmware/panic.h"
#include "storage/fat_index.h"
#include "storage/fat_names.h"
#include "storage/fat_tails.h"

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

static void raw_make(const struct basis *basis, uint8_t raw[FAT_SHORT_RAW])
{
    memset(raw, ' ', FAT_SHORT_RAW);
    memcpy(raw, basis->base, basis->base_length);
    memcpy(raw + 8, basis->extension, basis->extension_length);
}

#define NUMBERS_A_PASS 256u

struct numbers {
    uint32_t first; /* .. first + NUMBERS_A_PASS - 1 are looked for */
    bool used[NUMBERS_A_PASS];
};

static void numbers_note(struct numbers *numbers, const uint8_t *basis, const uint8_t *bytes)
{
    uint32_t number = fat_tail_number(basis, bytes);
    if (number != 0 && number - numbers->first < NUMBERS_A_PASS)
        numbers->used[number - numbers->first] = true;
}

/* One walk through the directory for many numbers, so that many similar names do not cost a walk for each. */
static ntstatus numbers_read(struct fat_volume *volume, uint32_t cluster, const uint8_t *basis,
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

static ntstatus number_of_directory(struct fat_volume *volume, uint32_t cluster, const uint8_t *basis,
                                    uint32_t except, uint32_t *number)
{
    struct numbers numbers;
    for (numbers.first = 1; numbers.first <= FAT_TAIL_MOST - NUMBERS_A_PASS;
         numbers.first += NUMBERS_A_PASS) {
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

/* The number that an entry has of this basis, which is about to go and gives it free; FAT_TAIL_MOST: none. */
static ntstatus number_of_leaver(struct fat_volume *volume, uint32_t cluster, const uint8_t *basis,
                                 uint32_t except, uint32_t *number)
{
    struct fat_directory directory;
    uint8_t *bytes;
    *number = FAT_TAIL_MOST;
    if (except == FAT_NO_POSITION)
        return STATUS_SUCCESS;
    fat_index_open(volume, &directory, cluster, except);
    ntstatus status = fat_directory_place(volume, &directory, except, &bytes, NULL);
    uint32_t its = status_ok(status) ? fat_tail_number(basis, bytes) : 0;
    *number = its != 0 ? its : *number;
    return status;
}

/* The same of a directory that is remembered: from the lowest number that may be free. */
static ntstatus number_of_index(struct fat_volume *volume, uint32_t cluster, const uint8_t *basis,
                                uint32_t except, uint32_t *number)
{
    struct fat_tails *tails = fat_index_tails(volume, cluster);
    uint32_t leaver, at = fat_tails_least(tails, basis);
    bool has = true;
    ntstatus status = number_of_leaver(volume, cluster, basis, except, &leaver);
    for (at = leaver < at ? leaver : at; status_ok(status) && has && at < FAT_TAIL_MOST; at += has) {
        uint8_t raw[FAT_SHORT_RAW];
        fat_tail_put(basis, at, raw);
        status = fat_index_has_short(volume, cluster, raw, except, &has);
    }
    if (!status_ok(status) || has)
        return status_ok(status) ? STATUS_DISK_FULL : status;
    if (at != leaver)
        fat_tails_note(tails, basis, at);
    *number = at;
    return status;
}

static ntstatus free_number(struct fat_volume *volume, uint32_t cluster, const uint8_t *basis,
                            uint32_t except, uint32_t *number)
{
    bool remembered = fat_index_tails(volume, cluster) != NULL;
    return (remembered ? number_of_index : number_of_directory)(volume, cluster, basis, except, number);
}

ntstatus fat_alias_make(struct fat_volume *volume, uint32_t cluster, const char *name, uint32_t length,
                        uint32_t except, uint8_t raw[FAT_SHORT_RAW], bool *exact)
{
    struct basis basis;
    uint8_t tailless[FAT_SHORT_RAW];
    uint32_t number;
    ASSERT(fat_name_valid(name, length));
    basis_make(&basis, name, length);
    raw_make(&basis, raw);
    *exact = !basis.lossy && !basis.lower_case;
    if (!basis.lossy)
        return STATUS_SUCCESS;
    memcpy(tailless, raw, FAT_SHORT_RAW);
    ntstatus status = free_number(volume, cluster, tailless, except, &number);
    if (status_ok(status))
        fat_tail_put(tailless, number, raw);
    return status;
}
