#pragma once
#include <optional>
#include <set>
#include <string>

#include "app/kill/kill_file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "proxy/kill_switch.hpp"

namespace jurymast::app {

/// What came of turning the switch.
struct KillTurned {
  std::set<std::string> routes;  ///< for which it stands now, or `all`
  std::string not_written;       ///< why a restart would forget it; empty: the file says it
};

/// Holds the kill switch as the kill file has it. Setting takes effect at once and never waits for the file; what could not be written
/// stands in this process, and is written as soon as that can be done. Clearing takes effect when the file says it. Used on one thread.
class KillKeeper {
 public:
  KillKeeper(std::string state_directory, proxy::KillSwitch& kill)
      : state_(std::move(state_directory)), kill_(kill), file_(state_) {}

  /// Follows the file, and tries again what could not be written; the names that stand, where they changed. Cheap enough for many times a second.
  std::optional<std::set<std::string>> look(MonotonicTime now);
  KillTurned set(const std::string& name);
  /// Fails with NotFound where it does not stand, or as the file's writing does; then it stands as before.
  Result<KillTurned> clear(const std::string& name);

 private:
  void adopt();

  std::string state_;
  proxy::KillSwitch& kill_;
  KillFile file_;
  std::set<std::string> written_;    ///< as the file was last seen
  std::set<std::string> unwritten_;  ///< set here, not in the file yet
  MonotonicTime try_again_;
};

}  // namespace jurymast::app
