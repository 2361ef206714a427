#include "images/cmd/parser.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"

struct node *parser_node(enum node_kind kind)
{
    struct node *node = arena_take(sizeof *node);
    node->kind = kind;
    return node;
}

void parse_fail(struct parser *p, const char *message)
{
    if (!p->wrong)
        p->wrong = message;
    p->at = "";
}

/* The mark or the word at this place, for a message. */
static size_t token_length(const char *at)
{
    if ((*at == '&' || *at == '|') && at[1] == *at)
        return 2;
    if (strchr("&|<>()", *at))
        return 1;
    return strcspn(at, " \t,;=&|<>()");
}

void parse_unexpected(struct parser *p)
{
    const char *at = ascii_skip_delimiters(p->at);
    if (!*at) {
        parse_fail(p, "The syntax of the command is incorrect.");
        return;
    }
    struct text message = text_make(LINE_MOST);
    text_add_bytes(&message, at, token_length(at));
    text_add_string(&message, " was unexpected at this time.");
    parse_fail(p, message.at);
}

bool parse_next_line(struct parser *p)
{
    const char *line = p->wrong ? NULL : p->next(p->context);
    p->at = line ? line : "";
    return line != NULL;
}

bool parse_at_end(const struct parser *p)
{
    return !*p->at || *p->at == '&' || *p->at == '|' || (*p->at == ')' && p->parentheses);
}

/* Behind a caret. At the end of a line it is the next line that goes on, and its first character is escaped.
 */
static bool take_escaped(struct parser *p, struct text *out)
{
    if (!*p->at && !parse_next_line(p))
        return false;
    if (*p->at)
        text_add(out, *p->at++);
    return true;
}

bool parse_take(struct parser *p, struct text *out)
{
    if (!*p->at)
        return false;
    if (*p->at == '^') {
        p->at++;
        return take_escaped(p, out);
    }
    if (*p->at != '"') {
        text_add(out, *p->at++);
        return true;
    }
    const char *end = strchr(p->at + 1, '"');
    size_t length = end ? (size_t)(end + 1 - p->at) : strlen(p->at);
    text_add_bytes(out, p->at, length);
    p->at += length;
    return true;
}

const char *parse_word(struct parser *p)
{
    struct text word = text_make(LINE_MOST);
    p->at = ascii_skip_delimiters(p->at);
    while (!parse_at_end(p) && !ascii_is_delimiter(*p->at) && *p->at != '<' && *p->at != '>')
        parse_take(p, &word);
    return word.at;
}

bool parse_keyword(struct parser *p, const char *word)
{
    const char *at = ascii_skip_delimiters(p->at);
    size_t length = strlen(word);
    if (!ascii_same_bytes(at, word, length))
        return false;
    if (at[length] && !ascii_is_delimiter(at[length]) && !strchr("&|<>()/\"", at[length]))
        return false;
    p->at = ascii_skip_blanks(at + length);
    return true;
}
