#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "record/events.hpp"
#include "review/incident/answer_words.hpp"
#include "review/incident/failure_kind.hpp"
#include "review/incident/incident_said.hpp"
#include "review/incident/mitigation_steps.hpp"
#include "review/incident/packet_parts.hpp"
#include "review/incident/review_answers.hpp"

namespace jurymast::review {
namespace {

constexpr std::size_t kTimelineRowsMax = 200;

/// Figures that no log knows and that a review asks for.
constexpr std::array<std::string_view, 2> kEnteredFigures{"support_tickets", "feature_metric"};

PacketCell figure(const std::optional<std::uint64_t>& count) {
  return count ? PacketCell(*count) : PacketCell(std::string(kMissing));
}

std::string or_missing(const std::string& text) { return text.empty() ? std::string(kMissing) : text; }

std::string end_text(const IncidentScope& scope) {
  return scope.to ? to_rfc3339(*scope.to) : fmt::format("it goes on, as of {}", to_rfc3339(scope.until));
}

std::string detection_text(const IncidentScope& scope) {
  if (!scope.detected_at) return std::string(kMissing);
  const std::string by = scope.detected_by ? fmt::format(" by {}", name_of(*scope.detected_by)) : std::string();
  return to_rfc3339(*scope.detected_at) + by;
}

PacketSection summary_section(const PacketInput& input) {
  const IncidentFacts& facts = input.facts;
  PacketSection section{"summary", "Summary"};
  section.columns = {"what", "value"};
  const auto add = [&](std::string_view name, std::string value) { section.rows.push_back({std::string(name), std::move(value)}); };
  add("route", facts.scope.route);
  add("began", to_rfc3339(facts.scope.from));
  add("ended", end_text(facts.scope));
  add("window set by", facts.scope.by_person ? "a person" : "the log");
  add("detected", detection_text(facts.scope));
  add("error classes", or_missing(failures_text(failures_in(facts.histogram, facts.arms))));
  const PhaseImpact& during = facts.impact[static_cast<std::size_t>(Phase::During)];
  add("errors that callers met",
      during.operations == 0 ? std::string(kMissing) : share_text(during.visible_errors, during.operations));
  add("fallback", fallback_words(mitigation_steps(facts)));
  if (input.ask.view != PacketView::Support) add("ticket", or_missing(ticket_of(facts)));
  return section;
}

PacketSection question_section(const PacketInput& input) {
  PacketSection section{"question", "What is asked"};
  section.columns = {"what", "value"};
  const std::string kind = input.ask.question_kind ? std::string(name_of(*input.ask.question_kind)) : std::string(kMissing);
  section.rows.push_back({std::string("question kind"), kind});
  section.text.emplace_back("This is evidence for a question. It approves no deployment and no change of traffic.");
  return section;
}

PacketSection timeline_section(const PacketInput& input) {
  PacketSection section{"timeline", "Timeline"};
  const std::vector<TimelineRow>& rows = input.facts.timeline;
  if (rows.empty()) section.text.emplace_back("Missing: the log tells nothing of this time.");
  if (rows.size() > kTimelineRowsMax) {
    section.text.push_back(fmt::format("The first {} of {} rows; all: jurymast incident timeline{}", kTimelineRowsMax, rows.size(),
                                       incident_words(input.facts.scope)));
  }
  section.columns = {"at", "chapter", "what", "grounds", "line", "record"};
  for (std::size_t i = 0; i < std::min(rows.size(), kTimelineRowsMax); ++i) {
    const TimelineRow& row = rows[i];
    const std::string grounds(record::kGroundsNames[static_cast<std::size_t>(row.grounds)]);
    section.rows.push_back({to_rfc3339(row.at), std::string(name_of(row.chapter)), row.what,
                            row.skewed ? grounds + ", its clock was behind" : grounds, row.seq,
                            row.id.empty() ? row.kind : fmt::format("{} {}", row.kind, row.id)});
  }
  return section;
}

PacketSection graphs_section(const PacketInput& input) {
  PacketSection section{"graphs", "Graphs"};
  section.text.push_back(
      fmt::format("The page of this packet (--format html) holds the charts; alone: jurymast incident histogram{} --format svg",
                  incident_words(input.facts.scope)));
  return section;
}

PacketSection affected_section(const PacketInput& input) {
  PacketSection section{"affected", "Affected"};
  section.columns = {"what", "value"};
  section.rows.push_back({std::string("route"), input.facts.scope.route});
  for (const std::string_view what : {"service", "tenant", "region", "feature"}) {
    section.rows.push_back({std::string(what), or_missing(affected(input.facts, what))});
  }
  return section;
}

PacketSection histogram_section(const PacketInput& input) {
  const Histogram& histogram = input.facts.histogram;
  PacketSection section{"histogram", "Histogram of error classes"};
  if (histogram.operations == 0) {
    section.text.emplace_back("Missing: the log holds no operation of this time.");
    return section;
  }
  section.text.push_back(fmt::format("{} from {} on, in {} of {} each; the sums add up to the operations.",
                                     count_text(histogram.operations, "operation"), to_rfc3339(histogram.start),
                                     count_text(histogram.bins, "half-open span"), lapse_text(histogram.width)));
  section.columns = {"class", "arm", "operations", "in each span"};
  for (const auto& [row, counts] : histogram.rows) {
    std::uint64_t sum = 0;
    std::string each;
    for (const std::uint64_t count : counts) {
      sum += count;
      each += fmt::format("{}{}", each.empty() ? "" : " ", count);
    }
    section.rows.push_back({row.failure_class, row.arm, sum, each});
  }
  return section;
}

PacketSection impact_section(const PacketInput& input) {
  PacketSection section{"impact", "Customer impact"};
  const std::string statement = closing_statement(input.facts);
  section.text.push_back(statement.empty() ? std::string("Final statement: missing.") : "Final statement: " + statement);
  section.columns = {"figure", "before", "during", "after"};
  const auto add = [&](std::string_view name, auto read) {
    std::vector<PacketCell> row{std::string(name)};
    for (const PhaseImpact& phase : input.facts.impact)
      row.push_back(phase.operations == 0 ? PacketCell(std::string(kMissing)) : read(phase));
    section.rows.push_back(std::move(row));
  };
  add("operations", [](const PhaseImpact& phase) { return PacketCell(phase.operations); });
  add("whole answers", [](const PhaseImpact& phase) { return PacketCell(phase.completed); });
  add("errors that callers met", [](const PhaseImpact& phase) { return PacketCell(phase.visible_errors); });
  add("of these out of time", [](const PhaseImpact& phase) { return PacketCell(phase.timeouts); });
  add("callers that left", [](const PhaseImpact& phase) { return PacketCell(phase.cancelled); });
  add("degraded answers", [](const PhaseImpact& phase) { return PacketCell(phase.degraded); });
  add("rescued", [](const PhaseImpact& phase) { return PacketCell(phase.rescued); });
  add("repeated by callers", [](const PhaseImpact& phase) { return PacketCell(phase.caller_retries); });
  add("answered twice", [](const PhaseImpact& phase) { return PacketCell(phase.duplicates); });
  add("late answers", [](const PhaseImpact& phase) { return phase.late_known ? PacketCell(phase.late) : figure(std::nullopt); });
  add("longest queue", [](const PhaseImpact& phase) { return figure(phase.queue_depth_most); });
  add("first content, ms, p95", [](const PhaseImpact& phase) { return figure(phase.first_content_ms_p95); });
  add("failed attempts", [](const PhaseImpact& phase) { return PacketCell(phase.failed_attempts); });
  add("tokens of failed attempts", [](const PhaseImpact& phase) { return figure(phase.failed_attempt_tokens); });
  return section;
}

PacketSection entered_section(const PacketInput& input) {
  PacketSection section{"entered", "Figures that no log knows"};
  section.columns = {"figure", "value", "source"};
  std::set<std::string> names(kEnteredFigures.begin(), kEnteredFigures.end());
  for (const auto& [seq, record] : input.facts.said) {
    if (record.event == record::IncidentEvent::Entered) names.insert(record.subject);
  }
  for (const std::string& name : names) {
    const auto found = entered(input.facts, name);
    section.rows.push_back({name, found ? found->value : std::string(kMissing), or_missing(found ? found->source : std::string())});
  }
  return section;
}

PacketSection support_section(const PacketInput& input) {
  PacketSection section{"support_path", "Support path"};
  section.columns = {"page", "read on", "state"};
  const PacketAsk& ask = input.ask;
  std::string day(kMissing);
  if (ask.support_accessed) {
    const std::chrono::year_month_day date(*ask.support_accessed);
    day = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()));
  }
  const bool told = !ask.support_source.empty() && ask.support_accessed;
  section.rows.push_back({or_missing(ask.support_source.text()), day,
                          std::string(support_is_current(ask) ? "current"
                                      : told                  ? "stale: read it again"
                                                              : kMissing)});
  return section;
}

PacketSection follow_ups_section(const PacketInput& input) {
  PacketSection section{"follow_ups", "What is to be done"};
  section.columns = {"what", "owner", "due", "state", "line"};
  for (const FollowUp& one : follow_ups(input.facts.said)) {
    section.rows.push_back({or_missing(one.text), or_missing(one.owner), or_missing(one.due), state_of(one), one.seq});
  }
  if (section.rows.empty()) section.text.emplace_back("Missing: nobody has said what is to be done.");
  return section;
}

PacketSection questions_section(const PacketInput& input) {
  PacketSection section{"questions", "Questions of the review"};
  section.columns = {"question", "state", "the log", "not known", "persons", "lines"};
  for (const ReviewAnswer& one : review_answers(input.facts)) {
    std::string persons;
    for (const PersonAnswer& said : one.persons)
      persons += fmt::format("{}{}: {}", persons.empty() ? "" : " ", said.author, said.text);
    std::string lines;
    for (const AnswerSource& source : one.sources) lines += fmt::format("{}{}", lines.empty() ? "" : " ", source.seq);
    const std::string mark = one.grounds == record::Grounds::Inference && !one.known.empty() ? "(inference) " : "";
    section.rows.push_back(
        {std::string(one.question->words), std::string(name_of(one.state)), mark + one.known, one.not_known, persons, lines});
  }
  return section;
}

PacketSection not_verified_section(const PacketInput& input) {
  PacketSection section{"not_verified", "Not verified"};
  std::string nothing = "Nothing here says anything of ";
  nothing += listed({record::kNotAsserted.begin(), record::kNotAsserted.end()});
  section.text.push_back(nothing + ".");
  section.text.emplace_back("No request was sent again to make this. What is marked an inference was concluded, not seen.");
  if (input.ask.view != PacketView::Review) return section;
  std::set<std::string> once;
  for (const ReviewAnswer& one : review_answers(input.facts)) {
    if (!one.not_known.empty() && once.insert(one.not_known).second) section.text.push_back(one.not_known);
  }
  return section;
}

constexpr unsigned kReview = 1U << static_cast<unsigned>(PacketView::Review);
constexpr unsigned kSupport = 1U << static_cast<unsigned>(PacketView::Support);
constexpr unsigned kTicket = 1U << static_cast<unsigned>(PacketView::Ticket);

/// A section, and the views that show it. What names persons, tenants or tickets is not for support.
struct SectionRule {
  unsigned views = 0;
  PacketSection (*make)(const PacketInput& input) = nullptr;
};
constexpr std::array kSections = std::to_array<SectionRule>({
    {kReview | kSupport | kTicket, summary_section},
    {kSupport, question_section},
    {kReview | kTicket, affected_section},
    {kReview | kSupport | kTicket, targets_section},
    {kReview | kSupport, configuration_section},
    {kReview | kSupport, evidence_section},
    {kReview | kSupport, samples_section},
    {kReview | kSupport | kTicket, histogram_section},
    {kReview | kTicket, timeline_section},
    {kReview, graphs_section},
    {kReview | kTicket, impact_section},
    {kReview, entered_section},
    {kReview, questions_section},
    {kReview | kTicket, follow_ups_section},
    {kReview | kSupport, support_section},
    {kReview | kSupport, documentation_section},
    {kReview | kSupport | kTicket, not_verified_section},
    {kReview | kSupport | kTicket, proofs_section},
});

}  // namespace

std::vector<PacketSection> packet_sections(const PacketInput& input) {
  const unsigned view = 1U << static_cast<unsigned>(input.ask.view);
  std::vector<PacketSection> sections;
  for (const SectionRule& rule : kSections) {
    if ((rule.views & view) != 0) sections.push_back(rule.make(input));
  }
  return sections;
}

}  // namespace jurymast::review
