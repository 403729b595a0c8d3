#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "base/time.hpp"
#include "http/poller.hpp"

namespace jurymast::http {

struct TimerState;

/// One event loop, run by one thread. What hangs on a loop is touched by that thread alone.
class Loop {
 public:
  explicit Loop(Clock& clock) : time_(clock), context_(1), poller_(context_, time_) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  boost::asio::io_context& context() { return context_; }
  Poller& poller() { return poller_; }
  /// As EventTime tells it.
  MonotonicTime now() { return time_.now(); }
  WallTime wall_now() { return time_.wall_now(); }
  /// Runs until stop(); returns then, with handlers left undone.
  void run();
  /// May be called from any thread.
  void stop() { context_.stop(); }
  /// Runs `work` on this loop; may be called from any thread.
  void post(std::function<void()> work);

 private:
  friend class ReceiveBuffer;
  friend class Timer;
  EventTime time_;
  std::unique_ptr<char[]> spare_receive_buffer_;
  bool ending_ = false;  ///< timers that end with the handlers left undone are not kept
  boost::asio::io_context context_;
  Poller poller_;
  std::vector<std::shared_ptr<TimerState>> spare_timers_;
};

/// One timer that can be moved; fires on its loop. Destroying it cancels it, and its handler is never called after that. What it is made of
/// is kept for the next one, with a wait that may still be outstanding: most timers never fire, and the next one is mostly due later.
class Timer {
 public:
  explicit Timer(Loop& loop);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Calls `fire` once at `at` (soon, if that is past). An earlier setting is replaced. `never()` only cancels. Moving the time further
  /// out re-arms lazily and costs no system call.
  void set(MonotonicTime at, std::function<void()> fire);
  void cancel();

 private:
  std::shared_ptr<TimerState> state_;
};

}  // namespace jurymast::http
