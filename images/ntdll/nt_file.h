/*
 * System services for files, with the information structures that KERNEL32 and the loader use.
 */
#ifndef IMAGES_NTDLL_NT_FILE_H
#define IMAGES_NTDLL_NT_FILE_H

#include "images/ntdll/nt.h"

/* What NtCreateFile did: IO_STATUS_BLOCK.Information. (Dispositions and options are in winnt.h.) */
enum { FILE_SUPERSEDED, FILE_OPENED, FILE_CREATED, FILE_OVERWRITTEN, FILE_EXISTS, FILE_DOES_NOT_EXIST };

#define FILE_ATTRIBUTE_VALID_FLAGS 0x00007fb7u /* what NtCreateFile accepts */

enum file_information_class {
    FileBothDirectoryInformation = 3,
    FileBasicInformation = 4,
    FileStandardInformation = 5,
    FileInternalInformation = 6,
    FileAccessInformation = 8,
    FileNameInformation = 9,
    FileRenameInformation = 10,
    FileDispositionInformation = 13,
    FilePositionInformation = 14,
    FileAllocationInformation = 19,
    FileEndOfFileInformation = 20,
    FilePipeInformation = 23,
    FilePipeLocalInformation = 24,
    FileCompletionInformation = 30,
    FileIoCompletionNotificationInformation = 41,
};

typedef struct _FILE_BASIC_INFORMATION { /* on setting, a time of 0 means: leave it */
    LARGE_INTEGER CreationTime, LastAccessTime, LastWriteTime, ChangeTime;
    ULONG FileAttributes; /* on setting, 0 means: leave them */
} FILE_BASIC_INFORMATION;

typedef struct _FILE_STANDARD_INFORMATION {
    LARGE_INTEGER AllocationSize, EndOfFile;
    ULONG NumberOfLinks;
    BOOLEAN DeletePending, Directory;
} FILE_STANDARD_INFORMATION;

typedef struct _FILE_INTERNAL_INFORMATION {
    LARGE_INTEGER IndexNumber;
} FILE_INTERNAL_INFORMATION;

typedef struct _FILE_RENAME_INFORMATION {
    BOOLEAN ReplaceIfExists;
    HANDLE RootDirectory;
    ULONG FileNameLength; /* bytes */
    WCHAR FileName[1];
} FILE_RENAME_INFORMATION;

typedef struct _FILE_NETWORK_OPEN_INFORMATION {
    LARGE_INTEGER CreationTime, LastAccessTime, LastWriteTime, ChangeTime, AllocationSize, EndOfFile;
    ULONG FileAttributes;
} FILE_NETWORK_OPEN_INFORMATION;

typedef struct _FILE_BOTH_DIR_INFORMATION {
    ULONG NextEntryOffset; /* 0 in the last one */
    ULONG FileIndex;
    LARGE_INTEGER CreationTime, LastAccessTime, LastWriteTime, ChangeTime, EndOfFile, AllocationSize;
    ULONG FileAttributes;
    ULONG FileNameLength; /* bytes */
    ULONG EaSize;
    CHAR ShortNameLength; /* bytes */
    WCHAR ShortName[12];
    WCHAR FileName[1];
} FILE_BOTH_DIR_INFORMATION;

enum fs_information_class {
    FileFsVolumeInformation = 1,
    FileFsSizeInformation = 3,
    FileFsDeviceInformation = 4,
    FileFsAttributeInformation = 5,
};

typedef struct _FILE_FS_VOLUME_INFORMATION {
    LARGE_INTEGER VolumeCreationTime;
    ULONG VolumeSerialNumber;
    ULONG VolumeLabelLength; /* bytes */
    BOOLEAN SupportsObjects;
    WCHAR VolumeLabel[1];
} FILE_FS_VOLUME_INFORMATION;

typedef struct _FILE_FS_SIZE_INFORMATION {
    LARGE_INTEGER TotalAllocationUnits, AvailableAllocationUnits;
    ULONG SectorsPerAllocationUnit, BytesPerSector;
} FILE_FS_SIZE_INFORMATION;

typedef struct _FILE_FS_DEVICE_INFORMATION {
    ULONG DeviceType; /* DEVICE_ below */
    ULONG Characteristics;
} FILE_FS_DEVICE_INFORMATION;

#define DEVICE_IS_REMOTE 0x00000010u /* of its characteristics */

#define DEVICE_DISK_FILE_SYSTEM 0x00000008u
#define DEVICE_DISK             0x00000007u
#define DEVICE_NAMED_PIPE       0x00000011u
#define DEVICE_NULL             0x00000015u
#define DEVICE_CONSOLE          0x00000050u

typedef struct _FILE_FS_ATTRIBUTE_INFORMATION {
    ULONG FileSystemAttributes;
    LONG MaximumComponentNameLength;
    ULONG FileSystemNameLength; /* bytes */
    WCHAR FileSystemName[1];
} FILE_FS_ATTRIBUTE_INFORMATION;

/* ---- pipes ---- */

#define FILE_PIPE_BYTE_STREAM_TYPE    0u
#define FILE_PIPE_MESSAGE_TYPE        1u
#define FILE_PIPE_BYTE_STREAM_MODE    0u
#define FILE_PIPE_MESSAGE_MODE        1u
#define FILE_PIPE_QUEUE_OPERATION     0u /* waits */
#define FILE_PIPE_COMPLETE_OPERATION  1u /* does not */
#define FILE_PIPE_UNLIMITED_INSTANCES 0xffffffffu
#define FILE_PIPE_CLIENT_END          0u
#define FILE_PIPE_SERVER_END          1u

#define FSCTL_PIPE_DISCONNECT 0x110004u
#define FSCTL_PIPE_LISTEN     0x110008u
#define FSCTL_PIPE_PEEK       0x11400cu
#define FSCTL_PIPE_WAIT       0x110018u
#define FSCTL_PIPE_TRANSCEIVE 0x11c017u

typedef struct _FILE_PIPE_INFORMATION {
    ULONG ReadMode, CompletionMode;
} FILE_PIPE_INFORMATION;

typedef struct _FILE_PIPE_LOCAL_INFORMATION {
    ULONG NamedPipeType, NamedPipeConfiguration, MaximumInstances, CurrentInstances;
    ULONG InboundQuota, ReadDataAvailable, OutboundQuota, WriteQuotaAvailable;
    ULONG NamedPipeState, NamedPipeEnd;
} FILE_PIPE_LOCAL_INFORMATION;

typedef struct _FILE_PIPE_PEEK_BUFFER {
    ULONG NamedPipeState, ReadDataAvailable, NumberOfMessages, MessageLength;
    CHAR Data[1];
} FILE_PIPE_PEEK_BUFFER;

typedef struct _FILE_PIPE_WAIT_FOR_BUFFER {
    LARGE_INTEGER Timeout;
    ULONG NameLength; /* bytes */
    BOOLEAN TimeoutSpecified;
    WCHAR Name[1]; /* behind the last backslash of \??\PIPE\ */
} FILE_PIPE_WAIT_FOR_BUFFER;

NTSTATUS NTAPI NtCreateNamedPipeFile(HANDLE *pipe, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                     IO_STATUS_BLOCK *io, ULONG share, ULONG disposition, ULONG options,
                                     ULONG type, ULONG read_mode, ULONG completion_mode, ULONG instances,
                                     ULONG inbound_quota, ULONG outbound_quota, const LARGE_INTEGER *timeout);
NTSTATUS NTAPI NtCancelIoFile(HANDLE file, IO_STATUS_BLOCK *io);
NTSTATUS NTAPI NtCancelIoFileEx(HANDLE file, IO_STATUS_BLOCK *which, IO_STATUS_BLOCK *io);

typedef struct _FILE_COMPLETION_INFORMATION {
    HANDLE Port;
    void *Key;
} FILE_COMPLETION_INFORMATION;

/* ---- services ---- */

NTSTATUS NTAPI NtCreateFile(HANDLE *file, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                            IO_STATUS_BLOCK *io, const LARGE_INTEGER *allocation, ULONG file_attributes,
                            ULONG share, ULONG disposition, ULONG options, void *ea, ULONG ea_length);
NTSTATUS NTAPI NtOpenFile(HANDLE *file, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                          IO_STATUS_BLOCK *io, ULONG share, ULONG options);
NTSTATUS NTAPI NtDeleteFile(const OBJECT_ATTRIBUTES *attributes);
NTSTATUS NTAPI NtReadFile(HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *io,
                          void *buffer, ULONG length, const LARGE_INTEGER *offset, ULONG *key);
NTSTATUS NTAPI NtWriteFile(HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *io,
                           const void *buffer, ULONG length, const LARGE_INTEGER *offset, ULONG *key);
NTSTATUS NTAPI NtFlushBuffersFile(HANDLE file, IO_STATUS_BLOCK *io);
NTSTATUS NTAPI NtLockFile(HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *io,
                          const LARGE_INTEGER *first, const LARGE_INTEGER *length, ULONG key, BOOLEAN at_once,
                          BOOLEAN exclusive);
NTSTATUS NTAPI NtUnlockFile(HANDLE file, IO_STATUS_BLOCK *io, const LARGE_INTEGER *first,
                            const LARGE_INTEGER *length, ULONG key);
NTSTATUS NTAPI NtFsControlFile(HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *io,
                               ULONG code, void *in, ULONG in_size, void *out, ULONG out_size);
NTSTATUS NTAPI NtDeviceIoControlFile(HANDLE file, HANDLE event, void *apc, void *apc_context,
                                     IO_STATUS_BLOCK *io, ULONG code, void *in, ULONG in_size, void *out,
                                     ULONG out_size);
NTSTATUS NTAPI NtQueryInformationFile(HANDLE file, IO_STATUS_BLOCK *io, void *out, ULONG size,
                                      ULONG information_class);
NTSTATUS NTAPI NtSetInformationFile(HANDLE file, IO_STATUS_BLOCK *io, void *in, ULONG size,
                                    ULONG information_class);
NTSTATUS NTAPI NtQueryAttributesFile(const OBJECT_ATTRIBUTES *attributes, FILE_BASIC_INFORMATION *out);
NTSTATUS NTAPI NtQueryFullAttributesFile(const OBJECT_ATTRIBUTES *attributes,
                                         FILE_NETWORK_OPEN_INFORMATION *out);
NTSTATUS NTAPI NtQueryDirectoryFile(HANDLE file, HANDLE event, void *apc, void *apc_context,
                                    IO_STATUS_BLOCK *io, void *out, ULONG size, ULONG information_class,
                                    BOOLEAN single, const UNICODE_STRING *pattern, BOOLEAN restart);
NTSTATUS NTAPI NtQueryVolumeInformationFile(HANDLE file, IO_STATUS_BLOCK *io, void *out, ULONG size,
                                            ULONG information_class);

#endif
