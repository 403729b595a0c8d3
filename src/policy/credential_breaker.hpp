#pragma once
#include <cstdint>

#include "base/failure_class.hpp"
#include "base/time.hpp"
#include "policy/fleet_port.hpp"

namespace jurymast::policy {

/// How often a refused credential is tried again.
inline constexpr Duration kCredentialProbeInterval = std::chrono::seconds(10);

/// Takes a credential out of use once a provider has refused it, for all targets that share it; one probe in ten seconds finds out
/// whether it is accepted again.
class CredentialBreaker {
 public:
  struct Answer {
    bool denied = false;
    bool probe = false;
    MonotonicTime open_again;
  };
  /// May a request with this credential pass? Changes nothing.
  Answer ask(AttemptKind kind, MonotonicTime now) const;
  /// The attempt that was let pass as a probe is on its way.
  void begin_probe(MonotonicTime now);
  /// Counts how an attempt with this credential ended.
  void settle(const Settlement& settlement, MonotonicTime now);
  /// The credential was changed or an operator says that it is good again.
  void clear();

  bool open() const { return open_; }
  std::uint32_t epoch() const { return epoch_; }

 private:
  bool open_ = false;
  bool probe_in_flight_ = false;
  std::uint32_t epoch_ = 0;
  MonotonicTime next_probe_;
};

}  // namespace jurymast::policy
