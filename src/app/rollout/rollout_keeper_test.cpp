#include "app/rollout/rollout_keeper.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "app/rollout/rollout_admin.hpp"
#include "record/test_operations.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;
using record::RolloutState;

constexpr Duration kPatience = 20s;

policy::Snapshot snapshot_with_one_route() {
  policy::Snapshot snapshot;
  snapshot.version = 1;
  for (const char* name : {"main", "spare"}) snapshot.targets.emplace_back().name = name;
  policy::Route& route = snapshot.routes.emplace_back();
  route.name = "assistant";
  route.primary = TargetIndex{0};
  route.fallback = {TargetIndex{1}};
  route.rollback_owner = "sre-a";
  route.stop_condition = "two failures in a row";
  route.rollout.stages_ppm = {0, 250'000, 1'000'000};
  route.rollout.dwell = Duration(0);
  route.rollout.failure_ceiling_ppm = 200'000;
  return snapshot;
}

/// A process life around a state directory: its journal, its evidence and its rollouts, on a loop that the test turns.
class Life {
 public:
  explicit Life(const std::string& state, bool store_works = true) : snapshot_(snapshot_with_one_route()), random_(7) {
    store::JournalSettings settings = store::testing::small_settings(state);
    auto journal = store::Journal::open(std::move(settings), clock_, [](store::JournalAlarm, std::string_view) {});
    EXPECT_TRUE(journal) << journal.error().message;
    journal_ = std::move(*journal);
    auto store = store::EvidenceStore::open(state);
    EXPECT_TRUE(store) << store.error().message;
    RolloutMemory memory = read_rollout_memory((*store)->take_loaded());
    memory.blank = (*store)->is_new();
    if (store_works) store_ = std::move(*store);
    keeper.emplace(RolloutKeeper::Parts{
                       .journal = *journal_,
                       .loop = loop_,
                       .desk = desk_,
                       .kill = kill,
                       .snapshot = [this]() -> const policy::Snapshot& { return snapshot_; },
                       .keep = [this](store::EvidenceLine line, store::EvidenceStore::Done done) { keep(std::move(line), done); },
                       .alert =
                           [this](const RolloutAlert& alert) {
                             if (!alert.over) alerts.emplace_back(name_of(alert.name));
                           },
                       .random = random_.fork(1)},
                   state, std::move(memory));
    keeper->adopt_config();
    admin.emplace(*keeper, [this]() -> const policy::Snapshot& { return snapshot_; });
  }
  ~Life() {
    journal_->stop();
    store_.reset();
  }

  /// Turns the loop until `so` holds; false after too long.
  bool until(const std::function<bool()>& so) {
    const MonotonicTime end = clock_.now() + kPatience;
    while (!so()) {
      if (clock_.now() > end) return false;
      keeper->look();
      loop_.context().restart();
      loop_.context().poll();
      journal_->release_overdue();
      std::this_thread::sleep_for(2ms);
    }
    return true;
  }
  bool folded() {
    return until([this] { return !keeper->folding(); });
  }

  control::AdminReply ask(const std::string& body, control::Role role = control::Role::Approve) {
    for (const control::AdminRoute& route : admin->routes()) {
      if (route.method != "POST") continue;
      std::optional<control::AdminReply> reply;
      route.serve({.rest = "assistant", .body = body, .actor = "ada", .role = role},
                  [&reply](control::AdminReply answer) { reply = std::move(answer); });
      EXPECT_TRUE(until([&reply] { return reply.has_value(); }));
      return reply.value_or(control::AdminReply{.status = 0});
    }
    return {.status = 0};
  }
  std::uint64_t moved_ppm() const {
    const auto traffic = board_.in_force();
    if (!traffic || !traffic->contains("assistant")) return 0;
    return traffic->find("assistant")->second.weight_ppm;
  }
  std::vector<std::string> suspended() const {
    const auto traffic = board_.in_force();
    if (!traffic || !traffic->contains("assistant")) return {};
    return traffic->find("assistant")->second.suspended;
  }
  bool stands(RolloutState state) const {
    const evidence::Rollout* const rollout = keeper->rollout("assistant");
    return rollout != nullptr && rollout->state() == state;
  }

  void promote() {
    record::GateRecord gate;
    gate.at = clock_.wall_now();
    gate.id = OperationId::make(gate.at, random_);
    gate.route = "assistant";
    gate.target = "spare";
    gate.verdict = record::GateVerdict::Promote;
    journal_->append(record::render(gate));
  }
  /// So many operations that were drawn to one target with the present share.
  void operations(int count, std::string_view target, FailureClass failure_class) {
    for (int i = 0; i < count; ++i) journal_->append(record::render(drawn(target, failure_class)));
  }
  void rescues(int count, FailureClass failure_class) {
    for (int i = 0; i < count; ++i) {
      record::Operation operation = record::testing::rescued(++numbers_);
      operation.start.at = clock_.wall_now();
      operation.start.id = OperationId::make(operation.start.at, random_);
      operation.decision.attempts.back().failure_class = failure_class;
      if (failure_class != FailureClass::Ok) {
        operation.decision.outcome = record::Outcome::Failed;
        operation.decision.failure_class = failure_class;
        operation.decision.served_by_name = {};
      }
      journal_->append(record::render(operation));
    }
  }
  /// A rollout with its first share.
  void ramp() {
    ASSERT_TRUE(folded());
    ASSERT_EQ(ask(R"({"action":"plan","person":"ada"})").status, 200);
    ASSERT_EQ(ask(R"({"action":"start","person":"ada"})").status, 200);
    promote();
    ASSERT_TRUE(until([this] { return moved_ppm() == 250'000; }));
  }

  std::optional<RolloutKeeper> keeper;
  std::optional<RolloutAdmin> admin;
  proxy::KillSwitch kill;
  std::vector<std::string> alerts;

 private:
  void keep(store::EvidenceLine line, const store::EvidenceStore::Done& done) {
    if (store_) return store_->add(std::move(line), done);
    done(fail(Code::Unavailable, "no disk"));
  }
  record::Operation drawn(std::string_view target, FailureClass failure_class) {
    record::Operation operation = record::testing::served(++numbers_);
    operation.start.at = clock_.wall_now();
    operation.start.id = OperationId::make(operation.start.at, random_);
    record::Decision& decision = operation.decision;
    decision.arm = target == "spare" ? record::Arm::Canary : record::Arm::Control;
    decision.weight_ppm = 250'000;
    decision.assigned_name = target;
    decision.attempts = {record::testing::attempt_at(target, failure_class, failure_class == FailureClass::Ok ? 200 : 503)};
    decision.served_by_name = target;
    if (failure_class == FailureClass::Ok) return operation;
    decision.attempts.push_back(record::testing::attempt_at(target == "spare" ? "main" : "spare", FailureClass::Ok, 200));
    decision.served_by_name = decision.attempts.back().target_name;
    return operation;
  }

  SystemClock clock_;
  http::Loop loop_{clock_};
  policy::Snapshot snapshot_;
  Random random_;
  std::uint64_t numbers_ = 0;
  proxy::TrafficBoard board_;
  TrafficDesk desk_{board_};
  std::unique_ptr<store::Journal> journal_;
  std::unique_ptr<store::EvidenceStore> store_;
};

class RolloutKeeperTest : public ::testing::Test {
 protected:
  store::testing::TemporaryDirectory state_;
};

TEST_F(RolloutKeeperTest, GivesABrokenFallbackItsShareAndTakesItAway_AndKnowsItAfterARestart) {
  {
    Life life(state_.path());
    life.ramp();
    life.operations(60, "main", FailureClass::Ok);
    life.operations(20, "spare", FailureClass::UpstreamError);
    ASSERT_TRUE(life.until([&] { return life.moved_ppm() == 0; }));
    ASSERT_TRUE(life.until([&] { return life.stands(RolloutState::Warm); }));
    EXPECT_EQ(std::count(life.alerts.begin(), life.alerts.end(), "rollout_rolled_back"), 1);
  }
  Life next(state_.path());
  ASSERT_TRUE(next.folded());
  EXPECT_TRUE(next.stands(RolloutState::Warm));
  EXPECT_EQ(next.moved_ppm(), 0U);
}

TEST_F(RolloutKeeperTest, ComesUpAgainWithTheShareItHad_OnceTheLogIsFolded) {
  {
    Life life(state_.path());
    life.ramp();
    life.operations(30, "spare", FailureClass::Ok);
    ASSERT_TRUE(life.until(
        [&] { return life.keeper->rollout("assistant")->standing(life.keeper->surroundings("assistant", "spare")).canary == 30; }));
  }
  Life next(state_.path());
  EXPECT_EQ(next.moved_ppm(), 0U) << "nothing is known yet";
  ASSERT_TRUE(next.folded());
  EXPECT_TRUE(next.stands(RolloutState::Ramping));
  EXPECT_EQ(next.moved_ppm(), 250'000U);
  EXPECT_EQ(next.keeper->rollout("assistant")->standing(next.keeper->surroundings("assistant", "spare")).canary, 30U);
}

TEST_F(RolloutKeeperTest, WithoutItsDatabase_TheLogSaysWhereItStood) {
  {
    Life life(state_.path());
    life.ramp();
  }
  std::filesystem::remove(state_.path() + "/evidence.db");
  Life next(state_.path());
  ASSERT_TRUE(next.folded());
  EXPECT_TRUE(next.stands(RolloutState::Ramping));
  EXPECT_EQ(next.moved_ppm(), 250'000U);
}

TEST_F(RolloutKeeperTest, WithoutTheRecordThereIsNoChange) {
  Life life(state_.path(), false);
  ASSERT_TRUE(life.folded());
  const control::AdminReply refused = life.ask(R"({"action":"plan","person":"ada"})");
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_EQ(life.keeper->rollout("assistant")->plan().target, "");
}

TEST_F(RolloutKeeperTest, TheKillSwitchAndAStopTakeTheShareAwayByThemselves) {
  Life life(state_.path());
  life.ramp();
  life.kill.set({"all"});
  ASSERT_TRUE(life.until([&] { return life.moved_ppm() == 0; }));
  ASSERT_TRUE(life.until([&] { return life.stands(RolloutState::Warm); }));
}

TEST_F(RolloutKeeperTest, AStopByAnOverrideDoesNotWait) {
  Life life(state_.path());
  life.ramp();
  life.keeper->stop({"assistant"});
  EXPECT_EQ(life.moved_ppm(), 0U) << "before anything is written";
}

TEST_F(RolloutKeeperTest, ADryRunTellsTheStepAndTakesNone) {
  Life life(state_.path());
  ASSERT_TRUE(life.folded());
  const control::AdminReply told = life.ask(R"({"action":"plan","person":"ada","dry_run":true})");
  EXPECT_EQ(told.status, 200) << told.body;
  EXPECT_NE(told.body.find(R"("dry_run":true)"), std::string::npos);
  EXPECT_TRUE(life.keeper->routes().empty());
}

TEST_F(RolloutKeeperTest, RefusesAnIncreaseOnAnOldVerdict_AndOfAManualPlanWithoutTheRole) {
  Life life(state_.path());
  ASSERT_TRUE(life.folded());
  life.promote();
  ASSERT_EQ(life.ask(R"({"action":"plan","person":"ada","manual":true,"ticket":"CHG-1"})").status, 200);
  ASSERT_EQ(life.ask(R"({"action":"start","person":"ada"})").status, 200);
  EXPECT_EQ(life.ask(R"({"action":"advance","person":"ada","approver":"bob"})", control::Role::Operate).status, 403);
  const control::AdminReply old = life.ask(R"({"action":"advance","person":"ada","approver":"bob"})");
  EXPECT_EQ(old.status, 409) << old.body;
  life.promote();
  ASSERT_TRUE(
      life.until([&] { return life.ask(R"({"action":"advance","person":"ada","approver":"bob","dry_run":true})").status == 200; }));
  EXPECT_EQ(life.ask(R"({"action":"advance","person":"ada","approver":"bob"})").status, 200);
  EXPECT_EQ(life.moved_ppm(), 250'000U) << "whoever is told that the step was taken finds its traffic moved";
}

TEST_F(RolloutKeeperTest, SuspendsAFallbackWhoseRescuesFail_AlsoOverARestart_UntilAPersonClearsIt) {
  {
    Life life(state_.path());
    ASSERT_TRUE(life.folded());
    life.rescues(40, FailureClass::UpstreamError);
    ASSERT_TRUE(life.until([&] { return life.suspended() == std::vector<std::string>{"spare"}; }));
    EXPECT_EQ(std::count(life.alerts.begin(), life.alerts.end(), "target_suspended"), 1);
  }
  Life next(state_.path());
  EXPECT_EQ(next.suspended(), std::vector<std::string>{"spare"});
  bool cleared = false;
  next.keeper->readmit("assistant", "spare", "ada", [&](const Result<void>& done) { cleared = done.has_value(); });
  ASSERT_TRUE(next.until([&] { return cleared; }));
  EXPECT_TRUE(next.suspended().empty());
}

}  // namespace
}  // namespace jurymast::app
