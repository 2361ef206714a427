#include "mmu/regionlog.h"

#include "firmware/log.h"
#include "mmu/frame.h"
#include "mmu/pagelog.h"

static const char *kind_word(enum vad_kind kind)
{
    static const char *const words[] = {[VAD_PRIVATE] = "private",
                                        [VAD_IMAGE] = "image",
                                        [VAD_VIEW] = "view",
                                        [VAD_PHYSICAL] = "fixed",
                                        [VAD_AWE] = "awe"};
    return words[kind];
}

static bool begin_range(const char *event, const struct space *space, uint32_t start, uint32_t end)
{
    if (!log_begin(LOG_VAD, event))
        return false;
    log_number(NULL, space->owner);
    log_range(NULL, start, end);
    return true;
}

void log_reserve(const struct space *space, const struct vad *vad)
{
    if (!begin_range("reserve", space, vad->start.address, vad->end.address))
        return;
    log_word(kind_word(vad->kind));
    if (vad->committed)
        log_word("committed");
    if (vad->written)
        log_word("watched");
    log_protection("protection", vad->protection);
    if (vad->section) {
        log_number("section", vad->section->id);
        log_number("page", vad->first_page);
    }
    log_end();
}

void log_range_event(const char *event, const struct space *space, uint32_t start, uint32_t end)
{
    if (begin_range(event, space, start, end))
        log_end();
}

void log_range_protected(const char *event, const struct space *space, uint32_t start, uint32_t end,
                         enum protection protection)
{
    if (!begin_range(event, space, start, end))
        return;
    log_protection("protection", protection);
    log_end();
}

void log_watch(const struct space *space, uint32_t start, uint32_t end, uint32_t pages, bool reset)
{
    if (!begin_range("watch", space, start, end))
        return;
    log_number("pages", pages);
    if (reset)
        log_word("reset");
    log_end();
}

void log_reset(const struct space *space, uint32_t start, uint32_t end, uint32_t pages)
{
    if (!begin_range("reset", space, start, end))
        return;
    log_number("pages", pages);
    log_end();
}

static void log_part(const struct section *section, const struct subsection *part)
{
    if (part->pages == 0 || !log_detail(LOG_SECTION, "part"))
        return;
    log_number(NULL, section->id);
    log_name(NULL, "", part->name);
    log_number("pages", part->first_page);
    log_raw("-");
    log_raw_number(part->first_page + part->pages);
    log_protection("protection", part->protection);
    log_number("file", pages_of(part->file_bytes));
    log_end();
}

static uint32_t parts_of(const struct section *section)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < section->subsection_count; i++)
        count += section->subsections[i].pages > 0;
    return count;
}

static const char *kind_of_section(enum section_kind kind)
{
    static const char *const words[] = {
        [SECTION_IMAGE] = "image", [SECTION_PAGE_FILE] = "pagefile", [SECTION_FILE] = "file"};
    return words[kind];
}

static void log_section(const struct section *section)
{
    if (!log_detail(LOG_SECTION, "section+"))
        return;
    log_number(NULL, section->id);
    log_word(kind_of_section(section->kind));
    if (section->file)
        log_name(NULL, "C:", file_path_text(section->file));
    log_number("pages", section->pages);
    if (section->reserved)
        log_word("reserved");
    if (section->kind == SECTION_IMAGE) {
        log_address("base", section->image.base);
        log_number("parts", parts_of(section));
    }
    if (section->kind == SECTION_PAGE_FILE)
        log_protection("protection", section->protection);
    log_end();
}

void log_section_made(const struct section *section)
{
    log_section(section);
    for (uint32_t i = 0; i < section->subsection_count; i++)
        log_part(section, &section->subsections[i]);
}

void log_section_grown(const struct section *section)
{
    if (!log_detail(LOG_SECTION, "section="))
        return;
    log_number(NULL, section->id);
    log_number("pages", section->pages);
    log_end();
}

void log_section_committed(const struct section *section, uint32_t first, uint32_t end)
{
    if (!log_detail(LOG_SECTION, "section="))
        return;
    log_number(NULL, section->id);
    log_number("committed", first);
    log_raw("-");
    log_raw_number(end);
    log_end();
}

void log_section_gone(uint32_t id)
{
    if (!log_detail(LOG_SECTION, "section-"))
        return;
    log_number(NULL, id);
    log_end();
}

void log_trimmed(const struct space *space, page_t page, pfn_t pfn)
{
    if (!log_begin(LOG_PAGING, "trim"))
        return;
    log_number(NULL, space->owner);
    log_address(NULL, page.address);
    log_frame("pfn", pfn.number);
    log_word(frame_state_name(frame_record(pfn)->state));
    log_end();
}
