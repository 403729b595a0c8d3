#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "record/override.hpp"

namespace jurymast::evidence {

/// How many overrides stand at once.
inline constexpr std::size_t kOverridesMax = 64;
/// How long one may last.
inline constexpr Duration kOverrideTimeMax = std::chrono::hours(24);
/// How long one may last that its author set alone.
inline constexpr Duration kBreakGlassTimeMax = std::chrono::minutes(60);
/// What a person has to write to switch off the last target of a route.
inline constexpr std::string_view kLastTargetWords = "nobody is served";
/// Stands for all routes in the place of one's name.
inline constexpr std::string_view kEveryRoute = "all";

/// A target of a route, with the conditions that speak against moving all of the route's requests there.
struct OverridableTarget {
  std::string name;
  std::vector<std::string> failed;    ///< false: nobody goes past them
  std::vector<std::string> unproven;  ///< not known: a person may
};

/// A route as it is configured, with the primary first.
struct OverridableRoute {
  std::string name;
  std::vector<OverridableTarget> targets;
};

/// What must be known besides the book when somebody asks.
struct OverrideSurroundings {
  WallTime now;
  OperationId next_id;       ///< for the record that may follow
  std::uint64_t config = 0;  ///< version in force
  std::vector<OverridableRoute> routes;
  std::vector<std::string> changed_paths{};  ///< settings that changed lately
};

/// What a person asks for.
struct OverrideAsk {
  record::OverrideAction action = record::OverrideAction::Pin;
  std::string route;
  std::string target;
  std::string value;  ///< the mode, or the class
  std::string author;
  std::string approver;
  record::PlainText reason;
  std::string ticket;
  std::optional<Duration> lasts;
  bool break_glass = false;
  std::string words;  ///< kLastTargetWords, where that is meant
  std::string failing_signal{};  ///< the failure class that it answers; empty: not said
};

/// Which standing override a person ends, and why.
struct OverrideEndAsk {
  record::OverrideAction action = record::OverrideAction::Pin;
  std::string route;
  std::string target;  ///< empty: whichever
  std::string value;   ///< empty: whichever
  std::string author;
  record::PlainText reason;
  std::string ticket;
};

/// What stands for one route.
struct OverriddenRoute {
  std::string pin;
  std::vector<std::string> disabled;
  std::string mode;
  std::vector<std::string> permitted;
  bool rollout_stopped = false;
  friend bool operator==(const OverriddenRoute&, const OverriddenRoute&) = default;
};
using OverriddenTraffic = std::map<std::string, OverriddenRoute, std::less<>>;

/// The overrides that stand: a value, moved by records alone. Kill, retry-now and clear-suspension are recorded and stand elsewhere.
class OverrideBook {
 public:
  /// The record of what is asked for, to be written and then applied. Fails with Invalid where something is missing or no word of ours, with
  /// NotFound where route or target is unknown, with Denied where no person may decide it so, with Exists where it stands already, and with
  /// Exhausted where too many do.
  Result<record::OverrideRecord> ask(const OverrideAsk& asked, const OverrideSurroundings& surroundings) const;
  /// The record that ends a standing override; fails with Invalid, or with NotFound and what stands.
  Result<record::OverrideRecord> end(const OverrideEndAsk& asked, const OverrideSurroundings& surroundings) const;
  /// True where the time of one is over; cheap enough for many times a second.
  bool is_due(WallTime now) const;
  /// The end of one whose time is over, if there is one.
  std::optional<record::OverrideRecord> next(const OverrideSurroundings& surroundings) const;
  /// A record that was written now, or found where it was kept.
  void apply(const record::OverrideRecord& record);

  /// Oldest first.
  const std::vector<record::OverrideRecord>& standing() const { return standing_; }
  /// What stands for each of the routes; those for which nothing stands are left out.
  OverriddenTraffic traffic(const std::vector<std::string>& routes) const;

 private:
  Result<void> check_room(const OverrideAsk& asked) const;
  Result<void> check_pin(const OverrideAsk& asked, const OverridableRoute& route) const;
  Result<void> check_disable(const OverrideAsk& asked, const std::vector<OverridableRoute>& routes) const;
  bool disabled(std::string_view route, std::string_view target) const;

  std::vector<record::OverrideRecord> standing_;
};

/// True where the step leaves fewer ways open than before it: it may take effect before it is written.
bool restricts(const record::OverrideRecord& step);

}  // namespace jurymast::evidence
