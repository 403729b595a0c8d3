#include "record/merkle.hpp"

#include <array>
#include <bit>

#include "base/assert.hpp"

namespace jurymast::record {
namespace {

using crypto::Digest;

std::string_view text_of(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<char, 1 + 2 * sizeof(Digest)> bytes{1};
  text_of(left).copy(bytes.data() + 1, left.size());
  text_of(right).copy(bytes.data() + 1 + left.size(), right.size());
  return crypto::sha256({bytes.data(), bytes.size()});
}

Digest root_of(std::span<const Digest> leaves) {
  MerkleTree tree;
  for (const Digest& leaf : leaves) tree.append(leaf);
  return tree.root();
}

void add_path(std::span<const Digest> leaves, std::uint64_t index, std::vector<Digest>& path) {
  if (leaves.size() <= 1) return;
  const std::size_t left = std::bit_floor(leaves.size() - 1);
  if (index < left) {
    add_path(leaves.first(left), index, path);
    path.push_back(root_of(leaves.subspan(left)));
  } else {
    add_path(leaves.subspan(left), index - left, path);
    path.push_back(root_of(leaves.first(left)));
  }
}

}  // namespace

Digest leaf_hash(std::string_view line) { return crypto::sha256(std::string_view("\0", 1), line); }

std::optional<MerkleTree> MerkleTree::from(std::uint64_t size, std::vector<Digest> frontier) {
  if (frontier.size() != static_cast<std::size_t>(std::popcount(size))) return std::nullopt;
  MerkleTree tree;
  tree.size_ = size;
  tree.frontier_ = std::move(frontier);
  return tree;
}

MerkleTree MerkleTree::of_unknown(std::uint64_t size) {
  MerkleTree tree;
  tree.size_ = size;
  Digest subtree = leaf_hash({});
  for (std::uint64_t bits = size; bits != 0; bits >>= 1U) {
    if ((bits & 1U) != 0) tree.frontier_.insert(tree.frontier_.begin(), subtree);
    subtree = node_hash(subtree, subtree);
  }
  return tree;
}

void MerkleTree::append(const Digest& leaf) {
  frontier_.push_back(leaf);
  // Each one at the size's end is a pair of whole subtrees that have become one.
  for (std::uint64_t pairs = size_; (pairs & 1U) != 0; pairs >>= 1U) {
    const Digest right = frontier_.back();
    frontier_.pop_back();
    frontier_.back() = node_hash(frontier_.back(), right);
  }
  ++size_;
}

Digest MerkleTree::root() const {
  if (frontier_.empty()) return crypto::sha256({});
  Digest root = frontier_.back();
  for (std::size_t i = frontier_.size() - 1; i-- > 0;) root = node_hash(frontier_[i], root);
  return root;
}

std::vector<Digest> inclusion_path(std::span<const Digest> leaves, std::uint64_t index) {
  JURYMAST_ASSERT(index < leaves.size());
  std::vector<Digest> path;
  add_path(leaves, index, path);
  return path;
}

std::optional<Digest> root_of_path(const Digest& leaf, std::uint64_t index, std::uint64_t size, std::span<const Digest> path) {
  if (index >= size) return std::nullopt;
  Digest root = leaf;
  std::uint64_t place = index;
  std::uint64_t last = size - 1;
  for (const Digest& sibling : path) {
    if (last == 0) return std::nullopt;
    if ((place & 1U) != 0 || place == last) {
      root = node_hash(sibling, root);
      while ((place & 1U) == 0 && place != 0) {
        place >>= 1U;
        last >>= 1U;
      }
    } else {
      root = node_hash(root, sibling);
    }
    place >>= 1U;
    last >>= 1U;
  }
  return last == 0 ? std::optional(root) : std::nullopt;
}

}  // namespace jurymast::record
