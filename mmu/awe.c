#include "mmu/awe.h"

#include "firmware/panic.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/framewait.h"
#include "mmu/mapping.h"
#include "mmu/pagelog.h"
#include "mmu/pool.h"
#include "mmu/tables.h"

#define TAG_AWE      POOL_TAG('A', 'w', 'e', ' ')
#define PIECE_FRAMES 1024u

/* What the table says of a frame; anything else is the address at which it is shown. */
enum { NOT_OURS, HIDDEN, CLAIMED };

struct awe {
    uint32_t frames;
    uint32_t *pieces[]; /* by the frame's place among all of the machine; NULL: none of these is ours */
};

/* ---- the table ---- */

static uint32_t piece_count(void)
{
    return (frames_total() + PIECE_FRAMES - 1) / PIECE_FRAMES;
}

/* The frame's entry, or NULL: nothing is known of it. Any number may be asked. */
static uint32_t *entry_of(const struct space *space, uint32_t number)
{
    uint32_t index = frame_index((pfn_t){number});
    if (!space->awe || index >= frames_total() || !space->awe->pieces[index / PIECE_FRAMES])
        return NULL;
    return &space->awe->pieces[index / PIECE_FRAMES][index % PIECE_FRAMES];
}

static bool make_table(struct space *space)
{
    if (!space->awe)
        space->awe = pool_alloc(sizeof *space->awe + piece_count() * sizeof space->awe->pieces[0], TAG_AWE);
    return space->awe != NULL;
}

static uint32_t *make_entry(const struct space *space, pfn_t pfn)
{
    uint32_t **piece = &space->awe->pieces[frame_index(pfn) / PIECE_FRAMES];
    if (!*piece)
        *piece = pool_alloc(PIECE_FRAMES * sizeof **piece, TAG_AWE);
    return *piece ? entry_of(space, pfn.number) : NULL;
}

/* A process without such frames has no table either. */
static void drop_table(struct space *space)
{
    if (!space->awe || space->awe->frames > 0)
        return;
    for (uint32_t i = 0; i < piece_count(); i++)
        pool_free(space->awe->pieces[i]);
    pool_free(space->awe);
    space->awe = NULL;
}

/* ---- taken and given back ---- */

uint32_t awe_room(const struct space *space, uint32_t wanted)
{
    uint32_t room = commit_resident_room();
    if (wanted <= room)
        return wanted;
    bool charged = commit_charge_resident(space->owner, wanted, COMMIT_AWE); /* it only says so */
    ASSERT(!charged);
    return room;
}

static bool take_one(const struct space *space, uint32_t *number)
{
    pfn_t pfn = frame_take_zeroed();
    log_use_awe(pfn, space->owner);
    uint32_t *entry = make_entry(space, pfn);
    if (!entry) {
        frame_free(pfn);
        return false;
    }
    ASSERT(*entry == NOT_OURS);
    *entry = HIDDEN;
    *number = pfn.number;
    return true;
}

/* Charged first and taken then, without a wait between, so that what is charged is there. */
static uint32_t take_some(struct space *space, uint32_t wanted, uint32_t *numbers)
{
    uint32_t taken = 0, quiet = dispatcher_switches();
    if (!space_charge_resident(space, wanted, COMMIT_AWE))
        return 0;
    while (taken < wanted && frames_available() > FRAMES_RESERVE && take_one(space, &numbers[taken]))
        taken++;
    space->awe->frames += taken;
    if (taken < wanted)
        space_release_resident(space, wanted - taken, COMMIT_AWE);
    ASSERT(dispatcher_switches() == quiet);
    return taken;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint32_t awe_take(struct space *space, uint32_t wanted, uint32_t *numbers)
{
    uint32_t taken = 0, some = 1;
    if (!make_table(space))
        return 0;
    while (taken < wanted && some > 0) {
        while (frames_wait())
            ;
        some = least(least(wanted - taken, frames_available() - FRAMES_RESERVE), commit_resident_room());
        if (some > 0)
            some = take_some(space, some, numbers + taken);
        taken += some;
    }
    drop_table(space);
    return taken;
}

static void hide(struct space *space, page_t page)
{
    if (!pagetable_maps(page))
        return;
    uint32_t *entry = entry_of(space, pte_pfn(*pagetable_entry(page)).number);
    ASSERT(entry && *entry == page.address);
    mapping_hide(space, page, pte_none());
    *entry = HIDDEN;
}

static void give_back(struct space *space, uint32_t *entry, pfn_t pfn)
{
    ASSERT(*entry != NOT_OURS && *entry != CLAIMED);
    if (*entry != HIDDEN)
        hide(space, (page_t){*entry});
    *entry = NOT_OURS;
    space->awe->frames--;
    frame_free(pfn);
}

ntstatus awe_free(struct space *space, const uint32_t *numbers, uint32_t count, uint32_t *freed)
{
    uint32_t *entry;
    *freed = 0;
    while (*freed < count && (entry = entry_of(space, numbers[*freed])) && *entry != NOT_OURS)
        give_back(space, entry, (pfn_t){numbers[(*freed)++]});
    space_release_resident(space, *freed, COMMIT_AWE);
    drop_table(space);
    return *freed == count ? STATUS_SUCCESS : STATUS_CONFLICTING_ADDRESSES;
}

void awe_clean(struct space *space)
{
    if (!space->awe)
        return;
    uint32_t freed = space->awe->frames;
    for (uint32_t i = 0; i < frames_total(); i++) {
        pfn_t pfn = frame_at(i);
        uint32_t *entry = entry_of(space, pfn.number);
        if (entry && *entry != NOT_OURS)
            give_back(space, entry, pfn);
    }
    space_release_resident(space, freed, COMMIT_AWE);
    drop_table(space);
}

/* ---- shown ---- */

static page_t place(const struct awe_view *view, uint32_t i)
{
    return view->pages ? page_of(view->pages[i]) : page_of(view->start + i * PAGE_SIZE);
}

static uint32_t number(const struct awe_view *view, uint32_t i)
{
    return view->numbers ? view->numbers[i] : 0;
}

static ntstatus check_places(struct space *space, const struct awe_view *view)
{
    for (uint32_t i = 0; i < view->count; i++) {
        const struct vad *vad = vad_find(&space->vads, place(view, i).address);
        if (!vad || vad->kind != VAD_AWE)
            return STATUS_INVALID_PARAMETER_1;
    }
    return STATUS_SUCCESS;
}

static void make_tables(struct space *space, const struct awe_view *view)
{
    for (uint32_t i = 0; i < view->count; i++)
        if (number(view, i))
            table_make(space, place(view, i));
}

static ntstatus claim(const struct space *space, uint32_t number)
{
    uint32_t *entry = entry_of(space, number);
    if (!entry || *entry == NOT_OURS)
        return STATUS_CONFLICTING_ADDRESSES;
    if (*entry != HIDDEN)
        return STATUS_INVALID_PARAMETER_3;
    *entry = CLAIMED;
    return STATUS_SUCCESS;
}

/* A frame that is named twice is found by the second claim. After a failure none is claimed. */
static ntstatus claim_all(const struct space *space, const struct awe_view *view)
{
    ntstatus status = STATUS_SUCCESS;
    uint32_t claimed = 0;
    for (; claimed < view->count; claimed++) {
        if (number(view, claimed))
            status = claim(space, number(view, claimed));
        if (!status_ok(status))
            break;
    }
    while (!status_ok(status) && claimed-- > 0)
        if (number(view, claimed))
            *entry_of(space, number(view, claimed)) = HIDDEN;
    return status;
}

static void show(struct space *space, page_t page, uint32_t number)
{
    hide(space, page);
    if (!number)
        return;
    uint32_t *entry = entry_of(space, number);
    ASSERT(*entry == CLAIMED);
    *entry = page.address;
    mapping_show(space, page, pte_valid((pfn_t){number}, PROT_READWRITE, true, false));
}

/* With their tables made, which stay. */
static ntstatus show_all(struct space *space, const struct awe_view *view)
{
    make_tables(space, view);
    uint32_t quiet = dispatcher_switches();
    ntstatus status = claim_all(space, view);
    for (uint32_t i = 0; status_ok(status) && i < view->count; i++)
        show(space, place(view, i), number(view, i));
    ASSERT(dispatcher_switches() == quiet);
    return status;
}

ntstatus awe_show(struct space *space, const struct awe_view *view)
{
    struct table_hold hold;
    ntstatus status = check_places(space, view);
    if (!status_ok(status))
        return status;
    tables_hold(space, &hold, LAYOUT_USER_LOW, layout.user_end);
    status = show_all(space, view);
    tables_let_go(&hold);
    return status;
}

void awe_hidden(struct space *space, pfn_t pfn)
{
    uint32_t *entry = entry_of(space, pfn.number);
    if (entry && *entry != NOT_OURS)
        *entry = HIDDEN;
}

/* ---- the books ---- */

bool awe_shows(const struct space *space, pfn_t pfn, page_t page)
{
    const uint32_t *entry = entry_of(space, pfn.number);
    return entry && *entry == page.address;
}

struct awe_count awe_each_frame(const struct space *space, void (*tell)(pfn_t pfn))
{
    struct awe_count count = {0, 0};
    for (uint32_t i = 0; space->awe && i < frames_total(); i++) {
        pfn_t pfn = frame_at(i);
        const uint32_t *entry = entry_of(space, pfn.number);
        if (!entry || *entry == NOT_OURS)
            continue;
        count.frames++;
        count.shown += *entry != HIDDEN;
        tell(pfn);
    }
    return count;
}
