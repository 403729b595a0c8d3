#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "app/alert/alert_name.hpp"
#include "telemetry/prometheus_text.hpp"

namespace jurymast::app {

/// Alerts that fire at once; what is raised beyond is counted and told nowhere else.
inline constexpr std::size_t kAlertsFiringMax = 256;

/// Which of our own alerts fire now. Each change leaves one record. Used on the admin loop alone.
class AlertDesk {
 public:
  struct Parts {
    std::function<WallTime()> wall_now;
    std::function<OperationId()> new_id;
    std::function<void(const std::string& record)> write;
    std::function<void(const record::AlertRecord&)> told{};  ///< who else hears of each change; empty: nobody
  };
  explicit AlertDesk(Parts parts) : parts_(std::move(parts)) {}

  /// It fires from now on; nothing happens where it does already.
  void raise(AlertName name, const record::NamedLabels& labels);
  /// It is over; nothing happens where it does not fire.
  void resolve(AlertName name, const record::NamedLabels& labels);
  /// Of that name exactly these fire from now on.
  void settle(AlertName name, const std::set<record::NamedLabels>& firing);

  bool fires(AlertName name, const record::NamedLabels& labels) const { return firing_.contains({name, labels}); }
  std::uint64_t untold() const { return untold_; }
  /// `jurymast_alert{name}`: how many of each name fire.
  void write_metrics(telemetry::PrometheusText& page) const;
  /// What fires, as a JSON array.
  std::string json() const;

 private:
  using Alert = std::pair<AlertName, record::NamedLabels>;
  void tell(const Alert& alert, record::AlertState state);

  Parts parts_;
  std::map<Alert, WallTime> firing_;  ///< since when
  std::uint64_t untold_ = 0;
};

}  // namespace jurymast::app
