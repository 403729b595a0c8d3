#include "app/log/log_verify.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/log/chain_check.hpp"
#include "app/log/log_indexes.hpp"
#include "app/log/log_integrity.hpp"
#include "app/log/log_lines.hpp"
#include "store/checkpoint_file.hpp"
#include "store/file.hpp"
#include "store/log_key.hpp"

namespace jurymast::app {
namespace {

nlohmann::ordered_json as_json(const std::vector<LogFinding>& all) {
  auto array = nlohmann::ordered_json::array();
  for (const LogFinding& finding : all) array.push_back({{"id", finding.id}, {"place", finding.place}, {"text", finding.text}});
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
  fmt::print(out, "{}: {} lines, {} operations, {} findings, {} notes\n", found.finding_count() == 0 ? "whole" : "NOT whole",
             found.lines(), found.operations(), found.finding_count(), found.notes().size());
}

/// The key that checkpoints are checked with; nothing where the log has none.
Result<std::optional<record::LogVerifier>> key_for(const LogVerifyOptions& options) {
  const auto verifier = options.key.empty() ? store::load_log_verifier(options.state) : store::read_log_verifier(options.key);
  if (verifier) return *verifier;
  if (options.key.empty() && options.checkpoint.empty()) return std::nullopt;
  return fail(Code::Invalid, "{}; name the log's public key with --key FILE", verifier.error().message);
}

/// Has the log held against the checkpoint that was kept elsewhere, where one was given.
Result<void> hold_against_kept(const LogVerifyOptions& options, const std::optional<record::LogVerifier>& key, ChainCheck& check) {
  if (options.checkpoint.empty()) return {};
  const auto note = store::read_file(options.checkpoint, store::kCheckpointBytesMax);
  if (!note) return tl::unexpected(note.error());
  const auto head = key->open(*note);
  if (!head) return fail(Code::Invalid, "{}: {}", options.checkpoint, head.error().message);
  check.hold_against(*head, "the checkpoint", false);
  return {};
}

}  // namespace

int run_log_verify(const LogVerifyOptions& options, std::FILE* out, std::FILE* err) {
  const auto refuse = [err](int exit, const Error& error) {
    fmt::print(err, "jurymast log: {}\n", error.message);
    return exit;
  };
  const auto key = key_for(options);
  if (!key) return refuse(kUsage, key.error());
  LogFindings found;
  ChainCheck check(found, *key);
  IndexChecks indexes(options.state);
  if (const auto held = hold_against_kept(options, *key, check); !held) return refuse(kUsage, held.error());
  // Read before the log: a running gateway writes the log first.
  hold_against_own(options.state, *key, check, found);
  const auto read = for_each_scanned_line(options.state, [&](const ScannedLine& line) {
    found.take(line);
    check.take(line);
  });
  if (!read && read.error().code != Code::Corrupt) return refuse(kToolFailed, read.error());
  if (!read) found.find({"file_damaged", {}, read.error().message + "; what stands behind it was not looked at"});
  found.finish();
  check.finish();
  indexes.tell(found);
  options.json ? print_json(found, out) : print_text(found, out);
  return found.finding_count() == 0 ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
