#include <fmt/format.h>

#include "crypto/hex.hpp"
#include "evidence/gate_conjuncts.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;
using record::ContractRecord;
using record::ProbeRecord;
using record::Tri;

constexpr std::size_t kDateCharacters = 10;
constexpr std::string_view kSupplied = ", out of a file, as whoever saved it states";

std::string day_of(WallTime time) { return to_rfc3339(time).substr(0, kDateCharacters); }

Look nothing_was_read(const GateEvidence& evidence) {
  return {.needed = "the documented page of this family has not been read", .command = contract_command(evidence.question)};
}

/// For a page that can be opened by a person, but not fetched from here.
std::string saved_page_command(const GateQuestion& question) {
  return contract_command(question) + " --source ID --file PAGE --read-on DAY";
}

/// A look at the newest contract, told the way every conjunct about the documentation tells it.
Look look_at(const ContractRecord& contract) {
  const std::string version = version_of(contract);
  return {.records = {contract.id.to_string()},
          .documented = fmt::format("{}, read on {}{}{}{}", contract.source.text(), day_of(contract.accessed),
                                    version.empty() ? "" : " as ", version, contract.supplied ? kSupplied : "")};
}

Look told(Look look, Tri holds, std::string needed, std::string command) {
  look.holds = holds;
  if (holds == Tri::True) return look;
  look.needed = std::move(needed);
  look.command = std::move(command);
  return look;
}

Look family_documented(const GateEvidence& evidence) {
  const ContractRecord* const contract = evidence.contract();
  if (contract == nullptr) return nothing_was_read(evidence);
  const Family family = evidence.question.subject.family;
  Look look = look_at(*contract);
  look.measured = fmt::format("the route speaks {}", name_of(family));
  return told(std::move(look), tri(contract->http_route.ends_with(path_of(family))),
              fmt::format("the documented path {} is not that of {}", contract->http_route, name_of(family)),
              contract_command(evidence.question));
}

Look page_reachable(const GateEvidence& evidence) {
  const ContractRecord* const contract = evidence.contract();
  if (contract == nullptr) return nothing_was_read(evidence);
  if (contract->supplied && contract->reachable == Tri::Unknown) {
    return told(look_at(*contract), Tri::Unknown, "the page came out of a file, and nobody states the day on which it was read",
                saved_page_command(evidence.question));
  }
  return told(look_at(*contract), contract->reachable, "the documented page did not answer as a page when it was read last",
              contract_command(evidence.question));
}

Look page_listed(const GateEvidence& evidence) {
  const ContractRecord* const contract = evidence.contract();
  if (contract == nullptr) return nothing_was_read(evidence);
  if (!evidence.question.pack_names_index) {
    Look look = look_at(*contract);
    look.measured = "the pack names no index, so there is no list that the page could be missing from";
    return told(std::move(look), Tri::True, {}, {});
  }
  const char* const needed = contract->listed == Tri::False ? "the documentation's index does not name the page any more"
                                                            : "nobody has looked whether the documentation's index names the page";
  return told(look_at(*contract), contract->listed, needed, contract_command(evidence.question));
}

Look contract_fresh(const GateEvidence& evidence) {
  const ContractRecord* const contract = evidence.contract();
  if (contract == nullptr) return nothing_was_read(evidence);
  const GateRules& rules = evidence.rules;
  const WallTime now = evidence.question.at;
  const auto age_max = std::chrono::days(rules.contract_age_days_max);
  const bool fresh = rules.same_day != 0 ? same_day(contract->accessed, now) : now - contract->accessed <= age_max;
  const std::string needed = rules.same_day != 0
                                 ? fmt::format("the page was not read on the day of the verdict, {}", day_of(now))
                                 : fmt::format("the page was read more than {} days ago", rules.contract_age_days_max);
  return told(look_at(*contract), tri(fresh), needed, contract_command(evidence.question));
}

Look surface_unchanged(const GateEvidence& evidence) {
  const ContractRecord* const contract = evidence.contract();
  if (contract == nullptr) return nothing_was_read(evidence);
  Look look = look_at(*contract);
  const std::string pack_now = evidence.question.pack_digest;
  const bool pack_changed = !pack_now.empty() && contract->pack_digest && crypto::to_hex(*contract->pack_digest) != pack_now;
  if (pack_changed)
    return told(std::move(look), Tri::False, "the contract pack is not the one the page was read by",
                contract_command(evidence.question));
  const ProbeRecord* const happy = evidence.newest(kHappyPathIndex);
  const ContractRecord* const then = happy == nullptr ? nullptr : evidence.contract_of(*happy);
  if (then == nullptr || !then->digest || !contract->digest) {
    return told(std::move(look), Tri::Unknown, "no page was read that the checks could be held against",
                then == nullptr && happy != nullptr ? smoke_command(evidence.question) : contract_command(evidence.question));
  }
  look.records.push_back(id_of(happy));
  const bool same = then->digest == contract->digest && then->pack_digest == contract->pack_digest;
  return told(std::move(look), tri(same),
              "the documented page or its pack has changed since the checks were made; read what changed",
              smoke_command(evidence.question));
}

Look linked_to_documentation(const GateEvidence& evidence) {
  const ProbeRecord* const happy = evidence.newest(kHappyPathIndex);
  if (happy == nullptr)
    return {.needed = "there is no check to be held against the documentation", .command = smoke_command(evidence.question)};
  Look look{.records = {id_of(happy)}};
  const ContractRecord* const contract = evidence.contract_of(*happy);
  if (contract == nullptr) {
    return told(std::move(look), Tri::Unknown, "the check cannot be connected to a page that was read before it",
                contract_command(evidence.question) + " && " + smoke_command(evidence.question));
  }
  look.records.push_back(contract->id.to_string());
  look.documented = contract->source.text();
  look.measured = fmt::format("checked on {}", day_of(happy->at));
  const bool in_time = evidence.rules.same_day == 0 || same_day(contract->accessed, happy->at);
  return told(std::move(look), tri(in_time), "the page was not read on the day of the check", smoke_command(evidence.question));
}

Look matches_contract(const GateEvidence& evidence) {
  const ProbeRecord* const happy = evidence.newest(kHappyPathIndex);
  if (happy == nullptr)
    return {.needed = "no answer has been held against the contract", .command = smoke_command(evidence.question)};
  Look look{.records = {id_of(happy)}};
  if (const ContractRecord* const contract = evidence.contract()) look.documented = fmt::format("pack {}", contract->pack);
  const CheckResult result = assertion(*happy, "matches_contract");
  look.measured = fmt::format("matches_contract: {}", name_of(result));
  const Tri holds = result == CheckResult::Missing ? Tri::Unknown : tri(result == CheckResult::Pass);
  const char* const needed = holds == Tri::False ? "the answer deviates from what its family documents"
                                                 : "the answer has not been held against the contract";
  return told(std::move(look), holds, needed, smoke_command(evidence.question));
}

constexpr auto kRules = std::to_array<ConjunctRule>({
    {"family_documented", ConjunctGroup::Contract, "The documentation of this API family was read, and names its path.",
     family_documented},
    {"page_reachable", ConjunctGroup::Contract, "The documented page answered when it was read.", page_reachable},
    {"page_listed", ConjunctGroup::Contract, "The documentation's index, where it has one, still names the page.", page_listed},
    {"contract_fresh", ConjunctGroup::Contract, "The page was read recently.", contract_fresh},
    {"surface_unchanged", ConjunctGroup::Contract, "Page and pack are what they were when the checks were made.",
     surface_unchanged},
    {"linked_to_documentation", ConjunctGroup::Contract, "Each check can be connected to a page that was read.",
     linked_to_documentation},
    {"matches_contract", ConjunctGroup::Contract, "The answer has the documented shape.", matches_contract},
});

}  // namespace

std::span<const ConjunctRule> contract_rules() { return kRules; }

std::string config_flag(const GateQuestion& question) {
  return question.config_file == "jurymast.toml" ? std::string() : fmt::format(" --config {}", question.config_file);
}

std::string smoke_command(const GateQuestion& question, std::string_view check) {
  std::string command = fmt::format("jurymast smoke {} --target {}", question.subject.route, question.subject.target);
  if (!check.empty()) command += fmt::format(" --check {}", check);
  if (!question.subject.via.empty()) command += fmt::format(" --via {} --via-key env:NAME", question.subject.via);
  if (!question.asked_model.empty()) command += fmt::format(" --model {}", question.asked_model);
  if (question.environment == "production") command += " --canary-path";
  return command + config_flag(question);
}

std::string contract_command(const GateQuestion& question) {
  return fmt::format("jurymast contract snapshot --route {}{}", question.subject.route, config_flag(question));
}

std::string id_of(const ProbeRecord* probe) { return probe == nullptr ? std::string() : probe->id.to_string(); }

}  // namespace jurymast::evidence
