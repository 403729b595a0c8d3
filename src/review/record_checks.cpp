#include "review/record_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "record/scope_drift.hpp"
#include "review/claims.hpp"
#include "review/content_checks.hpp"
#include "review/record_vocabulary.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

using nlohmann::json;

enum class RecordRule : std::size_t {
  Json,
  Kind,
  Member,
  Content,
  Sentence,
  Size,
  Surface,
  Route,
  Class,
  Retry,
  Handoff,
  Ticket,
  ScopeDrift
};

/// How many findings each rule has told of one file.
class RecordReport {
 public:
  RecordReport(const Document& document, Findings& findings) : document_(document), findings_(findings) {}

  void begin_line(std::size_t number) { line_ = number; }
  void add(RecordRule rule, std::string detail, std::string_view member = {}) {
    add(record_rules()[static_cast<std::size_t>(rule)], std::move(detail), member);
  }
  void add(const Rule& rule, std::string detail, std::string_view member) {
    const auto told =
        std::count_if(findings_.begin(), findings_.end(), [&](const Finding& finding) { return finding.rule == &rule; });
    if (static_cast<std::size_t>(told) >= kFindingsPerRuleMax) return;
    findings_.push_back(
        {&rule, place_of(member), detail.empty() ? std::string(rule.what) : fmt::format("{}: {}", rule.what, detail)});
  }

 private:
  /// Where the member's name stands on the line, or its beginning.
  Place place_of(std::string_view member) const {
    const std::string_view line = document_.line(line_);
    const std::size_t at = member.empty() ? std::string_view::npos : line.find(fmt::format("\"{}\"", member));
    return at == std::string_view::npos ? Place{line_, 1} : document_.place_of(line.substr(at));
  }

  const Document& document_;
  Findings& findings_;
  std::size_t line_ = 1;
};

std::size_t words_in(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool letter = c != ' ' && c != '\n' && c != '\t';
    words += letter && !inside ? 1 : 0;
    inside = letter;
  }
  return words;
}

/// The name of a member, if it is fit to be shown: a name that nobody decided on may be anything.
std::string shown(std::string_view name) {
  const bool plain = name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
                     });
  return plain ? fmt::format("`{}`", name) : "a name that is not shown";
}

using Members = RecordVocabulary::Members;

/// Walks one record; beside each object goes what it may hold.
class RecordWalk {
 public:
  RecordWalk(const ClaimSearch& claims, RecordReport& report) : claims_(claims), report_(report) {}

  void object(const json& value, Members members, std::size_t depth) {
    if (depth > kRecordDepthMax) return report_.add(RecordRule::Size, fmt::format("nested deeper than {}", kRecordDepthMax));
    for (const auto& [name, member] : value.items()) {
      if (members == nullptr) {
        inside(member, name, nullptr, depth);
      } else if (const record::Member* known = RecordVocabulary::find(members, name)) {
        inside(member, name, known->members.empty() ? nullptr : &known->members, depth);
      } else {
        report_.add(is_forbidden_member(name) ? RecordRule::Content : RecordRule::Member, shown(name), name);
      }
    }
  }

 private:
  void inside(const json& value, const std::string& name, Members members, std::size_t depth) {
    if (depth > kRecordDepthMax) return object(value, members, depth);
    if (value.is_object()) return object(value, members, depth + 1);
    if (value.is_string()) return text(value.get_ref<const std::string&>(), name);
    if (!value.is_array()) return;
    for (const json& element : value) inside(element, name, members, depth + 1);
  }

  void text(const std::string& value, const std::string& name) {
    const bool free = is_free_text(name);
    const std::size_t bytes_max = free ? kRecordTextBytesMax : kRecordStringBytesMax;
    if (value.size() > bytes_max) {
      return report_.add(RecordRule::Size, fmt::format("{} has {} bytes, more than {}", shown(name), value.size(), bytes_max),
                         name);
    }
    if (free) return sentences(value, name);
    if (words_in(value) > kRecordWordsMax || value.find('\n') != std::string::npos)
      report_.add(RecordRule::Sentence, shown(name), name);
  }

  void sentences(const std::string& value, const std::string& name) {
    if (holds_transcript(value)) return report_.add(RecordRule::Sentence, shown(name), name);
    if (const Rule* claim = claims_.first_in(value)) report_.add(*claim, shown(name), name);
  }

  const ClaimSearch& claims_;
  RecordReport& report_;
};

bool says(const json& record, const char* name) {
  const auto found = record.find(name);
  if (found == record.end() || found->is_null()) return false;
  return !found->is_string() || !found->get_ref<const std::string&>().empty();
}

bool is_word(const json& record, const char* name, std::initializer_list<std::string_view> words) {
  const auto found = record.find(name);
  if (found == record.end() || !found->is_string()) return false;
  return std::find(words.begin(), words.end(), std::string_view(found->get_ref<const std::string&>())) != words.end();
}

/// A probe answers the same four; its attempts are a count.
void four_questions_of_probe(const json& record, RecordReport& report) {
  if (!says(record, "family")) report.add(RecordRule::Surface, {});
  if (!says(record, "route")) report.add(RecordRule::Route, {});
  if (!says(record, "class")) report.add(RecordRule::Class, {});
  if (!says(record, "attempts")) report.add(RecordRule::Retry, {});
}

void four_facts_of_handoff(const json& record, RecordReport& report) {
  for (const char* const name : {"command", "result", "changed", "uncertainty"}) {
    if (!says(record, name)) report.add(RecordRule::Handoff, fmt::format("`{}`", name));
  }
}

/// Retries are inside the budget where every attempt tells what the budget held when it was let in.
bool retries_are_told(const json& record) {
  const auto attempts = record.find("attempts");
  if (attempts == record.end() || !attempts->is_array()) return false;
  return std::all_of(attempts->begin(), attempts->end(),
                     [](const json& attempt) { return attempt.is_object() && attempt.contains("admission"); });
}

/// A record of an operation answers four questions without anything else being opened.
void four_questions(const json& record, RecordReport& report) {
  const bool interrupted = is_word(record, "outcome", {"interrupted"});
  const bool refused = is_word(record, "outcome", {"refused"});
  if (!says(record, "family")) report.add(RecordRule::Surface, {});
  if (!says(record, "route") && !interrupted && !refused) report.add(RecordRule::Route, {});
  if (!says(record, "class") && !says(record, "refusal") && !interrupted) report.add(RecordRule::Class, {});
  const bool nothing_sent = interrupted || refused || is_word(record, "outcome", {"cancelled"});
  if (!retries_are_told(record) && (!nothing_sent || record.contains("attempts"))) report.add(RecordRule::Retry, {});
}

/// The vocabulary that a record stands under; none where its kind is not known.
std::optional<Members> members_of(const json& record, const RecordVocabulary& vocabulary) {
  if (const auto kind = record.find("kind"); kind != record.end()) {
    return kind->is_string() ? vocabulary.of_kind(kind->get_ref<const std::string&>()) : std::nullopt;
  }
  for (const auto& [name, member] : record.items()) {
    if (const auto form = vocabulary.of_form_with(name)) return form;
  }
  return std::nullopt;
}

/// What all lines of a file are looked at with.
struct RecordTools {
  ClaimSearch claims;
  RecordVocabulary vocabulary;
};

void tied_to_signal(const json& record, RecordReport& report) {
  const auto signal = record.find("failing_signal");
  const auto changed = record.find("changed_paths");
  if (signal == record.end() || !signal->is_string() || changed == record.end() || !changed->is_array()) return;
  for (const json& path : *changed) {
    if (!path.is_string()) continue;
    const std::string_view foreign =
        record::foreign_change(signal->get_ref<const std::string&>(), path.get_ref<const std::string&>());
    if (!foreign.empty())
      report.add(RecordRule::ScopeDrift, fmt::format("`{}` does not answer the signal", foreign), "changed_paths");
  }
}

void check_line(std::string_view line, const RecordTools& tools, RecordReport& report) {
  if (line.size() > kRecordLineBytesMax) {
    return report.add(RecordRule::Size, fmt::format("the line has {} bytes, more than {}", line.size(), kRecordLineBytesMax));
  }
  const json record = json::parse(line, nullptr, false);
  if (!record.is_object()) return report.add(RecordRule::Json, {});
  const auto members = members_of(record, tools.vocabulary);
  if (!members) return report.add(RecordRule::Kind, {}, "kind");
  RecordWalk(tools.claims, report).object(record, *members, 1);
  if (is_word(record, "kind", {"operation"})) four_questions(record, report);
  if (is_word(record, "kind", {"probe"})) four_questions_of_probe(record, report);
  if (is_word(record, "kind", {"handoff"})) four_facts_of_handoff(record, report);
  tied_to_signal(record, report);
  if (is_word(record, "kind", {"gate", "rollout", "override"}) && !says(record, "ticket")) report.add(RecordRule::Ticket, {});
}

}  // namespace

Result<void> check_records(std::string_view text, Findings& findings) {
  if (text.size() > kRecordFileBytesMax)
    return fail(Code::Exhausted, "more than {} MiB; lint the files of the log one by one", kRecordFileBytesMax >> 20U);
  const Document document{.text = text, .line_starts = line_starts_of(text), .blocks = {}, .sections = {}, .tables = {}};
  const RecordTools tools;
  RecordReport report(document, findings);
  for (std::size_t number = 1; number <= document.line_count(); ++number) {
    const std::string_view line = trimmed(document.line(number));
    report.begin_line(number);
    if (!line.empty()) check_line(line, tools, report);
  }
  for (const Check& check : content_checks().first(kSecretRuleCount)) {
    Reporter secrets(check.rule, document, findings);
    check.run({document, {}}, secrets);
  }
  return {};
}

}  // namespace jurymast::review
