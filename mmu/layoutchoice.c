#include "mmu/layoutchoice.h"

#include <stddef.h>
#include "firmware/initcode.h"

/* As on NT, /USERVA= counts with /3GB only. */
INIT_CODE struct layout_problem layout_choose(const struct bootini *ini, struct layout_choice *choice)
{
    const struct bootini_switch *user = bootini_switch(ini, "USERVA");
    *choice = layout_usual();
    choice->high = bootini_switch(ini, "3GB") != NULL;
    if (choice->high)
        choice->user_megabytes = LAYOUT_MOST_USERVA;
    if (user && !choice->high)
        return (struct layout_problem){"USERVA", "without-3GB"};
    if (user && !bootini_number(user, LAYOUT_LEAST_USERVA, LAYOUT_MOST_USERVA, &choice->user_megabytes))
        return (struct layout_problem){"USERVA", "malformed"};
    return (struct layout_problem){NULL, NULL};
}
