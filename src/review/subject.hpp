#pragma once
#include <string>
#include <string_view>

#include "review/calendar.hpp"
#include "review/document.hpp"
#include "review/rule.hpp"

namespace jurymast::review {

/// What the rules of a text may know beside the text.
struct LintOptions {
  Date today;
  int age_days_max = 90;  ///< after so many days a review or a look at a source no longer counts
};

/// A text under its rules.
struct Subject {
  const Document& document;
  LintOptions options;
};

/// Where a rule tells what it found; bounded by kFindingsPerRuleMax.
class Reporter {
 public:
  Reporter(const Rule& rule, const Document& document, Findings& findings)
      : rule_(rule), document_(document), findings_(findings) {}

  /// Tells that the rule is broken at this part of the document's text; an empty detail leaves the rule's own words.
  void at(std::string_view part, std::string detail = {});
  void at_line(std::size_t line, std::string detail = {}) { add({line, 1}, std::move(detail)); }
  /// For what should stand somewhere and does not: at the first heading, or the first line.
  void missing(std::string detail = {});

 private:
  void add(Place place, std::string detail);

  const Rule& rule_;
  const Document& document_;
  Findings& findings_;
  std::size_t told_ = 0;
};

/// A rule and the function that looks for what breaks it.
struct Check {
  Rule rule;
  void (*run)(const Subject& subject, Reporter& report);
};

}  // namespace jurymast::review
