#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/gate_case.hpp"
#include "evidence/gate_evidence.hpp"
#include "evidence/verdict.hpp"
#include "record/gate.hpp"

namespace jurymast::app {

enum class GateFormat : unsigned char { Text, Json, Markdown, Junit, Tap, Html };
inline constexpr std::array<std::string_view, 6> kGateFormatNames{"text", "json", "markdown", "junit", "tap", "html"};

/// A verdict with everything that it can be computed from again.
struct GateReport {
  evidence::GateRules rules;
  evidence::GateCase asked;
  evidence::Verdict verdict;
  std::array<std::uint64_t, evidence::kSetAsideNames.size()> set_aside{};
  std::vector<std::string> changed_paths{};  ///< settings that changed while evidence may count
  std::string policy_digest;                 ///< hexadecimal digits, of the rules
  std::string evidence_digest;               ///< hexadecimal digits, of the records
  std::string contract_digest;               ///< hexadecimal digits, of the contract pack; empty: not known
};

/// Judges the case.
GateReport report_on(evidence::ReadCase read);

/// Why a verdict is no promotion: something to find out, something that does not hold, or something that is not known.
struct GateReason {
  std::string_view kind;  ///< investigate, false or unknown
  std::string_view name;
  std::string what;
  std::string command;
  std::string_view group{};            ///< of the condition; of what has to be found out: none
  std::vector<std::string> records{};  ///< ids of those that say so
};
inline constexpr std::string_view kToInvestigate = "investigate";
/// What has to be seen for a promotion; a verdict is told beside it.
inline constexpr std::string_view kExpected = "every condition of a promotion holds";
/// ` (contract; records 01, 02)`: where a reason belongs and what says so; empty where nothing does.
std::string origin_of(const GateReason& reason);
/// In the order in which they should be looked at.
std::vector<GateReason> reasons_of(const evidence::Verdict& verdict);

/// `hold: route assistant, target spare (chat_completions, staging)`.
std::string headline(const GateReport& report);
/// What to do next, in one sentence.
std::string next_step(const GateReport& report);

/// The report in one of its forms; the same for the same case.
std::string render(const GateReport& report, GateFormat format);
std::string gate_text(const GateReport& report);
std::string gate_json(const GateReport& report);
std::string gate_markdown(const GateReport& report);
std::string gate_junit(const GateReport& report);
std::string gate_tap(const GateReport& report);
std::string gate_html(const GateReport& report);

/// The record of the verdict, without its id.
record::GateRecord gate_record(const GateReport& report);

}  // namespace jurymast::app
