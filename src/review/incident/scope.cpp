#include "review/incident/scope.hpp"

namespace jurymast::review {

std::optional<Phase> phase_of(const IncidentScope& scope, WallTime at) {
  if (at < scope.baseline_from || at >= scope.until) return std::nullopt;
  if (at < scope.from) return Phase::Before;
  return !scope.to || at < *scope.to ? Phase::During : Phase::After;
}

}  // namespace jurymast::review
