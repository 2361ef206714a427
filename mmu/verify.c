#include "mmu/verify.h"

#include "firmware/initcode.h"
#include "firmware/level.h"
#include "firmware/panic.h"
#include "firmware/watch.h"
#include "mmu/systemspace.h"
#include "mmu/verifybooks.h"

static uint32_t events; /* since the checks began */
static uint32_t every, until_next;

void verify_broken(uint32_t at, const char *law)
{
    bugcheck(BUGCHECK_MEMORY_MANAGEMENT, events, at, 0, 0, law);
}

void verify_books(void)
{
    verify_begin();
    list_each (link, spaces())
        verify_space(list_member(link, struct space, link));
    if (system_space_is_there())
        verify_system_space();
    verify_kernel();
    verify_frames();
    verify_end();
    verify_contents();
}

static void on_event(void)
{
    events++;
    if (--until_next > 0)
        return;
    until_next = every;
    uint32_t level = level_raise(DISPATCH_LEVEL); /* what is looked at must stay as it is */
    verify_books();
    verify_translations();
    level_lower(level);
}

INIT_CODE void verify_every(uint32_t n)
{
    ASSERT(n > 0);
    every = until_next = n;
    watch_by(on_event);
}
