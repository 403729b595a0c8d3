#pragma once
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "evidence/rollout.hpp"

/// A route with two targets of known quality in virtual time, and a rollout between them that is looked at after every operation.
namespace jurymast::evidence::testing {

using namespace std::chrono_literals;
using record::RolloutAction;
using record::RolloutPurpose;
using record::RolloutRecord;
using record::RolloutState;
using record::RolloutTrigger;

/// How a target does: per mille of its operations.
struct Quality {
  std::uint64_t failed = 0;
  std::uint64_t invalid = 0;
  std::uint64_t late = 0;
  std::uint64_t rejected = 0;  ///< of those served, by an application
  FailureClass failure_class = FailureClass::UpstreamError;
};

inline record::PlainText plain(const char* text) { return record::PlainText::make(text).value(); }

inline record::RolloutPlan plan_of(RolloutPurpose purpose) {
  record::RolloutPlan plan;
  plan.route = "assistant";
  plan.target = "spare";
  plan.purpose = purpose;
  plan.stages = {{0}, {50'000}, {250'000}, {500'000}, {1'000'000}};
  plan.rollback_owner = "sre";
  plan.stop_condition = plain("more errors than before");
  plan.ticket = "CHG-1";
  return plan;
}

inline RolloutRules short_rules() {
  RolloutRules rules;
  rules.failure_ceiling = 0.05;
  rules.dwell_min = 10s;
  rules.post_recovery = 5min;
  rules.first_content_budget = 5s;
  rules.total_budget = 5s;
  return rules;
}

using LogEntry = std::variant<JudgedOperation, record::FeedbackRecord>;

class RolloutWorld {
 public:
  explicit RolloutWorld(RolloutRules given = short_rules(), std::uint64_t seed = 1) : rules(given), rollout(given), random(seed) {
    now.since_epoch = std::chrono::seconds(1'782'000'000);
  }

  RolloutSurroundings surroundings() {
    RolloutSurroundings around;
    around.now = now;
    around.next_id = OperationId::make(now, random);
    around.config = 1;
    if (gate_verdict) {
      record::GateRecord gate;
      gate.at = now - 1us;
      gate.id = OperationId::make(now, random);
      gate.verdict = *gate_verdict;
      around.gate = gate;
    }
    around.blind_for = blind_for;
    around.changed_paths = changed_paths;
    around.stopped = stopped;
    around.undrawn = undrawn;
    around.killed = killed;
    return around;
  }

  Result<RolloutRecord> ask(RolloutAction action, std::optional<record::RolloutPlan> plan = std::nullopt,
                            const std::string& approver = "") {
    now = now + 1s;
    RolloutAsk asked;
    asked.action = action;
    asked.plan = std::move(plan);
    asked.person = "ann";
    asked.approver = approver;
    Result<RolloutRecord> step = rollout.ask(asked, surroundings());
    if (step) apply(*step);
    return step;
  }

  void begin(RolloutPurpose purpose) {
    ASSERT_TRUE(ask(RolloutAction::Plan, plan_of(purpose)));
    ASSERT_TRUE(ask(RolloutAction::Start));
  }

  /// One look at the rollout; true where it made a step.
  bool look() {
    const std::optional<RolloutRecord> step = rollout.next(surroundings());
    if (step) apply(*step);
    return step.has_value();
  }

  /// One operation each second, and a look after each.
  void run(int operations) {
    for (int i = 0; i < operations; ++i) {
      one();
      look();
    }
  }

  /// Until the rollout is in that state, within so many operations.
  bool reaches(RolloutState state, int operations) {
    for (int i = 0; i < operations && rollout.state() != state; ++i) run(1);
    return rollout.state() == state;
  }
  bool reaches_weight(std::uint32_t weight_ppm, int operations) {
    for (int i = 0; i < operations && rollout.share().weight_ppm != weight_ppm; ++i) run(1);
    return rollout.share().weight_ppm == weight_ppm;
  }

  /// As a process that came up again: the newest record, and the log since the plan.
  Rollout rebuilt() const {
    Rollout again(rules);
    if (!steps.empty()) again.apply(record::read_rollout(record::render(steps.back())).value());
    for (std::size_t i = plan_begins; i < log.size(); ++i) {
      std::visit([&](const auto& entry) { again.take(entry); }, log[i]);
    }
    return again;
  }

  void one() {
    now = now + 1s;
    const RolloutShare share = rollout.share();
    JudgedOperation operation;
    operation.at = now;
    const OperationId id = OperationId::make(now, random);
    operation.id = id.to_string();
    operation.route = "assistant";
    if (!share.target.empty() && undrawn.empty()) {
      std::uint64_t coin = random.below(kWholePpm);
      if (units > 0) {
        const std::uint64_t unit = random.below(units);
        operation.unit = std::to_string(unit);
        coin = Random(unit).below(kWholePpm);
      }
      const bool canary = coin < share.weight_ppm;
      operation.arm = canary ? record::Arm::Canary : (share.restoring ? record::Arm::Restore : record::Arm::Control);
      operation.draw = Draw{share.weight_ppm, canary ? Side::Canary : Side::Control};
      if (canary) ++canaries;
    }
    const bool to_spare = operation.draw && operation.draw->side == Side::Canary;
    operation.assigned = to_spare ? "spare" : "main";
    end(operation, to_spare ? spare : main, id);
  }

  RolloutRules rules;
  Rollout rollout;
  Random random;
  WallTime now;
  Quality main;
  Quality spare;
  std::optional<record::GateVerdict> gate_verdict = record::GateVerdict::Promote;
  std::vector<std::string> changed_paths;
  std::optional<Duration> blind_for;
  bool stopped = false;
  std::string undrawn;      ///< an override keeps every request from being drawn, and why
  std::uint64_t units = 0;  ///< of a sticky rollout: how many callers there are; 0: each request is drawn for itself
  bool killed = false;
  bool rescued = true;  ///< whoever fails is served by another target
  std::vector<RolloutRecord> steps;
  std::vector<LogEntry> log;
  std::size_t plan_begins = 0;
  int canaries = 0;

 private:
  void apply(const RolloutRecord& step) {
    if (step.action == RolloutAction::Plan) plan_begins = log.size();
    steps.push_back(step);
    rollout.apply(step);
  }

  bool chance(std::uint64_t per_mille) { return random.below(1000) < per_mille; }

  void end(JudgedOperation& operation, const Quality& quality, OperationId id) {
    if (chance(quality.failed)) {
      operation.outcome = AssignedOutcome::Failed;
      operation.unserved = !rescued;
      operation.failure_class = quality.failure_class;
    } else if (chance(quality.invalid)) {
      operation.outcome = AssignedOutcome::Invalid;
      operation.failure_class = FailureClass::Malformed;
    } else {
      operation.content_after = chance(quality.late) ? 9s : 1s;
    }
    keep(operation);
    if (operation.outcome != AssignedOutcome::Served || !chance(quality.rejected)) return;
    record::FeedbackRecord feedback;
    feedback.operation = id;
    feedback.route = operation.route;
    feedback.target = operation.assigned;
    keep(feedback);
  }

  template <class Entry>
  void keep(const Entry& entry) {
    rollout.take(entry);
    log.emplace_back(entry);
  }
};

inline std::vector<RolloutState> states_of(const RolloutWorld& world) {
  std::vector<RolloutState> states;
  for (const RolloutRecord& step : world.steps) states.push_back(step.state_to);
  return states;
}

}  // namespace jurymast::evidence::testing
