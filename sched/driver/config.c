#include "sched/driver/config.h"

#include <string.h>
#include "firmware/pcibus.h"
#include "mmu/pool.h"
#include "sched/driver/device.h"
#include "sched/driver/driverbug.h"
#include "sched/driver/driverlog.h"
#include "sched/driver/driversini.h"
#include "sched/driver/pcilog.h"
#include "storage/file.h"
#include "storage/unicode.h"
#include "storage/volumelock.h"

#define TAG_CONFIG POOL_TAG('D', 'r', 'v', 'C')
#define FILE_NAME  "DRIVERS.INI"
#define FILE_PATH  "\\WINDOWS\\SYSTEM32\\CONFIG\\" FILE_NAME
#define MOST_BYTES 4096u

struct demand {
    struct link link;
    struct drivers_ini_entry entry;
};

static struct link demands = {&demands, &demands};

static struct demand *find(const char *link)
{
    uint32_t length = (uint32_t)strlen(link);
    list_each (each, &demands) {
        struct demand *demand = list_member(each, struct demand, link);
        if (unicode_equal(demand->entry.link, (uint32_t)strlen(demand->entry.link), link, length))
            return demand;
    }
    return NULL;
}

/* ---- the file ---- */

static void refuse(const char *name, const char *reason, ntstatus status)
{
    const struct driver_refusal refusal = {.reason = reason};
    log_driver_refused(name, status, &refusal);
}

static void load_boot(const struct drivers_ini_entry *entry)
{
    struct driver *driver;
    drivers_lock();
    driver_load(entry->file, false, &driver);
    drivers_unlock();
}

static void keep_demand(const struct drivers_ini_entry *entry)
{
    struct demand *demand = find(entry->link) ? NULL : pool_alloc(sizeof *demand, TAG_CONFIG);
    if (!demand) {
        refuse(entry->line, find(entry->link) ? "named-twice" : "no-memory", STATUS_INVALID_PARAMETER);
        return;
    }
    demand->entry = *entry;
    list_append(&demands, &demand->link);
}

static void obey(const struct drivers_ini_entry *entry)
{
    switch (entry->kind) {
    case DRIVERS_INI_BOOT:
        load_boot(entry);
        return;
    case DRIVERS_INI_DEMAND:
        keep_demand(entry);
        return;
    case DRIVERS_INI_MALFORMED:
        refuse(entry->line, "malformed-line", STATUS_INVALID_PARAMETER);
    }
}

static ntstatus read_locked(char *text, uint32_t *bytes)
{
    struct file *file;
    enum file_action action;
    ntstatus status = file_open(FILE_PATH, FILE_DISPOSITION_OPEN, 0, false, true, &file, &action);
    if (!status_ok(status))
        return status;
    status = file->size > MOST_BYTES ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    if (status_ok(status) && file->size > 0)
        status = file_read(file, 0, text, MOST_BYTES, bytes);
    file_close(file);
    return status;
}

/* That there is none is nothing to be told. */
static bool read_file(char *text, uint32_t *bytes)
{
    *bytes = 0;
    volume_lock();
    ntstatus status = read_locked(text, bytes);
    volume_unlock();
    if (status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_OBJECT_PATH_NOT_FOUND)
        return false;
    if (!status_ok(status))
        refuse(FILE_NAME, status == STATUS_BUFFER_OVERFLOW ? "too-long" : "unreadable", status);
    return status_ok(status);
}

static void read_all(char *text)
{
    struct drivers_ini ini = {.text = text};
    struct drivers_ini_entry entry;
    if (!read_file(text, &ini.bytes))
        return;
    pci_log_functions();
    while (drivers_ini_next(&ini, &entry))
        obey(&entry);
}

void drivers_start(void)
{
    char *text = pool_alloc_raw(MOST_BYTES, TAG_CONFIG);
    driver_bugs_start();
    if (text)
        read_all(text);
    else
        refuse(FILE_NAME, "no-memory", STATUS_INSUFFICIENT_RESOURCES);
    pool_free(text);
}

/* ---- on demand ---- */

static bool device_is_there(const struct drivers_ini_entry *entry)
{
    uint32_t place;
    return !entry->has_device || pci_find(entry->vendor, entry->device, &place);
}

static ntstatus no_link(const struct drivers_ini_entry *entry)
{
    refuse(entry->line, "no-link", STATUS_OBJECT_NAME_NOT_FOUND);
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

/* A driver that does not make the link is gone again, unless it has no DriverUnload or was there before. */
static ntstatus load(const struct drivers_ini_entry *entry)
{
    struct driver *driver;
    if (!device_is_there(entry)) {
        refuse(entry->line, "no-device", STATUS_NO_SUCH_DEVICE);
        return STATUS_NO_SUCH_DEVICE;
    }
    if (driver_named(entry->file))
        return no_link(entry);
    ntstatus status = driver_load(entry->file, true, &driver);
    if (!status_ok(status) || driver_link_is_there(entry->link))
        return status;
    status = no_link(entry);
    driver->users++;
    driver_left(driver);
    return status;
}

ntstatus driver_demand(const char *link)
{
    const struct demand *demand = find(link);
    if (!demand)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    drivers_lock();
    ntstatus status = driver_link_is_there(link) ? STATUS_SUCCESS : load(&demand->entry);
    drivers_unlock();
    return status;
}
