#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "review/pattern.hpp"
#include "review/placeholders.hpp"
#include "review/runbook_checks.hpp"
#include "review/sources.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

void sources(const Subject& subject, Reporter& report) {
  const Section* section = sources_section(subject.document);
  if (section == nullptr) return report.missing("no heading holds \"Sources\"");
  if (sources_of(subject.document).empty()) report.at_line(section->heading_line, "the section lists none");
}

void source_url(const Subject& subject, Reporter& report) {
  for (const Source& source : sources_of(subject.document)) {
    if (source.url.empty()) report.at_line(source.line);
  }
}

/// Why a date cannot stand as the day of a look at a page; empty: it can.
std::string wrong_date(std::string_view text, Date today) {
  if (is_to_be_filled(text)) return {};
  const auto date = find_date(text);
  if (!date) return text.empty() ? "there is none" : "it is no date";
  return *date > today ? "it lies in the future" : std::string();
}

/// How many days too old; none where the date is missing or recent enough.
std::optional<int> days_too_old(std::string_view text, const LintOptions& options) {
  const auto date = find_date(text);
  if (!date || days_between(*date, options.today) <= options.age_days_max) return std::nullopt;
  return days_between(*date, options.today);
}

void source_accessed(const Subject& subject, Reporter& report) {
  for (const Source& source : sources_of(subject.document)) {
    const std::string wrong = wrong_date(source.accessed, subject.options.today);
    if (!wrong.empty()) report.at_line(source.line, wrong);
  }
}

void source_purpose(const Subject& subject, Reporter& report) {
  for (const Source& source : sources_of(subject.document)) {
    if (source.purpose.empty()) report.at_line(source.line);
  }
}

void source_stale(const Subject& subject, Reporter& report) {
  for (const Source& source : sources_of(subject.document)) {
    if (const auto age = days_too_old(source.accessed, subject.options))
      report.at_line(source.line, fmt::format("{} days ago", *age));
  }
}

void contract_table(const Subject& subject, Reporter& report) {
  const Section* section = contract_section(subject.document);
  if (section == nullptr) return report.missing("no heading holds \"Contract\"");
  if (contract_rows_of(subject.document).empty()) {
    report.at_line(section->heading_line, "it has no table with the columns area, verify, source, accessed, safe wording");
  }
}

void contract_row(const Subject& subject, Reporter& report) {
  for (const ContractRow& row : contract_rows_of(subject.document)) {
    for (const auto& [name, cell] : {std::pair("area", row.area), std::pair("verify", row.verify), std::pair("source", row.source),
                                     std::pair("wording", row.wording)}) {
      if (cell.empty()) report.at_line(row.line, name);
    }
  }
}

void contract_accessed(const Subject& subject, Reporter& report) {
  for (const ContractRow& row : contract_rows_of(subject.document)) {
    const std::string wrong = wrong_date(row.accessed, subject.options.today);
    if (!wrong.empty()) report.at_line(row.line, wrong);
  }
}

void contract_stale(const Subject& subject, Reporter& report) {
  for (const ContractRow& row : contract_rows_of(subject.document)) {
    if (const auto age = days_too_old(row.accessed, subject.options)) report.at_line(row.line, fmt::format("{} days ago", *age));
  }
}

void contract_source_listed(const Subject& subject, Reporter& report) {
  const std::vector<Source> listed = sources_of(subject.document);
  if (listed.empty()) return;
  for (const ContractRow& row : contract_rows_of(subject.document)) {
    for (const std::string_view url : urls_in(row.source)) {
      const bool found = std::any_of(listed.begin(), listed.end(), [url](const Source& source) { return source.url == url; });
      if (!found) report.at(url);
    }
  }
}

/// Pages about patterns in general; they know nothing of a vendor.
bool is_pattern_page(std::string_view url) {
  return holds_any(url, {"docs.aws.amazon.com", "sre.google", "learn.microsoft.com/azure/architecture",
                         "learn.microsoft.com/en-us/azure/architecture", "cloud.google.com/architecture"});
}

bool supports(std::string_view url, std::string_view area) {
  const bool about_retries = holds_any(area, {"retry", "retries", "overload", "backoff"});
  if (is_pattern_page(url)) return about_retries;
  if (holds(area, "chat") && !holds(area, "responses")) return !holds(url, "/responses");
  if (holds_any(area, {"responses", "response endpoint"}) && !holds(area, "chat")) return !holds(url, "/chat");
  return true;
}

void contract_support(const Subject& subject, Reporter& report) {
  for (const ContractRow& row : contract_rows_of(subject.document)) {
    for (const std::string_view url : urls_in(row.source)) {
      if (!supports(url, row.area)) report.at(url);
    }
  }
}

void contract_wording(const Subject& subject, Reporter& report) {
  static const Pattern safe(
      R"re(\b(?:should|must|verify|confirm|check|choose|record|use|send|need|needs|link|re-open|compare|look)\b)re");
  for (const ContractRow& row : contract_rows_of(subject.document)) {
    if (!row.wording.empty() && !safe.matches(row.wording) && !is_to_be_filled(row.wording)) report.at(row.wording);
  }
}

struct Area {
  std::string_view name;
  std::array<std::string_view, 4> words{};
};
constexpr std::array kAreas =
    std::to_array<Area>({{"the request path or endpoint family", {"request path", "request surface", "endpoint", "family"}},
                         {"authentication", {"authentication", "authorization"}},
                         {"retries", {"retry", "retries"}},
                         {"escalation or support", {"escalation", "support"}}});

bool is_about(std::string_view cell, const Area& area) {
  return std::any_of(area.words.begin(), area.words.end(),
                     [cell](std::string_view word) { return !word.empty() && holds(cell, word); });
}

void contract_areas(const Subject& subject, Reporter& report) {
  const std::vector<ContractRow> rows = contract_rows_of(subject.document);
  if (rows.empty()) return;
  for (const Area& area : kAreas) {
    const bool found = std::any_of(rows.begin(), rows.end(), [&area](const ContractRow& row) { return is_about(row.area, area); });
    if (!found) report.at_line(contract_section(subject.document)->heading_line, std::string(area.name));
  }
}

constexpr std::array kChecks = std::to_array<Check>({
    {{.id = "runbook/sources",
      .severity = Severity::Error,
      .what = "the sources are missing",
      .why = "nobody can check a statement whose page is not named",
      .instead = "add a section `Sources` with URL, day of the look, and purpose of each",
      .example = "a runbook without `## Sources`"},
     sources},
    {{.id = "source/url",
      .severity = Severity::Error,
      .what = "a source without an address",
      .why = "a page that cannot be opened supports nothing",
      .instead = "write its full URL",
      .example = "| the provider's reference | 2026-11-20 | request body |"},
     source_url},
    {{.id = "source/accessed",
      .severity = Severity::Error,
      .what = "a source without the day on which it was looked at",
      .why = "pages change under their address",
      .instead = "write `YYYY-MM-DD`, the day somebody opened it",
      .example = "| https://docs.example.com/chat | last week | request body |"},
     source_accessed},
    {{.id = "source/purpose",
      .severity = Severity::Error,
      .what = "a source without a purpose",
      .why = "a page supports what it documents and nothing else",
      .instead = "say what it is used for",
      .example = "| https://docs.example.com/chat | 2026-11-20 | |"},
     source_purpose},
    {{.id = "source/stale",
      .severity = Severity::Warning,
      .what = "a source was looked at too long ago",
      .why = "the page may say something else by now",
      .instead = "open it again and set the day",
      .example = "| https://docs.example.com/chat | 2020-01-01 | request body |"},
     source_stale},
    {{.id = "contract/table",
      .severity = Severity::Error,
      .what = "the contract table is missing",
      .why = "without it what a provider documents and what was seen here cannot be told apart",
      .instead = "add a section `Contract details to verify` with a table: area, verify, source, accessed, safe wording",
      .example = "a runbook without `## Contract details to verify`"},
     contract_table},
    {{.id = "contract/row",
      .severity = Severity::Error,
      .what = "a row of the contract table is incomplete",
      .why = "half a row is checked by nobody",
      .instead = "fill the cell",
      .example = "| Authentication | | https://docs.example.com/chat | 2026-11-20 | Verify the scheme. |"},
     contract_row},
    {{.id = "contract/accessed",
      .severity = Severity::Error,
      .what = "a row of the contract table without the day on which its page was looked at",
      .why = "a contract is what the page said on a day",
      .instead = "write `YYYY-MM-DD`",
      .example = "| Authentication | the scheme | https://docs.example.com/chat | | Verify the scheme. |"},
     contract_accessed},
    {{.id = "contract/stale",
      .severity = Severity::Warning,
      .what = "a row of the contract table was verified too long ago",
      .why = "the interface may have changed since",
      .instead = "open the page again, compare, and set the day",
      .example = "| Authentication | the scheme | https://docs.example.com/chat | 2020-01-01 | Verify the scheme. |"},
     contract_stale},
    {{.id = "contract/source",
      .severity = Severity::Error,
      .what = "a row leans on a page that the sources do not list",
      .why = "pages outside the list are opened again by nobody",
      .instead = "add the page to `Sources` with its day and purpose",
      .example = "a row with a URL that stands nowhere under `## Sources`"},
     contract_source_listed},
    {{.id = "contract/support",
      .severity = Severity::Error,
      .what = "a row leans on a page that does not support its area",
      .why = "a page about Chat Completions shows nothing of Responses, and one about retry patterns nothing of a vendor",
      .instead = "cite the page that documents this area",
      .example =
          "| Authentication | the scheme | https://sre.google/sre-book/handling-overload/ | 2026-11-20 | Verify the scheme. |"},
     contract_support},
    {{.id = "contract/wording",
      .severity = Severity::Error,
      .what = "a row states a fact about a vendor instead of what to verify",
      .why = "the sentence will be copied into reports, where it reads as proven",
      .instead = "begin with what to do: \"Verify …\", \"… should be checked against …\"",
      .example = "| Authentication | the scheme | https://docs.example.com/chat | 2026-11-20 | Keys are bearer tokens. |"},
     contract_wording},
    {{.id = "contract/areas",
      .severity = Severity::Warning,
      .what = "an area is missing from the contract table",
      .why = "these four have changed under running fallbacks before",
      .instead = "add a row for it",
      .example = "a contract table without a row for authentication"},
     contract_areas},
});

}  // namespace

std::span<const Check> runbook_source_checks() { return kChecks; }

}  // namespace jurymast::review
