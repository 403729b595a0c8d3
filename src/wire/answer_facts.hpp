#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/family.hpp"
#include "wire/error_facts.hpp"
#include "wire/json_text.hpp"

namespace jurymast::wire {

/// How a model's answer says it ended; Unknown is no evidence of completion. A completed response is Stop, a cancelled one
/// Failed, a queued or running one Queued.
enum class FinishState : unsigned char { None, Stop, Length, ToolCalls, ContentFilter, FunctionCall, Incomplete, Failed, Queued, Unknown };

struct Usage {
  bool present = false;
  std::uint64_t input_tokens = 0;
  std::uint64_t output_tokens = 0;
};

/// What classification and the record need to know of an answer, buffered or streamed; never its text.
struct AnswerFacts {
  bool parsed = false;          ///< a JSON object (buffered), or every event so far well formed (streamed)
  bool object_matches = false;  ///< `object` is what the family documents
  bool required_present = false;///< choices with a message, or an output array with a status
  bool has_content = false;     ///< text, refusal, tool call, audio, or a hosted tool's item
  bool finished = false;        ///< terminal evidence stands: a finish reason for every choice, or a terminal status
  FinishState finish = FinishState::None;
  ErrorFacts error;
  Usage usage;
  bool id_present = false;
  std::string id;               ///< Responses: the id that later requests may lean on; else empty
  std::string model;            ///< as the upstream returned it, cut at 128 characters
  bool tool_arguments_parse = true;  ///< buffered answers only: the arguments of every tool call are JSON
};

/// Reads a buffered answer of the family, strictly as JSON, leniently in what it must hold.
AnswerFacts read_answer(Family family, PaddedText body, JsonScratch& scratch);

}  // namespace jurymast::wire
