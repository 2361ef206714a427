/*
 * Where the trampoline's two pages (firmware/trampoline.h) lie in each directory, side by side. Read by C and
 * by the assembler, hence without a suffix.
 */
#ifndef FIRMWARE_TRAMPOLINEPLACE_H
#define FIRMWARE_TRAMPOLINEPLACE_H

#define TRAMPOLINE_CODE   0xffc00000
#define TRAMPOLINE_TABLES 0xffc01000

#endif
