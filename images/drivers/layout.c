/*
 * Holds the kernel's own description of what drivers see (sched/driver/ntdriver.h) to the stock headers: does
 * not compile where they part. Nothing of it runs.
 */
#include <ddk/ntddk.h>

#undef NTAPI
#undef FASTCALL
#include "sched/driver/ntdriver.h"
#include "sched/object/sharecount.h"

#define SIZE(ours, theirs) _Static_assert(sizeof(struct ours) == sizeof(theirs), #theirs)
#define PLACE(ours, field, theirs, member)                                                                   \
    _Static_assert(__builtin_offsetof(struct ours, field) == __builtin_offsetof(theirs, member),             \
                   #theirs "." #member)

SIZE(nt_counted_string, UNICODE_STRING);
SIZE(link, LIST_ENTRY);
PLACE(link, previous, LIST_ENTRY, Blink);
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

SIZE(nt_resource, ERESOURCE);
PLACE(nt_resource, active, ERESOURCE, ActiveCount);
PLACE(nt_resource, contention, ERESOURCE, ContentionCount);
PLACE(nt_resource, exclusive_waiters, ERESOURCE, NumberOfExclusiveWaiters);
_Static_assert(NT_RESOURCE_EXCLUSIVE == ResourceOwnedExclusive, "flags of a resource");

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
PLACE(nt_file_object, related, FILE_OBJECT, RelatedFileObject);
PLACE(nt_file_object, deletes, FILE_OBJECT, DeleteAccess);
PLACE(nt_file_object, shared_delete, FILE_OBJECT, SharedDelete);
PLACE(nt_file_object, flags, FILE_OBJECT, Flags);
PLACE(nt_file_object, name, FILE_OBJECT, FileName);
PLACE(nt_file_object, position, FILE_OBJECT, CurrentByteOffset);
_Static_assert(NT_FILE_SYNCHRONOUS == FO_SYNCHRONOUS_IO, "flags of a file");

SIZE(share_count, SHARE_ACCESS);
PLACE(share_count, deleters, SHARE_ACCESS, Deleters);
PLACE(share_count, share_delete, SHARE_ACCESS, SharedDelete);

_Static_assert(NT_DEVICE_REMOTE == FILE_REMOTE_DEVICE, "characteristics of a device");

SIZE(nt_mdl, MDL);
PLACE(nt_mdl, system_address, MDL, MappedSystemVa);
PLACE(nt_mdl, bytes, MDL, ByteCount);
PLACE(nt_mdl, offset, MDL, ByteOffset);
_Static_assert(NT_MDL_MAPPED == (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL), "flags of an MDL");

SIZE(nt_security_context, IO_SECURITY_CONTEXT);
PLACE(nt_security_context, access, IO_SECURITY_CONTEXT, DesiredAccess);

SIZE(nt_stack_location, IO_STACK_LOCATION);
PLACE(nt_stack_location, parameters.create.options, IO_STACK_LOCATION, Parameters.Create.Options);
PLACE(nt_stack_location, parameters.create.attributes, IO_STACK_LOCATION, Parameters.Create.FileAttributes);
PLACE(nt_stack_location, parameters.create.share, IO_STACK_LOCATION, Parameters.Create.ShareAccess);
PLACE(nt_stack_location, parameters.create.ea_bytes, IO_STACK_LOCATION, Parameters.Create.EaLength);
PLACE(nt_stack_location, parameters.information.class, IO_STACK_LOCATION,
      Parameters.QueryFile.FileInformationClass);
PLACE(nt_stack_location, parameters.information.class, IO_STACK_LOCATION,
      Parameters.SetFile.FileInformationClass);
PLACE(nt_stack_location, parameters.information.class, IO_STACK_LOCATION,
      Parameters.QueryVolume.FsInformationClass);
PLACE(nt_stack_location, parameters.information.target, IO_STACK_LOCATION, Parameters.SetFile.FileObject);
PLACE(nt_stack_location, parameters.information.replace, IO_STACK_LOCATION,
      Parameters.SetFile.ReplaceIfExists);
PLACE(nt_stack_location, parameters.directory.pattern, IO_STACK_LOCATION, Parameters.QueryDirectory.FileName);
PLACE(nt_stack_location, parameters.directory.class, IO_STACK_LOCATION,
      Parameters.QueryDirectory.FileInformationClass);
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
_Static_assert(NT_OPENS_PARENT == SL_OPEN_TARGET_DIRECTORY && NT_LISTS_ANEW == SL_RESTART_SCAN &&
                   NT_LISTS_ONE == SL_RETURN_SINGLE_ENTRY && NT_DIRECTORY_QUERY == IRP_MN_QUERY_DIRECTORY,
               "flags of a place on the stack");
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
PLACE(nt_irp, file, IRP, Tail.Overlay.OriginalFileObject);
PLACE(nt_irp, driver_context, IRP, Tail.Overlay.DriverContext);
PLACE(nt_irp, thread, IRP, Tail.Overlay.Thread);
PLACE(nt_irp, list, IRP, Tail.Overlay.ListEntry);
PLACE(nt_irp, stack, IRP, Tail.Overlay.CurrentStackLocation);

_Static_assert(NT_MAJOR_CREATE == IRP_MJ_CREATE && NT_MAJOR_CLOSE == IRP_MJ_CLOSE &&
                   NT_MAJOR_READ == IRP_MJ_READ && NT_MAJOR_WRITE == IRP_MJ_WRITE &&
                   NT_MAJOR_QUERY_FILE == IRP_MJ_QUERY_INFORMATION &&
                   NT_MAJOR_SET_FILE == IRP_MJ_SET_INFORMATION && NT_MAJOR_FLUSH == IRP_MJ_FLUSH_BUFFERS &&
                   NT_MAJOR_QUERY_VOLUME == IRP_MJ_QUERY_VOLUME_INFORMATION &&
                   NT_MAJOR_DIRECTORY == IRP_MJ_DIRECTORY_CONTROL &&
                   NT_MAJOR_CONTROL == IRP_MJ_DEVICE_CONTROL && NT_MAJOR_CLEANUP == IRP_MJ_CLEANUP &&
                   NT_MAJORS == IRP_MJ_MAXIMUM_FUNCTION + 1,
               "functions of a driver");
