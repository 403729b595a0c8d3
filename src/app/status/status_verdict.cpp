#include "app/status/status_verdict.hpp"

#include <algorithm>

#include "app/exit_code.hpp"
#include "policy/class_table.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kInterrupted = "interrupted";
constexpr int kUpstreamRank = 0;
constexpr int kCancelledRank = 1;
constexpr int kRefusalRank = 2;

/// The element of that name, or null.
template <class T, class Name>
const T* find_named(const std::vector<T>& all, std::string_view name, Name T::* member) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.*member == name; });
  return found == all.end() ? nullptr : &*found;
}

/// What the last 5 minutes show of a target that nothing stands against.
Standing seen_lately(const RecordFacts& record, std::string_view target) {
  const AttemptCount* count = find_named(record.attempts, target, &AttemptCount::target);
  if (count == nullptr) return Standing::NotKnown;
  if (count->recent_answered > 0) return Standing::Answers;
  return count->recent > count->recent_cancelled ? Standing::Failing : Standing::NotKnown;
}

BreakerFacts breaker_of(const TargetFacts& target, Family family) {
  const auto found =
      std::find_if(target.breakers.begin(), target.breakers.end(), [&](const BreakerFacts& b) { return b.family == family; });
  return found == target.breakers.end() ? BreakerFacts{family} : *found;
}

bool is_refusal(const FailureCount& count) { return count.target.empty() && count.word != kInterrupted; }

/// Clients that left say little about an upstream, and what the gateway refused says least.
int rank_of(const FailureCount& count) {
  if (is_refusal(count)) return kRefusalRank;
  return count.failure_class() == FailureClass::Cancelled ? kCancelledRank : kUpstreamRank;
}

struct WordCount {
  std::string word;
  int rank = 0;
  std::uint64_t recent = 0;
  std::optional<FailureClass> failure_class;
};

/// The last 5 minutes by word, over all targets.
std::vector<WordCount> by_word(const std::vector<FailureCount>& failures) {
  std::vector<WordCount> words;
  for (const FailureCount& count : failures) {
    if (count.recent == 0) continue;
    auto found = std::find_if(words.begin(), words.end(), [&](const WordCount& w) { return w.word == count.word; });
    if (found == words.end()) found = words.insert(found, {count.word, rank_of(count), 0, count.failure_class()});
    found->recent += count.recent;
  }
  return words;
}

std::string_view next_step_of(const WordCount& leading) {
  if (leading.failure_class) return policy::row_of(*leading.failure_class).next_step;
  if (leading.word == kInterrupted) {
    return "The gateway died with requests in flight: see its last words on stderr and the kernel's log (out of memory?).";
  }
  if (leading.rank != kRefusalRank)
    return "This version of jurymast does not know the class; ask with the version that the gateway runs.";
  return "The gateway refused these itself, before any target was asked: `jurymast log tail --failures` shows whose they are.";
}

template <class Names>
bool holds(const Names& names, std::string_view wanted) {
  return std::find(names.begin(), names.end(), wanted) != names.end();
}

bool evidence_permits(const RouteFacts& route, std::size_t fallback) {
  const record::Tri shown = shown_of(route, fallback);
  return shown == record::Tri::True || (shown == record::Tri::Unknown && route.evidence == policy::EvidenceRule::Warn);
}

/// What keeps every fallback from being used for want of proof, or for proof of the contrary.
Barrier barrier_of_evidence(const RouteFacts& route) {
  bool any_permitted = false;
  bool all_failed = true;
  for (std::size_t i = 0; i < route.fallback.size(); ++i) {
    if (is_barred(route, route.fallback[i])) continue;
    any_permitted = any_permitted || evidence_permits(route, i);
    all_failed = all_failed && shown_of(route, i) == record::Tri::False;
  }
  if (all_failed) return Barrier::FailedTest;
  if (!any_permitted) return Barrier::Unproven;
  const bool other_unproven = std::any_of(route.unproven.begin(), route.unproven.end(),
                                          [](const std::string& name) { return name != name_of(record::Condition::Evidence); });
  return route.evidence == policy::EvidenceRule::Require && other_unproven ? Barrier::Unproven : Barrier::None;
}

}  // namespace

TargetStanding standing_of(const StatusFacts& facts, std::string_view target, Family family) {
  if (facts.gateway != Gateway::Up) return {};
  const TargetFacts* known = find_named(facts.live.targets, target, &TargetFacts::name);
  if (known == nullptr) return {};
  const BreakerFacts breaker = breaker_of(*known, family);
  if (known->credential_open) return {Standing::KeyRefused};
  if (breaker.state == record::BreakerState::Open) return {Standing::Open, breaker.reopens_in};
  if (breaker.state == record::BreakerState::HalfOpen) return {Standing::Probing};
  if (known->pause_left > Duration{0}) return {Standing::Paused, known->pause_left};
  if (known->in_flight >= known->in_flight_limit) return {Standing::Full};
  if (breaker.state == record::BreakerState::Ramp) return {Standing::Ramp};
  return {seen_lately(facts.record, target)};
}

bool is_disabled(const RouteFacts& route, std::string_view target) { return holds(route.disabled, target); }

bool is_barred(const RouteFacts& route, std::string_view target) {
  return is_disabled(route, target) || holds(route.suspended, target);
}

record::Tri shown_of(const RouteFacts& route, std::size_t fallback) {
  return fallback < route.shown.size() ? route.shown[fallback] : record::Tri::Unknown;
}

Barrier barrier_of(const StatusFacts& facts, const RouteFacts& route) {
  const auto kills = [&](const std::string& name) { return name == "all" || name == route.name; };
  if (route.fallback.empty()) return Barrier::NoFallback;
  if (route.mode == policy::Mode::Off) return Barrier::Off;
  if (std::any_of(facts.kill.begin(), facts.kill.end(), kills)) return Barrier::Killed;
  if (route.mode == policy::Mode::Manual) return Barrier::Manual;
  const auto barred = [&](const std::string& name) { return is_barred(route, name); };
  if (std::all_of(route.fallback.begin(), route.fallback.end(), barred)) return Barrier::Barred;
  return barrier_of_evidence(route);
}

RouteStanding standing_of(const StatusFacts& facts, const RouteFacts& route) {
  const TargetStanding primary = standing_of(facts, route.primary, route.family);
  if (!primary.is_known_down() && !is_disabled(route, route.primary)) {
    return primary.standing == Standing::NotKnown ? RouteStanding::NotKnown : RouteStanding::Answers;
  }
  if (barrier_of(facts, route) != Barrier::None) return RouteStanding::Down;
  RouteStanding best = RouteStanding::Down;
  for (std::size_t i = 0; i < route.fallback.size(); ++i) {
    if (!evidence_permits(route, i) || is_barred(route, route.fallback[i])) continue;
    const TargetStanding standing = standing_of(facts, route.fallback[i], route.family);
    if (standing.standing == Standing::NotKnown) best = RouteStanding::NotKnown;
    if (standing.standing <= Standing::Ramp) return RouteStanding::OnFallback;
  }
  return best;
}

std::optional<Lead> lead_of(const StatusFacts& facts) {
  const std::vector<WordCount> words = by_word(facts.record.failures);
  const auto leads = [](const WordCount& a, const WordCount& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.recent > b.recent;
  };
  const auto first = std::min_element(words.begin(), words.end(), leads);
  if (first == words.end()) return std::nullopt;
  return Lead{first->word, next_step_of(*first)};
}

int exit_code_of(const StatusFacts& facts) {
  if (facts.gateway == Gateway::Down || facts.gateway == Gateway::Silent) return kCheckFailed;
  if (facts.gateway == Gateway::Unseen) return kUsage;
  const auto is_down = [&](const RouteFacts& route) { return standing_of(facts, route) == RouteStanding::Down; };
  return std::any_of(facts.routes.begin(), facts.routes.end(), is_down) ? kCheckFailed : kPass;
}

}  // namespace jurymast::app
