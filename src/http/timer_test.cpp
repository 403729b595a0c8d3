#include <gtest/gtest.h>

#include "http/http_probe.hpp"

namespace jurymast::http {
namespace {

using probe::LoopThread;
using std::chrono::milliseconds;

struct Fired {
  int count = 0;
  MonotonicTime at;
};

class Timers : public testing::Test {
 protected:
  ~Timers() override {
    thread.run([this] { timer.reset(); });
  }
  void set(MonotonicTime at) {
    timer->set(at, [this] {
      ++fired.count;
      fired.at = thread.loop().now();
    });
  }
  int count() {
    return thread.run([this] { return fired.count; });
  }
  MonotonicTime now() {
    return thread.run([this] { return thread.loop().now(); });
  }

  Fired fired;
  LoopThread thread;
  std::unique_ptr<Timer> timer = thread.run([this] { return std::make_unique<Timer>(thread.loop()); });
};

TEST_F(Timers, FireOnce_NotBeforeTheirTime) {
  const MonotonicTime at = now() + milliseconds(30);
  thread.run([&] { set(at); });
  ASSERT_TRUE(thread.eventually([&] { return fired.count == 1; }));
  EXPECT_GE(fired.at, at);
  std::this_thread::sleep_for(milliseconds(40));
  EXPECT_EQ(count(), 1);
}

TEST_F(Timers, FireSoon_WhereTheTimeIsPast) {
  const MonotonicTime past = now() - milliseconds(5);
  thread.run([&] { set(past); });
  EXPECT_TRUE(thread.eventually([&] { return fired.count == 1; }));
}

TEST_F(Timers, CanBeMovedOutAndIn) {
  const MonotonicTime begin = now();
  thread.run([&] {
    set(begin + milliseconds(20));
    set(begin + milliseconds(80));
  });
  ASSERT_TRUE(thread.eventually([&] { return fired.count == 1; }));
  EXPECT_GE(fired.at, begin + milliseconds(80));
  const MonotonicTime again = now();
  thread.run([&] {
    set(again + std::chrono::hours(3000));
    set(again + milliseconds(10));
  });
  ASSERT_TRUE(thread.eventually([&] { return fired.count == 2; }));
  EXPECT_LT(fired.at, again + milliseconds(2000));
}

TEST_F(Timers, NeverFire_OnceCancelledOrDestroyed) {
  const MonotonicTime at = now() + milliseconds(15);
  thread.run([&] {
    set(at);
    timer->cancel();
  });
  std::this_thread::sleep_for(milliseconds(40));
  EXPECT_EQ(count(), 0);
  const MonotonicTime later = now() + milliseconds(15);
  thread.run([&] {
    set(later);
    timer = std::make_unique<Timer>(thread.loop());
  });
  std::this_thread::sleep_for(milliseconds(40));
  EXPECT_EQ(count(), 0);
}

TEST_F(Timers, CanBeSetAndDestroyed_InsideTheirCall) {
  thread.run([&] {
    timer->set(thread.loop().now(), [this] {
      ++fired.count;
      timer->set(thread.loop().now(), [this] {
        ++fired.count;
        timer.reset();
      });
    });
  });
  EXPECT_TRUE(thread.eventually([&] { return fired.count == 2 && !timer; }));
}

/// The wait that the first one left behind is neither the second one's nor the last.
TEST_F(Timers, OneMadeAfterAnotherEnded_FiresAtItsOwnTime) {
  const MonotonicTime begin = now();
  int stale = 0;
  thread.run([&] {
    timer->set(begin + milliseconds(20), [&stale] { ++stale; });
    timer.reset();
    timer = std::make_unique<Timer>(thread.loop());
    set(begin + milliseconds(60));
  });
  ASSERT_TRUE(thread.eventually([&] { return fired.count == 1; }));
  EXPECT_GE(fired.at, begin + milliseconds(60));
  const MonotonicTime again = now();
  thread.run([&] {
    timer->set(again + std::chrono::hours(1), [&stale] { ++stale; });
    timer.reset();
    timer = std::make_unique<Timer>(thread.loop());
    set(again + milliseconds(10));
  });
  ASSERT_TRUE(thread.eventually([&] { return fired.count == 2; }));
  EXPECT_LT(fired.at, again + milliseconds(2000));
  EXPECT_EQ(thread.run([&] { return stale; }), 0);
}

}  // namespace
}  // namespace jurymast::http
