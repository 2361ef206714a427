/*
 * FAT's date and time (FAT specification, "Date and Time Formats") and NT's (100 ns since 1601-01-01). FAT's
 * are taken for UTC. Pure functions.
 */
#ifndef STORAGE_FAT_TIME_H
#define STORAGE_FAT_TIME_H

#include <stdint.h>

struct fat_stamp {
    uint16_t date;  /* bits 15..9 years since 1980, 8..5 month, 4..0 day */
    uint16_t time;  /* bits 15..11 hour, 10..5 minute, 4..0 half seconds */
    uint8_t ten_ms; /* 0 .. 199, what `time` leaves out */
};

/* Times before 1980 and after 2107 become the first and the last that FAT has. */
struct fat_stamp fat_stamp_from_nt(uint64_t time);

/* 0 when the date is none (a date of 0 means "not kept"). */
uint64_t fat_stamp_to_nt(struct fat_stamp stamp);

#endif
