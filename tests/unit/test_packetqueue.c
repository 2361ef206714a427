// machine
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define WORKERS 3u

/* A thread that takes packets, and after each waits for a while if it is told to. */
struct worker {
    struct thread *thread;
    uint32_t taken;
    bool rests;
    ntstatus status; /* how its last wait ended */
};

static struct packet_queue queue, other;
static struct link packets[8];
static struct waitable rest;
static struct worker workers[WORKERS];

static void work(void *of)
{
    struct worker *worker = of;
    struct link *packet;
    while ((worker->status = packet_queue_take(&queue, false, WAIT_FOREVER, &packet)) == STATUS_SUCCESS) {
        worker->taken++;
        if (worker->rests)
            wait_one(&rest, WAIT_EXECUTIVE, WAIT_FOREVER);
    }
}

static void let_run(void)
{
    while (dispatcher_yield())
        ;
}

static void begin(uint32_t most)
{
    packet_queue_start(&queue, "Queue", most);
    packet_queue_start(&other, "Queue", most);
    event_start(&rest, "Event", WAITABLE_NOTIFICATION, false);
    for (uint32_t i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){.rests = true};
        workers[i].thread = machine_thread("Worker", PRIORITY_NORMAL, work, &workers[i]);
        let_run();
    }
}

static void put(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        packet_queue_put(&queue, &packets[i]);
}

static void who_asked_last_is_served_first(void)
{
    begin(WORKERS);
    put(2);
    let_run();
    CHECK(workers[0].taken == 0 && workers[1].taken == 1 && workers[2].taken == 1);
    CHECK(queue.waitable.signal == 0 && queue.running == 0);
}

static void no_more_than_may_run_are_woken(void)
{
    begin(1);
    workers[2].rests = false;
    put(3);
    CHECK(queue.running == 1 && queue.waitable.signal == 2);
    let_run();
    CHECK(workers[2].taken == 3 && workers[1].taken == 0 && queue.running == 0);
}

static void who_waits_lets_another_go_on(void)
{
    begin(1);
    put(2);
    let_run();
    CHECK(workers[2].taken == 1 && workers[1].taken == 1 && workers[0].taken == 0);
    event_set(&rest);
    CHECK(queue.running == 2); /* more than may: nobody is stopped, and nobody begins */
    put(1);
    CHECK(queue.waitable.signal == 1);
    let_run();
    CHECK(queue.waitable.signal == 0 && workers[0].taken == 0);
}

static void a_closed_queue_sends_away(void)
{
    begin(WORKERS);
    packet_queue_close(&queue);
    let_run();
    CHECK(workers[0].status == STATUS_ABANDONED_WAIT_0 && workers[2].status == STATUS_ABANDONED_WAIT_0);
    CHECK(queue.running == 0 && list_empty(&queue.threads));
}

static void a_thread_belongs_to_the_queue_it_asked_last(void)
{
    struct link *packet;
    begin(1);
    put(1);
    let_run();
    CHECK(packet_queue_take(&queue, false, 0, &packet) == STATUS_TIMEOUT && queue.running == 1);
    CHECK(packet_queue_take(&other, false, 0, &packet) == STATUS_TIMEOUT);
    CHECK(queue.running == 0 && other.running == 1);
    packet_queue_put(&other, &packets[7]);
    CHECK(packet_queue_take(&other, false, 0, &packet) == STATUS_SUCCESS && packet == &packets[7]);
    packet_queue_end(&other);
    CHECK(!thread_current()->queue && other.running == 0);
}

static void who_only_waits_leaves_the_packet(void)
{
    begin(1);
    packet_queue_put(&other, &packets[0]);
    CHECK(wait_one(&other.waitable, WAIT_EXECUTIVE, 0) == STATUS_SUCCESS && other.waitable.signal == 1);
}

#define RUN_QUEUE(test) RUN_ON_MACHINE(64, 0, test)

int main(void)
{
    RUN_QUEUE(who_asked_last_is_served_first);
    RUN_QUEUE(no_more_than_may_run_are_woken);
    RUN_QUEUE(who_waits_lets_another_go_on);
    RUN_QUEUE(a_closed_queue_sends_away);
    RUN_QUEUE(a_thread_belongs_to_the_queue_it_asked_last);
    RUN_QUEUE(who_only_waits_leaves_the_packet);
    return unit_end();
}
