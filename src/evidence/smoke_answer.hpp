#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/family.hpp"
#include "base/output_fault.hpp"
#include "base/time.hpp"
#include "wire/answer_facts.hpp"
#include "wire/output_rules.hpp"

namespace jurymast::evidence {

/// What a check's request brought back. Its body is looked at once; reports and records are made of what was read in it, never of it.
struct SmokeAnswer {
  Family family = Family::ChatCompletions;
  bool streamed = false;
  int status = 0;
  std::string content_type;
  std::string operation_id;  ///< of the field that carries it; empty: none
  bool whole = false;        ///< false: the connection ended before its framing said so
  Duration elapsed{0};
  std::string body;
};

/// What the application asks of an answer.
struct AnswerDemands {
  std::shared_ptr<const wire::OutputRules> rules;  ///< null: only that there is something in it
  std::vector<std::string> depends_on;             ///< JSON pointers that it reads
};

/// What was read in an answer: categories and presence.
struct AnswerReading {
  wire::AnswerFacts facts;
  bool whole = false;  ///< it ended as its family documents
  OutputFault output = OutputFault::Undecided;
  std::vector<std::string> missing{};  ///< of what the application reads
  std::string_view object;             ///< the documented category, `error`, or empty
  std::string_view finish;

  /// Cut off by its token limit: rejected, and yet no outage.
  bool length_truncated() const {
    return facts.finish == wire::FinishState::Length || facts.finish == wire::FinishState::Incomplete;
  }
  /// Readable as its family documents, to its end.
  bool accepted() const { return whole && facts.parsed && facts.object_matches && !facts.error.present && !length_truncated(); }
};

/// Reads the answer once.
AnswerReading read_smoke_answer(const SmokeAnswer& answer, const AnswerDemands& demands);

}  // namespace jurymast::evidence
