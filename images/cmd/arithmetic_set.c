#include "images/cmd/arithmetic.h"

#include "images/cmd/batch.h"
#include "images/cmd/number.h"
#include "images/cmd/out.h"
#include "images/cmd/variable.h"
#include "images/cmd/words.h"

static int32_t value_of(const char *name)
{
    long number = 0;
    const char *text = variable_value(name);
    if (text)
        number_read(text, &number);
    return (int32_t)number;
}

static bool assign(const char *name, int32_t value)
{
    struct text text = text_make(32);
    text_add_number(&text, value);
    return variable_set(name, text.at);
}

/* At the prompt the value is shown. */
int arithmetic_set(const char *arguments)
{
    static const struct arithmetic with = {value_of, assign};
    int32_t value;
    const char *wrong = arithmetic_value(&with, words_bare(arguments), &value);
    if (wrong) {
        out_wrong(wrong);
        return 1;
    }
    if (!batch_is_active())
        out_number(value);
    return 0;
}
