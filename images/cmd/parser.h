/*
 * What the files of the parser share: where it is, and how it fails. Once it has failed it is at the end of
 * everything, so that nobody need ask before he goes on.
 */
#ifndef IMAGES_CMD_PARSER_H
#define IMAGES_CMD_PARSER_H

#include "images/cmd/parse.h"

struct parser {
    const char *at; /* in the line */
    next_line *next;
    void *context;
    unsigned parentheses; /* open */
    unsigned depth;
    const char *wrong; /* null: nothing so far */
};

/* The rules of parse.h; null when the parser has failed. */
struct node *parse_list(struct parser *p);
struct node *parse_simple(struct parser *p);
struct node *parse_if(struct parser *p);
struct node *parse_for(struct parser *p);

/* Redirections at this place, appended to *list; the place is behind them and blanks. */
void parse_redirects(struct parser *p, struct redirect **list);

/* Is a word such as IF here, ended by what ends words? Then it is passed over, with blanks behind it. */
bool parse_keyword(struct parser *p, const char *word);

/*
 * A word up to a delimiter or what has a meaning, without its escapes, quotes kept; empty when there is none.
 */
const char *parse_word(struct parser *p);

/*
 * Takes the character at this place into `out`: what a caret escapes, all of what stands in quotes, or just
 * it. False at the end of the line.
 */
bool parse_take(struct parser *p, struct text *out);

/* Does the command end here? */
bool parse_at_end(const struct parser *p);

/* Goes on to the next line; false, and at the end, when there is none. */
bool parse_next_line(struct parser *p);

struct node *parser_node(enum node_kind kind);

/* The first mistake counts. */
void parse_fail(struct parser *p, const char *message);
void parse_unexpected(struct parser *p); /* what stands here */

#endif
