#include "app/status/status_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <numeric>

#include "app/status/status_log.hpp"
#include "app/status/status_verdict.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kNameColumns = 20;
constexpr std::size_t kVerdictColumns = 12;
constexpr std::size_t kBreakerColumns = 26;
constexpr std::size_t kPauseColumns = 9;
constexpr std::size_t kBudgetColumns = 10;
constexpr std::size_t kWordColumns = 20;
constexpr std::size_t kCountColumns = 13;
constexpr std::array<std::string_view, 4> kVerdicts{"DOWN", "on fallback", "not known", "answers"};
constexpr std::array<std::string_view, 8> kBarriers{
    "", "", " [off]", " [manual]", " [killed]", " [refused: unproven]", " [refused: failed its test]", ""};
constexpr std::array<std::string_view, 9> kStandings{"answers", "on its ramp", "no traffic",  "FAILING", "probing",
                                                     "OPEN",    "paused",      "KEY REFUSED", "FULL"};
constexpr std::array<std::string_view, 4> kBreakers{"closed", "OPEN", "probing", "on its ramp"};

std::string finish(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return clip(line, kScreenColumns) + '\n';
}

std::string name_cell(const std::string& name) { return cell(clip_middle(name, kNameColumns), kNameColumns); }

std::string waiting(Duration left) { return left > Duration{0} ? " " + span_text(left) : std::string(); }

std::string target_words(const StatusFacts& facts, const RouteFacts& route, const std::string& name) {
  if (facts.gateway != Gateway::Up) return clip_middle(name, kNameColumns);
  if (is_barred(route, name)) return clip_middle(name, kNameColumns) + (is_disabled(route, name) ? " DISABLED" : " SUSPENDED");
  const TargetStanding standing = standing_of(facts, name, route.family);
  const bool blind = standing.standing == Standing::NotKnown && !facts.record.problem.empty();
  const std::string_view word = blind ? "not known" : kStandings[static_cast<std::size_t>(standing.standing)];
  return fmt::format("{} {}{}", clip_middle(name, kNameColumns), word, waiting(standing.left));
}

std::string route_line(const StatusFacts& facts, const RouteFacts& route) {
  std::string line = "  " + name_cell(route.name) + ' ';
  if (facts.gateway == Gateway::Up)
    line += cell(kVerdicts[static_cast<std::size_t>(standing_of(facts, route))], kVerdictColumns) + ' ';
  line += target_words(facts, route, route.primary);
  line += kBarriers[static_cast<std::size_t>(barrier_of(facts, route))];
  for (const std::string& fallback : route.fallback) line += " → " + target_words(facts, route, fallback);
  return finish(std::move(line));
}

/// Each kind in the configured order.
std::vector<RouteFacts> worst_first(const StatusFacts& facts) {
  std::array<std::vector<RouteFacts>, kVerdicts.size()> kinds;
  for (const RouteFacts& route : facts.routes) kinds[static_cast<std::size_t>(standing_of(facts, route))].push_back(route);
  std::vector<RouteFacts> all;
  for (const std::vector<RouteFacts>& kind : kinds) all.insert(all.end(), kind.begin(), kind.end());
  return all;
}

std::string other_routes_line(const StatusFacts& facts, const std::vector<RouteFacts>& routes, std::size_t from) {
  std::array<std::size_t, kVerdicts.size()> counts{};
  for (std::size_t i = from; i < routes.size(); ++i) ++counts[static_cast<std::size_t>(standing_of(facts, routes[i]))];
  std::string line = fmt::format("  and {} more", routes.size() - from);
  if (facts.gateway != Gateway::Up) return line + '\n';
  std::string_view separator = ": ";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    line += fmt::format("{}{} {}", separator, kVerdicts[i], counts[i]);
    separator = ", ";
  }
  return line + '\n';
}

bool is_full(const TargetFacts& target) { return target.in_flight >= target.in_flight_limit; }

bool is_troubled(const TargetFacts& target) {
  const auto not_closed = [](const BreakerFacts& b) { return b.state != record::BreakerState::Closed; };
  return target.credential_open || target.pause_left > Duration{0} || is_full(target) ||
         std::any_of(target.breakers.begin(), target.breakers.end(), not_closed);
}

std::vector<TargetFacts> troubled_first(const std::vector<TargetFacts>& targets) {
  std::vector<TargetFacts> all;
  std::copy_if(targets.begin(), targets.end(), std::back_inserter(all), is_troubled);
  std::copy_if(targets.begin(), targets.end(), std::back_inserter(all), std::not_fn(is_troubled));
  return all;
}

std::string breaker_words(const TargetFacts& target) {
  if (target.credential_open) return "KEY REFUSED";
  std::string words;
  for (const BreakerFacts& breaker : target.breakers) {
    if (breaker.state == record::BreakerState::Closed) continue;
    if (!words.empty()) words += ", ";
    if (target.breakers.size() > 1) words += breaker.family == Family::ChatCompletions ? "chat " : "responses ";
    words += fmt::format("{}{}", kBreakers[static_cast<std::size_t>(breaker.state)], waiting(breaker.reopens_in));
  }
  return words.empty() ? std::string(kBreakers.front()) : words;
}

std::string tenths(std::uint64_t value) {
  return value % 10 == 0 ? fmt::format("{}", value / 10) : fmt::format("{}.{}", value / 10, value % 10);
}

std::string target_line(const TargetFacts& target) {
  const std::string pause = target.pause_left > Duration{0} ? span_text(target.pause_left) : "-";
  const std::string budget = tenths(target.budget_milli / 100) + '/' + tenths(target.budget_capacity_milli / 100);
  return finish("  " + name_cell(target.name) + ' ' + cell(breaker_words(target), kBreakerColumns) + ' ' +
                cell(pause, kPauseColumns) + ' ' + cell(budget, kBudgetColumns) +
                fmt::format(" {}/{}{}", target.in_flight, target.in_flight_limit, is_full(target) ? " FULL" : ""));
}

/// Those that the shown routes use, in the configured order.
std::vector<TargetFacts> targets_in_use(const StatusFacts& facts) {
  const auto uses = [](const RouteFacts& route, const std::string& name) {
    return route.primary == name || std::find(route.fallback.begin(), route.fallback.end(), name) != route.fallback.end();
  };
  std::vector<TargetFacts> used;
  for (const TargetFacts& target : facts.live.targets) {
    const auto names_it = [&](const RouteFacts& route) { return uses(route, target.name); };
    if (std::any_of(facts.routes.begin(), facts.routes.end(), names_it)) used.push_back(target);
  }
  return used;
}

/// `37 of 412`; of refusals only the count, since nothing was attempted.
std::string count_text(const std::string& count, const std::string& of, bool attempted) {
  return attempted ? count + " of " + of : count;
}

/// What a count over the covered part of the hour before comes to in 5 minutes.
std::string per_window(std::uint64_t before, Duration covered) {
  if (covered <= Duration{0}) return "not known";
  const auto covered_s = static_cast<std::uint64_t>(std::max<std::int64_t>(to_ms(covered) / 1000, 1));
  const auto window_s = static_cast<std::uint64_t>(to_ms(kRecentWindow) / 1000);
  return tenths(before * 10 * window_s / covered_s);
}

std::string failure_line(const RecordFacts& record, const FailureCount& count) {
  const auto same = [&](const AttemptCount& a) { return a.target == count.target; };
  const auto found = std::find_if(record.attempts.begin(), record.attempts.end(), same);
  const bool attempted = found != record.attempts.end();
  const AttemptCount all = attempted ? *found : AttemptCount{};
  const std::string before = per_window(count.before, record.before_covered);
  return finish(
      "  " + name_cell(count.target.empty() ? "(the gateway itself)" : count.target) + ' ' + cell(count.word, kWordColumns) + ' ' +
      cell(count_text(fmt::format("{}", count.recent), fmt::format("{}", all.recent), attempted), kCountColumns) + ' ' +
      count_text(before, per_window(all.before, record.before_covered), attempted && record.before_covered > Duration{0}));
}

std::uint64_t recent_attempts(const RecordFacts& record) {
  const auto add = [](std::uint64_t sum, const AttemptCount& a) { return sum + a.recent; };
  return std::accumulate(record.attempts.begin(), record.attempts.end(), std::uint64_t{0}, add);
}

std::string failure_notes(const RecordFacts& record) {
  std::string notes;
  if (record.before_covered < kBeforeWindow && !record.failures.empty()) {
    notes += wrap(fmt::format("  (of the hour before, the last {} were read: the log is too large for more)",
                              span_text(record.before_covered)),
                  3);
  }
  if (record.damaged_lines > 0) {
    notes += wrap(fmt::format("  ({} lines of the log are damaged and not counted: jurymast log verify)", record.damaged_lines), 3);
  }
  return notes;
}

}  // namespace

std::string route_table(const StatusFacts& facts, std::size_t rows_max) {
  const bool too_many = facts.routes.size() > rows_max;
  const std::vector<RouteFacts> routes = too_many ? worst_first(facts) : facts.routes;
  std::string text = "ROUTES\n";
  const std::size_t shown = std::min(routes.size(), rows_max);
  for (std::size_t i = 0; i < shown; ++i) text += route_line(facts, routes[i]);
  return too_many ? text + other_routes_line(facts, routes, shown) : text;
}

std::string target_table(const StatusFacts& facts, std::size_t rows_max) {
  std::vector<TargetFacts> targets = targets_in_use(facts);
  std::string text = finish(cell("TARGETS", kNameColumns + 2) + ' ' + cell("breaker", kBreakerColumns) + ' ' +
                            cell("pause", kPauseColumns) + ' ' + cell("budget", kBudgetColumns) + " in flight");
  if (targets.size() > rows_max) targets = troubled_first(targets);
  const std::size_t shown = std::min(targets.size(), rows_max);
  for (std::size_t i = 0; i < shown; ++i) text += target_line(targets[i]);
  if (shown == targets.size()) return text;
  const auto troubled = std::count_if(targets.begin() + static_cast<std::ptrdiff_t>(shown), targets.end(), is_troubled);
  const std::string state = troubled == 0 ? "all closed, none paused or full" : fmt::format("{} in trouble", troubled);
  return text + fmt::format("  and {} more: {}\n", targets.size() - shown, state);
}

std::string failure_table(const StatusFacts& facts, std::size_t rows_max) {
  const RecordFacts& record = facts.record;
  if (record.failures.empty()) {
    const std::uint64_t attempts = recent_attempts(record);
    const std::string what = attempts == 0 ? "no attempts" : fmt::format("{} attempts, none failed", attempts);
    return "LAST 5 MINUTES: " + what + '\n' + failure_notes(record);
  }
  std::string text = finish(cell("LAST 5 MINUTES", kNameColumns + 2) + ' ' + cell("failed as", kWordColumns) + ' ' +
                            cell("attempts", kCountColumns) + " hour before, per 5 min");
  const std::size_t shown = std::min(record.failures.size(), rows_max);
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < record.failures.size(); ++i) {
    if (i < shown) text += failure_line(record, record.failures[i]);
    if (i >= shown) rest += record.failures[i].recent;
  }
  if (shown < record.failures.size()) text += fmt::format("  and {} more lines: {} failed\n", record.failures.size() - shown, rest);
  return text + failure_notes(record);
}

}  // namespace jurymast::app
