/*
 * Process and thread environment blocks, as the kernel makes them and as debuggers read them (NT 6.1, 32
 * bits). Every offset that anybody outside NTDLL relies on is asserted below.
 */
#ifndef IMAGES_NTDLL_TEB_H
#define IMAGES_NTDLL_TEB_H

#include "images/ntdll/nt.h"

typedef struct _CURDIR {
    UNICODE_STRING DosPath; /* ends in a backslash */
    HANDLE Handle;          /* holds the directory; null for a root */
} CURDIR;

#define RTL_USER_PROC_PARAMS_NORMALIZED 1u

typedef struct _RTL_USER_PROCESS_PARAMETERS {
    ULONG MaximumLength;
    ULONG Length; /* bytes of this block with the strings behind it */
    ULONG Flags;
    ULONG DebugFlags;
    HANDLE ConsoleHandle;
    ULONG ConsoleFlags;
    HANDLE StandardInput;
    HANDLE StandardOutput;
    HANDLE StandardError;
    CURDIR CurrentDirectory;
    UNICODE_STRING DllPath;
    UNICODE_STRING ImagePathName; /* C:\PROGRAMS\hello.exe */
    UNICODE_STRING CommandLine;
    WCHAR *Environment; /* NAME=value, each ended by 0, all ended by another 0 */
    ULONG StartingX, StartingY, CountX, CountY, CountCharsX, CountCharsY;
    ULONG FillAttribute;
    ULONG WindowFlags;
    ULONG ShowWindowFlags;
    UNICODE_STRING WindowTitle;
    UNICODE_STRING DesktopInfo;
    UNICODE_STRING ShellInfo;
    UNICODE_STRING RuntimeData;
    BYTE CurrentDirectories[32 * 16];
    ULONG EnvironmentSize; /* bytes */
    ULONG EnvironmentVersion;
} RTL_USER_PROCESS_PARAMETERS;

typedef struct _PEB_LDR_DATA {
    ULONG Length;
    BOOLEAN Initialized;
    HANDLE SsHandle;
    LIST_ENTRY InLoadOrderModuleList;
    LIST_ENTRY InMemoryOrderModuleList;
    LIST_ENTRY InInitializationOrderModuleList;
    void *EntryInProgress;
    BOOLEAN ShutdownInProgress;
    HANDLE ShutdownThreadId;
} PEB_LDR_DATA;

typedef struct _LDR_DATA_TABLE_ENTRY {
    LIST_ENTRY InLoadOrderLinks;
    LIST_ENTRY InMemoryOrderLinks;
    LIST_ENTRY InInitializationOrderLinks;
    void *DllBase;
    void *EntryPoint;
    ULONG SizeOfImage;
    UNICODE_STRING FullDllName;
    UNICODE_STRING BaseDllName;
    ULONG Flags;      /* LDRP_ */
    USHORT LoadCount; /* 0xFFFF: never unloaded */
    USHORT TlsIndex;  /* 0xFFFF when there is a static TLS index, as NT has it */
    LIST_ENTRY HashLinks;
    ULONG TimeDateStamp;
    void *EntryPointActivationContext;
    void *PatchInformation;
    LIST_ENTRY ForwarderLinks;
    LIST_ENTRY ServiceTagLinks;
    LIST_ENTRY StaticLinks;
    void *ContextInformation;
    ULONG OriginalBase;
    LARGE_INTEGER LoadTime;
} LDR_DATA_TABLE_ENTRY;

#define LDRP_IMAGE_DLL             0x00000004u
#define LDRP_LOAD_IN_PROGRESS      0x00001000u
#define LDRP_ENTRY_PROCESSED       0x00004000u
#define LDRP_DONT_CALL_FOR_THREADS 0x00040000u
#define LDRP_PROCESS_ATTACH_CALLED 0x00080000u
#define LDRP_IMAGE_NOT_AT_BASE     0x00200000u

typedef struct _PEB {
    BOOLEAN InheritedAddressSpace;
    BOOLEAN ReadImageFileExecOptions;
    BOOLEAN BeingDebugged;
    UCHAR BitField;
    HANDLE Mutant;
    void *ImageBaseAddress;
    PEB_LDR_DATA *Ldr;
    RTL_USER_PROCESS_PARAMETERS *ProcessParameters;
    void *SubSystemData;
    HANDLE ProcessHeap;
    RTL_CRITICAL_SECTION *FastPebLock; /* guards ProcessParameters */
    void *AtlThunkSListPtr;
    void *IFEOKey;
    ULONG CrossProcessFlags;
    void *KernelCallbackTable;
    ULONG SystemReserved;
    ULONG AtlThunkSListPtr32;
    void *ApiSetMap;
    ULONG TlsExpansionCounter;
    void *TlsBitmap;
    ULONG TlsBitmapBits[2];
    void *ReadOnlySharedMemoryBase;
    void *HotpatchInformation;
    void *ReadOnlyStaticServerData;
    void *AnsiCodePageData;
    void *OemCodePageData;
    void *UnicodeCaseTableData;
    ULONG NumberOfProcessors;
    ULONG NtGlobalFlag; /* FLG_ bits */
    LARGE_INTEGER CriticalSectionTimeout;
    SIZE_T HeapSegmentReserve;
    SIZE_T HeapSegmentCommit;
    SIZE_T HeapDeCommitTotalFreeThreshold;
    SIZE_T HeapDeCommitFreeBlockThreshold;
    ULONG NumberOfHeaps;
    ULONG MaximumNumberOfHeaps;
    void **ProcessHeaps;
    void *GdiSharedHandleTable;
    void *ProcessStarterHelper;
    ULONG GdiDCAttributeList;
    RTL_CRITICAL_SECTION *LoaderLock;
    ULONG OSMajorVersion;
    ULONG OSMinorVersion;
    USHORT OSBuildNumber;
    USHORT OSCSDVersion;
    ULONG OSPlatformId;
    ULONG ImageSubsystem;
    ULONG ImageSubsystemMajorVersion;
    ULONG ImageSubsystemMinorVersion;
    ULONG_PTR ActiveProcessAffinityMask;
    ULONG GdiHandleBuffer[34];
    void *PostProcessInitRoutine;
    void *TlsExpansionBitmap;
    ULONG TlsExpansionBitmapBits[32];
    ULONG SessionId;
} PEB;

#define FLG_HEAP_ENABLE_FREE_CHECK 0x20u /* with /SCHEDULE=: heaps clear what is freed */

#define TLS_SLOTS           64u
#define TLS_EXPANSION_SLOTS 1024u

typedef struct _TEB {
    NT_TIB NtTib;
    void *EnvironmentPointer;
    CLIENT_ID ClientId;
    void *ActiveRpcHandle;
    void **ThreadLocalStoragePointer;
    PEB *ProcessEnvironmentBlock;
    ULONG LastErrorValue;
    ULONG CountOfOwnedCriticalSections;
    BYTE Reserved1[0xBF4 - 0x3C];
    NTSTATUS LastStatusValue;
    UNICODE_STRING StaticUnicodeString;
    WCHAR StaticUnicodeBuffer[261];
    void *DeallocationStack;
    void *TlsSlots[TLS_SLOTS];
    LIST_ENTRY TlsLinks;
    void *Vdm;
    void *ReservedForNtRpc;
    void *DbgSsReserved[2];
    ULONG HardErrorMode;
    BYTE Reserved2[0xF78 - 0xF2C];
    ULONG GuaranteedStackBytes; /* SetThreadStackGuarantee; the kernel reads it when the stack grows */
    BYTE Reserved3[0xF94 - 0xF7C];
    void **TlsExpansionSlots;
    BYTE Reserved4[0xFB4 - 0xF98];
    struct fls *FlsData; /* fls.c's; a fiber has its own */
    BYTE Reserved5[0xFCA - 0xFB8];
    USHORT SameTebFlags; /* TEB_HAS_FIBER_DATA */
} TEB;

#define TEB_HAS_FIBER_DATA 0x0004u /* NtTib.FiberData is the fiber that runs, not NT's version */

_Static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, StandardInput) == 0x18, "process parameters");
_Static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, CommandLine) == 0x40, "process parameters");
_Static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, Environment) == 0x48, "process parameters");
_Static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, EnvironmentSize) == 0x290, "process parameters");
_Static_assert(offsetof(PEB_LDR_DATA, InLoadOrderModuleList) == 0x0C, "loader data");
_Static_assert(offsetof(LDR_DATA_TABLE_ENTRY, DllBase) == 0x18, "module entry");
_Static_assert(offsetof(LDR_DATA_TABLE_ENTRY, Flags) == 0x34, "module entry");
_Static_assert(offsetof(LDR_DATA_TABLE_ENTRY, LoadTime) == 0x70, "module entry");
_Static_assert(offsetof(PEB, ProcessHeap) == 0x18, "PEB");
_Static_assert(offsetof(PEB, LoaderLock) == 0xA0, "PEB");
_Static_assert(offsetof(PEB, OSMajorVersion) == 0xA4, "PEB");
_Static_assert(offsetof(PEB, TlsExpansionBitmapBits) == 0x154, "PEB");
_Static_assert(offsetof(TEB, ThreadLocalStoragePointer) == 0x2C, "TEB");
_Static_assert(offsetof(TEB, LastErrorValue) == 0x34, "TEB");
_Static_assert(offsetof(TEB, DeallocationStack) == 0xE0C, "TEB");
_Static_assert(offsetof(TEB, TlsSlots) == 0xE10, "TEB");
_Static_assert(offsetof(TEB, TlsLinks) == 0xF10, "TEB");
_Static_assert(offsetof(TEB, GuaranteedStackBytes) == 0xF78, "TEB");
_Static_assert(offsetof(TEB, TlsExpansionSlots) == 0xF94, "TEB");
_Static_assert(offsetof(TEB, FlsData) == 0xFB4, "TEB");
_Static_assert(offsetof(TEB, SameTebFlags) == 0xFCA, "TEB");

/* The thread's own block: fs:[0x18] holds its address. */
static inline TEB *teb(void)
{
    TEB *block;
    __asm__("movl %%fs:0x18, %0" : "=r"(block));
    return block;
}

static inline PEB *peb(void)
{
    return teb()->ProcessEnvironmentBlock;
}

#endif
