#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/incident/incident_review_command.hpp"
#include "app/status/status_words.hpp"
#include "review/incident/incident_said.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using review::AnswerState;
using review::ReviewAnswer;

constexpr std::size_t kIndent = 4;

std::string source_words(const ReviewAnswer& answer) {
  std::string words;
  for (const review::AnswerSource& one : answer.sources) {
    words += fmt::format("{}{} {}{}", words.empty() ? "" : ", ", one.kind, one.seq, one.id.empty() ? "" : " " + one.id);
  }
  return words;
}

/// A command as it can be pasted.
std::string pasteable(const ReviewAnswer& answer, const PasteWords& paste) {
  const std::string& command = answer.command;
  if (command.starts_with("jurymast incident ")) return command + paste.window + paste.place;
  if (command.starts_with("jurymast log ")) return command + paste.place;
  const bool of_config = command.starts_with("jurymast smoke ") || command.starts_with("jurymast check ");
  return of_config ? command + paste.config : command;
}

std::string answer_text(const ReviewAnswer& answer, const PasteWords& paste) {
  const auto line = [](std::string_view label, const std::string& words) {
    return words.empty() ? std::string() : wrap(fmt::format("    {}{}", label, words), kIndent + 2);
  };
  const bool inferred = answer.grounds == record::Grounds::Inference;
  std::string text =
      wrap(fmt::format("[{}] {} ({})", name_of(answer.state), answer.question->words, answer.question->name), kIndent);
  text += line(inferred ? "inference: " : "", answer.known) + line("not known: ", answer.not_known);
  text += line("lines: ", source_words(answer));
  for (const review::PersonAnswer& one : answer.persons) {
    text += line(fmt::format("{} says: ", one.author.empty() ? "somebody" : one.author),
                 one.text + (one.source.empty() ? "" : " (" + one.source + ")"));
  }
  if (answer.state == AnswerState::Answered) return text;
  // A command is to be copied: it is never broken.
  if (!answer.command.empty()) text += fmt::format("    look: {}\n", pasteable(answer, paste));
  return text + line("ask: ", std::string(answer.question->asked_of));
}

std::string head(const review::IncidentFacts& facts) {
  const review::IncidentScope& scope = facts.scope;
  return fmt::format("Incident {} on {}\nfrom {} to {}, {}\n",
                     scope.incident == OperationId() ? "that nobody opened" : scope.incident.to_string(), scope.route,
                     to_rfc3339(scope.from), scope.to ? to_rfc3339(*scope.to) : "now: it goes on",
                     scope.by_person ? "as a person set it" : "as the log proposes");
}

std::string follow_ups_text(const review::IncidentFacts& facts) {
  std::string text;
  std::size_t number = 0;
  for (const review::FollowUp& one : review::follow_ups(facts.said)) {
    text += wrap(fmt::format("{}. {} ({} until {}; {}) [line {}]", ++number, one.text, one.owner.empty() ? "nobody" : one.owner,
                             one.due.empty() ? "no day" : one.due, review::state_of(one), one.seq),
                 kIndent);
  }
  return text.empty() ? text : "\nto be done\n" + text;
}

Json follow_ups_json(const review::IncidentFacts& facts) {
  Json all = Json::array();
  for (const review::FollowUp& one : review::follow_ups(facts.said)) {
    all.push_back({{"number", all.size() + 1},
                   {"text", one.text},
                   {"owner", one.owner},
                   {"due", one.due},
                   {"done", one.done.has_value()},
                   {"state", review::state_of(one)},
                   {"seq", one.seq}});
  }
  return all;
}

std::string tail(const review::IncidentFacts& facts, const std::vector<ReviewAnswer>& answers, const PasteWords& paste) {
  const auto in_state = [&](AnswerState state) {
    return std::count_if(answers.begin(), answers.end(), [&](const ReviewAnswer& one) { return one.state == state; });
  };
  const auto open = std::count_if(answers.begin(), answers.end(), [](const ReviewAnswer& one) { return one.open(); });
  std::string text = fmt::format("\n{} answered by the log, {} in part, {} left to persons, {} open\n",
                                 in_state(AnswerState::Answered), in_state(AnswerState::Partly), in_state(AnswerState::Open), open);
  if (open == 0) return text;
  return text + (facts.scope.incident == OperationId()
                     ? fmt::format("to answer: first jurymast incident open {}{}\n", facts.scope.route, paste.config)
                     : fmt::format("to answer: jurymast incident answer {} QUESTION TEXT{}\n", facts.scope.incident.to_string(),
                                   paste.config));
}

Json person_json(const review::PersonAnswer& one) {
  Json object{{"seq", one.seq}, {"at", to_rfc3339(one.at)}, {"author", one.author}, {"text", one.text}};
  if (!one.source.empty()) object["source"] = one.source;
  return object;
}

Json answer_json(const ReviewAnswer& answer, const PasteWords& paste) {
  Json object{{"name", answer.question->name},
              {"part", name_of(answer.question->part)},
              {"question", answer.question->words},
              {"state", name_of(answer.state)},
              {"open", answer.open()},
              {"grounds", record::kGroundsNames[static_cast<std::size_t>(answer.grounds)]},
              {"known", answer.known},
              {"not_known", answer.not_known},
              {"command", pasteable(answer, paste)},
              {"asked_of", answer.question->asked_of},
              {"sources", Json::array()},
              {"persons", Json::array()}};
  for (const review::AnswerSource& one : answer.sources) {
    Json source{{"seq", one.seq}, {"kind", one.kind}};
    if (!one.id.empty()) source["id"] = one.id;
    object["sources"].push_back(std::move(source));
  }
  for (const review::PersonAnswer& one : answer.persons) object["persons"].push_back(person_json(one));
  return object;
}

}  // namespace

std::string review_text(const review::IncidentFacts& facts, const std::vector<ReviewAnswer>& answers, const PasteWords& paste) {
  std::string text = head(facts);
  const review::ReviewQuestion* before = nullptr;
  for (const ReviewAnswer& one : answers) {
    if (before == nullptr || before->part != one.question->part) text += fmt::format("\n{}\n", name_of(one.question->part));
    before = one.question;
    text += answer_text(one, paste);
  }
  return text + follow_ups_text(facts) + tail(facts, answers, paste);
}

std::string review_json(const review::IncidentFacts& facts, const std::vector<ReviewAnswer>& answers, const PasteWords& paste) {
  const review::IncidentScope& scope = facts.scope;
  Json object{{"incident", scope.incident == OperationId() ? Json() : Json(scope.incident.to_string())},
              {"route", scope.route},
              {"from", to_rfc3339(scope.from)},
              {"to", scope.to ? Json(to_rfc3339(*scope.to)) : Json()},
              {"by_person", scope.by_person},
              {"answers", Json::array()}};
  for (const ReviewAnswer& one : answers) object["answers"].push_back(answer_json(one, paste));
  object["follow_ups"] = follow_ups_json(facts);
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jurymast::app
