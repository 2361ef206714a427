/*
 * Sections: what several address spaces can map. A section is a row of prototype PTEs, one a page, and where
 * the pages come from. An image section is made once for a file and shared by every process that runs it: its
 * text and read-only pages have one frame for all, its data pages are copied by whoever writes. A data
 * section shows a file as it is, and what is written to it goes to the file; a page-file section is memory
 * that several can see.
 *
 * The image section of a file stays cached at the file after the last view is gone, so that the next process
 * finds its pages on the standby list; section_purge() lets it go.
 */
#ifndef MMU_SECTION_H
#define MMU_SECTION_H

#include "firmware/status.h"
#include "mmu/address.h"
#include "mmu/pe.h"
#include "mmu/pte.h"
#include "storage/file.h"

enum section_kind { SECTION_IMAGE, SECTION_PAGE_FILE, SECTION_FILE };

struct backing;
struct prototype_run;

struct subsection {
    char name[9];
    uint32_t first_page, pages;
    uint32_t file_offset, file_bytes; /* the rest of the pages is zeros */
    enum protection protection;
};

struct section {
    uint32_t references; /* views, handles; the file's cache holds none */
    enum section_kind kind;
    const struct backing *backing; /* what its pages come from before they are written */
    bool reserved;     /* page-file sections: a prototype PTE that is none is a page that is not committed */
    uint16_t id;       /* section_of_id() */
    struct file *file; /* image, file: referenced; its path is what the log says */
    struct pe_image image;
    uint32_t pages, first_pages;
    uint32_t filled;   /* the prototype PTEs of pages [0, filled) say something: those that views show */
    pte_t *prototypes; /* [first_pages], mmu/prototype.h */
    struct prototype_run
        *grown;      /* those behind them: a PTE that a frame knows stays where it is when a section grows */
    uint32_t charge; /* pages of the page file it is charged for as long as it lives */
    enum protection protection;     /* page-file sections: the most a view may ask */
    const struct subsection *found; /* section_subsection()'s, what it told last */
    uint32_t subsection_count;
    struct subsection subsections[]; /* image: the headers, then one for each section */
};

/* The image section of a file, cached or made now; takes a reference on the section, keeps one of its own on
 * the file. pe_parse()'s errors, STATUS_INSUFFICIENT_RESOURCES. May wait. */
ntstatus section_of_image(struct file *file, struct section **out);

/* A section of zeros that lives in the page file; with `reserved` its pages come to be when they are
 * committed. STATUS_COMMITMENT_LIMIT, STATUS_INSUFFICIENT_RESOURCES. */
ntstatus section_of_page_file(uint32_t bytes, enum protection protection, bool reserved,
                              struct section **out);

/* Commits those of its pages [first, first + pages) that are only reserved. STATUS_COMMITMENT_LIMIT. It and
 * the question whether one is committed bring prototype PTEs. */
ntstatus section_commit(struct section *section, uint32_t first, uint32_t pages);
bool section_is_committed(const struct section *section, uint32_t page);

/* Before a view of it is made: each of its prototype PTEs says what it says of a page that was never touched.
 * It is made under the volume's lock, where they cannot be brought; so the caller does not hold it. */
void section_fill(struct section *section);

/* The data section of a file, of which it shows at least `bytes` (above 0, not above the file's size) from
 * now on; takes a reference on it. STATUS_INSUFFICIENT_RESOURCES. May wait; who looked at the size before
 * holds the volume's lock. */
ntstatus section_of_file(struct file *file, uint32_t bytes, struct section **out);

/* May the file be deleted? Not while it is mapped, as image or as data. Lets go of an image that nobody uses,
 * and under the same lock as section_purge(). */
bool section_lets_file_go(struct file *file);

/* Writes to the file what is modified of its data section, as far as frames know. The disk's errors. May
 * wait. */
ntstatus section_flush_file(struct file *file);

/* May the file be cut to `size`? Not where its data section shows it. Under the volume's lock. */
bool section_lets_file_shrink(const struct file *file, uint32_t size);

/* From now on files are read and written through the frames that hold their bytes. At start. */
void section_file_start(void);

void section_reference(struct section *section);
/* The last one may write what is modified to the file, or close it, and so wait. */
void section_dereference(struct section *section);

/* Lets go of a file's cached image that nobody uses. False if it is in use. Those three may wait; who relies
 * on the answer holds the volume's lock (storage/volumelock.h) from before it, so that no image is made
 * meanwhile.
 */
bool section_purge(struct file *file);
/* The same for the files below an open directory: a cached image holds its file open, and so its folder in
 * place. */
void section_purge_below(const struct file *directory);
/* Of every file: at the end of a run. */
void section_purge_all(void);

/* The subsection a page lies in, or NULL. Image sections. It is remembered: the next page asked for most
 * often lies in it, too. */
const struct subsection *section_subsection(struct section *section, uint32_t page);

/* Where its prototype PTE lies. */
pte_t *section_grown_prototype(const struct section *section, uint32_t page);
static inline pte_t *section_prototype(const struct section *section, uint32_t page)
{
    return page < section->first_pages ? &section->prototypes[page] : section_grown_prototype(section, page);
}

/* What its prototype PTE says; pte_none() when that is away, and so names no frame, or was never filled. Any
 * context. */
pte_t section_look(const struct section *section, uint32_t page);

/* The frame that holds a page, or PFN_NONE: it is at home, or only about to be read. Any context. */
pfn_t section_frame(const struct section *section, uint32_t page);

/* Protection a page has when it is mapped first. Image sections. */
enum protection section_protection(struct section *section, uint32_t page);

/* Pages of an image that a process may come to copy: they are charged when it is mapped. */
uint32_t section_copied_pages(const struct section *section);

#endif
