#include "record/inclusion_proof.hpp"

#include <gtest/gtest.h>

#include "record/merkle.hpp"

namespace jurymast::record {
namespace {

const LogSigner& signer() {
  static const LogSigner signer(Secret(std::string(crypto::kEd25519SeedBytes, 's')));
  return signer;
}

std::string line_number(std::uint64_t index) { return R"({"v":1,"kind":"boot","seq":)" + std::to_string(index + 1) + "}"; }

InclusionProof proof_of(std::uint64_t index, std::uint64_t size) {
  std::vector<crypto::Digest> leaves;
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) {
    leaves.push_back(leaf_hash(line_number(i)));
    tree.append(leaves.back());
  }
  const TreeHead head{size, tree.root()};
  return {index, line_number(index), inclusion_path(leaves, index), signer().verifier().note(head, signer().sign(head))};
}

TEST(InclusionProof, HoldsForEachLine_AndIsReadBack) {
  for (std::uint64_t size : {1U, 2U, 7U, 33U}) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const Result<InclusionProof> read = read_proof(render(proof_of(index, size)));
      ASSERT_TRUE(read) << read.error().message;
      const Result<TreeHead> head = check_proof(*read, signer().verifier());
      ASSERT_TRUE(head) << head.error().message;
      EXPECT_EQ(head->size, size);
    }
  }
}

TEST(InclusionProof, OfAChangedLinePlacePathOrCheckpointDoesNotHold) {
  const InclusionProof good = proof_of(5, 9);
  const auto holds = [](const InclusionProof& proof) { return check_proof(proof, signer().verifier()).has_value(); };
  ASSERT_TRUE(holds(good));
  for (std::size_t i = 0; i < good.line.size(); ++i) {
    InclusionProof changed = good;
    changed.line[i] = static_cast<char>(changed.line[i] ^ 1);
    EXPECT_FALSE(holds(changed)) << i;
  }
  for (std::uint64_t index = 0; index < 12; ++index) {
    InclusionProof changed = good;
    changed.index = index;
    EXPECT_EQ(holds(changed), index == good.index) << index;
  }
  InclusionProof shorter = good;
  shorter.path.pop_back();
  EXPECT_FALSE(holds(shorter));
  InclusionProof of_another = good;
  of_another.checkpoint = proof_of(5, 8).checkpoint;
  EXPECT_FALSE(holds(of_another));
  EXPECT_FALSE(check_proof(good, LogSigner(Secret(std::string(crypto::kEd25519SeedBytes, 'x'))).verifier()));
}

TEST(InclusionProof, IsReadFromNothingElse) {
  for (const char* const wrong : {"", "{}", "[]", R"({"index":-1,"line":"x","path":[],"checkpoint":"y"})",
                                  R"({"index":1,"line":"x","path":["zz"],"checkpoint":"y"})"}) {
    EXPECT_FALSE(read_proof(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace jurymast::record
