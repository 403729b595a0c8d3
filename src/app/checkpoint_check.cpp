#include "app/checkpoint_check.hpp"

#include <fmt/format.h>

#include "record/line.hpp"

namespace jurymast::app {

void CheckpointCheck::take(const store::LogLine& line) {
  if (!line.complete) return;
  if (!first_seq_) {
    const auto split = record::split_line(line.text);
    first_seq_ = split ? split->seq : 0;
  }
  if (tree_.size() < head_.size) tree_.append(record::leaf_hash(line.text));
}

std::optional<LogFinding> CheckpointCheck::finding() const {
  if (first_seq_.value_or(1) != 1) {
    return LogFinding{"beginning_missing",
                      {},
                      fmt::format("the log begins with line {}, so it cannot be held against the checkpoint", *first_seq_)};
  }
  if (tree_.size() < head_.size) {
    return LogFinding{
        "lines_cut", {}, fmt::format("the checkpoint was signed over {} lines, and the log has {}", head_.size, tree_.size())};
  }
  if (tree_.root() == head_.root) return std::nullopt;
  return LogFinding{
      "not_as_signed", {}, fmt::format("the first {} lines are not those that the checkpoint was signed over", head_.size)};
}

}  // namespace jurymast::app
