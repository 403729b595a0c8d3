#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/rollout/rollout_admin.hpp"
#include "record/test_operations.hpp"
#include "store/test_log.hpp"

/// A gateway's rollouts without its sockets: a route with two targets, and operations that the test writes into the log.
namespace jurymast::app::testing {

using namespace std::chrono_literals;
using record::RolloutState;

inline constexpr Duration kPatience = 20s;

inline policy::Snapshot snapshot_with_one_route() {
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
    auto store = store::open_evidence_store(state);
    EXPECT_TRUE(store) << store.error().message;
    RolloutMemory memory = read_rollout_memory((*store)->take_loaded());
    memory.blank = (*store)->is_new();
    if (store_works) store_ = std::move(*store);
    keeper.emplace(
        RolloutKeeper::Parts{
            .journal = *journal_,
            .loop = loop_,
            .desk = desk_,
            .kill = kill,
            .snapshot = [this]() -> const policy::Snapshot& { return snapshot_; },
            .keep = [this](store::EvidenceLine line, store::EvidenceStore::Done done) { keep(std::move(line), done); },
            .alert = [this](const RolloutAlert& alert) { (alert.over ? ended : alerts).emplace_back(name_of(alert.name)); },
            .random = random_.fork(1)},
        state, std::move(memory));
    keeper->adopt_config();
    admin.emplace(
        *keeper, [this]() -> const policy::Snapshot& { return snapshot_; }, [] { return std::vector<record::OverrideRecord>(); });
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
      if (route.endpoint.method != "POST") continue;
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
  /// Puts another configuration into force.
  void reload(const std::function<void(policy::Snapshot&)>& change) {
    change(snapshot_);
    ++snapshot_.version;
    keeper->adopt_config();
  }
  /// So many operations of the primary that nobody drew.
  void of_primary(int count, FailureClass failure_class) {
    for (int i = 0; i < count; ++i) {
      record::Operation operation = record::testing::served(++numbers_);
      operation.start.at = clock_.wall_now();
      operation.start.id = OperationId::make(operation.start.at, random_);
      if (failure_class != FailureClass::Ok) {
        operation.decision.attempts = {record::testing::attempt_at("main", failure_class, 503)};
        operation.decision.outcome = record::Outcome::Failed;
        operation.decision.failure_class = failure_class;
        operation.decision.served_by_name = {};
      }
      write(operation);
    }
  }
  /// So many operations that were drawn to one target with the present share.
  void operations(int count, std::string_view target, FailureClass failure_class) {
    for (int i = 0; i < count; ++i) write(drawn(target, failure_class));
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
      write(operation);
    }
  }
  /// One drawn operation that nobody served in the end.
  void unserved(std::string_view target) {
    record::Operation operation = drawn(target, FailureClass::UpstreamError);
    operation.decision.outcome = record::Outcome::Failed;
    operation.decision.failure_class = FailureClass::UpstreamError;
    operation.decision.served_by_name = {};
    // A rescue that failed would suspend the fallback, which tells the same.
    operation.decision.attempts.pop_back();
    write(operation);
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
  std::vector<std::string> ended;

 private:
  /// The journal's memory is small here: it has to keep up.
  void write(const record::Operation& operation) {
    journal_->append(record::render(operation));
    if (numbers_ % 50 == 0) {
      EXPECT_TRUE(journal_->flush(kPatience));
    }
  }
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

}  // namespace jurymast::app::testing
