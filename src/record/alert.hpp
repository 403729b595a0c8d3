#pragma once
#include <array>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/member_types.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

enum class AlertSource : unsigned char { Jurymast, Alertmanager };
inline constexpr std::array<std::string_view, 2> kAlertSourceNames{"jurymast", "alertmanager"};

enum class AlertState : unsigned char { Firing, Resolved };
inline constexpr std::array<std::string_view, 2> kAlertStateNames{"firing", "resolved"};

enum class Severity : unsigned char { Info, Warning, Critical };
inline constexpr std::array<std::string_view, 3> kSeverityNames{"info", "warning", "critical"};

/// Somebody was told, or was told that it is over.
struct AlertRecord {
  WallTime at;
  OperationId id;
  AlertSource source = AlertSource::Jurymast;
  AlertState state = AlertState::Firing;
  Severity severity = Severity::Warning;
  std::string name;
  NamedLabels labels;
  PlainText summary;
  Link runbook;
  friend bool operator==(const AlertRecord&, const AlertRecord&) = default;
};
std::string render(const AlertRecord& record);
Result<AlertRecord> read_alert(std::string_view record);
KindShape alert_shape();

}  // namespace jurymast::record
