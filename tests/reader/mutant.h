/* Mutants: logs in which one thing is changed, a digit or a line. */
#ifndef READER_MUTANT_H
#define READER_MUTANT_H

#include "reader.h"

enum mutant_kind { MUTANT_DIGIT, MUTANT_DROP, MUTANT_KINDS };
enum verdict { NOT_RUN, CAUGHT, SURVIVED, CRASHED };

struct mutant {
    enum mutant_kind kind;
    const struct log *log;
    unsigned line;           /* counted from 0 */
    const struct item *item; /* whose digit; NULL: the line is dropped */
    unsigned offset;         /* of the digit in the line */
    char digit;              /* the new one */
    enum verdict verdict;
};

/* A number below `limit` from a sequence that the seed begins. */
unsigned chance(uint64_t *seed, unsigned limit);

/* Changes one digit of the line, whichever the seed chooses. False: the line has none in its fields. */
bool mutant_choose(struct mutant *mutant, const struct line *line, uint64_t *seed);

/* Follows the mutant from its line to the end of its log, in a machine that has followed all before. */
enum verdict mutant_follow(const struct mutant *mutant, struct machine *machine);

/* Why nobody can see this mutant: the page relates the field, or the line, to nothing else. NULL: somebody
 * can. */
const char *mutant_excuse(const struct mutant *mutant, const struct event *event);

#endif
