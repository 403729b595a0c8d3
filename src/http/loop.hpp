#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "base/time.hpp"
#include "http/poller.hpp"

namespace jurymast::http {

/// One event loop, run by one thread. What hangs on a loop is touched by that thread alone.
class Loop {
 public:
  explicit Loop(Clock& clock) : clock_(clock), context_(1), poller_(context_) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  boost::asio::io_context& context() { return context_; }
  Poller& poller() { return poller_; }
  MonotonicTime now() { return clock_.now(); }
  WallTime wall_now() { return clock_.wall_now(); }
  /// Runs until stop(); returns then, with handlers left undone.
  void run();
  /// May be called from any thread.
  void stop() { context_.stop(); }
  /// Runs `work` on this loop; may be called from any thread.
  void post(std::function<void()> work);

 private:
  friend class ReceiveBuffer;
  Clock& clock_;
  std::unique_ptr<char[]> spare_receive_buffer_;
  boost::asio::io_context context_;
  Poller poller_;
};

/// One timer that can be moved; fires on its loop. Destroying it cancels it, and its handler is never called after that.
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
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace jurymast::http
