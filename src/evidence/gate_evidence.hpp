#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "evidence/gate_case.hpp"
#include "record/contract.hpp"
#include "record/parsed_line.hpp"
#include "record/probe.hpp"

namespace jurymast::evidence {

/// What a line was not counted for, although it is in the case.
enum class SetAside : unsigned char { OtherSubject, Direct, OtherModel, Superseded, Blocked, Escalation, OutOfScope, Other };
inline constexpr std::array<std::string_view, 8> kSetAsideNames{"other_subject", "direct",     "other_model",  "superseded",
                                                                "blocked",       "escalation", "out_of_scope", "other_kind"};
inline constexpr std::array<std::string_view, 8> kSetAsideReasons{"about another route, target or family",
                                                                  "sent straight to the target, not the way the application takes",
                                                                  "made with another model",
                                                                  "made under settings that have changed since",
                                                                  "could not be run, so it shows neither good nor bad",
                                                                  "a hand-over or a note, which is never evidence for a promotion",
                                                                  "from before the evidence began or after the verdict",
                                                                  "of a kind that a gate does not read"};
constexpr std::string_view name_of(SetAside v) { return kSetAsideNames[static_cast<std::size_t>(v)]; }

/// An operation's record with the moment it began.
struct GateOperation {
  WallTime at;
  record::ParsedOperation operation;
};

/// The records of a case, sorted out; everything oldest first.
struct GateEvidence {
  const GateRules& rules;
  const GateQuestion& question;
  const LogLook& log;
  std::vector<record::ProbeRecord> probes{};      ///< that count for the subject
  std::vector<record::ProbeRecord> superseded{};  ///< of the same target on the same route, under other settings or another model
  std::vector<record::ContractRecord> contracts{};
  std::vector<GateOperation> operations{};  ///< of the route, since the evidence began
  std::vector<std::string> gaps{};          ///< names of the lines that tell of missing records since then
  std::vector<std::string> changed{};       ///< paths of settings that changed while evidence may count, each once
  std::vector<std::string> damaged{};       ///< names of lines whose checksum fails, or that are no lines
  std::array<std::uint64_t, kSetAsideNames.size()> set_aside{};

  /// The newest run of a check, of streamed and buffered the one that says how it stands; null: none.
  const record::ProbeRecord* newest(std::size_t check) const;
  /// Whether a check was run in that form.
  bool was_run(std::size_t check, bool streamed) const;
  /// Runs of a check that passed.
  std::size_t passes(std::size_t check) const;
  /// What was read of the documentation last; null: nothing.
  const record::ContractRecord* contract() const { return contracts.empty() ? nullptr : &contracts.back(); }
  /// What a check is held against: the contract it names, else the last one read before it or on its day; null: none.
  const record::ContractRecord* contract_of(const record::ProbeRecord& probe) const;
};

/// Records are told a little later than what they tell of began.
inline constexpr Duration kRecordSlack = std::chrono::minutes(1);

/// Reads every line of the case, once; `rules` and `asked` outlive the result.
GateEvidence gather(const GateRules& rules, const GateCase& asked);

/// True for two moments of one day in UTC.
bool same_day(WallTime a, WallTime b);

}  // namespace jurymast::evidence
