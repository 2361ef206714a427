#include "mmu/layoutchoice.h"

#include <stddef.h>
#include "firmware/initcode.h"
#include "firmware/noexecute.h"

static struct layout_problem problem(const char *name, const char *reason)
{
    return (struct layout_problem){name, reason};
}

/* As on NT, /USERVA= counts with /3GB only. */
static struct layout_problem choose_high(const struct bootini *ini, struct layout_choice *choice)
{
    const struct bootini_switch *user = bootini_switch(ini, "USERVA");
    choice->high = bootini_flag(ini, "3GB");
    if (choice->high)
        choice->user_megabytes = LAYOUT_MOST_USERVA;
    if (user && !choice->high)
        return problem("USERVA", "without-3GB");
    if (user && !bootini_number(user, LAYOUT_LEAST_USERVA, LAYOUT_MOST_USERVA, &choice->user_megabytes))
        return problem("USERVA", "malformed");
    return problem(NULL, NULL);
}

static struct layout_problem choose_apart(const struct bootini *ini, struct layout_choice *choice)
{
    choice->apart = true;
    choice->user_megabytes = LAYOUT_APART_USERVA;
    if (bootini_flag(ini, "3GB"))
        return problem("3GB", "with-4GB");
    return bootini_switch(ini, "USERVA") ? problem("USERVA", "without-3GB") : problem(NULL, NULL);
}

/* /4GB is there for two levels of tables only. */
INIT_CODE struct layout_problem layout_choose(const struct bootini *ini, struct layout_choice *choice)
{
    *choice = layout_usual();
    if (!bootini_flag(ini, "4GB"))
        return choose_high(ini, choice);
    if (!no_execute_wants_pae(ini))
        return choose_apart(ini, choice);
    (void)choose_high(ini, choice);
    return problem("4GB", "with-PAE");
}
