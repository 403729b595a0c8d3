#include "record/checkpoint.hpp"

#include <gtest/gtest.h>

#include "record/merkle.hpp"

namespace jurymast::record {
namespace {

LogSigner signer_of(char byte) { return LogSigner(Secret(std::string(crypto::kEd25519SeedBytes, byte))); }

TreeHead head_of(std::uint64_t size) {
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.append(leaf_hash(std::to_string(i)));
  return {size, tree.root()};
}

TEST(Checkpoint, IsANoteThatItsLogAloneCanHaveSigned) {
  const LogSigner signer = signer_of('a');
  const TreeHead head = head_of(7);
  const std::string note = signer.verifier().note(head, signer.sign(head));
  EXPECT_TRUE(note.starts_with(signer.verifier().origin() + "\n7\n")) << note;
  const Result<TreeHead> opened = signer.verifier().open(note);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, head);
  EXPECT_FALSE(signer_of('b').verifier().open(note));
}

TEST(Checkpoint, WithAnyByteChangedIsNone) {
  const LogSigner signer = signer_of('a');
  const TreeHead head = head_of(1234);
  const std::string note = signer.verifier().note(head, signer.sign(head));
  for (std::size_t i = 0; i < note.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = note;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ (1U << bit));
      EXPECT_FALSE(signer.verifier().open(changed)) << i << ": " << changed;
    }
    EXPECT_FALSE(signer.verifier().open(note.substr(0, i)));
  }
}

TEST(Checkpoint, ItsVerifierIsReadFromItsText_AndFromNoOther) {
  const LogVerifier verifier = signer_of('c').verifier();
  const Result<LogVerifier> read = LogVerifier::read(verifier.text() + "\n");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->key(), verifier.key());
  std::string other = verifier.text();
  other[std::string("jurymast.log/").size()] ^= 1;
  for (const std::string& wrong : {std::string(), std::string("+"), other, verifier.text().substr(1), verifier.text() + "x"}) {
    EXPECT_FALSE(LogVerifier::read(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace jurymast::record
