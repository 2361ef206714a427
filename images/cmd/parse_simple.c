/* A command's words, and where it reads from and writes to. */
#include "images/cmd/parser.h"

#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"

#define TOO_LONG "The input line is too long."

static bool is_redirect_sign(char c)
{
    return c == '<' || c == '>';
}

/* A sign, or a digit that stands alone before one. */
static bool redirect_here(const char *at, bool alone)
{
    return is_redirect_sign(*at) || (alone && ascii_is_digit(*at) && is_redirect_sign(at[1]));
}

static void redirect_target(struct parser *p, struct redirect *redirect)
{
    if (*p->at != '&') {
        redirect->name = parse_word(p);
        if (!*redirect->name)
            parse_unexpected(p);
        return;
    }
    p->at = ascii_skip_blanks(p->at + 1);
    redirect->kind = REDIRECT_COPY;
    if (!ascii_is_digit(*p->at)) {
        parse_unexpected(p);
        return;
    }
    redirect->copied = (unsigned)(*p->at++ - '0');
}

static struct redirect *parse_redirect(struct parser *p)
{
    struct redirect *redirect = arena_take(sizeof *redirect);
    bool named = ascii_is_digit(*p->at);
    unsigned handle = named ? (unsigned)(*p->at++ - '0') : *p->at == '>';
    redirect->handle = handle;
    redirect->kind = *p->at == '<' ? REDIRECT_IN : p->at[1] == '>' ? REDIRECT_APPEND : REDIRECT_OUT;
    p->at += redirect->kind == REDIRECT_APPEND ? 2 : 1;
    redirect_target(p, redirect);
    return redirect;
}

static struct redirect **end_of(struct redirect **list)
{
    while (*list)
        list = &(*list)->next;
    return list;
}

void parse_redirects(struct parser *p, struct redirect **list)
{
    p->at = ascii_skip_blanks(p->at);
    while (redirect_here(p->at, true)) {
        *end_of(list) = parse_redirect(p);
        p->at = ascii_skip_blanks(p->at);
    }
}

struct node *parse_simple(struct parser *p)
{
    struct node *node = parser_node(NODE_COMMAND);
    struct redirect **last = &node->redirects;
    struct text text = text_make(LINE_MOST);
    while (!parse_at_end(p)) {
        bool alone = !text.length || ascii_is_delimiter(text.at[text.length - 1]);
        if (!redirect_here(p->at, alone)) {
            parse_take(p, &text);
            continue;
        }
        *last = parse_redirect(p);
        last = &(*last)->next;
    }
    node->text = ascii_skip_delimiters(text.at);
    if (text.full)
        parse_fail(p, TOO_LONG);
    return p->wrong ? NULL : node;
}
