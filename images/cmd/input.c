#include "images/cmd/input.h"

#include "images/cmd/arena.h"
#include "images/cmd/control.h"
#include "images/cmd/handles.h"
#include "images/cmd/shell.h"

_Bool input_is_console(void)
{
    DWORD mode;
    return GetConsoleMode(handle_of(0), &mode) != 0;
}

/* A read that control-C has ended takes nothing. */
static bool input_byte(char *byte)
{
    DWORD done = 0;
    SetLastError(ERROR_SUCCESS);
    if (ReadFile(handle_of(0), byte, 1, &done, NULL) && done == 1)
        return true;
    if (GetLastError() == ERROR_OPERATION_ABORTED)
        control_await();
    return false;
}

const char *input_line(void)
{
    char byte = 0;
    bool any = false;
    struct text line = text_make(LINE_MOST);
    while (input_byte(&byte) && byte != '\n') {
        any = true;
        if (byte != '\r')
            text_add(&line, byte);
    }
    if (shell_stop() == STOP_CONTROL || (byte != '\n' && !any))
        return NULL;
    return text_from_code_page(line.at, line.length, GetConsoleCP());
}
