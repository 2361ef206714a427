#include "memory.h"
#include "threads.h"

#include <string.h>

/* What a service's arguments are called, as its first call says. */
struct service {
    char names[320];
};

static void arguments_copy(const struct line *line, char *names, unsigned size)
{
    unsigned length = 0;
    names[0] = 0;
    for (unsigned i = 0; i < line->count; i++) {
        const struct field *field = &line->fields[i];
        if (!(field->item->how & ANY_KEY) || length + field->name_length + 2 > size)
            continue;
        memcpy(names + length, field->name, field->name_length);
        length += field->name_length;
        names[length++] = ' ';
        names[length] = 0;
    }
}

static uint64_t name_hash(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

/* The same service has the same arguments each time. */
static void arguments_fit(struct machine *machine, const struct line *line, const char *name)
{
    struct service *service = map_find(&machine->services, name_hash(name));
    char names[sizeof service->names];
    arguments_copy(line, names, sizeof names);
    if (!service) {
        service = zeroed(sizeof *service);
        text_copy(service->names, sizeof service->names, names, (unsigned)strlen(names));
        map_put(&machine->services, name_hash(name), service);
    }
    holds(machine, !strcmp(service->names, names), "its arguments were %s", service->names);
}

void services_call(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    const struct value *name = line_value(line, "service");
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_CALL);
    text_copy(thread->service, sizeof thread->service, name->text, name->text_length);
    if (text_is(name->text, name->text_length, "unknown"))
        holds(machine, line_has(line, "number") && line_has(line, "arguments"), "which service?");
    else if (!line_has(line, "unreadable"))
        arguments_fit(machine, line, thread->service);
    episode_ends(machine, thread);
    episode_clear(thread);
    thread->own_line = machine->lines;
}

void services_return(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    const struct value *name = line_value(line, "service");
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
    holds(machine, text_is(name->text, name->text_length, thread->service), "the thread is in %s",
          *thread->service ? thread->service : "no service");
    thread->service[0] = 0;
    episode_ends(machine, thread);
    episode_clear(thread);
    thread->own_line = machine->lines;
}

void services_console(struct machine *machine, const struct line *line)
{
    struct thread *thread = thread_of(machine, line_value(line, "thread"));
    if (!thread)
        return;
    thread_says(machine, thread, SAYS_KERNEL);
    episode_ends(machine, thread);
}

void services_harderror(struct machine *machine, const struct line *line)
{
    services_console(machine, line);
}

void services_unimplemented(struct machine *machine, const struct line *line)
{
    services_console(machine, line);
}
