#include "record/checkpoint_record.hpp"

#include <gtest/gtest.h>

#include "record/operation.hpp"
#include "record/pattern_scrub.hpp"
#include "record/test_views.hpp"

namespace jurymast::record {
namespace {

LogSigner signer_of(char seed) { return LogSigner(Secret(std::string(crypto::kEd25519SeedBytes, seed))); }

MerkleTree tree_of_lines(std::uint64_t size) {
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.append(leaf_hash(std::to_string(i)));
  return tree;
}

TEST(CheckpointRecords, GiveBackTheTreeThatWasSigned) {
  const LogSigner signer = signer_of('\x07');
  for (const std::uint64_t size : {1U, 2U, 3U, 7U, 8U, 1000U}) {
    const MerkleTree tree = tree_of_lines(size);
    const auto read = read_checkpoint(render(sign_checkpoint(signer, tree, {}, CheckpointCause::Lines)));
    ASSERT_TRUE(read) << read.error().message;
    auto opened = open_checkpoint(*read, signer.verifier());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->root(), tree.root());
    MerkleTree longer = tree;
    longer.append(leaf_hash("next"));
    opened->append(leaf_hash("next"));
    EXPECT_EQ(opened->root(), longer.root());
  }
}

TEST(CheckpointRecords, AreTheNoteThatIsKeptElsewhere) {
  const LogSigner signer = signer_of('\x07');
  const MerkleTree tree = tree_of_lines(12);
  const auto head = signer.verifier().open(note_of(sign_checkpoint(signer, tree, {}, CheckpointCause::Stop), signer.verifier()));
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(*head, (TreeHead{12, tree.root()}));
}

TEST(CheckpointRecords, OfAnotherKeyOrChanged_AreRefused) {
  const LogSigner signer = signer_of('\x07');
  const CheckpointRecord good = testing::checkpoint_signed();
  ASSERT_TRUE(open_checkpoint(good, signer.verifier()));
  EXPECT_EQ(open_checkpoint(good, signer_of('\x08').verifier()).error().code, Code::Denied);
  const auto code_with = [&](auto change) {
    CheckpointRecord changed = good;
    change(changed);
    const auto opened = open_checkpoint(changed, signer.verifier());
    return opened ? Code::Invalid : opened.error().code;
  };
  EXPECT_EQ(code_with([](auto& record) { record.signature[5] ^= 1; }), Code::Denied);
  EXPECT_EQ(code_with([](auto& record) { record.root[5] ^= 1; }), Code::Corrupt);
  EXPECT_EQ(code_with([](auto& record) { record.frontier[5] ^= 1; }), Code::Corrupt);
  EXPECT_EQ(code_with([](auto& record) { record.frontier += 'x'; }), Code::Corrupt);
  EXPECT_EQ(code_with([](auto& record) { record.size += 1; }), Code::Denied) << "six has as many subtrees as five";
  EXPECT_EQ(code_with([](auto& record) { record.size += 2; }), Code::Corrupt);
  EXPECT_EQ(code_with([](auto& record) { record.origin += 'x'; }), Code::Denied);
}

TEST(CheckpointRecords, AreNotTakenForSecrets) {
  MerkleTree tree;
  for (std::uint64_t i = 0; i < 200; ++i) {
    tree.append(leaf_hash(std::to_string(i)));
    EXPECT_TRUE(find_secrets(render(sign_checkpoint(signer_of('\x07'), tree, {}, CheckpointCause::Time))).empty()) << i;
  }
}

TEST(CheckpointRecords, OfTheLargestTreeAreARecord) {
  const auto tree = MerkleTree::from(~0ULL, std::vector<crypto::Digest>(64));
  ASSERT_TRUE(tree);
  EXPECT_LE(render(sign_checkpoint(signer_of('\x07'), *tree, {}, CheckpointCause::File)).size(), kRecordBytesMax);
}

}  // namespace
}  // namespace jurymast::record
