#include "images/ntdll/ldr_error.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/number.h"

static bool process_starts;

void loader_report_begin(void)
{
    process_starts = true;
}

void loader_report_end(void)
{
    process_starts = false;
}

bool loader_goes_on(NTSTATUS status)
{
    return process_starts && (status == STATUS_DLL_NOT_FOUND || status == STATUS_ENTRYPOINT_NOT_FOUND ||
                              status == STATUS_ORDINAL_NOT_FOUND);
}

/* The strings go into the log, `second` may be null; the process ends, or goes on to find what else is
 * missing. */
static void report(NTSTATUS status, const UNICODE_STRING *first, const UNICODE_STRING *second)
{
    enum { OPTION_OK = 1 };
    ULONG_PTR parameters[2] = {(ULONG_PTR)first, (ULONG_PTR)second};
    ULONG count = second ? 2 : 1, response;
    if (!process_starts)
        return;
    NtRaiseHardError(status, count, (1u << count) - 1, parameters, OPTION_OK, &response);
    if (!loader_goes_on(status))
        NtTerminateProcess(CURRENT_PROCESS, status);
}

void loader_report_dll(NTSTATUS status, const UNICODE_STRING *dll, const UNICODE_STRING *importer)
{
    report(status, dll, importer);
}

/* "#12" */
static USHORT ordinal_text(uint32_t ordinal, WCHAR out[1 + NUMBER_TEXT])
{
    out[0] = '#';
    _ultow(ordinal, out + 1, 10);
    return (USHORT)(wcslen(out) * sizeof *out);
}

void loader_report_procedure(NTSTATUS status, const char *name, uint32_t ordinal, const UNICODE_STRING *dll)
{
    WCHAR buffer[256]; /* a longer name is cut */
    UNICODE_STRING text = {0, sizeof buffer, buffer};
    ULONG bytes;
    if (name) {
        RtlMultiByteToUnicodeN(buffer, sizeof buffer, &bytes, name, strlen(name));
        text.Length = (USHORT)bytes;
    } else {
        text.Length = ordinal_text(ordinal, buffer);
    }
    report(status, &text, dll);
}

void loader_report_image(NTSTATUS status, const UNICODE_STRING *dll)
{
    report(status, dll, NULL);
}
