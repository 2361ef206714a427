// sources: sched/object/pipequeue.c
#include "sched/object/pipequeue.h"

#include <stdlib.h>
#include <string.h>
#include "mmu/pool.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

static struct pipe_queue queue;
static struct pipe_writer writers[4];

static bool put(const char *text, struct pipe_writer *writer)
{
    uint32_t bytes = (uint32_t)strlen(text);
    struct pipe_entry *entry = pipe_entry_make(bytes);
    memcpy(entry->data, text, bytes);
    return pipe_queue_put(&queue, entry, writer, 0);
}

static bool gives(uint32_t room, bool message, const char *text, bool more)
{
    struct pipe_data data;
    uint32_t bytes = (uint32_t)strlen(text);
    bool good = pipe_queue_take(&queue, room, message, &data) == STATUS_SUCCESS && data.count == bytes &&
                (bytes == 0 || memcmp(data.bytes, text, bytes) == 0) && data.more == more;
    pool_free(data.bytes);
    return good;
}

static void a_stream_has_no_bounds_but_an_empty_write(void)
{
    pipe_queue_start(&queue, 100);
    put("ab", NULL), put("cd", NULL), put("", NULL), put("ef", NULL);
    CHECK(gives(3, false, "abc", false));
    CHECK(gives(0, false, "", false) && pipe_queue_unread(&queue) == 3);
    CHECK(gives(9, false, "d", false));
    CHECK(gives(9, false, "", false));
    CHECK(gives(9, false, "ef", false));
    CHECK(list_empty(&queue.entries));
}

static void a_message_is_read_alone(void)
{
    pipe_queue_start(&queue, 100);
    put("abc", NULL), put("", NULL), put("d", NULL);
    CHECK(pipe_queue_messages(&queue) == 3 && pipe_queue_first(&queue) == 3);
    CHECK(gives(0, true, "", true));
    CHECK(gives(2, true, "ab", true));
    CHECK(gives(9, true, "c", false));
    CHECK(gives(9, true, "", false));
    CHECK(gives(1, true, "d", false));
}

static void a_look_takes_nothing(void)
{
    struct pipe_data data;
    pipe_queue_start(&queue, 100);
    put("abc", NULL);
    CHECK(pipe_queue_look(&queue, 2, true, &data) == STATUS_SUCCESS && data.count == 2 && data.more);
    pool_free(data.bytes);
    CHECK(gives(3, true, "abc", false));
}

static void a_writer_waits_until_its_end_fits(void)
{
    pipe_queue_start(&queue, 4);
    CHECK(put("abc", &writers[0]));
    CHECK(!put("defgh", &writers[1]));
    CHECK(!put("i", &writers[2]) && pipe_queue_room(&queue, 0) == 0);
    CHECK(gives(3, false, "abc", false) && !pipe_queue_next(&queue));
    CHECK(gives(1, false, "d", false) && pipe_queue_next(&queue) == &writers[1] && !pipe_queue_next(&queue));
    CHECK(gives(9, false, "efghi", false) && pipe_queue_next(&queue) == &writers[2]);
    CHECK(pipe_queue_room(&queue, 0) == 4 && pipe_queue_room(&queue, 5) == 9);
}

static void without_a_quota_each_writer_waits(void)
{
    pipe_queue_start(&queue, 0);
    CHECK(put("", &writers[0]));
    CHECK(!put("a", &writers[1]));
    CHECK(gives(9, true, "", false) && gives(9, true, "a", false) && pipe_queue_next(&queue) == &writers[1]);
}

static void what_is_withdrawn_lets_others_go_on(void)
{
    pipe_queue_start(&queue, 2);
    CHECK(put("a", NULL) && !put("bcd", &writers[1]) && !put("e", &writers[2]));
    CHECK(gives(2, false, "ab", false) && pipe_queue_next(&queue) == &writers[1]);
    pipe_queue_withdraw(&queue, &writers[2]);
    CHECK(gives(9, false, "cd", false));
    CHECK(put("x", NULL) && !put("yz", &writers[1]) && !put("e", &writers[2]));
    pipe_queue_withdraw(&queue, &writers[1]);
    CHECK(pipe_queue_next(&queue) == &writers[2] && gives(9, false, "xe", false));
}

static void what_is_dropped_leaves_its_writers(void)
{
    pipe_queue_start(&queue, 1);
    CHECK(!put("abc", &writers[0]));
    pipe_queue_drop(&queue);
    CHECK(pipe_queue_unread(&queue) == 0 && list_empty(&queue.entries));
    CHECK(pipe_queue_any(&queue) == &writers[0] && !pipe_queue_any(&queue));
}

static void there_is_an_end_to_what_it_takes(void)
{
    pipe_queue_start(&queue, 1);
    for (uint32_t i = 0; i < PIPE_EMPTY_MOST; i++)
        CHECK(pipe_queue_takes(&queue, 0) && put("", NULL));
    CHECK(!pipe_queue_takes(&queue, 0) && pipe_queue_takes(&queue, PIPE_UNREAD_MOST));
    CHECK(gives(1, true, "", false) && pipe_queue_takes(&queue, 0));
    put("a", NULL);
    CHECK(!pipe_queue_takes(&queue, PIPE_UNREAD_MOST));
    pipe_queue_drop(&queue);
    CHECK(queue.empty == 0);
}

int main(void)
{
    RUN(a_stream_has_no_bounds_but_an_empty_write);
    RUN(a_message_is_read_alone);
    RUN(a_look_takes_nothing);
    RUN(a_writer_waits_until_its_end_fits);
    RUN(without_a_quota_each_writer_waits);
    RUN(what_is_withdrawn_lets_others_go_on);
    RUN(what_is_dropped_leaves_its_writers);
    RUN(there_is_an_end_to_what_it_takes);
    return unit_end();
}
