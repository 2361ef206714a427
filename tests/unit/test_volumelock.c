// machine
#include <stdio.h>
#include <string.h>
#include "firmware/clock.h"
#include "mmu/section.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/file.h"
#include "storage/volumelock.h"
#include "tests/unit/image.h"
#include "mmu/verify.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

/* The calls of file.h on a disk that lets other threads run in the middle of each. */

#define LATENCY    (CLOCK_UNITS_PER_SEC / 1000)
#define THREADS    4u
#define FILE_BYTES 20000u

/* ---- the lock ---- */

static char order[8];

static void pass_through(void *letter)
{
    volume_lock();
    strncat(order, letter, 1);
    CHECK(volume_locked());
    dispatcher_yield();
    strncat(order, letter, 1);
    volume_unlock();
}

static void the_lock_is_a_threads_until_it_has_given_it_back_as_often(void)
{
    volume_lock();
    volume_lock();
    machine_thread("a", PRIORITY_NORMAL, pass_through, "a");
    machine_thread("b", PRIORITY_NORMAL, pass_through, "b");
    machine_settle();
    volume_unlock();
    machine_settle();
    CHECK(volume_locked() && strcmp(order, "") == 0);
    volume_unlock();
    CHECK(!volume_locked());
    volume_lock(); /* behind those that have waited */
    CHECK(strcmp(order, "aabb") == 0);
    volume_unlock();
}

static void a_programs_memory_is_not_touched_under_the_lock(void)
{
    struct space space;
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(machine_kernel_touch(0x00100000, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    machine_expect_end("volume_locked");
    volume_lock();
    machine_kernel_touch(0x00100000, MACHINE_READ);
}

/* ---- the volume behind it ---- */

static uint8_t byte_of(uint32_t thread, uint32_t at)
{
    return (uint8_t)(at * 7 + at / 256 + thread * 31);
}

static void write_file(struct file *file, uint32_t thread)
{
    uint8_t piece[700];
    for (uint32_t at = 0, done; at < FILE_BYTES; at += done) {
        uint32_t bytes = FILE_BYTES - at < sizeof piece ? FILE_BYTES - at : sizeof piece;
        for (uint32_t i = 0; i < bytes; i++)
            piece[i] = byte_of(thread, at + i);
        CHECK(file_write(file, at, piece, bytes, &done) == STATUS_SUCCESS && done == bytes);
    }
}

static void check_file(const char *path, uint32_t thread)
{
    static uint8_t bytes[FILE_BYTES + 1];
    struct file *file;
    enum file_action action;
    uint32_t done = 0;
    CHECK(file_open(path, FILE_DISPOSITION_OPEN, 0, false, true, &file, &action) == STATUS_SUCCESS);
    CHECK(file_read(file, 0, bytes, sizeof bytes, &done) == STATUS_SUCCESS && done == FILE_BYTES);
    for (uint32_t i = 0; i < done; i++)
        CHECK(bytes[i] == byte_of(thread, i));
    file_close(file);
}

/* Each makes a file in the one directory, writes it, renames it, and makes and deletes another. */
static void use_files(void *number)
{
    uint32_t thread = (uint32_t)number;
    char path[40], other[40];
    struct file *file;
    enum file_action action;
    snprintf(path, sizeof path, "\\DIR\\long name %u", (unsigned)thread);
    snprintf(other, sizeof other, "\\DIR\\Another long name %u", (unsigned)thread);
    CHECK(file_open(path, FILE_DISPOSITION_CREATE, 0, false, true, &file, &action) == STATUS_SUCCESS);
    write_file(file, thread);
    CHECK(file_rename(file, other, false) == STATUS_SUCCESS);
    file_close(file);
    CHECK(file_open(path, FILE_DISPOSITION_CREATE, 0, false, true, &file, &action) == STATUS_SUCCESS);
    write_file(file, thread);
    CHECK(file_set_size(file, 3) == STATUS_SUCCESS && file_set_delete(file, true) == STATUS_SUCCESS);
    file_close(file);
}

static void threads_that_use_a_slow_volume_find_it_whole(void)
{
    struct thread *threads[THREADS];
    struct volume_information before, after;
    struct file *directory;
    enum file_action action;
    char path[40];
    uint32_t open = file_open_count();
    CHECK(file_open("\\DIR", FILE_DISPOSITION_CREATE, 0, true, false, &directory, &action) == STATUS_SUCCESS);
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    machine_disk_latency(LATENCY);
    for (uint32_t i = 0; i < THREADS; i++)
        threads[i] = machine_thread("user", PRIORITY_NORMAL, use_files, (void *)i);
    for (uint32_t i = 0; i < THREADS; i++)
        wait_one(&threads[i]->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
    machine_disk_latency(0);
    for (uint32_t i = 0; i < THREADS; i++) {
        snprintf(path, sizeof path, "\\DIR\\Another long name %u", (unsigned)i);
        check_file(path, i);
    }
    CHECK(volume_information(&after) == STATUS_SUCCESS);
    uint32_t each = (FILE_BYTES + before.cluster_bytes - 1) / before.cluster_bytes;
    CHECK(before.free_clusters - after.free_clusters == THREADS * each);
    file_close(directory);
    CHECK(file_open_count() == open && !volume_locked());
}

/* ---- images ---- */

static struct section *made[2];

static void make_section(void *file)
{
    struct section *section;
    CHECK(section_of_image(file, &section) == STATUS_SUCCESS);
    made[made[0] != NULL] = section;
}

static struct file *image_file(const char *path)
{
    static uint8_t bytes[IMAGE_FILE_BYTES];
    memset(bytes, 0, sizeof bytes);
    image_make(bytes);
    return machine_file(path, bytes, sizeof bytes);
}

static void wait_for_both(struct thread *const threads[2])
{
    for (uint32_t i = 0; i < 2; i++)
        wait_one(&threads[i]->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
}

static void two_threads_make_one_image_of_a_file(void)
{
    struct file *file = image_file("\\A.DLL");
    uint32_t open = file_open_count();
    machine_disk_latency(LATENCY);
    struct thread *threads[2] = {machine_thread("a", PRIORITY_NORMAL, make_section, file),
                                 machine_thread("b", PRIORITY_NORMAL, make_section, file)};
    wait_for_both(threads);
    CHECK(made[0] == made[1] && made[0]->references == 2);
    section_dereference(made[0]);
    section_dereference(made[1]);
    CHECK(section_purge(file));
    CHECK(file->references == 1 && file_open_count() == open);
    file_close(file);
}

static void purge(void *unused)
{
    (void)unused;
    section_purge_all();
}

/* Each file was written over, so that its last close has times to store, and waits. */
static void purges_that_meet_let_each_image_go_once(void)
{
    uint32_t open = file_open_count(), done;
    for (uint32_t i = 0; i < 4; i++) {
        char path[] = "\\A.DLL";
        path[1] += (char)i;
        struct file *file = image_file(path);
        struct section *section;
        CHECK(section_of_image(file, &section) == STATUS_SUCCESS);
        CHECK(file_write(file, 0, "M", 1, &done) == STATUS_SUCCESS);
        section_dereference(section);
        file_close(file);
    }
    CHECK(file_open_count() == open + 4);
    machine_disk_latency(LATENCY);
    struct thread *threads[2] = {machine_thread("a", PRIORITY_NORMAL, purge, NULL),
                                 machine_thread("b", PRIORITY_NORMAL, purge, NULL)};
    wait_for_both(threads);
    CHECK(file_open_count() == open);
    verify_books();
}

int main(void)
{
    RUN_ON_MACHINE(200, 64, the_lock_is_a_threads_until_it_has_given_it_back_as_often);
    RUN_ON_MACHINE(200, 64, a_programs_memory_is_not_touched_under_the_lock);
    RUN_ON_MACHINE(200, 64, threads_that_use_a_slow_volume_find_it_whole);
    RUN_ON_MACHINE(200, 64, two_threads_make_one_image_of_a_file);
    RUN_ON_MACHINE(200, 64, purges_that_meet_let_each_image_go_once);
    return unit_end();
}
