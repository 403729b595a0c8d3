#include "evidence/gate_judge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "evidence/areas.hpp"
#include "evidence/gate_conjuncts.hpp"
#include "record/scope_drift.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;
using record::ProbeRecord;
using record::Tri;

constexpr std::uint64_t kSuccessBegins = 200;
constexpr std::uint64_t kSuccessEnds = 300;

bool succeeded(const ProbeRecord& probe) {
  return probe.answer.status && *probe.answer.status >= kSuccessBegins && *probe.answer.status < kSuccessEnds;
}

/// Where the records speak against the documentation, against each other or against themselves.
class Doubts {
 public:
  explicit Doubts(const GateEvidence& evidence) : evidence_(evidence), question_(evidence.question) {}

  std::vector<Disagreement> all() && {
    if (const ProbeRecord* const happy = evidence_.newest(kHappyPathIndex)) about_happy_path(*happy);
    for (std::size_t check = 0; check < kCheckNames.size(); ++check) {
      if (const ProbeRecord* const newest = evidence_.newest(check)) about_newest(*newest);
      about_changes(check);
    }
    about_log();
    about_family();
    return std::move(found_);
  }

 private:
  void add(std::string_view name, std::string what, std::string record, std::string command) {
    found_.push_back({name, std::move(what), {std::move(record)}, std::move(command)});
  }
  std::string show(const ProbeRecord& probe) const {
    return fmt::format("jurymast log render {} --as d{}", id_of(&probe), config_flag(question_));
  }

  void about_happy_path(const ProbeRecord& happy) {
    for (const std::string_view name : {"matches_contract", "expected_family"}) {
      if (!succeeded(happy) || assertion(happy, name) != CheckResult::Fail) continue;
      const std::string where = fmt::format("{}", fmt::join(happy.answer.differences, ", "));
      add("contract_telemetry_disagree",
          fmt::format("{} failed on an answer with a status of success{}{}", name, where.empty() ? "" : ": ", where), id_of(&happy),
          show(happy));
    }
    if (happy.answer.substituted == Tri::True || assertion(happy, "model_as_requested") == CheckResult::Fail) {
      add("model_substituted", "another model answered than was asked for", id_of(&happy), show(happy));
    }
  }

  void about_log() {
    const LogLook& log = evidence_.log;
    if (evidence_.damaged.empty() && log.findings == 0) return;
    std::vector<std::string> named = evidence_.damaged;
    named.insert(named.end(), log.named.begin(), log.named.end());
    named.resize(std::min(named.size(), kNamedRecordsMax));
    std::string what = "lines of the log are not what was written";
    if (!log.named.empty())
      what += fmt::format(": {} findings over {} lines, the first is {}", log.findings, log.lines, log.named.front());
    found_.push_back({"log_integrity", std::move(what), std::move(named), "jurymast log verify" + config_flag(question_)});
  }

  void about_family() {
    const std::string& advised = question_.advised_family;
    if (advised.empty() || advised == name_of(question_.subject.family)) return;
    found_.push_back({"documented_family_differs",
                      fmt::format("the documentation in {} points the model of {} to {}, and the route uses {}", question_.pack,
                                  question_.subject.target, advised, name_of(question_.subject.family)),
                      {},
                      "jurymast contract show " + question_.pack});
  }

  void about_newest(const ProbeRecord& newest) {
    if (newest.answer.failure_class == FailureClass::Ambiguous) {
      add("ambiguous_class", fmt::format("{} ended in a way that no class tells", newest.question.check), id_of(&newest),
          show(newest));
    }
    const std::string& environment = newest.setting.environment;
    if (!environment.empty() && environment != question_.environment) {
      add("env_mismatch",
          fmt::format("{} was made in {}, the verdict is for {}", newest.question.check, environment, question_.environment),
          id_of(&newest), smoke_command(question_));
    }
  }

  /// A failing run, then a passing one under other settings: the change may have been made to pass, so somebody has to say why it was made.
  void about_changes(std::size_t check) {
    std::vector<const ProbeRecord*> runs;
    for (const auto* const list : {&evidence_.superseded, &evidence_.probes}) {
      for (const ProbeRecord& probe : *list) {
        if (check_index(probe.question.check) == check) runs.push_back(&probe);
      }
    }
    std::sort(runs.begin(), runs.end(),
              [](const auto* a, const auto* b) { return std::tie(a->at, a->id) < std::tie(b->at, b->id); });
    const ProbeRecord* const newest = evidence_.newest(check);
    if (newest == nullptr || !newest->ticket.empty()) return;
    std::array<const ProbeRecord*, 2> last{};
    for (const ProbeRecord* const run : runs) {
      const ProbeRecord* const previous = std::exchange(last[run->question.streamed ? 1 : 0], run);
      if (previous == nullptr) continue;
      const ProbeRecord& before = *previous;
      const ProbeRecord& after = *run;
      if (result_of(before) != Tri::False || result_of(after) != Tri::True || !after.ticket.empty() || same_setting(before, after))
        continue;
      add("unreviewed_change",
          fmt::format("{} failed and then passed, and between the two the settings changed without a ticket", kCheckNames[check]),
          id_of(&after), smoke_command(question_) + " --ticket TICKET");
      return;
    }
  }
  static bool same_setting(const ProbeRecord& a, const ProbeRecord& b) {
    return changed_areas(a.setting.areas, b.setting.areas).empty() && a.setting.model == b.setting.model &&
           a.setting.credential == b.setting.credential;
  }

  const GateEvidence& evidence_;
  const GateQuestion& question_;
  std::vector<Disagreement> found_;
};

std::vector<std::string> warnings_of(const GateEvidence& evidence) {
  std::vector<std::string> warnings;
  if (evidence.question.ticket.empty())
    warnings.emplace_back("no ticket is named: add --ticket, so that the change can be found by it");
  const std::string& signal = evidence.question.failing_signal;
  for (const std::string& path : evidence.changed) {
    if (record::foreign_change(signal, path).empty()) continue;
    warnings.push_back(fmt::format("scope_drift: {} changed, which does not answer {}: take it out of this change", path, signal));
  }
  for (const UnresolvedItem& item : evidence.question.unresolved) {
    if (!item.blocking) warnings.push_back(fmt::format("unresolved, and not holding: {}", item.name));
    if (item.owner.empty()) warnings.push_back(fmt::format("nobody is named to resolve {}: write {}@OWNER", item.name, item.name));
  }
  return warnings;
}

/// Conditions on what a gateway does inside, which nobody sees who stands outside of it; and those that rest on whole checks, of which some
/// assertion always does.
constexpr auto kOfTheInside = std::to_array<std::string_view>(
    {"happy_path_passed", "error_credential_passed", "error_missing_field_passed", "error_client_fault_passed", "errors_classified",
     "enough_passes", "enough_operations", "retries_within_budget", "backoff_seen", "retry_amplification",
     "fallback_decision_logged", "decision_recorded_once"});

/// What is left of a look where the application's requests go through another gateway: what failed in sight of everybody stays false.
Look from_outside(const ConjunctRule& rule, const GateEvidence& evidence) {
  const bool of_the_inside = std::find(kOfTheInside.begin(), kOfTheInside.end(), rule.name) != kOfTheInside.end();
  const bool of_checks = rule.group == ConjunctGroup::Response;
  Look look = of_the_inside && !of_checks ? Look() : rule.look(evidence);
  if (!of_the_inside || look.holds == record::Tri::False) return look;
  const GateQuestion& question = evidence.question;
  look.holds = record::Tri::Unknown;
  look.needed =
      fmt::format("the application's requests go through {}, and this cannot be seen from outside of it", question.subject.via);
  GateQuestion through_here = question;
  through_here.subject.via.clear();
  look.command = smoke_command(through_here);
  return look;
}

}  // namespace

Verdict judge(const GateEvidence& evidence) {
  Verdict verdict;
  const bool outside = !evidence.question.subject.via.empty();
  for (const auto rules : {contract_rules(), response_rules(), retry_rules(), condition_rules()}) {
    for (const ConjunctRule& rule : rules) {
      Look look = outside ? from_outside(rule, evidence) : rule.look(evidence);
      verdict.conjuncts.push_back({rule.name, rule.group, rule.meaning, std::move(look)});
    }
  }
  verdict.disagreements = Doubts(evidence).all();
  verdict.warnings = warnings_of(evidence);
  verdict.word = conclude(verdict.conjuncts, verdict.disagreements);
  return verdict;
}

Verdict judge(const GateRules& rules, const GateCase& asked) { return judge(gather(rules, asked)); }

}  // namespace jurymast::evidence
