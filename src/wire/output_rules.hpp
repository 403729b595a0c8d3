#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "base/family.hpp"
#include "base/output_fault.hpp"
#include "wire/schema_check.hpp"
#include "wire/schema_check_pointer.hpp"
#include "wire/schema_compile_pattern.hpp"

namespace jurymast::wire {

/// The most pointers one set of rules may hold.
inline constexpr std::size_t kDependsOnMax = 32;
/// The most a rule's pattern may cost for one text, as TextPattern::effort counts: a second or so at its worst, mostly far less.
inline constexpr std::size_t kPatternEffortMax = std::size_t{1} << 28;

/// What a route asks of its answers, compiled once and shared.
struct OutputRules {
  std::shared_ptr<const SchemaCheck> schema;  ///< for the text of every choice
  bool schema_from_request = false;           ///< the text must meet the schema that the request carried
  std::vector<JsonPointer> depends_on;        ///< into the body; each must lead to something that is not null
  bool non_empty = false;                     ///< every choice has text that is not all white space, a refusal, a call or audio
  std::optional<TextPattern> pattern;         ///< found somewhere in the text of every choice
  bool tool_arguments = false;                ///< the arguments of every function call are a JSON object
};

/// The first fault of a whole answer, in the order depends_on, tool_arguments, non_empty, pattern, schema; not_json where the body
/// itself, or a text that a schema is for, is no JSON. `of_request` is what schema_of_request found, or null.
///
/// The text of a chat answer is each choice's content, that of a response is all its output texts joined. A choice, or a response,
/// that is a refusal or a call and no text meets every schema and pattern: both are legitimate ends. How it ended changes
/// nothing else: an answer cut short that breaks a rule has that fault. Undecided where a bound was reached and nothing else is
/// wrong.
OutputFault check_output(Family family, const OutputRules& rules, const SchemaCheck* of_request, PaddedText body,
                         JsonScratch& scratch);

}  // namespace jurymast::wire
