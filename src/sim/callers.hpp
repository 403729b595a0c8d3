#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/gateway.hpp"
#include "sim/process.hpp"
#include "sim/timeline.hpp"

namespace jurymast::sim {

/// The callers and their SDKs: sends the requests of all calls, waits, tries again as the official SDKs do, and leaves.
///
/// An SDK tries a request again that failed before its answer began, with a connection error or with 408, 409, 429 or 5xx, unless
/// `x-should-retry: false` forbids it; after Retry-After where there is one, else after half a second doubled for each retry, eight at
/// most, less up to a quarter.
class Callers final : public CallerPort {
 public:
  /// Borrows the timeline.
  Callers(const Parts& parts, const Timeline& timeline);

  void connect(Gateway& gateway) { gateway_ = &gateway; }
  /// The call's request is due.
  void send(std::uint32_t call, std::uint32_t request);
  /// The caller's patience ends; with the whole call or with this request of it.
  void leave(std::uint32_t call, std::uint32_t request);
  void replied(std::uint32_t call, std::uint32_t request, const Reply& reply) override;

 private:
  static constexpr std::uint32_t kWholeCall = 0xffff'ffff;

  struct State {
    std::uint32_t request = 0;
    std::optional<std::uint32_t> operation;
    MonotonicTime began;
    bool begun = false;
    bool waiting = false;  ///< for a reply
    bool over = false;
  };
  struct Agent {
    std::vector<std::uint32_t> calls;  ///< in order
    std::size_t next = 0;
    std::uint64_t last_state = 0;
  };

  void begin(std::uint32_t call);
  void begin_agents_next(Agent& agent);
  bool may_retry(const Call& call, const State& state, const Reply& reply) const;
  void retry(std::uint32_t call, std::optional<std::uint32_t> retry_after_s);
  void end(std::uint32_t call, CallEnd how);
  const Call& call_at(std::uint32_t call) const { return timeline_.calls[call]; }

  Parts parts_;
  const Timeline& timeline_;
  Gateway* gateway_ = nullptr;
  std::vector<State> states_;
  std::map<std::uint16_t, Agent> agents_;
};

}  // namespace jurymast::sim
