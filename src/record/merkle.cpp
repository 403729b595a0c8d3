#include "record/merkle.hpp"

#include <algorithm>
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

/// The lines of a tree, of which the first are known by its frontier alone.
class KnownLines {
 public:
  KnownLines(const MerkleTree& before, std::span<const Digest> leaves) : before_(before), leaves_(leaves) {}

  std::uint64_t size() const { return before_.size() + leaves_.size(); }

  /// The root over the lines from `begin` on, up to `end`. Where they are not all among the leaves, `begin` is that of a whole subtree.
  Digest root(std::uint64_t begin, std::uint64_t end) const {
    if (begin >= before_.size()) return root_of(leaves_.subspan(begin - before_.size(), end - begin));
    const std::uint64_t known = std::min(end, before_.size());
    auto tree = MerkleTree::from(known - begin, subtrees(begin, known));
    JURYMAST_ASSERT(tree);
    for (const Digest& leaf : leaves_.first(end - known)) tree->append(leaf);
    return tree->root();
  }

 private:
  std::vector<Digest> subtrees(std::uint64_t begin, std::uint64_t end) const {
    std::vector<Digest> all;
    std::uint64_t at = 0;
    for (const Digest& subtree : before_.frontier()) {
      const std::uint64_t size = std::bit_floor(before_.size() - at);
      if (at >= begin && at + size <= end) all.push_back(subtree);
      at += size;
    }
    return all;
  }

  const MerkleTree& before_;
  std::span<const Digest> leaves_;
};

/// A range of lines, from `begin` up to `end`.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
};

void add_path(const KnownLines& lines, Range range, std::uint64_t index, std::vector<Digest>& path) {
  if (range.end - range.begin <= 1) return;
  const std::uint64_t middle = range.begin + std::bit_floor(range.end - range.begin - 1);
  if (index < middle) {
    add_path(lines, {range.begin, middle}, index, path);
    path.push_back(lines.root(middle, range.end));
  } else {
    add_path(lines, {middle, range.end}, index, path);
    path.push_back(lines.root(range.begin, middle));
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

std::vector<Digest> inclusion_path(const MerkleTree& before, std::span<const Digest> leaves, std::uint64_t index) {
  const KnownLines lines(before, leaves);
  JURYMAST_ASSERT(index >= before.size() && index < lines.size());
  std::vector<Digest> path;
  add_path(lines, {0, lines.size()}, index, path);
  return path;
}

std::vector<Digest> inclusion_path(std::span<const Digest> leaves, std::uint64_t index) {
  return inclusion_path({}, leaves, index);
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
