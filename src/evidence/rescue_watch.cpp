#include "evidence/rescue_watch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/assert.hpp"
#include "evidence/statistic_value.hpp"

namespace jurymast::evidence {
namespace {

using record::RolloutAction;
using record::RolloutTrigger;

constexpr std::array kUselessShares{0.6, 0.7, 0.8, 0.9, 0.98};

/// Beyond that many suspensions the next one is no harder to come to: numbers stay numbers.
constexpr std::uint64_t kHalvingsMax = 64;

Duration length_of_suspension(const RescueRules& rules, std::uint64_t number) {
  Duration length = rules.suspension_min;
  for (std::uint64_t i = 1; i < number && length < rules.suspension_max; ++i) length *= 2;
  return std::min(length, rules.suspension_max);
}

/// Whole percent, without floating point: it stands in a record.
std::int64_t percent(Duration part, Duration whole) {
  return whole.count() > 0 ? part.count() / std::max<std::int64_t>(1, whole.count() / 100) : 0;
}

}  // namespace

RescueWatch::RescueWatch(RescueSubject subject, RescueRules rules)
    : subject_(std::move(subject)), rules_(std::move(rules)), tests_(tests()) {}

RescueWatch::Tests RescueWatch::tests() const {
  return {AbsoluteHarm(rules_.invalid_share), AbsoluteHarm(rules_.late_share), AbsoluteHarm(rules_.useless_share, kUselessShares)};
}

/// alpha is halved with each suspension, so that all of them together cost at most twice the first.
double RescueWatch::threshold() const {
  return std::ldexp(1 / rules_.alpha, static_cast<int>(std::min(suspensions_, kHalvingsMax)));
}

void RescueWatch::follow(RescueSubject subject, RescueRules rules) {
  JURYMAST_ASSERT(subject.route == subject_.route && subject.target == subject_.target);
  subject_ = std::move(subject);
  rules_ = std::move(rules);
}

void RescueWatch::take(const JudgedOperation& operation) {
  if (suspension_ || operation.route != subject_.route || (since_ && operation.at <= *since_)) return;
  if (subject_.target == subject_.primary) return;
  const auto rescue = std::find_if(operation.rescues.begin(), operation.rescues.end(),
                                   [&](const RescueSeen& seen) { return seen.target == subject_.target; });
  if (rescue == operation.rescues.end() || rescue->failure_class == FailureClass::Cancelled) return;
  family_ = operation.family;
  ++tests_.rescues;
  tests_.useless.add(rescue->failure_class != FailureClass::Ok);
  if (rescue->failure_class == FailureClass::Ok || rescue->invalid) judge_answer(operation, *rescue);
}

void RescueWatch::judge_answer(const JudgedOperation& operation, const RescueSeen& rescue) {
  tests_.invalid.add(rescue.invalid);
  const std::optional<OperationId> id = OperationId::parse(operation.id);
  if (id && !rescue.invalid) remember(*id);
  if (!rescue.content_after) return;
  tests_.waited += *rescue.content_after;
  tests_.waited_before += std::min(rescue.waited_before, *rescue.content_after);
  const std::optional<Duration>& budget = operation.streamed ? rules_.first_content_budget : rules_.total_budget;
  if (budget) tests_.late.add(*rescue.content_after > *budget);
}

void RescueWatch::remember(OperationId id) {
  if (!delivered_.insert(id).second) return;
  oldest_first_.push_back(id);
  if (oldest_first_.size() <= kRescuesRememberedMax) return;
  delivered_.erase(oldest_first_.front());
  oldest_first_.pop_front();
}

void RescueWatch::take(const record::FeedbackRecord& feedback) {
  if (suspension_ || feedback.route != subject_.route || feedback.target != subject_.target) return;
  if (delivered_.erase(feedback.operation) > 0) tests_.invalid.turn_bad();
}

void RescueWatch::take(const record::Standing& standing) {
  if (standing.route != subject_.route || standing.target != subject_.target || standing.family != family_) return;
  pair_passed_ = standing.newest == record::Tri::True ? std::optional(standing.at) : std::nullopt;
}

std::optional<RolloutTrigger> RescueWatch::decided() const {
  const double log_threshold = std::log(threshold());
  if (tests_.invalid.log_e() >= log_threshold) return RolloutTrigger::RescueInvalid;
  if (tests_.useless.log_e() >= log_threshold) return RolloutTrigger::RescueUseless;
  if (tests_.late.log_e() >= log_threshold) return RolloutTrigger::RescueLate;
  return std::nullopt;
}

std::optional<record::RolloutRecord> RescueWatch::next(const StepMoment& moment) const {
  if (!suspension_) {
    const std::optional<RolloutTrigger> trigger = decided();
    return trigger ? std::optional(suspension(moment, *trigger)) : std::nullopt;
  }
  const bool passed_since = pair_passed_ && *pair_passed_ > suspension_->since;
  if (moment.now < suspension_->until || !passed_since) return std::nullopt;
  return step(moment, RolloutAction::Readmit);
}

Result<record::RolloutRecord> RescueWatch::ask_readmit(const StepMoment& moment, const std::string& person,
                                                       const record::PlainText& reason) const {
  if (!suspension_) {
    return fail(Code::NotFound, "target {} is not suspended on route {}; there is nothing to clear", subject_.target,
                subject_.route);
  }
  record::RolloutRecord readmit = step(moment, RolloutAction::Readmit);
  readmit.trigger = RolloutTrigger::Operator;
  readmit.decided_by = record::DecidedBy::Operator;
  readmit.person = person;
  readmit.reason = reason;
  return readmit;
}

record::RolloutRecord RescueWatch::step(const StepMoment& moment, RolloutAction action) const {
  record::RolloutRecord step;
  step.at = moment.now;
  step.id = moment.id;
  step.config = moment.config;
  step.plan.id = moment.id;
  step.plan.route = subject_.route;
  step.plan.target = subject_.target;
  step.plan.family = family_;
  step.plan.purpose = record::RolloutPurpose::Mitigation;
  step.action = action;
  step.confirmations = suspensions_;
  return step;
}

record::RolloutRecord RescueWatch::suspension(const StepMoment& moment, RolloutTrigger trigger) const {
  record::RolloutRecord suspend = step(moment, RolloutAction::Suspend);
  suspend.trigger = trigger;
  suspend.statistics = statistics();
  suspend.operations_canary = tests_.rescues;
  suspend.confirmations = suspensions_ + 1;
  suspend.until = moment.now + length_of_suspension(rules_, suspend.confirmations);
  suspend.reason = explanation(trigger);
  return suspend;
}

record::PlainText RescueWatch::explanation(RolloutTrigger trigger) const {
  if (trigger != RolloutTrigger::RescueLate) return {};
  return record::PlainText::make(
             fmt::format("of the time that callers waited for rescued answers, the targets before it took {} percent",
                         percent(tests_.waited_before, tests_.waited)))
      .value_or(record::PlainText());
}

void RescueWatch::apply(const record::RolloutRecord& step) {
  if (step.plan.route != subject_.route || step.plan.target != subject_.target || step.plan.target == subject_.primary) return;
  if (step.action == RolloutAction::Suspend) {
    suspensions_ = step.confirmations;
    family_ = step.plan.family;
    pair_passed_.reset();  // of the other family, maybe
    suspension_ = Suspension{step.at, step.until.value_or(step.at + rules_.suspension_max)};
  } else if (step.action == RolloutAction::Readmit) {
    suspensions_ = step.confirmations;
    suspension_.reset();
  } else {
    return;
  }
  since_ = step.at;
  tests_ = tests();
  delivered_.clear();
  oldest_first_.clear();
}

std::optional<WallTime> RescueWatch::until() const { return suspension_ ? std::optional(suspension_->until) : std::nullopt; }

std::vector<record::StatisticValue> RescueWatch::statistics() const {
  return {statistic_value("rescue_invalid", tests_.invalid.e(), threshold()),
          statistic_value("rescue_late", tests_.late.e(), threshold()),
          statistic_value("rescue_useless", tests_.useless.e(), threshold())};
}

}  // namespace jurymast::evidence
