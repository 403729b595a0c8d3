#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/member_types.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// What a person may decide past the configuration. All but `kill` expire.
enum class OverrideAction : unsigned char {
  Pin,             ///< every request that may go to the target does
  Disable,         ///< nothing is sent to the target
  Mode,            ///< the route's mode is another one
  StopRollout,     ///< the route's rollout may not raise its weight, and has none
  PermitClass,     ///< a class falls back that the configuration may not permit
  Kill,            ///< fallback and canary are off
  RetryNow,        ///< the target's breaker and pauses are forgotten, once
  ClearSuspension  ///< the target is in its route's list again
};
inline constexpr std::array<std::string_view, 8> kOverrideActionNames{"pin",          "disable", "mode",      "stop_rollout",
                                                                      "permit_class", "kill",    "retry_now", "clear_suspension"};
constexpr std::string_view name_of(OverrideAction v) { return kOverrideActionNames[static_cast<std::size_t>(v)]; }

enum class OverrideEvent : unsigned char { Set, Cleared, Expired };
inline constexpr std::array<std::string_view, 3> kOverrideEventNames{"set", "cleared", "expired"};
constexpr std::string_view name_of(OverrideEvent v) { return kOverrideEventNames[static_cast<std::size_t>(v)]; }

/// A person's decision past the configuration began or ended.
struct OverrideRecord {
  WallTime at;
  OperationId id;
  std::uint64_t config = 0;
  OverrideEvent event = OverrideEvent::Set;
  OverrideAction action = OverrideAction::Pin;
  std::string route;   ///< a route, or `all`
  std::string target;  ///< where the action is about one
  std::string value;   ///< the mode, or the class
  std::string author;
  std::string approver;      ///< a different person, where one was needed
  bool break_glass = false;  ///< the author stood alone
  PlainText reason;
  std::string ticket;
  std::optional<WallTime> expires_at;
  std::optional<OperationId> reverts;  ///< the `set` that this ends
  std::vector<std::string> unproven;   ///< conditions that nobody knew when it was set
  std::string failing_signal{};        ///< the failure class that it answers, as its author says; empty: not said
  std::vector<std::string> changed_paths{};  ///< settings that changed in the day before it was set, the first of them
  friend bool operator==(const OverrideRecord&, const OverrideRecord&) = default;
};
std::string render(const OverrideRecord& record);
Result<OverrideRecord> read_override(std::string_view record);
KindShape override_shape();

}  // namespace jurymast::record
