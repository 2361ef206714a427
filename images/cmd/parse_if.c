/* IF [/I] [NOT] test command [ELSE command] */
#include "images/cmd/parser.h"

#include "images/cmd/ascii.h"

static const struct {
    const char *word;
    enum test test;
} questions[] = {{"exist", TEST_EXIST},
                 {"errorlevel", TEST_ERRORLEVEL},
                 {"defined", TEST_DEFINED},
                 {"cmdextversion", TEST_VERSION}},
  comparisons[] = {{"equ", TEST_EQU}, {"neq", TEST_NEQ}, {"lss", TEST_LSS},
                   {"leq", TEST_LEQ}, {"gtr", TEST_GTR}, {"geq", TEST_GEQ}};

static const char *needed_word(struct parser *p)
{
    const char *word = parse_word(p);
    if (!*word)
        parse_unexpected(p);
    return word;
}

static enum test parse_comparison(struct parser *p)
{
    p->at = ascii_skip_blanks(p->at);
    if (p->at[0] == '=' && p->at[1] == '=') {
        p->at += 2;
        return TEST_SAME;
    }
    for (unsigned i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++)
        if (parse_keyword(p, comparisons[i].word))
            return comparisons[i].test;
    parse_unexpected(p);
    return TEST_SAME;
}

static void parse_test(struct parser *p, struct condition *condition)
{
    for (unsigned i = 0; i < sizeof questions / sizeof questions[0]; i++)
        if (parse_keyword(p, questions[i].word)) {
            condition->test = questions[i].test;
            condition->left = needed_word(p);
            return;
        }
    condition->left = needed_word(p);
    condition->test = parse_comparison(p);
    condition->right = needed_word(p);
}

struct node *parse_if(struct parser *p)
{
    struct node *node = parser_node(NODE_IF);
    node->condition.ignore_case = parse_keyword(p, "/i");
    node->condition.negative = parse_keyword(p, "not");
    parse_test(p, &node->condition);
    node->left = parse_list(p);
    if (!node->left && !p->wrong)
        parse_unexpected(p);
    if (p->wrong || !parse_keyword(p, "else"))
        return p->wrong ? NULL : node;
    node->right = parse_list(p);
    if (!node->right && !p->wrong)
        parse_unexpected(p);
    return p->wrong ? NULL : node;
}
