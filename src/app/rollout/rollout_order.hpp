#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/rollout.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

inline constexpr std::size_t kRolloutOrderBytesMax = 4096;
inline constexpr std::size_t kStagesMax = record::kPartsMax;

/// What `POST /rollouts/ROUTE` asks for.
struct RolloutOrder {
  record::RolloutAction action = record::RolloutAction::Plan;
  std::string person;
  std::string approver;
  record::PlainText reason;
  bool dry_run = false;

  std::string target;  ///< of a plan, as what follows; empty: the route's first fallback
  std::string ticket;
  std::optional<record::RolloutPurpose> purpose;  ///< none: as configured
  std::vector<record::Share> stages;              ///< empty: as configured
  std::optional<bool> manual;                     ///< none: as configured
  std::optional<Duration> lasts;                  ///< of a manual plan: how long, from now
  std::string failing_signal;                     ///< empty: not said
};

/// Reads the body; fails with Invalid, naming the first member that is missing, unknown or wrong.
Result<RolloutOrder> read_rollout_order(std::string_view body);
/// The body that read_rollout_order reads.
std::string render(const RolloutOrder& order);

/// What the order asks of the route's rollout; fails with NotFound where the route has no such fallback.
Result<evidence::RolloutAsk> ask_of(const RolloutOrder& order, const policy::Snapshot& snapshot, const policy::Route& route,
                                    WallTime now);

/// Whatever a person may ask of a rollout, by the words of the command line, which are those of the record but for `-`.
std::optional<record::RolloutAction> rollout_action_named(std::string_view name);

}  // namespace jurymast::app
