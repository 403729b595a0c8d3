#include "app/log_verify.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/checkpoint_check.hpp"
#include "app/exit_code.hpp"
#include "app/log_findings.hpp"
#include "store/file.hpp"
#include "store/log_key.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kCheckpointBytesMax = 4096;

nlohmann::ordered_json as_json(const std::vector<LogFinding>& all) {
  auto array = nlohmann::ordered_json::array();
  for (const LogFinding& finding : all)
    array.push_back({{"id", finding.id}, {"place", finding.place}, {"text", finding.text}});
  return array;
}

void print_json(const LogFindings& found, std::FILE* out) {
  const nlohmann::ordered_json report{{"lines", found.lines()},
                                      {"operations", found.operations()},
                                      {"finding_count", found.finding_count()},
                                      {"findings", as_json(found.findings())},
                                      {"notes", as_json(found.notes())}};
  fmt::print(out, "{}\n", report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_all(std::string_view what, const std::vector<LogFinding>& all, std::FILE* out) {
  for (const LogFinding& finding : all) {
    fmt::print(out, "{} {}{}{}: {}\n", what, finding.id, finding.place.empty() ? "" : " ", finding.place, finding.text);
  }
}

void print_text(const LogFindings& found, std::FILE* out) {
  print_all("finding", found.findings(), out);
  print_all("note", found.notes(), out);
  const std::uint64_t hidden = found.finding_count() - found.findings().size();
  if (hidden > 0) fmt::print(out, "and {} findings more\n", hidden);
  fmt::print(out, "{}: {} lines, {} operations, {} findings, {} notes\n",
             found.finding_count() == 0 ? "whole" : "NOT whole", found.lines(), found.operations(),
             found.finding_count(), found.notes().size());
}

/// The head that a kept checkpoint states; nothing where none was given.
Result<std::optional<record::TreeHead>> kept_head(const LogVerifyOptions& options) {
  if (options.checkpoint.empty()) return std::nullopt;
  const auto note = store::read_file(options.checkpoint, kCheckpointBytesMax);
  if (!note) return tl::unexpected(note.error());
  const auto verifier = options.key.empty() ? store::load_log_verifier(options.state) : store::read_log_verifier(options.key);
  if (!verifier) return fail(Code::Invalid, "{}; name the log's public key with --key FILE", verifier.error().message);
  const auto head = verifier->open(*note);
  if (!head) return fail(Code::Invalid, "{}: {}", options.checkpoint, head.error().message);
  return *head;
}

}  // namespace

int run_log_verify(const LogVerifyOptions& options, std::FILE* out, std::FILE* err) {
  const auto head = kept_head(options);
  if (!head) {
    fmt::print(err, "jurymast log: {}\n", head.error().message);
    return kUsage;
  }
  std::optional<CheckpointCheck> check;
  if (*head) check.emplace(**head);
  LogFindings found;
  const auto read = store::for_each_line(options.state, 0, [&](const store::LogLine& line) {
    found.take(line);
    if (check) check->take(line);
    return true;
  });
  if (!read) {
    fmt::print(err, "jurymast log: {}\n", read.error().message);
    return kToolFailed;
  }
  found.finish();
  if (check) {
    if (auto finding = check->finding()) found.add(*std::move(finding));
  }
  options.json ? print_json(found, out) : print_text(found, out);
  return found.finding_count() == 0 ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
