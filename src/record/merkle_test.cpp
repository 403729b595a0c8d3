#include "record/merkle.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crypto/hex.hpp"

namespace jurymast::record {
namespace {

/// The leaves and roots that Certificate Transparency's reference implementation tests itself with.
const std::vector<std::string> kLeaves{
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> kRoots{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<crypto::Digest> leaves_of(std::size_t count) {
  std::vector<crypto::Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash("line " + std::to_string(i)));
  return leaves;
}

MerkleTree tree_of(std::span<const crypto::Digest> leaves) {
  MerkleTree tree;
  for (const crypto::Digest& leaf : leaves) tree.append(leaf);
  return tree;
}

TEST(Merkle, HasTheRootsOfTheReferenceImplementation) {
  MerkleTree tree;
  EXPECT_EQ(crypto::to_hex(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < kLeaves.size(); ++i) {
    tree.append(leaf_hash(crypto::from_hex(kLeaves[i]).value()));
    EXPECT_EQ(crypto::to_hex(tree.root()), kRoots[i]) << i;
  }
}

TEST(Merkle, GoesOnFromItsFrontier) {
  const auto leaves = leaves_of(200);
  for (std::size_t size = 0; size < leaves.size(); ++size) {
    const MerkleTree whole = tree_of(std::span(leaves).first(size));
    auto again = MerkleTree::from(size, {whole.frontier().begin(), whole.frontier().end()});
    ASSERT_TRUE(again) << size;
    EXPECT_EQ(again->root(), whole.root());
    for (std::size_t i = size; i < leaves.size(); ++i) again->append(leaves[i]);
    EXPECT_EQ(again->root(), tree_of(leaves).root()) << size;
  }
  EXPECT_FALSE(MerkleTree::from(3, leaves_of(1)));
  EXPECT_FALSE(MerkleTree::from(0, leaves_of(1)));
}

TEST(Merkle, APathProvesItsLeafAtItsPlaceAlone) {
  for (std::size_t size = 1; size <= 40; ++size) {
    const auto leaves = leaves_of(size);
    const crypto::Digest root = tree_of(leaves).root();
    for (std::size_t index = 0; index < size; ++index) {
      auto path = inclusion_path(leaves, index);
      EXPECT_EQ(root_of_path(leaves[index], index, size, path), root) << index << " of " << size;
      for (std::size_t other = 0; other < size; ++other) {
        if (other == index) continue;
        EXPECT_NE(root_of_path(leaves[index], other, size, path), root) << other << " for " << index << " of " << size;
      }
      EXPECT_FALSE(root_of_path(leaves[index], size, size, path));
      path.push_back(root);
      EXPECT_NE(root_of_path(leaves[index], index, size, path), root);
      path.pop_back();
      if (path.empty()) continue;
      path.back()[0] ^= 1U;
      EXPECT_NE(root_of_path(leaves[index], index, size, path), root);
      path.pop_back();
      EXPECT_NE(root_of_path(leaves[index], index, size, path), root);
    }
  }
}

TEST(MerkleTree, OverLinesThatNobodyHas_IsThatOverEmptyLines) {
  for (std::uint64_t size = 0; size < 40; ++size) {
    MerkleTree counted;
    for (std::uint64_t i = 0; i < size; ++i) counted.append(leaf_hash(""));
    MerkleTree unknown = MerkleTree::of_unknown(size);
    EXPECT_EQ(unknown.root(), counted.root()) << size;
    counted.append(leaf_hash("next"));
    unknown.append(leaf_hash("next"));
    EXPECT_EQ(unknown.root(), counted.root()) << size;
  }
}

TEST(InclusionPath, IsTheSameWhereTheFirstLinesAreKnownByTheirTreeAlone) {
  constexpr std::size_t kLines = 37;
  std::vector<crypto::Digest> leaves;
  for (std::size_t i = 0; i < kLines; ++i) leaves.push_back(leaf_hash(std::to_string(i)));
  MerkleTree before;
  for (std::size_t known = 0; known < kLines; before.append(leaves[known++])) {
    for (std::size_t index = known; index < kLines; ++index) {
      EXPECT_EQ(inclusion_path(before, std::span(leaves).subspan(known), index), inclusion_path(leaves, index))
          << known << ' ' << index;
    }
  }
}

}  // namespace
}  // namespace jurymast::record
