#include "wire/output_rules.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "wire/output_reader.hpp"
#include "wire/output_rules_presence.hpp"

namespace jurymast::wire {
namespace {

/// The rules on texts that apply to one answer.
struct TextRules {
  bool non_empty = false;
  const TextPattern* pattern = nullptr;
  std::array<const SchemaCheck*, 2> schemas{};

  bool any() const { return non_empty || pattern != nullptr || schemas[0] != nullptr || schemas[1] != nullptr; }
};

TextRules text_rules_of(const OutputRules& rules, const SchemaCheck* of_request) {
  return {rules.non_empty,
          rules.pattern ? &*rules.pattern : nullptr,
          {rules.schema.get(), rules.schema_from_request ? of_request : nullptr}};
}

/// One choice's text, decoded and padded.
struct ChoiceText {
  PaddedString text;
  bool blank = true;       ///< nothing but white space
  bool excusable = false;  ///< a refusal or a call is there, so that no text need be

  std::string_view view() const { return text.padded().text; }
  bool judged() const { return !blank || !excusable; }
};

PaddedString decoded(std::string_view raw) {
  std::string plain;
  append_unescaped(raw, raw.size(), plain);
  PaddedString text;
  text.take(std::move(plain));
  return text;
}

ChoiceText text_of(const OutputPart& part) {
  ChoiceText choice;
  choice.text = decoded(part.raw_text);
  choice.blank = choice.view().find_first_not_of(" \t\r\n") == std::string_view::npos;
  choice.excusable = part.has_call || !part.raw_refusal.empty();
  return choice;
}

OutputFault check_argument(std::string_view raw, JsonScratch& scratch) {
  const PaddedString text = decoded(raw);
  JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Tolerated);
  if (cursor.kind() != JsonKind::Object) return OutputFault::ToolArguments;
  cursor.walk();
  cursor.finish();
  return output_fault_of(cursor.fault()) == OutputFault::NotJson ? OutputFault::ToolArguments : output_fault_of(cursor.fault());
}

OutputFault check_filled(const std::vector<ChoiceText>& choices) {
  const auto empty = [](const ChoiceText& choice) { return choice.blank && !choice.excusable; };
  return choices.empty() || std::any_of(choices.begin(), choices.end(), empty) ? OutputFault::Empty : OutputFault::None;
}

OutputFault check_pattern(const TextPattern& pattern, const ChoiceText& choice) {
  if (pattern.effort(choice.view()) > kPatternEffortMax) return OutputFault::Undecided;
  return pattern.found_in(choice.view()) ? OutputFault::None : OutputFault::Pattern;
}

OutputFault check_schema(const SchemaCheck& schema, const ChoiceText& choice, JsonScratch& scratch) {
  const SchemaFinding finding = schema.check(choice.text.padded(), scratch);
  if (finding.verdict == SchemaVerdict::Valid) return OutputFault::None;
  if (finding.verdict == SchemaVerdict::Undecided) return OutputFault::Undecided;
  return finding.fault == SchemaFault::NotJson ? OutputFault::NotJson : OutputFault::Schema;
}

/// Gathers what is found in the order of the rules: a fault ends it, and what was undecided counts only if no fault follows.
class Verdict {
 public:
  bool open() const { return fault_ == OutputFault::None || fault_ == OutputFault::Undecided; }
  void add(OutputFault fault) {
    if (open() && fault != OutputFault::None) fault_ = fault;
  }
  OutputFault fault() const { return fault_; }

 private:
  OutputFault fault_ = OutputFault::None;
};

OutputFault check_arguments(const AnswerOutput& output, JsonScratch& scratch) {
  Verdict verdict;
  if (output.arguments_missing) verdict.add(OutputFault::ToolArguments);
  if (output.cut) verdict.add(OutputFault::Undecided);
  for (const std::string_view raw : output.arguments) {
    if (verdict.open()) verdict.add(check_argument(raw, scratch));
  }
  return verdict.fault();
}

OutputFault check_texts(const TextRules& rules, const AnswerOutput& output, JsonScratch& scratch) {
  std::vector<ChoiceText> choices;
  choices.reserve(output.parts.size());
  for (const OutputPart& part : output.parts) choices.push_back(text_of(part));
  Verdict verdict;
  if (output.cut) verdict.add(OutputFault::Undecided);
  if (rules.non_empty) verdict.add(check_filled(choices));
  for (const ChoiceText& choice : choices) {
    if (rules.pattern != nullptr && choice.judged() && verdict.open()) verdict.add(check_pattern(*rules.pattern, choice));
  }
  for (const SchemaCheck* schema : rules.schemas) {
    for (const ChoiceText& choice : choices) {
      if (schema != nullptr && choice.judged() && verdict.open()) verdict.add(check_schema(*schema, choice, scratch));
    }
  }
  return verdict.fault();
}

}  // namespace

OutputFault check_output(Family family, const OutputRules& rules, const SchemaCheck* of_request, PaddedText body,
                         JsonScratch& scratch) {
  Verdict verdict;
  if (!rules.depends_on.empty()) verdict.add(check_presence(rules.depends_on, body, scratch));
  const TextRules text_rules = text_rules_of(rules, of_request);
  if (!verdict.open() || (!rules.tool_arguments && !text_rules.any())) return verdict.fault();
  const AnswerOutput output = read_answer_output(family, body, scratch);
  if (output.fault != JsonFault::None) return output_fault_of(output.fault);
  if (rules.tool_arguments) verdict.add(check_arguments(output, scratch));
  if (verdict.open() && text_rules.any()) verdict.add(check_texts(text_rules, output, scratch));
  return verdict.fault();
}

}  // namespace jurymast::wire
