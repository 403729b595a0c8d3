#include "app/lint/lint_command.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "app/exit_code.hpp"
#include "app/version.hpp"
#include "review/record_checks.hpp"
#include "review/text_guard.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kStandardInput = "-";

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string system_reason() { return std::generic_category().message(errno); }

/// Everything up to one byte more than the linter takes, so that it can say that there is too much.
Result<std::string> read_all(std::FILE* file, std::size_t bytes_max) {
  std::string text;
  std::array<char, 65'536> buffer{};
  while (text.size() <= bytes_max) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file);
    text.append(buffer.data(), got);
    if (got < buffer.size()) break;
  }
  if (std::ferror(file) != 0) return fail(Code::Unavailable, "{}", system_reason());
  return text;
}

Result<std::string> read_text(const std::string& name, const LintOptions& options, std::FILE* in) {
  const std::size_t bytes_max = options.kind == review::TextKind::Record ? review::kRecordFileBytesMax : review::kTextBytesMax;
  if (name == kStandardInput) return read_all(in, bytes_max);
  const std::unique_ptr<std::FILE, Close> file(std::fopen(name.c_str(), "rb"));
  if (!file) return fail(Code::NotFound, "{}; name a file that can be read, or `-` for standard input", system_reason());
  return read_all(file.get(), bytes_max);
}

Result<review::Findings> lint_one(const std::string& name, const LintOptions& options, review::Date today, std::FILE* in) {
  const Result<std::string> text = read_text(name, options, in);
  if (!text) return tl::unexpected(text.error());
  return review::lint(options.kind, *text, {.today = today, .age_days_max = options.age_days_max});
}

}  // namespace

int run_lint(const LintOptions& options, Clock& clock, const Streams& streams) {
  const review::Date today(std::chrono::duration_cast<std::chrono::days>(clock.wall_now().since_epoch));
  review::LintReport report{.files = {}, .version = std::string(kVersion)};
  bool unread = false;
  for (const std::string& name : options.files) {
    const Result<review::Findings> findings = lint_one(name, options, today, streams.in);
    const std::string shown = name == kStandardInput ? "stdin" : name;
    if (findings) {
      report.files.push_back({shown, *findings});
    } else {
      fmt::print(streams.complaints, "{}: {}\n", shown, findings.error().message);
      unread = true;
    }
  }
  const std::string text = review::render(report, options.format);
  const bool written = std::fwrite(text.data(), 1, text.size(), streams.out) == text.size() && std::fflush(streams.out) == 0;
  if (!written) {
    fmt::print(streams.complaints, "jurymast lint: the report cannot be written: {}\n", system_reason());
    return kToolFailed;
  }
  if (unread) return kUsage;
  const bool failed = report.count(review::Severity::Error) > 0 || (options.strict && report.count(review::Severity::Warning) > 0);
  return failed ? kCheckFailed : kPass;
}

}  // namespace jurymast::app
