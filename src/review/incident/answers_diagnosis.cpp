#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "review/incident/answer_parts.hpp"
#include "review/incident/answer_words.hpp"
#include "review/incident/failure_kind.hpp"

namespace jurymast::review {
namespace {

/// A word in a setting's path, and the kind of change that it is.
struct SettingKind {
  std::string_view part;
  std::string_view kind;
};
constexpr std::array kSettingKinds = std::to_array<SettingKind>({
    {"api_key", "secret"},
    {"credential", "secret"},
    {"token", "secret"},
    {"prompt", "prompt"},
    {"corrective", "prompt"},
    {"model", "model"},
    {"base_url", "network"},
    {"listen", "network"},
    {"tls", "network"},
    {"timeout", "time limit"},
});

std::string setting_words(const std::string& path) {
  for (const SettingKind& one : kSettingKinds) {
    if (path.find(one.part) != std::string::npos) return fmt::format("{} ({})", path, one.kind);
  }
  return path;
}

bool is_near(WallTime at, const IncidentScope& scope) {
  return at >= scope.from - kNearBeginning && at <= scope.from + kNearBeginning;
}

std::string change_words(const ConfigChange& change) {
  if (change.kind == "boot") return fmt::format("build {} was started", change.build);
  std::vector<std::string> paths;
  for (const std::string& path : change.changed) paths.push_back(setting_words(path));
  const std::string what = paths.empty() ? std::string("its paths are not told") : listed(paths);
  return fmt::format("configuration {} was {}: {}", change.version, change.accepted ? "taken" : "refused", what);
}

struct NearChange {
  WallTime at;
  AnswerSource source;
  std::string what;
};

template <class Record, class Words>
void add_near(std::vector<NearChange>& near, const std::vector<Cited<Record>>& all, const IncidentScope& scope, Words words) {
  for (const Cited<Record>& one : all) {
    const auto [kind, what] = words(one.record);
    if (!what.empty() && is_near(one.record.at, scope)) {
      near.push_back({one.record.at, {one.seq, std::string(kind), one.record.id.to_string()}, what});
    }
  }
}

std::vector<NearChange> changes_near_beginning(const IncidentFacts& facts) {
  using Told = std::pair<std::string_view, std::string>;
  std::vector<NearChange> near;
  for (const ConfigChange& one : facts.changes) {
    if (is_near(one.at, facts.scope)) near.push_back({one.at, {one.seq, one.kind, {}}, change_words(one)});
  }
  add_near(near, facts.contracts, facts.scope, [](const record::ContractRecord& one) {
    return Told("contract", fmt::format("the documentation of {} was read as {}", name_of(one.family),
                                        version_of(one).empty() ? std::string("not reachable") : version_of(one)));
  });
  add_near(near, facts.rollouts, facts.scope, [](const record::RolloutRecord& one) {
    const bool moved = one.weight_from_ppm != one.weight_to_ppm;
    return Told("rollout", moved ? fmt::format("the share of {} went from {} to {}", one.plan.target, ppm_text(one.weight_from_ppm),
                                               ppm_text(one.weight_to_ppm))
                                 : std::string());
  });
  add_near(near, facts.overrides, facts.scope, [](const record::OverrideRecord& one) {
    return Told("override", fmt::format("override {} {} {}", name_of(one.action), name_of(one.event), one.target));
  });
  std::sort(near.begin(), near.end(),
            [](const NearChange& a, const NearChange& b) { return std::tie(a.at, a.source.seq) < std::tie(b.at, b.source.seq); });
  return near;
}

}  // namespace

void answer_first_bad(const IncidentFacts& facts, ReviewAnswer& answer) {
  if (!facts.first_bad || facts.onsets.empty()) {
    answer.command = "jurymast incident histogram" + incident_words(facts.scope);
    return partly(answer, "The log shows no failure class that began within this time.",
                  "Whether a request failed in a way that the gateway did not see.");
  }
  const record::ParsedOperation& bad = facts.first_bad->record;
  const ClassOnset& onset = facts.onsets.front();
  cite(answer, {facts.first_bad->seq, "operation", bad.id});
  answer.command = "jurymast log explain " + bad.id;
  const std::string target = bad.attempts.empty() ? std::string("no target was asked") : "at " + bad.attempts.front().target;
  answered(answer, fmt::format("{} at {}: {}, {}, answered with status {} after {}.", bad.id, to_rfc3339(onset.first_at),
                               onset.failure_class, target, bad.status, count_text(bad.attempts.size(), "attempt")));
}

void answer_classes_increased(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident histogram" + incident_words(facts.scope);
  if (facts.onsets.empty()) {
    return partly(answer, "None is seen to have increased.", "Whether one increased by less than what chance alone may bring.");
  }
  std::vector<std::string> words;
  for (const ClassOnset& one : facts.onsets) {
    cite(answer, {one.first_seq, "operation", one.first_operation});
    words.push_back(fmt::format("{} from {} before to {}", one.failure_class, share_text(one.before, one.before_of),
                                share_text(one.during, one.during_of)));
  }
  answered(answer, listed(words) + ".");
}

void answer_validation_mixed(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident histogram" + incident_words(facts.scope);
  if (facts.histogram.operations == 0) return open(answer, "The log holds no operation of the incident's time.");
  const auto failures = failures_in(facts.histogram, facts.arms);
  const std::uint64_t requests = failures_of(failures, FailureKind::Request);
  const std::uint64_t upstream = failures_of(failures, FailureKind::Upstream);
  for (const ClassOnset& one : facts.onsets) cite(answer, {one.first_seq, "operation", one.first_operation});
  const auto text = [&](FailureKind kind) { return failures_text(failures, kind); };
  const std::string words =
      requests > 0 && upstream > 0
          ? fmt::format("Yes: of {}, requests that were at fault themselves ({}) stand beside failures of the upstream ({}).",
                        count_text(facts.histogram.operations, "operation"), text(FailureKind::Request),
                        text(FailureKind::Upstream))
      : upstream > 0 ? fmt::format("No: the upstream failed ({}), and no request was at fault itself.", text(FailureKind::Upstream))
      : requests > 0
          ? fmt::format("No: requests were at fault themselves ({}), and the upstream did not fail.", text(FailureKind::Request))
          : std::string("No: there are neither.");
  if (const std::uint64_t untold = failures_of(failures, FailureKind::NotTold); untold > 0) {
    return partly(answer, words,
                  fmt::format("Of which kind {} are, whose answers say nothing clear.", count_text(untold, "failure")));
  }
  answered(answer, words);
}

void answer_changes_near(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  const std::vector<NearChange> near = changes_near_beginning(facts);
  std::vector<std::string> words;
  for (const NearChange& one : near) {
    cite(answer, one.source);
    words.push_back(fmt::format("{} ({})", one.what, against_beginning(one.at, facts.scope)));
  }
  const std::string span = lapse_text(kNearBeginning);
  partly(answer,
         near.empty() ? fmt::format("None within {} of the beginning, as far as the log tells.", span)
                      : fmt::format("Within {} of the beginning: {}. That one of them was the cause is not shown by that.", span,
                                    listed(words)),
         "Changes outside of the gateway: of applications and their prompts, of a key behind the same reference, of the network, "
         "at the provider.");
}

}  // namespace jurymast::review
