#include "record/line_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/base64.hpp"
#include "record/line.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

std::vector<std::string> split_text(std::string_view text) {
  std::vector<std::string> lines;
  for (; !text.empty(); text.remove_prefix(text.find('\n') + 1)) lines.emplace_back(text.substr(0, text.find('\n')));
  return lines;
}

std::shared_ptr<const LogSigner> signer() {
  return std::make_shared<const LogSigner>(Secret(std::string(crypto::kEd25519SeedBytes, '\x07')));
}

/// Checks that every line names the hash of the one before; gives the tree over all of them.
MerkleTree expect_chained(const std::vector<std::string>& lines) {
  LogChain chain;
  for (const std::string& line : lines) {
    const auto layout = layout_of(line);
    EXPECT_TRUE(layout && layout->checksum_holds) << line;
    if (!layout) break;
    EXPECT_EQ(layout->previous, chain.last() ? crypto::to_base64(*chain.last()) : "") << line;
    EXPECT_EQ(layout->seq, chain.tree().size() + 1);
    chain.append(line);
  }
  return chain.tree();
}

std::vector<std::string> kinds_of(const std::vector<std::string>& lines) {
  std::vector<std::string> kinds;
  for (const std::string& line : lines) kinds.emplace_back(split_line(line)->kind);
  return kinds;
}

TEST(LineWriter, ChainsEveryLineToTheOneBefore_ButTheFirst) {
  LineWriter writer(1);
  std::string text;
  for (std::uint64_t i = 0; i < 5; ++i) writer.append(render(testing::served(i)), text);
  const auto lines = split_text(text);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(expect_chained(lines).root(), writer.chain().tree().root());
}

TEST(LineWriter, OfASuccessorGoesOnWhereTheChainEnded) {
  std::string text;
  LineWriter first(1);
  for (std::uint64_t i = 0; i < 3; ++i) first.append(render(testing::served(i)), text);
  LineWriter second(first.next_seq(), first.chain());
  second.append(render(testing::served(3)), text);
  expect_chained(split_text(text));
}

TEST(LineWriter, SignsAfterAThousandLines_AndFirstInAFile) {
  LineWriter writer(1);
  writer.sign_with(signer());
  std::string text;
  for (std::uint64_t i = 0; i < kCheckpointLines; ++i) writer.append(render(testing::served(i)), text);
  writer.file_begins();
  writer.append(render(testing::served(kCheckpointLines)), text);
  const auto lines = split_text(text);
  expect_chained(lines);
  ASSERT_EQ(lines.size(), kCheckpointLines + 3);
  const auto after_lines = read_checkpoint(split_line(lines[kCheckpointLines])->record);
  ASSERT_TRUE(after_lines);
  EXPECT_EQ(after_lines->cause, CheckpointCause::Lines);
  EXPECT_EQ(after_lines->size, kCheckpointLines);
  const auto in_file = read_checkpoint(split_line(lines[kCheckpointLines + 1])->record);
  ASSERT_TRUE(in_file);
  EXPECT_EQ(in_file->cause, CheckpointCause::File);
  EXPECT_TRUE(open_checkpoint(*in_file, signer()->verifier()));
  EXPECT_EQ(writer.chain().uncovered(), 1U);
}

TEST(LineWriter, CountsTheLinesOfLivesBeforeIt_WhichWereKilled) {
  LogChain chain;
  std::uint64_t next_seq = 1;
  std::string text;
  for (std::uint64_t life = 0; life < 5; ++life) {
    LineWriter writer(next_seq, chain);
    writer.sign_with(signer());
    for (std::uint64_t i = 0; i < kCheckpointLines * 2 / 5; ++i) writer.append(render(testing::served(i)), text);
    next_seq = writer.next_seq();
    chain = writer.chain();
  }
  const auto kinds = kinds_of(split_text(text));
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "checkpoint"), 2);
}

TEST(LineWriter, SignsNothingWithoutLinesOrWithoutAKey) {
  LineWriter writer(1);
  std::string text;
  writer.checkpoint(CheckpointCause::Time, text);
  writer.sign_with(signer());
  writer.checkpoint(CheckpointCause::Time, text);
  EXPECT_TRUE(text.empty());
  writer.append(render(testing::served(1)), text);
  writer.checkpoint(CheckpointCause::Time, text);
  EXPECT_EQ(kinds_of(split_text(text)), (std::vector<std::string>{"operation", "checkpoint"}));
  EXPECT_EQ(signer()->verifier().open(writer.newest_note())->size, 1U);
}

TEST(LineLayout, TellsAChainedLineFromOneThatIsNot) {
  const std::string record = render(testing::served(4));
  std::string plain;
  number_line(record, 7, plain);
  std::string chained;
  number_line(record, 7, leaf_hash("before"), chained);
  const auto split = split_line(std::string_view(chained).substr(0, chained.size() - 1));
  ASSERT_TRUE(split);
  EXPECT_TRUE(split->chained && split->checksum_holds);
  EXPECT_EQ(split->record, record);
  EXPECT_FALSE(split_line(std::string_view(plain).substr(0, plain.size() - 1))->chained);
  EXPECT_EQ(chained.size() - plain.size(), 54U) << "what the chain costs a line";
  EXPECT_LE(chained.size() - record.size(), kLineOverheadBytesMax);
}

TEST(LineLayout, OfARecordThatEndsAsAChainedLineDoesIsNone) {
  const std::string member = R"(,"prev":")" + crypto::to_base64(leaf_hash("x")) + R"(")";
  EXPECT_FALSE(is_record(R"({"v":1,"kind":"gap")" + member + "}"));
  std::string line;
  number_line(R"({"v":1,"kind":"gap","count":1})", 7, leaf_hash("before"), line);
  line.insert(line.find(R"(,"prev")"), member);
  line.pop_back();
  EXPECT_FALSE(layout_of(line));
}

}  // namespace
}  // namespace jurymast::record
