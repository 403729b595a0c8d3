#include "app/demo/demo_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>

#include "app/demo/demo_config.hpp"
#include "record/parsed_line.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {
namespace {

/// The official SDKs send a failed request twice more.
constexpr unsigned kSdkAttempts = 3;
constexpr std::size_t kSeriesOfMetricMax = 3;
constexpr std::string_view kCounterEnd = "_total";
/// The counters worth a line, in the order in which they are told.
constexpr auto kTellingMetrics =
    std::to_array<std::string_view>({"jurymast_requests_total", "jurymast_attempts_total", "jurymast_rescued_total",
                                     "jurymast_passed_over_total", "jurymast_unproven_fallbacks_total"});

/// Calls `visit` with each line, without its end.
template <class Visit>
void each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string milliseconds(Duration time) { return fmt::format("{} ms", to_ms(time)); }

using Moved = std::pair<std::string, std::uint64_t>;

/// The series of one metric that grew, most first.
std::vector<Moved> moved_series(std::string_view metric, const std::map<std::string, std::uint64_t>& before,
                                const std::map<std::string, std::uint64_t>& after) {
  std::vector<Moved> moved;
  for (const auto& [series, value] : after) {
    if (series.substr(0, series.find('{')) != metric) continue;
    const auto old = before.find(series);
    const std::uint64_t from = old == before.end() ? 0 : old->second;
    if (value > from) moved.emplace_back(series, value - from);
  }
  std::sort(moved.begin(), moved.end(),
            [](const Moved& a, const Moved& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  return moved;
}

template <class Member>
unsigned sum_of(const std::vector<DemoPhase>& phases, Member member) {
  return std::accumulate(phases.begin(), phases.end(), 0U,
                         [&](unsigned sum, const DemoPhase& phase) { return sum + phase.*member; });
}

}  // namespace

void DemoPhase::add(const DemoSeen& seen) {
  ++sent;
  slowest = std::max(slowest, seen.took);
  if (!seen.answered) {
    if (!lost_status) lost_status = seen.status;
    return;
  }
  ++answered;
  if (seen.target == kDemoPrimary) ++by_primary;
  if (seen.target == kDemoSpare) ++by_spare;
  if (!seen.fallback.empty()) ++rescued;
}

std::string Paint::wrapped(std::string_view code, std::string_view text) const {
  return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string phase_table(const std::vector<DemoPhase>& phases) {
  std::string table = fmt::format("  {:<26}{:>21}{:>9}{:>19}\n", "", "the client's view", "", "upstream requests");
  table +=
      fmt::format("  {:<26}{:>6}{:>9}{:>6}{:>9}{:>12}{:>7}\n", "", "sent", "answered", "lost", "slowest", kDemoPrimary, kDemoSpare);
  for (const DemoPhase& phase : phases) {
    table += fmt::format("  {:<26}{:>6}{:>9}{:>6}{:>9}{:>12}{:>7}\n", phase.name, phase.sent, phase.answered,
                         phase.sent - phase.answered, milliseconds(phase.slowest), phase.primary_saw, phase.spare_saw);
  }
  return table;
}

std::map<std::string, std::uint64_t> read_counters(std::string_view page) {
  std::map<std::string, std::uint64_t> counters;
  each_line(page, [&](std::string_view line) {
    const std::size_t space = line.rfind(' ');
    if (line.empty() || line.front() == '#' || space == std::string_view::npos) return;
    const std::string_view series = line.substr(0, space);
    if (!series.substr(0, series.find('{')).ends_with(kCounterEnd)) return;
    const std::string_view number = line.substr(space + 1);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error == std::errc() && end == number.data() + number.size()) counters.emplace(series, value);
  });
  return counters;
}

std::string moved_metrics(std::string_view before, std::string_view after) {
  const auto old = read_counters(before);
  const auto now = read_counters(after);
  std::string lines;
  for (const std::string_view metric : kTellingMetrics) {
    auto moved = moved_series(metric, old, now);
    moved.resize(std::min(moved.size(), kSeriesOfMetricMax));
    for (const auto& [series, by] : moved) lines += fmt::format("  {:>5}  {}\n", fmt::format("+{}", by), series);
  }
  return lines;
}

std::string expectation_lines(const std::vector<DemoExpectation>& expectations, const Paint& paint) {
  std::string lines;
  for (const DemoExpectation& expectation : expectations) {
    lines += fmt::format("  {} {}\n", expectation.held ? paint.good("ok  ") : paint.bad("FAIL"), expectation.text);
  }
  return lines;
}

std::string demo_summary(const std::vector<DemoPhase>& phases, std::string_view unproven) {
  const unsigned sent = sum_of(phases, &DemoPhase::sent);
  const unsigned answered = sum_of(phases, &DemoPhase::answered);
  std::string text = answered == sent ? fmt::format("Each of the {} requests was answered whole; ", sent)
                                      : fmt::format("{} of {} requests were not answered; ", sent - answered, sent);
  text += fmt::format("{} of them by the fallback.\n", sum_of(phases, &DemoPhase::rescued));
  if (unproven.empty()) return text;
  text += fmt::format(
      "The fallback is unproven: {}. It answered, but nothing here shows that its answers\n"
      "are as good as the primary's. Not known is not the same as good, so every such answer\n"
      "says so in `x-jurymast-unproven`, and every record too.\n",
      unproven);
  return text;
}

std::string naive_comparison(unsigned requests, std::uint64_t attempts_seen) {
  return fmt::format(
      "The dead primary saw {} attempts for {} requests. Callers that repeat a failed\n"
      "request twice, as the official SDKs do, would have sent it {} (arithmetic, {} x {};\n"
      "not measured here).\n",
      attempts_seen, requests, requests * kSdkAttempts, requests, kSdkAttempts);
}

void DemoRecordCount::add(std::string_view log_line) {
  const auto line = record::read_line(log_line);
  if (!line || !line->checksum_holds) {
    ++damaged_lines;
  } else if (line->kind == "operation" && line->operation.arm == record::name_of(record::Arm::Synthetic)) {
    ++synthetic;
  } else if (line->kind == "operation") {
    ++operations;
    ++by_outcome[line->operation.outcome];
  }
}

std::string record_line(const DemoRecordCount& count) {
  std::string line = fmt::format("{} operations", count.operations);
  std::string_view before = ": ";
  for (const auto& [outcome, number] : count.by_outcome) {
    line += fmt::format("{}{} {}", before, number, outcome);
    before = ", ";
  }
  return line;
}

}  // namespace jurymast::app
