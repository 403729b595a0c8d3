#include "app/log/log_text.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "base/units.hpp"
#include "record/timestamp.hpp"

namespace jurymast::app {
namespace {

std::string local(WallTime time, const char* layout) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time.since_epoch).count();
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), layout, &parts);
  return {text.data(), size};
}

std::string join(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::string served_text(const record::ParsedOperation& operation) {
  const std::string& first = operation.assigned.empty() ? operation.primary : operation.assigned;
  if (operation.served_by.empty()) return "-";
  const std::string arm = operation.weight_ppm ? fmt::format(" ({})", operation.arm) : "";
  if (operation.served_by == first) return operation.served_by + arm;
  const std::string& reason = operation.fallback_class.empty() ? operation.fallback_denial : operation.fallback_class;
  return fmt::format("{} instead of {} ({}){}", operation.served_by, first, reason, arm);
}

std::string operation_line(const record::ParsedOperation& operation) {
  std::string text = fmt::format("{}  {}  {}", operation.id, operation.route.empty() ? "-" : operation.route, operation.outcome);
  if (operation.status != 0) text += fmt::format(" {}", operation.status);
  if (!operation.failure_class.empty()) text += " " + operation.failure_class;
  if (!operation.refusal.empty()) text += " " + operation.refusal;
  if (operation.outcome == "interrupted") return text;
  text += fmt::format("  {}  {} attempt{}  {} ms", served_text(operation), operation.attempts.size(),
                      operation.attempts.size() == 1 ? "" : "s", operation.latency_ms);
  if (!operation.unproven.empty()) text += "  unproven: " + join(operation.unproven);
  if (operation.fallback_refused) text += "  fallback refused";
  if (operation.maybe_executed) text += "  maybe executed upstream without an answer";
  return text;
}

std::string event_line(const record::ParsedLine& line) {
  if (line.kind == "gap") return fmt::format("gap  {} records are missing: {}", line.gap_count, line.gap_reason);
  if (line.kind == "boot") return fmt::format("boot  {} {} ({})", line.event, line.boot, line.build);
  if (line.kind == "snapshot") {
    return fmt::format("snapshot  configuration {}: {} targets, {} routes", line.config, line.targets.size(), line.routes.size());
  }
  if (line.kind == "target_state")
    return fmt::format("target_state  {}: {} {} -> {}", line.target, line.hindrance, line.from, line.to);
  if (line.kind != "config") return line.kind;
  if (line.accepted) return fmt::format("config  reloaded, now configuration {}", line.config);
  return fmt::format("config  reload refused for {} problems, still configuration {}", line.problems, line.config);
}

}  // namespace

std::string moment_text(WallTime time) {
  constexpr std::size_t kToMilliseconds = 23;
  return fmt::format("{}Z ({})", to_rfc3339(time).substr(0, kToMilliseconds), local(time, "%H:%M:%S"));
}

std::string local_text(WallTime time) { return local(time, "%Y-%m-%d %H:%M:%S %z"); }

std::string one_line(const record::ParsedLine& line) {
  return moment_text(line.at) + "  " + (line.kind == "operation" ? operation_line(line.operation) : event_line(line));
}

bool is_failure(const record::ParsedLine& line) {
  if (line.kind == "gap") return true;
  if (line.kind != "operation") return false;
  return line.operation.outcome != "complete" && line.operation.outcome != "cancelled";
}

Result<WallTime> parse_moment(std::string_view text, WallTime now) {
  if (const auto at = record::parse_timestamp(text)) return *at;
  if (const auto ago = parse_duration(text)) return now - *ago;
  return fail(Code::Invalid,
              "`{}` is no time: give a span before now such as 30m, 24h or 7d, or RFC 3339 such as 2026-07-05T12:00:00Z", text);
}

}  // namespace jurymast::app
