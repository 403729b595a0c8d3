#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/check_words.hpp"
#include "record/member_types.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// What a gate looks at, in three groups.
enum class EvidenceGroup : unsigned char { Contract, Response, Retry };
inline constexpr std::array<std::string_view, 3> kEvidenceGroupNames{"contract", "response", "retry"};

/// How one group of evidence stood, and the records that say so.
struct GroupResult {
  EvidenceGroup group = EvidenceGroup::Contract;
  CheckResult result = CheckResult::Missing;
  std::vector<std::string> records;
  friend bool operator==(const GroupResult&, const GroupResult&) = default;
};

/// A gate's verdict on the evidence for one route and target; it can be computed again from the records it names.
struct GateRecord {
  WallTime at;
  OperationId id;
  std::uint64_t config = 0;
  std::string route;
  std::string target;
  Family family = Family::ChatCompletions;
  GateVerdict verdict = GateVerdict::Hold;
  DecidedBy decided_by = DecidedBy::Auto;
  std::vector<GroupResult> groups;
  std::vector<std::string> reasons;
  std::vector<std::string> blocking;
  std::vector<std::string> unresolved;
  std::optional<DigestBytes> policy_digest;
  std::optional<DigestBytes> evidence_digest;
  std::optional<DigestBytes> contract_digest;
  std::string approver;
  std::string ticket;
  std::string failing_signal{};              ///< what the change answers, as whoever asks says; empty: not said
  std::vector<std::string> changed_paths{};  ///< settings that changed since the evidence may have begun, the first of them
  PlainText expected;
  PlainText notes;
  std::vector<Link> links;
  friend bool operator==(const GateRecord&, const GateRecord&) = default;
};
std::string render(const GateRecord& record);
Result<GateRecord> read_gate(std::string_view record);
KindShape gate_shape();

}  // namespace jurymast::record
