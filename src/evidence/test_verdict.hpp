#pragma once
#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "evidence/gate_judge.hpp"
#include "evidence/test_evidence.hpp"

/// For the tests of the gate: verdicts asked of pieces, and changes made to these.
namespace jurymast::evidence::testing {

using record::CheckResult;
using record::ProbeRecord;
using record::Tri;

inline Verdict verdict_of(const Pieces& pieces, const GateRules& rules = {}) { return judge(rules, pieces.as_case()); }

inline Look look_of(const Verdict& verdict, std::string_view name) {
  for (const Conjunct& conjunct : verdict.conjuncts) {
    if (conjunct.name == name) return conjunct.look;
  }
  ADD_FAILURE() << "there is no conjunct " << name;
  return {};
}

inline std::set<std::string_view> not_holding(const Verdict& verdict) {
  std::set<std::string_view> names;
  for (const Conjunct& conjunct : verdict.conjuncts) {
    if (conjunct.look.holds != Tri::True) names.insert(conjunct.name);
  }
  return names;
}

inline std::set<std::string_view> doubts_of(const Verdict& verdict) {
  std::set<std::string_view> names;
  for (const Disagreement& doubt : verdict.disagreements) names.insert(doubt.name);
  return names;
}

inline void set_assertion(ProbeRecord& probe, std::string_view name, CheckResult result) {
  for (record::Assertion& made : probe.assertions) {
    if (made.name == name) made.result = result;
  }
  if (result == CheckResult::Fail) probe.decision = record::OperatorDecision::Fail;
}

inline void drop(Pieces& pieces, std::size_t check) {
  pieces.keep_checks([check](std::size_t kept) { return kept != check; });
}

template <std::size_t Check>
void drop(Pieces& pieces) {
  drop(pieces, Check);
}

template <std::size_t Check>
void fail_newest(Pieces& pieces) {
  ProbeRecord& probe = pieces.newest(Check);
  set_assertion(probe, probe.assertions.front().name, CheckResult::Fail);
}

inline std::string gap(std::int64_t second) {
  return render(record::GapRecord{records::moment(second), record::GapReason::QueueFull, 4});
}

}  // namespace jurymast::evidence::testing
