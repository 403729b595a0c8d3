#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "record/note.hpp"
#include "review/incident/incident_facts.hpp"
#include "review/incident/review_question.hpp"

namespace jurymast::review {

/// How far the log answers a question. What it can only say a part of is never called answered.
enum class AnswerState : unsigned char { Answered, Partly, Open };
inline constexpr std::array<std::string_view, 3> kAnswerStateNames{"answered", "partly", "open"};
constexpr std::string_view name_of(AnswerState v) { return kAnswerStateNames[static_cast<std::size_t>(v)]; }

/// A line of the log that an answer rests on.
struct AnswerSource {
  std::uint64_t seq = 0;
  std::string kind;
  std::string id;  ///< empty where its kind has none
  friend bool operator==(const AnswerSource&, const AnswerSource&) = default;
};

/// What a person said; it stands beside what the log says and changes nothing of it.
struct PersonAnswer {
  std::uint64_t seq = 0;
  WallTime at;
  std::string author;
  std::string text;
  std::string source;  ///< an address; empty: none was given
};

/// One question, as far as the log and the persons answer it.
struct ReviewAnswer {
  const ReviewQuestion* question = nullptr;  ///< never null
  AnswerState state = AnswerState::Open;     ///< of the log alone
  record::Grounds grounds = record::Grounds::Fact;
  std::string known;                  ///< what the log says, or suggests where the grounds are an inference; empty: nothing
  std::string not_known;              ///< what it cannot say; empty where it says all
  std::string command;                ///< shows more of it; empty: only a person can tell
  std::vector<AnswerSource> sources;  ///< the first kAnswerSourcesMax
  std::vector<PersonAnswer> persons;

  /// Neither the log nor a person answers it.
  bool open() const { return state == AnswerState::Open && persons.empty(); }
};

inline constexpr std::size_t kAnswerSourcesMax = 12;
/// A change so long before or after the beginning of an incident is near to it.
inline constexpr Duration kNearBeginning = std::chrono::minutes(30);

/// Every question in order. Where the log lacks lines, no answer is whole.
std::vector<ReviewAnswer> review_answers(const IncidentFacts& facts);

}  // namespace jurymast::review
