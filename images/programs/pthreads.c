/*
 * POSIX threads by the toolchain's winpthreads (libwinpthread-1.dll), which builds every primitive of its own
 * from events, semaphores, critical sections and thread-local storage: each does what POSIX says of it. What
 * must be seen: the numbers that stand in POSIX's pages, errors by their names. The same under Windows.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define THREADS 4
#define TURNS   250

static void say(const char *what, int error)
{
    const char *name = error == 0           ? "0"
                       : error == EBUSY     ? "EBUSY"
                       : error == EDEADLK   ? "EDEADLK"
                       : error == EPERM     ? "EPERM"
                       : error == ETIMEDOUT ? "ETIMEDOUT"
                       : error == EINVAL    ? "EINVAL"
                       : error == ESRCH     ? "ESRCH"
                       : error == EAGAIN    ? "EAGAIN"
                                            : "another";
    printf("%s: %s\n", what, name);
}

static struct timespec in_milliseconds(long milliseconds)
{
    struct timespec due;
    clock_gettime(CLOCK_REALTIME, &due);
    due.tv_nsec += milliseconds * 1000000;
    due.tv_sec += due.tv_nsec / 1000000000;
    due.tv_nsec %= 1000000000;
    return due;
}

/* ---- mutexes ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *add(void *unused)
{
    for (int i = 0; i < TURNS; i++) {
        pthread_mutex_lock(&mutex);
        int was = count;
        sched_yield();
        count = was + 1;
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void *try_it(void *which)
{
    return (void *)(intptr_t)pthread_mutex_trylock(which);
}

static int tried_elsewhere(pthread_mutex_t *which)
{
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, try_it, which);
    pthread_join(thread, &result);
    return (int)(intptr_t)result;
}

static void mutexes(void)
{
    pthread_t threads[THREADS];
    pthread_mutexattr_t kind;
    pthread_mutex_t checked, recursive;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, add, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("%d threads count to %d\n", THREADS, count);
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&checked, &kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&recursive, &kind);
    pthread_mutex_lock(&checked);
    say("locked twice", pthread_mutex_lock(&checked));
    say("tried elsewhere", tried_elsewhere(&checked));
    pthread_mutex_unlock(&checked);
    say("unlocked twice", pthread_mutex_unlock(&checked));
    pthread_mutex_lock(&recursive);
    say("recursive, twice", pthread_mutex_lock(&recursive));
    pthread_mutex_unlock(&recursive);
    say("still locked", tried_elsewhere(&recursive));
    pthread_mutex_unlock(&recursive);
    pthread_mutex_destroy(&checked);
    pthread_mutex_destroy(&recursive);
}

/* ---- condition variables, once, semaphores ---- */

static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER, not_full = PTHREAD_COND_INITIALIZER;
static int queue[2], queued;

static void *produce(void *unused)
{
    for (int i = 1; i <= 10; i++) {
        pthread_mutex_lock(&mutex);
        while (queued == 2)
            pthread_cond_wait(&not_full, &mutex);
        queue[queued++] = i;
        pthread_cond_signal(&not_empty);
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void conditions(void)
{
    pthread_t producer;
    struct timespec due = in_milliseconds(5);
    int sum = 0;
    pthread_create(&producer, NULL, produce, NULL);
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&mutex);
        while (queued == 0)
            pthread_cond_wait(&not_empty, &mutex);
        sum += queue[0];
        queue[0] = queue[1];
        queued--;
        pthread_cond_signal(&not_full);
        pthread_mutex_unlock(&mutex);
    }
    pthread_join(producer, NULL);
    printf("through a queue of two: %d\n", sum);
    pthread_mutex_lock(&mutex);
    say("nobody signals", pthread_cond_timedwait(&not_empty, &mutex, &due));
    pthread_mutex_unlock(&mutex);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int begun;

static void begin(void)
{
    begun++;
}

static void *begin_once(void *unused)
{
    pthread_once(&once, begin);
    return unused;
}

static void semaphores(void)
{
    sem_t semaphore;
    struct timespec due = in_milliseconds(5);
    int value;
    sem_init(&semaphore, 0, 2);
    sem_wait(&semaphore);
    sem_wait(&semaphore);
    say("a third", sem_trywait(&semaphore) ? errno : 0);
    say("a third, for a while", sem_timedwait(&semaphore, &due) ? errno : 0);
    sem_post(&semaphore);
    sem_getvalue(&semaphore, &value);
    printf("the semaphore has %d\n", value);
    sem_destroy(&semaphore);
}

/* ---- read/write locks, barriers, spin locks ---- */

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void *try_to_read(void *unused)
{
    int error = pthread_rwlock_tryrdlock(&rwlock);
    (void)unused;
    if (error == 0)
        pthread_rwlock_unlock(&rwlock);
    return (void *)(intptr_t)error;
}

static void *try_to_write(void *unused)
{
    (void)unused;
    return (void *)(intptr_t)pthread_rwlock_trywrlock(&rwlock);
}

static int elsewhere(void *(*what)(void *))
{
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, what, NULL);
    pthread_join(thread, &result);
    return (int)(intptr_t)result;
}

static void rwlocks(void)
{
    pthread_rwlock_rdlock(&rwlock);
    say("read beside a reader", elsewhere(try_to_read));
    say("written beside a reader", elsewhere(try_to_write));
    pthread_rwlock_unlock(&rwlock);
    pthread_rwlock_wrlock(&rwlock);
    say("read beside a writer", elsewhere(try_to_read));
    pthread_rwlock_unlock(&rwlock);
}

static pthread_barrier_t barrier;
static int before, behind;

static void *arrive(void *unused)
{
    before++;
    int serial = pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    behind += before == THREADS;
    (void)unused;
    return (void *)(intptr_t)serial;
}

static void barriers(void)
{
    pthread_t threads[THREADS];
    int serial = 0;
    void *result;
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, arrive, NULL);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &result);
        serial += (int)(intptr_t)result;
    }
    printf("behind the barrier %d saw all, %d was told so\n", behind, serial);
    pthread_barrier_destroy(&barrier);
    pthread_spinlock_t spin;
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_lock(&spin);
    say("a spin lock, tried", pthread_spin_trylock(&spin));
    pthread_spin_unlock(&spin);
    pthread_spin_destroy(&spin);
}

/* ---- keys, ends, cancelling ---- */

static pthread_key_t key;

static void destroy(void *value)
{
    printf("destroyed %s\n", (const char *)value);
}

static void *end_with_a_value(void *value)
{
    pthread_setspecific(key, value);
    printf("has %s\n", (const char *)pthread_getspecific(key));
    pthread_exit("ended");
    return NULL;
}

static void clean(void *what)
{
    printf("cleaned %s\n", (const char *)what);
}

static void *be_cancelled(void *unused)
{
    pthread_cleanup_push(clean, "up");
    for (;;)
        pthread_testcancel(), sched_yield();
    pthread_cleanup_pop(0);
    return unused;
}

static void ends(void)
{
    pthread_t thread;
    void *result;
    pthread_key_create(&key, destroy);
    pthread_create(&thread, NULL, end_with_a_value, "a value");
    pthread_join(thread, &result);
    printf("%s\n", (const char *)result);
    pthread_key_delete(key);
    pthread_create(&thread, NULL, be_cancelled, NULL);
    sched_yield();
    say("cancelled", pthread_cancel(thread));
    pthread_join(thread, &result);
    printf("its end says so: %d\n", result == PTHREAD_CANCELED);
    printf("itself: %d\n", pthread_equal(pthread_self(), pthread_self()) != 0);
    say("joins itself", pthread_join(pthread_self(), NULL));
}

int main(void)
{
    mutexes();
    conditions();
    elsewhere(begin_once);
    elsewhere(begin_once);
    printf("begun %d time\n", begun);
    semaphores();
    rwlocks();
    barriers();
    ends();
    return 0;
}
