/*
 * C++'s own threads, which only the compiler's variant with POSIX threads has: libstdc++-6.dll over
 * libwinpthread-1.dll. What must be seen is what the standard says, whoever runs first. The same under
 * Windows.
 */
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <future>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <system_error>
#include <thread>
#include "cxx.h"

using namespace std::chrono_literals;

static std::string yes(bool is)
{
    return is ? "yes" : "no";
}

/* What is thrown by `body`, by its code: an error of threads is a std::system_error. */
template <class body> static void failed(body run)
{
    try {
        run();
        trace() += "nothing";
    } catch (const std::system_error &caught) {
        for (auto [code, name] :
             {std::pair{std::errc::invalid_argument, "invalid_argument"},
              std::pair{std::errc::operation_not_permitted, "operation_not_permitted"},
              std::pair{std::errc::resource_deadlock_would_occur, "resource_deadlock_would_occur"},
              std::pair{std::errc::no_such_process, "no_such_process"}})
            if (caught.code() == code)
                trace() += name;
    } catch (const std::future_error &caught) {
        for (auto [code, name] :
             {std::pair{std::future_errc::broken_promise, "broken_promise"},
              std::pair{std::future_errc::promise_already_satisfied, "promise_already_satisfied"},
              std::pair{std::future_errc::future_already_retrieved, "future_already_retrieved"},
              std::pair{std::future_errc::no_state, "no_state"}})
            if (caught.code() == code)
                trace() += name;
    }
}

/* Runs `body` on a thread of its own, to its end. */
template <class body> static void elsewhere(body run)
{
    std::thread(run).join();
}

/* ---- threads ---- */

static void counted()
{
    std::mutex mutex;
    std::vector<std::thread> threads;
    int count = 0;
    for (int i = 0; i < 4; i++)
        threads.emplace_back([&] {
            for (int turn = 0; turn < 100; turn++) {
                std::lock_guard held(mutex);
                int was = count;
                std::this_thread::yield();
                count = was + 1;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    trace() += std::to_string(count);
    check("4 threads count to", "400");
}

static void handed_over()
{
    std::string text;
    std::thread first(
        [](std::string &to, std::unique_ptr<int> owned) { to = "owned " + std::to_string(*owned); },
        std::ref(text), std::make_unique<int>(7));
    std::thread second(std::move(first));
    trace() += yes(first.joinable()) + yes(second.joinable());
    second.join();
    trace() += " " + text;
    check("moved", "noyes owned 7");
    failed([&] { second.join(); });
    check("joined twice", "invalid_argument");
    std::thread::id inner;
    elsewhere([&] { inner = std::this_thread::get_id(); });
    trace() += yes(inner != std::this_thread::get_id() && inner != std::thread::id());
    check("its own id", "yes");
}

static void stopped()
{
    std::atomic<int> asked{0};
    {
        std::jthread worker([&](std::stop_token stop) {
            while (!stop.stop_requested())
                std::this_thread::yield();
            asked = 1;
        });
        std::stop_callback call(worker.get_stop_token(), [] { trace() += "called "; });
        worker.request_stop();
    }
    trace() += std::to_string(asked);
    check("asked to stop", "called 1");
}

/* ---- mutexes ---- */

static void mutexes()
{
    std::mutex plain;
    std::recursive_mutex recursive;
    std::timed_mutex timed;
    std::lock_guard a(plain);
    recursive.lock();
    recursive.lock();
    recursive.unlock();
    std::lock_guard c(timed);
    elsewhere(
        [&] { trace() += yes(plain.try_lock()) + yes(recursive.try_lock()) + yes(timed.try_lock_for(5ms)); });
    recursive.unlock();
    elsewhere([&] {
        trace() += yes(recursive.try_lock());
        recursive.unlock();
    });
    check("locked elsewhere", "nononoyes");
    failed([] { std::unique_lock<std::mutex>().lock(); });
    trace() += " ";
    failed([&] {
        std::unique_lock held(plain, std::adopt_lock);
        struct keeps {
            std::unique_lock<std::mutex> &lock;
            ~keeps()
            {
                lock.release();
            }
        } keep{held};
        held.lock();
    });
    check("of no mutex, twice", "operation_not_permitted resource_deadlock_would_occur");
}

static void two_at_once()
{
    std::mutex a, b;
    int count = 0;
    auto add = [&](std::mutex &first, std::mutex &second) {
        for (int i = 0; i < 50; i++) {
            std::scoped_lock both(first, second);
            std::this_thread::yield();
            count++;
        }
    };
    std::thread one(add, std::ref(a), std::ref(b)), other(add, std::ref(b), std::ref(a));
    one.join();
    other.join();
    trace() += std::to_string(count);
    check("two, crosswise", "100");
}

static void shared()
{
    std::shared_mutex mutex;
    std::shared_timed_mutex timed;
    auto try_both = [&] {
        bool read = mutex.try_lock_shared();
        if (read)
            mutex.unlock_shared();
        bool written = mutex.try_lock();
        trace() += yes(read) + yes(written) + " ";
    };
    mutex.lock_shared();
    elsewhere(try_both);
    mutex.unlock_shared();
    mutex.lock();
    elsewhere(try_both);
    mutex.unlock();
    std::unique_lock held(timed);
    elsewhere([&] { trace() += yes(std::shared_lock(timed, 5ms).owns_lock()); });
    check("read and write", "yesno nono no");
}

/* Nothing is thrown: the unwinder would have to know the frames of libwinpthread-1.dll, which tells it none.
 */
static void once()
{
    std::once_flag flag;
    int times = 0;
    auto begin = [&] {
        std::call_once(flag, [&] {
            std::this_thread::sleep_for(5ms);
            times++;
        });
        trace() += std::to_string(times);
    };
    std::jthread first(begin), second(begin);
    begin();
    first.join();
    second.join();
    check("once, and all wait", "111");
}

/* ---- waiting for each other ---- */

static void conditions()
{
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<int> queue;
    int sum = 0;
    std::thread producer([&] {
        for (int i = 1; i <= 10; i++) {
            std::unique_lock held(mutex);
            changed.wait(held, [&] { return queue.size() < 2; });
            queue.push_back(i);
            changed.notify_all();
        }
    });
    for (int i = 0; i < 10; i++) {
        std::unique_lock held(mutex);
        changed.wait(held, [&] { return !queue.empty(); });
        sum += queue.front();
        queue.erase(queue.begin());
        changed.notify_all();
    }
    producer.join();
    std::unique_lock held(mutex);
    trace() += std::to_string(sum) + " " + yes(changed.wait_for(held, 5ms) == std::cv_status::timeout) +
               yes(changed.wait_until(held, std::chrono::system_clock::now() + 5ms, [] { return false; }));
    check("through a queue of two", "55 yesno");
}

static void any_lock()
{
    std::shared_mutex mutex;
    std::condition_variable_any changed;
    bool there = false;
    std::jthread waits([&](std::stop_token stop) {
        std::shared_lock held(mutex);
        bool came = changed.wait(held, stop, [&] { return there; });
        trace() += yes(came) + " ";
        changed.wait(held, stop, [] { return false; });
        trace() += yes(stop.stop_requested());
    });
    {
        std::lock_guard held(mutex);
        there = true;
    }
    changed.notify_one();
    std::this_thread::sleep_for(10ms);
    waits.request_stop();
    waits.join();
    check("for a lock of any kind", "yes yes");
}

static void meetings()
{
    std::latch begun(3);
    std::counting_semaphore<2> two(2);
    std::atomic<int> rounds{0}, inside{0}, most{0}, all{0};
    std::barrier round(3, [&]() noexcept { rounds++; });
    auto work = [&] {
        begun.arrive_and_wait();
        for (int i = 0; i < 4; i++) {
            two.acquire();
            most = std::max(most.load(), ++inside);
            std::this_thread::yield();
            inside--;
            two.release();
            round.arrive_and_wait();
        }
        all++;
        all.notify_one();
    };
    std::jthread a(work), b(work), c(work);
    for (int seen = 0; seen < 3; seen = all)
        all.wait(seen);
    trace() += std::to_string(rounds) + " rounds, " + std::to_string(most) + " at once";
    check("3 threads meet", "4 rounds, 2 at once");
}

/* To a moment is up to a millisecond too short, because libwinpthread-1.dll leaves out the fraction of what
 * is still to go. */
static void time_passes()
{
    auto begun = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(20ms);
    auto later = std::chrono::steady_clock::now();
    std::this_thread::sleep_until(later + 20ms);
    trace() += yes(later - begun >= 20ms) + yes(std::chrono::steady_clock::now() - later >= 19ms);
    check("slept long enough", "yesyes");
}

/* ---- results ---- */

static void results()
{
    std::future<int> other = std::async(std::launch::async, [main = std::this_thread::get_id()] {
        return main == std::this_thread::get_id() ? 0 : 21;
    });
    bool ran = false;
    std::future<void> own = std::async(std::launch::deferred, [&] { ran = true; });
    trace() += std::to_string(other.get()) + yes(ran) + yes(own.wait_for(0s) == std::future_status::deferred);
    own.get();
    trace() += yes(ran);
    check("async, deferred", "21noyesyes");
    std::packaged_task<int(int)> task([](int of) { return of * 2; });
    std::shared_future<int> twice = task.get_future().share();
    std::thread runs(std::move(task), 21);
    int seen = 0;
    elsewhere([&] { seen = twice.get(); });
    runs.join();
    trace() += std::to_string(seen + twice.get());
    check("a task, asked by two", "84");
    std::promise<int> never;
    trace() += yes(never.get_future().wait_for(5ms) == std::future_status::timeout);
    check("not yet", "yes");
}

static void broken()
{
    std::future<int> of_nobody;
    {
        std::promise<int> promise;
        of_nobody = promise.get_future();
        failed([&] { promise.get_future(); });
        trace() += " ";
    }
    failed([&] { of_nobody.get(); });
    trace() += " ";
    std::promise<int> kept;
    kept.set_value(1);
    failed([&] { kept.set_value(2); });
    check("promises", "future_already_retrieved broken_promise promise_already_satisfied");
}

static void exceptions()
{
    auto future = std::async(
        std::launch::async, [] { throw_below(1); });
    told([&] { future.get(); });
    check("thrown elsewhere", "AB numbered 42");
    std::promise<void> promise;
    elsewhere([&] {
        try {
            throw_below(0);
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
    });
    told([&] { promise.get_future().get(); });
    check("handed over", "A numbered 42");
    std::promise<int> at_its_end;
    auto result = at_its_end.get_future();
    std::thread([&] {
        at_its_end.set_value_at_thread_exit(5);
        trace() += yes(result.wait_for(0s) == std::future_status::ready);
    }).detach();
    trace() += " " + std::to_string(result.get());
    check("when the thread ends", "no 5");
}

/* ---- what is a thread's own ---- */

/*
 * Such objects say their letter by their type alone: here they are asked to go when what they lay in has been
 * given back, because both are done by the compiler's run time, in that order.
 */
template <char letter> struct leaves {
    bool made = true;
    ~leaves()
    {
        trace() += letter;
    }
};

static thread_local int number = 10;
static thread_local leaves<'z'> last;

static void own_objects()
{
    number++;
    elsewhere([] {
        thread_local leaves<'a'> first;
        thread_local leaves<'b'> second;
        number += first.made + second.made + last.made;
        trace() += std::to_string(number) + " ";
    });
    trace() += " " + std::to_string(number);
    check("a thread's own", "13 zba 11");
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; i++)
        threads.emplace_back([] {
            thread_local leaves<'e'> each;
            number += each.made;
        });
    for (std::thread &thread : threads)
        thread.join();
    check("of three", "eee");
}

static std::promise<void> over;

/* Nobody catches what leaves a thread. The main thread has the last word, whatever the other's number is. */
static void left_by_an_exception()
{
    std::set_terminate([] {
        told([] { std::rethrow_exception(std::current_exception()); });
        over.set_value();
        for (;;)
            std::this_thread::sleep_for(1h);
    });
    std::thread([] { throw more(42); }).detach();
    over.get_future().wait();
    check("nobody catches", " numbered 42");
}

int main()
{
    for (auto experiment :
         {counted, handed_over, stopped, mutexes, two_at_once, shared, once, conditions, any_lock, meetings,
          time_passes, results, broken, exceptions, own_objects, left_by_an_exception})
        experiment();
    std::printf("%d otherwise\n", not_so);
    return not_so;
}
