#pragma once
#include <span>
#include <string>
#include <string_view>

#include "evidence/gate_evidence.hpp"
#include "evidence/verdict.hpp"

namespace jurymast::evidence {

/// One condition of a promotion: its name, what it means, and how the evidence is looked at for it.
struct ConjunctRule {
  std::string_view name;
  ConjunctGroup group;
  std::string_view meaning;
  Look (*look)(const GateEvidence& evidence);
};

/// That the documented request path still matches the integration.
std::span<const ConjunctRule> contract_rules();
/// That what was seen is enough to compare primary and fallback by.
std::span<const ConjunctRule> response_rules();
/// That retries do not turn one failure into pressure, and that each decision stands in the log once.
std::span<const ConjunctRule> retry_rules();
/// That the evidence is of this environment, these settings and these days, and that somebody stands ready to take the step back.
std::span<const ConjunctRule> condition_rules();

/// A list of a verdict names so many records at most.
inline constexpr std::size_t kNamedRecordsMax = record::kIdentifiersMax;

/// ` --config FILE` where the commands would not find the file by themselves.
std::string config_flag(const GateQuestion& question);
/// The command that runs the checks of the subject once more, or the one that is named.
std::string smoke_command(const GateQuestion& question, std::string_view check = {});
/// The command that reads the documentation of the route.
std::string contract_command(const GateQuestion& question);
constexpr record::Tri tri(bool holds) { return holds ? record::Tri::True : record::Tri::False; }
std::string id_of(const record::ProbeRecord* probe);

}  // namespace jurymast::evidence
