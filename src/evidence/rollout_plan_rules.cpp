#include "evidence/rollout_plan_rules.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "base/assert.hpp"

namespace jurymast::evidence {
namespace {

/// Shares become the number that they were read from again: whole millionths, or thousandths.
constexpr double kMillionths = kWholePpm;
constexpr double kThousandths = 1000;

/// Longer than any time that a configuration may name.
constexpr std::uint64_t kTimeMsMax = 365ULL * 24 * 60 * 60 * 1000;

std::uint64_t whole(double value, double parts) { return static_cast<std::uint64_t>(std::llround(value * parts)); }
double part(std::uint64_t value, double parts) { return static_cast<double>(value) / parts; }
std::uint64_t whole_ms(Duration time) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}
Duration time_of(std::uint64_t ms) { return std::chrono::milliseconds(std::min(ms, kTimeMsMax)); }

/// Shows every rule that a plan may set, by its name, to `visit`, which has a word for each sort of them.
template <class Rules, class Visit>
void each_rule(Rules& rules, Visit& visit) {
  visit.ppm("error_alpha_ppm", rules.error_alpha);
  visit.ppm("invalid_alpha_ppm", rules.invalid_alpha);
  visit.ppm("latency_alpha_ppm", rules.latency_alpha);
  visit.ppm("downstream_alpha_ppm", rules.downstream_alpha);
  visit.ppm("freeze_alpha_ppm", rules.freeze_alpha);
  visit.ppm("promote_alpha_ppm", rules.promote_alpha);
  visit.milli("margin_milli", rules.margin);
  visit.ppm("difference_min_ppm", rules.difference_min);
  visit.ppm("failure_ceiling_ppm", rules.failure_ceiling);
  visit.count("stage_operations_min", rules.stage_operations_min);
  visit.time("dwell_min_ms", rules.dwell_min);
  visit.time("hold_max_ms", rules.hold_max);
  visit.time("post_recovery_ms", rules.post_recovery);
  visit.time("verdict_age_max_ms", rules.verdict_age_max);
  visit.count("ceiling_ppm", rules.ceiling_ppm);
  visit.flag("starts_itself", rules.starts_itself);
  visit.flag("two_windows", rules.two_windows);
  visit.flag("burn_rates", rules.burn_rates);
  visit.budget("first_content_budget_ms", rules.first_content_budget);
  visit.budget("total_budget_ms", rules.total_budget);
}

class Writer {
 public:
  void ppm(const char* name, double share) { add(name, whole(share, kMillionths)); }
  void milli(const char* name, double number) { add(name, whole(number, kThousandths)); }
  void count(const char* name, std::uint64_t number) { add(name, number); }
  void time(const char* name, Duration time) { add(name, whole_ms(time)); }
  void flag(const char* name, bool set) { add(name, set ? 1 : 0); }
  void budget(const char* name, const std::optional<Duration>& time) { add(name, time ? whole_ms(*time) : 0); }
  std::vector<record::RuleValue> take() {
    JURYMAST_ASSERT(values_.size() <= record::kPartsMax);
    return std::move(values_);
  }

 private:
  void add(const char* name, std::uint64_t value) { values_.push_back({name, value}); }
  std::vector<record::RuleValue> values_;
};

class Reader {
 public:
  explicit Reader(const std::vector<record::RuleValue>& values) : values_(values) {}
  void ppm(std::string_view name, double& share) const {
    if (const auto* value = find(name)) share = part(*value, kMillionths);
  }
  void milli(std::string_view name, double& number) const {
    if (const auto* value = find(name)) number = part(*value, kThousandths);
  }
  template <class Number>
  void count(std::string_view name, Number& number) const {
    if (const auto* value = find(name))
      number = static_cast<Number>(std::min<std::uint64_t>(*value, std::numeric_limits<Number>::max()));
  }
  void time(std::string_view name, Duration& time) const {
    if (const auto* value = find(name)) time = time_of(*value);
  }
  void flag(std::string_view name, bool& set) const {
    if (const auto* value = find(name)) set = *value != 0;
  }
  void budget(std::string_view name, std::optional<Duration>& time) const {
    if (const auto* value = find(name)) time = *value == 0 ? std::nullopt : std::optional(time_of(*value));
  }

 private:
  const std::uint64_t* find(std::string_view name) const {
    const auto found = std::find_if(values_.begin(), values_.end(), [&](const auto& value) { return value.name == name; });
    return found == values_.end() ? nullptr : &found->value;
  }
  const std::vector<record::RuleValue>& values_;
};

}  // namespace

std::vector<record::RuleValue> recorded_rules(const RolloutRules& rules) {
  Writer writer;
  each_rule(rules, writer);
  return writer.take();
}

RolloutRules rules_of(const record::RolloutPlan& plan, const RolloutRules& otherwise) {
  RolloutRules rules = otherwise;
  const Reader reader(plan.rules);
  each_rule(rules, reader);
  return rules;
}

std::vector<KeptRule> kept_rules(const RolloutRules& kept, const RolloutRules& configured) {
  const std::vector<record::RuleValue> own = recorded_rules(kept);
  const std::vector<record::RuleValue> now = recorded_rules(configured);
  std::vector<KeptRule> different;
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (own[i] != now[i]) different.push_back({own[i].name, own[i].value, now[i].value});
  }
  return different;
}

}  // namespace jurymast::evidence
