#include "events.h"

#include "commit.h"
#include "drivers.h"
#include "graph.h"
#include "handles.h"
#include "log.h"
#include "memory.h"
#include "threads.h"

#define FIELD(name, type)                                                                                    \
    {                                                                                                        \
        name, VALUE_##type, 0, NULL                                                                          \
    }
#define MAYBE(name, type)                                                                                    \
    {                                                                                                        \
        name, VALUE_##type, OPTIONAL, NULL                                                                   \
    }
#define KEY(name, type)                                                                                      \
    {                                                                                                        \
        name, VALUE_##type, KEYED, NULL                                                                      \
    }
#define MAYBE_KEY(name, type)                                                                                \
    {                                                                                                        \
        name, VALUE_##type, KEYED | OPTIONAL, NULL                                                           \
    }
#define WORD(name, words)                                                                                    \
    {                                                                                                        \
        name, VALUE_WORD, 0, words                                                                           \
    }
#define MAYBE_WORD(name, words)                                                                              \
    {                                                                                                        \
        name, VALUE_WORD, OPTIONAL, words                                                                    \
    }
#define KEY_WORD(name, words)                                                                                \
    {                                                                                                        \
        name, VALUE_WORD, KEYED | OPTIONAL, words                                                            \
    }
#define FLAG(name)                                                                                           \
    {                                                                                                        \
        name, VALUE_FLAG, OPTIONAL, NULL                                                                     \
    }
#define ARROW                                                                                                \
    {                                                                                                        \
        "->", VALUE_FLAG, 0, NULL                                                                            \
    }
#define MANY(name, type)                                                                                     \
    {                                                                                                        \
        name, VALUE_##type, OPTIONAL | REPEATED, NULL                                                        \
    }
#define ANY(name, type)                                                                                      \
    {                                                                                                        \
        name, VALUE_##type, KEYED | OPTIONAL | REPEATED | ANY_KEY, NULL                                      \
    }
#define LIST_WORDS   "Zeroed,Free,Standby,Modified,Active,Writing"
#define REASON_WORDS "Executive,FreePage,PageIn,PoolAllocation,DelayExecution,Suspended,UserRequest"
#define CHARGE_WORDS "region,table,directory,stack,pool,section,shareddata,awe,driver"
#define REFUSE_WORDS CHARGE_WORDS ",held"
#define DRIVER_WORDS                                                                                         \
    "entry-failed,not-found,unreadable,no-image,malformed,not-i386,not-native,unaligned,no-relocations,"     \
    "entry-outside,too-large,no-memory,malformed-relocations,malformed-imports,no-module,no-export,"         \
    "by-ordinal,bad-checksum,loaded-already,malformed-line,named-twice,too-long,no-device,no-link"
#define DEBUG_WORDS                                                                                          \
    "CreateProcess,CreateThread,ExitThread,ExitProcess,LoadDll,UnloadDll,FirstChance,SecondChance"

/* clang-format off */
static const struct event events[] = {
    /* the machine */
    {"faultline", CLASS_ALWAYS, log_begin, {WORD("format", "8"), KEY("version", NAME), KEY("build", HEX8), KEY("frames", DECIMAL),
        KEY("slots", DECIMAL), KEY("boot", TEXT)}},
    {"layout", CLASS_ALWAYS, log_layout, {MAYBE_KEY("tables", NAME), FLAG("no-execute"), MAYBE_KEY("user", RANGE), MAYBE_KEY("parameters", ADDRESS),
        MAYBE_KEY("teb", ADDRESS), MAYBE_KEY("peb", ADDRESS), MAYBE_KEY("shared", ADDRESS), MAYBE_KEY("system", ADDRESS),
        MAYBE_KEY("kernel", ADDRESS), MAYBE_KEY("pool", ADDRESS), MAYBE_KEY("frames", ADDRESS), MAYBE_KEY("stacks", ADDRESS),
        MAYBE_KEY("ramdisk", ADDRESS), MAYBE_KEY("ptes", ADDRESS), MAYBE_KEY("windows", ADDRESS), MAYBE_KEY("pagedpool", RANGE), MAYBE_KEY("span", HEX),
        MAYBE_KEY("first", FRAME), MAYBE_KEY("low", DECIMAL), MAYBE_KEY("high", FRAME), MAYBE_KEY("dir", FRAME), MAYBE_KEY("system-ptes", ADDRESS), MAYBE_KEY("trampoline", ADDRESS)}},
    {"bootini", CLASS_ALWAYS, log_note, {FIELD("text", TEXT),
        WORD("why", "unknown,malformed,missing,too-long,too-many,disk-full,with-PAE,with-4GB,without-3GB,too-large"), MAYBE_KEY("frames", DECIMAL)}},
    {"harderror", CLASS_ALWAYS, services_harderror, {FIELD("thread", THREAD), FIELD("status", HEX8), MANY("string", TEXT)}},
    {"unimplemented", CLASS_UNIMPLEMENTED, services_unimplemented, {FIELD("thread", THREAD), FIELD("service", NAME)}},
    {"startfail", CLASS_ALWAYS, log_startfail, {FIELD("status", HEX8), FIELD("command", TEXT)}},
    {"bugcheck", CLASS_ALWAYS, log_bugcheck, {FIELD("code", HEX8), FIELD("first", HEX8), FIELD("second", HEX8),
        FIELD("third", HEX8), FIELD("fourth", HEX8), FIELD("text", TEXT), MAYBE_KEY("driver", TEXT)}},
    {"registers", CLASS_ALWAYS, log_registers, {MAYBE_KEY("eax", HEX8), MAYBE_KEY("ebx", HEX8), MAYBE_KEY("ecx", HEX8),
        MAYBE_KEY("edx", HEX8), MAYBE_KEY("esi", HEX8), MAYBE_KEY("edi", HEX8), MAYBE_KEY("ebp", HEX8), MAYBE_KEY("esp", HEX8),
        MAYBE_KEY("eip", HEX8), MAYBE_KEY("efl", HEX8), MAYBE_KEY("cr2", HEX8), MAYBE_KEY("trap", DECIMAL),
        MAYBE_KEY("error", HEX8)}},
    {"caller", CLASS_ALWAYS, log_caller, {KEY("pc", ADDRESS)}},
    {"waiter", CLASS_ALWAYS, waits_waiter, {FIELD("thread", THREAD), WORD("reason", REASON_WORDS), FLAG("all"),
        FLAG("alertable"), MAYBE_KEY("due", DECIMAL), MANY("object", OBJECT), FLAG("..."), MAYBE_KEY("address", HEX8)}},
    {"leak", CLASS_ALWAYS, objects_leak, {FIELD("object", OBJECT), KEY("handles", DECIMAL), KEY("references", DECIMAL),
        MAYBE_KEY("name", TEXT), MAYBE_KEY("in", TEXT)}},
    {"books", CLASS_ALWAYS, commit_books, {KEY("processes", SIGNED), KEY("handles", SIGNED), KEY("objects", SIGNED),
        KEY("files", SIGNED), KEY("frames", SIGNED), KEY("slots", SIGNED), KEY("commit", SIGNED), KEY("pool", SIGNED),
        KEY("peak", DECIMAL)}},
    {"clock", CLASS_ALWAYS, log_note, {KEY("kernel", DECIMAL), KEY("first-user", DECIMAL), KEY("end", DECIMAL)}},
    {"end", CLASS_ALWAYS, log_end, {WORD("how", "ok,leak,deadlock,bugcheck"), KEY("lines", DECIMAL)}},
    /* who runs */
    {"process+", CLASS_PROCESS, processes_begin, {FIELD("pid", DECIMAL), KEY("parent", DECIMAL), KEY("dir", FRAME),
        KEY("image", TEXT), FLAG("executes-data")}},
    {"process-", CLASS_PROCESS, processes_end, {FIELD("pid", DECIMAL), KEY("exit", HEX8), KEY("faults", DECIMAL)}},
    {"thread+", CLASS_PROCESS, threads_begin, {FIELD("thread", THREAD), FLAG("user"), FLAG("kernel"),
        MAYBE_KEY("start", ADDRESS), MAYBE_KEY("stack", RANGE), MAYBE_KEY("teb", ADDRESS), MAYBE_KEY("name", NAME)}},
    {"thread-", CLASS_PROCESS, threads_end, {FIELD("thread", THREAD), KEY("exit", HEX8)}},
    {"debug+", CLASS_PROCESS, debug_attach, {FIELD("pid", DECIMAL), FIELD("object", OBJECT)}},
    {"debug-", CLASS_PROCESS, debug_detach, {FIELD("pid", DECIMAL), FIELD("object", OBJECT)}},
    {"debug", CLASS_PROCESS, debug_event, {FIELD("thread", THREAD), WORD("kind", DEBUG_WORDS), FIELD("object", OBJECT),
        MAYBE_KEY("start", ADDRESS), MAYBE_KEY("base", ADDRESS), MAYBE_KEY("code", HEX8), MAYBE_KEY("pc", ADDRESS),
        MAYBE_KEY("exit", HEX8), FLAG("posted"), FLAG("frozen")}},
    {"continue", CLASS_PROCESS, debug_continue, {FIELD("thread", THREAD), KEY("status", HEX8)}},
    {"CSwitch", CLASS_SWITCH, dispatch_switch, {FIELD("old", THREAD), FIELD("state", STATE), ARROW, FIELD("new", THREAD),
        MAYBE_KEY("dir", FRAME)}},
    {"choose", CLASS_SWITCH, dispatch_choose, {FIELD("thread", THREAD), KEY("choice", DECIMAL), KEY("of", DECIMAL)}},
    {"order", CLASS_SWITCH, dispatch_order, {FIELD("number", DECIMAL), FLAG("met"), KEY("schedule", TEXT), WORD("verdict", "ok,failed")}},
    {"orders", CLASS_ALWAYS, log_note, {FIELD("number", DECIMAL), MAYBE_KEY("met", DECIMAL), MAYBE_KEY("schedule", TEXT), WORD("verdict", "all,bound,failed"),
        FLAG("cut")}},
    {"diverged", CLASS_ALWAYS, log_note, {KEY("schedule", TEXT), WORD("verdict", "instead")}},
    {"attach", CLASS_SWITCH, dispatch_attach, {FIELD("thread", THREAD), KEY("dir", FRAME)}},
    {"detach", CLASS_SWITCH, dispatch_detach, {FIELD("thread", THREAD), KEY("dir", FRAME)}},
    {"wait", CLASS_WAIT, waits_wait, {FIELD("thread", THREAD), WORD("reason", REASON_WORDS), FLAG("all"), FLAG("alertable"),
        MAYBE_KEY("due", DECIMAL), MANY("object", OBJECT), FLAG("..."), MAYBE_KEY("address", HEX8)}},
    {"ready", CLASS_WAIT, waits_ready, {FIELD("thread", THREAD),
        WORD("why", "started,yielded,signalled,abandoned,timeout,apc,alerted,ended,priority,stack,quantum"), MAYBE("object", OBJECT),
        KEY("priority", DECIMAL)}},
    {"transition", CLASS_WAIT, waits_transition, {FIELD("thread", THREAD),
        WORD("why", "started,yielded,signalled,abandoned,timeout,apc,alerted,ended"), MAYBE("object", OBJECT)}},
    {"state", CLASS_WAIT, objects_state, {FIELD("object", OBJECT), KEY("signal", SIGNED), MAYBE_KEY("owner", THREAD),
        FLAG("abandoned")}},
    {"timer", CLASS_WAIT, objects_timer, {FIELD("object", OBJECT), FLAG("cancelled"), MAYBE_KEY("due", DECIMAL),
        MAYBE_KEY("period", DECIMAL), MAYBE_KEY("apc", THREAD)}},
    {"suspend", CLASS_WAIT, waits_suspend, {FIELD("thread", THREAD), KEY("count", DECIMAL)}},
    {"time", CLASS_WAIT, waits_time, {KEY("now", DECIMAL)}},
    /* faults and exceptions */
    {"fault", CLASS_FAULT, faults_fault, {
        WORD("kind", "DemandZeroFault,TransitionFault,CopyOnWrite,HardPageFault,GuardPageFault,AccessViolation"),
        FIELD("thread", THREAD), WORD("access", "ur,uw,ux,kr,kw,kx"), FIELD("address", ADDRESS), KEY("pc", ADDRESS),
        KEY_WORD("from", "Active,Standby,Modified,Writing"), MAYBE_KEY("from", ORIGIN), MAYBE_KEY("slot", FRAME),
        MAYBE_KEY("old", FRAME), MAYBE_KEY("pfn", FRAME), MAYBE_KEY("status", HEX8), MAYBE_KEY("number", DECIMAL)}},
    {"exception", CLASS_EXCEPTION, faults_exception, {FIELD("thread", THREAD), FIELD("code", HEX8), KEY("pc", ADDRESS),
        WORD("how", "raised,unhandled")}},
    /* images, objects, the console */
    {"image+", CLASS_IMAGE, regions_image, {FIELD("pid", DECIMAL), FIELD("range", RANGE), FIELD("path", TEXT)}},
    {"image-", CLASS_IMAGE, regions_unmap, {FIELD("pid", DECIMAL), FIELD("range", RANGE), FIELD("path", TEXT)}},
    {"object+", CLASS_OBJECT, objects_begin, {FIELD("number", DECIMAL), FIELD("type", NAME), KEY("by", THREAD),
        MAYBE_KEY("name", TEXT), MAYBE_KEY("in", TEXT), MAYBE_KEY("section", DECIMAL), MAYBE_KEY("driver", TEXT)}},
    {"object-", CLASS_OBJECT, objects_end, {FIELD("number", DECIMAL), FIELD("type", NAME)}},
    {"console", CLASS_CONSOLE, services_console, {FIELD("thread", THREAD), FIELD("text", TEXT)}},
    {"handle+", CLASS_HANDLE, handles_open, {FIELD("pid", DECIMAL), FIELD("handle", HANDLE), FIELD("object", OBJECT),
        KEY("access", HEX8), FLAG("inherit"), FLAG("protected"), FLAG("reserved")}},
    {"handle=", CLASS_HANDLE, handles_change, {FIELD("pid", DECIMAL), FIELD("handle", HANDLE), FIELD("object", OBJECT),
        KEY("access", HEX8), FLAG("inherit"), FLAG("protected")}},
    {"handle-", CLASS_HANDLE, handles_close, {FIELD("pid", DECIMAL), FIELD("handle", HANDLE), FIELD("object", OBJECT)}},
    {"syscall", CLASS_SERVICE, services_call, {FIELD("thread", THREAD), FIELD("service", NAME), ANY("argument", HEX8)}},
    {"sysret", CLASS_SERVICE, services_return, {FIELD("thread", THREAD), FIELD("service", NAME), FIELD("status", HEX8),
        ANY("result", RESULT)}},
    {"loads", CLASS_SPACE, services_loads, {FIELD("thread", THREAD), MAYBE("service", NAME), MAYBE_KEY("vector", DECIMAL), KEY("cr3", DECIMAL)}},
    /* drivers */
    {"driver+", CLASS_DRIVER, drivers_begin, {FIELD("name", TEXT), FIELD("range", RANGE), KEY("entry", ADDRESS)}},
    {"driver-", CLASS_DRIVER, drivers_end, {FIELD("name", TEXT), FIELD("range", RANGE)}},
    {"driverfail", CLASS_ALWAYS, drivers_fail, {FIELD("status", HEX8), FIELD("name", TEXT), WORD("reason", DRIVER_WORDS), MAYBE("what", TEXT)}},
    {"print", CLASS_DRIVER, drivers_print, {FIELD("thread", THREAD), FIELD("text", TEXT)}},
    {"interrupt+", CLASS_DRIVER, interrupts_connect, {FIELD("line", DECIMAL), FIELD("name", TEXT)}},
    {"interrupt-", CLASS_DRIVER, interrupts_disconnect, {FIELD("line", DECIMAL), FIELD("name", TEXT)}},
    {"interrupt", CLASS_DRIVER, interrupts_come, {FIELD("line", DECIMAL), MAYBE("name", TEXT), WORD("what", "claimed,passed,none,stuck")}},
    {"dpc", CLASS_DRIVER, drivers_defer, {KEY("routine", ADDRESS)}},
    {"drivertimer", CLASS_DRIVER, drivers_timer, {FLAG("cancelled"), KEY("due", DECIMAL), MAYBE_KEY("period", DECIMAL)}},
    {"pci", CLASS_PCI, log_note, {FIELD("place", NAME), FIELD("ids", NAME), KEY("class", HEX), MAYBE_KEY("line", DECIMAL),
        ANY("bar", RANGE)}},
    /* the object picture */
    {"graph", CLASS_GRAPH, graph_begins, {FIELD("thread", THREAD)}},
    {"graph-process", CLASS_GRAPH, graph_process, {FIELD("pid", DECIMAL), MAYBE("image", TEXT)}},
    {"graph-thread", CLASS_GRAPH, graph_thread, {FIELD("thread", THREAD), FLAG("user"), FLAG("kernel"), FIELD("state", MOMENT),
        MAYBE_KEY("name", NAME), MANY("object", OBJECT), FLAG("...")}},
    {"graph-view", CLASS_GRAPH, graph_view, {FIELD("pid", DECIMAL), FIELD("range", RANGE), KEY("section", DECIMAL),
        MAYBE("path", TEXT)}},
    {"graph-handle", CLASS_GRAPH, graph_handle, {FIELD("pid", DECIMAL), FIELD("handle", HANDLE), FIELD("object", OBJECT),
        MAYBE("name", TEXT)}},
    /* memory */
    {"section+", CLASS_SECTION, sections_begin, {FIELD("section", DECIMAL), FLAG("image"), FLAG("file"),
        MAYBE("path", TEXT), FLAG("pagefile"), KEY("pages", DECIMAL), FLAG("reserved"), MAYBE_KEY("base", ADDRESS), MAYBE_KEY("parts", DECIMAL),
        MAYBE_KEY("protection", PROTECTION)}},
    {"part", CLASS_SECTION, sections_part, {FIELD("section", DECIMAL), FIELD("name", TEXT), KEY("pages", PAGES),
        KEY("protection", PROTECTION), KEY("file", DECIMAL)}},
    {"section=", CLASS_SECTION, sections_change, {FIELD("section", DECIMAL), MAYBE_KEY("pages", DECIMAL),
        MAYBE_KEY("committed", PAGES)}},
    {"section-", CLASS_SECTION, sections_end, {FIELD("section", DECIMAL)}},
    {"reserve", CLASS_VAD, regions_reserve, {FIELD("pid", DECIMAL), FIELD("range", RANGE),
        WORD("kind", "private,image,view,fixed,awe"), FLAG("committed"), FLAG("watched"), KEY("protection", PROTECTION),
        MAYBE_KEY("section", DECIMAL), MAYBE_KEY("page", DECIMAL)}},
    {"commit", CLASS_VAD, regions_commit, {FIELD("pid", DECIMAL), FIELD("range", RANGE), KEY("protection", PROTECTION)}},
    {"protect", CLASS_VAD, regions_protect, {FIELD("pid", DECIMAL), FIELD("range", RANGE), KEY("protection", PROTECTION)}},
    {"decommit", CLASS_VAD, regions_decommit, {FIELD("pid", DECIMAL), FIELD("range", RANGE)}},
    {"release", CLASS_VAD, regions_release, {FIELD("pid", DECIMAL), FIELD("range", RANGE)}},
    {"watch", CLASS_VAD, regions_watch, {FIELD("pid", DECIMAL), FIELD("range", RANGE), KEY("pages", DECIMAL), FLAG("reset")}},
    {"reset", CLASS_VAD, regions_reset, {FIELD("pid", DECIMAL), FIELD("range", RANGE), KEY("pages", DECIMAL)}},
    {"charge", CLASS_CHARGE, commit_charge, {FIELD("pid", DECIMAL), FIELD("pages", CHANGE), WORD("reason", CHARGE_WORDS),
        KEY("total", DECIMAL), KEY("limit", DECIMAL)}},
    {"refuse", CLASS_REFUSAL, commit_refuse, {FIELD("pid", DECIMAL), FIELD("pages", DECIMAL), WORD("reason", REFUSE_WORDS),
        WORD("of", "commit,resident,process,job"), KEY("total", DECIMAL), KEY("limit", DECIMAL)}},
    {"frame", CLASS_FRAME, frames_move, {FIELD("pfn", FRAME), FIELD("lists", MOVE)}},
    {"use", CLASS_FRAME, frames_use, {FIELD("pfn", FRAME), MAYBE_KEY("page", PAGE), MAYBE_KEY("section", INDEX),
        MAYBE_KEY("directory", DECIMAL), MAYBE_KEY("table", PAGE), MAYBE_KEY("awe", DECIMAL), MAYBE_KEY("stack", ADDRESS), MAYBE_KEY("pool", ADDRESS), MAYBE_KEY("driver", ADDRESS),
        FLAG("shareddata"), FLAG("zeroing"), FLAG("reading"), FLAG("copied")}},
    {"pte", CLASS_PTE, pages_pte, {FIELD("pid", DECIMAL), FIELD("address", ADDRESS), FIELD("before", PTE), ARROW,
        FIELD("after", PTE)}},
    {"walk", CLASS_ALWAYS, pages_walk, {FIELD("pid", DECIMAL), FIELD("address", ADDRESS), KEY("dir", FRAME),
        MAYBE_KEY("table", FRAME), MAYBE_KEY("away", PTE), KEY("at", ADDRESS), MAYBE_KEY("pte", PTE)}},
    {"trim", CLASS_PAGING, transfers_trim, {FIELD("pid", DECIMAL), FIELD("address", ADDRESS), KEY("pfn", FRAME),
        WORD("list", LIST_WORDS)}},
    {"table-", CLASS_TABLE, tables_leave, {FIELD("pid", DECIMAL), FIELD("address", ADDRESS), KEY("pfn", FRAME),
        WORD("list", LIST_WORDS)}},
    {"table+", CLASS_TABLE, tables_return, {FIELD("pid", DECIMAL), FIELD("address", ADDRESS), KEY("pfn", FRAME),
        KEY_WORD("from", "Standby,Modified,Writing"), MAYBE_KEY("slot", FRAME)}},
    {"stack-", CLASS_STACK, stacks_leave, {FIELD("thread", THREAD), KEY("stack", RANGE)}},
    {"stack+", CLASS_STACK, stacks_return, {FIELD("thread", THREAD), KEY("stack", RANGE)}},
    {"limits", CLASS_PAGING, working_set_limits, {FIELD("pid", DECIMAL), KEY("minimum", DECIMAL), KEY("maximum", DECIMAL),
        FLAG("hard-minimum"), FLAG("hard-maximum")}},
    {"lock", CLASS_PAGING, locks_lock, {FIELD("pid", DECIMAL), FIELD("range", RANGE), FLAG("process"), FLAG("system")}},
    {"unlock", CLASS_PAGING, locks_unlock, {FIELD("pid", DECIMAL), FIELD("range", RANGE), FLAG("process"), FLAG("system")}},
    {"read", CLASS_PAGING, transfers_read, {FIELD("thread", THREAD), KEY("pfn", FRAME), MAYBE_KEY("from", ORIGIN),
        MAYBE_KEY("slot", FRAME), MAYBE_KEY("status", HEX8)}},
    {"pagefile", CLASS_ALWAYS, slots_grow, {KEY("more", DECIMAL), KEY("limit", DECIMAL)}},
    {"flush", CLASS_PAGING, transfers_flush, {KEY("pfn", FRAME)}},
    {"discard", CLASS_PAGING, transfers_discard, {KEY("pfn", FRAME)}},
    {"keep", CLASS_ALWAYS, transfers_keep, {KEY("pfn", FRAME)}},
    {"write", CLASS_PAGING, transfers_write, {MAYBE_KEY("slot", FRAME), MAYBE_KEY("to", ORIGIN), KEY("pfn", FRAME)}},
    {"writefail", CLASS_ALWAYS, transfers_writefail, {MAYBE_KEY("slot", FRAME), MAYBE_KEY("to", ORIGIN), KEY("pfn", FRAME),
        KEY("status", HEX8)}},
    {"drop", CLASS_PAGING, transfers_drop, {KEY("pfn", FRAME), MAYBE_KEY("slot", FRAME), KEY_WORD("home", "image,zero,file")}},
    {"slot+", CLASS_PAGING, slots_take, {FIELD("slot", FRAME), KEY("count", DECIMAL)}},
    {"slot-", CLASS_PAGING, slots_free, {FIELD("slot", FRAME)}},
    /* the kernel's own memory */
    {"resident", CLASS_POOL, log_note, {KEY("image", DECIMAL), KEY("code", DECIMAL), KEY("code-out", DECIMAL), KEY("data", DECIMAL),
        KEY("data-out", DECIMAL), KEY("pool", DECIMAL), KEY("stacks", DECIMAL)}},
    {"pool", CLASS_POOL, log_note, {WORD("which", "paged,nonpaged"), KEY("tag", TEXT), KEY("blocks", DECIMAL), KEY("bytes", DECIMAL)}},
};
/* clang-format on */

enum { EVENTS = sizeof events / sizeof *events };

const struct event *event_find(const char *name, unsigned length)
{
    for (unsigned i = 0; i < EVENTS; i++)
        if (text_is(name, length, events[i].name))
            return &events[i];
    return NULL;
}

const struct event *event_at(unsigned index)
{
    return &events[index];
}

unsigned event_count(void)
{
    return EVENTS;
}
