/* Frame records: each on one list, or in use by somebody who was noted. */
#include "mmu/verifybooks.h"

/* The record that a link is in. */
static const struct frame *frame_of(const struct link *link)
{
    const struct frame *frame = list_member(link, struct frame, link);
    verify_law(frame >= frame_table.records && frame < frame_table.records + frames_total(), (uint32_t)link,
               "a list of frames holds frames");
    return frame;
}

static bool is_free(const struct frame *frame)
{
    return frame->state == FRAME_FREE || frame->state == FRAME_ZEROED;
}

static bool in_use(const struct frame *frame)
{
    return frame->state == FRAME_ACTIVE || frame->state == FRAME_WRITING;
}

/* Gives its length. */
static uint32_t check_list(enum frame_state state, bool of_file)
{
    const struct link *head = frames_list(state, of_file);
    uint32_t length = 0;
    for (const struct link *link = head->next; link != head; link = link->next) {
        const struct frame *frame = frame_of(link);
        verify_law(frame->state == state, (uint32_t)link, "a frame is on the list of its state");
        verify_law(state != FRAME_MODIFIED || frame->of_file == of_file, (uint32_t)link,
                   "a modified page is on the list of where it goes");
        verify_law(link->next->previous == link, (uint32_t)link, "a list of frames is linked both ways");
        verify_law(++length <= frames_count(state), state, "a list of frames is as long as its count");
    }
    return length;
}

static void check_lists(enum frame_state state)
{
    uint32_t of_files = state == FRAME_MODIFIED ? check_list(state, true) : 0;
    verify_law(state != FRAME_MODIFIED || of_files == frames_modified_of_files(), of_files,
               "modified pages of files are counted");
    verify_law(check_list(state, false) + of_files == frames_count(state), state,
               "a list of frames is as long as its count");
}

/* PTEs that map it; who reads it holds one share, too, as does the kernel of what it uses. */
static uint32_t shares(const struct frame *frame, const struct verify_note *note)
{
    if (frame->state != FRAME_ACTIVE)
        return 0;
    if (frame->table)
        return 1 + note->shares;
    return frame->section && !frame->reading ? note->shares : 1;
}

/* Most frames of a machine that has many: as few questions as will do. */
static void check_free(pfn_t pfn, const struct frame *frame, const struct verify_note *note)
{
    verify_law(!(note->owned | note->kernel), pfn.number, "a free frame is nobody's");
    verify_law(frame->place == 0, pfn.number, "a free frame has no owner");
    verify_law(frame->shares == 0, pfn.number, "a free frame is not mapped");
}

/* What was deleted in a transfer is nobody's until that has ended. */
static void check_owner(pfn_t pfn, const struct frame *frame, const struct verify_note *note)
{
    if (frame->deleted && (frame->reading || frame->writing))
        return;
    verify_law(note->owned || note->kernel, pfn.number, "a frame that is not free has an owner");
    verify_law(note->owned == (frame->place != 0), pfn.number, "a frame of the kernel has no owner PTE");
}

static void check_page(pfn_t pfn, const struct frame *frame)
{
    verify_law(frame->state != FRAME_STANDBY || !frame->modified, pfn.number, "a standby page is clean");
    verify_law(frame->state != FRAME_MODIFIED || frame->modified, pfn.number,
               "a modified page differs from its home");
    verify_law(in_use(frame) || !(frame->reading | frame->writing | frame->deleted), pfn.number,
               "a frame in a transfer is on no list");
    verify_law(frame->state != FRAME_WRITING || frame->writing, pfn.number,
               "a frame that is written is in a transfer");
    verify_law(!frame->unwanted || (!frame->modified && pte_kind(frame->original) == PTE_DEMAND_ZERO),
               pfn.number, "a page that nobody wants is clean, and its home is zeros");
    if (frame->place == 0 || pte_kind(frame->original) != PTE_PAGE_FILE)
        return;
    verify_law(!frame->modified, pfn.number, "a modified page keeps no slot");
    verify_slot(pte_slot(frame->original));
}

static void check_frame(pfn_t pfn, const struct frame *frame, const struct verify_note *note)
{
    verify_law(frame->state < FRAME_STATES, pfn.number, "a frame has a state");
    verify_law(in_use(frame) == list_empty(&frame->link), pfn.number, "a frame in use is on no list");
    if (is_free(frame)) {
        check_free(pfn, frame, note);
        return;
    }
    check_owner(pfn, frame, note);
    verify_law(frame->shares == shares(frame, note), pfn.number, "a frame's shares are the PTEs that map it");
    check_page(pfn, frame);
}

void verify_frames(void)
{
    const struct verify_note *notes = verify_noted();
    uint32_t states[FRAME_STATES] = {0};
    for (enum frame_state state = 0; state < FRAME_ACTIVE; state++)
        check_lists(state);
    for (uint32_t i = 0; i < frames_total(); i++) {
        const struct frame *frame = &frame_table.records[i];
        check_frame(frame_at(i), frame, &notes[i]);
        states[frame->state]++;
    }
    for (enum frame_state state = 0; state < FRAME_STATES; state++)
        verify_law(states[state] == frames_count(state), state, "each state counts its frames");
}
