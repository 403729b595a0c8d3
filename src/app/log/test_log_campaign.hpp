#pragma once
#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/log/chain_check.hpp"
#include "app/log/log_findings.hpp"
#include "app/log/log_scan.hpp"
#include "base/random.hpp"
#include "record/line.hpp"
#include "record/line_writer.hpp"
#include "record/test_operations.hpp"
#include "store/log_reader.hpp"

/// A log of ten thousand records in memory, ways to change it, and what is then found.
namespace jurymast::app::testing {

using Findings = std::set<std::string>;

inline constexpr std::uint64_t kRecords = 10'000;
inline constexpr std::size_t kFiles = 10;

/// A line as it stands in a file, and what it says of itself.
struct Standing {
  std::string text;
  std::string file;
  std::uint64_t number = 0;
  bool complete = true;
  ScannedLine scanned;

  Standing(std::string line, std::string in, std::uint64_t at, bool ended)
      : text(std::move(line)), file(std::move(in)), number(at), complete(ended) {
    scanned = scan_line(text, {file, number, complete});
  }
  Standing(const Standing&) = delete;
  Standing& operator=(const Standing&) = delete;
};
using Line = std::shared_ptr<const Standing>;

/// The log: made once, for every test changes a copy.
class TheLog {
 public:
  TheLog() : signer_(std::make_shared<const record::LogSigner>(Secret(std::string(crypto::kEd25519SeedBytes, '\x07')))) {
    record::LineWriter writer(1);
    writer.sign_with(signer_);
    for (std::size_t file = 0; file < kFiles; ++file) {
      if (file > 0) writer.file_begins();
      std::string text;
      const std::uint64_t end = kRecords * (file + 1) / kFiles;
      for (std::uint64_t i = kRecords * file / kFiles; i < end; ++i) writer.append(render(record::testing::served(i)), text);
      if (file + 1 == kFiles) writer.checkpoint(record::CheckpointCause::Stop, text);
      add_file(text, file + 1 == kFiles ? "current.jsonl" : "");
      if (file == kFiles / 2) older_ = head(writer);
    }
    own_ = head(writer);
  }

  const std::vector<Line>& lines() const { return lines_; }
  const record::LogSigner& signer() const { return *signer_; }
  const record::TreeHead& own() const { return own_; }
  const record::TreeHead& older() const { return older_; }

 private:
  record::TreeHead head(const record::LineWriter& writer) const { return signer_->verifier().open(writer.newest_note()).value(); }
  void add_file(const std::string& text, std::string name) {
    const std::uint64_t first = lines_.size() + 1;
    const auto count = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    if (name.empty()) name = store::finished_log_name(first, first + count - 1);
    const store::LineVisitor add = [&](const store::LogLine& line) {
      lines_.push_back(std::make_shared<const Standing>(std::string(line.text), name, line.number, line.complete));
      return true;
    };
    store::LineCutter cutter(name, add);
    cutter.take(text);
    cutter.finish();
  }

  std::shared_ptr<const record::LogSigner> signer_;
  std::vector<Line> lines_;
  record::TreeHead own_;
  record::TreeHead older_;
};

inline const TheLog& the_log() {
  static const TheLog log;
  return log;
}

/// Which checkpoints a log is held against.
enum class Kept : unsigned char { Nothing, Own, Older };

inline Findings verify(const std::vector<Line>& lines, Kept kept = Kept::Own) {
  LogFindings found;
  ChainCheck check(found, the_log().signer().verifier());
  if (kept == Kept::Own) check.hold_against(the_log().own(), "the state directory's checkpoint", true);
  if (kept == Kept::Older) check.hold_against(the_log().older(), "the checkpoint", false);
  for (const Line& line : lines) {
    found.take(line->scanned);
    check.take(line->scanned);
  }
  found.finish();
  check.finish();
  Findings ids;
  for (const LogFinding& finding : found.findings()) ids.insert(finding.id);
  return ids;
}

/// The log with `count` lines from `at` on replaced by what the text is cut into.
inline std::vector<Line> with_text(std::size_t at, std::size_t count, std::string_view text) {
  const std::vector<Line>& lines = the_log().lines();
  const auto offset = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
  std::vector<Line> changed(lines.begin(), lines.begin() + offset(at));
  const std::string file = lines[at]->file;
  std::uint64_t number = lines[at]->number;
  const store::LineVisitor add = [&](const store::LogLine& line) {
    changed.push_back(std::make_shared<const Standing>(std::string(line.text), file, number++, line.complete));
    return true;
  };
  store::LineCutter cutter(file, add);
  cutter.take(text);
  cutter.finish();
  changed.insert(changed.end(), lines.begin() + offset(std::min(at + count, lines.size())), lines.end());
  return changed;
}

/// One file alone: a log whose first files were put away is whole in itself.
inline std::vector<Line> of_file(const std::string& file, const std::vector<Line>& lines) {
  std::vector<Line> all;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(all), [&](const Line& line) { return line->file == file; });
  return all;
}

inline std::string text_of(std::size_t at) { return the_log().lines()[at]->text + "\n"; }

/// A line that somebody wrote with care: another record in the same place, behind the same line, with a checksum of its own.
inline std::string forged(std::size_t at, std::uint64_t seq) {
  const crypto::Digest before = record::leaf_hash(the_log().lines()[at - 1]->text);
  std::string line;
  record::number_line(render(record::testing::served(kRecords + 7)), seq, before, line);
  return line;
}

inline bool has_any(const Findings& found, std::initializer_list<const char*> wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const char* id) { return found.contains(id); });
}

inline std::string told(const Findings& found) {
  std::string text;
  for (const std::string& id : found) text += id + " ";
  return text;
}

inline bool is_last(std::size_t at) { return at + 1 == the_log().lines().size(); }

/// A place in the log's middle, so that there is a line before it and one behind it in the same file.
inline std::size_t middle(Random& random) {
  const std::vector<Line>& lines = the_log().lines();
  for (;;) {
    const auto at = static_cast<std::size_t>(1 + random.below(lines.size() - 3));
    if (lines[at - 1]->file == lines[at + 1]->file && lines[at]->scanned.kind == "operation") return at;
  }
}

}  // namespace jurymast::app::testing
