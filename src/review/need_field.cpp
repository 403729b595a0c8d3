#include "review/need_field.hpp"

#include <fmt/format.h>

#include "review/fields.hpp"

namespace jurymast::review {

void need_field(const Subject& subject, Reporter& report, std::string_view name) {
  const auto field = find_field(subject.document, name);
  if (!field) {
    report.missing(fmt::format("there is no line `{}: …`", name));
  } else if (!is_stated(field->value)) {
    report.at_line(field->line, "it is left open");
  }
}

}  // namespace jurymast::review
