#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/units.hpp"
#include "evidence/areas.hpp"
#include "evidence/gate_conjuncts.hpp"

namespace jurymast::evidence {
namespace {

using record::ProbeRecord;
using record::Tri;

std::vector<const ProbeRecord*> newest_of_each(const GateEvidence& evidence) {
  std::vector<const ProbeRecord*> newest;
  for (std::size_t check = 0; check < kCheckNames.size(); ++check) {
    if (const ProbeRecord* const probe = evidence.newest(check)) newest.push_back(probe);
  }
  return newest;
}

Look no_check(const GateEvidence& evidence) {
  return {.needed = "there is no check under the settings in force", .command = smoke_command(evidence.question)};
}

Look environment_matches(const GateEvidence& evidence) {
  const std::string& expected = evidence.question.environment;
  Look look{.holds = Tri::True};
  for (const ProbeRecord* const probe : newest_of_each(evidence)) {
    const std::string& environment = probe->setting.environment;
    if (environment == expected || look.holds == Tri::False) continue;
    look.holds = environment.empty() ? Tri::Unknown : Tri::False;
    look.records = {id_of(probe)};
    look.needed = environment.empty() ? "a check does not say in which environment it was made"
                                      : fmt::format("a check was made in {}, not in {}", environment, expected);
    look.command = smoke_command(evidence.question);
  }
  if (evidence.probes.empty()) return no_check(evidence);
  look.measured = look.holds == Tri::True ? expected : look.needed;
  return look;
}

Look areas_unchanged(const GateEvidence& evidence) {
  if (evidence.probes.empty() && evidence.superseded.empty()) return no_check(evidence);
  Look look{.holds = tri(!evidence.probes.empty())};
  look.measured =
      fmt::format("{} checks under the settings in force, {} under others", evidence.probes.size(), evidence.superseded.size());
  if (look.holds == Tri::True) return look;
  const ProbeRecord& last = evidence.superseded.back();
  std::vector<std::string_view> changed = changed_areas(last.setting.areas, evidence.question.subject.areas);
  if (changed.empty()) changed.emplace_back("model");
  look.records = {id_of(&last)};
  look.needed = fmt::format("evidence_superseded: since the last checks changed: {}", fmt::join(changed, ", "));
  look.command = smoke_command(evidence.question);
  return look;
}

Look pair_fresh(const GateEvidence& evidence) {
  const std::vector<const ProbeRecord*> newest = newest_of_each(evidence);
  if (newest.empty()) return no_check(evidence);
  const ProbeRecord* const oldest =
      *std::min_element(newest.begin(), newest.end(), [](const auto* a, const auto* b) { return a->at < b->at; });
  const WallTime now = evidence.question.at;
  const bool strict = evidence.rules.same_day != 0;
  const bool fresh = strict ? same_day(oldest->at, now) : now - oldest->at <= evidence.question.evidence_age_max;
  Look look{
      .holds = tri(fresh), .records = {id_of(oldest)}, .measured = fmt::format("the oldest is of {}", to_rfc3339(oldest->at))};
  if (fresh && newest.size() < kCheckNames.size()) {
    look.holds = Tri::Unknown;
    look.needed = fmt::format("{} of the four checks have not been run", kCheckNames.size() - newest.size());
  } else if (!fresh) {
    look.needed = strict ? "not every check is of the day of the verdict"
                         : fmt::format("a check is older than {}", to_text(evidence.question.evidence_age_max));
  }
  if (look.holds != Tri::True) look.command = smoke_command(evidence.question);
  return look;
}

/// For what the configuration alone can say.
Look said_by_configuration(const GateQuestion& question, std::string_view key, const std::string& value) {
  Look look{.holds = tri(!value.empty()), .measured = value.empty() ? "not said" : value};
  if (!value.empty()) return look;
  look.needed = fmt::format("set routes.{}.{} in {}", question.subject.route, key, question.config_file);
  look.command = fmt::format("jurymast check{}", config_flag(question));
  return look;
}

Look rollback_owner_named(const GateEvidence& evidence) {
  return said_by_configuration(evidence.question, "rollback_owner", evidence.question.rollback_owner);
}
Look stop_condition_named(const GateEvidence& evidence) {
  return said_by_configuration(evidence.question, "stop_condition", evidence.question.stop_condition);
}

Look nothing_unresolved(const GateEvidence& evidence) {
  Look look{.holds = Tri::True};
  for (const UnresolvedItem& item : evidence.question.unresolved) {
    if (!item.blocking) continue;
    look.holds = Tri::Unknown;
    look.needed += fmt::format("{}{} ({})", look.needed.empty() ? "to be said by the account's owner: " : ", ", item.name,
                               item.owner.empty() ? "nobody is named" : item.owner);
  }
  look.measured = fmt::format("items listed: {}", evidence.question.unresolved.size());
  if (look.holds != Tri::True)
    look.command = fmt::format("jurymast gate {} --target {}{}", evidence.question.subject.route, evidence.question.subject.target,
                               config_flag(evidence.question));
  return look;
}

Look support_evidence_named(const GateEvidence& evidence) {
  const GateQuestion& question = evidence.question;
  if (!question.account_specific) return {.holds = Tri::True, .measured = "the reason does not lie in an account"};
  if (!question.packet.empty()) return {.holds = Tri::True, .records = {question.packet}, .measured = "named"};
  return {.needed = "the reason lies in an account, and no support evidence is named",
          .command = fmt::format("jurymast gate {} --target {}{} --account-specific --packet ID", question.subject.route,
                                 question.subject.target, config_flag(question))};
}

constexpr auto kRules = std::to_array<ConjunctRule>({
    {"environment_matches", ConjunctGroup::Environment, "The checks were made in the environment that the verdict is for.",
     environment_matches},
    {"areas_unchanged", ConjunctGroup::Freshness, "The settings that the evidence rests on are what they were.", areas_unchanged},
    {"pair_fresh", ConjunctGroup::Freshness, "The newest checks are recent.", pair_fresh},
    {"rollback_owner_named", ConjunctGroup::Plan, "Somebody is named who takes the step back.", rollback_owner_named},
    {"stop_condition_named", ConjunctGroup::Plan, "It was agreed before when to stop.", stop_condition_named},
    {"nothing_unresolved", ConjunctGroup::Plan, "Nothing is open that only the account's owner can say.", nothing_unresolved},
    {"support_evidence_named", ConjunctGroup::Plan, "Where the reason lies in an account, its support evidence is named.",
     support_evidence_named},
});

}  // namespace

std::span<const ConjunctRule> condition_rules() { return kRules; }

}  // namespace jurymast::evidence
