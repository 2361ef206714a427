/* FOR [/D | /R [folder] | /L | /F ["options"]] %x IN (set) DO command */
#include "images/cmd/parser.h"

#include <string.h>
#include "images/cmd/ascii.h"

static void parse_switch(struct parser *p, struct loop *loop)
{
    p->at = ascii_skip_delimiters(p->at);
    if (*p->at != '/')
        return;
    loop->kind = ascii_upper(p->at[1]);
    if (!loop->kind || !strchr("DRLF", loop->kind)) {
        parse_unexpected(p);
        return;
    }
    p->at = ascii_skip_delimiters(p->at + 2);
    if ((loop->kind == 'F' && *p->at == '"') || (loop->kind == 'R' && *p->at != '%'))
        loop->options = parse_word(p);
}

static void parse_variable(struct parser *p, struct loop *loop)
{
    p->at = ascii_skip_delimiters(p->at);
    if (p->at[0] != '%' || !p->at[1] || !ascii_is_delimiter(p->at[2])) {
        parse_unexpected(p);
        return;
    }
    loop->letter = p->at[1];
    p->at += 2;
}

/* What stands in the parentheses, over however many lines. */
static const char *parse_set(struct parser *p)
{
    struct text set = text_make(LINE_MOST);
    p->at++;
    while (*p->at != ')') {
        if (parse_take(p, &set))
            continue;
        if (!parse_next_line(p)) {
            parse_fail(p, "The syntax of the command is incorrect: a ) is missing.");
            return NULL;
        }
        text_add(&set, ' ');
    }
    p->at++;
    if (set.full)
        parse_fail(p, "The input line is too long.");
    return set.at;
}

struct node *parse_for(struct parser *p)
{
    struct node *node = parser_node(NODE_FOR);
    parse_switch(p, &node->loop);
    parse_variable(p, &node->loop);
    if (!parse_keyword(p, "in") || *p->at != '(')
        parse_unexpected(p);
    else
        node->loop.set = parse_set(p);
    if (!parse_keyword(p, "do"))
        parse_unexpected(p);
    node->left = p->wrong ? NULL : parse_list(p);
    if (!node->left && !p->wrong)
        parse_unexpected(p);
    return p->wrong ? NULL : node;
}
