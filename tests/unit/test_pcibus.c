// sources: firmware/pcibus.c
#include <string.h>
#include "firmware/pcibus.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

/*
 * The buses: a table of functions, each with its configuration space and the bits of it that can be written.
 */
struct function {
    uint32_t place;
    uint32_t words[PCI_CONFIG_BYTES / 4], writable[PCI_CONFIG_BYTES / 4];
};

enum { MOST = 64 };
static struct function functions[MOST];
static uint32_t count, looks;
static bool answers_everywhere; /* with junk */
static uint32_t junk;
static bool decoded_while_measured;

static struct function *function_at(uint32_t place)
{
    for (uint32_t i = 0; i < count; i++)
        if (functions[i].place == place)
            return &functions[i];
    return NULL;
}

uint32_t pci_read(uint32_t place, uint32_t offset)
{
    const struct function *function = function_at(place);
    CHECK(place < PCI_BUSES << 16 && place % PCI_CONFIG_BYTES == 0 && offset % 4 == 0 &&
          offset < PCI_CONFIG_BYTES);
    looks++;
    if (answers_everywhere)
        return host_random(&junk);
    return function ? function->words[offset / 4] : 0xffffffff;
}

void pci_write(uint32_t place, uint32_t offset, uint32_t value)
{
    struct function *function = function_at(place);
    if (!function)
        return;
    uint32_t mask = function->writable[offset / 4], *word = &function->words[offset / 4];
    if (function->words[PCI_COMMAND / 4] & (PCI_COMMAND_IO | PCI_COMMAND_MEMORY))
        decoded_while_measured = true;
    *word = (*word & ~mask) | (value & mask);
}

void pci_write_part(uint32_t place, uint32_t offset, uint32_t value, uint32_t bytes)
{
    struct function *function = function_at(place);
    CHECK(offset == PCI_COMMAND && bytes == 2);
    if (function)
        function->words[offset / 4] = (function->words[offset / 4] & 0xffff0000) | (value & 0xffff);
}

static void no_functions(void)
{
    memset(functions, 0, sizeof functions);
    count = looks = 0;
    answers_everywhere = decoded_while_measured = false;
}

static struct function *add(uint32_t bus, uint32_t device, uint32_t number, uint32_t header)
{
    struct function *function = &functions[count++];
    function->place = pci_place(bus, device, number);
    function->words[PCI_ID / 4] = 0x11e81234;
    function->words[PCI_COMMAND / 4] = 0xabcd0000 | PCI_COMMAND_MEMORY | PCI_COMMAND_IO;
    function->words[PCI_HEADER / 4] = header << 16;
    return function;
}

static struct function *add_bridge(uint32_t bus, uint32_t device, uint32_t to)
{
    struct function *bridge = add(bus, device, 0, 0x01);
    bridge->words[PCI_BRIDGE_BUSES / 4] = to << 16 | to << 8 | bus;
    return bridge;
}

/* How many the walk finds; they come in order. */
static uint32_t walk_all(uint32_t places[MOST])
{
    struct pci_walk walk = {0};
    uint32_t found = 0, place;
    while (found < MOST && pci_walk_next(&walk, &place)) {
        places[found] = place;
        CHECK(found == 0 || places[found - 1] < place);
        found++;
    }
    return found;
}

/* ---- which there are ---- */

static void nobody_is_found_on_an_empty_bus(void)
{
    uint32_t places[MOST] = {0};
    no_functions();
    CHECK(walk_all(places) == 0);
    CHECK(looks <= PCI_DEVICES);
}

static void other_functions_are_looked_for_only_where_there_are_several(void)
{
    uint32_t places[MOST] = {0};
    no_functions();
    add(0, 3, 5, 0);
    add(0, 3, 0, 0x80);
    add(0, 31, 0, 0);
    add(0, 31, 7, 0); /* no such: its device has one function */
    add(0, 4, 1, 0);  /* nor this: its device is not there */
    CHECK(walk_all(places) == 3);
    CHECK(places[0] == pci_place(0, 3, 0) && places[1] == pci_place(0, 3, 5) &&
          places[2] == pci_place(0, 31, 0));
}

static void bridges_lead_on_and_an_unnumbered_bus_is_not_looked_at(void)
{
    uint32_t places[MOST] = {0};
    no_functions();
    add_bridge(0, 1, 2);
    add_bridge(2, 0, 255);
    add(255, 31, 0, 0);
    add(1, 0, 0, 0); /* no bridge leads there */
    CHECK(walk_all(places) == 3);
    CHECK(places[2] == pci_place(255, 31, 0));
}

static void bridges_that_lead_back_or_twice_to_one_bus_end(void)
{
    uint32_t places[MOST] = {0};
    no_functions();
    add_bridge(0, 1, 1);
    add_bridge(0, 2, 1);
    add_bridge(0, 3, 0);
    add_bridge(1, 0, 0);
    add_bridge(1, 1, 1);
    add(1, 2, 0, 0);
    CHECK(walk_all(places) == 6);
}

static void junk_on_every_bus_ends(void)
{
    struct pci_walk walk = {0};
    uint32_t place, found = 0;
    no_functions();
    answers_everywhere = true;
    junk = 1;
    while (pci_walk_next(&walk, &place))
        found++;
    CHECK(found <= PCI_BUSES * PCI_DEVICES * PCI_FUNCTIONS);
}

static void a_vendor_of_zeros_is_nobody(void)
{
    uint32_t places[MOST] = {0};
    no_functions();
    add(0, 0, 0, 0)->words[PCI_ID / 4] = 0x00010000;
    CHECK(walk_all(places) == 0);
}

static void one_is_found_by_its_ids_behind_a_bridge(void)
{
    uint32_t place;
    no_functions();
    add_bridge(0, 1, 1)->words[PCI_ID / 4] = 0x00018086;
    add(1, 4, 0, 0);
    CHECK(pci_find(0x1234, 0x11e8, &place) && place == pci_place(1, 4, 0));
    CHECK(!pci_find(0x11e8, 0x1234, &place));
}

/* ---- base addresses ---- */

static struct pci_bar bar_of(const struct function *function, uint32_t index)
{
    struct pci_bar bar;
    uint32_t command = function->words[PCI_COMMAND / 4], before[PCI_BARS];
    memcpy(before, function->words + PCI_BAR0 / 4, sizeof before);
    pci_bar_read(function->place, index, &bar);
    CHECK(memcmp(before, function->words + PCI_BAR0 / 4, sizeof before) == 0);
    CHECK(function->words[PCI_COMMAND / 4] == command);
    CHECK(!decoded_while_measured);
    return bar;
}

static void set_bar(struct function *function, uint32_t index, uint32_t value, uint32_t writable)
{
    function->words[PCI_BAR0 / 4 + index] = value;
    function->writable[PCI_BAR0 / 4 + index] = writable;
}

static void lengths_are_found_and_nothing_is_left_changed(void)
{
    no_functions();
    struct function *function = add(0, 1, 0, 0);
    set_bar(function, 0, 0xfea00000, 0xfff00000);
    set_bar(function, 1, 0x0000c001, 0x0000ff80);
    struct pci_bar memory = bar_of(function, 0), ports = bar_of(function, 1);
    CHECK(memory.is_there && !memory.is_ports && memory.base == 0xfea00000 && memory.bytes == 0x100000);
    CHECK(ports.is_there && ports.is_ports && ports.base == 0xc000 && ports.bytes == 0x80);
}

static void a_register_without_room_is_none(void)
{
    no_functions();
    struct function *function = add(0, 1, 0, 0);
    set_bar(function, 0, 0xfea00000, 0); /* nothing of it can be written: it seems to have all bits */
    function->words[PCI_BAR0 / 4 + 1] = 0;
    CHECK(!bar_of(function, 1).is_there);
    CHECK(bar_of(function, 0).bytes != 0); /* and is as large as its lowest bit */
}

static void wide_ones_take_two_registers(void)
{
    no_functions();
    struct function *function = add(0, 1, 0, 0);
    set_bar(function, 0, 0x00000004, 0x00000000);
    set_bar(function, 1, 0x00000080, 0xfffffff0);
    set_bar(function, 5, 0xfe000004, 0xff000000); /* its other half would be another register */
    struct pci_bar wide = bar_of(function, 0);
    CHECK(wide.is_there && wide.is_wide && wide.base == 0x8000000000 && wide.bytes == 0x1000000000);
    CHECK(!bar_of(function, 5).is_there);
}

static void bridges_have_two_and_unknown_headers_none(void)
{
    no_functions();
    struct function *bridge = add_bridge(0, 1, 1), *unknown = add(0, 2, 0, 0x7f);
    set_bar(bridge, 1, 0xfe000000, 0xff000000);
    set_bar(bridge, 2, 0xfe000000, 0xff000000);
    set_bar(unknown, 0, 0xfe000000, 0xff000000);
    CHECK(bar_of(bridge, 1).is_there);
    CHECK(!bar_of(bridge, 2).is_there);
    CHECK(!bar_of(unknown, 0).is_there);
}

int main(void)
{
    RUN(nobody_is_found_on_an_empty_bus);
    RUN(other_functions_are_looked_for_only_where_there_are_several);
    RUN(bridges_lead_on_and_an_unnumbered_bus_is_not_looked_at);
    RUN(bridges_that_lead_back_or_twice_to_one_bus_end);
    RUN(junk_on_every_bus_ends);
    RUN(a_vendor_of_zeros_is_nobody);
    RUN(one_is_found_by_its_ids_behind_a_bridge);
    RUN(lengths_are_found_and_nothing_is_left_changed);
    RUN(a_register_without_room_is_none);
    RUN(wide_ones_take_two_registers);
    RUN(bridges_have_two_and_unknown_headers_none);
    return unit_end();
}
