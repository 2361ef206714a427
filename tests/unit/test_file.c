// sources: storage/file*.c storage/fat*.c storage/ramdisk.c storage/unicode.c
#include "storage/file.h"
#include "storage/file_extent.h"
#include "tests/unit/host.h"
#include "tests/unit/volume.h"

static struct test_disk disk;
static uint64_t clock_now = 130000000000000000ull; /* 2012-12-14 */

static uint64_t now(void)
{
    return clock_now;
}

static void begin(uint32_t sectors, uint32_t cluster_sectors)
{
    test_disk_make(&disk, sectors);
    test_disk_format(&disk, cluster_sectors, 512);
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
}

/* After each experiment: nothing open, no memory out, and the judge is content. */
static void end(void)
{
    CHECK(file_open_count() == 0);
    file_forget();
    CHECK(host_pool_out == 0);
    CHECK(test_disk_is_clean(&disk));
    test_disk_free(&disk);
}

static ntstatus open_as(const char *path, enum file_disposition disposition, struct file **file)
{
    enum file_action action;
    return file_open(path, disposition, 0, false, false, file, &action);
}

static struct file *made(const char *path)
{
    struct file *file = NULL;
    CHECK(open_as(path, FILE_DISPOSITION_CREATE, &file) == STATUS_SUCCESS);
    return file;
}

static struct file *opened(const char *path)
{
    struct file *file = NULL;
    CHECK(open_as(path, FILE_DISPOSITION_OPEN, &file) == STATUS_SUCCESS);
    return file;
}

static bool exists(const char *path)
{
    struct file *file;
    if (open_as(path, FILE_DISPOSITION_OPEN, &file) != STATUS_SUCCESS)
        return false;
    file_close(file);
    return true;
}

static void make_directory(const char *path)
{
    struct file *file;
    enum file_action action;
    CHECK(file_open(path, FILE_DISPOSITION_CREATE, 0, true, false, &file, &action) == STATUS_SUCCESS);
    CHECK(action == FILE_ACTION_CREATED && file->directory);
    file_close(file);
}

static void make_file(const char *path, const char *text)
{
    uint32_t done;
    struct file *file = made(path);
    CHECK(file_write(file, 0, text, (uint32_t)strlen(text), &done) == STATUS_SUCCESS);
    CHECK(done == strlen(text));
    file_close(file);
}

static bool holds(struct file *file, const char *text)
{
    char buffer[256];
    uint32_t done, length = (uint32_t)strlen(text);
    ntstatus status = file_read(file, 0, buffer, sizeof buffer, &done);
    return file->size == length && done == length && memcmp(buffer, text, length) == 0 &&
           status == (length != 0 ? STATUS_SUCCESS : STATUS_END_OF_FILE);
}

static bool path_holds(const char *path, const char *text)
{
    struct file *file;
    if (open_as(path, FILE_DISPOSITION_OPEN, &file) != STATUS_SUCCESS)
        return false;
    bool same = holds(file, text);
    file_close(file);
    return same;
}

static void remove_file(const char *path)
{
    struct file *file = opened(path);
    CHECK(file_set_delete(file, true) == STATUS_SUCCESS);
    file_close(file);
}

static void what_was_written_is_there_after_a_new_mount(void)
{
    begin(40000, 4);
    make_directory("\\PROGRAMS");
    make_file("\\PROGRAMS\\Hello World.txt", "hello");
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    CHECK(path_holds("\\programs\\HELLO WORLD.TXT", "hello"));
    end();
}

static void dispositions_do_what_nt_says(void)
{
    static const struct {
        enum file_disposition disposition;
        ntstatus missing, existing;
        int created, found; /* actions, -1: none */
        bool emptied;
    } cases[] = {
        {FILE_DISPOSITION_SUPERSEDE, STATUS_SUCCESS, STATUS_SUCCESS, FILE_ACTION_CREATED,
         FILE_ACTION_SUPERSEDED, true},
        {FILE_DISPOSITION_OPEN, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS, -1, FILE_ACTION_OPENED, false},
        {FILE_DISPOSITION_CREATE, STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION, FILE_ACTION_CREATED, -1,
         false},
        {FILE_DISPOSITION_OPEN_IF, STATUS_SUCCESS, STATUS_SUCCESS, FILE_ACTION_CREATED, FILE_ACTION_OPENED,
         false},
        {FILE_DISPOSITION_OVERWRITE, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS, -1,
         FILE_ACTION_OVERWRITTEN, true},
        {FILE_DISPOSITION_OVERWRITE_IF, STATUS_SUCCESS, STATUS_SUCCESS, FILE_ACTION_CREATED,
         FILE_ACTION_OVERWRITTEN, true},
    };
    begin(40000, 4);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file *file = NULL;
        enum file_action action;
        ntstatus status = file_open("\\new", cases[i].disposition, 0, false, false, &file, &action);
        CHECK(status == cases[i].missing);
        if (status == STATUS_SUCCESS) {
            CHECK((int)action == cases[i].created && file->size == 0);
            file_close(file);
            remove_file("\\new");
        }
        make_file("\\old", "text");
        status = file_open("\\old", cases[i].disposition, 0, false, false, &file, &action);
        CHECK(status == cases[i].existing);
        if (status == STATUS_SUCCESS) {
            CHECK((int)action == cases[i].found && holds(file, cases[i].emptied ? "" : "text"));
            file_close(file);
        }
        remove_file("\\old");
    }
    struct file *file;
    CHECK(open_as("\\x", (enum file_disposition)6, &file) == STATUS_INVALID_PARAMETER);
    end();
}

static void files_and_directories_are_told_apart(void)
{
    struct file *file;
    enum file_action action;
    begin(40000, 4);
    make_directory("\\D");
    make_file("\\F", "x");
    CHECK(file_open("\\D", FILE_DISPOSITION_OPEN, 0, false, true, &file, &action) ==
          STATUS_FILE_IS_A_DIRECTORY);
    CHECK(file_open("\\F", FILE_DISPOSITION_OPEN, 0, true, false, &file, &action) == STATUS_NOT_A_DIRECTORY);
    CHECK(open_as("\\D", FILE_DISPOSITION_OVERWRITE, &file) == STATUS_OBJECT_NAME_COLLISION);
    CHECK(open_as("\\F\\X", FILE_DISPOSITION_OPEN, &file) == STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK(open_as("\\N\\X", FILE_DISPOSITION_CREATE, &file) == STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK(open_as("\\F\\", FILE_DISPOSITION_OPEN, &file) == STATUS_OBJECT_NAME_INVALID);
    CHECK(open_as("\\N\\", FILE_DISPOSITION_CREATE, &file) == STATUS_OBJECT_NAME_INVALID);
    CHECK(open_as("\\a*b", FILE_DISPOSITION_CREATE, &file) == STATUS_OBJECT_NAME_INVALID);
    CHECK(open_as("\\D\\..\\F", FILE_DISPOSITION_OPEN, &file) == STATUS_OBJECT_NAME_INVALID);
    CHECK(open_as("F", FILE_DISPOSITION_OPEN, &file) == STATUS_OBJECT_NAME_INVALID);
    CHECK(file_open("\\N", FILE_DISPOSITION_SUPERSEDE, 0, true, false, &file, &action) ==
          STATUS_INVALID_PARAMETER);
    CHECK(file_open("\\D\\", FILE_DISPOSITION_OPEN, 0, true, false, &file, &action) == STATUS_SUCCESS);
    uint32_t done;
    CHECK(file_read(file, 0, &done, 4, &done) == STATUS_INVALID_DEVICE_REQUEST);
    CHECK(file_write(file, 0, &done, 4, &done) == STATUS_INVALID_DEVICE_REQUEST);
    CHECK(file_set_size(file, 0) == STATUS_INVALID_DEVICE_REQUEST);
    file_close(file);
    end();
}

static void a_file_is_one_however_often_it_is_open(void)
{
    uint32_t done;
    begin(40000, 4);
    struct file *first = made("\\a long name.txt");
    struct file *second = opened("\\A LONG NAME.TXT");
    struct file *third = opened("\\ALONGN~1.TXT");
    CHECK(first == second && second == third && first->references == 3 && file_open_count() == 1);
    CHECK(file_write(first, 0, "x", 1, &done) == STATUS_SUCCESS && second->size == 1);
    file_reference(first);
    for (int i = 0; i < 4; i++)
        file_close(first);
    end();
}

static void paths_are_told_as_on_the_volume(void)
{
    char path[40];
    begin(40000, 4);
    make_directory("\\Some Folder");
    make_file("\\some folder\\A File.txt", "");
    struct file *file = opened("\\SOMEFO~1\\a file.TXT");
    file_path(file, path, sizeof path);
    CHECK(strcmp(path, "\\Some Folder\\A File.txt") == 0);
    file_path(file, path, 6);
    CHECK(strcmp(path, "\\Some") == 0);
    file_path(file, path, 1);
    CHECK(strcmp(path, "") == 0);
    file_close(file);
    file = opened("\\");
    file_path(file, path, sizeof path);
    CHECK(strcmp(path, "\\") == 0 && file->directory);
    file_close(file);
    end();
}

static void a_path_can_be_too_long(void)
{
    char path[2000];
    struct file *file;
    begin(40000, 4);
    memset(path, 'a', sizeof path);
    path[0] = '\\';
    path[256] = 0;
    make_directory(path);
    path[256] = '\\';
    path[512] = 0;
    make_directory(path);
    path[512] = '\\';
    path[768] = 0;
    make_directory(path);
    path[768] = '\\';
    path[1024] = 0;
    CHECK(open_as(path, FILE_DISPOSITION_CREATE, &file) == STATUS_NAME_TOO_LONG);
    path[1023] = 0;
    make_file(path, "deep");
    CHECK(path_holds(path, "deep"));
    path[256] = 'a';
    CHECK(open_as(path, FILE_DISPOSITION_OPEN, &file) == STATUS_OBJECT_NAME_INVALID);
    end();
}

static void gaps_and_growth_read_as_zeros(void)
{
    uint8_t buffer[20000], zeros[20000] = {0};
    uint32_t done;
    begin(40000, 4);
    memset(buffer, 0xee, sizeof buffer);
    struct file *file = made("\\used before");
    CHECK(file_write(file, 0, buffer, sizeof buffer, &done) == STATUS_SUCCESS);
    CHECK(file_set_size(file, 0) == STATUS_SUCCESS); /* its clusters go back with their bytes in them */
    CHECK(file_write(file, 10000, "end", 3, &done) == STATUS_SUCCESS && file->size == 10003);
    CHECK(file_read(file, 0, buffer, sizeof buffer, &done) == STATUS_SUCCESS && done == 10003);
    CHECK(memcmp(buffer, zeros, 10000) == 0 && memcmp(buffer + 10000, "end", 3) == 0);
    CHECK(file_set_size(file, 10001) == STATUS_SUCCESS);
    CHECK(file_set_size(file, 20000) == STATUS_SUCCESS);
    CHECK(file_read(file, 10001, buffer, sizeof buffer, &done) == STATUS_SUCCESS && done == 9999);
    CHECK(memcmp(buffer, zeros, 9999) == 0);
    file_close(file);
    end();
}

static void reading_ends_at_the_end(void)
{
    char buffer[10];
    uint32_t done = 9;
    begin(40000, 4);
    make_file("\\f", "12345");
    struct file *file = opened("\\f");
    CHECK(file_read(file, 3, buffer, 10, &done) == STATUS_SUCCESS && done == 2);
    CHECK(file_read(file, 5, buffer, 10, &done) == STATUS_END_OF_FILE && done == 0);
    CHECK(file_read(file, 0xffffffff, buffer, 10, &done) == STATUS_END_OF_FILE && done == 0);
    CHECK(file_read(file, 4, buffer, 0xffffffff, &done) == STATUS_SUCCESS && done == 1);
    CHECK(file_write(file, 0xffffffff, buffer, 1, &done) == STATUS_DISK_FULL);
    CHECK(file_write(file, 7, buffer, 0, &done) == STATUS_SUCCESS && file->size == 5);
    file_close(file);
    end();
}

static void a_full_disk_writes_nothing_at_all(void)
{
    struct volume_information before, after;
    uint32_t done = 9;
    begin(2880, 1);
    struct file *file = made("\\f");
    CHECK(file_write(file, 0, "12345", 5, &done) == STATUS_SUCCESS);
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    uint32_t room = before.free_clusters * before.cluster_bytes;
    uint8_t *big = calloc(1, room + 1000);
    CHECK(file_write(file, 5, big, room + 1000, &done) == STATUS_DISK_FULL && done == 0);
    CHECK(file_set_size(file, room + 1000) == STATUS_DISK_FULL);
    CHECK(volume_information(&after) == STATUS_SUCCESS && after.free_clusters == before.free_clusters);
    CHECK(holds(file, "12345"));
    CHECK(file_write(file, 512, big, room, &done) == STATUS_SUCCESS && done == room);
    CHECK(volume_information(&after) == STATUS_SUCCESS && after.free_clusters == 0);
    struct file *other;
    CHECK(open_as("\\D", FILE_DISPOSITION_CREATE, &other) == STATUS_SUCCESS); /* an entry needs no cluster */
    CHECK(file_write(other, 0, "x", 1, &done) == STATUS_DISK_FULL);
    file_close(other);
    enum file_action action;
    CHECK(file_open("\\E", FILE_DISPOSITION_CREATE, 0, true, false, &other, &action) == STATUS_DISK_FULL);
    free(big);
    file_close(file);
    end();
}

static void a_write_that_fails_gives_its_clusters_back(void)
{
    struct volume_information before, after;
    static const uint8_t data[8192];
    uint32_t done = 9;
    begin(40000, 4);
    make_file("\\used", "12345");
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    struct file *used = opened("\\used"), *fresh = made("\\fresh");
    disk.fail_long = true;
    CHECK(file_write(used, 4096, data, sizeof data, &done) == TEST_DISK_ERROR && done == 0);
    CHECK(file_write(fresh, 0, data, sizeof data, &done) == TEST_DISK_ERROR && done == 0);
    disk.fail_long = false;
    CHECK(holds(used, "12345") && holds(fresh, ""));
    file_close(used);
    file_close(fresh);
    CHECK(volume_information(&after) == STATUS_SUCCESS && after.free_clusters == before.free_clusters);
    end();
}

static void a_full_root_directory_takes_no_clusters(void)
{
    struct volume_information before, after;
    struct file *file;
    enum file_action action;
    char path[20];
    begin(40000, 4);
    for (int i = 0; i < 512; i++) {
        snprintf(path, sizeof path, "\\F%d", i);
        make_file(path, "");
    }
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    CHECK(file_open("\\D", FILE_DISPOSITION_CREATE, 0, true, false, &file, &action) == STATUS_DISK_FULL);
    CHECK(volume_information(&after) == STATUS_SUCCESS && after.free_clusters == before.free_clusters);
    end();
}

static void a_deleted_file_goes_with_its_last_reference(void)
{
    struct volume_information before, after;
    struct file *other;
    begin(40000, 4);
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    make_file("\\f", "still here");
    struct file *file = opened("\\f");
    CHECK(file_set_delete(file, true) == STATUS_SUCCESS);
    CHECK(open_as("\\f", FILE_DISPOSITION_OPEN, &other) == STATUS_DELETE_PENDING);
    CHECK(holds(file, "still here"));
    CHECK(file_set_delete(file, false) == STATUS_SUCCESS);
    file_close(file);
    CHECK(path_holds("\\f", "still here"));
    remove_file("\\f");
    CHECK(!exists("\\f"));
    CHECK(volume_information(&after) == STATUS_SUCCESS && after.free_clusters == before.free_clusters);
    end();
}

static void what_may_not_be_deleted(void)
{
    struct file *file, *child;
    begin(40000, 4);
    make_directory("\\D");
    make_file("\\D\\F", "x");
    file = opened("\\D");
    CHECK(file_set_delete(file, true) == STATUS_DIRECTORY_NOT_EMPTY);
    remove_file("\\D\\F");
    CHECK(file_set_delete(file, true) == STATUS_SUCCESS);
    CHECK(open_as("\\D\\F", FILE_DISPOSITION_CREATE, &child) == STATUS_DELETE_PENDING);
    file_close(file);
    CHECK(!exists("\\D"));
    file = opened("\\");
    CHECK(file_set_delete(file, true) == STATUS_CANNOT_DELETE);
    file_close(file);
    make_file("\\R", "x");
    file = opened("\\R");
    CHECK(file_set_information(file, 0x01, NULL) == STATUS_SUCCESS);
    CHECK(file_set_delete(file, true) == STATUS_CANNOT_DELETE);
    CHECK(open_as("\\R", FILE_DISPOSITION_OVERWRITE, &child) == STATUS_ACCESS_DENIED);
    file_close(file);
    end();
}

static void a_hidden_file_stays_hidden_when_it_is_overwritten(void)
{
    static const uint32_t marks[] = {0x02, 0x04, 0x06};
    enum file_action action;
    struct file *file;
    struct file_information information;
    begin(40000, 4);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        make_file("\\h", "text");
        file = opened("\\h");
        CHECK(file_set_information(file, marks[i], NULL) == STATUS_SUCCESS);
        file_close(file);
        for (enum file_disposition how = FILE_DISPOSITION_SUPERSEDE; how <= FILE_DISPOSITION_OVERWRITE_IF;
             how++)
            if (how == FILE_DISPOSITION_SUPERSEDE || how >= FILE_DISPOSITION_OVERWRITE)
                CHECK(open_as("\\h", how, &file) == STATUS_ACCESS_DENIED && path_holds("\\h", "text"));
        CHECK(file_open("\\h", FILE_DISPOSITION_OVERWRITE, marks[i] | 0x01, false, true, &file, &action) ==
              STATUS_SUCCESS);
        CHECK(file_information(file, &information) == STATUS_SUCCESS &&
              information.attributes == (marks[i] | 0x21));
        CHECK(file_set_information(file, 0x20, NULL) == STATUS_SUCCESS);
        file_close(file);
        remove_file("\\h");
    }
    end();
}

static void a_mapped_file_is_not_overwritten(void)
{
    struct file *again;
    begin(40000, 4);
    make_file("\\f", "mapped");
    struct file *file = opened("\\f");
    file->image_section = &disk;
    CHECK(open_as("\\f", FILE_DISPOSITION_OVERWRITE, &again) == STATUS_SHARING_VIOLATION);
    CHECK(holds(file, "mapped") && file->references == 1);
    file->image_section = NULL;
    file_close(file);
    end();
}

static void files_are_renamed_and_moved(void)
{
    char path[40];
    begin(40000, 4);
    make_directory("\\D");
    make_file("\\old name.txt", "text");
    struct file *file = opened("\\old name.txt");
    CHECK(file_rename(file, "\\d\\New Name.txt", false) == STATUS_SUCCESS);
    file_path(file, path, sizeof path);
    CHECK(strcmp(path, "\\D\\New Name.txt") == 0 && holds(file, "text"));
    CHECK(!exists("\\old name.txt"));
    CHECK(opened("\\D\\NEW NAME.TXT") == file);
    file_close(file);
    uint32_t done;
    CHECK(file_write(file, 4, " more", 5, &done) == STATUS_SUCCESS); /* into the entry where it is now */
    file_close(file);
    CHECK(path_holds("\\D\\new name.txt", "text more"));
    end();
}

static void the_case_of_a_name_can_be_changed(void)
{
    char path[40];
    begin(40000, 4);
    make_file("\\hello.exe", "x");
    struct file *file = opened("\\hello.exe");
    CHECK(file_rename(file, "\\Hello.EXE", false) == STATUS_SUCCESS);
    file_path(file, path, sizeof path);
    CHECK(strcmp(path, "\\Hello.EXE") == 0);
    CHECK(file_rename(file, "\\HELLO.EXE", false) == STATUS_SUCCESS);
    file_close(file);
    file = opened("\\hello.exe");
    file_path(file, path, sizeof path);
    CHECK(strcmp(path, "\\HELLO.EXE") == 0);
    file_close(file);
    end();
}

/* Latin, Cyrillic and Greek; the short name of each is its own. */
static void no_alphabet_has_two_files_of_one_name(void)
{
    static const char *const pairs[][2] = {
        {"\\\xc3\xa9t\xc3\xa9.txt", "\\\xc3\x89T\xc3\x89.TXT"},
        {"\\\xd0\xb0\xd0\xb1.txt", "\\\xd0\x90\xd0\x91.txt"},
        {"\\\xcf\x83\xcf\x82", "\\\xce\xa3\xce\xa3"},
    };
    char path[40];
    struct file *file;
    begin(40000, 4);
    make_file("\\other", "new");
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        make_file(pairs[i][0], "old");
        CHECK(open_as(pairs[i][1], FILE_DISPOSITION_CREATE, &file) == STATUS_OBJECT_NAME_COLLISION);
        file = opened("\\other");
        CHECK(file_rename(file, pairs[i][1], false) == STATUS_OBJECT_NAME_COLLISION);
        file_close(file);
        file = opened(pairs[i][1]);
        CHECK(file_rename(file, pairs[i][1], false) == STATUS_SUCCESS);
        file_path(file, path, sizeof path);
        CHECK(strcmp(path, pairs[i][1]) == 0);
        file_close(file);
        CHECK(path_holds(pairs[i][0], "old"));
        file = opened("\\other");
        CHECK(file_rename(file, pairs[i][0], true) == STATUS_SUCCESS);
        file_close(file);
        CHECK(path_holds(pairs[i][1], "new"));
        file = opened(pairs[i][0]);
        CHECK(file_rename(file, "\\other", false) == STATUS_SUCCESS);
        file_close(file);
    }
    end();
}

static void renaming_over_a_file_replaces_it(void)
{
    struct volume_information before, after;
    begin(40000, 4);
    make_directory("\\D");
    make_file("\\a", "new");
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    make_file("\\b", "old");
    struct file *file = opened("\\a"), *target = opened("\\b");
    CHECK(file_rename(file, "\\b", false) == STATUS_OBJECT_NAME_COLLISION);
    CHECK(file_rename(file, "\\b", true) == STATUS_ACCESS_DENIED); /* it is open */
    file_close(target);
    CHECK(file_rename(file, "\\D", true) == STATUS_ACCESS_DENIED);
    CHECK(file_rename(file, "\\b", true) == STATUS_SUCCESS);
    file_close(file);
    CHECK(path_holds("\\b", "new") && !exists("\\a"));
    CHECK(volume_information(&after) == STATUS_SUCCESS && after.free_clusters == before.free_clusters);
    end();
}

static void directories_move_with_what_is_in_them(void)
{
    struct file *directory, *child;
    begin(40000, 4);
    make_directory("\\A");
    make_directory("\\A\\B");
    make_directory("\\C");
    make_file("\\A\\B\\F", "x");
    directory = opened("\\A");
    CHECK(file_rename(directory, "\\A\\B\\A", false) == STATUS_INVALID_PARAMETER);
    CHECK(file_rename(directory, "\\A\\X", false) == STATUS_INVALID_PARAMETER);
    child = opened("\\A\\B\\F");
    CHECK(file_is_below(child, directory) && !file_is_below(directory, directory));
    CHECK(file_rename(directory, "\\C\\A", false) == STATUS_ACCESS_DENIED);
    file_close(child);
    CHECK(file_rename(directory, "\\C\\Z", false) == STATUS_SUCCESS);
    file_close(directory);
    CHECK(path_holds("\\C\\Z\\B\\F", "x") && !exists("\\A"));
    directory = opened("\\C\\Z\\B");
    CHECK(file_rename(directory, "\\B", false) ==
          STATUS_SUCCESS); /* ".." becomes the root; the judge looks */
    file_close(directory);
    end();
}

static void what_may_not_be_renamed(void)
{
    begin(40000, 4);
    make_file("\\f", "x");
    struct file *root = opened("\\"), *file = opened("\\f");
    CHECK(file_rename(root, "\\x", false) == STATUS_ACCESS_DENIED);
    CHECK(file_rename(file, "\\", true) == STATUS_ACCESS_DENIED);
    CHECK(file_rename(file, "\\n\\f", true) == STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK(file_rename(file, "\\a?", true) == STATUS_OBJECT_NAME_INVALID);
    CHECK(file_rename(file, "\\a\\", true) == STATUS_OBJECT_NAME_INVALID);
    CHECK(file_set_delete(file, true) == STATUS_SUCCESS);
    CHECK(file_rename(file, "\\g", false) == STATUS_DELETE_PENDING);
    file_close(file);
    file_close(root);
    end();
}

static void directories_are_listed(void)
{
    struct file_directory_entry entry;
    uint32_t cursor = 0;
    begin(40000, 4);
    make_directory("\\D");
    make_file("\\D\\first file.txt", "12345");
    make_file("\\D\\SECOND", "");
    make_directory("\\D\\third");
    struct file *directory = opened("\\D");
    static const char *const names[] = {".", "..", "first file.txt", "SECOND", "third"};
    static const char *const short_names[] = {".", "..", "FIRSTF~1.TXT", "SECOND", "THIRD"};
    for (int i = 0; i < 5; i++) {
        CHECK(file_directory_next(directory, &cursor, &entry) == STATUS_SUCCESS);
        CHECK(strcmp(entry.name, names[i]) == 0 && strcmp(entry.short_name, short_names[i]) == 0);
        CHECK((entry.information.attributes & 0x10) == (i == 2 || i == 3 ? 0 : 0x10));
        CHECK(entry.information.size == (i == 2 ? 5 : 0));
    }
    CHECK(file_directory_next(directory, &cursor, &entry) == STATUS_NO_MORE_FILES);
    CHECK(file_directory_next(directory, &cursor, &entry) == STATUS_NO_MORE_FILES);
    file_close(directory);
    directory = opened("\\");
    cursor = 0;
    CHECK(file_directory_next(directory, &cursor, &entry) == STATUS_SUCCESS && strcmp(entry.name, "D") == 0);
    CHECK(file_directory_next(directory, &cursor, &entry) == STATUS_NO_MORE_FILES);
    file_close(directory);
    struct file *file = opened("\\D\\SECOND");
    CHECK(file_directory_next(file, &cursor, &entry) == STATUS_NOT_A_DIRECTORY);
    file_close(file);
    end();
}

static void information_is_kept(void)
{
    struct file_information told;
    struct file_times times = {119600064000000000ull, 125911584000000000ull, 125962559980000000ull};
    begin(40000, 4);
    make_file("\\f", "12345");
    struct file *file = opened("\\f");
    CHECK(file_information(file, &told) == STATUS_SUCCESS);
    CHECK(told.size == 5 && told.allocated == 2048 && told.attributes == 0x20 && told.index != 0);
    CHECK(told.times.created == clock_now && told.times.written <= clock_now);
    CHECK(clock_now - told.times.written < 20000000); /* FAT's two seconds */
    CHECK(file_set_information(file, 0x03, &times) == STATUS_SUCCESS);
    file_close(file);
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    file = opened("\\f");
    CHECK(file_information(file, &told) == STATUS_SUCCESS);
    CHECK(told.attributes == 0x03 && memcmp(&told.times, &times, sizeof times) == 0);
    times = (struct file_times){0, UINT64_MAX, 0};
    CHECK(file_set_information(file, 0x80, &times) == STATUS_SUCCESS);
    CHECK(file_information(file, &told) == STATUS_SUCCESS);
    CHECK(told.attributes == 0x80 && told.times.accessed == 125911584000000000ull);
    file_close(file);
    end();
}

static void what_is_open_is_listed_as_it_is(void)
{
    struct file_directory_entry entry;
    struct file_times times = {125911584000000000ull, 125911584000000000ull, 125911584000000000ull};
    uint32_t cursor = 0, done;
    char none[1] = {'x'};
    begin(40000, 4);
    struct file *file = made("\\f"), *root = opened("\\");
    CHECK(file_write(file, 0, "12345", 5, &done) == STATUS_SUCCESS);
    CHECK(file_directory_next(root, &cursor, &entry) == STATUS_SUCCESS && entry.information.size == 5);
    CHECK(entry.information.allocated == 2048);
    CHECK(file_set_information(root, 0x20, &times) == STATUS_INVALID_PARAMETER);
    file_path(file, none, 0);
    CHECK(none[0] == 'x');
    file_close(root);
    file_close(file);
    end();
}

static void a_write_gives_the_file_a_new_time(void)
{
    struct file_information before, after;
    uint32_t done;
    begin(40000, 4);
    make_file("\\f", "12345");
    clock_now += 600000000; /* a minute */
    struct file *file = opened("\\f");
    CHECK(file_information(file, &before) == STATUS_SUCCESS);
    CHECK(file_write(file, 0, "x", 1, &done) == STATUS_SUCCESS);
    file_close(file);
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    file = opened("\\f");
    CHECK(file_information(file, &after) == STATUS_SUCCESS);
    CHECK(after.times.written > before.times.written && after.times.created == before.times.created);
    file_close(file);
    end();
}

static void space_for_a_file_is_side_by_side(void)
{
    uint32_t sector, count;
    begin(40000, 4);
    make_file("\\a", "x");
    make_file("\\b", "x");
    remove_file("\\a");
    struct file *file = made("\\big");
    uint32_t before = disk.calls;
    CHECK(file_allocate(file, 1 << 20) == STATUS_SUCCESS && file->size == 1 << 20);
    CHECK(disk.calls - before < 100); /* no zeros were written */
    CHECK(file_extent(file, 0, 0xffffffff, &sector, &count) == STATUS_SUCCESS && count == 2048);
    uint32_t middle;
    CHECK(file_extent(file, 512 * 100, 10, &middle, &count) == STATUS_SUCCESS);
    CHECK(middle == sector + 100 && count == 10);
    file_close(file);
    end();
}

/*
 * Damage. The judge is not asked: it would object.
 */
static void end_damaged(void)
{
    CHECK(file_open_count() == 0);
    test_disk_free(&disk);
    begin(2880, 1); /* lets the map of crossings go */
    end();
}

static uint8_t *table_entry(uint32_t cluster) /* FAT16 */
{
    return disk.bytes + SECTOR_SIZE + cluster * 2;
}

static void damaged_files_are_not_opened(void)
{
    struct file *file;
    static const uint32_t bad[] = {0, 1, 2, 3, 0xfff0, 0xfff7}; /* 2 and 3 make loops */
    begin(40000, 1);
    uint8_t *buffer = calloc(1, 2000);
    uint32_t done;
    file = made("\\f");
    CHECK(file_write(file, 0, buffer, 2000, &done) == STATUS_SUCCESS);
    file_close(file);
    free(buffer);
    CHECK(bytes_get16(table_entry(2)) == 3 && bytes_get16(table_entry(5)) == 0xffff);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bytes_put16(table_entry(3), bad[i]);
        CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
        CHECK(open_as("\\f", FILE_DISPOSITION_OPEN, &file) == STATUS_FILE_CORRUPT_ERROR);
    }
    bytes_put16(table_entry(3), 0xffff); /* too short for its size */
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    CHECK(open_as("\\f", FILE_DISPOSITION_OPEN, &file) == STATUS_FILE_CORRUPT_ERROR);
    end_damaged();
}

static void files_that_share_a_cluster_are_not_opened(void)
{
    struct file *file;
    struct volume_information before, after;
    begin(40000, 4);
    make_directory("\\D");
    make_file("\\D\\a", "first");
    make_file("\\b", "second");
    make_file("\\c", "third");
    bytes_put16(table_entry(3), 4); /* the chain of a runs into that of b */
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    CHECK(open_as("\\D\\a", FILE_DISPOSITION_OPEN, &file) == STATUS_FILE_CORRUPT_ERROR);
    CHECK(open_as("\\b", FILE_DISPOSITION_OVERWRITE, &file) == STATUS_FILE_CORRUPT_ERROR);
    CHECK(path_holds("\\c", "third"));
    file = opened("\\c");
    CHECK(file_rename(file, "\\b", true) == STATUS_FILE_CORRUPT_ERROR); /* would free what a needs */
    file_close(file);
    CHECK(volume_information(&after) == STATUS_SUCCESS && before.free_clusters == after.free_clusters);
    end_damaged();
}

static void a_directory_inside_itself_is_not_entered(void)
{
    struct file *file;
    begin(40000, 4);
    make_directory("\\D");
    make_directory("\\D\\E");
    uint8_t *entry = disk.bytes + (1 + 2 * bytes_get16(disk.bytes + 22)) * SECTOR_SIZE + 512 * 32 + 2 * 32;
    CHECK(entry[0] == 'E' && bytes_get16(entry + 26) == 3);
    bytes_put16(entry + 26, 2); /* \D\E is \D */
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    CHECK(open_as("\\D\\E\\E\\E", FILE_DISPOSITION_OPEN, &file) == STATUS_FILE_CORRUPT_ERROR);
    CHECK(open_as("\\D\\x", FILE_DISPOSITION_CREATE, &file) == STATUS_FILE_CORRUPT_ERROR);
    end_damaged();
}

/*
 * Things that fail at every possible moment.
 */
static void one_life_of_a_file(void)
{
    struct file *file, *directory;
    enum file_action action;
    uint32_t done;
    char buffer[3000] = "x";
    if (status_ok(file_open("\\Dir", FILE_DISPOSITION_OPEN_IF, 0, true, false, &directory, &action))) {
        if (status_ok(
                file_open("\\Dir\\file one", FILE_DISPOSITION_OPEN_IF, 0, false, true, &file, &action))) {
            file_write(file, 100, buffer, sizeof buffer, &done);
            file_read(file, 0, buffer, sizeof buffer, &done);
            file_set_size(file, 600);
            file_rename(file, "\\file two", true);
            file_set_delete(file, true);
            file_close(file);
        }
        file_set_delete(directory, true);
        file_close(directory);
    }
}

static void memory_may_run_out_at_any_moment(void)
{
    for (int n = 0; n < 20; n++) {
        begin(40000, 4);
        host_pool_fail_after = n;
        one_life_of_a_file();
        host_pool_fail_after = -1;
        end(); /* clean, and nothing leaked */
    }
    struct file *file;
    begin(40000, 4);
    host_pool_fail_after = 0;
    CHECK(open_as("\\x", FILE_DISPOSITION_CREATE, &file) == STATUS_INSUFFICIENT_RESOURCES);
    host_pool_fail_after = 0;
    CHECK(file_mount(&disk.disk, now) == STATUS_INSUFFICIENT_RESOURCES);
    end();
}

static void the_disk_may_fail_at_any_moment(void)
{
    uint32_t calls = 1;
    for (uint32_t n = 0; n < calls; n++) {
        begin(2880, 1);
        uint32_t before = disk.calls;
        disk.fail_at = (int32_t)n;
        one_life_of_a_file();
        disk.fail_at = -1;
        calls = n == 0 ? 400 : calls;
        file_forget();
        CHECK(file_open_count() == 0 && host_pool_out == 0);
        CHECK(disk.calls > before);
        CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
        one_life_of_a_file(); /* and the volume still works */
        CHECK(file_open_count() == 0);
        test_disk_free(&disk);
    }
    begin(2880, 1);
    end();
}

/* A rename that fails half-way may leave a file without an entry: whoever gets its place next must not be
 * disturbed. */
static void a_rename_may_fail_at_any_moment(void)
{
    for (int32_t n = 0; n < 24; n++) {
        char path[40];
        begin(2880, 1);
        make_file("\\a file with a long name", "old");
        struct file *file = opened("\\a file with a long name");
        disk.fail_at = n < 12 ? n : -1;
        disk.dead_after = n < 12 ? -1 : n - 11; /* then taking it back fails, too */
        file_rename(file, n % 2 ? "\\A FILE with a long NAME" : "\\quite another name", false);
        disk.fail_at = disk.dead_after = -1;
        for (int i = 0; i < 4; i++) {
            snprintf(path, sizeof path, "\\new file %d.txt", i);
            make_file(path, path);
        }
        file_set_information(file, 0x02, NULL);
        file_close(file);
        for (int i = 0; i < 4; i++) {
            snprintf(path, sizeof path, "\\new file %d.txt", i);
            CHECK(path_holds(path, path));
        }
        file_forget();
        CHECK(file_open_count() == 0 && host_pool_out == 0);
        test_disk_free(&disk);
    }
}

/*
 * Many random steps beside a model that keeps each file in plain memory.
 */
#define MODEL_FILES 6
#define MODEL_BYTES 30000

static struct model_file {
    bool there;
    uint32_t size;
    uint8_t bytes[MODEL_BYTES];
} model[MODEL_FILES];

static const char *const model_names[MODEL_FILES] = {
    "\\ONE", "\\a second file.dat", "\\D\\THREE.TXT", "\\D\\number four of many", "\\D\\five", "\\SIX.X"};

static uint32_t state;

static uint32_t pick(uint32_t below)
{
    return host_random(&state) % below;
}

static void model_write(struct model_file *m, struct file *file)
{
    static uint8_t data[MODEL_BYTES];
    uint32_t offset = pick(MODEL_BYTES), length = pick(MODEL_BYTES - offset) / (1 + pick(20)), done;
    for (uint32_t i = 0; i < length; i++)
        data[i] = (uint8_t)host_random(&state);
    ntstatus status = file_write(file, offset, data, length, &done);
    CHECK(status == STATUS_SUCCESS || status == STATUS_DISK_FULL);
    if (status != STATUS_SUCCESS || length == 0)
        return;
    if (offset > m->size)
        memset(m->bytes + m->size, 0, offset - m->size);
    memcpy(m->bytes + offset, data, length);
    m->size = offset + length > m->size ? offset + length : m->size;
}

static void model_resize(struct model_file *m, struct file *file)
{
    uint32_t size = pick(MODEL_BYTES);
    ntstatus status = file_set_size(file, size);
    CHECK(status == STATUS_SUCCESS || (status == STATUS_DISK_FULL && size > m->size));
    if (status == STATUS_SUCCESS) {
        if (size > m->size)
            memset(m->bytes + m->size, 0, size - m->size);
        m->size = size;
    }
}

static void model_read(const struct model_file *m, struct file *file)
{
    static uint8_t data[MODEL_BYTES];
    uint32_t offset = pick(MODEL_BYTES), length = pick(MODEL_BYTES), done;
    uint32_t wanted = offset < m->size ? m->size - offset : 0;
    wanted = wanted < length ? wanted : length;
    file_read(file, offset, data, length, &done);
    CHECK(file->size == m->size && done == wanted && memcmp(data, m->bytes + offset, done) == 0);
}

static void model_move(uint32_t from, struct file *file)
{
    uint32_t to = pick(MODEL_FILES);
    ntstatus status = file_rename(file, model_names[to], true);
    CHECK(status == STATUS_SUCCESS || status == STATUS_DISK_FULL);
    if (status == STATUS_SUCCESS && to != from) {
        model[to] = model[from];
        model[from].there = false;
    }
}

static void model_step(void)
{
    uint32_t number = pick(MODEL_FILES);
    struct model_file *m = &model[number];
    struct file *file;
    ntstatus status = open_as(model_names[number], FILE_DISPOSITION_OPEN, &file);
    CHECK(status == (m->there ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND));
    if (status != STATUS_SUCCESS) {
        status = open_as(model_names[number], FILE_DISPOSITION_CREATE, &file);
        if (status != STATUS_SUCCESS) {
            CHECK(status == STATUS_DISK_FULL);
            return;
        }
        m->there = true;
        m->size = 0;
    }
    switch (pick(12)) {
    case 0:
        CHECK(file_set_delete(file, true) == STATUS_SUCCESS);
        m->there = false;
        break;
    case 1:
        model_move(number, file);
        break;
    case 2:
    case 3:
        model_resize(m, file);
        break;
    case 4:
    case 5:
    case 6:
    case 7:
        model_write(m, file);
        break;
    default:
        model_read(m, file);
    }
    file_close(file);
}

static void agrees_with_a_plain_model(uint32_t sectors, uint32_t cluster_sectors)
{
    state = sectors;
    memset(model, 0, sizeof model);
    begin(sectors, cluster_sectors);
    make_directory("\\D");
    for (int step = 0; step < 3000; step++) {
        model_step();
        if (step % 500 == 499) {
            CHECK(test_disk_is_clean(&disk));
            CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
        }
    }
    end();
}

static void agrees_with_a_plain_model_on_fat12(void)
{
    agrees_with_a_plain_model(2880, 1);
}

static void agrees_with_a_plain_model_on_fat16(void)
{
    agrees_with_a_plain_model(40000, 8);
}

static void agrees_with_a_plain_model_when_it_is_full(void)
{
    agrees_with_a_plain_model(250, 2);
}

static void mtools_reads_what_was_written(void)
{
    begin(40000, 4);
    make_directory("\\PROGRAMS");
    make_file("\\PROGRAMS\\Gr\xc3\xbc\xc3\x9f"
              "e.txt",
              "for mtools\n");
    test_disk_save(&disk);
    CHECK(test_disk_tool(&disk, "test \"$(mtype -i % '::PROGRAMS/Gr\xc3\xbc\xc3\x9f"
                                "e.txt')\" = 'for mtools'"));
    CHECK(test_disk_tool(&disk, "echo from mtools | mcopy -i % - '::PROGRAMS/reply file.txt'"));
    CHECK(test_disk_tool(&disk, "mdel -i % '::PROGRAMS/Gr\xc3\xbc\xc3\x9f"
                                "e.txt'"));
    test_disk_load(&disk);
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    CHECK(path_holds("\\PROGRAMS\\Reply File.txt", "from mtools\n"));
    CHECK(!exists("\\PROGRAMS\\Gr\xc3\xbc\xc3\x9f"
                  "e.txt"));
    end();
}

int main(void)
{
    RUN(what_was_written_is_there_after_a_new_mount);
    RUN(dispositions_do_what_nt_says);
    RUN(files_and_directories_are_told_apart);
    RUN(a_file_is_one_however_often_it_is_open);
    RUN(paths_are_told_as_on_the_volume);
    RUN(a_path_can_be_too_long);
    RUN(gaps_and_growth_read_as_zeros);
    RUN(reading_ends_at_the_end);
    RUN(a_full_disk_writes_nothing_at_all);
    RUN(a_write_that_fails_gives_its_clusters_back);
    RUN(a_full_root_directory_takes_no_clusters);
    RUN(a_deleted_file_goes_with_its_last_reference);
    RUN(what_may_not_be_deleted);
    RUN(a_hidden_file_stays_hidden_when_it_is_overwritten);
    RUN(a_mapped_file_is_not_overwritten);
    RUN(files_are_renamed_and_moved);
    RUN(the_case_of_a_name_can_be_changed);
    RUN(no_alphabet_has_two_files_of_one_name);
    RUN(renaming_over_a_file_replaces_it);
    RUN(directories_move_with_what_is_in_them);
    RUN(what_may_not_be_renamed);
    RUN(directories_are_listed);
    RUN(information_is_kept);
    RUN(what_is_open_is_listed_as_it_is);
    RUN(a_write_gives_the_file_a_new_time);
    RUN(space_for_a_file_is_side_by_side);
    RUN(damaged_files_are_not_opened);
    RUN(files_that_share_a_cluster_are_not_opened);
    RUN(a_directory_inside_itself_is_not_entered);
    RUN(memory_may_run_out_at_any_moment);
    RUN(the_disk_may_fail_at_any_moment);
    RUN(a_rename_may_fail_at_any_moment);
    RUN(agrees_with_a_plain_model_on_fat12);
    RUN(agrees_with_a_plain_model_on_fat16);
    RUN(agrees_with_a_plain_model_when_it_is_full);
    RUN_WITH("mtype", mtools_reads_what_was_written);
    return unit_end();
}
