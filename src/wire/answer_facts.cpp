#include "wire/answer_facts.hpp"

#include <utility>

#include "wire/answer_reader.hpp"
#include "wire/error_reader.hpp"

namespace jurymast::wire {
namespace {

/// Folds the choices of a buffered chat answer.
struct ChatChoices {
  bool all_have_messages = false;
  bool all_ended = false;
  bool has_content = false;
  FinishState first_finish = FinishState::None;
  ErrorFacts error;
};

ChatChoices read_choices(JsonCursor& cursor, ArgumentTexts& arguments) {
  ChatChoices choices;
  bool first = true;
  for (JsonElements elements(cursor); elements.next();) {
    const ChatChoice choice = read_chat_choice(cursor, arguments);
    choices.all_have_messages = choice.has_payload && (first || choices.all_have_messages);
    choices.all_ended = is_chat_end(choice.finish) && (first || choices.all_ended);
    choices.has_content = choices.has_content || choice.has_content;
    if (first) choices.first_finish = choice.finish;
    if (!choices.error.present) choices.error = choice.error;
    first = false;
  }
  return choices;
}

AnswerFacts read_chat_answer(JsonCursor& cursor, ArgumentTexts& arguments) {
  AnswerFacts facts;
  ChatChoices choices;
  ErrorMembers bare;
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "choices") {
      choices = read_choices(cursor, arguments);
    } else if (key == "error") {
      facts.error = read_error_value(cursor);
    } else if (key == "object") {
      facts.object_matches = cursor.take_string() == "chat.completion";
    } else if (key == "usage") {
      facts.usage = read_usage(cursor);
    } else if (key == "model") {
      facts.model = take_short_text(cursor, kAnswerModelBytesMax);
    } else if (key == "id") {
      facts.id_present = cursor.take_filled();
    } else {
      bare.take(key, cursor);
    }
  }
  facts.required_present = choices.all_have_messages;
  facts.has_content = choices.has_content;
  facts.finished = choices.all_ended;
  facts.finish = choices.first_finish;
  if (!facts.error.present) facts.error = std::move(choices.error);
  // Some gateways answer 200 with a bare `message` where the choices should be.
  if (!facts.error.present && !facts.required_present && bare.has_message()) facts.error = bare.facts();
  return facts;
}

AnswerFacts read_responses_answer(JsonCursor& cursor, ArgumentTexts& arguments) {
  ResponseMembers response;
  ErrorMembers bare;
  for (JsonMembers members(cursor); members.next();) {
    if (!take_response_member(members.key(), cursor, response, arguments)) bare.take(members.key(), cursor);
  }
  settle_response_error(response);
  AnswerFacts facts;
  facts.object_matches = response.object_matches;
  facts.required_present = response.output_present && response.finish != FinishState::None;
  facts.has_content = response.has_content;
  facts.finished = response.finished;
  facts.finish = response.finish;
  facts.error = std::move(response.error);
  facts.usage = response.usage;
  facts.id_present = response.has_id;
  facts.id = std::move(response.id);
  facts.model = std::move(response.model);
  if (facts.error.present && facts.error.type.empty()) facts.error.type = bare.error_type();
  if (!facts.error.present && !facts.required_present && bare.has_message()) facts.error = bare.facts();
  return facts;
}

}  // namespace

AnswerFacts read_answer(Family family, PaddedText body, JsonScratch& scratch) {
  AnswerFacts facts;
  ArgumentTexts arguments;
  {
    JsonCursor cursor(body, scratch, LoneSurrogates::Tolerated);
    if (cursor.kind() != JsonKind::Object) return {};
    facts = family == Family::ChatCompletions ? read_chat_answer(cursor, arguments) : read_responses_answer(cursor, arguments);
    if (!cursor.finish()) return {};
  }
  facts.parsed = true;
  facts.tool_arguments_parse = arguments_parse(arguments, scratch);
  return facts;
}

}  // namespace jurymast::wire
