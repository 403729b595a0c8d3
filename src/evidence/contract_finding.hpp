#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::evidence {

/// How something that was observed may differ from what is documented; the whole list of it.
enum class Deviation : unsigned char {
  NotJson,
  ContentTypeDiffers,
  ObjectDiffers,
  MemberMissing,
  EmptyChoices,
  FinishReasonMissing,
  FinishReasonUndocumented,
  FrameUndocumented,
  TerminalEventMissing,
  ErrorInSuccess,
  ErrorEnvelopeDiffers,
  WrongSurface,
  Redirected,
  FamilyUndocumented,
  AnswerTooLarge,
  MethodDiffers,
  PathDiffers,
  AuthSchemeDiffers,
  RequestMemberMissing,
  DocumentedFamilyDiffers,
  RequestRefused,
  IncompleteRequestAccepted,
  PageMoved,
  PageRefused,
  PageUnanswered,
  PageTooLarge,
  DocsPageUnlisted,
  PageChanged,
  DocumentPathMissing,
  DocumentMethodMissing,
  DocumentKeyDiffers,
  DocumentRequestDiffers,
  DocumentObjectDiffers,
  DocumentMemberMissing,
  DocumentMemberOptional,
  DocumentErrorDiffers,
};

/// A deviation's name in reports, what it means, and what to do about it.
struct DeviationRow {
  Deviation deviation;
  std::string_view id;
  std::string_view means;
  std::string_view remedy;
};

inline constexpr std::size_t kDeviationCount = 36;

/// Every deviation, in the order of the enumeration.
const std::array<DeviationRow, kDeviationCount>& deviations();

/// One deviation that was found. It holds names of the documentation and of this list, never a value that was observed.
struct ContractFinding {
  std::string id;
  std::string where;  ///< a JSON pointer with `*` for positions in lists, or a word such as `status`
  std::string message;
  friend bool operator==(const ContractFinding&, const ContractFinding&) = default;
};

/// How many findings one check tells; what is beyond repeats what was told.
inline constexpr std::size_t kContractFindingsMax = 64;

/// Gathers findings, each deviation once at each place.
class ContractFindings {
 public:
  /// An empty message leaves the deviation's own words.
  void add(Deviation deviation, std::string where, std::string message = {});
  bool empty() const { return findings_.empty(); }
  std::vector<ContractFinding> take() && { return std::move(findings_); }

 private:
  std::vector<ContractFinding> findings_;
};

}  // namespace jurymast::evidence
