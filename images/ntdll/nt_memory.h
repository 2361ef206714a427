/*
 * System services for virtual memory and sections (kernel: sched/service/services.def).
 */
#ifndef IMAGES_NTDLL_NT_MEMORY_H
#define IMAGES_NTDLL_NT_MEMORY_H

#include "images/ntdll/nt.h"

enum memory_information_class {
    MemoryBasicInformation = 0,          /* MEMORY_BASIC_INFORMATION */
    MemoryWorkingSetInformation = 1,     /* PSAPI_WORKING_SET_INFORMATION */
    MemoryMappedFilenameInformation = 2, /* UNICODE_STRING, its characters behind it */
    MemoryWorkingSetExInformation = 4,   /* PSAPI_WORKING_SET_EX_INFORMATION, several */
};
enum { VmPrefetchInformation = 0 }; /* ULONG: no flags */
enum { LOCK_IN_RAM = 2, LOCK_IN_WORKING_SET = 1 };
enum { VIEW_SHARE = 1, VIEW_UNMAP = 2 };
enum { SectionBasicInformation = 0, SectionImageInformation = 1 };

typedef struct _SECTION_IMAGE_INFORMATION {
    void *TransferAddress;
    ULONG ZeroBits;
    SIZE_T MaximumStackSize;
    SIZE_T CommittedStackSize;
    ULONG SubSystemType;
    USHORT SubSystemMinorVersion, SubSystemMajorVersion;
    ULONG GpValue;
    USHORT ImageCharacteristics;
    USHORT DllCharacteristics;
    USHORT Machine;
    BOOLEAN ImageContainsCode;
    UCHAR ImageFlags;
    ULONG LoaderFlags;
    ULONG ImageFileSize;
    ULONG CheckSum;
} SECTION_IMAGE_INFORMATION;

typedef struct _MEMORY_RANGE_ENTRY {
    void *VirtualAddress;
    SIZE_T NumberOfBytes;
} MEMORY_RANGE_ENTRY;

NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE process, void **base, ULONG_PTR zero_bits, SIZE_T *size,
                                       ULONG type, ULONG protect);
NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE process, void **base, SIZE_T *size, ULONG type);
NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE process, void **base, SIZE_T *size, ULONG protect, ULONG *old);
NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE process, const void *address, ULONG information_class, void *out,
                                    SIZE_T size, SIZE_T *returned);
NTSTATUS NTAPI NtReadVirtualMemory(HANDLE process, const void *address, void *buffer, SIZE_T size,
                                   SIZE_T *done);
NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE process, void *address, const void *buffer, SIZE_T size,
                                    SIZE_T *done);
NTSTATUS NTAPI NtLockVirtualMemory(HANDLE process, void **base, SIZE_T *size, ULONG kind);
NTSTATUS NTAPI NtUnlockVirtualMemory(HANDLE process, void **base, SIZE_T *size, ULONG kind);
NTSTATUS NTAPI NtSetInformationVirtualMemory(HANDLE process, ULONG information_class, ULONG_PTR ranges,
                                             const MEMORY_RANGE_ENTRY *range, void *in, ULONG size);
NTSTATUS NTAPI NtGetWriteWatch(HANDLE process, ULONG flags, void *base, SIZE_T size, void **pages,
                               ULONG_PTR *count, ULONG *granularity);
NTSTATUS NTAPI NtResetWriteWatch(HANDLE process, void *base, SIZE_T size);
NTSTATUS NTAPI NtAllocateUserPhysicalPages(HANDLE process, ULONG_PTR *count, ULONG_PTR *pages);
NTSTATUS NTAPI NtFreeUserPhysicalPages(HANDLE process, ULONG_PTR *count, ULONG_PTR *pages);
NTSTATUS NTAPI NtMapUserPhysicalPages(void *base, ULONG_PTR count, ULONG_PTR *pages);
NTSTATUS NTAPI NtMapUserPhysicalPagesScatter(void **bases, ULONG_PTR count, ULONG_PTR *pages);
NTSTATUS NTAPI NtFlushVirtualMemory(HANDLE process, void **base, SIZE_T *size, IO_STATUS_BLOCK *io);
NTSTATUS NTAPI NtCreateSection(HANDLE *section, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                               const LARGE_INTEGER *size, ULONG protect, ULONG kind, HANDLE file);
NTSTATUS NTAPI NtOpenSection(HANDLE *section, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtQuerySection(HANDLE section, ULONG information_class, void *out, SIZE_T size,
                              SIZE_T *returned);
NTSTATUS NTAPI NtExtendSection(HANDLE section, LARGE_INTEGER *size);
NTSTATUS NTAPI NtMapViewOfSection(HANDLE section, HANDLE process, void **base, ULONG_PTR zero_bits,
                                  SIZE_T commit, LARGE_INTEGER *offset, SIZE_T *size, ULONG inherit,
                                  ULONG type, ULONG protect);
NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE process, void *base);

#endif
