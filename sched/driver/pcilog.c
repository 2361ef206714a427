#include "sched/driver/pcilog.h"

#include <string.h>
#include "firmware/digits.h"
#include "firmware/log.h"
#include "firmware/pcibus.h"

#define HEX_PLACE  2u
#define HEX_ID     4u
#define HEX_CLASS  6u
#define NO_LINE    0xffu
#define TEXT_BYTES (8u + 2 * DIGITS_MOST)

/* 00:10.0 */
static void log_place(uint32_t place)
{
    char text[TEXT_BYTES], *at = digits_hex(text, pci_bus_of(place), HEX_PLACE);
    *at++ = ':';
    at = digits_hex(at, pci_device_of(place), HEX_PLACE);
    *at++ = '.';
    *at++ = (char)('0' + pci_function_of(place));
    *at = 0;
    log_word(text);
}

/* 1234:11e8 */
static void log_ids(uint32_t place)
{
    char text[TEXT_BYTES], *at;
    uint32_t ids = pci_read(place, PCI_ID);
    at = digits_hex(text, ids & 0xffff, HEX_ID);
    *at++ = ':';
    at = digits_hex(at, ids >> 16, HEX_ID);
    *at = 0;
    log_word(text);
}

static void log_class(uint32_t place)
{
    char text[TEXT_BYTES] = "class=";
    *digits_hex(text + strlen(text), pci_read(place, PCI_CLASS) >> 8, HEX_CLASS) = 0;
    log_word(text);
}

static void log_line(uint32_t place)
{
    uint32_t interrupt = pci_read(place, PCI_INTERRUPT);
    if ((interrupt >> 8 & 0xff) != 0 && (interrupt & 0xff) != NO_LINE)
        log_number("line", interrupt & 0xff);
}

/* What lies above 4 GB is told by where it begins. */
static void log_bar(const struct pci_bar *bar)
{
    if (bar->base + bar->bytes > UINT32_MAX)
        log_quad("above", bar->base);
    else
        log_range(bar->is_ports ? "ports" : "memory", (uint32_t)bar->base,
                  (uint32_t)(bar->base + bar->bytes));
}

static void log_bars(uint32_t place)
{
    struct pci_bar bar;
    for (uint32_t i = 0; i < PCI_BARS; i += 1 + bar.is_wide) {
        pci_bar_read(place, i, &bar);
        if (bar.is_there && bar.base != 0)
            log_bar(&bar);
    }
}

static void log_function(uint32_t place)
{
    if (!log_detail(LOG_PCI, "pci"))
        return;
    log_place(place);
    log_ids(place);
    log_class(place);
    log_line(place);
    log_bars(place);
    log_end();
}

void pci_log_functions(void)
{
    struct pci_walk walk = {0};
    uint32_t place;
    while (log_wanted(LOG_PCI) && pci_walk_next(&walk, &place))
        log_function(place);
}
