#pragma once
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/failure_class.hpp"
#include "evidence/class_mixture.hpp"
#include "evidence/draw.hpp"
#include "evidence/judged_operation.hpp"

namespace jurymast::evidence {

/// So many units of one rollout are told apart, the first ones; whoever comes after them counts for nothing.
inline constexpr std::size_t kUnitsMax = 20'000;

/// The units of a sticky rollout: users or sessions whose requests are all drawn alike, and of which each counts once. One user whose every
/// request fails would otherwise throw out whichever target it fell to. A value, moved by operations alone.
class UnitLedger {
 public:
  /// The draw that counts for the operation's unit in comparisons over stages, its first; nothing where too many units came before.
  std::optional<Draw> first_draw(const JudgedOperation& operation);
  /// What this failure of a unit with a draw adds to what was heard of it since the tests of harm began.
  Heard hear(const JudgedOperation& operation, FailureClass failure_class);
  /// Whether an application's rejection is the unit's first since then.
  bool hear_rejection(const std::string& unit);
  /// Whether this is the unit's first outcome with that weight, or with that weight again; since the tests of harm began.
  bool begins_at_weight(const JudgedOperation& operation);
  /// Whether this is the unit's first outcome of the stage.
  bool begins_in_stage(const JudgedOperation& operation);

  void begin_harm();
  void begin_stage();

 private:
  enum Mark : std::size_t { kAny = kFailureClassCount, kInvalid, kRejected, kMarks };
  struct Unit {
    Draw first;
    std::bitset<kMarks> heard;
    std::optional<std::uint32_t> weight_ppm;
    bool in_stage = false;
  };
  bool mark(Unit& unit, std::size_t which);

  std::map<std::string, Unit, std::less<>> units_;
};

}  // namespace jurymast::evidence
