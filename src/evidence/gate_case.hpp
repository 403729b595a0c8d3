#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "evidence/gate_rules.hpp"
#include "evidence/subject.hpp"

namespace jurymast::evidence {

/// Something that only the account's owner can say, and that nobody has said yet.
struct UnresolvedItem {
  std::string name;
  std::string owner;     ///< who is to say it; empty: nobody is named
  bool blocking = true;  ///< false: it is listed, and does not hold
  friend bool operator==(const UnresolvedItem&, const UnresolvedItem&) = default;
};
inline constexpr std::size_t kUnresolvedMax = 12;

/// Reads `ITEM`, `ITEM@OWNER`, or either behind `minor:`; fails with what is accepted.
Result<UnresolvedItem> parse_unresolved(std::string_view text);

/// What a gate is asked: about whom, when, and what is in force beside the records.
struct GateQuestion {
  WallTime at;
  Subject subject;
  std::string asked_model;  ///< the name by which checks ask for the route, where a person gave one; empty: the configuration's
  std::string primary;
  std::string environment;
  std::string config_file;  ///< as commands take it
  std::string rollback_owner;
  std::string stop_condition;
  std::string pack;              ///< the contract pack that the target is held against; empty: any
  std::string pack_digest;       ///< 64 hexadecimal digits; empty: not known
  bool pack_names_index = true;  ///< false: the pack knows no map of the documentation that could list its pages
  std::string advised_family{};  ///< the family to which the pack's pages point the target's model; empty: they point it to none
  Duration evidence_age_max{0};
  std::uint64_t attempts_max = 1;
  std::uint64_t attempts_per_target_max = 1;
  std::string ticket;
  std::string failing_signal{};  ///< a failure class that the change is to answer; empty: not said
  std::vector<UnresolvedItem> unresolved;
  bool account_specific = false;  ///< the reason for the move lies in an account, so support evidence is needed
  std::string packet;             ///< id of that evidence; empty: none
  friend bool operator==(const GateQuestion&, const GateQuestion&) = default;
};

/// What holding every line of a log against those before it, and against what was signed, has shown.
struct LogLook {
  std::uint64_t lines = 0;
  std::string root{};          ///< of the tree over the lines that were looked at, 64 hexadecimal digits; empty: nobody looked
  std::uint64_t findings = 0;  ///< places where the log is not what was written
  std::vector<std::string> named{};  ///< the first of them, as identifiers: `broken_chain:current.jsonl:7`
  friend bool operator==(const LogLook&, const LogLook&) = default;
};
inline constexpr std::size_t kLogLookNamedMax = 10;

/// Everything a verdict is computed from, but for the rules.
struct GateCase {
  GateQuestion question;
  std::vector<std::string> lines;    ///< of the log, as they stand there; their order does not matter
  std::uint64_t lines_left_out = 0;  ///< of the log, because there are more than a case may hold
  LogLook log{};
  friend bool operator==(const GateCase&, const GateCase&) = default;
};

/// Of every line, in whatever order they come, and of what the look at the log has shown.
record::DigestBytes evidence_digest(const GateCase& asked);

/// The rules and the case as JSON text, so that whoever holds it can compute the verdict again; the same for the same case in any order.
std::string render_case(const GateRules& rules, const GateCase& asked);

/// What render_case wrote.
struct ReadCase {
  GateRules rules;
  GateCase asked;
};
inline constexpr std::size_t kCaseBytesMax = std::size_t{64} << 20;
/// Fails with Invalid and the member that is missing or wrong.
Result<ReadCase> read_case(std::string_view json);

}  // namespace jurymast::evidence
