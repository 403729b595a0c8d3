#include "review/subject.hpp"

#include <fmt/format.h>

namespace jurymast::review {

void Reporter::at(std::string_view part, std::string detail) { add(document_.place_of(part), std::move(detail)); }

void Reporter::missing(std::string detail) {
  at_line(document_.sections.empty() ? 1 : document_.sections.front().heading_line, std::move(detail));
}

void Reporter::add(Place place, std::string detail) {
  if (told_++ >= kFindingsPerRuleMax) return;
  findings_.push_back({&rule_, place, detail.empty() ? std::string(rule_.what) : fmt::format("{}: {}", rule_.what, detail)});
}

}  // namespace jurymast::review
