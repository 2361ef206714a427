/*
 * The checksum of a PE file (IMAGE_OPTIONAL_HEADER.CheckSum): its words of 16 bits, the checksum's own as
 * zeros, added with what is carried out of the sum, and then its length in bytes. Hardware-free.
 */
#ifndef MMU_PECHECKSUM_H
#define MMU_PECHECKSUM_H

#include <stdint.h>

/* Where in the file the header says it, of a header that pe_parse() has accepted. 0 there: nobody has said
 * it. */
uint32_t pe_checksum_place(const void *header);

/* The sum with the next bytes of the file, from 0 on. All pieces but the last have an even number. */
uint32_t pe_checksum_add(uint32_t sum, const void *bytes, uint32_t count);

#endif
