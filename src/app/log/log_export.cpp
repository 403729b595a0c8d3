#include "app/log/log_export.hpp"

#include <fmt/format.h>

#include <optional>

#include "app/exit_code.hpp"
#include "app/log/log_text.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

struct Span {
  std::optional<WallTime> since;
  std::optional<WallTime> until;
};

Result<Span> read_span(const LogExportOptions& options, WallTime now) {
  Span span;
  if (!options.since.empty()) {
    const auto since = parse_moment(options.since, now);
    if (!since) return tl::unexpected(since.error());
    span.since = *since;
  }
  if (!options.until.empty()) {
    const auto until = parse_moment(options.until, now);
    if (!until) return tl::unexpected(until.error());
    span.until = *until;
  }
  if (span.since && span.until && *span.until <= *span.since) {
    return fail(Code::Invalid, "--until {} is not after --since {}", options.until, options.since);
  }
  return span;
}

bool wanted(const record::ParsedLine& line, const LogExportOptions& options, const Span& span) {
  if (span.since && line.at < *span.since) return false;
  if (span.until && line.at >= *span.until) return false;
  if (line.kind == "gap") return true;
  if (options.failures && !is_failure(line)) return false;
  return options.route.empty() || (line.kind == "operation" && line.operation.route == options.route);
}

}  // namespace

int run_log_export(const LogExportOptions& options, Clock& clock, std::FILE* out, std::FILE* err) {
  const auto span = read_span(options, clock.wall_now());
  if (!span) {
    fmt::print(err, "jurymast log: {}\n", span.error().message);
    return kUsage;
  }
  std::size_t unreadable = 0;
  const auto read = store::for_each_line(options.state, 0, [&](const store::LogLine& line) {
    if (!line.complete) return true;
    const auto parsed = record::read_line(line.text);
    if (!parsed) ++unreadable;
    if (!parsed || !wanted(*parsed, options, *span)) return true;
    fmt::print(out, "{}\n", line.text);
    return std::ferror(out) == 0;
  });
  if (!read) {
    fmt::print(err, "jurymast log: {}\n", read.error().message);
    return kToolFailed;
  }
  if (unreadable > 0) fmt::print(err, "jurymast log: {} lines could not be read; run: jurymast log verify\n", unreadable);
  return kPass;
}

}  // namespace jurymast::app
