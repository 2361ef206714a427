#include "firmware/noexecute.h"

#include <stddef.h>
#include "firmware/ascii.h"
#include "firmware/initcode.h"

static const char *const words[] = {
    [NO_EXECUTE_ALWAYS_OFF] = "ALWAYSOFF",
    [NO_EXECUTE_ALWAYS_ON] = "ALWAYSON",
    [NO_EXECUTE_OPT_IN] = "OPTIN",
    [NO_EXECUTE_OPT_OUT] = "OPTOUT",
};

static bool is_word(const char *text, const char *upper)
{
    while (*upper && ascii_upper(*text) == *upper)
        text++, upper++;
    return !*upper && !*text;
}

INIT_CODE bool no_execute_read(const struct bootini *ini, enum no_execute *out)
{
    const struct bootini_switch *item = bootini_switch(ini, "NOEXECUTE");
    *out = item && !item->value ? NO_EXECUTE_ALWAYS_ON : NO_EXECUTE_ALWAYS_OFF;
    if (!item || !item->value)
        return true;
    for (uint32_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_word(item->value, words[i])) {
            *out = (enum no_execute)i;
            return true;
        }
    return false;
}

INIT_CODE bool no_execute_wants_pae(const struct bootini *ini)
{
    enum no_execute policy;
    return (no_execute_read(ini, &policy) && policy != NO_EXECUTE_ALWAYS_OFF) || bootini_flag(ini, "PAE");
}
