/*
 * FormatMessage, with the system's own texts for the common errors.
 *
 * A message may hold inserts, %1 to %99, each with a printf format between exclamation marks (%1!d!; without
 * one: !s!). On i386 a va_list and an array of arguments are both a row of 32-bit words, so an insert is
 * found by its number. Messages of modules (FORMAT_MESSAGE_FROM_HMODULE) are not read.
 */
#include "images/kernel32/ansi.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/number.h"

static const struct {
    DWORD error;
    const char *text;
} messages[] = {
    {ERROR_SUCCESS, "The operation completed successfully."},
    {ERROR_INVALID_FUNCTION, "Incorrect function."},
    {ERROR_FILE_NOT_FOUND, "The system cannot find the file specified."},
    {ERROR_PATH_NOT_FOUND, "The system cannot find the path specified."},
    {ERROR_TOO_MANY_OPEN_FILES, "The system cannot open the file."},
    {ERROR_ACCESS_DENIED, "Access is denied."},
    {ERROR_INVALID_HANDLE, "The handle is invalid."},
    {ERROR_NOT_ENOUGH_MEMORY, "Not enough storage is available to process this command."},
    {ERROR_BAD_FORMAT, "An attempt was made to load a program with an incorrect format."},
    {ERROR_INVALID_DATA, "The data is invalid."},
    {ERROR_OUTOFMEMORY, "Not enough storage is available to complete this operation."},
    {ERROR_INVALID_DRIVE, "The system cannot find the drive specified."},
    {ERROR_CURRENT_DIRECTORY, "The directory cannot be removed."},
    {ERROR_NOT_SAME_DEVICE, "The system cannot move the file to a different disk drive."},
    {ERROR_NO_MORE_FILES, "There are no more files."},
    {ERROR_WRITE_PROTECT, "The media is write protected."},
    {ERROR_NOT_READY, "The device is not ready."},
    {ERROR_BAD_LENGTH, "The program issued a command but the command length is incorrect."},
    {ERROR_GEN_FAILURE, "A device attached to the system is not functioning."},
    {ERROR_SHARING_VIOLATION,
     "The process cannot access the file because it is being used by another process."},
    {ERROR_LOCK_VIOLATION,
     "The process cannot access the file because another process has locked a portion of the file."},
    {ERROR_HANDLE_EOF, "Reached the end of the file."},
    {ERROR_NOT_SUPPORTED, "The request is not supported."},
    {ERROR_FILE_EXISTS, "The file exists."},
    {ERROR_INVALID_PARAMETER, "The parameter is incorrect."},
    {ERROR_BROKEN_PIPE, "The pipe has been ended."},
    {ERROR_BUFFER_OVERFLOW, "The file name is too long."},
    {ERROR_DISK_FULL, "There is not enough space on the disk."},
    {ERROR_CALL_NOT_IMPLEMENTED, "This function is not supported on this system."},
    {ERROR_SEM_TIMEOUT, "The semaphore timeout period has expired."},
    {ERROR_INSUFFICIENT_BUFFER, "The data area passed to a system call is too small."},
    {ERROR_INVALID_NAME, "The filename, directory name, or volume label syntax is incorrect."},
    {ERROR_MOD_NOT_FOUND, "The specified module could not be found."},
    {ERROR_PROC_NOT_FOUND, "The specified procedure could not be found."},
    {ERROR_WAIT_NO_CHILDREN, "There are no child processes to wait for."},
    {ERROR_NEGATIVE_SEEK, "An attempt was made to move the file pointer before the beginning of the file."},
    {ERROR_DIR_NOT_EMPTY, "The directory is not empty."},
    {ERROR_NOT_LOCKED, "The segment is already unlocked."},
    {ERROR_BAD_PATHNAME, "The specified path is invalid."},
    {ERROR_BUSY, "The requested resource is in use."},
    {ERROR_ALREADY_EXISTS, "Cannot create a file when that file already exists."},
    {ERROR_INVALID_ORDINAL, "The operating system cannot run %1."},
    {ERROR_BAD_EXE_FORMAT, "%1 is not a valid Win32 application."},
    {ERROR_ENVVAR_NOT_FOUND, "The system could not find the environment option that was entered."},
    {ERROR_FILENAME_EXCED_RANGE, "The filename or extension is too long."},
    {ERROR_BAD_PIPE, "The pipe state is invalid."},
    {ERROR_PIPE_BUSY, "All pipe instances are busy."},
    {ERROR_NO_DATA, "The pipe is being closed."},
    {ERROR_PIPE_NOT_CONNECTED, "No process is on the other end of the pipe."},
    {ERROR_MORE_DATA, "More data is available."},
    {WAIT_TIMEOUT, "The wait operation timed out."},
    {ERROR_NO_MORE_ITEMS, "No more data is available."},
    {ERROR_DIRECTORY, "The directory name is invalid."},
    {ERROR_NOT_OWNER, "Attempt to release mutex not owned by caller."},
    {ERROR_TOO_MANY_POSTS, "Too many posts were made to a semaphore."},
    {ERROR_PARTIAL_COPY, "Only part of a ReadProcessMemory or WriteProcessMemory request was completed."},
    {ERROR_MR_MID_NOT_FOUND,
     "The system cannot find message text for message number 0x%1 in the message file for %2."},
    {ERROR_INVALID_ADDRESS, "Attempt to access invalid address."},
    {ERROR_ARITHMETIC_OVERFLOW, "Arithmetic result exceeded 32 bits."},
    {ERROR_OPERATION_ABORTED,
     "The I/O operation has been aborted because of either a thread exit or an application request."},
    {ERROR_IO_INCOMPLETE, "Overlapped I/O event is not in a signaled state."},
    {ERROR_IO_PENDING, "Overlapped I/O operation is in progress."},
    {ERROR_NOACCESS, "Invalid access to memory location."},
    {ERROR_SWAPERROR, "Error performing inpage operation."},
    {ERROR_STACK_OVERFLOW, "Recursion too deep; the stack overflowed."},
    {ERROR_FILE_INVALID,
     "The volume for a file has been externally altered so that the opened file is no longer valid."},
    {ERROR_NO_UNICODE_TRANSLATION,
     "No mapping for the Unicode character exists in the target multi-byte code page."},
    {ERROR_DLL_INIT_FAILED, "A dynamic link library (DLL) initialization routine failed."},
    {ERROR_NOT_FOUND, "Element not found."},
    {ERROR_FILE_CORRUPT, "The file or directory is corrupted and unreadable."},
    {ERROR_DISK_CORRUPT, "The disk structure is corrupted and unreadable."},
    {ERROR_NO_SYSTEM_RESOURCES, "Insufficient system resources exist to complete the requested service."},
    {ERROR_COMMITMENT_LIMIT, "The paging file is too small for this operation to complete."},
    {ERROR_NOT_ENOUGH_QUOTA, "Not enough quota is available to process this command."},
    {ERROR_WORKING_SET_QUOTA, "Insufficient quota to complete the requested service."},
};

struct formatter {
    WCHAR *text; /* grows; terminated when it is done */
    size_t length, room;
    DWORD flags;
    const ULONG_PTR *arguments; /* null: inserts stand as they are */
    bool narrow_arguments;      /* strings are ANSI unless the format says otherwise */
    bool out_of_memory;
};

static void put(struct formatter *f, WCHAR c)
{
    if (f->length == f->room) {
        size_t room = f->room * 2 + 64;
        HANDLE heap = peb()->ProcessHeap;
        WCHAR *grown = f->text ? RtlReAllocateHeap(heap, 0, f->text, room * sizeof c)
                               : RtlAllocateHeap(heap, 0, room * sizeof c);
        if (!grown) {
            f->out_of_memory = true;
            return;
        }
        f->text = grown;
        f->room = room;
    }
    f->text[f->length++] = c;
}

struct insert_format {
    bool left, zero;
    int width, precision; /* precision -1: none */
    WCHAR type;           /* of printf: s S d i u x X c p */
    bool wide, narrow;    /* l or h before it */
};

static void put_padded(struct formatter *f, const struct insert_format *format, const WCHAR *text, int length)
{
    int pad = format->width - length;
    for (; !format->left && pad > 0; pad--)
        put(f, format->zero ? '0' : ' ');
    for (int i = 0; i < length; i++)
        put(f, text[i]);
    for (; pad > 0; pad--)
        put(f, ' ');
}

static void put_wide_text(struct formatter *f, const struct insert_format *format, const WCHAR *text)
{
    int length = 0;
    while ((format->precision < 0 || length < format->precision) && text[length])
        length++;
    put_padded(f, format, text, length);
}

static void put_text(struct formatter *f, const struct insert_format *format, ULONG_PTR argument)
{
    bool narrow = (f->narrow_arguments != (format->type == 'S') || format->narrow) && !format->wide;
    WCHAR *wide;
    if (!argument) {
        put_wide_text(f, format, L"(null)");
    } else if (!narrow) {
        put_wide_text(f, format, (const WCHAR *)argument);
    } else if (wide_from_ansi(&wide, (const char *)argument)) {
        put_wide_text(f, format, wide);
        release(wide);
    }
}

static void put_number(struct formatter *f, const struct insert_format *format, ULONG value)
{
    WCHAR digits[1 + NUMBER_TEXT] = L"-";
    bool negative = (format->type == 'd' || format->type == 'i') && (LONG)value < 0;
    bool hexadecimal = format->type == 'x' || format->type == 'X' || format->type == 'p';
    WCHAR *first = _ultow(negative ? 0 - value : value, digits + 1, hexadecimal ? 16 : 10);
    for (WCHAR *at = first; format->type != 'x' && *at; at++)
        *at = RtlUpcaseUnicodeChar(*at);
    first -= negative;
    put_padded(f, format, first, (int)wcslen(first));
}

static const WCHAR *number_read(const WCHAR *at, int *out)
{
    for (*out = 0; *at >= '0' && *at <= '9' && *out < 10000; at++)
        *out = *out * 10 + *at - '0';
    return at;
}

/* Reads what stands between exclamation marks; returns the place behind the second. */
static const WCHAR *insert_format_read(const WCHAR *at, struct insert_format *format)
{
    *format = (struct insert_format){.precision = -1, .type = 's'};
    if (*at != '!')
        return at;
    for (at++; *at == '-' || *at == '0' || *at == '#' || *at == '+' || *at == ' '; at++) {
        format->left |= *at == '-';
        format->zero |= *at == '0';
    }
    at = number_read(at, &format->width);
    if (*at == '.')
        at = number_read(at + 1, &format->precision);
    for (; *at == 'l' || *at == 'w' || *at == 'h'; at++) {
        format->wide |= *at != 'h';
        format->narrow |= *at == 'h';
    }
    if (*at)
        format->type = *at++;
    while (*at && *at != '!')
        at++;
    return *at ? at + 1 : at;
}

static void put_insert(struct formatter *f, const struct insert_format *format, ULONG_PTR argument)
{
    WCHAR c = (WCHAR)argument;
    switch (format->type) {
    case 's':
    case 'S':
        put_text(f, format, argument);
        break;
    case 'c':
    case 'C':
        put_padded(f, format, &c, 1);
        break;
    default:
        put_number(f, format, argument);
    }
}

/* Something behind a percent sign; returns the place behind it, or null at %0, the end of the message. */
static const WCHAR *put_escape(struct formatter *f, const WCHAR *at)
{
    struct insert_format format;
    int number;
    if (*at == '0')
        return NULL;
    if (*at == 'n') {
        put(f, '\r');
        put(f, '\n');
        return at + 1;
    }
    if (*at == 'r' || *at == 't' || *at == 'b') {
        put(f, *at == 'r' ? '\r' : *at == 't' ? '\t' : ' ');
        return at + 1;
    }
    if (*at < '1' || *at > '9') {
        if (*at)
            put(f, *at);
        return *at ? at + 1 : at;
    }
    const WCHAR *end = insert_format_read(number_read(at, &number), &format);
    put_insert(f, &format, f->arguments[number - 1]);
    return end;
}

static void message_format(struct formatter *f, const WCHAR *source)
{
    bool one_line = f->flags & FORMAT_MESSAGE_MAX_WIDTH_MASK;
    while (source && *source) {
        if (*source == '%' && f->arguments) {
            source = put_escape(f, source + 1);
        } else if (one_line && (*source == '\r' || *source == '\n')) {
            source += source[0] == '\r' && source[1] == '\n' ? 2 : 1;
            put(f, ' ');
        } else {
            put(f, *source++);
        }
    }
    put(f, 0);
}

static const char *system_text(DWORD error)
{
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++)
        if (messages[i].error == error)
            return messages[i].text;
    return NULL;
}

/* The system's message in UTF-16 with the line end that Windows' have; null, with the last error set. */
static WCHAR *system_message(DWORD error)
{
    const char *text = system_text(error);
    if (!text) {
        fail(ERROR_MR_MID_NOT_FOUND);
        return NULL;
    }
    ULONG length = strlen(text);
    WCHAR *wide = allocate((length + 3) * sizeof *wide);
    if (!wide)
        return NULL;
    RtlMultiByteToUnicodeN(wide, length * sizeof *wide, NULL, text, length);
    wcscpy(wide + length, L"\r\n");
    return wide;
}

/* The message, formatted; freed with release(). */
static WCHAR *message_make(struct formatter *f, DWORD error, const WCHAR *from_string)
{
    static const ULONG_PTR no_arguments[99];
    WCHAR *system = NULL;
    if (!(f->flags & FORMAT_MESSAGE_FROM_STRING)) {
        if (!(f->flags & FORMAT_MESSAGE_FROM_SYSTEM)) {
            fail(f->flags & FORMAT_MESSAGE_FROM_HMODULE ? ERROR_CALL_NOT_IMPLEMENTED
                                                        : ERROR_INVALID_PARAMETER);
            return NULL;
        }
        system = system_message(error);
        if (!system)
            return NULL;
    }
    if (f->flags & FORMAT_MESSAGE_IGNORE_INSERTS)
        f->arguments = NULL;
    else if (!f->arguments)
        f->arguments = no_arguments;
    message_format(f, system ? system : from_string);
    release(system);
    if (!f->out_of_memory)
        return f->text;
    release(f->text);
    fail(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

/* Where the words of the arguments lie, whether they come as an array or as a va_list. */
static const ULONG_PTR *argument_words(DWORD flags, va_list *arguments)
{
    if (!arguments)
        return NULL;
    return flags & FORMAT_MESSAGE_ARGUMENT_ARRAY ? (const ULONG_PTR *)arguments
                                                 : *(const ULONG_PTR **)arguments;
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD error, DWORD language, LPWSTR out, DWORD size,
                            va_list *arguments)
{
    struct formatter f = {.flags = flags, .arguments = argument_words(flags, arguments)};
    WCHAR *text = message_make(&f, error, source);
    if (!text)
        return 0;
    DWORD length = wcslen(text);
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        *(WCHAR **)out = text; /* LocalFree releases it */
        return length;
    }
    DWORD used = wide_to_buffer(text, out, size);
    release(text);
    return used < size ? used : (DWORD)fail(ERROR_INSUFFICIENT_BUFFER);
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD error, DWORD language, LPSTR out, DWORD size,
                            va_list *arguments)
{
    struct formatter f = {
        .flags = flags, .arguments = argument_words(flags, arguments), .narrow_arguments = true};
    WCHAR *wide = NULL;
    if ((flags & FORMAT_MESSAGE_FROM_STRING) && !wide_from_ansi(&wide, source))
        return 0;
    WCHAR *text = message_make(&f, error, wide);
    release(wide);
    if (!text)
        return 0;
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        char **given = (char **)out;
        size = wcslen(text) + 1;
        *given = out = allocate(size);
    }
    DWORD used = out ? ansi_to_buffer(text, out, size) : 0;
    release(text);
    return used < size ? used : (DWORD)fail(ERROR_INSUFFICIENT_BUFFER);
}
