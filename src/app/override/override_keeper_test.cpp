#include "app/override/override_keeper.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/serve/evidence_keeper.hpp"
#include "record/line.hpp"
#include "store/test_log.hpp"
#include "store/test_memory_evidence.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;
using record::OverrideAction;
using record::OverrideEvent;
using record::OverrideRecord;

constexpr int kRoundsMax = 5000;

/// One process life of the part of a gateway that keeps overrides.
class Life {
 public:
  /// `other`: what stands in for the database of the state directory, null for none.
  explicit Life(const std::string& state, ManualClock& clock, std::optional<store::EvidenceStore*> other = {})
      : clock_(clock), loop_(clock) {
    auto journal = store::Journal::open(store::testing::small_settings(state), real_, [](auto, std::string_view) {});
    EXPECT_TRUE(journal) << journal.error().message;
    journal_ = std::move(*journal);
    keeper_.emplace(OverrideKeeper::Parts{.loop = loop_,
                                          .journal = *journal_,
                                          .store = [this, other] { return other.value_or(evidence_.store()); },
                                          .masked = [](const std::string& text) { return text; },
                                          .surroundings = [this] { return surroundings(); },
                                          .took_effect = [this](const OverrideRecord& step) { effects.push_back(step); },
                                          .unkept = [this](const OverrideRecord& step, const Error&) { unkept.push_back(step); }});
    evidence_.follow(kOverrideKind, [this](const std::string& record) { keeper_->restore(record); });
    EXPECT_TRUE(evidence_.open(state));
    if (evidence_.store()->is_new()) keeper_->keep_standing();
  }
  ~Life() { journal_->stop(); }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  const std::vector<OverrideRecord>& standing() const { return keeper_->book().standing(); }
  OverrideKeeper& keeper() { return *keeper_; }

  /// Takes a step and waits for what becomes of it.
  Result<OverrideSettled> take(const OverrideKeeper::Asked& asked) {
    std::optional<Result<OverrideSettled>> settled;
    keeper_->take(asked, [&](const Result<OverrideSettled>& one) { settled = one; });
    at_once = standing().size();
    run_until([&] { return settled.has_value(); });
    return settled.value_or(fail(Code::Internal, "it was not told"));
  }
  Result<OverrideSettled> set(OverrideAction action, std::string target, Duration lasts = 1h) {
    evidence::OverrideAsk ask;
    ask.action = action;
    ask.route = "assistant";
    ask.target = std::move(target);
    ask.author = "ana";
    ask.approver = action == OverrideAction::Pin ? "ben" : "";
    ask.reason = record::PlainText::make("The primary is dead.").value();
    ask.ticket = "INC-7";
    ask.lasts = lasts;
    return take([ask](const auto& book, const auto& around) { return book.ask(ask, around); });
  }
  Result<OverrideSettled> clear(OverrideAction action) {
    evidence::OverrideEndAsk end;
    end.action = action;
    end.route = "assistant";
    end.author = "ana";
    return take([end](const auto& book, const auto& around) { return book.end(end, around); });
  }
  template <class Condition>
  void run_until(Condition reached) {
    for (int round = 0; round < kRoundsMax && !reached(); ++round) {
      loop_.context().restart();
      loop_.context().run_for(2ms);
    }
  }

  std::vector<OverrideRecord> effects;
  std::vector<OverrideRecord> unkept;
  std::size_t at_once = 0;  ///< how many stood when take() had been called, before the disk had anything

 private:
  evidence::OverrideSurroundings surroundings() {
    return {.now = clock_.wall_now(),
            .next_id = OperationId::make(clock_.wall_now(), random_),
            .config = 1,
            .routes = {{"assistant", {{"main", {}, {}}, {"spare", {}, {}}}}}};
  }

  ManualClock& clock_;
  SystemClock real_;  ///< of the journal, whose thread asks for it
  http::Loop loop_;
  Random random_{7};
  std::unique_ptr<store::Journal> journal_;
  EvidenceKeeper evidence_{[](const Error& error) { ADD_FAILURE() << error.message; }};
  std::optional<OverrideKeeper> keeper_;
};

class OverrideKeeperTest : public ::testing::Test {
 protected:
  std::vector<std::string> recorded() const {
    std::vector<std::string> steps;
    const auto read = store::for_each_line(state_.path(), 0, [&](const store::LogLine& line) {
      const auto split = record::split_line(line.text);
      if (!split || split->kind != kOverrideKind) return true;
      const auto step = record::read_override(split->record);
      if (step) steps.push_back(fmt::format("{} {}", name_of(step->event), name_of(step->action)));
      return true;
    });
    EXPECT_TRUE(read);
    return steps;
  }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
};

TEST_F(OverrideKeeperTest, APinIsWrittenBeforeItTakesEffect_AndIsThereAfterARestart) {
  {
    Life life(state_.path(), clock_);
    const auto settled = life.set(OverrideAction::Pin, "spare");
    ASSERT_TRUE(settled) << settled.error().message;
    EXPECT_EQ(life.at_once, 0U);
    EXPECT_EQ(life.standing().size(), 1U);
    EXPECT_EQ(settled->not_durable, "");
    EXPECT_EQ(recorded(), std::vector<std::string>{"set pin"});
  }
  const Life again(state_.path(), clock_);
  ASSERT_EQ(again.standing().size(), 1U);
  EXPECT_EQ(again.standing()[0].target, "spare");
}

TEST_F(OverrideKeeperTest, ADisabledTargetIsOffAtOnce_AndOnAgainOnlyWhenThatIsWritten) {
  Life life(state_.path(), clock_);
  ASSERT_TRUE(life.set(OverrideAction::Disable, "main"));
  EXPECT_EQ(life.at_once, 1U);
  ASSERT_TRUE(life.clear(OverrideAction::Disable));
  EXPECT_EQ(life.at_once, 1U) << "until the disk had it";
  EXPECT_TRUE(life.standing().empty());
}

TEST_F(OverrideKeeperTest, IsReadFromTheLog_WhereTheDatabaseIsGone) {
  {
    Life life(state_.path(), clock_);
    ASSERT_TRUE(life.set(OverrideAction::Pin, "spare"));
    ASSERT_TRUE(life.set(OverrideAction::Disable, "main"));
    ASSERT_TRUE(life.clear(OverrideAction::Pin));
  }
  for (const char* name : {"/evidence.db", "/evidence.db-wal", "/evidence.db-shm"}) std::filesystem::remove(state_.path() + name);
  for (int start = 0; start < 2; ++start) {
    const Life again(state_.path(), clock_);
    ASSERT_EQ(again.standing().size(), 1U) << "start " << start;
    EXPECT_EQ(again.standing()[0].action, OverrideAction::Disable);
  }
}

TEST_F(OverrideKeeperTest, WithoutADatabase_NothingOpens_AndEverythingCloses) {
  Life life(state_.path(), clock_, nullptr);
  const auto pin = life.set(OverrideAction::Pin, "spare");
  ASSERT_FALSE(pin);
  EXPECT_NE(pin.error().message.find("not in force"), std::string::npos);
  EXPECT_TRUE(life.standing().empty());
  const auto disable = life.set(OverrideAction::Disable, "main");
  ASSERT_TRUE(disable);
  EXPECT_NE(disable->not_durable, "");
  EXPECT_EQ(life.standing().size(), 1U);
  EXPECT_EQ(life.unkept.size(), 1U);
  const std::vector<std::string> steps{"set pin", "cleared pin", "set disable"};
  life.run_until([&] { return recorded() == steps; });
  EXPECT_EQ(recorded(), steps) << "what did not take effect is taken back in the log";
}

TEST_F(OverrideKeeperTest, WhatTheDiskRefusesOpensNothing_AndMayBeAskedAgain) {
  store::testing::MemoryDisk disk;
  store::testing::MemoryEvidence store(disk);
  Life life(state_.path(), clock_, &store);
  disk.take_nothing();
  ASSERT_FALSE(life.set(OverrideAction::Pin, "spare"));
  EXPECT_TRUE(life.standing().empty());
  disk.take_nothing(false);
  ASSERT_TRUE(life.set(OverrideAction::Pin, "spare"));
  EXPECT_EQ(life.standing().size(), 1U);
}

TEST_F(OverrideKeeperTest, AnEndThatTheDiskRefusesIsTriedAgain_AndUntilThenTheWayStaysClosed) {
  store::testing::MemoryDisk disk;
  store::testing::MemoryEvidence store(disk);
  Life life(state_.path(), clock_, &store);
  ASSERT_TRUE(life.set(OverrideAction::Disable, "main", 1min));
  disk.take_nothing();
  clock_.advance(1min);
  life.keeper().poll(clock_.now());
  life.run_until([&] { return !life.unkept.empty(); });
  ASSERT_EQ(life.unkept.size(), 1U);
  EXPECT_EQ(life.standing().size(), 1U);
  disk.take_nothing(false);
  clock_.advance(1min);
  life.keeper().poll(clock_.now());
  life.run_until([&] { return life.standing().empty(); });
  EXPECT_TRUE(life.standing().empty());
}

TEST_F(OverrideKeeperTest, WhatEndedWhileNothingRan_IsEndedAtTheStart) {
  {
    Life life(state_.path(), clock_);
    ASSERT_TRUE(life.set(OverrideAction::Disable, "main", 1min));
  }
  clock_.advance(1h);
  Life again(state_.path(), clock_);
  ASSERT_EQ(again.standing().size(), 1U);
  again.keeper().poll(clock_.now());
  EXPECT_EQ(again.standing().size(), 1U) << "the way opens when that is written";
  again.run_until([&] { return again.standing().empty(); });
  EXPECT_TRUE(again.standing().empty());
  EXPECT_EQ(recorded(), (std::vector<std::string>{"set disable", "expired disable"}));
}

TEST_F(OverrideKeeperTest, EndsByItself_WithARecord) {
  Life life(state_.path(), clock_);
  ASSERT_TRUE(life.set(OverrideAction::Pin, "spare", 1min));
  life.keeper().poll(clock_.now());
  EXPECT_EQ(life.standing().size(), 1U);
  clock_.advance(1min);
  life.keeper().poll(clock_.now());
  EXPECT_TRUE(life.standing().empty());
  const std::vector<std::string> steps{"set pin", "expired pin"};
  life.run_until([&] { return recorded() == steps; });
  EXPECT_EQ(recorded(), steps);
}

}  // namespace
}  // namespace jurymast::app
