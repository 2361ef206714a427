#include "sched/start/switches.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/ascii.h"
#include "firmware/bootini.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/layoutchoice.h"
#include "mmu/policy.h"

#define BUILD_MOST   16u /* the build makes 8 */
#define BUILD_DIGITS "0123456789abcdef"
#define MOST_SEED    1000000000u

static struct bootini ini;

/* The switches that the kernel or the loader acts on; anything else is reported. Those that take no value,
 * those that are nothing without one, and those that whoever asks for them checks. */
static const char *const flags[] = {"3GB",      "4GB",   "PAE", "PAGEKERNEL",
                                    "SYSENTER", "BENCH", "SOS", "NOGUIBOOT"};
static const char *const texts[] = {
    "LOG",       "CLOCK",    "POLICY", "KERNEL",   "BUILD", "ECHO",  "CURDIR",   "WALK",
    "DEBUGPORT", "SCHEDULE", "CRASH",  "PAGEFILE", "IDS",   "GRAPH", "TERMINAL",
};
static const char *const others[] = {"MAXMEM",    "MAXFRAMES",  "USERVA",       "SEED",          "IOLATENCY",
                                     "FAILREAD",  "FAILWRITE",  "FAILPAGEREAD", "FAILPAGEWRITE", "VERIFY",
                                     "NOEXECUTE", "FASTDETECT", "QUANTUM"};
#define COUNT(names)   (sizeof(names) / sizeof(names)[0])
#define KNOWN_SWITCHES (COUNT(flags) + COUNT(texts) + COUNT(others))

struct problem {
    const char *text, *reason;
    const char *key; /* of the number that stands behind the reason, or NULL */
    uint32_t number;
};

/* Of one switch at most two things are said: its value, and what there is instead of what it asks for. */
static struct problem early[2 * KNOWN_SWITCHES];
static uint32_t early_count;
static bool reporting;
static bool policy_known = true;

INIT_CODE void switches_read(const char *text, uint32_t length)
{
    bootini_parse(&ini, text, length);
}

static void report(const struct problem *problem)
{
    log_begin(LOG_ALWAYS, "bootini");
    log_text(NULL, problem->text, (uint32_t)strlen(problem->text));
    log_word(problem->reason);
    if (problem->key)
        log_number(problem->key, problem->number);
    log_end();
}

void switches_problem_number(const char *text, const char *reason, const char *key, uint32_t number)
{
    struct problem problem = {text, reason, key, number};
    if (reporting) {
        report(&problem);
        return;
    }
    ASSERT(early_count < COUNT(early));
    early[early_count++] = problem;
}

void switches_problem(const char *text, const char *reason)
{
    switches_problem_number(text, reason, NULL, 0);
}

INIT_CODE static bool is_one_of(const char *name, const char *const *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* What is wrong with a switch as it stands there, or NULL; a value is for others to judge. */
INIT_CODE static const char *fault_of(const struct bootini_switch *item)
{
    if (is_one_of(item->name, flags, COUNT(flags)))
        return item->value ? "malformed" : NULL;
    if (is_one_of(item->name, texts, COUNT(texts)))
        return item->value ? NULL : "malformed";
    return is_one_of(item->name, others, COUNT(others)) ? NULL : "unknown";
}

INIT_CODE void switches_report(void)
{
    ASSERT(!reporting);
    reporting = true;
    for (uint32_t i = 0; i < early_count; i++)
        report(&early[i]);
    for (uint32_t i = 0; i < ini.problem_count; i++)
        switches_problem(ini.problems[i].text, ini.problems[i].reason);
    for (uint32_t i = 0; i < ini.switch_count; i++) {
        const char *fault = fault_of(&ini.switches[i]);
        if (fault)
            switches_problem(ini.switches[i].name, fault);
    }
}

uint32_t switches_number(const char *name, uint32_t low, uint32_t high, uint32_t otherwise)
{
    const struct bootini_switch *item = bootini_switch(&ini, name);
    uint32_t value;
    ASSERT(low <= high);
    if (!item)
        return otherwise;
    if (bootini_number(item, low, high, &value))
        return value;
    switches_problem(name, "malformed");
    return otherwise;
}

const char *switches_text(const char *name)
{
    const struct bootini_switch *item = bootini_switch(&ini, name);
    return item ? item->value : NULL;
}

bool switches_given(const char *name)
{
    return bootini_switch(&ini, name) != NULL;
}

bool switches_flag(const char *name)
{
    return bootini_flag(&ini, name);
}

INIT_CODE const char *switches_build(void)
{
    const char *build = switches_text("BUILD");
    if (!build)
        return "none";
    size_t length = strlen(build);
    if (length <= BUILD_MOST && strspn(build, BUILD_DIGITS) == length)
        return build;
    switches_problem("BUILD", "malformed");
    return "none";
}

INIT_CODE struct layout_choice switches_layout(void)
{
    struct layout_choice choice;
    struct layout_problem problem = layout_choose(&ini, &choice);
    if (problem.name)
        switches_problem(problem.name, problem.reason);
    return choice;
}

INIT_CODE enum clock_source switches_clock(void)
{
    const char *name = switches_text("CLOCK");
    if (name && strcmp(name, "TSC") == 0)
        return CLOCK_INSTRUCTIONS;
    if (name && strcmp(name, "LOGICAL") != 0)
        switches_problem("CLOCK", "malformed");
    return CLOCK_LOGICAL;
}

INIT_CODE enum no_execute switches_no_execute(void)
{
    enum no_execute policy;
    if (!no_execute_read(&ini, &policy))
        switches_problem("NOEXECUTE", "malformed");
    return policy;
}

INIT_CODE bool switches_bulk_log(void)
{
    const char *port = switches_text("DEBUGPORT");
    if (port && strcmp(port, "VIRTIO") == 0)
        return true;
    if (port && strcmp(port, "COM1") != 0)
        switches_problem("DEBUGPORT", "malformed");
    return false;
}

INIT_CODE void switches_choose_policy(void)
{
    const char *policy = switches_text("POLICY");
    policy_known = !policy || policy_choose(policy);
}

INIT_CODE void switches_apply(void)
{
    const char *classes = switches_text("LOG");
    if (classes && !log_choose(classes))
        switches_problem("LOG", "malformed");
    if (!policy_known)
        switches_problem("POLICY", "malformed");
    policy_seed(switches_number("SEED", 1, MOST_SEED, 1));
}

/* Appends as much as there is room for. */
INIT_CODE static uint32_t append(char *to, uint32_t used, uint32_t room, const char *from, uint32_t length)
{
    length = length < room - used ? length : room - used;
    memcpy(to + used, from, length);
    return used + length;
}

/* What stands between blanks; a quoted value may have some of its own. */
INIT_CODE static uint32_t option_length(const char *option)
{
    bool quoted = false;
    uint32_t length = 0;
    for (; option[length] && (quoted || option[length] != ' '); length++)
        quoted ^= option[length] == '"';
    return length;
}

INIT_CODE static bool option_is(const char *option, uint32_t length, const char *name)
{
    uint32_t end = 1 + (uint32_t)strlen(name);
    if (length < end || (length > end && option[end] != '=' && option[end] != ':'))
        return false;
    for (uint32_t i = 1; i < end; i++)
        if (ascii_upper(option[i]) != name[i - 1])
            return false;
    return true;
}

/* The build's id has a field of its own; where the log goes, and whether the books are checked, changes
 * nothing of what it says. */
INIT_CODE static bool is_shown(const char *option, uint32_t length)
{
    return !option_is(option, length, "BUILD") && !option_is(option, length, "DEBUGPORT") &&
           !option_is(option, length, "VERIFY");
}

/* More than a line of the log takes, so the log's own mark of a cut is the one that is seen. */
INIT_CODE void switches_log(void)
{
    static char shown[1024];
    uint32_t used = 0, length;
    for (const char *option = ini.options; *option; option += length + (option[length] == ' ')) {
        length = option_length(option);
        if (!is_shown(option, length))
            continue;
        used = append(shown, used, sizeof shown, " ", used > 0);
        used = append(shown, used, sizeof shown, option, length);
    }
    log_text("boot", shown, used);
}

const char *switches_program(uint32_t index)
{
    return index < ini.program_count ? ini.programs[index] : NULL;
}
