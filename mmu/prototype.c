#include "mmu/prototype.h"

#include "firmware/panic.h"
#include "mmu/frame.h"
#include "storage/volumelock.h"

uint32_t prototype_row(const pte_t *prototype, uint32_t count)
{
    uint32_t in_page = (PAGE_SIZE - (uint32_t)prototype % PAGE_SIZE) / sizeof *prototype;
    return prototype_may_leave(prototype) && in_page < count ? in_page : count;
}

/* By a fault of its own, as any memory of System's space. */
void prototype_bring(const pte_t *prototype)
{
    if (!prototype_may_leave(prototype))
        return;
    ASSERT(!volume_locked());
    (void)*(const volatile uint8_t *)prototype;
    ASSERT(prototype_is_there(prototype));
}

void prototype_changed(const pte_t *prototype, pte_t before, pte_t after)
{
    ASSERT(prototype_is_there(prototype));
    frame_prototype_changed(pte_pfn(*system_entry(page_of((uint32_t)prototype))), before, after);
}
