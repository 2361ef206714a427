#include "sched/start/switches.h"

#include <string.h>
#include "firmware/bootini.h"
#include "firmware/log.h"
#include "firmware/panic.h"
#include "mmu/policy.h"

#define BUILD_MOST   16u /* the build makes 8 */
#define BUILD_DIGITS "0123456789abcdef"

static struct bootini ini;

/* The switches that the kernel or the loader acts on; anything else is reported. */
static const char *const known_switches[] = {
    "MAXMEM",    "PAGEFILE", "LOG",       "CLOCK",        "POLICY",       "KERNEL",
    "BUILD",     "ECHO",     "BENCH",     "SOS",          "NOGUIBOOT",    "FASTDETECT",
    "IOLATENCY", "FAILREAD", "FAILWRITE", "FAILPAGEREAD", "FAILPAGEWRITE"};

struct problem {
    const char *text, *reason;
    const char *key; /* of the number that stands behind the reason, or NULL */
    uint32_t number;
};

static struct problem early[8];
static uint32_t early_count;
static bool reporting;

void switches_read(const char *text, uint32_t length)
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
    ASSERT(early_count < sizeof early / sizeof early[0]);
    early[early_count++] = problem;
}

void switches_problem(const char *text, const char *reason)
{
    switches_problem_number(text, reason, NULL, 0);
}

static bool is_known(const char *name)
{
    for (uint32_t i = 0; i < sizeof known_switches / sizeof known_switches[0]; i++)
        if (strcmp(name, known_switches[i]) == 0)
            return true;
    return false;
}

void switches_report(void)
{
    ASSERT(!reporting);
    reporting = true;
    for (uint32_t i = 0; i < early_count; i++)
        report(&early[i]);
    for (uint32_t i = 0; i < ini.problem_count; i++)
        switches_problem(ini.problems[i].text, ini.problems[i].reason);
    for (uint32_t i = 0; i < ini.switch_count; i++)
        if (!is_known(ini.switches[i].name))
            switches_problem(ini.switches[i].name, "unknown");
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

const char *switches_build(void)
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

enum clock_source switches_clock(void)
{
    const char *name = switches_text("CLOCK");
    if (name && strcmp(name, "TSC") == 0)
        return CLOCK_INSTRUCTIONS;
    if (name && strcmp(name, "LOGICAL") != 0)
        switches_problem("CLOCK", "malformed");
    return CLOCK_LOGICAL;
}

void switches_apply(void)
{
    const char *classes = switches_text("LOG"), *policy = switches_text("POLICY");
    if (classes && !log_choose(classes))
        switches_problem("LOG", "malformed");
    if (policy && !policy_choose(policy))
        switches_problem("POLICY", "malformed");
}

/* Appends as much as there is room for. */
static uint32_t append(char *to, uint32_t used, uint32_t room, const char *from, uint32_t length)
{
    length = length < room - used ? length : room - used;
    memcpy(to + used, from, length);
    return used + length;
}

/* More than a line of the log takes, so the log's own mark of a cut is the one that is seen. */
void switches_log(void)
{
    static char shown[1024];
    const char *build = strstr(ini.options, "/BUILD=");
    const char *rest = build ? build + strcspn(build, " ") : "";
    uint32_t length = (uint32_t)(build ? (size_t)(build - ini.options) : strlen(ini.options));
    uint32_t used = append(shown, 0, sizeof shown, ini.options, length);
    rest += *rest == ' ';
    used = append(shown, used, sizeof shown, rest, (uint32_t)strlen(rest));
    while (used > 0 && shown[used - 1] == ' ')
        used--;
    log_text("boot", shown, used);
}

const char *switches_program(uint32_t index)
{
    return index < ini.program_count ? ini.programs[index] : NULL;
}
