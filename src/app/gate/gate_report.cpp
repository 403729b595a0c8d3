#include "app/gate/gate_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "crypto/hex.hpp"
#include "evidence/gate_conjuncts.hpp"
#include "evidence/gate_judge.hpp"

namespace jurymast::app {
namespace {

using evidence::Conjunct;
using record::CheckResult;
using record::GateVerdict;
using record::Tri;

/// How a group stands by its conjuncts: one that is false fails it, one that is not known leaves it open.
record::GroupResult group_result(const evidence::Verdict& verdict, evidence::ConjunctGroup group, record::EvidenceGroup as) {
  record::GroupResult result{as, CheckResult::Pass, {}};
  for (const Conjunct& conjunct : verdict.conjuncts) {
    if (conjunct.group != group) continue;
    if (conjunct.look.holds == Tri::False) result.result = CheckResult::Fail;
    if (conjunct.look.holds == Tri::Unknown && result.result == CheckResult::Pass) result.result = CheckResult::Missing;
    for (const std::string& id : conjunct.look.records) {
      const bool named = std::find(result.records.begin(), result.records.end(), id) != result.records.end();
      if (!named && result.records.size() < record::kIdentifiersMax) result.records.push_back(id);
    }
  }
  return result;
}

std::optional<record::DigestBytes> bytes_of(const std::string& digits) {
  const auto bytes = crypto::from_hex(digits);
  record::DigestBytes digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

}  // namespace

GateReport report_on(evidence::ReadCase read) {
  GateReport report;
  report.rules = read.rules;
  report.asked = std::move(read.asked);
  const evidence::GateEvidence gathered = evidence::gather(report.rules, report.asked);
  report.verdict = evidence::judge(gathered);
  report.set_aside = gathered.set_aside;
  report.changed_paths = gathered.changed;
  report.policy_digest = crypto::to_hex(evidence::digest_of(report.rules));
  report.evidence_digest = crypto::to_hex(evidence::evidence_digest(report.asked));
  report.contract_digest = report.asked.question.pack_digest;
  const record::ContractRecord* const contract = gathered.contract();
  if (report.contract_digest.empty() && contract != nullptr && contract->pack_digest) {
    report.contract_digest = crypto::to_hex(*contract->pack_digest);
  }
  return report;
}

std::vector<GateReason> reasons_of(const evidence::Verdict& verdict) {
  std::vector<GateReason> reasons;
  for (const evidence::Disagreement& doubt : verdict.disagreements) {
    reasons.push_back({kToInvestigate, doubt.name, doubt.what, doubt.command, {}, doubt.records});
  }
  for (const Tri holds : {Tri::False, Tri::Unknown}) {
    for (const Conjunct& conjunct : verdict.conjuncts) {
      if (conjunct.look.holds == holds)
        reasons.push_back({name_of(holds), conjunct.name, conjunct.look.needed, conjunct.look.command, name_of(conjunct.group),
                           conjunct.look.records});
    }
  }
  return reasons;
}

std::string origin_of(const GateReason& reason) {
  const std::string records =
      reason.records.empty() ? std::string()
                             : fmt::format("record{} {}", reason.records.size() == 1 ? "" : "s", fmt::join(reason.records, ", "));
  if (reason.group.empty() && records.empty()) return {};
  return fmt::format(" ({}{}{})", reason.group, reason.group.empty() || records.empty() ? "" : "; ", records);
}

std::string headline(const GateReport& report) {
  const evidence::GateQuestion& question = report.asked.question;
  return fmt::format("{}: route {}, target {} ({}, {})", name_of(report.verdict.word), question.subject.route,
                     question.subject.target, name_of(question.subject.family), question.environment);
}

std::string next_step(const GateReport& report) {
  const evidence::GateQuestion& question = report.asked.question;
  const std::vector<GateReason> reasons = reasons_of(report.verdict);
  switch (report.verdict.word) {
    case GateVerdict::Promote:
      return fmt::format("Go on to the next configured stage and watch it; {} takes it back, and it stops when: {}",
                         question.rollback_owner, question.stop_condition);
    case GateVerdict::Investigate:
      return fmt::format("The route stays as it is until somebody has found out. Begin with: {}", reasons.front().command);
    case GateVerdict::Hold:
      break;
  }
  return fmt::format("The route stays as it is. Supply first what is missing: {}", reasons.front().command);
}

std::string render(const GateReport& report, GateFormat format) {
  switch (format) {
    case GateFormat::Json:
      return gate_json(report);
    case GateFormat::Markdown:
      return gate_markdown(report);
    case GateFormat::Junit:
      return gate_junit(report);
    case GateFormat::Tap:
      return gate_tap(report);
    case GateFormat::Html:
      return gate_html(report);
    case GateFormat::Text:
      break;
  }
  return gate_text(report);
}

record::GateRecord gate_record(const GateReport& report) {
  const evidence::GateQuestion& question = report.asked.question;
  record::GateRecord record;
  record.at = question.at;
  record.route = question.subject.route;
  record.target = question.subject.target;
  record.family = question.subject.family;
  record.verdict = report.verdict.word;
  record.groups = {group_result(report.verdict, evidence::ConjunctGroup::Contract, record::EvidenceGroup::Contract),
                   group_result(report.verdict, evidence::ConjunctGroup::Response, record::EvidenceGroup::Response),
                   group_result(report.verdict, evidence::ConjunctGroup::Retry, record::EvidenceGroup::Retry)};
  for (const GateReason& reason : reasons_of(report.verdict)) {
    const std::string code =
        reason.kind == name_of(Tri::Unknown) ? fmt::format("missing:{}", reason.name) : std::string(reason.name);
    if (record.reasons.size() < record::kIdentifiersMax) record.reasons.push_back(code);
    if (record.blocking.size() < record::kIdentifiersMax) record.blocking.emplace_back(reason.name);
  }
  for (const evidence::UnresolvedItem& item : question.unresolved) record.unresolved.push_back(item.name);
  record.policy_digest = bytes_of(report.policy_digest);
  record.evidence_digest = bytes_of(report.evidence_digest);
  record.contract_digest = bytes_of(report.contract_digest);
  record.ticket = question.ticket;
  record.failing_signal = question.failing_signal;
  const std::size_t told = std::min(report.changed_paths.size(), record::kIdentifiersMax);
  record.changed_paths.assign(report.changed_paths.begin(), report.changed_paths.begin() + static_cast<std::ptrdiff_t>(told));
  if (auto expected = record::PlainText::make(kExpected)) record.expected = *std::move(expected);
  return record;
}

}  // namespace jurymast::app
