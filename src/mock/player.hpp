#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "http/loop.hpp"
#include "http/server_session.hpp"
#include "mock/plan.hpp"

namespace jurymast::mock {

/// Sends a plan's bytes on a session, each at its time and no faster than the client reads.
class Player {
 public:
  explicit Player(http::Loop& loop) : loop_(loop), timer_(loop) {}
  /// `done` is called once behind the last byte, maybe from within. The plan must live until then, or until stop().
  void start(http::ServerSession& session, const Plan& plan, std::function<void()> done);
  /// The client has read on.
  void on_drained();
  void stop();
  /// Bytes given to the session since start().
  std::uint64_t sent() const { return sent_; }

 private:
  void advance();

  http::Loop& loop_;
  http::Timer timer_;
  http::ServerSession* session_ = nullptr;
  std::optional<PlanCursor> cursor_;
  std::optional<PlanCursor::Write> next_;
  MonotonicTime due_;
  bool blocked_ = false;
  std::uint64_t sent_ = 0;
  std::function<void()> done_;
};

}  // namespace jurymast::mock
