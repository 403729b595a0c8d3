#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/failure_class.hpp"
#include "base/ids.hpp"
#include "base/refusal.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "proxy/probe_ticket.hpp"
#include "record/probe.hpp"

namespace jurymast::proxy {

inline constexpr Duration kTicketTimeMax = std::chrono::seconds(60);
inline constexpr std::size_t kProbesPerWindowMax = 10;
inline constexpr Duration kProbeWindow = std::chrono::minutes(1);
/// Tickets that were given and not used yet; one more has to wait until the oldest is void.
inline constexpr std::size_t kTicketsOutMax = 4096;
inline constexpr std::size_t kFinishedProbesMax = 256;

/// A probe's operation as it ended: its record, and what a record of the probe itself must agree with.
struct FinishedProbe {
  OperationId id;
  ProbeTicket ticket;
  std::string target{};  ///< the forced one, or the primary
  std::uint64_t attempts = 0;
  std::uint16_t last_status = 0;  ///< of the last attempt; 0: no response head
  std::uint16_t told_status = 0;  ///< what the caller was told
  std::optional<FailureClass> failure_class{};
  std::string served_by{};    ///< empty: nobody
  std::string last_target{};  ///< of the last attempt; empty: none was made
  std::string line{};         ///< the operation's record
  bool claimed = false;       ///< a probe's record names it
};

/// Gives tickets for probes, takes each of them once, and holds what became of the probes. What loops and the admin listener share, under one
/// short lock that is never held across a wait.
class ProbeDesk {
 public:
  /// Without a key no ticket is given or taken.
  explicit ProbeDesk(Secret key) : key_(std::move(key)) {}

  /// A ticket that is good for kTicketTimeMax; its expiry and nonce are set here. `target` is the one whose probes of this minute it is
  /// counted among. Where they are spent, how long until there is another.
  tl::expected<std::string, Duration> give(ProbeTicket ticket, std::string_view target, MonotonicTime now);
  /// The ticket behind a header's text, which is spent by this; else why it is refused.
  tl::expected<ProbeTicket, Refusal> take(std::string_view text, MonotonicTime now);

  /// Holds a finished probe; the oldest goes where there are too many.
  void keep(FinishedProbe probe);
  /// The record of a probe's operation; nothing where this process does not hold it.
  std::optional<std::string> record_of(OperationId id) const;
  /// Lets a probe's record speak for its operation, once; fails with Denied and what does not agree.
  Result<void> claim(const record::ProbeRecord& record);

 private:
  void forget_the_past(MonotonicTime now);

  Secret key_;
  mutable std::mutex mutex_;
  std::uint64_t next_nonce_ = 1;
  std::map<std::uint64_t, MonotonicTime> out_;                           ///< given and not taken, by nonce and so by expiry
  std::map<std::string, std::deque<MonotonicTime>, std::less<>> given_;  ///< in the last window, by target
  std::deque<FinishedProbe> finished_;
};

}  // namespace jurymast::proxy
