#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/digest.hpp"

namespace jurymast::record {

/// The hash of one line in the tree and in the chain: SHA-256 of 0x00 and the line's bytes without its newline (RFC 6962, section 2.1).
crypto::Digest leaf_hash(std::string_view line);

/// The Merkle tree over a log's lines (RFC 6962, section 2.1), grown line by line. It keeps no more than a hash for each power of two in
/// its size.
class MerkleTree {
 public:
  MerkleTree() = default;
  /// The tree of that size whose whole subtrees, largest first, have these hashes; nothing where their number does not fit the size.
  static std::optional<MerkleTree> from(std::uint64_t size, std::vector<crypto::Digest> frontier);

  /// The tree over so many lines that nobody has any more: each counts as an empty one.
  static MerkleTree of_unknown(std::uint64_t size);

  void append(const crypto::Digest& leaf);
  std::uint64_t size() const { return size_; }
  /// Of the empty tree: the hash of nothing.
  crypto::Digest root() const;
  /// The hashes of the whole subtrees, largest first: all that is needed to go on.
  std::span<const crypto::Digest> frontier() const { return frontier_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<crypto::Digest> frontier_;
};

/// The path that proves that leaf number `index` (from 0) is in the tree over these leaves (RFC 6962, section 2.1.1), nearest first.
std::vector<crypto::Digest> inclusion_path(std::span<const crypto::Digest> leaves, std::uint64_t index);
/// The same where the first lines are known by their tree alone; the leaf must be one of those that follow it.
std::vector<crypto::Digest> inclusion_path(const MerkleTree& before, std::span<const crypto::Digest> leaves, std::uint64_t index);
/// The root that a path leads to (RFC 9162, section 2.1.3.2); nothing where the path has not the length that the place asks for.
std::optional<crypto::Digest> root_of_path(const crypto::Digest& leaf, std::uint64_t index, std::uint64_t size,
                                           std::span<const crypto::Digest> path);

}  // namespace jurymast::record
