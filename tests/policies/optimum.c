/*
 * For each pattern a line: its name, how many touches it has, and what the optimum reads with so many frames.
 *
 *   optimum FRAMES
 */
#include "tests/policies/optimum.h"

int main(int argc, char **argv)
{
    uint32_t frames = argc == 2 ? (uint32_t)atoi(argv[1]) : 0;
    if (frames == 0 || frames > ARRAY_PAGES) {
        fprintf(stderr, "optimum: FRAMES is 1 to %u\n", ARRAY_PAGES);
        return 2;
    }
    for (uint32_t i = 0; i < PATTERNS; i++) {
        touches_make(&patterns[i]);
        printf("%s %u %u\n", patterns[i].name, (unsigned)touch_count, (unsigned)optimum(frames));
    }
    return 0;
}
