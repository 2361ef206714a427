/*
 * What the folder's device does with each kind of request. *information becomes that of the status block.
 * PASSIVE_LEVEL; one request at a time.
 */
#ifndef DRIVERS_HOST_REQUESTS_H
#define DRIVERS_HOST_REQUESTS_H

#include <ddk/ntifs.h>

typedef NTSTATUS request_function(PIRP irp, PIO_STACK_LOCATION stack, PULONG_PTR information);

request_function request_create, request_cleanup, request_close;
request_function request_read, request_write, request_flush;
request_function request_query, request_set;
request_function request_list;
request_function request_volume;

#endif
