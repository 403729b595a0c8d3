#pragma once
#include <functional>
#include <string>

#include "app/override/override_keeper.hpp"
#include "app/override/override_request.hpp"
#include "control/admin_route.hpp"

namespace jurymast::app {

/// What the admin listener offers around overrides. Used on the admin loop alone.
class OverrideAdmin {
 public:
  struct Parts {
    OverrideKeeper& keeper;
    std::function<WallTime()> now;
    std::function<std::string(const std::string&)> masked;  ///< the text without secrets that are known
    std::function<evidence::OverrideSurroundings()> surroundings;
  };
  explicit OverrideAdmin(Parts parts) : parts_(std::move(parts)) {}

  /// `GET /overrides`, `POST /overrides`, `POST /overrides/clear`, `POST /targets/NAME`.
  control::AdminRoutes routes();
  /// What stands, as a JSON array.
  std::string standing() const;

 private:
  void set(const control::AdminRequest& request, const control::AdminAnswer& answer);
  void clear(const control::AdminRequest& request, const control::AdminAnswer& answer);
  void act_on_target(const control::AdminRequest& request, const control::AdminAnswer& answer);
  /// Takes the step, or says what would come of it.
  void take(const OverrideKeeper::Asked& asked, bool dry_run, const control::AdminAnswer& answer);
  control::AdminReply reply_of(const OverrideSettled& settled, bool dry_run) const;

  Parts parts_;
};

}  // namespace jurymast::app
