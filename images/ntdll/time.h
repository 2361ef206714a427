/*
 * Calendar arithmetic. NT's time is in units of 100 ns since 1601-01-01 00:00 UTC, Gregorian throughout.
 */
#ifndef IMAGES_NTDLL_TIME_H
#define IMAGES_NTDLL_TIME_H

#include "images/ntdll/nt.h"

typedef struct _TIME_FIELDS {
    SHORT Year, Month, Day, Hour, Minute, Second, Milliseconds,
        Weekday; /* Month from 1; Weekday: 0 = Sunday */
} TIME_FIELDS;

void NTAPI RtlTimeToTimeFields(const LARGE_INTEGER *time, TIME_FIELDS *fields);
BOOLEAN NTAPI RtlTimeFieldsToTime(const TIME_FIELDS *fields, LARGE_INTEGER *time); /* FALSE: no such date */

/* FALSE when the time is before the epoch or more than 2^32 seconds behind it. */
BOOLEAN NTAPI RtlTimeToSecondsSince1970(const LARGE_INTEGER *time, ULONG *seconds);
BOOLEAN NTAPI RtlTimeToSecondsSince1980(const LARGE_INTEGER *time, ULONG *seconds);
void NTAPI RtlSecondsSince1970ToTime(ULONG seconds, LARGE_INTEGER *time);
void NTAPI RtlSecondsSince1980ToTime(ULONG seconds, LARGE_INTEGER *time);

#endif
