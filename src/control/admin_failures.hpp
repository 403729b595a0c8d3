#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace jurymast::control {

inline constexpr unsigned kWrongTokensMax = 20;
inline constexpr Duration kWrongTokensWindow = std::chrono::minutes(1);
inline constexpr Duration kWrongTokensPause = std::chrono::minutes(1);
/// Addresses whose wrong tokens are counted at once; beyond it the one that failed longest ago is forgotten.
inline constexpr std::size_t kFailingAddressesMax = 1024;

/// Wrong tokens by client address: after kWrongTokensMax within a window the address has to pause.
class AdminFailures {
 public:
  /// How long this address has yet to wait; nothing where it need not.
  std::optional<Duration> pause_left(const std::string& address, MonotonicTime now) const;
  /// One wrong token more.
  void note(const std::string& address, MonotonicTime now);
  std::size_t size() const { return by_address_.size(); }

 private:
  struct Failing {
    MonotonicTime since;
    unsigned count = 0;
    std::optional<MonotonicTime> paused_until{};
  };
  void make_room(MonotonicTime now);

  std::map<std::string, Failing> by_address_;
};

}  // namespace jurymast::control
