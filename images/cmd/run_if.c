#include "images/cmd/run.h"

#include <string.h>
#include "images/cmd/ascii.h"
#include "images/cmd/number.h"
#include "images/cmd/shell.h"
#include "images/cmd/variable.h"
#include "images/cmd/win.h"
#include "images/cmd/words.h"

#define EXTENSIONS_VERSION 2

static bool exists(const char *name)
{
    WIN32_FIND_DATAW found;
    const char *path = words_bare(name);
    size_t length = strlen(path);
    if (!strpbrk(path, "*?"))
        return path_attributes(path) != INVALID_FILE_ATTRIBUTES || (length && ascii_same(path, "nul"));
    HANDLE search = FindFirstFileW(wide(path), &found);
    if (search == INVALID_HANDLE_VALUE)
        return false;
    FindClose(search);
    return true;
}

static bool at_least(const char *text, int level)
{
    long number;
    number_read(text, &number);
    return level >= number;
}

static int case_order(const char *a, const char *b)
{
    while (*a && ascii_upper(*a) == ascii_upper(*b)) {
        a++;
        b++;
    }
    return (unsigned char)ascii_upper(*a) - (unsigned char)ascii_upper(*b);
}

/* As numbers when both are, otherwise as text: less than, equal to or greater than 0. */
static int order(const char *left, const char *right, bool ignore_case)
{
    long a, b;
    if (number_whole(left, &a) && number_whole(right, &b))
        return a < b ? -1 : a > b;
    return ignore_case ? case_order(left, right) : strcmp(left, right);
}

static bool compare(enum test test, int order)
{
    switch (test) {
    case TEST_NEQ:
        return order != 0;
    case TEST_LSS:
        return order < 0;
    case TEST_LEQ:
        return order <= 0;
    case TEST_GTR:
        return order > 0;
    case TEST_GEQ:
        return order >= 0;
    default:
        return order == 0;
    }
}

static bool holds(const struct condition *condition, const struct loop_value *values)
{
    const char *left = run_text(condition->left, values);
    const char *right = run_text(condition->right, values);
    switch (condition->test) {
    case TEST_EXIST:
        return exists(left);
    case TEST_ERRORLEVEL:
        return at_least(left, shell_errorlevel());
    case TEST_DEFINED:
        return variable_value(words_bare(left)) != NULL;
    case TEST_VERSION:
        return at_least(left, EXTENSIONS_VERSION);
    case TEST_SAME:
        return (condition->ignore_case ? case_order(left, right) : strcmp(left, right)) == 0;
    default:
        return compare(condition->test, order(left, right, condition->ignore_case));
    }
}

int run_if(const struct node *node, const struct loop_value *values)
{
    if (holds(&node->condition, values) != node->condition.negative)
        return run(node->left, values);
    return node->right ? run(node->right, values) : 0;
}
