#include "app/incident/incident_say_command.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/override/override_client.hpp"
#include "app/status/status_config.hpp"
#include "record/incident.hpp"
#include "review/calendar.hpp"
#include "review/incident/review_question.hpp"

namespace jurymast::app {
namespace {

constexpr int kOk = 200;
constexpr int kServerFault = 500;

int refuse(const IncidentWorld& world, const char* command, const std::string& why) {
  fmt::print(world.complaints, "jurymast incident {}: {}\n", command, why);
  return kUsage;
}

std::string question_names() {
  std::string names;
  for (const review::ReviewQuestion& one : review::review_questions())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
  return names;
}

/// The record without what it says, made of the texts that every such command has.
Result<record::IncidentRecord> begun(const IncidentSayOptions& options, const review::IncidentFacts& facts,
                                     const IncidentWorld& world) {
  if (facts.scope.incident == OperationId()) {
    return fail(Code::Invalid, "nobody has opened an incident on {}; first: jurymast incident open {}", facts.scope.route,
                facts.scope.route);
  }
  auto text = record::PlainText::make(options.text);
  if (!text) return tl::unexpected(text.error());
  if (text->empty()) return fail(Code::Invalid, "the text is empty; say it in a sentence");
  record::IncidentRecord record;
  if (!options.source.empty()) {
    auto source = record::Link::make(options.source);
    if (!source) return tl::unexpected(source.error());
    record.source = *std::move(source);
  }
  record.at = world.now;
  record.id = OperationId::make(world.now, world.random);
  record.incident = facts.scope.incident;
  record.route = facts.scope.route;
  record.author = options.author;
  record.text = *std::move(text);
  record.ticket = options.ticket;
  return record;
}

/// Hands the record to the running gateway, and says where it stands now.
int hand_over(const IncidentSayOptions& options, const record::IncidentRecord& record, const IncidentWorld& world) {
  const std::string line = render(record);
  if (options.dry_run) {
    fmt::print(world.out, "dry run, nothing was recorded. It would be: {}\n", line);
    return kPass;
  }
  const auto snapshot = read_config_for_looking(options.place.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), world.complaints);
    return kUsage;
  }
  const auto answer = ask_gateway(*snapshot, "POST", "/records", line);
  if (!answer) {
    fmt::print(world.complaints, "nothing was recorded: only the running gateway writes its log, and it does not answer ({})\n",
               answer.error().message);
    return kToolFailed;
  }
  if (answer->status != kOk) {
    fmt::print(world.complaints, "nothing was recorded: the gateway refused it: {}\n", message_in(*answer));
    return answer->status >= kServerFault ? kToolFailed : kUsage;
  }
  fmt::print(world.out, "recorded as {}\nThe record keeps what was said; another {} stands beside it.\n", record.id.to_string(),
             name_of(record.event));
  return kPass;
}

}  // namespace

int run_incident_answer(const IncidentSayOptions& options, const IncidentWorld& world) {
  if (review::review_question(options.question) == nullptr) {
    return refuse(world, "answer", fmt::format("no question is called {}; there are: {}", options.question, question_names()));
  }
  const FoundFacts found = find_facts(options.place, world, "answer");
  if (!found.facts) return found.exit;
  auto record = begun(options, *found.facts, world);
  if (!record) return refuse(world, "answer", record.error().message);
  record->event = record::IncidentEvent::Answered;
  record->subject = options.question;
  return hand_over(options, *record, world);
}

int run_incident_follow_up(const IncidentSayOptions& options, const IncidentWorld& world) {
  if (options.owner.empty()) return refuse(world, "follow-up", "nobody is named who does it; add --owner WHO");
  const auto due = review::parse_date(options.due);
  if (!due) return refuse(world, "follow-up", fmt::format("`{}` is no day; write --due 2026-07-31", options.due));
  if (*due < std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(world.now.since_epoch))) {
    return refuse(world, "follow-up", fmt::format("the day {} is over; name one that is to come", options.due));
  }
  const FoundFacts found = find_facts(options.place, world, "follow-up");
  if (!found.facts) return found.exit;
  auto record = begun(options, *found.facts, world);
  if (!record) return refuse(world, "follow-up", record.error().message);
  record->event = record::IncidentEvent::FollowUp;
  record->owner = options.owner;
  record->due = options.due;
  return hand_over(options, *record, world);
}

}  // namespace jurymast::app
