#include "app/log/log_integrity.hpp"

#include <fmt/format.h>

#include "app/log/log_lines.hpp"
#include "crypto/hex.hpp"
#include "store/checkpoint_file.hpp"
#include "store/log_key.hpp"

namespace jurymast::app {
namespace {

/// A secret in the log is somebody's to change, and the line that holds it is as it was written.
constexpr std::string_view kSecretFinding = "secret_shape";

std::string name_of(const LogFinding& finding) {
  return finding.place.empty() ? finding.id : fmt::format("{}:{}", finding.id, finding.place);
}

}  // namespace

void hold_against_own(const std::string& state_directory, const std::optional<record::LogVerifier>& key, ChainCheck& check,
                      LogFindings& found) {
  const auto note = store::read_checkpoint_file(state_directory);
  if (!note) return found.find({"bad_checkpoint", {}, note.error().message});
  if (!*note || !key) return;
  const auto head = key->open(**note);
  if (!head) return found.find({"bad_signature", {}, "the state directory's checkpoint: " + head.error().message});
  check.hold_against(*head, "the state directory's checkpoint", true);
}

Result<evidence::LogLook> look_at_log(const std::string& state_directory) {
  const auto verifier = store::load_log_verifier(state_directory);
  const auto key = verifier ? std::optional(*verifier) : std::nullopt;
  LogFindings found;
  ChainCheck check(found, key);
  // Read before the log: a running gateway writes the log first.
  hold_against_own(state_directory, key, check, found);
  record::MerkleTree tree;
  const auto read = for_each_scanned_line(state_directory, [&](const ScannedLine& line) {
    found.take(line);
    check.take(line);
    if (line.state != LineState::Unfinished) tree.append(line.leaf);
  });
  if (!read) return tl::unexpected(read.error());
  found.finish();
  check.finish();
  evidence::LogLook look{.lines = tree.size(), .root = tree.size() == 0 ? std::string() : crypto::to_hex(tree.root())};
  for (const LogFinding& finding : found.findings()) {
    if (finding.id == kSecretFinding) continue;
    ++look.findings;
    if (look.named.size() < evidence::kLogLookNamedMax) look.named.push_back(name_of(finding));
  }
  return look;
}

}  // namespace jurymast::app
