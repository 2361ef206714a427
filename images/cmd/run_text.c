#include "images/cmd/run.h"

#include "images/cmd/delayed.h"
#include "images/cmd/modifiers.h"
#include "images/cmd/shell.h"
#include "images/cmd/variable.h"

const char *run_text(const char *text, const struct loop_value *values)
{
    text = loop_expand(values, text, modifiers_describe);
    return text && shell_delayed() ? delayed_expand(text, variable_value) : text;
}
