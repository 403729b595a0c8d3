#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "control/admin_route.hpp"
#include "http/loop.hpp"
#include "record/alert.hpp"
#include "store/journal.hpp"

namespace jurymast::app {

/// Alerts in one delivery; Alertmanager bounds its own with `max_alerts`.
inline constexpr std::size_t kIntakeAlertsMax = 64;

/// The alerts of a delivery of Alertmanager's webhook, format 4, without ids: of each its name, its severity, the labels that say where, its
/// summary and runbook. Fails with Invalid and what is wrong; what Alertmanager may add to its format is passed over.
Result<std::vector<record::AlertRecord>> read_alertmanager(std::string_view body, WallTime now);

/// Takes what others were alerted of into the log, so that a timeline has both. Used on the admin loop alone.
class AlertIntake {
 public:
  struct Parts {
    http::Loop& loop;
    store::Journal& journal;
    std::function<OperationId()> new_id;
  };
  explicit AlertIntake(Parts parts) : parts_(std::move(parts)) {}

  /// `POST /alerts`.
  control::AdminRoutes routes();

 private:
  void take(std::string_view body, const control::AdminAnswer& done);

  Parts parts_;
};

}  // namespace jurymast::app
