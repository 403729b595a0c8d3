#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "crypto/digest.hpp"
#include "record/merkle.hpp"

namespace jurymast::record {

/// What every line of kind `checkpoint` begins with.
inline constexpr std::string_view kCheckpointHead = R"({"v":1,"kind":"checkpoint",)";

/// What the next line of a log builds on: the hash of the line before it, and the tree over all lines.
class LogChain {
 public:
  LogChain() = default;
  /// The chain behind a line with that hash, which is the last of those in the tree.
  LogChain(const crypto::Digest& last, MerkleTree tree) : last_(last), tree_(std::move(tree)) {}

  /// A line was added; without its newline.
  void append(std::string_view line) {
    last_ = leaf_hash(line);
    tree_.append(*last_);
    if (line.starts_with(kCheckpointHead)) covered_ = tree_.size();
  }
  /// Of the last line; nothing where there is none.
  const std::optional<crypto::Digest>& last() const { return last_; }
  const MerkleTree& tree() const { return tree_; }
  /// Lines behind the newest checkpoint among those that were added; all, where there was none.
  std::uint64_t uncovered() const { return tree_.size() - covered_; }

 private:
  std::optional<crypto::Digest> last_;
  MerkleTree tree_;
  std::uint64_t covered_ = 0;
};

}  // namespace jurymast::record
