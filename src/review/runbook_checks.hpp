#pragma once
#include <span>

#include "review/subject.hpp"

namespace jurymast::review {

/// The sections that a runbook must have.
std::span<const Check> runbook_section_checks();
/// Who answers for it, when it was looked at, and where it is found.
std::span<const Check> runbook_owner_checks();
/// What stands in it: placeholders in the place of models, addresses and keys; retries with a bound.
std::span<const Check> runbook_content_checks();
/// Its contract table and its sources: dated, complete, and each leaning on a page that can support it.
std::span<const Check> runbook_source_checks();

}  // namespace jurymast::review
