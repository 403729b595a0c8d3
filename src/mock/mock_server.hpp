#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "mock/attempt_log.hpp"
#include "mock/mock_desk.hpp"
#include "mock/rules.hpp"

namespace jurymast::mock {

/// A running mock upstream on a loop and a thread of its own. Its functions may be called from any other thread.
class MockServer {
 public:
  /// Binds and serves; fails with the address and the system's reason. `clock` must outlive the server.
  static Result<std::unique_ptr<MockServer>> start(MockSettings settings, Clock& clock);
  /// Ends every connection at once.
  ~MockServer();
  MockServer(const MockServer&) = delete;
  MockServer& operator=(const MockServer&) = delete;

  std::uint16_t port() const;
  /// `http://127.0.0.1:PORT`, without the `/v1`.
  std::string origin() const;
  void set_faults(std::vector<FaultRule> rules);
  /// Every request gets `fault` for so long; a fault with `refuse` closes the listener instead.
  void go_down(const Fault& fault, Duration time);
  void set_pace(const Pace& pace);
  void set_slots(std::uint64_t slots);
  std::vector<Attempt> attempts();
  void clear_attempts();

 private:
  struct Inside;
  explicit MockServer(std::unique_ptr<Inside> inside);
  const std::unique_ptr<Inside> inside_;
};

}  // namespace jurymast::mock
