/*
 * Sections: what several address spaces can map. A section is a row of prototype PTEs, one a page, and where
 * the pages come from. An image section is made once for a file and shared by every process that runs it: its
 * text and read-only pages have one frame for all, its data pages are copied by whoever writes.
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

enum section_kind { SECTION_IMAGE, SECTION_PAGE_FILE };

struct backing;

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
    uint16_t id;                   /* section_of_id() */
    struct file *file;             /* image: referenced; its path is what the log says */
    struct pe_image image;
    uint32_t pages;
    pte_t *prototypes;              /* [pages], in nonpaged pool */
    uint32_t charge;                /* pages of the page file it is charged for as long as it lives */
    enum protection protection;     /* page-file sections: the most a view may ask */
    const struct subsection *found; /* section_subsection()'s, what it told last */
    uint32_t subsection_count;
    struct subsection subsections[]; /* image: the headers, then one for each section */
};

/* The image section of a file, cached or made now; takes a reference on the section, keeps one of its own on
 * the file. pe_parse()'s errors, STATUS_INSUFFICIENT_RESOURCES. May wait. */
ntstatus section_of_image(struct file *file, struct section **out);

/* A section of zeros that lives in the page file. STATUS_COMMITMENT_LIMIT, STATUS_INSUFFICIENT_RESOURCES. */
ntstatus section_of_page_file(uint32_t bytes, enum protection protection, struct section **out);

void section_reference(struct section *section);
/* The last one may close the file, and so wait. */
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

/* Protection a page has when it is mapped first. */
enum protection section_protection(struct section *section, uint32_t page);

/* Pages of an image that a process may come to copy: they are charged when it is mapped. */
uint32_t section_copied_pages(const struct section *section);

#endif
