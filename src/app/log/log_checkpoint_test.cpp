#include "app/log/log_checkpoint.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/log/log_verify.hpp"
#include "app/test_command.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;
using store::testing::id_text;

using testing::Ran;

template <class Options>
Ran run(int (*command)(const Options&, std::FILE*, std::FILE*), const Options& options) {
  return testing::run_captured([&](std::FILE* out, std::FILE* err) { return command(options, out, err); });
}

/// A log of some operations, and what may be done to it behind its back.
class LogCheckpoint : public ::testing::Test {
 protected:
  void write(std::uint64_t first, std::uint64_t last) {
    auto journal = store::Journal::open(store::testing::small_settings(state_.path()), clock_, [](auto, auto) {});
    ASSERT_TRUE(journal);
    for (std::uint64_t i = first; i <= last; ++i) ASSERT_TRUE((*journal)->lane(0).end(store::testing::end_text(i)));
    (*journal)->stop();
  }
  std::string keep_checkpoint() {
    const std::string file = state_.path() + "/kept";
    EXPECT_EQ(run(run_log_checkpoint, {.state = state_.path(), .out = file}).exit, kPass);
    return file;
  }
  Ran verify(const std::string& checkpoint) {
    return run(run_log_verify, {.state = state_.path(), .checkpoint = checkpoint, .json = true});
  }
  std::string log() const {
    std::ifstream file(log_path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void replace_log(const std::string& text) { std::ofstream(log_path(), std::ios::binary | std::ios::trunc) << text; }
  std::string log_path() const { return state_.path() + "/log/current.jsonl"; }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
};

std::string finding_of(const Ran& ran) {
  const auto json = nlohmann::json::parse(ran.out);
  return json["findings"].empty() ? "" : json["findings"].back()["id"].get<std::string>();
}

TEST_F(LogCheckpoint, ALogThatOnlyGrewBeginsWithWhatWasSigned) {
  write(1, 20);
  const std::string kept = keep_checkpoint();
  EXPECT_EQ(verify(kept).exit, kPass);
  write(21, 40);
  const Ran ran = verify(kept);
  EXPECT_EQ(ran.exit, kPass) << ran.out << ran.complaints;
}

TEST_F(LogCheckpoint, FindsACutTail_WhichTheLogAloneCannotShow) {
  write(1, 20);
  const std::string kept = keep_checkpoint();
  const std::string whole = log();
  replace_log(whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1));
  EXPECT_EQ(run(run_log_verify, {.state = state_.path()}).exit, kPass) << "a chain cannot show what is missing behind it";
  const Ran ran = verify(kept);
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(finding_of(ran), "lines_cut");
}

TEST_F(LogCheckpoint, FindsALineThatWasWrittenAnew_ChecksumAndAll) {
  write(1, 20);
  const std::string kept = keep_checkpoint();
  // The same log with another record in the seventh place: whole in itself.
  store::testing::TemporaryDirectory other;
  {
    auto journal = store::Journal::open(store::testing::small_settings(other.path()), clock_, [](auto, auto) {});
    ASSERT_TRUE(journal);
    for (std::uint64_t i = 1; i <= 20; ++i) ASSERT_TRUE((*journal)->lane(0).end(store::testing::end_text(i == 7 ? 700 : i)));
    (*journal)->stop();
  }
  fs::copy_file(other.path() + "/log/current.jsonl", log_path(), fs::copy_options::overwrite_existing);
  EXPECT_EQ(run(run_log_verify, {.state = state_.path()}).exit, kPass);
  EXPECT_EQ(finding_of(verify(kept)), "not_as_signed");
}

TEST_F(LogCheckpoint, OfAnotherLogOrChanged_IsRefused) {
  write(1, 5);
  const std::string kept = keep_checkpoint();
  std::ofstream(kept, std::ios::app) << "";
  std::string note;
  std::getline(std::ifstream(kept) >> std::ws, note, '\0');
  note[note.find('\n') + 1] = '6';
  std::ofstream(kept, std::ios::trunc) << note;
  const Ran ran = verify(kept);
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(ran.complaints.find("signature is not of this log's key"), std::string::npos) << ran.complaints;
}

TEST_F(LogCheckpoint, AProofHoldsWithoutTheLog_AndForItsLineAlone) {
  write(1, 50);
  const Ran proof = run(run_log_prove, {.state = state_.path(), .id = id_text(17)});
  ASSERT_EQ(proof.exit, kPass) << proof.complaints;
  const Ran key = run(run_log_checkpoint, {.state = state_.path(), .public_key = true});
  store::testing::TemporaryDirectory elsewhere;
  std::ofstream(elsewhere.path() + "/log.pub") << key.out;
  const auto check = [&](const std::string& text) {
    std::ofstream(elsewhere.path() + "/proof.json", std::ios::trunc) << text;
    return run(run_log_verify_proof, {.state = {}, .file = elsewhere.path() + "/proof.json", .key = elsewhere.path() + "/log.pub"});
  };
  const Ran good = check(proof.out);
  EXPECT_EQ(good.exit, kPass) << good.complaints;
  EXPECT_NE(good.out.find(id_text(17)), std::string::npos) << good.out;
  std::string changed = proof.out;
  changed.replace(changed.find("complete"), 8, "refused!");
  EXPECT_EQ(check(changed).exit, kCheckFailed);
  EXPECT_EQ(check("{}").exit, kUsage);
}

TEST_F(LogCheckpoint, WithoutTheLogsFirstFiles_WhatIsLeftIsProvedAndSignedAllTheSame) {
  store::JournalSettings settings = store::testing::small_settings(state_.path());
  settings.rotate_bytes = 20'000;
  settings.checkpoint_every = std::chrono::minutes(1);
  auto journal = store::Journal::open(settings, clock_, [](auto, auto) {});
  ASSERT_TRUE(journal);
  for (std::uint64_t i = 1; i <= 200; ++i) {
    ASSERT_TRUE((*journal)->lane(0).end(store::testing::end_text(i)));
    if (i % 20 == 0) ASSERT_TRUE((*journal)->flush(std::chrono::seconds(20)));
  }
  (*journal)->stop();
  const std::string kept = keep_checkpoint();
  const auto finished = store::finished_logs(state_.path() + "/log");
  ASSERT_GT(finished.size(), 3U);
  for (std::size_t i = 0; i < 2; ++i) fs::remove(state_.path() + "/log/" + finished[i].name);
  EXPECT_EQ(verify(kept).exit, kPass) << "the checkpoint that the third file begins with tells the tree before it";
  EXPECT_EQ(run(run_log_checkpoint, {.state = state_.path()}).exit, kPass);
  const Ran proof = run(run_log_prove, {.state = state_.path(), .id = id_text(150)});
  ASSERT_EQ(proof.exit, kPass) << proof.complaints;
  std::ofstream(state_.path() + "/proof.json") << proof.out;
  EXPECT_EQ(run(run_log_verify_proof, {.state = state_.path(), .file = state_.path() + "/proof.json"}).exit, kPass);
  EXPECT_EQ(run(run_log_prove, {.state = state_.path(), .id = id_text(1)}).exit, kCheckFailed);
}

TEST_F(LogCheckpoint, SaysWhatItCannotVouchFor) {
  EXPECT_EQ(run(run_log_checkpoint, {.state = state_.path()}).exit, kCheckFailed) << "no records";
  write(1, 5);
  EXPECT_EQ(run(run_log_prove, {.state = state_.path(), .id = id_text(99)}).exit, kCheckFailed);
  EXPECT_EQ(run(run_log_prove, {.state = state_.path(), .id = "x"}).exit, kUsage);
  const std::string kept = keep_checkpoint();
  const std::string whole = log();
  replace_log(whole.substr(whole.find('\n') + 1));
  const Ran ran = run(run_log_checkpoint, {.state = state_.path()});
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_NE(ran.complaints.find("does not run without a hole up to current.jsonl:1"), std::string::npos) << ran.complaints;
  EXPECT_EQ(finding_of(verify(kept)), "beginning_missing");
}

TEST_F(LogCheckpoint, ItsKeyIsForItsOwnerAlone) {
  write(1, 2);
  keep_checkpoint();
  const fs::path key = state_.path() + "/keys/log.key";
  EXPECT_EQ(fs::status(key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::permissions(key, fs::perms::others_read, fs::perm_options::add);
  const Ran ran = run(run_log_checkpoint, {.state = state_.path()});
  EXPECT_EQ(ran.exit, kToolFailed);
  EXPECT_NE(ran.complaints.find("chmod 600"), std::string::npos) << ran.complaints;
}

}  // namespace
}  // namespace jurymast::app
