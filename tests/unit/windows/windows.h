/*
 * What sources of images/ntdll need of Windows' headers, for tests of them on the host. (Microsoft PE and
 * COFF specification; the Windows SDK's winnt.h.)
 */
#ifndef TESTS_UNIT_WINDOWS_WINDOWS_H
#define TESTS_UNIT_WINDOWS_WINDOWS_H

#include <stddef.h>
#include <stdint.h>

#define NTAPI
typedef char CHAR;
typedef uint8_t BYTE, UCHAR, BOOLEAN;
typedef uint16_t WORD, USHORT, WCHAR;
typedef int16_t SHORT;
typedef int32_t LONG;
typedef uint32_t DWORD, ULONG, ACCESS_MASK;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR, SIZE_T;
typedef void *HANDLE;
typedef union {
    int64_t QuadPart;
} LARGE_INTEGER;

#define PAGE_READWRITE             4
#define MEM_COMMIT                 0x1000
#define MEM_RESERVE                0x2000
#define MEM_DECOMMIT               0x4000
#define MEM_RELEASE                0x8000
#define HEAP_GROWABLE              2
#define HEAP_FREE_CHECKING_ENABLED 0x40

typedef struct list_entry {
    struct list_entry *Flink, *Blink;
} LIST_ENTRY;
typedef struct {
    void *info;
    LONG LockCount, RecursionCount;
    HANDLE OwningThread, LockSemaphore;
    ULONG_PTR SpinCount;
} RTL_CRITICAL_SECTION;

#define CONTAINING_RECORD(address, type, field) ((type *)((char *)(address)-offsetof(type, field)))

#define IMAGE_DOS_SIGNATURE           0x5a4d
#define IMAGE_NT_SIGNATURE            0x4550
#define IMAGE_FILE_MACHINE_I386       0x14c
#define IMAGE_NT_OPTIONAL_HDR32_MAGIC 0x10b
#define IMAGE_FILE_RELOCS_STRIPPED    1
#define IMAGE_SCN_MEM_EXECUTE         0x20000000u
#define IMAGE_SCN_MEM_READ            0x40000000u
#define IMAGE_SCN_MEM_WRITE           0x80000000u

enum { IMAGE_REL_BASED_ABSOLUTE, IMAGE_REL_BASED_HIGH, IMAGE_REL_BASED_LOW, IMAGE_REL_BASED_HIGHLOW };
enum { IMAGE_DIRECTORY_ENTRY_EXPORT = 0, IMAGE_DIRECTORY_ENTRY_BASERELOC = 5 };

#define IMAGE_NUMBEROF_DIRECTORY_ENTRIES 16

typedef struct {
    WORD e_magic, skipped[29];
    LONG e_lfanew;
} IMAGE_DOS_HEADER;

typedef struct {
    DWORD VirtualAddress, Size;
} IMAGE_DATA_DIRECTORY;

typedef struct {
    WORD Machine, NumberOfSections;
    DWORD TimeDateStamp, PointerToSymbolTable, NumberOfSymbols;
    WORD SizeOfOptionalHeader, Characteristics;
} IMAGE_FILE_HEADER;

typedef struct {
    WORD Magic, linker;
    DWORD code, data, bss, AddressOfEntryPoint, code_base, data_base, ImageBase, SectionAlignment,
        file_alignment;
    WORD versions[6];
    DWORD win32_version, SizeOfImage, SizeOfHeaders, check_sum;
    WORD Subsystem, DllCharacteristics;
    DWORD stack[2], heap[2], LoaderFlags, NumberOfRvaAndSizes;
    IMAGE_DATA_DIRECTORY DataDirectory[IMAGE_NUMBEROF_DIRECTORY_ENTRIES];
} IMAGE_OPTIONAL_HEADER32;

typedef struct {
    DWORD Signature;
    IMAGE_FILE_HEADER FileHeader;
    IMAGE_OPTIONAL_HEADER32 OptionalHeader;
} IMAGE_NT_HEADERS32;

typedef struct {
    BYTE Name[8];
    union {
        DWORD VirtualSize;
    } Misc;
    DWORD VirtualAddress, SizeOfRawData, skipped[4], Characteristics;
} IMAGE_SECTION_HEADER;

typedef struct {
    DWORD VirtualAddress, SizeOfBlock;
} IMAGE_BASE_RELOCATION;

typedef struct {
    DWORD skipped[4], Base, NumberOfFunctions, NumberOfNames, AddressOfFunctions, AddressOfNames,
        AddressOfNameOrdinals;
} IMAGE_EXPORT_DIRECTORY;

_Static_assert(sizeof(IMAGE_NT_HEADERS32) == 248 && sizeof(IMAGE_SECTION_HEADER) == 40,
               "laid out as in a file");

#endif
