#include "app/incident/incident_words.hpp"

#include <fmt/format.h>

#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kDateBytes = 10;
constexpr std::size_t kToSeconds = 19;

std::string detection_text(const review::IncidentScope& scope) {
  if (!scope.detected_at && scope.detected_by)
    return fmt::format("{}, as a person said; when is not said", name_of(*scope.detected_by));
  if (!scope.detected_at) return "not known: no alert fired, no check failed and no person said so";
  const std::string by = scope.detected_by ? std::string(name_of(*scope.detected_by)) : "how is not said";
  const std::string line =
      scope.detected_seq == 0 ? ", as a person said" : fmt::format(", {} (line {})", scope.detected_what, scope.detected_seq);
  return fmt::format("{}, {}{}", short_time(*scope.detected_at, scope.from), by, line);
}

}  // namespace

std::string short_time(WallTime time, WallTime beside) {
  const std::string text = to_rfc3339(time).substr(0, kToSeconds);
  const bool same_day = text.compare(0, kDateBytes, to_rfc3339(beside), 0, kDateBytes) == 0;
  return (same_day ? text.substr(kDateBytes + 1) : text) + "Z";
}

std::string part_text(std::uint64_t hits, std::uint64_t of) {
  if (of == 0) return fmt::format("{} of 0", hits);
  return fmt::format("{} of {} ({:.1f} %)", hits, of, 100.0 * static_cast<double>(hits) / static_cast<double>(of));
}

std::string scope_text(const review::IncidentFacts& facts) {
  const review::IncidentScope& scope = facts.scope;
  const std::string name =
      scope.incident == OperationId() ? std::string("nothing recorded") : "incident " + scope.incident.to_string();
  const std::string to = scope.to ? short_time(*scope.to, scope.from) : "now: no end is seen yet";
  const Duration length = scope.to.value_or(scope.until) - scope.from;
  return fmt::format("route {}, {}\nwindow    {} to {} ({}), {}\ndetection {}\n", scope.route, name, to_rfc3339(scope.from), to,
                     span_text(length), scope.by_person ? "set by a person" : "proposed by the log", detection_text(scope));
}

std::string limits_text(const review::IncidentFacts& facts) {
  std::string text;
  std::uint64_t missing = 0;
  for (const review::GapSeen& gap : facts.gaps) missing += gap.count;
  if (missing > 0) text += fmt::format("{} records are missing in this time; what they told is in no figure\n", missing);
  if (facts.unreadable > 0) text += fmt::format("{} lines could not be read; run: jurymast log verify\n", facts.unreadable);
  if (facts.skewed_lines > 0) {
    text += fmt::format("{} lines stand up to {} before earlier ones: a clock was set back\n", facts.skewed_lines,
                        span_text(facts.skew_most));
  }
  if (facts.left_out > 0) text += fmt::format("{} records more are not listed\n", facts.left_out);
  if (facts.ids_left_out > 0) text += fmt::format("{} requests were not looked at for duplicates\n", facts.ids_left_out);
  return text;
}

}  // namespace jurymast::app
