#include <nlohmann/json.hpp>

#include "app/gate/gate_report.hpp"
#include "crypto/digest.hpp"
#include "crypto/hex.hpp"
#include "record/events.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

Json conjuncts_json(const evidence::Verdict& verdict) {
  Json all = Json::array();
  for (const evidence::Conjunct& conjunct : verdict.conjuncts) {
    const evidence::Look& look = conjunct.look;
    all.push_back({{"name", conjunct.name},
                   {"group", name_of(conjunct.group)},
                   {"holds", name_of(look.holds)},
                   {"meaning", conjunct.meaning},
                   {"documented", look.documented},
                   {"measured", look.measured},
                   {"needed", look.needed},
                   {"command", look.command},
                   {"records", look.records}});
  }
  return all;
}

Json investigate_json(const evidence::Verdict& verdict) {
  Json all = Json::array();
  for (const evidence::Disagreement& doubt : verdict.disagreements) {
    all.push_back({{"name", doubt.name}, {"what", doubt.what}, {"command", doubt.command}, {"records", doubt.records}});
  }
  return all;
}

Json groups_json(const GateReport& report) {
  Json all = Json::object();
  for (const record::GroupResult& group : gate_record(report).groups) {
    all[std::string(record::kEvidenceGroupNames[static_cast<std::size_t>(group.group)])] = name_of(group.result);
  }
  return all;
}

Json rules_json(const evidence::GateRules& rules) {
  Json all = Json::array();
  for (const evidence::GateRule& rule : evidence::kGateRules) {
    all.push_back({{"name", rule.name},
                   {"value", rules.*rule.value},
                   {"source", evidence::is_default(rules, rule) ? "default" : "tuned"},
                   {"reason", rule.reason}});
  }
  return all;
}

Json set_aside_json(const GateReport& report) {
  Json all = Json::array();
  for (std::size_t i = 0; i < report.set_aside.size(); ++i) {
    if (report.set_aside[i] == 0) continue;
    all.push_back(
        {{"why", evidence::kSetAsideNames[i]}, {"lines", report.set_aside[i]}, {"reason", evidence::kSetAsideReasons[i]}});
  }
  return all;
}

std::string digest_text(const std::string& digits) { return digits.empty() ? std::string() : "sha256:" + digits; }

}  // namespace

std::string gate_json(const GateReport& report) {
  const evidence::GateQuestion& question = report.asked.question;
  Json json = {{"schema", "jurymast.gate/1"},
               {"verdict", name_of(report.verdict.word)},
               {"route", question.subject.route},
               {"target", question.subject.target},
               {"family", name_of(question.subject.family)},
               {"environment", question.environment},
               {"at", to_rfc3339(question.at)},
               {"policy_digest", digest_text(report.policy_digest)},
               {"evidence_digest", digest_text(report.evidence_digest)},
               {"contract_digest", digest_text(report.contract_digest)},
               {"groups", groups_json(report)},
               {"expected", kExpected},
               {"failing_signal", question.failing_signal},
               {"changed_paths", report.changed_paths},
               {"investigate", investigate_json(report.verdict)},
               {"conjuncts", conjuncts_json(report.verdict)},
               {"next", next_step(report)},
               {"warnings", report.verdict.warnings},
               {"rules", rules_json(report.rules)},
               {"set_aside", set_aside_json(report)},
               {"not_asserted", record::kNotAsserted}};
  const std::string asked = evidence::render_case(report.rules, report.asked);
  // What was asked is digested too, so that no member of it can be changed behind a verdict that does not turn on it.
  json["case_digest"] = digest_text(crypto::to_hex(crypto::sha256(asked)));
  json["case"] = Json::parse(asked);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jurymast::app
