#pragma once
#include <optional>

#include "base/time.hpp"
#include "evidence/rise.hpp"
#include "record/parsed_line.hpp"
#include "review/incident/impact.hpp"
#include "review/incident/scope.hpp"

namespace jurymast::review {

/// What is done against an incident shows within this, or it is something else that ends it.
inline constexpr Duration kMitigationWorksWithin = std::chrono::minutes(15);

/// Whether fewer callers were hurt after the first thing that a rollout, an override or a configuration did against an incident: visible errors in
/// kMitigationWorksWithin after it against those of the incident before it, by `evidence::change_of`. A value.
class MitigationFold {
 public:
  /// Something was done at that time, during the incident.
  void done(WallTime at);
  /// A caller's operation that began then; lines come in the log's order.
  void take(Phase phase, WallTime at, bool hurt);
  Mitigation mitigation() const;

 private:
  std::optional<WallTime> first_;
  evidence::Hits before_;
  evidence::Hits after_;
};

}  // namespace jurymast::review
