#include "app/log/chain_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "record/checkpoint_record.hpp"
#include "record/line.hpp"
#include "record/line_writer.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

std::optional<record::CheckpointRecord> checkpoint_of(const ScannedLine& line) {
  const auto split = record::split_line(line.text);
  const auto record = split ? record::read_checkpoint(split->record) : fail(Code::Corrupt, "no line");
  return record ? std::optional(*record) : std::nullopt;
}

}  // namespace

void ChainCheck::hold_against(const record::TreeHead& head, std::string name, bool own) {
  kept_.push_back({head, std::move(name), own});
}

void ChainCheck::take(const ScannedLine& line) {
  if (line.state == LineState::Unfinished) return;
  if (lines_++ == 0) begin(line);
  if (line.file != file_) begin_file(line);
  if (line.state == LineState::Whole) {
    check_previous(line);
    if (line.kind == "checkpoint") check_checkpoint(line);
    check_coverage(line);
    check_silence(line);
    last_seq_ = line.seq;
  }
  last_leaf_ = line.leaf_text;
  if (tree_) tree_->append(line.leaf);
  compare_kept();
}

void ChainCheck::begin(const ScannedLine& line) {
  first_seq_ = line.seq;
  if (line.seq <= 1) tree_.emplace();
  compare_kept();
  if (line.previous.empty()) return;
  const auto checkpoint = line.kind == "checkpoint" ? checkpoint_of(line) : std::nullopt;
  // Files may be put away from the front; what is left then begins as a file does.
  if (checkpoint && checkpoint->cause == record::CheckpointCause::File) return;
  found_.find({"beginning_missing", place_of(line), fmt::format("line {} names a line before it, which is not here", line.seq)});
}

void ChainCheck::begin_file(const ScannedLine& line) {
  end_file();
  file_ = line.file;
  const auto named = store::read_finished_name(file_);
  if (named && line.state == LineState::Whole && line.seq != named->first_seq) {
    found_.find(
        {"file_differs", place_of(line), fmt::format("the file's name says that it begins with line {}", named->first_seq)});
  }
  const bool first = last_seq_ == 0;
  if (!first && chained_ && line.kind != "checkpoint") {
    found_.note({"file_unsigned", place_of(line), "the file does not begin with a checkpoint"});
  }
}

void ChainCheck::end_file() {
  const auto named = store::read_finished_name(file_);
  if (named && named->last_seq != last_seq_) {
    found_.find({"file_differs", file_,
                 fmt::format("the file's name says that it ends with line {}, and it ends with {}", named->last_seq, last_seq_)});
  }
}

void ChainCheck::check_previous(const ScannedLine& line) {
  if (line.previous.empty()) {
    ++unchained_;
    if (chained_) found_.find({"not_chained", place_of(line), fmt::format("line {} does not name the line before it", line.seq)});
    return;
  }
  chained_ = true;
  if (last_leaf_.empty() || line.previous == last_leaf_) return;
  found_.find({"broken_chain", place_of(line), fmt::format("line {} was not written behind what stands before it", line.seq)});
}

std::optional<record::MerkleTree> ChainCheck::vouched(const ScannedLine& line) {
  const auto record = checkpoint_of(line);
  if (!record || record->size + 1 != line.seq) {
    found_.find({"bad_checkpoint", place_of(line), "this is no checkpoint of the lines before it"});
    return std::nullopt;
  }
  unchecked_ = unchecked_ || !verifier_;
  auto tree = verifier_ ? record::open_checkpoint(*record, *verifier_) : record::tree_of(*record);
  if (tree) return *std::move(tree);
  found_.find({tree.error().code == Code::Denied ? "bad_signature" : "bad_checkpoint", place_of(line), tree.error().message});
  return std::nullopt;
}

void ChainCheck::check_checkpoint(const ScannedLine& line) {
  auto tree = vouched(line);
  if (!tree) return;
  uncovered_ = 0;
  if (tree_ && (tree_->size() != tree->size() || tree_->root() != tree->root())) {
    found_.find({"not_as_signed", place_of(line),
                 fmt::format("the {} lines before it are not those that it was signed over", tree->size())});
  }
  // From here on what was signed counts, so that one change is told once.
  tree_ = std::move(tree);
}

void ChainCheck::check_coverage(const ScannedLine& line) {
  if (line.previous.empty()) return;
  if (++uncovered_ == record::kCheckpointLines + 2) {
    found_.find(
        {"unsigned_lines", place_of(line), fmt::format("{} lines stand here without a checkpoint", record::kCheckpointLines + 1)});
  }
}

void ChainCheck::check_silence(const ScannedLine& line) {
  if (line.kind == "boot") checkpoint_at_.reset();
  if (line.kind != "checkpoint") return;
  if (checkpoint_at_ && *line.written - *checkpoint_at_ > kSilenceMax) {
    found_.note({"silence", place_of(line),
                 fmt::format("no checkpoint came between {} and {}", to_rfc3339(*checkpoint_at_), to_rfc3339(*line.written))});
  }
  checkpoint_at_ = line.written;
}

void ChainCheck::compare_kept() {
  if (!tree_) return;
  for (Kept& kept : kept_) {
    if (kept.compared || kept.head.size != tree_->size()) continue;
    kept.compared = true;
    if (tree_->root() == kept.head.root) continue;
    found_.find(
        {"not_as_signed", {}, fmt::format("the first {} lines are not those that {} was signed over", kept.head.size, kept.name)});
  }
}

void ChainCheck::finish() {
  if (!file_.empty()) end_file();
  const std::uint64_t reached = tree_ ? tree_->size() : last_seq_;
  for (const Kept& kept : kept_) {
    if (reached < kept.head.size + (kept.own ? 1 : 0)) {
      found_.find(
          {"lines_cut", {}, fmt::format("{} was signed over {} lines, and the log has {}", kept.name, kept.head.size, reached)});
    } else if (!kept.compared) {
      found_.find({"beginning_missing",
                   {},
                   fmt::format("the log begins with line {}, so it cannot be held against {}", first_seq_, kept.name)});
    }
  }
  if (unchained_ > 1)
    found_.note(
        {"not_chained", {}, fmt::format("{} lines do not name the line before them, as older versions wrote them", unchained_)});
  if (unchecked_) found_.note({"signatures_unchecked", {}, "there is no public key of the log; name it with --key FILE"});
}

}  // namespace jurymast::app
