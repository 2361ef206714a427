/* What a handle to the console is asked by NtDeviceIoControlFile: the codes of sched/object/consolecodes.h.
 */
#ifndef SCHED_SERVICE_CONSOLE_H
#define SCHED_SERVICE_CONSOLE_H

#include "firmware/status.h"
#include "sched/object/device.h"
#include "sched/service/services.h"

/* Of an end of the console. *count: bytes written. STATUS_INVALID_HANDLE: the other end has that;
 * STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_PARAMETER, STATUS_INVALID_DEVICE_REQUEST for a code that is none, a
 * fault's status. May wait. */
ntstatus console_control(const struct device *end, const struct nt_device_io_control_file *a,
                         uint32_t *count);

#endif
