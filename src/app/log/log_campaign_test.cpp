#include <gtest/gtest.h>

#include <cstdlib>

#include "app/log/test_log_campaign.hpp"
#include "record/events.hpp"

/// Every way in which one hand can change a log of ten thousand records, one change at a time: each is found, under the name that it has.
namespace jurymast::app {
namespace {

using namespace testing;

constexpr std::size_t kFlips = 2'000;
constexpr std::size_t kOthers = 50;
constexpr std::size_t kLinesOfEveryBit = 50;

TEST(LogCampaign, TheLogAsItWasWrittenIsWhole) {
  EXPECT_EQ(told(verify(the_log().lines())), "");
  EXPECT_EQ(told(verify(the_log().lines(), Kept::Older)), "") << "a checkpoint of a log that grew since";
  EXPECT_GT(the_log().lines().size(), kRecords + 10);
  for (const Line& line : the_log().lines()) {
    if (line->number == 1) EXPECT_EQ(told(verify(of_file(line->file, the_log().lines()), Kept::Nothing)), "") << line->file;
  }
}

TEST(LogCampaign, ABitFlippedAnywhere_IsFound) {
  Random random(1);
  for (std::size_t i = 0; i < kFlips; ++i) {
    const auto at = static_cast<std::size_t>(random.below(the_log().lines().size()));
    const bool joins = !is_last(at) && the_log().lines()[at]->file == the_log().lines()[at + 1]->file;
    std::string text = text_of(at) + (joins ? text_of(at + 1) : "");
    const std::size_t byte = random.below(text_of(at).size());
    text[byte] = static_cast<char>(text[byte] ^ (1 << random.below(8)));
    const Findings found = verify(of_file(the_log().lines()[at]->file, with_text(at, joins ? 2 : 1, text)), Kept::Nothing);
    ASSERT_TRUE(has_any(found, {"wrong_checksum", "unreadable_line"})) << "line " << at << " byte " << byte << ": " << told(found);
  }
}

/// A line of which one bit was flipped is told by itself, so no other line has to be looked at: this goes through all of them, of fifty
/// lines, and with JURYMAST_EVERY_BIT in the environment of all.
TEST(LogCampaign, EveryBitOfALine_IsSeenInThatLine) {
  const std::vector<Line>& lines = the_log().lines();
  const std::size_t count = std::getenv("JURYMAST_EVERY_BIT") != nullptr ? lines.size() : kLinesOfEveryBit;
  for (std::size_t at = 0; at < count; ++at) {
    std::string text = lines[at]->text;
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
      char& byte = text[bit / 8];
      const char good = byte;
      byte = static_cast<char>(byte ^ (1 << bit % 8));
      const ScannedLine seen = scan_line(text, {lines[at]->file, lines[at]->number, true});
      ASSERT_FALSE(seen.state == LineState::Whole && seen.checksum_holds) << "line " << at << " bit " << bit;
      byte = good;
    }
  }
}

TEST(LogCampaign, ALineTakenOut_IsFound) {
  Random random(2);
  for (std::size_t i = 0; i < kOthers; ++i) {
    const std::size_t at = middle(random);
    const Findings found = verify(with_text(at, 1, ""));
    ASSERT_TRUE(found.contains("missing_lines") && found.contains("broken_chain")) << at << ": " << told(found);
  }
  EXPECT_EQ(told(verify(with_text(0, 1, ""))), "beginning_missing file_differs ");
}

TEST(LogCampaign, LinesThatChangedPlaces_AreFound) {
  Random random(3);
  for (std::size_t i = 0; i < kOthers; ++i) {
    const std::size_t at = middle(random);
    const Findings found = verify(with_text(at, 2, text_of(at + 1) + text_of(at)));
    ASSERT_TRUE(found.contains("repeated_number") && found.contains("broken_chain")) << at << ": " << told(found);
  }
}

TEST(LogCampaign, ALineThatStandsTwice_IsFound) {
  Random random(4);
  for (std::size_t i = 0; i < kOthers; ++i) {
    const std::size_t at = middle(random);
    const Findings found = verify(with_text(at, 1, text_of(at) + text_of(at)));
    ASSERT_TRUE(found.contains("repeated_number") && found.contains("repeated_operation")) << at << ": " << told(found);
  }
}

TEST(LogCampaign, ALineThatWasPutIn_IsFound) {
  Random random(5);
  for (std::size_t i = 0; i < kOthers; ++i) {
    const std::size_t at = middle(random);
    const Findings found = verify(with_text(at, 1, forged(at, at + 1) + text_of(at)));
    ASSERT_TRUE(found.contains("repeated_number") && found.contains("broken_chain")) << at << ": " << told(found);
  }
}

TEST(LogCampaign, ALineThatWasWrittenAnew_ChecksumAndAll_IsFoundByTheChain) {
  Random random(6);
  for (std::size_t i = 0; i < kOthers; ++i) {
    const std::size_t at = middle(random);
    const Findings found = verify(with_text(at, 1, forged(at, at + 1)));
    ASSERT_TRUE(found.contains("broken_chain") && found.contains("not_as_signed")) << at << ": " << told(found);
  }
}

TEST(LogCampaign, AllThatFollowsWrittenAnew_ChainAndAll_IsFoundByTheNextCheckpoint) {
  Random random(7);
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t at = middle(random);
    record::LogChain chain;
    for (std::size_t before = 0; before < at; ++before) chain.append(the_log().lines()[before]->text);
    record::LineWriter writer(at + 1, chain);
    std::string text;
    for (std::size_t line = at; line < the_log().lines().size(); ++line) {
      const std::string record = record::split_line(the_log().lines()[line]->text)->record;
      writer.append(line == at ? render(record::testing::served(kRecords + 7)) : record, text);
    }
    Findings found = verify(with_text(at, the_log().lines().size() - at, text));
    // Whoever writes so much writes the files' names too.
    found.erase("file_differs");
    ASSERT_EQ(told(found), "not_as_signed ") << at;
  }
}

TEST(LogCampaign, AllCheckpointsLeftOut_IsFound) {
  record::LineWriter writer(1);
  std::string text;
  for (std::uint64_t i = 0; i < kRecords; ++i) writer.append(render(record::testing::served(i)), text);
  const Findings found = verify(with_text(0, the_log().lines().size(), text), Kept::Nothing);
  EXPECT_TRUE(found.contains("unsigned_lines")) << told(found);
}

TEST(LogCampaign, ACheckpointOfAnotherKey_IsFound) {
  for (std::size_t at = 1; at < the_log().lines().size(); ++at) {
    if (the_log().lines()[at]->scanned.kind != "checkpoint") continue;
    record::MerkleTree tree;
    for (std::size_t before = 0; before < at; ++before) tree.append(the_log().lines()[before]->scanned.leaf);
    const record::LogSigner other(Secret(std::string(crypto::kEd25519SeedBytes, '\x08')));
    std::string line;
    record::number_line(render(sign_checkpoint(other, tree, {}, record::CheckpointCause::Lines)), at + 1,
                        the_log().lines()[at - 1]->scanned.leaf, line);
    const Findings found = verify(with_text(at, 1, line));
    EXPECT_TRUE(found.contains("bad_signature")) << at << ": " << told(found);
  }
}

TEST(LogCampaign, ALineThatWasShortened_IsFound) {
  Random random(8);
  for (std::size_t i = 0; i < kOthers; ++i) {
    const std::size_t at = middle(random);
    const std::string whole = text_of(at);
    const Findings found = verify(with_text(at, 1, whole.substr(0, random.below(whole.size() - 1)) + "\n"));
    ASSERT_TRUE(has_any(found, {"unreadable_line", "wrong_checksum"})) << at << ": " << told(found);
  }
}

TEST(LogCampaign, AFileTakenOut_IsFound) {
  for (std::size_t file = 0; file < kFiles; ++file) {
    std::vector<Line> left;
    std::size_t begun = 0;
    std::string name;
    for (const Line& line : the_log().lines()) {
      if (line->file != name) ++begun;
      name = line->file;
      if (begun != file + 1) left.push_back(line);
    }
    const Findings found = verify(left);
    // Whatever is left of a log whose first files were put away begins with a checkpoint: that is no finding.
    const char* const wanted = file + 1 == kFiles ? "lines_cut" : "missing_lines";
    EXPECT_EQ(found.contains(wanted), file != 0) << file << ": " << told(found);
    EXPECT_EQ(found.empty(), file == 0) << file << ": " << told(found);
  }
}

TEST(LogCampaign, ACutEnd_IsFoundByACheckpointThatWasKept_AndByNothingElse) {
  const std::size_t size = the_log().lines().size();
  for (const std::size_t cut : {1U, 2U, 100U, 5'000U}) {
    const std::vector<Line> left = with_text(size - cut, cut, "");
    EXPECT_TRUE(verify(left, Kept::Own).contains("lines_cut")) << cut;
    EXPECT_EQ(verify(left, Kept::Older).contains("lines_cut"), cut == 5'000U) << cut;
    Findings alone = verify(left, Kept::Nothing);
    alone.erase("file_differs");
    EXPECT_EQ(told(alone), "") << "a chain cannot show what is missing behind it";
  }
  const std::string last = text_of(size - 1);
  for (std::size_t bytes = 1; bytes < last.size(); bytes += 37) {
    EXPECT_TRUE(verify(with_text(size - 1, 1, last.substr(0, bytes))).contains("lines_cut")) << bytes;
  }
}

TEST(LogSilence, IsNotedWhereALifeHadNoCheckpoint_AndNotBetweenLives) {
  const auto notes_with = [](const std::string& between) {
    record::LineWriter writer(1);
    writer.sign_with(std::make_shared<const record::LogSigner>(Secret(std::string(crypto::kEd25519SeedBytes, '\x07'))));
    std::string text;
    for (const std::int64_t second : {0, 60, 300}) {
      writer.tell_time({std::chrono::seconds(1'782'000'000 + second)});
      writer.append(between, text);
      writer.checkpoint(record::CheckpointCause::Time, text);
    }
    LogFindings found;
    ChainCheck check(found, the_log().signer().verifier());
    const store::LineVisitor take = [&](const store::LogLine& line) {
      check.take(scan_line(line.text, {line.file, line.number, true}));
      return true;
    };
    store::LineCutter cutter("current.jsonl", take);
    cutter.take(text);
    check.finish();
    EXPECT_EQ(found.finding_count(), 0U);
    return found.notes();
  };
  const auto notes = notes_with(render(record::testing::served(1)));
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes.front().id, "silence");
  EXPECT_EQ(notes.front().place, "current.jsonl:6");
  EXPECT_TRUE(notes_with(render(record::BootRecord{})).empty());
}

}  // namespace
}  // namespace jurymast::app
