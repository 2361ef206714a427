#include "commit.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

struct section *section_of(struct machine *machine, int64_t number)
{
    struct section *section = map_find(&machine->sections, (uint64_t)number);
    holds(machine, section, "there is no section %d", (int)number);
    return section;
}

struct prototype *prototype_of(struct section *section, uint32_t page)
{
    return page < section->pages ? &section->prototypes[page] : NULL;
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '\\');
    return slash ? slash + 1 : path;
}

static const struct part *part_at(const struct section *section, uint32_t page)
{
    const struct part *part = section->parts;
    while (part && !(page >= part->first && page < part->end))
        part = part->next;
    return part;
}

unsigned section_protection(const struct section *section, uint32_t page)
{
    const struct part *part = part_at(section, page);
    if (!section->image)
        return section->protection;
    return part ? part->protection : NOACCESS;
}

/* Parts that all processes write together. */
static bool is_common(unsigned protection)
{
    return (protection & 7) == READWRITE || (protection & 7) == EXECUTE_READWRITE;
}

int64_t section_charge(const struct section *section)
{
    int64_t pages = section->path ? 0 : section->reserved ? section->committed : section->pages;
    for (const struct part *part = section->parts; part; part = part->next)
        pages += is_common(part->protection) ? part->end - part->first : 0;
    return pages;
}

static char *path_copy(const struct value *path)
{
    char *copy = zeroed(path->text_length + 1);
    text_copy(copy, path->text_length + 1, path->text, path->text_length);
    return copy;
}

static bool is_renamed(const struct machine *machine, struct section *section, const struct value *name)
{
    if (machine_tells(machine, CLASS_SERVICE) && section->renames == machine->renames)
        return false;
    free(section->path);
    section->path = path_copy(name);
    return true;
}

bool section_name_is(const struct machine *machine, struct section *section, const struct value *name)
{
    return text_is(name->text, name->text_length, path_name(section->path)) ||
           is_renamed(machine, section, name);
}

bool section_path_is(const struct machine *machine, struct section *section, const struct value *path)
{
    return text_is(path->text, path->text_length, section->path) || is_renamed(machine, section, path);
}

static void pages_are_of_file(struct section *section, uint32_t first)
{
    for (uint32_t i = first; i < section->pages; i++)
        section->prototypes[i] = (struct prototype){{section->data ? HOME_FILE : HOME_ZERO, 0}, NOTHING};
}

/* Of which kind it is, each says its own fields and no others. */
static void check_kind(struct machine *machine, const struct line *line)
{
    bool image = line_has(line, "image"), file = line_has(line, "file"), paged = line_has(line, "pagefile");
    holds(machine, image + file + paged == 1 && line_has(line, "path") != paged,
          "a section is of an image, a file or the page file");
    holds(machine, line_has(line, "base") == image && line_has(line, "protection") == paged,
          "an image has a base, a page-file section a protection");
    holds(machine, line_has(line, "parts") == image, "images have parts");
    holds(machine, paged || !line_has(line, "reserved"), "only a page-file section is reserved");
}

void sections_begin(struct machine *machine, const struct line *line)
{
    uint32_t number = (uint32_t)line_number(line, "section");
    const struct value *path = line_value(line, "path");
    int64_t pages = line_number(line, "pages");
    struct section *section = zeroed(sizeof *section);
    if (!holds(machine, !map_find(&machine->sections, number), "there is a section %u", number) ||
        !holds(machine, pages > 0 && pages < 1 << 20, "no section has so many pages"))
        return;
    check_kind(machine, line);
    *section = (struct section){.number = number,
                                .image = line_has(line, "image"),
                                .data = line_has(line, "file"),
                                .reserved = line_has(line, "reserved"),
                                .renames = machine->renames,
                                .pages = (uint32_t)pages};
    section->parts_told = section->image ? -line_number(line, "parts") : 0;
    section->lasting = !machine->begun;
    holds(machine, line_number(line, "base") < 0 || line_number(line, "base") % 0x10000 == 0,
          "no image lies there");
    section->path = path ? path_copy(path) : NULL;
    section->protection = path ? 0 : line_value(line, "protection")->pte.protection;
    section->prototypes = zeroed((size_t)pages * sizeof *section->prototypes);
    pages_are_of_file(section, 0);
    map_put(&machine->sections, number, section);
    machine->part_of = section;
    commit_begin(machine);
}

void sections_part(struct machine *machine, const struct line *line)
{
    const struct value *pages = line_value(line, "pages");
    struct section *section = section_of(machine, line_number(line, "section"));
    int64_t in_file = line_number(line, "file");
    if (!section || !holds(machine, machine->part_of == section, "its section was not told right before"))
        return;
    holds(machine, section->image, "only images have parts");
    if (!holds(machine, pages->number >= section->parts_end && pages->other <= section->pages,
               "it does not lie behind the part before, or ends behind the section") ||
        !holds(machine, in_file <= pages->other - pages->number, "the part has fewer pages than that"))
        return;
    struct part *part = zeroed(sizeof *part);
    *part = (struct part){section->parts, (uint32_t)pages->number, (uint32_t)pages->other, (uint32_t)in_file,
                          line_value(line, "protection")->pte.protection};
    section->parts = part;
    section->parts_told++;
    section->parts_end = part->end;
    for (uint32_t i = 0; i < part->in_file; i++)
        section->prototypes[part->first + i].home = (struct home){HOME_FILE, 0};
}

void section_is_told(struct machine *machine)
{
    holds(machine, machine->part_of->parts_told == 0, "of its parts %d are not told",
          -(int)machine->part_of->parts_told);
    machine->part_of = NULL;
    commit_settle_sections(machine);
}

static void section_grows(struct machine *machine, struct section *section, int64_t pages)
{
    uint32_t before = section->pages;
    if (!holds(machine, section->data && pages > before && pages < 1 << 20,
               "only a file's section grows, and has %u pages", before))
        return;
    struct prototype *more = zeroed((size_t)pages * sizeof *more);
    memcpy(more, section->prototypes, before * sizeof *more);
    section->prototypes = more;
    section->pages = (uint32_t)pages;
    pages_are_of_file(section, before);
}

void sections_change(struct machine *machine, const struct line *line)
{
    struct section *section = section_of(machine, line_number(line, "section"));
    const struct value *committed = line_value(line, "committed");
    if (!section || !holds(machine, line_has(line, "pages") != (committed != NULL), "one thing has changed"))
        return;
    if (!committed)
        section_grows(machine, section, line_number(line, "pages"));
    else if (holds(machine, section->reserved && committed->other <= section->pages,
                   "no such pages are reserved"))
        section->committed += committed->other - committed->number;
    if (committed)
        machine->sections_open = true; /* one charge, and a line for each run */
    else
        commit_settle_sections(machine);
}

static bool section_is_viewed(const struct machine *machine, const struct section *section)
{
    size_t position = 0;
    for (struct process *process; (process = map_next(&machine->processes, &position));)
        for (struct region *region = process->regions; region; region = region->next)
            if (region->section == section)
                return true;
    return false;
}

static bool section_is_an_object(const struct machine *machine, const struct section *section)
{
    size_t position = 0;
    for (struct object *object; (object = map_next(&machine->objects, &position));)
        if (object->section == section->number)
            return true;
    return false;
}

/* A frame that is still being written is given back when that has ended. */
static bool page_is_gone(struct machine *machine, const struct prototype *prototype)
{
    return prototype->frame == NOTHING || frame_of(machine, prototype->frame)->list == LIST_WRITING;
}

void sections_end(struct machine *machine, const struct line *line)
{
    struct section *section = section_of(machine, line_number(line, "section"));
    if (!section)
        return;
    holds(machine, !section_is_viewed(machine, section), "there is a view of it");
    holds(machine, !section_is_an_object(machine, section), "there is an object of it");
    for (uint32_t i = 0; i < section->pages && machine_tells_memory(machine); i++) {
        struct prototype *prototype = &section->prototypes[i];
        holds(machine, page_is_gone(machine, prototype), "its page %u is in frame %05x", i, prototype->frame);
        holds(machine, prototype->home.kind != HOME_SLOT, "its page %u is in slot %05x", i,
              prototype->home.slot);
    }
    map_remove(&machine->sections, section->number);
    commit_settle_sections(machine);
}
