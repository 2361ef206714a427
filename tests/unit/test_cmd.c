// sources: images/cmd/arena.c images/cmd/text.c images/cmd/number.c images/cmd/expand.c images/cmd/loopvalue.c images/cmd/parse.c
// sources: images/cmd/parser.c images/cmd/parse_simple.c images/cmd/parse_if.c images/cmd/parse_for.c images/cmd/tree.c
// sources: images/cmd/options.c images/cmd/words.c images/cmd/arithmetic.c images/cmd/for_options.c images/cmd/delayed.c
// flags: -DCHUNK_BYTES=1u
/*
 * CMD.EXE's language, without Windows: what percent signs become, what a line is read as, its own command
 * line, numbers.
 */
#include "images/cmd/arithmetic.h"
#include "images/cmd/ascii.h"
#include "images/cmd/delayed.h"
#include "images/cmd/expand.h"
#include "images/cmd/for_options.h"
#include "images/cmd/loopvalue.h"
#include "images/cmd/options.h"
#include "images/cmd/parse.h"
#include "images/cmd/words.h"
#include "tests/unit/cmd.h"
#include "tests/unit/unit.h"

/* ---- percent signs ---- */

static const char *variable(const char *name)
{
    if (ascii_same(name, "x"))
        return "hello world";
    return ascii_same(name, "utf") ? "\xc3\xa4\xc3\xb6\xc3\xbc" : NULL;
}

static const char *argument(unsigned number)
{
    static const char *const arguments[] = {"me.bat", "one", "\"two three\""};
    return number < 3 ? arguments[number] : "";
}

static const char *all_arguments(void)
{
    return "one \"two three\"";
}

static void describe(const char *modifiers, const char *value, struct text *out)
{
    text_add(out, '<');
    text_add_string(out, modifiers);
    text_add(out, ':');
    text_add_string(out, value);
    text_add(out, '>');
}

static const struct expansion in_batch = {true, variable, argument, all_arguments, describe};
static const struct expansion at_prompt = {false, variable, NULL, NULL, describe};

static bool expands(const struct expansion *with, const char *line, const char *wanted)
{
    struct text out = text_make(LINE_MOST);
    bool good = expand_percent(with, line, &out) == EXPAND_DONE && strcmp(out.at, wanted) == 0;
    if (!good)
        printf("# %s became %s\n", line, out.at);
    return good;
}

static void test_variables(void)
{
    CHECK(expands(&in_batch, "a %x% b", "a hello world b"));
    CHECK(expands(&in_batch, "%X%%x%", "hello worldhello world"));
    CHECK(expands(&in_batch, "%none%.%y", ".y"));
    CHECK(expands(&at_prompt, "%none%.%y", "%none%.%y"));
    CHECK(expands(&in_batch, "100%% %", "100% "));
    CHECK(expands(&at_prompt, "100%% %", "100%% %"));
}

static void test_parts_of_variables(void)
{
    CHECK(expands(&in_batch, "%x:~0,5%|%x:~-5%|%x:~6%|%x:~1,-1%", "hello|world|world|ello worl"));
    CHECK(expands(&in_batch, "%x:~20%|%x:~0,0%|%x:~-99,2%|%x:~3,-99%", "||he|"));
    CHECK(expands(&in_batch, "%utf:~1,1%", "\xc3\xb6"));
    CHECK(expands(&in_batch, "%x:L=_%|%x:*o=%|%x:zz=y%|%x:hello world=%", "he__o wor_d| world|hello world|"));
    CHECK(expands(&in_batch, "%x:=y%|%x:y%", "hello world|hello world"));
    CHECK(expands(&in_batch, "%none:a=b%", "a=b"));
    CHECK(expands(&at_prompt, "%none:a=b%", "%none:a=b%"));
}

static void test_arguments(void)
{
    CHECK(expands(&in_batch, "%0 %1 %2 %3.", "me.bat one \"two three\" ."));
    CHECK(expands(&in_batch, "%*|%~2|%~dpn1|%~1", "one \"two three\"|<:\"two three\">|<dpn:one>|<:one>"));
    CHECK(expands(&at_prompt, "%1 %* %~1", "%1 %* %~1"));
}

static bool means_no_argument(const char *line, const char *from)
{
    struct text out = text_make(LINE_MOST);
    return expand_percent(&in_batch, line, &out) == EXPAND_NO_ARGUMENT && strcmp(out.at, from) == 0;
}

static void test_no_argument(void)
{
    CHECK(means_no_argument("echo %1 %~x rest", "%~x rest"));
    CHECK(means_no_argument("%~dp", "%~dp"));
    CHECK(means_no_argument("%x%%~%", "%~%"));
    CHECK(expands(&in_batch, "%%~x", "%~x"));
    CHECK(expands(&at_prompt, "%~x", "%~x"));
}

static void test_line_too_long(void)
{
    char line[LINE_MOST + 2];
    memset(line, 'a', sizeof line);
    line[LINE_MOST + 1] = 0;
    struct text out = text_make(LINE_MOST);
    CHECK(expand_percent(&in_batch, line, &out) == EXPAND_TOO_LONG && out.length == LINE_MOST);
    line[LINE_MOST] = 0;
    out = text_make(LINE_MOST);
    CHECK(expand_percent(&in_batch, line, &out) == EXPAND_DONE && out.length == LINE_MOST);
}

static void test_loop_variables(void)
{
    struct loop_value outer = {NULL, 'i', "I"}, inner = {&outer, 'x', "X"};
    CHECK(strcmp(loop_expand(&inner, "%i %x %y %", describe), "I X %y %") == 0);
    CHECK(strcmp(loop_expand(&inner, "%~i|%~nxx|%~dpi|%~fy", describe), "<:I>|<nx:X>|<dp:I>|%~fy") == 0);
    CHECK(strcmp(loop_expand(&inner, "%~nx", describe), "<n:X>") == 0);
    CHECK(strcmp(loop_expand(NULL, "%i", describe), "%i") == 0);
}

static bool comes_late(const char *text, const char *wanted)
{
    const char *became = delayed_expand(text, variable);
    if (strcmp(became, wanted) != 0)
        printf("# %s became %s\n", text, became);
    return strcmp(became, wanted) == 0;
}

static void test_delayed(void)
{
    CHECK(comes_late("a^b %x%", "a^b %x%") && comes_late("!x! ^!y^! z^", "hello world !y! z"));
    CHECK(comes_late("!x:~0,5!!none!!x:o=0!", "hellohell0 w0rld") && comes_late("a!", "a") &&
          comes_late("!!a!", "a"));
}

/* ---- what a line is read as ---- */

/* The line as a tree, and that as text, with marks around what belongs together. */
static const char *reads(const char *const *lines)
{
    const char *wrong;
    struct cmd_lines more = {lines + 1};
    struct node *node = parse(lines[0], cmd_next, &more, &wrong);
    struct text out = text_make(LINE_MOST);
    if (wrong)
        return wrong;
    if (!node)
        return "nothing";
    tree_write(node, &out);
    return out.at;
}

static bool reads_as(const char *line, const char *wanted)
{
    const char *const lines[] = {line, NULL};
    const char *read = reads(lines);
    if (strcmp(read, wanted) != 0)
        printf("# %s was read as %s\n", line, read);
    return strcmp(read, wanted) == 0;
}

static struct node *tree_of(const char *line)
{
    const char *wrong;
    struct cmd_lines none = {NULL};
    return parse(line, cmd_next, &none, &wrong);
}

static void test_words_and_signs(void)
{
    CHECK(reads_as("  ; echo a  b ", "echo a  b "));
    CHECK(reads_as("echo \"a & b | c > d\" e", "echo \"a & b | c > d\" e"));
    CHECK(reads_as("echo a^&b ^^ ^\"c^\" d^", "echo a&b ^ \"c\" d"));
    CHECK(reads_as("echo \"open & to the end", "echo \"open & to the end"));
    CHECK(reads_as("@@ echo a&b&&c||d|e", "@echo a & b && c || d | e"));
    CHECK(reads_as("", "nothing") && reads_as(" :label & echo", "nothing"));
    CHECK(reads_as("rem a & b > c", "rem a & b > c") && reads_as("rem & echo b", "rem  & echo b"));
    CHECK(reads_as("echo a &", "echo a "));
    CHECK(reads_as("a & & b", "& was unexpected at this time.") && reads_as("(a &)", "(a )"));
}

static void test_precedence(void)
{
    struct node *node = tree_of("a & b || c && d | e | f");
    CHECK(node->kind == NODE_THEN && node->right->kind == NODE_OR);
    node = node->right->right;
    CHECK(node->kind == NODE_AND && node->right->kind == NODE_PIPE);
    CHECK(node->right->left->kind == NODE_PIPE && strcmp(node->right->right->text, "f") == 0);
    node = tree_of("a&b&c");
    CHECK(node->kind == NODE_THEN && node->left->kind == NODE_COMMAND && node->right->kind == NODE_THEN);
}

static void test_redirections(void)
{
    CHECK(reads_as("a>b", "a 1>b") && reads_as("a >> \"b c\" d", "a  d 1>>\"b c\""));
    CHECK(reads_as("a <b 2>c 2>&1", "a    0<b 2>c 2>&1"));
    CHECK(reads_as("echo 12>x", "echo 12 1>x") && reads_as("echo 2>x", "echo  2>x"));
    CHECK(reads_as("> x echo a", "echo a 1>x"));
    CHECK(reads_as("(a & b) > c < d", "(a  & b) 1>c 0<d"));
    CHECK(reads_as("a >", "The syntax of the command is incorrect."));
    CHECK(reads_as("a > & b", "& was unexpected at this time."));
    CHECK(reads_as("a >&x", "x was unexpected at this time."));
}

static void test_groups(void)
{
    const char *const lines[] = {"(", " echo a", "", "echo b ^", "c & d", ") && e", NULL};
    CHECK(strcmp(reads(lines), "(echo a & echo b c  & d) && e") == 0);
    const char *const open[] = {"if a==a (", "echo b", NULL};
    CHECK(strcmp(reads(open), "The syntax of the command is incorrect: a ) is missing.") == 0);
    CHECK(reads_as("((a))", "((a))") && reads_as("(a (b))", ") was unexpected at this time."));
    CHECK(reads_as("()", ") was unexpected at this time.") &&
          reads_as(")", ") was unexpected at this time."));
    CHECK(reads_as("(a) b", "b was unexpected at this time."));
    CHECK(reads_as("echo a)b", "echo a)b") && reads_as("(echo ^))", "(echo ))"));
}

static void test_mistakes(void)
{
    CHECK(reads_as("&", "& was unexpected at this time.") &&
          reads_as("a | | b", "| was unexpected at this time."));
    CHECK(reads_as("&& a", "&& was unexpected at this time.") &&
          reads_as("a ||", "The syntax of the command is incorrect."));
    CHECK(reads_as("if", "The syntax of the command is incorrect.") &&
          reads_as("if a==b", "The syntax of the command is incorrect."));
    CHECK(reads_as("if a b c", "b was unexpected at this time."));
    CHECK(reads_as("for i in (a) do b", "i was unexpected at this time."));
    CHECK(reads_as("for %i on (a) do b", "on was unexpected at this time."));
    CHECK(reads_as("for %i in (a) b", "b was unexpected at this time."));
    CHECK(reads_as("for %i in (a", "The syntax of the command is incorrect: a ) is missing."));
    CHECK(reads_as("for /x %i in (a) do b", "/x was unexpected at this time."));
}

static void test_too_deep(void)
{
    char line[4000];
    memset(line, '(', sizeof line);
    line[sizeof line - 1] = 0;
    CHECK(reads_as(line, "The command is nested too deeply."));
    for (size_t i = 0; i + 8 < sizeof line; i += 8)
        memcpy(line + i, "if 1==1 ", 9);
    CHECK(reads_as(line, "The command is nested too deeply."));
}

static void test_if(void)
{
    CHECK(reads_as("if \"%1\"==\"\" echo a", "if \"%1\"==\"\" echo a"));
    CHECK(reads_as("IF /I NOT a == b (c) else d & e", "if /I not a==b (c) else d  & e"));
    CHECK(reads_as("if not exist \"a b\" c else d", "if not EXIST \"a b\" c else d"));
    CHECK(reads_as("if errorlevel 1 a & b", "if ERRORLEVEL 1 a  & b"));
    CHECK(reads_as("if defined x a", "if DEFINED x a") && reads_as("if a gtr b c", "if a GTR b c"));
    struct node *node = tree_of("if a==b (c) else (d) & e");
    CHECK(node->kind == NODE_IF && node->right->kind == NODE_THEN);
}

static void test_for(void)
{
    CHECK(reads_as("for %i in (a, \"b )\" c) do d %i & e", "for %i in (a, \"b )\" c) do d %i  & e"));
    CHECK(reads_as("for /L %%n in (1,1,3) do x", "%%n was unexpected at this time."));
    CHECK(reads_as("for /f \"tokens=1\" %i in ('a ^| b') do c", "for /F \"tokens=1\" %i in ('a | b') do c"));
    const char *const lines[] = {"for %i in (a", "b) do (", "c %i", ")", NULL};
    CHECK(strcmp(reads(lines), "for %i in (a b) do (c %i)") == 0);
}

/* ---- the command line, words ---- */

static bool knows(const char *name)
{
    return strcmp(name, "C:\\my dir\\x.exe") == 0;
}

static void test_options(void)
{
    CHECK(strcmp(options_read("cmd /c echo hi", knows).command, "echo hi") == 0);
    CHECK(strcmp(options_read("\"C:\\a b\\cmd.exe\" /Q/D /C\"echo hi\"", knows).command, "echo hi") == 0);
    CHECK(strcmp(options_read("cmd /c \"a\" \"b\"", knows).command, "a\" \"b") == 0);
    CHECK(strcmp(options_read("cmd /c \"C:\\my dir\\x.exe\" y", knows).command, "\"C:\\my dir\\x.exe\" y") ==
          0);
    CHECK(strcmp(options_read("cmd /s /c \"C:\\my dir\\x.exe\" y", knows).command, "C:\\my dir\\x.exe y") ==
          0);
    CHECK(strcmp(options_read("cmd /c \"a & b\"", knows).command, "a & b") == 0);
    CHECK(strcmp(options_read("cmd /c \"open", knows).command, "open") == 0);
    CHECK(!options_read("cmd /k x", knows).once && options_read("cmd /c x", knows).once);
    CHECK(options_read("cmd", knows).command == NULL && options_read("cmd /q", knows).quiet);
    CHECK(options_read("cmd /?", knows).help &&
          strcmp(options_read("cmd /u:x /c x", knows).unknown, "/u:x") == 0);
    CHECK(options_read("cmd /v:on /c x", knows).delayed && !options_read("cmd /V:OFF /c x", knows).delayed);
    CHECK(options_read("cmd /", knows).unknown != NULL);
}

static void test_words(void)
{
    struct words words = words_read(" a/b \"c d/e\",f;g /Q x+\"y+z\"+", "+");
    static const char *const wanted[] = {"a", "/b", "c d/e", "f", "g", "/Q", "x", "+", "y+z", "+"};
    CHECK(words.count == 10);
    for (unsigned i = 0; i < words.count && i < 10; i++)
        CHECK(strcmp(words.word[i], wanted[i]) == 0);
    CHECK(words_switch(&words, "/q") && words.count == 9 && !words_switch(&words, "/q"));
    CHECK(strcmp(words_unknown(&words), "/b") == 0);
    words = words_plain("a \"b c\"=d/e");
    CHECK(words.count == 3 && strcmp(words.word[1], "\"b c\"") == 0 && strcmp(words.word[2], "d/e") == 0);
    CHECK(strcmp(words_bare(" \"a b\"\t "), "a b") == 0 && *words_bare(" ") == 0);
}

/* ---- numbers ---- */

static int32_t assigned;

static int32_t number_of(const char *name)
{
    return ascii_same(name, "n") ? 5 : 0;
}

static bool assign(const char *name, int32_t value)
{
    assigned = value;
    return *name != 'z';
}

static const struct arithmetic numbers = {number_of, assign};

static bool comes_to(const char *text, int32_t wanted)
{
    int32_t value;
    const char *wrong = arithmetic_value(&numbers, text, &value);
    if (wrong || value != wanted)
        printf("# %s came to %d: %s\n", text, (int)value, wrong ? wrong : "");
    return !wrong && value == wanted;
}

static bool fails(const char *text, const char *wanted)
{
    int32_t value;
    const char *wrong = arithmetic_value(&numbers, text, &value);
    return wrong && strncmp(wrong, wanted, strlen(wanted)) == 0;
}

static void test_arithmetic(void)
{
    CHECK(comes_to("1+2*3", 7) && comes_to("(1+2)*3", 9) && comes_to("-7/2", -3) && comes_to("-7%3", -1));
    CHECK(comes_to("0x10+010", 24) && comes_to("1<<4|3&2^1", 19) && comes_to("-8>>1", -4) &&
          comes_to("!0+~0", 0));
    CHECK(comes_to("n*2, n+1", 6) && comes_to("m=n+=3", 8) && assigned == 8 && comes_to("m<<=2", 0));
    CHECK(comes_to("2147483647+1", INT32_MIN) && comes_to("-2147483647-1", INT32_MIN));
    CHECK(comes_to("(-2147483647-1)/-1", INT32_MIN) && comes_to("1<<40", 0) && comes_to("10-2-3", 5));
    CHECK(fails("1/0", "Divide by zero") && fails("1+", "Missing operand") && fails("(1", "Unbalanced"));
    CHECK(fails("1)", "Unbalanced") && fails("1 2", "Missing operator") && fails("08", "Invalid number") &&
          fails("", "Missing operand"));
    CHECK(fails("z=1", "The variable"));
}

static void test_for_options(void)
{
    struct for_options options;
    const char *word[FOR_TOKENS + 1];
    CHECK(for_options_read(NULL, &options) && for_options_split(&options, "  a b", word) == 1 &&
          strcmp(word[0], "a") == 0);
    CHECK(for_options_split(&options, " ", word) == 0 && for_options_split(&options, "; a", word) == 0);
    CHECK(for_options_read("\"eol=# skip=2 tokens=1,3-4* delims=,; \"", &options));
    CHECK(options.comment == '#' && options.skip == 2 && options.rest &&
          strcmp(options.delimiters, ",; ") == 0);
    CHECK(for_options_split(&options, "a,b c;d e f", word) == 4);
    CHECK(strcmp(word[1], "c") == 0 && strcmp(word[2], "d") == 0 && strcmp(word[3], "e f") == 0);
    CHECK(for_options_split(&options, "a", word) == 4 && *word[1] == 0 && *word[3] == 0);
    CHECK(for_options_read("\"delims=\"", &options) && for_options_split(&options, "a b ", word) == 1 &&
          strcmp(word[0], "a b ") == 0);
    CHECK(for_options_read("\"usebackq tokens=1-99*\"", &options) && options.back_quotes);
    CHECK(for_options_split(&options, "x", word) == FOR_TOKENS + 1);
    CHECK(!for_options_read("\"nonsense\"", &options));
}

int main(void)
{
    RUN(test_variables);
    RUN(test_parts_of_variables);
    RUN(test_arguments);
    RUN(test_no_argument);
    RUN(test_line_too_long);
    RUN(test_loop_variables);
    RUN(test_delayed);
    RUN(test_words_and_signs);
    RUN(test_precedence);
    RUN(test_redirections);
    RUN(test_groups);
    RUN(test_mistakes);
    RUN(test_too_deep);
    RUN(test_if);
    RUN(test_for);
    RUN(test_options);
    RUN(test_words);
    RUN(test_arithmetic);
    RUN(test_for_options);
    arena_release((struct arena_mark){0});
    return unit_end();
}
