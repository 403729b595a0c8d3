#pragma once
#include <functional>
#include <string>

#include "app/kill/kill_keeper.hpp"
#include "app/override/override_request.hpp"
#include "control/admin_route.hpp"
#include "http/loop.hpp"
#include "policy/snapshot.hpp"
#include "proxy/plane.hpp"
#include "record/override.hpp"

namespace jurymast::app {

/// Where the kill switch of a running gateway is turned: over the admin listener, by a signal, and in the kill file. It needs no log: a record
/// is appended, and nobody waits for it. Used on the admin loop alone.
class KillDesk {
 public:
  struct Parts {
    proxy::Shared& shared;
    http::Loop& loop;
    std::string state_directory;
    std::function<const policy::Snapshot&()> snapshot;  ///< the one in force
    std::function<OperationId()> next_id;
    std::function<std::string(const std::string&)> masked;  ///< the text without secrets that are known
    std::function<void(const KillTurned&)> turned;          ///< after each turn
  };
  explicit KillDesk(Parts parts) : parts_(std::move(parts)), keeper_(parts_.state_directory, parts_.shared.kill) {}

  /// `POST /kill`, `POST /kill/clear`.
  control::AdminRoutes routes();
  /// All routes.
  void set_by_signal();
  /// Follows the file; to be called every few hundredths of a second.
  void look();

 private:
  control::AdminReply set(const control::AdminRequest& request);
  control::AdminReply clear(const control::AdminRequest& request);
  /// Who turns the switch of which route; a route that the configuration has, or `all`.
  Result<OverrideRequest> read(const control::AdminRequest& request) const;
  void tell(record::OverrideEvent event, const evidence::OverrideAsk& ask, const KillTurned& turned);

  Parts parts_;
  KillKeeper keeper_;
};

}  // namespace jurymast::app
