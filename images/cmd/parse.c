/* Lists, groups, and what a command is by its first word. */
#include "images/cmd/parse.h"

#include "images/cmd/ascii.h"
#include "images/cmd/parser.h"

static struct node *join(enum node_kind kind, struct node *left, struct node *right)
{
    struct node *node = parser_node(kind);
    node->left = left;
    node->right = right;
    return node;
}

/* What must be there; the mistake when it is not. */
static struct node *needed(struct parser *p, struct node *node)
{
    if (!node && !p->wrong)
        parse_unexpected(p);
    return node;
}

/* A sign of one character or two of the same, with something to its left; it is passed over. */
static bool take_sign(struct parser *p, struct node *left, char c, bool twice)
{
    p->at = ascii_skip_blanks(p->at);
    if (p->at[0] != c || (p->at[1] == c) != twice || !needed(p, left))
        return false;
    p->at += twice ? 2 : 1;
    return true;
}

/* One more for a chain, whose end is *last. It grows to the right, so that however many there are nobody goes
 * deeper. */
static struct node **chain(struct node **last, struct node *node)
{
    if (!*last) {
        *last = node;
        return last;
    }
    *last = join(NODE_THEN, *last, node);
    return &(*last)->right;
}

/* ---- groups ---- */

/* Passes over blanks and the ends of lines; false at the end of everything. */
static bool skip_lines(struct parser *p)
{
    for (;;) {
        p->at = ascii_skip_delimiters(p->at);
        if (*p->at)
            return true;
        if (!parse_next_line(p))
            return false;
    }
}

static struct node *parse_lines(struct parser *p)
{
    struct node *first = NULL, **last = &first;
    while (skip_lines(p) && *p->at != ')') {
        struct node *list = parse_list(p);
        if (list)
            last = chain(last, list);
        p->at = ascii_skip_delimiters(p->at);
        if (*p->at && *p->at != ')')
            parse_unexpected(p);
    }
    return first;
}

static struct node *parse_group(struct parser *p)
{
    struct node *group = parser_node(NODE_GROUP);
    p->at++;
    p->parentheses++;
    group->left = parse_lines(p);
    if (*p->at != ')')
        parse_fail(p, "The syntax of the command is incorrect: a ) is missing.");
    else
        needed(p, group->left);
    p->parentheses--;
    if (p->wrong)
        return NULL;
    p->at++;
    parse_redirects(p, &group->redirects);
    return p->wrong ? NULL : group;
}

/* ---- commands ---- */

/* A remark takes its line, unless & or | follow at once. */
static struct node *parse_remark(struct parser *p)
{
    struct node *node = parser_node(NODE_COMMAND);
    struct text text = text_make(LINE_MOST);
    text_add_string(&text, "rem ");
    if (!parse_at_end(p)) {
        text_add_string(&text, p->at);
        p->at = "";
    }
    node->text = text.at;
    return node;
}

static struct node *parse_kind(struct parser *p)
{
    if (*p->at == '(')
        return parse_group(p);
    if (parse_keyword(p, "if"))
        return parse_if(p);
    if (parse_keyword(p, "for"))
        return parse_for(p);
    if (parse_keyword(p, "rem"))
        return parse_remark(p);
    return parse_simple(p);
}

/* A label takes its line. Null, without a mistake, when nothing is there to do. */
static struct node *parse_command(struct parser *p)
{
    bool quiet = false;
    p->at = ascii_skip_delimiters(p->at);
    for (; *p->at == '@'; p->at = ascii_skip_delimiters(p->at + 1))
        quiet = true;
    if (*p->at == ':')
        p->at = "";
    if (parse_at_end(p))
        return NULL;
    if (*p->at == ')')
        parse_unexpected(p);
    if (++p->depth > PARSE_DEEPEST)
        parse_fail(p, "The command is nested too deeply.");
    struct node *node = p->wrong ? NULL : parse_kind(p);
    p->depth--;
    if (node)
        node->quiet = quiet;
    return node;
}

/* ---- lists ---- */

static struct node *parse_pipe(struct parser *p)
{
    struct node *left = parse_command(p);
    while (take_sign(p, left, '|', false))
        left = join(NODE_PIPE, left, needed(p, parse_command(p)));
    return p->wrong ? NULL : left;
}

static struct node *parse_and(struct parser *p)
{
    struct node *left = parse_pipe(p);
    while (take_sign(p, left, '&', true))
        left = join(NODE_AND, left, needed(p, parse_pipe(p)));
    return p->wrong ? NULL : left;
}

static struct node *parse_or(struct parser *p)
{
    struct node *left = parse_and(p);
    while (take_sign(p, left, '|', true))
        left = join(NODE_OR, left, needed(p, parse_and(p)));
    return p->wrong ? NULL : left;
}

struct node *parse_list(struct parser *p)
{
    struct node *first = parse_or(p), **last = &first;
    while (take_sign(p, first, '&', false)) {
        struct node *next = parse_or(p); /* an & at the end joins nothing */
        if (next)
            last = chain(last, next);
        else if (*p->at && *p->at != ')')
            parse_unexpected(p);
    }
    return p->wrong ? NULL : first;
}

struct node *parse(const char *line, next_line *next, void *context, const char **wrong)
{
    struct parser p = {.at = line, .next = next, .context = context};
    struct node *node = parse_list(&p);
    if (*ascii_skip_delimiters(p.at))
        parse_unexpected(&p);
    *wrong = p.wrong;
    return p.wrong ? NULL : node;
}
