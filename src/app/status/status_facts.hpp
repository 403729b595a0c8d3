#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/time.hpp"
#include "policy/snapshot.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {

/// What a target's breaker for one family says now.
struct BreakerFacts {
  Family family = Family::ChatCompletions;
  record::BreakerState state = record::BreakerState::Closed;
  Duration reopens_in{0};  ///< until it lets a probe through
};

/// What the running gateway knows about one target.
struct TargetFacts {
  std::string name;
  std::vector<BreakerFacts> breakers;
  bool credential_open = false;
  Duration pause_left{0};
  std::uint64_t budget_milli = 0;
  std::uint64_t budget_capacity_milli = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t in_flight_limit = 0;
};

struct RouteFacts {
  std::string name;
  Family family = Family::ChatCompletions;
  policy::Mode mode = policy::Mode::Automatic;
  policy::EvidenceRule evidence = policy::EvidenceRule::Warn;
  std::string primary;
  std::vector<std::string> fallback;
  std::vector<std::string> unproven;     ///< conditions of a fallback that nobody has proved, by name
  std::vector<record::Tri> shown{};      ///< what smoke tests say of each fallback; empty: only the running gateway knows
  std::vector<std::string> suspended{};  ///< fallbacks that lost their place after what their rescues showed; up only
  std::vector<std::string> disabled{};   ///< targets to which a person lets nothing be sent; up only
};

/// How the journal of the running gateway does.
struct JournalFacts {
  std::uint64_t queue_bytes = 0;
  std::uint64_t gap_records = 0;
  std::uint64_t lanes_in_memory = 0;
  std::uint64_t write_errors = 0;
  Duration last_commit_age{0};
};

/// What only the running gateway knows.
struct LiveFacts {
  std::string version;
  std::uint64_t config_version = 0;
  Duration uptime{0};
  bool draining = false;
  std::uint64_t in_flight = 0;
  std::uint64_t in_flight_max = 0;
  std::uint64_t memory_held_bytes = 0;
  JournalFacts journal;
  std::vector<TargetFacts> targets;
};

/// How often one thing went wrong: attempts at a target by failure class, or what the gateway itself refused.
struct FailureCount {
  std::string target;  ///< empty: the gateway itself
  std::string word;    ///< a failure class, a refusal, or `interrupted`
  std::uint64_t recent = 0;
  std::uint64_t before = 0;

  /// Nothing for what is no upstream's failure.
  std::optional<FailureClass> failure_class() const { return target.empty() ? std::nullopt : failure_class_named(word); }
};

/// Attempts at one target, failed ones included.
struct AttemptCount {
  std::string target;
  std::uint64_t recent = 0;
  std::uint64_t recent_answered = 0;  ///< a whole answer, or one that says the request itself was at fault
  std::uint64_t recent_cancelled = 0;
  std::uint64_t before = 0;
};

/// What the log tells about the last minutes.
struct RecordFacts {
  std::string problem;  ///< empty: it could be read
  std::vector<AttemptCount> attempts;
  std::vector<FailureCount> failures;
  std::optional<WallTime> newest;
  std::optional<bool> stopped_in_order;  ///< the newest start or stop that was read is a stop
  Duration before_covered{0};            ///< how much of the hour before was read
  std::uint64_t damaged_lines = 0;
};

/// What a person decided past the configuration.
struct OverrideFacts {
  std::string words;
  std::string author;
  Duration left{0};
};

/// How somebody outside was told of alerts so far.
struct WebhookFacts {
  std::string name;
  std::uint64_t waiting = 0;
  std::uint64_t delivered = 0;
  std::uint64_t dropped = 0;
  std::optional<WallTime> delivered_at{};
  std::optional<WallTime> failing_since{};
  std::string last_error{};  ///< empty: no try ever failed
};

/// What came of asking the gateway: it told, nobody listens, somebody listens and says nothing, or it does not tell us.
enum class Gateway : unsigned char { Up, Down, Silent, Unseen };

/// A route's rollout, as far as one line tells it.
struct RolloutFacts {
  std::string route;
  std::string target;
  std::string state;
  std::uint64_t weight_ppm = 0;
  std::vector<std::string> waits_for;
};

/// All that one screen is made of.
struct StatusFacts {
  WallTime now;
  Gateway gateway = Gateway::Down;
  std::string why;  ///< not up: what came of asking it
  std::string state_dir;
  LiveFacts live;  ///< up only
  std::vector<RouteFacts> routes;
  std::vector<std::string> kill;                        ///< routes without fallback, or `all`
  std::vector<RolloutFacts> rollouts;                   ///< that are not closed; only the running gateway knows
  std::vector<OverrideFacts> overrides{};               ///< up only
  std::vector<std::string> alerts{};                    ///< that the gateway raises now, each with what it is about
  std::optional<std::vector<WebhookFacts>> webhooks{};  ///< nothing: not known
  RecordFacts record;
};

}  // namespace jurymast::app
