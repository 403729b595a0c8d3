// How counted minutes are told: as JSON, as CSV, and to people.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "app/minutes/minute_fold.hpp"
#include "app/minutes/minute_question.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using store::MinuteRow;

constexpr std::int64_t kSecondsInMinute = 60;

std::string time_of(store::Minute minute) { return to_rfc3339(beginning_of(minute)); }

/// None could be said of no operations; there is no such row.
std::int64_t mean_ms(const MinuteRow& row) { return row.latency_ms / std::max<std::int64_t>(row.operations, 1); }

}  // namespace

std::string minutes_json(const store::MinuteQuestion& question, const store::MinuteAnswer& answer) {
  Json rows = Json::array();
  for (const MinuteRow& row : answer.rows) {
    rows.push_back({{"at", time_of(row.minute)},
                    {"route", row.route},
                    {"target", row.target},
                    {"arm", row.arm},
                    {"class", row.failure_class},
                    {"operations", row.operations},
                    {"complete", row.complete},
                    {"attempts", row.attempts},
                    {"latency_ms", row.latency_ms},
                    {"latency_ms_max", row.latency_ms_max}});
  }
  const Json json{{"from", time_of(question.from)},
                  {"to", time_of(question.to)},
                  {"step_s", question.step * kSecondsInMinute},
                  {"known_from", time_of(answer.reach.known_from)},
                  {"known_to", time_of(answer.reach.known_to)},
                  {"last_seq", answer.reach.last_seq},
                  {"cut", answer.cut},
                  {"rows", std::move(rows)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string minutes_csv(const store::MinuteAnswer& answer) {
  std::string text = "at,route,target,arm,class,operations,complete,attempts,latency_ms,latency_ms_max\n";
  // Names of records have neither commas nor quotes.
  for (const MinuteRow& row : answer.rows) {
    text += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", time_of(row.minute), row.route, row.target, row.arm, row.failure_class,
                        row.operations, row.complete, row.attempts, row.latency_ms, row.latency_ms_max);
  }
  return text;
}

std::string minutes_text(const store::MinuteQuestion& question, const store::MinuteAnswer& answer) {
  std::string text = fmt::format("{:<17} {:<16} {:<16} {:<10} {:<20} {:>10} {:>9} {:>9} {:>8} {:>8}\n", "minute (UTC)", "route",
                                 "target", "arm", "class", "operations", "complete", "attempts", "mean ms", "max ms");
  constexpr std::size_t kToMinutes = 16;
  for (const MinuteRow& row : answer.rows) {
    std::string at = time_of(row.minute).substr(0, kToMinutes);
    at[at.find('T')] = ' ';
    text += fmt::format("{:<17} {:<16} {:<16} {:<10} {:<20} {:>10} {:>9} {:>9} {:>8} {:>8}\n", at, row.route, row.target, row.arm,
                        row.failure_class, row.operations, row.complete, row.attempts, mean_ms(row), row.latency_ms_max);
  }
  if (question.from < answer.reach.known_from) {
    text += fmt::format("Not known: what was before {}.\n", time_of(answer.reach.known_from));
  }
  if (question.to > answer.reach.known_to) {
    text += fmt::format("Not counted yet: what ended after {}; `jurymast log tail` has it.\n", time_of(answer.reach.known_to));
  }
  if (answer.cut) text += fmt::format("There are more than {} rows; ask for one route, or a longer step.\n", kMinuteAnswerRowsMax);
  return text;
}

}  // namespace jurymast::app
