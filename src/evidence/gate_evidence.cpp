#include "evidence/gate_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "record/line.hpp"

namespace jurymast::evidence {
namespace {

using record::ProbeRecord;

constexpr SetAside reason_of(Unfit why) {
  switch (why) {
    case Unfit::NotThroughTheGateway:
      return SetAside::Direct;
    case Unfit::OtherModel:
      return SetAside::OtherModel;
    case Unfit::Superseded:
      return SetAside::Superseded;
    case Unfit::Blocked:
      return SetAside::Blocked;
    case Unfit::No:
    case Unfit::OtherSubject:
      return SetAside::OtherSubject;
  }
  return SetAside::OtherSubject;
}

struct NamedGap {
  WallTime at;
  std::string name;
};

/// Takes the lines of a case in any order, and then puts what they hold in the order of time.
class Gathering {
 public:
  Gathering(const GateRules& rules, const GateCase& asked) : evidence_{rules, asked.question, asked.log} {}

  void take(const std::string& line) {
    const auto split = record::split_line(line);
    const auto parsed = record::read_line(line);
    if (!split || !parsed || !split->checksum_holds) {
      evidence_.damaged.push_back(split ? fmt::format("line-{}", split->seq) : "line-unreadable");
      return;
    }
    if (parsed->kind == "probe") return take_probe(split->record);
    if (parsed->kind == "contract") return take_contract(split->record);
    if (parsed->kind == "operation") return take_operation(*parsed);
    if (parsed->kind == "gap") return gaps_.push_back({parsed->at, fmt::format("line-{}", parsed->seq)});
    if (parsed->kind == "config") return take_change(split->record, parsed->at);
    const bool escalation = parsed->kind == "handoff" || parsed->kind == "note" || parsed->kind == "incident";
    set_aside(escalation ? SetAside::Escalation : SetAside::Other);
  }

  GateEvidence finish() && {
    const auto older = [](const ProbeRecord& a, const ProbeRecord& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); };
    std::sort(evidence_.probes.begin(), evidence_.probes.end(), older);
    std::sort(evidence_.superseded.begin(), evidence_.superseded.end(), older);
    std::sort(evidence_.contracts.begin(), evidence_.contracts.end(),
              [](const auto& a, const auto& b) { return std::tie(a.accessed, a.id) < std::tie(b.accessed, b.id); });
    std::sort(evidence_.operations.begin(), evidence_.operations.end(),
              [](const auto& a, const auto& b) { return std::tie(a.at, a.operation.id) < std::tie(b.at, b.operation.id); });
    keep_what_is_in_scope();
    std::sort(evidence_.damaged.begin(), evidence_.damaged.end());
    std::vector<std::string>& changed = evidence_.changed;
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    return std::move(evidence_);
  }

 private:
  void set_aside(SetAside why) { ++evidence_.set_aside[static_cast<std::size_t>(why)]; }

  void take_probe(const std::string& text) {
    auto probe = record::read_probe(text);
    if (!probe) return evidence_.damaged.emplace_back("probe-unreadable"), void();
    if (probe->at > evidence_.question.at) return set_aside(SetAside::OutOfScope);
    const Unfit why = unfit(*probe, evidence_.question.subject);
    if (why == Unfit::No) return evidence_.probes.push_back(*std::move(probe));
    set_aside(reason_of(why));
    if (why == Unfit::OtherModel || why == Unfit::Superseded) evidence_.superseded.push_back(*std::move(probe));
  }

  void take_contract(const std::string& text) {
    auto contract = record::read_contract(text);
    if (!contract) return evidence_.damaged.emplace_back("contract-unreadable"), void();
    const GateQuestion& question = evidence_.question;
    if (contract->accessed > question.at) return set_aside(SetAside::OutOfScope);
    const bool ours = contract->family == question.subject.family && (question.pack.empty() || contract->pack == question.pack);
    if (!ours) return set_aside(SetAside::OtherSubject);
    evidence_.contracts.push_back(*std::move(contract));
  }

  /// Which settings changed; a configuration that was not accepted changed none.
  void take_change(const std::string& text, WallTime at) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const GateQuestion& question = evidence_.question;
    const bool in_time = at <= question.at && question.at - at <= question.evidence_age_max;
    if (!in_time) return set_aside(SetAside::OutOfScope);
    if (!json.is_object() || json.value("accepted", false) == false || !json.contains("changed")) return;
    for (const auto& path : json.at("changed")) {
      if (path.is_string()) evidence_.changed.push_back(path.get<std::string>());
    }
  }

  void take_operation(const record::ParsedLine& line) {
    const Subject& subject = evidence_.question.subject;
    if (line.operation.route != subject.route || line.operation.family != name_of(subject.family)) {
      return set_aside(SetAside::OtherSubject);
    }
    evidence_.operations.push_back({line.at, line.operation});
  }

  /// The first check that counts and was made after the settings last changed: what was measured before it was measured of something else.
  std::optional<WallTime> beginning() const {
    const WallTime changed = evidence_.superseded.empty() ? WallTime() : evidence_.superseded.back().at;
    const auto first = std::find_if(evidence_.probes.begin(), evidence_.probes.end(),
                                    [&](const ProbeRecord& probe) { return probe.at > changed; });
    return first == evidence_.probes.end() ? std::nullopt : std::optional(first->at - kRecordSlack);
  }

  void keep_what_is_in_scope() {
    const std::optional<WallTime> begins = beginning();
    const auto in_scope = [&](WallTime at) { return begins && at >= *begins && at <= evidence_.question.at; };
    const std::size_t before = evidence_.operations.size();
    std::erase_if(evidence_.operations, [&](const GateOperation& operation) { return !in_scope(operation.at); });
    evidence_.set_aside[static_cast<std::size_t>(SetAside::OutOfScope)] += before - evidence_.operations.size();
    std::sort(gaps_.begin(), gaps_.end(),
              [](const NamedGap& a, const NamedGap& b) { return std::tie(a.at, a.name) < std::tie(b.at, b.name); });
    for (const NamedGap& gap : gaps_) {
      if (in_scope(gap.at))
        evidence_.gaps.push_back(gap.name);
      else
        set_aside(SetAside::OutOfScope);
    }
  }

  GateEvidence evidence_;
  std::vector<NamedGap> gaps_;
};

}  // namespace

const ProbeRecord* GateEvidence::newest(std::size_t check) const {
  NewestRuns runs;
  for (const ProbeRecord& probe : probes) {
    if (check_index(probe.question.check) == check) runs.take(probe);
  }
  return runs.telling();
}

bool GateEvidence::was_run(std::size_t check, bool streamed) const {
  return std::any_of(probes.begin(), probes.end(), [&](const ProbeRecord& probe) {
    return probe.question.streamed == streamed && check_index(probe.question.check) == check;
  });
}

std::size_t GateEvidence::passes(std::size_t check) const {
  return static_cast<std::size_t>(std::count_if(probes.begin(), probes.end(), [&](const ProbeRecord& probe) {
    return check_index(probe.question.check) == check && result_of(probe) == record::Tri::True;
  }));
}

const record::ContractRecord* GateEvidence::contract_of(const ProbeRecord& probe) const {
  const record::ContractRecord* last = nullptr;
  for (const record::ContractRecord& contract : contracts) {
    if (probe.question.contract == contract.id) return &contract;
    if (contract.accessed <= probe.at || same_day(contract.accessed, probe.at)) last = &contract;
  }
  return probe.question.contract ? nullptr : last;
}

GateEvidence gather(const GateRules& rules, const GateCase& asked) {
  Gathering gathering(rules, asked);
  for (const std::string& line : asked.lines) gathering.take(line);
  return std::move(gathering).finish();
}

bool same_day(WallTime a, WallTime b) {
  return std::chrono::floor<std::chrono::days>(a.since_epoch) == std::chrono::floor<std::chrono::days>(b.since_epoch);
}

}  // namespace jurymast::evidence
