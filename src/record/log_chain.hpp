#pragma once
#include <optional>
#include <string_view>
#include <utility>

#include "crypto/digest.hpp"
#include "record/merkle.hpp"

namespace jurymast::record {

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
  }
  /// Of the last line; nothing where there is none.
  const std::optional<crypto::Digest>& last() const { return last_; }
  const MerkleTree& tree() const { return tree_; }

 private:
  std::optional<crypto::Digest> last_;
  MerkleTree tree_;
};

}  // namespace jurymast::record
