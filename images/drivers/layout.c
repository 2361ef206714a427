/*
 * Holds the kernel's own description of what drivers see (sched/driver/ntdriver.h) to the stock headers: does
 * not compile where they part. Nothing of it runs.
 */
#include <ddk/ntddk.h>

#undef NTAPI
#undef FASTCALL
#include "sched/driver/ntdriver.h"

#define SIZE(ours, theirs) _Static_assert(sizeof(struct ours) == sizeof(theirs), #theirs)
#define PLACE(ours, field, theirs, member)                                                                   \
    _Static_assert(__builtin_offsetof(struct ours, field) == __builtin_offsetof(theirs, member),             \
                   #theirs "." #member)

SIZE(nt_counted_string, UNICODE_STRING);
SIZE(nt_event, KEVENT);
PLACE(nt_event, header.signalled, KEVENT, Header.SignalState);
PLACE(nt_event, header.waiters, KEVENT, Header.WaitListHead);

SIZE(nt_semaphore, KSEMAPHORE);
PLACE(nt_semaphore, limit, KSEMAPHORE, Limit);

SIZE(nt_mutex, KMUTEX);
PLACE(nt_mutex, owned, KMUTEX, MutantListEntry);
PLACE(nt_mutex, owner, KMUTEX, OwnerThread);

SIZE(nt_timer, KTIMER);
PLACE(nt_timer, due, KTIMER, DueTime);
PLACE(nt_timer, entry, KTIMER, TimerListEntry);
PLACE(nt_timer, dpc, KTIMER, Dpc);
PLACE(nt_timer, period, KTIMER, Period);

SIZE(nt_fast_mutex, FAST_MUTEX);
PLACE(nt_fast_mutex, given, FAST_MUTEX, Event);
PLACE(nt_fast_mutex, level, FAST_MUTEX, OldIrql);

SIZE(nt_slist, SLIST_HEADER);
PLACE(nt_slist, depth, SLIST_HEADER, Depth);

SIZE(nt_lookaside, GENERAL_LOOKASIDE_POOL);
PLACE(nt_lookaside, depth, GENERAL_LOOKASIDE_POOL, Depth);
PLACE(nt_lookaside, type, GENERAL_LOOKASIDE_POOL, Type);
PLACE(nt_lookaside, bytes, GENERAL_LOOKASIDE_POOL, Size);
PLACE(nt_lookaside, allocate, GENERAL_LOOKASIDE_POOL, Allocate);
PLACE(nt_lookaside, release, GENERAL_LOOKASIDE_POOL, Free);
_Static_assert(NotificationEvent == 0 && SynchronizationEvent == 1, "kinds of events");

SIZE(nt_dpc, KDPC);
PLACE(nt_dpc, routine, KDPC, DeferredRoutine);
PLACE(nt_dpc, arguments, KDPC, SystemArgument1);
_Static_assert(PASSIVE_LEVEL == 0 && DISPATCH_LEVEL == 2 && HIGH_LEVEL == 31, "levels");
_Static_assert(PCIConfiguration == 4 && PCIBus == 5 && Isa == 1 && Internal == 0, "buses");

SIZE(nt_driver_object, DRIVER_OBJECT);
PLACE(nt_driver_object, devices, DRIVER_OBJECT, DeviceObject);
PLACE(nt_driver_object, start, DRIVER_OBJECT, DriverStart);
PLACE(nt_driver_object, bytes, DRIVER_OBJECT, DriverSize);
PLACE(nt_driver_object, name, DRIVER_OBJECT, DriverName);
PLACE(nt_driver_object, entry, DRIVER_OBJECT, DriverInit);
PLACE(nt_driver_object, unload, DRIVER_OBJECT, DriverUnload);
PLACE(nt_driver_object, major, DRIVER_OBJECT, MajorFunction);

SIZE(nt_device_object, DEVICE_OBJECT);
PLACE(nt_device_object, driver, DEVICE_OBJECT, DriverObject);
PLACE(nt_device_object, next, DEVICE_OBJECT, NextDevice);
PLACE(nt_device_object, flags, DEVICE_OBJECT, Flags);
PLACE(nt_device_object, extension, DEVICE_OBJECT, DeviceExtension);
PLACE(nt_device_object, device_type, DEVICE_OBJECT, DeviceType);
PLACE(nt_device_object, stack_size, DEVICE_OBJECT, StackSize);
_Static_assert(NT_DEVICE_BUFFERED_IO == DO_BUFFERED_IO && NT_DEVICE_DIRECT_IO == DO_DIRECT_IO, "flags");

SIZE(nt_file_object, FILE_OBJECT);
PLACE(nt_file_object, device, FILE_OBJECT, DeviceObject);
PLACE(nt_file_object, context, FILE_OBJECT, FsContext);

SIZE(nt_mdl, MDL);
PLACE(nt_mdl, system_address, MDL, MappedSystemVa);
PLACE(nt_mdl, bytes, MDL, ByteCount);
PLACE(nt_mdl, offset, MDL, ByteOffset);
_Static_assert(NT_MDL_MAPPED == (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL), "flags of an MDL");

SIZE(nt_stack_location, IO_STACK_LOCATION);
PLACE(nt_stack_location, major, IO_STACK_LOCATION, MajorFunction);
PLACE(nt_stack_location, control, IO_STACK_LOCATION, Control);
PLACE(nt_stack_location, parameters.transfer.length, IO_STACK_LOCATION, Parameters.Read.Length);
PLACE(nt_stack_location, parameters.transfer.offset, IO_STACK_LOCATION, Parameters.Read.ByteOffset);
PLACE(nt_stack_location, parameters.control_code.output_bytes, IO_STACK_LOCATION,
      Parameters.DeviceIoControl.OutputBufferLength);
PLACE(nt_stack_location, parameters.control_code.code, IO_STACK_LOCATION,
      Parameters.DeviceIoControl.IoControlCode);
PLACE(nt_stack_location, device, IO_STACK_LOCATION, DeviceObject);
PLACE(nt_stack_location, file, IO_STACK_LOCATION, FileObject);
_Static_assert(NT_CONTROL_PENDING == SL_PENDING_RETURNED, "control");

SIZE(nt_irp, IRP);
PLACE(nt_irp, mdl, IRP, MdlAddress);
PLACE(nt_irp, system_buffer, IRP, AssociatedIrp.SystemBuffer);
PLACE(nt_irp, status, IRP, IoStatus);
PLACE(nt_irp, location, IRP, CurrentLocation);
PLACE(nt_irp, cancel, IRP, Cancel);
PLACE(nt_irp, cancel_level, IRP, CancelIrql);
PLACE(nt_irp, cancel_routine, IRP, CancelRoutine);
PLACE(nt_irp, user_buffer, IRP, UserBuffer);
PLACE(nt_irp, driver_context, IRP, Tail.Overlay.DriverContext);
PLACE(nt_irp, thread, IRP, Tail.Overlay.Thread);
PLACE(nt_irp, list, IRP, Tail.Overlay.ListEntry);
PLACE(nt_irp, stack, IRP, Tail.Overlay.CurrentStackLocation);

_Static_assert(NT_MAJOR_CREATE == IRP_MJ_CREATE && NT_MAJOR_CLOSE == IRP_MJ_CLOSE &&
                   NT_MAJOR_READ == IRP_MJ_READ && NT_MAJOR_WRITE == IRP_MJ_WRITE &&
                   NT_MAJOR_CONTROL == IRP_MJ_DEVICE_CONTROL && NT_MAJOR_CLEANUP == IRP_MJ_CLEANUP &&
                   NT_MAJORS == IRP_MJ_MAXIMUM_FUNCTION + 1,
               "functions of a driver");
